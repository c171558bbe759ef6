"""The part of a text around what was found, for the page."""

import re
from bisect import bisect_right
from unicodedata import normalize

AROUND = 40  # characters before the first hit
LENGTH = 160  # characters in all
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_PART = re.compile(rf"[{_HAN}]|(?:(?![{_HAN}])[^\W_])+|(?:[^\w\s]|_)+")
_SIGN = re.compile(r"[^\w\s]|_")
NOTHING = re.compile(r"(?!)")


def snippet(text: str, query: str) -> list[tuple[str, bool]]:
    """About 160 characters of `text` around the first hit, as (part, is it a hit) in order; white space drawn together.

    Without a hit (the words stand in the title, say) the beginning of the text; “…” marks what was left out.
    """
    text = " ".join(text.split())
    spans = _hits(text, query)
    start = max(0, spans[0][0] - AROUND) if spans else 0
    end = min(len(text), max(start + LENGTH, spans[0][1] if spans else 0))
    parts = [("…", False)] if start else []
    at = start
    for left, right in spans:
        if left >= end:
            break
        parts += [(text[at:left], False), (text[left : min(right, end)], True)]
        at = min(right, end)
    parts += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return [part for part in parts if part[0]]


def _hits(text: str, query: str) -> list[tuple[int, int]]:
    """Where the words of `query` stand in `text`, in order and without overlap."""
    plain, starts = _plain(text)
    spans = []
    for hit in _pattern(query).finditer(plain):
        left = bisect_right(starts, hit.start()) - 1
        right = bisect_right(starts, hit.end() - 1)
        spans.append((left, right))
    return spans


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as the index reads it, and where each of its characters begins there: “㎡” is two characters."""
    plain, starts, at = [], [], 0
    for sign in text:
        as_read = _read(sign)
        plain.append(as_read)
        starts.append(at)
        at += len(as_read)
    return "".join(plain), starts


def _read(text: str) -> str:
    return normalize("NFKC", normalize("NFKC", text).casefold())


def _pattern(query: str) -> re.Pattern[str]:
    """Any word of the query: blanks may stand between Han characters, any signs where the query has signs, words are whole."""
    words = [_PART.findall(word) for word in _read(query).split()]
    alternatives = [_of_word(parts) for parts in words if any(not _SIGN.match(part) for part in parts)]
    longest_first = sorted(alternatives, key=len, reverse=True)
    return re.compile("|".join(longest_first)) if longest_first else NOTHING


def _of_word(parts: list[str]) -> str:
    while _SIGN.match(parts[0]):
        parts = parts[1:]
    while _SIGN.match(parts[-1]):
        parts = parts[:-1]
    pieces = []
    for part in parts:
        if _SIGN.match(part):
            pieces.append(r"\s*(?:[^\w\s]|_)[\W_]*")
        elif re.match(f"[{_HAN}]", part):
            pieces.append(part)
        else:
            pieces.append(rf"(?<![^\W_{_HAN}]){re.escape(part)}(?![^\W_{_HAN}])")
    return r"\s*".join(pieces)
