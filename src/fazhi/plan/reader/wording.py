"""The source text: how it is made from whatever was given, and its folded twin on which patterns are matched."""

from __future__ import annotations

import re
import unicodedata

from fazhi.plan.reader.refusal import NotAPlan

LONGEST = 1_000_000  # characters; an issued plan has about ten thousand

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ue000-\uf8ff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_RADICALS = re.compile(r"[\u2e80-\u2fdf]")  # PDF fonts map some signs to their radical: ⼯ for 工
_BLANKS = re.compile(r"[^\S\n\t]")

_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLDED |= {ord(sign): ord("(") for sign in "【〔［〖﹙["} | {ord(sign): ord(")") for sign in "】〕］〗﹚]"}
_FOLDED |= {ord("∶"): ord(":"), ord("︰"): ord(":"), ord("﹕"): ord(":"), ord("﹔"): ord(";"), ord("﹐"): ord(","), ord("﹪"): ord("%")}
_FOLDED |= {ord("｜"): ord("｜")}  # a full-width bar is text, a half-width one parts the cells of a table row


def normalised(text: str) -> str:
    """The source text every span indexes: newlines kept, lines trimmed, invisible signs dropped, radicals made signs.

    A table row is one line with its cells parted by " | "; a tab parts cells too.
    """
    if len(text) > LONGEST:
        raise NotAPlan(f"文字共{len(text)}个字，超过{LONGEST}字的上限，不会是一份实施方案。", "请只上传方案本身。")
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))
    text = _RADICALS.sub(lambda found: _sign(found.group()), text)
    return "\n".join(_line(_BLANKS.sub(" ", line)) for line in text.split("\n")).strip("\n")


def _line(line: str) -> str:
    """Trimmed; but a first tab of a table row is an empty cell."""
    return line.strip(" ") if line.count("\t") > 1 else line.strip()


def _sign(radical: str) -> str:
    plain = unicodedata.normalize("NFKC", radical)
    return plain if len(plain) == 1 else radical


def folded(text: str) -> str:
    """The same text, character for character, with full-width signs made half-width and every bracket round."""
    return text.translate(_FOLDED)


def trimmed(text: str, start: int, end: int, also: str = "") -> tuple[int, int]:
    """The span without blanks (and the signs in `also`) at its ends."""
    while start < end and (text[start].isspace() or text[start] in also):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in also):
        end -= 1
    return start, end


def row(cells: list[str]) -> str:
    """A table row as one line of the source text; a bar inside a cell is made full-width so that it parts nothing."""
    return " | ".join(" ".join(cell.replace("|", "｜").split()) for cell in cells) + " |"


SAME_AS_ABOVE = "〃"  # stands in a row for a cell that is merged with the one above
