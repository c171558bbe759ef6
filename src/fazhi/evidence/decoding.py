"""Bytes of plain text as text: UTF-8, UTF-16 with its mark, or GB 18030, as Chinese offices save it."""

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def decoded(data: bytes) -> str | None:
    """The text, or None where it is in none of these encodings."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    for name in ("utf-8", "gb18030"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return None


def looks_like_text(text: str) -> bool:
    """Whether it is words and not bytes that happen to decode."""
    return len(_CONTROL.findall(text)) <= len(text) // 200


def storable(text: str) -> str:
    """Without what a database refuses: NUL (PostgreSQL) and half surrogates."""
    return _UNSTORABLE.sub("", text)
