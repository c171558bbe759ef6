"""Digests of evidence: SHA-256, the national SM3 (GB/T 32905-2016), and the bytes of a record to take them of."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO
from uuid import UUID

from cryptography.hazmat.primitives import hashes

CHUNK = 1 << 20

Data = bytes | bytearray | memoryview | BinaryIO | Iterable[bytes]


class CryptographySM3:
    """SM3 for a Python whose OpenSSL was built without it, in the shape of hashlib."""

    def __init__(self):
        self._hash = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        self._hash.update(data)

    def hexdigest(self) -> str:
        return self._hash.copy().finalize().hex()


class Digester:
    """Both digests of one stream, read once."""

    def __init__(self):
        self._sha256 = hashlib.sha256()
        self._sm3 = _new_sm3()
        self.size = 0

    def update(self, data: bytes) -> None:
        """Take in the next bytes."""
        self._sha256.update(data)
        self._sm3.update(data)
        self.size += len(data)

    def hexdigests(self) -> dict[str, str]:
        """{"sha256": 64 hex digits, "sm3": 64 hex digits} of everything so far."""
        return {"sha256": self._sha256.hexdigest(), "sm3": self._sm3.hexdigest()}


def sha256_hex(data: Data) -> str:
    """SHA-256 of bytes, of a file open for reading bytes, or of an iterable of chunks."""
    return _digest(hashlib.sha256(), data)


def sm3_hex(data: Data) -> str:
    """SM3 of bytes, of a file open for reading bytes, or of an iterable of chunks."""
    return _digest(_new_sm3(), data)


def canonical(obj: Any) -> bytes:
    """One spelling of a record to take digests of: JSON, keys sorted, UTF-8, no spaces.

    Dates and times are ISO 8601, moments with a zone are brought to UTC first, Decimal and UUID are text.
    Raises TypeError for keys that are not text and for anything else JSON cannot say, ValueError for NaN.
    """
    _refuse_keys(obj)
    return json.dumps(obj, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_spell).encode()


def _new_sm3():
    return hashlib.new("sm3") if "sm3" in hashlib.algorithms_available else CryptographySM3()


def _digest(digest, data: Data) -> str:
    for chunk in _chunks(data):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(data: Data) -> Iterator[bytes]:
    if isinstance(data, str):
        raise TypeError("摘要只对字节计算；文字请先编码成 UTF-8。")
    if isinstance(data, bytes | bytearray | memoryview):
        yield bytes(data)
    elif hasattr(data, "read"):
        while chunk := data.read(CHUNK):
            yield chunk
    else:
        yield from data


def _spell(value: Any) -> str:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal) and value.is_finite():
        return str(value)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"不能把 {type(value).__name__} 写进摘要：{value!r}。请先变成文字、数字或日期。")


def _refuse_keys(obj: Any) -> None:
    if isinstance(obj, dict):
        for key, value in obj.items():
            if not isinstance(key, str):
                raise TypeError(f"摘要内容的键要是文字，不能是 {key!r}。")
            _refuse_keys(value)
    elif isinstance(obj, list | tuple):
        for value in obj:
            _refuse_keys(value)
