"""The outline of a running text: its numbered headings as a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fazhi.kit.numerals import NumeralRefused, to_int

_CHINESE = "[一二三四五六七八九十百]{1,4}"
# Kind -> how the number is written on the folded text, from the widest division to the narrowest; the order is the rank.
_FORMS = {
    "annex": re.compile(r"附\s*件\s*(\d{0,2})\s*(?=:|\n|$)(?::\s*\d?\.?)?"),
    "chapter": re.compile(rf"第({_CHINESE}|\d{{1,2}})(?:章|部分|篇)[、:.\s]*"),
    "part": re.compile(rf"({_CHINESE})[、.]\s*"),
    "step": re.compile(rf"第({_CHINESE}|\d{{1,2}})(?:阶段|步|节)[、:.\s]*"),
    "item": re.compile(rf"\(\s*({_CHINESE})\s*\)[、.]?\s*"),
    "point": re.compile(r"(\d{1,3})[.、](?![\d])\s*"),
    "subpoint": re.compile(r"\(?\s*(\d{1,2})\s*\)[、.]?\s*"),
    "circle": re.compile(r"([①-⑳])\s*"),
}
RANK = {kind: place for place, kind in enumerate(_FORMS)}
_TITLE_END = re.compile(r"[。:;!?\n]|(?<=[^\x00-\xff])\.(?!\d)")
_LONG_TITLE = 40


@dataclass
class Node:
    """A heading and what stands under it. `head_end` is the end of its line, `title` the span of its short name."""

    kind: str
    label: str
    number: int
    start: int
    title: tuple[int, int]
    head_end: int
    end: int
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    def ancestors(self) -> Iterator[Node]:
        """The headings above, the nearest first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def own_end(self) -> int:
        """Where the text before the first heading below ends."""
        return self.children[0].start if self.children else self.end


def marker_at(plain: str, place: int) -> tuple[str, re.Match[str]] | None:
    """The heading number that begins at a place of the folded text: its kind and match."""
    for kind, form in _FORMS.items():
        found = form.match(plain, place)
        if found:
            return kind, found
    return None


def outline(plain: str, begins: list[int]) -> list[Node]:
    """Every heading in order, linked to those above and below; `begins` are the places where a heading may begin."""
    nodes: list[Node] = []
    for place in begins:
        marked = marker_at(plain, place)
        if marked:
            nodes.append(_node(plain, place, *marked))
    _link(nodes, len(plain))
    return nodes


def _node(plain: str, place: int, kind: str, found: re.Match[str]) -> Node:
    line_end = plain.find("\n", place)
    line_end = len(plain) if line_end < 0 else line_end
    if kind == "annex":
        return Node(kind, found.group().strip(), 0, place, (place, min(found.end(), line_end)), line_end, 0)
    start = min(found.end(), line_end)
    return Node(kind, found.group().strip(), number_of(found.group(1)), place, title_span(plain, start, line_end), line_end, 0)


def number_of(said: str) -> int:
    """二十三, 23 and ㉓'s small sisters ①–⑳ as a number; 0 where it is none."""
    if "①" <= said <= "⑳":
        return ord(said) - ord("①") + 1
    try:
        return to_int(said)
    except NumeralRefused:
        return 0


def title_span(plain: str, start: int, limit: int) -> tuple[int, int]:
    """The short name at a place: to the first full stop or colon; where that is far, to the first comma; never into a note."""
    stop = _TITLE_END.search(plain, start, limit)
    end = stop.start() if stop else limit
    note = re.compile(r"\([^()]{0,60}(?:牵头|单位|部门|时限|负责|配合)").search(plain, start, end)
    if note:
        end = note.start()
    if end - start > _LONG_TITLE:
        comma = plain.find(",", start, end)
        end = comma if comma > start else end
    while end > start and plain[end - 1].isspace():
        end -= 1
    return start, end


def _link(nodes: list[Node], end: int) -> None:
    open_nodes: list[Node] = []
    for node in nodes:
        while open_nodes and RANK[open_nodes[-1].kind] >= RANK[node.kind]:
            open_nodes.pop().end = node.start
        if open_nodes:
            node.parent = open_nodes[-1]
            open_nodes[-1].children.append(node)
        open_nodes.append(node)
    for node in open_nodes:
        node.end = end
