"""Which addresses may be fetched: public ones by http and https, others only where the installation lists them.

A name is resolved once, every address it gives is judged, and the connection goes to an address so judged: a name that
answers differently a moment later (DNS rebinding) leads nowhere else.
"""

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]

PORTS = {"http": 80, "https": 443}
NAME_SECONDS = 10
_MADE_UP = (".example", ".invalid", ".test", ".localhost")  # RFC 2606: names that lead nowhere by agreement
_EXAMPLES = re.compile(r"(?:^|\.)example\.(?:com|net|org|cn|gov\.cn)$")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)$", re.IGNORECASE)


class AddressRefused(Exception):
    """This address may not be fetched; the message says which, why and what to do next."""


class NameUnknown(Exception):
    """The host's name gives no address; the message says so in Chinese."""


@dataclass(frozen=True)
class Policy:
    """What an installation allows besides public addresses; `hosts` are names or name:port, `networks` ranges."""

    is_on: bool = True
    networks: tuple[Network, ...] = ()
    hosts: frozenset[str] = field(default_factory=frozenset)

    def lists(self, host: str, port: int) -> bool:
        return bool({host, f"{host}:{port}"} & self.hosts)


@dataclass(frozen=True)
class Target:
    """Where a request goes: `addresses` were judged, and only they are connected to."""

    url: str
    scheme: str
    host: str
    port: int
    addresses: tuple[str, ...]

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"


def policy_in_force() -> Policy:
    """The policy that the settings give; raises ValueError for a range that is none."""
    parts = lambda text: [part.strip() for part in text.split(",") if part.strip()]  # noqa: E731
    networks = tuple(ipaddress.ip_network(part, strict=False) for part in parts(settings.FAZHI_LINK_NETWORKS))
    return Policy(settings.FAZHI_LINKS, networks, frozenset(part.lower() for part in parts(settings.FAZHI_LINK_HOSTS)))


def resolved(host: str, port: int) -> list[str]:
    """Every address the name gives now; raises NameUnknown, also where the name server does not answer in time."""
    found: list[str] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):  # nothing found is the answer
            found.extend(str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(NAME_SECONDS)
    if not found:
        raise NameUnknown(f"域名“{host}”解析不到地址。请核对网址；如网址无误，可能是网站已停用，或本机没有网络。")
    return list(dict.fromkeys(found))


def checked(url: str, policy: Policy, resolve: Resolve = resolved) -> Target:
    """The target of `url`; raises AddressRefused or NameUnknown. To be asked again after every redirect."""
    plain = spelt(url)
    parts = urlsplit(plain)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    if port not in PORTS.values() and not policy.lists(host, port):
        raise AddressRefused(f"“{host}”用的是{port}端口，系统只访问80和443端口。确需冻结的，请系统管理员把“{host}:{port}”列入允许的主机。")
    if host.endswith(_MADE_UP) or _EXAMPLES.search(host):
        raise AddressRefused(f"“{host}”是专作示例的网址，没有真实网页，不作抓取。")
    addresses = tuple(resolve(host, port))
    if not addresses:
        raise NameUnknown(f"域名“{host}”解析不到地址。请核对网址。")
    for each in addresses:  # one bad address among good ones is enough: else chance would decide
        _judge(each, host, port, policy)
    return Target(plain, parts.scheme, host, port, addresses)


def spelt(url: str) -> str:
    """The address as it goes over the line: host in ASCII and lower case, path and query quoted, no fragment. Raises AddressRefused."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        name = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        raise AddressRefused(f"“{url[:60]}”不是完整的网址，不能访问。请从浏览器地址栏完整复制。") from None
    if parts.scheme.lower() not in PORTS or not name:
        raise AddressRefused(f"“{url[:60]}”不是 http 或 https 网址，系统不访问。")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("网址里带有账号或密码，系统不访问。请使用不需要登录就能打开的地址。")
    shown = f"[{name}]" if ":" in name else name
    netloc = shown if port in (None, PORTS[parts.scheme.lower()]) else f"{shown}:{port}"
    path, query = (quote(part, safe="%/:=&?~#+!$,;'@()*[]") for part in (parts.path or "/", parts.query))
    return urlunsplit((parts.scheme.lower(), netloc, path, query, ""))


def is_public(address: Address) -> bool:
    """Whether anybody on the internet may reach it, seen through the disguises in which IPv6 carries an IPv4 address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def is_number(host: str) -> bool:
    """Whether browsers read the host as an IPv4 address, also in the odd spellings 2130706433, 0177.0.0.1, 0x7f.1."""
    return _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]) is not None


def _judge(text: str, host: str, port: int, policy: Policy) -> None:
    address = ipaddress.ip_address(text.partition("%")[0])
    plain = (address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None) or address
    if is_public(address) or any(plain in network for network in policy.networks):
        return
    is_near = plain.is_loopback or plain.is_link_local or plain.is_multicast or plain.is_unspecified or plain.is_reserved
    if plain.is_private and not is_near and policy.lists(host, port):
        return
    named = f"“{host}”" if host == text else f"“{host}”指向的{text}"
    raise AddressRefused(f"{named}是内部地址，系统不访问。如确是允许查看的内部网站，请系统管理员把它列入允许的网段或主机。")
