"""Filing hints: the indicator that a file's name or its folder speaks of."""

import re
from dataclasses import dataclass

from fazhi.kit.numerals import NumeralRefused, half_width, to_int

MOST_FIRST, MOST_SECOND, MOST_THIRD, MOST_NUMBER = 10, 34, 30, 104

# 2.8.3, 2-8-3, 2．8．3; not a part of a longer number, a version (v1.2.3) or a date (2025.6.13, 25.6.13).
_CODE = re.compile(r"(?<![\dA-Za-z.])(\d{1,2})([.\-_、·])(\d{1,2})\2(\d{1,2})(?![\dA-Za-z])(?!\.\d)", re.ASCII)
_DIGITS = r"(\d{1,3}|[一二三四五六七八九十百零〇]{1,6})"
_NUMBER = re.compile(
    rf"第\s*{_DIGITS}\s*(?:项|号指标|个指标)|(?:序号|指标号|指标|编号)\s*[:：]?\s*{_DIGITS}(?![\d.年月日])|(?i:no)\.\s*(\d{{1,3}})(?!\d)"
)
_EXTENSION = re.compile(r"\.[0-9A-Za-z]{1,10}$")
_NOT_WORDS = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")


@dataclass(frozen=True)
class FilingHint:
    """What was found: an indicator code (“2.8.3”), a running number (29), and the words around them, to be resolved above."""

    code: str | None
    number: int | None
    words: str

    def __bool__(self) -> bool:
        return self.code is not None or self.number is not None


def guess_place(name: str, folder: str = "") -> FilingHint:
    """The hint of a file: its own name speaks first, then its folder from the innermost outwards.

    Codes are 一级.二级.三级 within 10, 34 and 30, numbers 1–104; whatever lies outside is not a hint.
    """
    stem = _EXTENSION.sub("", half_width(name))
    parts = [stem, *(part for part in reversed(re.split(r"[/\\]", half_width(folder))) if part.strip())]
    for part in parts:
        code, number = _code(part), _number(part)
        if code or number:
            return FilingHint(code, number, _words(part, "" if part is stem else stem))
    return FilingHint(None, None, _words(stem, ""))


def _code(text: str) -> str | None:
    for found in _CODE.finditer(text.replace("。", ".").replace("•", "·")):
        first, second, third = int(found[1]), int(found[3]), int(found[4])
        if 1 <= first <= MOST_FIRST and 1 <= second <= MOST_SECOND and 1 <= third <= MOST_THIRD:
            return f"{first}.{second}.{third}"
    return None


def _number(text: str) -> int | None:
    for found in _NUMBER.finditer(text):
        try:
            number = to_int(next(group for group in found.groups() if group))
        except NumeralRefused:
            continue
        if 1 <= number <= MOST_NUMBER:
            return number
    return None


def _words(part: str, stem: str) -> str:
    """The words left when codes and numbers are taken out, parted by one blank."""
    left = _NUMBER.sub(" ", _CODE.sub(" ", part)) + " " + stem
    return _NOT_WORDS.sub(" ", left).strip()
