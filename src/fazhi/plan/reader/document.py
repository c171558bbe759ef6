"""The facts of the document itself: index number, issuer, number, title, the days it was signed and published; and the counts it states."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date

from fazhi.kit.dates import DateRefused, parse_date
from fazhi.kit.numerals import NumeralRefused, to_int
from fazhi.plan.reader.reading import At, Counts, DatedFact, Document, Fact
from fazhi.plan.reader.wording import trimmed

_LABELS = {
    "index_number": "索引号|信息索引号",
    "document_number": "发文字号|文号|文件编号|发文文号",
    "issuer": "制发机构|发布机构|发文机关|发文单位|制发机关|发布单位|公开机构|发布机关|信息来源",
    "title": "标题|名称|信息名称|文件名称|文件标题",
    "signed_on": "成文日期|成文时间|生成日期|印发日期|发文日期|生成时间",
    "published_on": "发布日期|公开日期|发布时间|公开时间|发布于",
}
_NAMED = {name: fact for fact, names in _LABELS.items() for name in names.split("|")}
_HEAD = 6000  # characters; facts of the document stand before its first chapter
_LABEL_LINE = re.compile(r"^\s*([\u4e00-\u9fff ]{2,10}?)\s*:\s*(\S[^\n|]*)$", re.MULTILINE)
_NUMBER = re.compile(r"^[^\S\n]*([\u4e00-\u9fff]{2,14}\((?:19|20)\d\d\)\s*\d{1,5}\s*号)[^\S\n]*$", re.MULTILINE)
_ISSUED = re.compile(
    r"^((?:[^\n《》|,。]{2,30}\n)?[^\n《》|,。]{0,40}?)关于(?:印发|下发|转发)[^\n|。]{2,90}(?:\n[^\n|。]{1,40})?的?通知[^\S\n]*$",
    re.MULTILINE,
)
_PLAN_TITLE = re.compile(
    r"^[^\S\n]*([^\n|。:;,《》]{4,60}(?:方案|计划|要点|清单|分解表|分工表|任务表)(?:\([^()\n]{1,12}\))?)[^\S\n]*$", re.MULTILINE
)
_DAY = re.compile(
    r"^[^\S\n]*((?:\d{4}|[〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日)[^\S\n]*$",
    re.MULTILINE,
)
_BODY = re.compile(r"(?:人民政府|政府|办公室|委员会|领导小组|司法局|工作专班|委|局|厅|办)$")
_INDICATORS = (
    ("first", "一级指标"),
    ("second", "二级指标"),
    ("third", "三级指标"),
)
_AMOUNT = r"(\d{1,4}|[一二三四五六七八九十百零]{1,7})\s*[项个条]"


def document_facts(text: str, plain: str, body_start: int) -> Document:
    """What the head of the document says, else what its title line and signature say; `body_start` is where the first task stands."""
    said = dict(reversed(list(_stated(text, plain[: max(min(body_start, _HEAD), 0)]))))
    head = plain[:body_start]
    title = _fact(text, said.get("title")) or _title(text, head)
    signature = _signature(text, plain, body_start)
    return Document(
        index_number=_fact(text, said.get("index_number")),
        issuer=_fact(text, said.get("issuer")) or _issuer(text, title) or (signature[0] if signature else None),
        document_number=_unspaced(_fact(text, said.get("document_number")) or _matched(text, _NUMBER.search(head))),
        title=title,
        signed_on=_dated(text, said.get("signed_on")) or (signature[1] if signature else None),
        published_on=_dated(text, said.get("published_on")),
    )


def _stated(text: str, head: str) -> Iterator[tuple[str, At]]:
    """Label and value side by side, in the cells of a row or with a colon."""
    place = 0
    for line in head.split("\n"):
        cells = _cells(line, place)
        for label, value in itertools.pairwise(cells):
            fact = _NAMED.get(re.sub(r"[\s:]", "", head[slice(*label)]))
            if fact and value[0] < value[1] and re.sub(r"[\s:]", "", head[slice(*value)]) not in _NAMED:
                yield fact, value
        place += len(line) + 1
    for found in _LABEL_LINE.finditer(head):
        fact = _NAMED.get(re.sub(r"\s", "", found.group(1)))
        if fact:
            yield fact, trimmed(text, *found.span(2))


def _cells(line: str, place: int) -> list[At]:
    if "|" not in line and "\t" not in line:
        return []
    cells = []
    for words in re.split(r"[|\t]", line):
        cells.append(_shifted(words, place))
        place += len(words) + 1
    return cells


def _shifted(words: str, place: int) -> At:
    start, end = trimmed(words, 0, len(words))
    return place + start, place + end


def _fact(text: str, at: At | None) -> Fact | None:
    return Fact(" ".join(text[slice(*at)].split()), at) if at else None


def _matched(text: str, found: re.Match[str] | None) -> Fact | None:
    return _fact(text, found.span(1)) if found else None


def _unspaced(fact: Fact | None) -> Fact | None:
    """金政发〔2025〕 33 号 is 金政发〔2025〕33号: blanks in a number are only typesetting."""
    return Fact("".join(fact.value.split()), fact.at) if fact else None


def _dated(text: str, at: At | None) -> DatedFact | None:
    if at is None:
        return None
    words = re.match(r"[\d〇○零一二三四五六七八九十年月日./-]*", text[slice(*at)])
    try:
        return DatedFact(parse_date(words.group() if words else ""), at)
    except DateRefused:
        return None


def _title(text: str, head: str) -> Fact | None:
    issued = _ISSUED.search(head)
    if issued:
        at = trimmed(text, *issued.span())
        first_line = issued.group(1).split("\n")[0].strip()
        if "\n" in issued.group(1) and not _BODY.search(first_line):
            at = trimmed(text, issued.start() + issued.group(1).index("\n"), issued.end())
        return Fact("".join(text[slice(*at)].split("\n")), at)
    return _matched(text, _PLAN_TITLE.search(head))


def _issuer(text: str, title: Fact | None) -> Fact | None:
    """金昌市人民政府关于印发…的通知: who issues stands before 关于."""
    if title is None:
        return None
    words = text[slice(*title.at)]
    start, end = trimmed(text, title.at[0], title.at[0] + max(words.find("关于"), 0))
    return Fact("".join(text[start:end].split()), (start, end)) if end - start > 3 else None


def _signature(text: str, plain: str, body_start: int) -> tuple[Fact | None, DatedFact | None] | None:
    """A line with nothing but a date, and the body that signs in the line above: before the plan, or else at its end."""
    found = _DAY.search(plain, 0, body_start) or next(iter(list(_DAY.finditer(plain, body_start))[-1:]), None)
    if found is None:
        return None
    above = plain.rfind("\n", 0, max(found.start() - 1, 0)) + 1
    signed = trimmed(text, above, max(found.start() - 1, above))
    body = _fact(text, signed) if _BODY.search(plain[slice(*signed)]) and signed[1] - signed[0] < 40 else None
    return body, _dated(text, found.span(1))


def usual_year(plain: str, document: Document) -> int | None:
    """The year that dates without one belong to: the year of signing, else the first year the plan writes before a month."""
    known: date | None = document.signed_on.value if document.signed_on else None
    if known:
        return known.year
    found = re.search(r"(20\d\d)年(?=\d{1,2}月)", plain) or re.search(r"(?<!\d)(20\d\d)(?!\d)", plain)
    return int(found.group(1)) if found else None


def counts(plain: str) -> Counts:
    """10项一级指标 and 一级指标10项 alike; the first mention counts."""
    said: dict[str, int] = {}
    places: list[At] = []
    for level, name in _INDICATORS:
        found = re.search(rf"{_AMOUNT}\s*{name}|{name}(?:任务)?(?:共|为)?\s*{_AMOUNT}", plain)
        if not found:
            continue
        try:
            said[level] = to_int(found.group(1) or found.group(2))
        except NumeralRefused:
            continue
        places.append(found.span())
    return Counts(**said, at=tuple(places))
