"""The door of the reader: a text or a file in, a Reading or NotAPlan out — never another exception."""

from __future__ import annotations

import re
from dataclasses import replace

from fazhi.plan.reader import document, structure
from fazhi.plan.reader.notes import unit_notes
from fazhi.plan.reader.outline import Node, marker_at, outline
from fazhi.plan.reader.parts import parts_of
from fazhi.plan.reader.phases import phases
from fazhi.plan.reader.reading import Document, Part, Phase, Reading, Section, Task
from fazhi.plan.reader.refusal import NotAPlan
from fazhi.plan.reader.source import source_text
from fazhi.plan.reader.tables import Table, row_blocks, rows_of, task_tables
from fazhi.plan.reader.tasks import numbered, sections_of, sections_of_rows, task_of, task_of_rows
from fazhi.plan.reader.wording import folded, normalised

_NAMES_ITSELF = re.compile(r"方案|计划|要点|创建|分工|清单")


def read(text: str) -> Reading:
    """Reads a pasted or extracted text. Raises NotAPlan where it is empty or no task can be found in it."""
    text = normalised(text)
    if not text.strip():
        raise NotAPlan("没有收到文字，内容是空的。", "请粘贴或上传方案的正文。")
    return _Reader(text).reading()


def read_file(name: str, data: bytes) -> Reading:
    """Reads a file by what it contains; `name` only names it in messages. Raises NotAPlan like `read`, and for what cannot be opened."""
    try:
        return read(source_text(data))
    except NotAPlan as refusal:
        shown = "".join(sign for sign in name if sign.isprintable())[:60]
        raise NotAPlan(f"文件“{shown}”：{refusal.found}", refusal.todo) from refusal


class _Reader:
    """One pass over one text; it holds what the steps share."""

    def __init__(self, text: str):
        self.text = text
        self.plain = folded(text)
        blocks = row_blocks(self.plain)
        self.tables = task_tables(self.plain, blocks)
        closed = [(row.start, row.end) for block in blocks for row in block]
        self.places = structure.NotePlaces(unit_notes(self.plain, closed))
        self.nodes = outline(self.plain, self._begins({start for start, _ in closed}))
        self.task_nodes = structure.task_nodes(self.plain, self.nodes, self.places)
        self.rows = [rows for table in self.tables for rows in rows_of(table)]

    def _begins(self, closed: set[int]) -> list[int]:
        """Where a heading may begin: at each line that is no table row, and right behind a unit note."""
        begins = {found.start() for found in re.finditer(r"^(?=\S)", self.plain, re.MULTILINE)} - closed
        for note in self.places.notes:
            behind = re.compile(r"[。.;]?\s*").match(self.plain, note.end)
            place = behind.end() if behind else note.end
            if place not in closed and place < len(self.plain) and marker_at(self.plain, place):
                begins.add(place)
        return sorted(begins)

    def reading(self) -> Reading:
        use_rows = bool(self.rows) and (not self.places.notes or not self.task_nodes)
        first = self.rows[0].rows[0].start if use_rows else min((node.start for node in self.task_nodes), default=0)
        facts = document.document_facts(self.text, self.plain, min([first] + [node.start for node in self.nodes[:1]]))
        year = document.usual_year(self.plain, facts)
        tasks, sections = self._from_rows(year) if use_rows else self._from_text(year)
        unitless = not self.places.notes and not self.rows
        if not tasks or (unitless and not _NAMES_ITSELF.search(self.plain, 0, first)):
            raise self._refusal()
        return self._whole(facts, tasks, sections, self._phases(year), use_rows)

    def _from_text(self, year: int | None) -> tuple[tuple[Task, ...], tuple[Section, ...]]:
        by_task, sections, _ = sections_of(self.plain, self.text, self.task_nodes)
        numbers = numbered([node.number for node in self.task_nodes])
        tasks = tuple(
            task_of(self.text, self.plain, node, no, by_task.get(id(node)), self.places, year)
            for no, node in zip(numbers, self.task_nodes, strict=True)
        )
        return tasks, sections

    def _from_rows(self, year: int | None) -> tuple[tuple[Task, ...], tuple[Section, ...]]:
        placed, sections = sections_of_rows(self.text, self.plain, self.rows)
        drafts = [task_of_rows(self.text, self.plain, rows, 0, place, year) for rows, place in zip(self.rows, placed, strict=True)]
        numbers = numbered([int(found.group()) if (found := re.search(r"\d{1,4}", folded(task.label))) else 0 for task in drafts])
        return tuple(replace(task, no=no) for task, no in zip(drafts, numbers, strict=True)), sections

    def _phases(self, year: int | None) -> tuple[Phase, ...]:
        chapters = [node for node in self.nodes if node.kind != "annex" and structure.chapter_kind(self.plain, node) == "phases"]
        tops = [node for node in chapters if not any(above in chapters for above in node.ancestors())]
        below: list[Node] = []
        for top in tops:
            kinds = [child.kind for child in top.children]
            below.extend(child for child in top.children if child.kind == kinds[0])
        return phases(self.text, self.plain, below, year)

    def _whole(
        self, facts: Document, tasks: tuple[Task, ...], sections: tuple[Section, ...], steps: tuple[Phase, ...], use_rows: bool
    ) -> Reading:
        known = [Part("task", task.start, task.end) for task in tasks] + [Part("phase", step.start, step.end) for step in steps]
        known += self._table_parts(use_rows)
        body = min(part.start for part in known), max(part.end for part in known)
        parts, rest = parts_of(self.text, self.plain, self.nodes, known, body)
        return Reading(self.text, facts, document.counts(self.plain), sections, tasks, steps, rest, parts)

    def _table_parts(self, use_rows: bool) -> list[Part]:
        """Heading rows are understood. A table that only repeats the running text is too; its unplaced rows are not."""
        parts = [Part("table", row.start, row.end) for table in self.tables for row in table.headings]
        if use_rows:
            return parts
        return parts + [Part("table", row.start, row.end) for table in self.tables for row in self._repeated(table)]

    def _repeated(self, table: Table) -> list:
        titles = {re.sub(r"\W", "", self.plain[slice(*node.title)]) for node in self.task_nodes}
        held = []
        for rows in rows_of(table):
            words = re.sub(r"\W", "", self.plain[slice(*rows.cells["task"][0])])
            if any(title and title in words for title in titles):
                held.extend(rows.rows)
        return held

    def _refusal(self) -> NotAPlan:
        headings = len(self.nodes)
        return NotAPlan(
            f"查找了编号的任务、“牵头单位”“责任单位”和任务分解表，在{len(self.text)}个字里读到编号标题{headings}个、"
            f"单位说明{len(self.places.notes)}处，"
            "没有一处能认作创建任务。",
            "请确认这是实施方案的正文；如果任务写法特殊，请整理成含“重点任务、牵头单位、责任单位”三列的任务分解表再导入。",
        )
