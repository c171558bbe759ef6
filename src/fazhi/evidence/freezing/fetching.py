"""A small client for pages of strangers: bounded in size and time, TLS verified, every redirect judged and recorded.

It connects to the addresses that the policy judged and to no other, speaks HTTP/1.1 (RFC 9112), one request a connection.
"""

import http.client
import io
import socket
import ssl
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from ..models import Fault
from .policy import AddressRefused, NameUnknown, Policy, Resolve, Target, checked, resolved
from .unpacking import TooLarge, Unreadable, unpacked

MEGABYTE = 1 << 20
MOST_HOPS = 8
MOST_ADDRESSES = 4
REDIRECTS = (301, 302, 303, 307, 308)
BARRED = (401, 403, 405, 406, 407, 412, 418, 429, 451, 521)  # the site is there and does not let a program in
AGENT = "Mozilla/5.0 (compatible; FazhiKeeper/1.0; freezes pages handed in as proof)"


@dataclass(frozen=True)
class Limits:
    """Bytes and seconds; `size` is of a body packed and unpacked, `seconds` of one whole request with its redirects."""

    size: int = 20 * MEGABYTE
    seconds: float = 45
    connect: float = 10
    read: float = 15


class FetchFailed(Exception):
    """The address did not give a page; `fault` is its class, the message says why in Chinese; `reached` whether anything answered."""

    def __init__(self, fault: Fault, why: str, *, reached: bool = True):
        super().__init__(why)
        self.fault, self.reached = fault, reached


@dataclass
class Exchange:
    """One request and its answer: headers as they were sent, `body` without transfer coding, `content` also unpacked."""

    url: str
    address: str
    at: datetime
    request: bytes
    status: int = 0
    reason: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    content: bytes = b""

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def media_type(self) -> str:
        return self.header("content-type").partition(";")[0].strip().lower()


@dataclass
class Fetched:
    """What came of an address: every exchange in order; `fault` is empty where the last one is the page.

    `reached` says that something on the network answered: then a failure is the site's, and not this machine's without a network.
    """

    url: str
    exchanges: list[Exchange] = field(default_factory=list)
    hops: list[dict] = field(default_factory=list)
    fault: Fault = Fault.NONE
    why: str = ""
    reached: bool = False

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None


def fetch(url: str, policy: Policy, limits: Limits = Limits(), resolve: Resolve = resolved) -> Fetched:
    """Ask for `url` and follow where it leads; never raises for what a site does."""
    found, until = Fetched(url), time.monotonic() + limits.seconds
    cookies: dict[str, dict[str, str]] = {}
    try:
        while True:
            target = checked(url, policy, resolve)
            found.exchanges.append(exchange := _asked(target, limits, until, cookies.get(target.host, {})))
            found.reached = True
            _remember(cookies.setdefault(target.host, {}), exchange)
            if exchange.status not in REDIRECTS or not exchange.header("location"):
                break
            url = urljoin(target.url, exchange.header("location").encode("latin-1", "replace").decode("utf-8", "replace"))
            found.hops.append({"url": target.url, "status": exchange.status, "to": url[:2000]})
            if len(found.hops) > MOST_HOPS:
                raise FetchFailed(Fault.REDIRECTS, f"网址跳转超过{MOST_HOPS}次，没有到达页面。请改交最后打开的那个地址。")
        _judge(exchange)
        exchange.content = unpacked(exchange.body, exchange.header("content-encoding"), limits.size)
    except FetchFailed as failure:
        found.fault, found.why, found.reached = failure.fault, str(failure), found.reached or failure.reached
    except AddressRefused as refusal:
        hop = "网页跳转到了不允许访问的地址：" if found.hops else ""
        found.fault, found.why = Fault.POLICY, f"{hop}{refusal}"
    except NameUnknown as unknown:
        found.fault, found.why = Fault.NAME, str(unknown)
    except TooLarge as large:
        found.fault, found.why = Fault.SIZE, str(large)
    except Unreadable as unreadable:
        found.fault, found.why = Fault.PROTOCOL, str(unreadable)
    return found


def _judge(exchange: Exchange) -> None:
    status, said = exchange.status, f"（HTTP {exchange.status}）"
    if status in BARRED:
        raise FetchFailed(Fault.BARRED, f"网站不让程序访问这个页面{said}，未能冻结。请在浏览器中打开核对，并打印成 PDF 另行上传。")
    if 400 <= status < 500:
        raise FetchFailed(Fault.STATUS, f"网站答复没有这个页面{said}。请核对网址；页面已撤下的，请改交新地址或 PDF。")
    if status >= 500:
        raise FetchFailed(Fault.SERVER, f"网站出错{said}，没有给出页面。系统会再试。")
    if status != 200:
        raise FetchFailed(Fault.PROTOCOL, f"网站的答复不是一个页面{said}。请核对网址。")


def _asked(target: Target, limits: Limits, until: float, cookies: dict[str, str]) -> Exchange:
    """One request to one of the judged addresses, and its answer."""
    request, at = _request(target, cookies), datetime.now(UTC)
    try:
        line, address = _connected(target, limits, until)
        with line:
            line.settimeout(_left(until, limits.read))
            line.sendall(request)
            tap = _Tap(line, limits, until)
            response = http.client.HTTPResponse(tap, method="GET")  # type: ignore[arg-type]
            response.begin()
            body = _body(response, limits)
    except ssl.SSLCertVerificationError as error:
        why = _CERTIFICATE.get(error.verify_code, "证书不是由受信任的机构签发")
        raise FetchFailed(
            Fault.CERTIFICATE, f"“{target.host}”的{why}，无法确认是不是真的网站，未予抓取。请联系网站主办单位更换证书。"
        ) from None
    except ssl.SSLError:
        raise FetchFailed(Fault.CERTIFICATE, f"与“{target.host}”建立不了加密连接，未予抓取。请联系网站主办单位检查 HTTPS 设置。") from None
    except TimeoutError:
        raise FetchFailed(Fault.TIME, f"“{target.host}”响应太慢，等到时限仍没有给出完整页面。系统会再试。") from None
    except http.client.HTTPException:
        raise FetchFailed(Fault.PROTOCOL, f"“{target.host}”的答复残缺或不合 HTTP 规范，读不出页面。系统会再试。") from None
    except OSError:
        raise FetchFailed(Fault.CONNECTION, f"与“{target.host}”的连接中断，没有得到完整页面。系统会再试。") from None
    headers = [(name, value) for name, value in response.getheaders()]
    return Exchange(target.url, address, at, request, response.status, response.reason, headers, body)


_CERTIFICATE = {10: "证书已过期", 18: "证书是自己签发的", 19: "证书是自己签发的", 62: "证书与域名不符", 64: "证书与地址不符"}


def _connected(target: Target, limits: Limits, until: float) -> tuple[socket.socket, str]:
    refused = False
    for address in target.addresses[:MOST_ADDRESSES]:
        try:
            line = socket.create_connection((address, target.port), timeout=_left(until, limits.connect))
        except ConnectionRefusedError:
            refused = True
            continue
        except OSError:
            continue
        if not target.is_secure:
            return line, address
        try:
            return ssl.create_default_context().wrap_socket(line, server_hostname=target.host), address
        except BaseException:
            line.close()
            raise
    why = "拒绝连接，网站可能已停用" if refused else "连不上，可能是网站已停用，或本机没有网络"
    raise FetchFailed(Fault.CONNECTION, f"“{target.host}”{why}。系统会再试。", reached=refused)


def _body(response: http.client.HTTPResponse, limits: Limits) -> bytes:
    """Read in pieces: an announced length is never believed, neither for making room nor for being whole."""
    found = bytearray()
    while piece := response.read(1 << 16):
        found += piece
        if len(found) > limits.size:
            raise _too_large(limits)
    if response.length:
        raise http.client.IncompleteRead(bytes(found[:1]), response.length)
    return bytes(found)


def _too_large(limits: Limits) -> FetchFailed:
    return FetchFailed(Fault.SIZE, f"网页超过{limits.size >> 20}MB，不予保存。请打印成 PDF 上传，或改交较小的页面。")


def _left(until: float, most: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return min(left, most)


class _Tap(io.RawIOBase):
    """The line as the reader of answers wants it: every read has its time, all together theirs, and the bytes an end."""

    def __init__(self, line: socket.socket, limits: Limits, until: float):
        super().__init__()
        self._line, self._limits, self._until, self._taken = line, limits, until, 0

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self, 1 << 16)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def, override]
        self._line.settimeout(_left(self._until, self._limits.read))
        count = self._line.recv_into(buffer)
        self._taken += count
        if self._taken > self._limits.size + MEGABYTE:  # headers and chunk marks beside the body
            raise _too_large(self._limits)
        return count


def _request(target: Target, cookies: dict[str, str]) -> bytes:
    parts = urlsplit(target.url)
    lines = [
        f"GET {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"User-Agent: {AGENT}",
        "Accept: text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
        "Accept-Language: zh-CN,zh;q=0.9",
        "Accept-Encoding: gzip, deflate, br",
        "Connection: close",
    ]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _remember(cookies: dict[str, str], exchange: Exchange) -> None:
    """Some sites set a cookie and send the reader once around to see it come back; it is kept for this one request only."""
    for name, value in exchange.headers:
        if name.lower() == "set-cookie" and len(cookies) < 20:
            key, sign, content = value.partition(";")[0].partition("=")
            if sign and len(value) < 4096:
                cookies[key.strip()] = content.strip()
