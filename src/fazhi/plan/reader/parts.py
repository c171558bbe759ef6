"""What each stretch of the document was understood as; what is left inside is not understood and listed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from itertools import islice
from operator import attrgetter

from fazhi.plan.reader.outline import Node
from fazhi.plan.reader.reading import NotUnderstood, Part
from fazhi.plan.reader.structure import chapter_kind
from fazhi.plan.reader.wording import trimmed

_CLOSING = re.compile(
    r"^[^\S\n]*(?:\d{4}年\d{1,2}月\d{1,2}日(?:印发)?|\(?(?:此件)?(?:主动|依申请|公开)[^\n]{0,12}\)?|"
    r"抄\s*送[^\n]*|[^\n,。;:]{2,24}(?:人民政府|委员会|办公室|领导小组)(?:\s*\d{4}年\d{1,2}月\d{1,"
    r"2}日印发)?)[^\S\n]*$",
    re.MULTILINE,
)


def parts_of(
    text: str, plain: str, nodes: list[Node], known: Iterable[Part], body: tuple[int, int]
) -> tuple[tuple[Part, ...], tuple[NotUnderstood, ...]]:
    """Every stretch that is not blank, in order. `known` are tasks, phases and table rows; `body` is where they begin and end."""
    found = sorted(known, key=lambda part: part.start)
    claimed = _Claimed(text, found)
    begins = [part.start for part in found if part.kind in ("task", "phase")]
    for node in nodes:
        kind = chapter_kind(plain, node)
        if node.parent is None and kind in ("preamble", "safeguards"):
            claimed.add(kind, node.start, node.end)
        holds = bisect_right(begins, node.start) < bisect_left(begins, node.end)
        if holds or node.kind == "annex":
            claimed.add("heading", node.start, node.head_end)
            claimed.add("introduction", node.head_end, node.own_end() if node.kind != "annex" else node.head_end)
    claimed.add("front", 0, min([node.start for node in nodes] + [body[0]]))
    for line in _CLOSING.finditer(plain, body[1]):
        claimed.add("front", *line.span())
    rest = claimed.rest()
    parts = sorted(claimed.parts + [Part("not_understood", start, end) for start, end in rest], key=lambda part: part.start)
    return tuple(parts), tuple(NotUnderstood(text[start:end], start, end) for start, end in rest)


_start = attrgetter("start")


class _Claimed:
    """Stretches already understood; a later claim takes only what is left of its span."""

    def __init__(self, text: str, parts: list[Part]):
        self._text = text
        self.parts: list[Part] = []
        for part in parts:
            self.add(part.kind, part.start, part.end)

    def add(self, kind: str, start: int, end: int) -> None:
        for gap in self._gaps(start, end):
            insort(self.parts, Part(kind, *gap), key=_start)

    def rest(self) -> list[tuple[int, int]]:
        return self._gaps(0, len(self._text))

    def _gaps(self, start: int, end: int) -> list[tuple[int, int]]:
        gaps: list[tuple[int, int]] = []
        for part in islice(self.parts, max(bisect_right(self.parts, start, key=_start) - 1, 0), None):
            if part.end <= start:
                continue
            if part.start >= end:
                break
            gaps.append((start, part.start))
            start = max(start, part.end)
        gaps.append((start, end))
        spans = (trimmed(self._text, first, last) for first, last in gaps if first < last)
        return [span for span in spans if span[0] < span[1]]
