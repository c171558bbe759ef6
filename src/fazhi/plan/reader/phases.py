"""The steps of the plan in time, with the dates their words mean and their numbered activities."""

from __future__ import annotations

import itertools
import re
from datetime import date

from fazhi.kit.dates import DateRefused, parse_span
from fazhi.plan.reader.outline import Node
from fazhi.plan.reader.reading import Activity, Phase
from fazhi.plan.reader.wording import trimmed

_BRACKET = re.compile(r"\(([^()]*(?:\d\s*[年月.]|[一二三四五六七八九十]月|季度|结束)[^()]*)\)")
_POINT = r"(?:(?:\d{4}|次|翌)年)?(?:\d{1,2}月(?:份|\d{1,2}[日号]|初|上旬|中旬|下旬|底|末)?|底|初)"
_SPAN = re.compile(rf"(?:{_POINT}(?:以?前|起)?)(?:\s*(?:至|到|—+|-|~|–)\s*(?:{_POINT}|\d{{1,2}}[日号]|[^,。;()\d]{{0,14}}结束))?(?:底?前)?")
_NUMBERS = (
    re.compile(r"(?:^|(?<=[。;:!)\n]))\s*(?P<no>\d{1,2})[.、](?!\d)\s*", re.MULTILINE),
    re.compile(r"(?:^|(?<=[。;:!\n]))\s*\((?P<no>\d{1,2})\)\s*", re.MULTILINE),
)
_TITLE_END = re.compile(r"[。:;!\n]")


def phases(text: str, plain: str, nodes: list[Node], year: int | None) -> tuple[Phase, ...]:
    """The phases in order; `nodes` are the headings of the chapter on steps."""
    written = [node.number for node in nodes]
    rising = all(written) and all(a < b for a, b in itertools.pairwise(written))
    return tuple(_phase(text, plain, node, node.number if rising else place, year) for place, node in enumerate(nodes, 1))


def _phase(text: str, plain: str, node: Node, no: int, year: int | None) -> Phase:
    start, end = trimmed(text, node.start, node.end)
    head = _TITLE_END.search(plain, node.title[0], end)
    head_end = max(head.start() if head else min(end, node.head_end), node.title[1])
    bracket = _BRACKET.search(plain, node.title[0], head_end)
    name = trimmed(text, node.title[0], min(bracket.start(), node.title[1]) if bracket else node.title[1])
    starts_on, ends_on = _dates(text, plain, node.title[0], head_end, end, year)
    return Phase(no, text[slice(*name)], name, starts_on, ends_on, text[start:end], start, end, _activities(text, plain, head_end, end))


def _dates(text: str, plain: str, start: int, head_end: int, end: int, year: int | None) -> tuple[date | None, date | None]:
    """From a bracket in the heading, else from words in it, else from the begin of the first sentence."""
    candidates = [found.span(1) for found in _BRACKET.finditer(plain, start, head_end)]
    candidates += [found.span() for found in _SPAN.finditer(plain, start, head_end)]
    candidates += [found.span(1) for found in _BRACKET.finditer(plain, head_end, min(end, head_end + 60))]
    for begin, stop in candidates:
        for words in re.split("[,;:]", plain[begin:stop]):
            try:
                span = parse_span(words, year)
            except DateRefused:
                continue
            if span.start or span.end:
                return span.start, span.end
    return None, None


def _activities(text: str, plain: str, start: int, end: int) -> tuple[Activity, ...]:
    for form in _NUMBERS:
        begins: list[re.Match[str]] = []
        for found in form.finditer(plain, start, end):
            if int(found["no"]) == len(begins) + 1:  # only a number that continues the count is one
                begins.append(found)
        if begins:
            stops = [found.start() for found in begins[1:]] + [end]
            return tuple(_activity(text, plain, found, stop) for found, stop in zip(begins, stops, strict=True))
    return ()


def _activity(text: str, plain: str, found: re.Match[str], stop: int) -> Activity:
    start, end = trimmed(text, found.start(), stop)
    full_stop = _TITLE_END.search(plain, found.end(), end)
    title = trimmed(text, min(found.end(), end), full_stop.start() if full_stop else end)
    return Activity(int(found["no"]), text[slice(*title)], title, text[start:end], start, end)
