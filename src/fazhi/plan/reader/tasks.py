"""Task records: from headings of the running text, and from the rows of a table."""

from __future__ import annotations

import itertools
import re

from fazhi.plan.reader.duties import deadline, duties
from fazhi.plan.reader.notes import Note, Segment, segments
from fazhi.plan.reader.outline import Node, marker_at, number_of, title_span
from fazhi.plan.reader.reading import At, Section, Sentence, Task
from fazhi.plan.reader.structure import NotePlaces, chapter_kind
from fazhi.plan.reader.tables import Cell, TaskRows
from fazhi.plan.reader.targets import sentences
from fazhi.plan.reader.wording import trimmed

_STOPS = " \n\t。.;;:,"


def numbered(written: list[int]) -> list[int]:
    """The numbers as written where they rise all through; else 1, 2, 3 … so that no two are alike."""
    rising = all(written) and all(a < b for a, b in itertools.pairwise(written))
    return written if rising else list(range(1, len(written) + 1))


def task_of(text: str, plain: str, node: Node, no: int, section: int | None, places: NotePlaces, year: int | None) -> Task:
    """The task under a heading, with its notes; text behind its last note that cannot be its own is left out of it."""
    notes = places.within(node.start, node.end)
    start, end = trimmed(text, node.start, _task_end(plain, node, notes))
    body = _without(text, _body_start(plain, node, notes), end, notes)
    said = tuple(sentence for span in body for sentence in sentences(text, plain, *span))
    lead, responsible, limits = duties(text, [segment for note in notes for segment in note.segments], year)
    title = trimmed(text, *node.title)
    return Task(
        no, node.label, text[slice(*title)], title, section, text[start:end], start, end,
        lead, responsible, limits, said, tuple((note.start, note.end) for note in notes),
    )  # fmt: skip


def _task_end(plain: str, node: Node, notes: list[Note]) -> int:
    """To the next heading, but not past the note that closes the task: a paragraph behind it belongs to no one."""
    if not notes:
        return node.end
    closing = notes[-1].end
    behind = re.compile(r"[。.;]?").match(plain, closing)
    closing = behind.end() if behind else closing
    rest = plain[closing : node.end]
    first = closing + len(rest) - len(rest.lstrip())
    has_body = any(start < end for start, end in _without(plain, node.title[1] + 1, notes[-1].start, notes))
    if has_body and rest.strip() and "\n" in plain[closing:first] and not marker_at(plain, first):
        return closing
    return node.end


def _body_start(plain: str, node: Node, notes: list[Note]) -> int:
    """Behind the title, or at it where the title is only the begin of the first sentence."""
    after = plain[node.title[1] : node.title[1] + 1]
    if after in ("", "。", ":", "\n", ".", ";", "!", "?") or any(note.start <= node.title[1] + 1 <= note.end for note in notes):
        return min(node.title[1] + (after not in ("", "\n", "(")), node.end)
    return node.title[0]


def _without(text: str, start: int, end: int, notes: list[Note]) -> list[At]:
    spans: list[At] = []
    for note in notes:
        if start < note.start:
            spans.append(trimmed(text, start, min(note.start, end)))
        start = max(start, note.end)
    spans.append(trimmed(text, start, max(start, end)))
    return [span for span in (_past_stops(text, *span) for span in spans) if span[0] < span[1]]


def _past_stops(text: str, start: int, end: int) -> At:
    """A full stop that closes a title or a note begins no sentence."""
    while start < end and text[start] in "。.;；，,、:： \n":
        start += 1
    return start, end


def task_of_rows(text: str, plain: str, rows: TaskRows, no: int, section: int | None, year: int | None) -> Task:
    """The task that rows of a table describe. Its span is those rows, so the cells of other columns stand in its text too."""
    start, end = rows.rows[0].start, rows.rows[-1].end
    cell = rows.cells["task"][0]
    label, title, rest = cell_title(plain, cell)
    said: list[Sentence] = []
    for begin, stop in [(rest, cell[1]), *rows.cells["task"][1:], *rows.cells.get("measure", []), *rows.cells.get("remark", [])]:
        said.extend(sentences(text, plain, *_past_stops(text, *trimmed(text, begin, stop))) if begin < stop else ())
    found = [segment for column, cells in rows.cells.items() for at in cells for segment in _cell_segments(plain, column, at)]
    lead, responsible, limits = duties(text, found, year)
    limits += tuple(deadline(text, *at, year) for at in rows.cells.get("deadline", []))
    number = rows.cells.get("number", [])
    label = text[slice(*number[0])] if number else label
    notes = tuple(at for column in ("lead", "responsible", "units", "deadline") for at in rows.cells.get(column, []))
    return Task(no, label, text[slice(*title)], title, section, text[start:end], start, end, lead, responsible, limits, tuple(said), notes)


def _cell_segments(plain: str, column: str, at: Cell) -> tuple[Segment, ...]:
    if column not in ("lead", "responsible", "units"):
        return ()
    own = segments(plain, *at)
    return own or (Segment("lead" if column == "lead" else "responsible", *at),)


def cell_title(plain: str, cell: Cell) -> tuple[str, At, int]:
    """The number, the title and the place where the words behind the title begin, of a cell such as 1.加大…力度。全面…"""
    marked = marker_at(plain, cell[0])
    label, start = ("", cell[0])
    if marked and marked[1].end() < cell[1]:
        label, start = marked[1].group().strip(), marked[1].end()
    title = title_span(plain, start, cell[1])
    closed = title[1] >= cell[1] or plain[title[1]] in _STOPS[3:5] or plain[title[1]] in ":;"
    rest = title[1] + 1 if closed else title[0]
    return label, title, min(rest, cell[1])


def sections_of(plain: str, text: str, nodes: list[Node]) -> tuple[dict[int, int], tuple[Section, ...], list[Node]]:
    """Section number by task heading, the sections, and their headings. A lone chapter that only says 主要任务 is none."""
    parents: dict[int, tuple[Node, list[Node]]] = {}
    for node in nodes:
        above = node.parent
        if above is not None and above.kind != "annex":
            parents.setdefault(id(above), (above, []))[1].append(node)
    if len(parents) == 1 and all(chapter_kind(plain, above) == "tasks" and above.parent is None for above, _ in parents.values()):
        parents = {}
    numbers = numbered([above.number for above, _ in parents.values()])
    by_task: dict[int, int] = {}
    sections: list[Section] = []
    for no, (above, held) in zip(numbers, parents.values(), strict=True):
        title = trimmed(text, *above.title)
        start, end = trimmed(text, above.start, max(node.end for node in held))
        sections.append(Section(no, text[slice(*title)], title, start, end))
        by_task |= {id(node): no for node in held}
    return by_task, tuple(sections), [above for above, _ in parents.values()]


def sections_of_rows(text: str, plain: str, all_rows: list[TaskRows]) -> tuple[list[int | None], tuple[Section, ...]]:
    """The sections a table names in a column or in rows of their own, and each task's."""
    found: list[tuple[Cell, list[TaskRows]]] = []
    places: list[int | None] = []
    for rows in all_rows:
        cell = next(iter(rows.cells.get("section", [])), rows.section)
        if cell is None:
            places.append(None)
            continue
        if not found or text[slice(*found[-1][0])] != text[slice(*cell)]:
            found.append((cell, []))
        found[-1][1].append(rows)
        places.append(len(found) - 1)
    marks = [marker_at(plain, cell[0]) for cell, _ in found]
    titles = [trimmed(text, *cell_title(plain, cell)[1]) for cell, _ in found]
    numbers = numbered([number_of(mark[1].group(1)) if mark and mark[0] != "annex" else 0 for mark in marks])
    sections = tuple(
        Section(no, text[slice(*title)], title, min(cell[0], held[0].rows[0].start), held[-1].rows[-1].end)
        for no, title, (cell, held) in zip(numbers, titles, found, strict=True)
    )
    return [None if place is None else numbers[place] for place in places], sections
