"""The body of an answer unpacked within bounds, and its bytes as text in the encoding that header, page or bytes tell."""

import codecs
import re
import zlib
from collections.abc import Callable

import brotli

from ..decoding import decoded, storable

STEP = 1 << 16
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_CHINESE = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "gb18030", "cp936", "hz-gb-2312", "euc-cn"}
_MOST_BROKEN = 0.002  # share of signs that could not be read before another encoding is tried


class TooLarge(Exception):
    """Unpacked, the body is larger than is taken in; the message says so in Chinese."""


class Unreadable(Exception):
    """The body is not what its header says; the message says so in Chinese."""


def unpacked(body: bytes, encodings: str, most: int) -> bytes:
    """The body without its Content-Encoding (gzip, deflate, br, also one in another), never more than `most` bytes of it."""
    for name in reversed([part.strip().lower() for part in encodings.split(",") if part.strip()]):
        if name in ("identity", "none"):
            continue
        if name not in _UNPACKERS:
            raise Unreadable(f"网站用了不认识的压缩方式“{name[:20]}”，内容读不出来。")
        try:
            body = _UNPACKERS[name](body, most)
        except (zlib.error, brotli.error):
            raise Unreadable("网站答复的压缩内容已损坏，读不出来。请稍后再试。") from None
    return body


def _inflated(body: bytes, most: int, *, bits: int) -> bytes:
    found, rest = bytearray(), body
    unpacker = zlib.decompressobj(bits)
    while rest:
        found += unpacker.decompress(rest, STEP)
        _bound(found, most)
        rest = unpacker.unconsumed_tail
        if unpacker.eof and bits > zlib.MAX_WBITS and unpacker.unused_data[:2] == b"\x1f\x8b":  # one gzip after another
            rest, unpacker = unpacker.unused_data, zlib.decompressobj(bits)
    return bytes(found)


def _deflated(body: bytes, most: int) -> bytes:
    """Some servers leave out the frame that RFC 9110, 8.4.1.2 asks for."""
    try:
        return _inflated(body, most, bits=zlib.MAX_WBITS)
    except zlib.error:
        return _inflated(body, most, bits=-zlib.MAX_WBITS)


def _brotlied(body: bytes, most: int) -> bytes:
    found, unpacker = bytearray(), brotli.Decompressor()
    rest = body
    while True:
        piece = unpacker.process(rest, output_buffer_limit=STEP)
        found += piece
        _bound(found, most)
        rest = b""
        if unpacker.is_finished() or (not piece and unpacker.can_accept_more_data()):
            return bytes(found)


def _bound(found: bytearray, most: int) -> None:
    if len(found) > most:
        raise TooLarge(f"网页展开后超过{most >> 20}MB，不予保存。请打印成 PDF 上传，或改交较小的页面。")


def as_text(body: bytes, content_type: str) -> str:
    """The page's text: a mark at its beginning speaks first, then the header, then the page itself, then its bytes."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(mark):
            return storable(body[len(mark) :].decode(name, "replace"))
    head = body[:4096]
    said = [found[1] for found in (_CHARSET.search(content_type),) if found]
    said += [found[1].decode("ascii", "replace") for found in (_META.search(head), _XML.search(head)) if found]
    for name in said:
        text = _in(body, name)
        if text is not None and text.count("\ufffd") <= max(1, len(text) * _MOST_BROKEN):
            return storable(text)
    return storable(decoded(body) or body.decode("utf-8", "replace"))


def _in(body: bytes, name: str) -> str | None:
    try:
        return body.decode("gb18030" if name.lower() in _CHINESE else name, "replace")
    except (LookupError, UnicodeError):  # no such encoding, or one that is none of text
        return None


_UNPACKERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": lambda body, most: _inflated(body, most, bits=zlib.MAX_WBITS | 16),
    "x-gzip": lambda body, most: _inflated(body, most, bits=zlib.MAX_WBITS | 16),
    "deflate": _deflated,
    "br": _brotlied,
}
