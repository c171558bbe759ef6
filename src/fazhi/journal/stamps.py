"""Time stamps of an authority (RFC 3161) over a digest: asked for with short waits, kept with what is needed to check them."""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPResponse
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from cryptography.x509 import Certificate, load_pem_x509_certificates
from django.conf import settings
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

WAIT = 5.0  # seconds
LARGEST = 256 * 1024  # bytes of a reply
SHA256_IMPRINT = bytes.fromhex("3031300d060960864801650304020105000420")  # MessageImprint of RFC 3161 up to the digest


@dataclass(frozen=True)
class Stamp:
    """A time stamp with its request and the certificates it is checked against; each goes into a file as it is."""

    query: bytes
    reply: bytes
    cert: str

    @property
    def at(self) -> datetime:
        """The moment that the reply names."""
        return decode_timestamp_response(self.reply).tst_info.gen_time


class StampRefused(Exception):
    """No time stamp was had, or one does not hold; the message (Chinese) says why."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None  # the authority is the address that was set, and no other


def stamp(digest: bytes) -> Stamp | None:
    """A checked time stamp over a SHA-256 digest, or None where no authority is set or it does not answer well."""
    try:
        return asked(digest)
    except StampRefused:
        return None


def is_set() -> bool:
    return bool(settings.FAZHI_TSA_URL)


def asked(digest: bytes) -> Stamp:
    """As `stamp`, but raises StampRefused with the reason."""
    if not is_set():
        raise StampRefused("没有配置时间戳服务。")
    query, cert = _query(digest), _certificates()
    made = Stamp(query, _sent(query), cert)
    verified(made, digest)
    return made


def verified(stamp: Stamp, digest: bytes) -> datetime:
    """The moment the authority vouches for. Raises StampRefused where the stamp is not over the digest or not of that authority."""
    try:
        reply = decode_timestamp_response(stamp.reply)
        builder = VerifierBuilder(roots=load_pem_x509_certificates(stamp.cert.encode()), nonce=_nonce(stamp.query))
        signer = _signer(stamp.cert, reply.signed_data.certificates)
        builder = builder.tsa_certificate(signer) if signer else builder
        builder.build().verify(reply, digest)
        return reply.tst_info.gen_time
    except (VerificationError, ValueError, IndexError) as error:
        raise StampRefused(f"时间戳核对不通过：{error}") from None


def _signer(cert: str, enclosed: set[bytes]) -> Certificate | None:
    """Where the reply carries no certificate, the first one that was set is the authority's own."""
    return None if enclosed else load_pem_x509_certificates(cert.encode())[0]


def _certificates() -> str:
    path = settings.FAZHI_TSA_CERT
    if not path:
        raise StampRefused("没有配置时间戳服务的证书（FAZHI_TSA_CERT），取得的时间戳无法核对，因此没有申请。")
    try:
        cert = Path(path).read_text(encoding="ascii")
        load_pem_x509_certificates(cert.encode())
    except (OSError, ValueError) as error:
        raise StampRefused(f"时间戳服务的证书 {path} 读不出来：{error}") from None
    return cert


def _query(digest: bytes) -> bytes:
    """TimeStampReq of RFC 3161, section 2.4.1: version 1, SHA-256 imprint, nonce, certificate wanted; DER."""
    if len(digest) != 32:
        raise ValueError("时间戳只对 32 字节的 SHA-256 摘要申请。")
    nonce = b"\x01" + secrets.token_bytes(8)  # positive, and always nine bytes
    body = b"\x02\x01\x01" + SHA256_IMPRINT + digest + b"\x02\x09" + nonce + b"\x01\x01\xff"
    return b"\x30" + bytes([len(body)]) + body


def _nonce(query: bytes) -> int:
    """The nonce of a request that `_query` made."""
    return int.from_bytes(query[-12:-3], "big")


def _sent(query: bytes) -> bytes:
    url = settings.FAZHI_TSA_URL
    if urlsplit(url).scheme not in ("http", "https"):
        raise StampRefused(f"时间戳服务的地址“{url}”不是 http 或者 https 地址。请改正 FAZHI_TSA_URL。")
    request = Request(url, query, {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"})  # noqa: S310
    try:
        with build_opener(_NoRedirect).open(request, timeout=WAIT) as answer:
            reply = _read(answer)
    except (URLError, OSError, ValueError) as error:
        raise StampRefused(f"时间戳服务 {url} 没有应答：{getattr(error, 'reason', error)}") from None
    if len(reply) > LARGEST:
        raise StampRefused(f"时间戳服务 {url} 的应答过长，没有采用。")
    return reply


def _read(answer: HTTPResponse) -> bytes:
    """The body, as far as LARGEST and one byte more; one that drips is given up."""
    reply, end = b"", time.monotonic() + 2 * WAIT
    while len(reply) <= LARGEST and (piece := answer.read1(LARGEST + 1)):
        reply += piece
        if time.monotonic() > end:
            raise TimeoutError("应答过慢")
    return reply
