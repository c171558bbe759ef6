"""Which headings of the outline are tasks, which are sections, and which chapters are something else."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from fazhi.plan.reader.notes import Note
from fazhi.plan.reader.outline import RANK, Node, marker_at, title_span

_CHAPTERS = (
    (
        "phases",
        re.compile(
            r"^(?:实施|工作|方法|创建|推进|具体|总体|活动|组织)*(?:步骤|阶段|进度|时间(?=安排|进度|步骤|节点)|"
            r"日程)(?:安排|划分|计划|步骤|进度|节点)?(?:[和及与、,].{0,8})?$"
        ),
    ),
    (
        "safeguards",
        re.compile(
            r"^(?:加强|强化|健全|完善)?(?:组织(?:领导|保障|实施)|保障(?:措施|机制|要求)|(?:工作|有关|相关)(?:要求|"
            r"保障|纪律))(?:[和及与、,].{0,8})?$"
        ),
    ),
    ("tasks", re.compile(r"任务|重点工作|工作重点|工作内容|创建内容|(?:工作|主要|重点|具体)(?:措施|举措|工作)|分工")),
    (
        "preamble",
        re.compile(
            r"^(?:总体|指导|工作|创建|主要|基本|编制|重大|重要|示范创建)?(?:要求|思想|目标|原则|思路|依据|范围|"
            r"条件|意义)(?:[和及与、,].{0,10})?$"
        ),
    ),
)
_LONGEST_CHAPTER = 24


def chapter_kind(plain: str, node: Node) -> str | None:
    """phases, safeguards, tasks or preamble, by the title of the widest heading above or of the heading itself; else None."""
    top = node
    for above in node.ancestors():
        if above.kind not in ("annex", "chapter"):
            top = above
    return _kind(plain, top) or next(filter(None, (_kind(plain, above) for above in top.ancestors() if above.kind == "chapter")), None)


def _kind(plain: str, node: Node) -> str | None:
    title = plain[slice(*node.title)]
    if len(title) > _LONGEST_CHAPTER:
        return None
    return next((kind for kind, form in _CHAPTERS if form.search(title)), None)


class NotePlaces:
    """The unit notes in order, and how many begin inside a span."""

    def __init__(self, notes: list[Note]):
        self.notes = notes
        self._starts = [note.start for note in notes]

    def within(self, start: int, end: int) -> list[Note]:
        return self.notes[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def task_nodes(plain: str, nodes: list[Node], places: NotePlaces) -> list[Node]:
    """The headings that are tasks, in order. Without a single unit note only the chapter that calls itself tasks is trusted."""
    kinds = {id(node): chapter_kind(plain, node) for node in nodes}
    if not places.notes:
        return _without_notes(plain, [node for node in nodes if kinds[id(node)] == "tasks"])
    open_nodes = [node for node in nodes if kinds[id(node)] != "phases" and node.kind != "annex"]
    level = _level(open_nodes, places, kinds)
    tasks = [node for node in open_nodes if node.kind == level and _trusted(node, places, kinds)]
    held = {id(above) for node in tasks for above in node.ancestors()} | {id(node) for node in tasks}
    if level is not None:
        tasks += [node for node in open_nodes if _lonely(node, level, places, held)]
    return sorted(tasks + _loose(plain, nodes, tasks, places, kinds), key=lambda node: node.start)


def _level(nodes: list[Node], places: NotePlaces, kinds: dict[int, str | None]) -> str | None:
    """The kind of heading with one note each: 32 points with a note each beat 9 items with several."""
    best, level = 0.0, None
    for kind in RANK:
        items = [node for node in nodes if node.kind == kind]
        single = sum(len(places.within(node.start, node.end)) == 1 for node in items)
        asked = sum(kinds[id(node)] not in ("preamble", "safeguards") for node in items)
        score = single / max(asked, len(places.notes), 1)
        if score >= best and single:
            best, level = score, kind
    return level


def _trusted(node: Node, places: NotePlaces, kinds: dict[int, str | None]) -> bool:
    """A task has a note; one whose note is missing must stand beside tasks that have theirs."""
    if places.within(node.start, node.end):
        return True
    if kinds[id(node)] in ("preamble", "safeguards"):
        return False
    return node.parent is not None and bool(places.within(node.parent.start, node.parent.end))


def _lonely(node: Node, level: str, places: NotePlaces, held: set[int]) -> bool:
    """A heading above the usual level that carries its note itself, because its section has this one task only."""
    if id(node) in held or RANK[node.kind] >= RANK[level] or any(id(above) in held for above in node.ancestors()):
        return False
    return bool(places.within(node.start, node.end)) and not any(places.within(child.start, child.end) for child in node.children)


def _loose(plain: str, nodes: list[Node], tasks: list[Node], places: NotePlaces, kinds: dict[int, str | None]) -> list[Node]:
    """Tasks without a number: paragraphs that end with a note, or stand above one. A heading's own note is not theirs."""
    heads = {node.start for node in nodes}
    found: list[Node] = []
    held = {id(note) for task in tasks for note in places.within(task.start, task.end)}
    for note in places.notes:
        if id(note) in held or (found and note.start < found[-1].end):
            continue
        above = _deepest(nodes, note.start)
        if above is not None and kinds[id(above)] == "phases":
            continue
        start = plain.rfind("\n", 0, note.start) + 1
        if start >= note.start - 1 and start > 0:
            start = plain.rfind("\n", 0, start - 1) + 1
        floor = found[-1].end if found else 0
        if start in heads or start < floor or start >= note.start or "|" in plain[start : note.start] or marker_at(plain, start):
            continue
        found.append(_paragraph(plain, start, note, above))
    return found


def _paragraph(plain: str, start: int, note: Note, above: Node | None) -> Node:
    line_end = plain.find("\n", start)
    line_end = len(plain) if line_end < 0 else line_end
    end = line_end if note.start < line_end else note.end
    title = title_span(plain, start, min(line_end, note.start))
    return Node("paragraph", "", 0, start, title, line_end, max(end, note.end), above)


def _deepest(nodes: Iterable[Node], place: int) -> Node | None:
    holding = [node for node in nodes if node.start <= place < node.end]
    return max(holding, key=lambda node: RANK[node.kind], default=None)


def _without_notes(plain: str, nodes: list[Node]) -> list[Node]:
    """No unit is named anywhere: below the task chapter, headings without text of their own are sections, the next are tasks."""
    below = [node for node in nodes if any(_kind(plain, above) == "tasks" for above in node.ancestors())]
    ranks = sorted({RANK[node.kind] for node in below})
    if not ranks:
        return []
    first = [node for node in below if RANK[node.kind] == ranks[0]]
    bare = sum(bool(node.children) and not plain[node.head_end : node.own_end()].strip() for node in first)
    if len(ranks) > 1 and bare * 2 > len(first):
        return [node for node in below if RANK[node.kind] == ranks[1]]
    return first
