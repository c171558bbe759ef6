"""The facts an official document states of itself (GB/T 9704-2012): its number, the day it was signed, who issues it, its title.

Pure functions over the text. What is read is shown to a person for confirmation; nothing here decides anything.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from fazhi.kit.dates import DateRefused, parse_date

from .documentwords import BODY, GAP, HEAD, KINDS, MOST, NOT_A_HEAD_LINE, NUMBER, Line, bodies, lines, plain, unspaced

_LABELS = {
    "number": "发文字号|文号|文件编号",
    "organ": "制发机构|发布机构|发文机关|发文单位|制发机关|发文机构",
    "issued_on": "成文日期|成文时间|发文日期|印发日期|生成日期",
    "title": "标题|文件标题|名称",
}
_DIGIT = r"[\d〇○◯零一二三四五六七八九十oO]"
_DAY = rf"(?P<y>(?:{_DIGIT}{GAP}){{4}}){GAP}年{GAP}(?P<m>(?:{_DIGIT}{GAP}){{1,3}})月{GAP}(?P<d>(?:{_DIGIT}{GAP}){{1,3}})日"
_ALONE = re.compile(rf"^(?P<before>[^\n]*?){_DAY}[^\S\n]*(?=\n|\Z)", re.MULTILINE)
_NUMBER = re.compile(NUMBER)
_ALONE_NUMBER = re.compile(rf"^[ \t]*\(?[ \t]*{NUMBER}[ \t]*\)?[ \t]*(?:签发人|会签人|签 发 人)?[^\n。,;]{{0,30}}$", re.MULTILINE)
_HEAD_OF_PAPER = re.compile(r"^[ \t]*([\u4e00-\u9fff 、\t]{2,60}?)[ \t]*文[ \t]*件[ \t]*$", re.MULTILINE)
_AFTER_SIGNING = re.compile(r"\s*(?:\Z|附件|附:|附录|\(?此件|\(?公开属性|抄送|主题词|\(?联系人|[-—]\s*\d+\s*[-—])")


@dataclass(frozen=True)
class Fact:
    """A value in its tidy form, and where it stands in the text, [start, end)."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Number:
    """A 发文字号 taken apart: the organ's letters with the year in its brackets, the year, the running number."""

    series: str
    year: int
    no: int

    def __str__(self) -> str:
        return f"{self.series}{self.no}号"


@dataclass(frozen=True)
class Facts:
    """What was read; None where the text does not say it. `further` are numbers of documents that this one passes on."""

    number: Fact | None = None
    further: tuple[Fact, ...] = ()
    issued_on: Fact | None = None  # the value is an ISO day
    organ: Fact | None = None  # several issuing together are parted by 、
    title: Fact | None = None
    signed: bool = False  # an organ and a day stand together at the end of the paper


def read(text: str) -> Facts:
    """The facts of a document; of no document at all they are simply empty."""
    words = plain(text[:MOST])
    said = _labelled(words)
    title = said.get("title") or _title(text, words)
    numbers = _numbers(words, title, said.get("number"))
    signing = _signing(words, title.end if title else 0)
    issued_on = _day_said(words, said.get("issued_on")) or (signing[1] if signing else None)
    organ = (signing[0] if signing else None) or _organ_said(words, said.get("organ")) or _organ_of_head(words) or _before(text, title)
    return Facts(
        number=numbers[0] if numbers else None,
        further=tuple(numbers[1:]),
        issued_on=issued_on,
        organ=organ,
        title=title,
        signed=bool(signing and signing[0]),
    )


def kept(facts: Facts) -> dict[str, Any]:
    """As Version.facts keeps it: {"number" | "issued_on" | "organ" | "title": {"value", "at": [start, end]}, "further": [value…],
    "signed": bool}; what was not found is left out."""
    found: dict[str, Any] = {
        name: {"value": fact.value[:300], "at": [fact.start, fact.end]}
        for name in ("number", "issued_on", "organ", "title")
        if (fact := getattr(facts, name)) is not None
    }
    return found | {"further": [fact.value for fact in facts.further], "signed": facts.signed}


def parse_number(text: str) -> Number | None:
    """“金政发[2025] 33 号” → Number; None for anything else. A missing 号 and any brackets are understood."""
    found = _NUMBER.fullmatch(plain(text).strip())
    return _taken_apart(found) if found else None


def _taken_apart(found: re.Match[str]) -> Number | None:
    year, no = int(unspaced(found["year"])), int(unspaced(found["no"]))
    letters = unspaced(found["letters"])
    return Number(f"{letters}〔{year}〕", year, no) if no and len(letters) <= 14 else None


def _numbers(words: str, title: Fact | None, said: Fact | None) -> list[Fact]:
    """The document's own number first, then those of what it passes on. A number inside a sentence is somebody else's."""
    near = title.end + 200 if title else HEAD // 2
    found: list[Fact] = []
    if said and (first := _NUMBER.match(words, said.start, said.end)) and (number := _taken_apart(first)):
        found.append(Fact(str(number), *first.span("whole")))
    for each in _ALONE_NUMBER.finditer(words):
        number = _taken_apart(each)
        if number and (each.start() <= near or found or each.start() > len(words) - 300):
            found.append(Fact(str(number), *each.span("whole")))
    seen: dict[str, Fact] = {}
    for fact in found:
        seen.setdefault(fact.value, fact)
    return list(seen.values())[:5]


def _labelled(words: str) -> dict[str, Fact]:
    """“发文字号：…” and the cells of the table at the top of a page of a government site; the first of each counts."""
    found: dict[str, Fact] = {}
    for name, labels in _LABELS.items():
        spelt = "|".join(r"[ \t]*".join(label) for label in labels.split("|"))
        match = re.search(
            rf"(?:^|[|\t ])[ \t]*(?:{spelt})[ \t]*(?::|\||\t)[ \t]*(?:\|[ \t]*)?(?P<v>[^|\t\n]*[^|\s])", words[:HEAD], re.MULTILINE
        )
        if match and not re.fullmatch(r"[\u4e00-\u9fff ]{2,6}:?", match["v"]) and "索引号" not in match["v"]:
            value = re.split(r" {2,}|(?<=\S) (?=[\u4e00-\u9fff]{2,6}:)", match["v"])[0]
            found[name] = Fact(_tidy(value), match.start("v"), match.start("v") + len(value))
    return found


def _day_said(words: str, said: Fact | None) -> Fact | None:
    if said is None:
        return None
    match = re.match(r"[\d〇○零一二三四五六七八九十年月日./ -]+", words[said.start : said.end])
    day = _day(match[0]) if match else None
    return Fact(day.isoformat(), said.start, said.end) if day else None


def _organ_said(words: str, said: Fact | None) -> Fact | None:
    found = bodies(words[said.start : said.end]) if said else []
    return Fact("、".join(found), said.start, said.end) if said and found else None


def _organ_of_head(words: str) -> Fact | None:
    """“金昌市人民政府文件”, the red head, which may name several."""
    found = _HEAD_OF_PAPER.search(words[:HEAD])
    names = bodies(found[1]) if found else []
    return Fact("、".join(names), *found.span(1)) if found and names else None


def _before(text: str, title: Fact | None) -> Fact | None:
    """金昌市人民政府关于…的通知: who issues stands before 关于."""
    if title is None or "关于" not in title.value:
        return None
    names = bodies(title.value.split("关于")[0])
    return Fact("、".join(names), title.start, title.start + text[title.start :].find("关于")) if names else None


def _signing(words: str, after: int) -> tuple[Fact | None, Fact] | None:
    """Organ and day of the 落款: a line with nothing but a date, the organ in the same line or above.

    The first with an organ counts (annexes and what is passed on sign later); without any, the last date that stands alone.
    """
    last: Fact | None = None
    for found in _ALONE.finditer(words, max(0, after - 1)):
        day, before = _day("".join(found[part] + sign for part, sign in (("y", "年"), ("m", "月"), ("d", "日")))), found["before"].strip()
        if day is None or (before and not bodies(before)):
            continue
        at = Fact(day.isoformat(), found.start("y"), found.end())
        organ = _organ_above(words, found.start("before"), before)
        if organ and organ.start >= after:
            return organ, at
        if _AFTER_SIGNING.match(words, found.end()) or last is None:
            last = at
    return (None, last) if last else None


def _organ_above(words: str, start: int, before: str) -> Fact | None:
    if before:
        at = words.index(before, start)
        return Fact("、".join(bodies(before)), at, at + len(before))
    found: list[str] = []
    first = last = 0
    above = lines(words, max(0, start - 400), start)
    for line in reversed(above[-8:]):
        names = bodies(line.words)
        if not names and not line.words.strip("() 盖章印\t"):
            continue
        if not names:
            break
        found, first, last = names + found, line.start, last or line.end
    return Fact("、".join(found), first, last) if found else None


def _day(words: str) -> date | None:
    spelt = re.sub("[oO○◯〇零]", lambda sign: "〇" if re.search("[一二三四五六七八九]", words) else "0", unspaced(words))
    try:
        return parse_date(spelt)
    except (DateRefused, ValueError):
        return None


def _title(text: str, words: str) -> Fact | None:
    """The lines from the one that speaks of 关于 (and the organs above it) to the one that ends with a kind of document."""
    head = [line for line in lines(words, 0, HEAD)[:60] if line.words.strip()]
    for number, line in enumerate(head):
        if (
            "关于" in unspaced(line.words)
            and not NOT_A_HEAD_LINE.search(unspaced(line.words))
            and (found := _whole_title(text, head, number))
        ):
            return found
    for line in head[:15]:
        spelt = unspaced(line.words)
        if 5 <= len(spelt) <= 50 and KINDS.search(spelt) and not NOT_A_HEAD_LINE.search(spelt) and not _ALONE_NUMBER.match(line.words):
            return Fact(_tidy(text[line.start : line.end]), line.start, line.end)
    return None


def _whole_title(text: str, head: list[Line], number: int) -> Fact | None:
    first = number
    if unspaced(head[number].words).startswith(("关于", "印发")):
        while first and number - first < 4 and bodies(head[first - 1].words) and not _ALONE_NUMBER.match(head[first - 1].words):
            first -= 1
    elif first and not bodies(unspaced(head[number].words).split("关于")[0]) and _continues(head[first - 1], head[first]):
        first -= 1
    for last in range(number, min(number + 6, len(head))):
        line = unspaced(head[last].words)
        if last > number and (line.endswith(":") or NOT_A_HEAD_LINE.search(line)):
            return None
        if KINDS.search(line):
            if last + 1 < len(head) and re.fullmatch(r"\([^()]{2,12}\)", unspaced(head[last + 1].words)) and "〔" not in line:
                last += not _NUMBER.search(head[last + 1].words)
            start, end = head[first].start, head[last].end
            return Fact(_tidy(text[start:end]), start, end) if end - start < 300 else None
    return None


def _continues(above: Line, line: Line) -> bool:
    """金昌市人民政府办 / 公室关于…: an organ's name that was broken by the end of a line."""
    joined = unspaced(above.words) + unspaced(line.words).split("关于")[0]
    return bool(re.fullmatch(BODY, joined)) and not above.words.strip().endswith(("文件", ":"))


def _tidy(words: str) -> str:
    """Blanks and line ends between Chinese signs are typesetting; between Latin words they stay."""
    spelt = re.sub(r"\s+", " ", unicodedata.normalize("NFC", words)).strip()
    return re.sub(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])", "", spelt)
