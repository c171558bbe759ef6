"""任务分解表: finds the tables of a text, what their columns are called, and the rows that make up each task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fazhi.plan.reader.wording import SAME_AS_ABOVE, trimmed

Cell = tuple[int, int]

# Column -> what cities call it. Blanks and signs in a heading are dropped before it is looked up.
_COLUMNS = {
    "number": "序号|编号|任务序号|任务编号|号",
    "section": "一级指标|一级任务|任务类别|工作类别|类别|分类|创建领域|领域|板块|方面|任务领域|指标类别|指标名称|创建项目",
    "task": "重点任务|主要任务|工作任务|创建任务|主要创建任务|任务名称|任务事项|任务|二级指标|重点工作|工作项目|"
    "重点任务名称|重点工作任务|任务分解|工作事项|事项",
    "measure": "工作措施|具体措施|主要措施|落实措施|工作举措|主要举措|具体举措|工作内容|主要内容|任务内容|具体内容|"
    "内容|具体任务|具体工作|三级指标|工作要求|"
    "创建要求|任务要求|目标要求|工作目标|目标任务|创建标准|标准要求|任务内容及要求|主要工作内容",
    "lead": "牵头单位|牵头部门|主办单位|主办部门|主责单位|主责部门|牵头责任单位|第一责任单位|主要责任单位",
    "responsible": "责任单位|责任部门|配合单位|配合部门|协办单位|协同单位|参与单位|参加单位|落实单位|承办单位|实施单位|"
    "协同部门|参与部门|配合责任单位",
    "units": "责任分工|分工|任务分工|职责分工|牵头及责任单位|牵头单位及责任单位|牵头单位和责任单位|牵头和配合单位|"
    "牵头单位及配合单位|责任单位及分工",
    "deadline": "完成时限|完成时间|完成期限|时限要求|时间要求|时限|办结时限|时间节点|完成时间节点|工作时限|时间安排",
    "remark": "备注|说明",
    "person": "责任人|责任领导|牵头领导|分管领导|联系人|联系方式|联系电话",
}
_NAMED = {name: column for column, names in _COLUMNS.items() for name in names.split("|")}
_LONG_CELL = 40  # a second task column whose cells are longer than this on average holds measures


@dataclass(frozen=True)
class Row:
    """A line of a table: its span and the spans of its cells."""

    start: int
    end: int
    cells: tuple[Cell, ...]


@dataclass
class TaskRows:
    """The rows of one task: the cells by column, those merged with the row above taken from there."""

    rows: list[Row] = field(default_factory=list)
    cells: dict[str, list[Cell]] = field(default_factory=dict)
    section: Cell | None = None

    def add(self, row: Row, found: dict[str, list[Cell]]) -> None:
        """One more row; a cell already known is not taken twice."""
        self.rows.append(row)
        for column, cells in found.items():
            known = self.cells.setdefault(column, [])
            known.extend(cell for cell in cells if cell not in known[-1:])


@dataclass
class Table:
    """A 任务分解表 as read: its heading rows, its tasks, the rows that only name a section, and the rows that fit nowhere."""

    start: int
    end: int
    headings: list[Row]
    tasks: list[TaskRows] = field(default_factory=list)
    unplaced: list[Row] = field(default_factory=list)


def row_blocks(plain: str) -> list[list[Row]]:
    """The runs of neighbouring lines whose cells are parted by bars or tabs."""
    blocks: list[list[Row]] = []
    place, adjoining = 0, False
    for line in plain.split("\n"):
        row = _row(plain, place, place + len(line))
        if row is not None:
            if not adjoining:
                blocks.append([])
            blocks[-1].append(row)
        adjoining = row is not None or (adjoining and not line.strip())
        place += len(line) + 1
    return blocks


def _row(plain: str, start: int, end: int) -> Row | None:
    line = plain[start:end]
    if line.count("|") + line.count("\t") < 2:
        return None
    sign = "|" if line.count("|") >= 2 else "\t"
    cells: list[Cell] = []
    place = start
    for words in line.split(sign):
        cells.append(trimmed(plain, place, place + len(words)))
        place += len(words) + 1
    if sign == "|" and cells[-1][0] == cells[-1][1]:
        cells.pop()
    if line.startswith("|"):
        cells = cells[1:]
    return Row(*trimmed(plain, start, end), tuple(cells))


def task_tables(plain: str, blocks: list[list[Row]]) -> list[Table]:
    """Those runs that have a heading row naming tasks and at least one more known column, each read to its end."""
    tables: list[Table] = []
    columns: dict[int, str] = {}
    for block in blocks:
        place = 0
        while place < len(block):
            named = _heading(plain, block[place])
            if named:
                columns = named
                tables.append(Table(block[place].start, block[place].end, []))
                place = _headings(plain, block, place, columns, tables[-1])
                columns = _settled(plain, columns, block[place:])
                continue
            if columns:
                _take(plain, block[place], columns, tables[-1])
            place += 1
        columns = {}
    return tables


def _headings(plain: str, block: list[Row], place: int, columns: dict[int, str], table: Table) -> int:
    """Takes the heading row and a second one below it (牵头单位 | 责任单位 under 责任分工)."""
    table.headings.append(block[place])
    place += 1
    if place < len(block):
        second = {number: _column(plain, cell) for number, cell in enumerate(block[place].cells)}
        known = {number: column for number, column in second.items() if column}
        unknown = [plain[slice(*cell)] for number, cell in enumerate(block[place].cells) if number not in known]
        rest = [words for words in unknown if words not in ("", SAME_AS_ABOVE)]
        if known and not rest:
            columns.update(known)
            table.headings.append(block[place])
            table.end = block[place].end
            place += 1
    return place


def _column(plain: str, cell: Cell) -> str | None:
    name = re.sub(r"[\s:/、()\d]", "", plain[slice(*cell)])
    return _NAMED.get(name) or _NAMED.get(re.sub(r"(?:名称|一览|要求)$", "", name))


def _heading(plain: str, row: Row) -> dict[int, str]:
    columns = {number: column for number, cell in enumerate(row.cells) if (column := _column(plain, cell))}
    found = set(columns.values())
    return columns if found & {"task", "measure"} and len(found) > 1 and found - {"task", "measure", "number"} else {}


def _settled(plain: str, columns: dict[int, str], rows: list[Row]) -> dict[int, str]:
    """One task column. Of two, the first is the section's, unless there is one already or the second holds whole sentences."""
    columns = dict(columns)
    named = [number for number, column in columns.items() if column == "task"]
    measures = [number for number, column in columns.items() if column == "measure"]
    if not named:
        columns[measures[0]] = "task"
        return columns
    for number in named[2:]:
        columns[number] = "measure"
    if len(named) > 1:
        lengths = [row.cells[named[1]][1] - row.cells[named[1]][0] for row in rows if named[1] < len(row.cells)]
        wordy = sum(lengths) > _LONG_CELL * max(len(lengths), 1) and not measures
        if "section" in columns.values() or wordy:
            columns[named[1]] = "measure"
        else:
            columns[named[0]] = "section"
    return columns


def _take(plain: str, row: Row, columns: dict[int, str], table: Table) -> None:
    table.end = max(table.end, row.end)
    filled = [cell for cell in row.cells if cell[0] < cell[1] and plain[slice(*cell)] != SAME_AS_ABOVE]
    if not filled or _repeats(plain, row):
        table.headings.append(row)
        return
    last = table.tasks[-1] if table.tasks else None
    found, fresh = _cells(plain, row, columns, last)
    if len(filled) == 1 and not (found.get("measure") and last is not None):
        alone = TaskRows(section=filled[0])
        table.headings.append(row)
        table.tasks.append(alone)  # holds the section until the next row fills it
        return
    if last is not None and not last.rows:
        fresh, section = True, last.section
        table.tasks.pop()
    else:
        section = last.section if last is not None and "section" not in columns.values() else None
    if not found.get("task"):
        table.unplaced.append(row)
        return
    if fresh or last is None:
        table.tasks.append(TaskRows(section=section))
    table.tasks[-1].add(row, found)


def _repeats(plain: str, row: Row) -> bool:
    return bool(_heading(plain, row))


def _cells(plain: str, row: Row, columns: dict[int, str], last: TaskRows | None) -> tuple[dict[str, list[Cell]], bool]:
    """The cells of a row by column, and whether it begins a task: its task cell is its own and says something new."""
    found: dict[str, list[Cell]] = {}
    fresh = False
    for number, column in columns.items():
        cell = row.cells[number] if number < len(row.cells) else (row.end, row.end)
        words = plain[slice(*cell)]
        above = last.cells.get(column, [])[-1:] if last is not None else []
        same = words in (SAME_AS_ABOVE, "同上") or (not words and column in ("number", "section", "task"))
        if column == "task" and not same:
            fresh = not above or plain[slice(*above[0])] != words
        if same:
            found.setdefault(column, []).extend(above)
        elif words:
            found.setdefault(column, []).append(cell)
    return found, fresh


def rows_of(table: Table) -> Iterator[TaskRows]:
    """The tasks of a table, without a section heading that no task follows."""
    return (task for task in table.tasks if task.rows)
