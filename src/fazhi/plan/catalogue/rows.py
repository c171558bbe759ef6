"""One pass over the rows of a foreign indicator table: levels opened, indicators read, bad rows named."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fazhi.plan.catalogue import cells
from fazhi.plan.catalogue.columns import HEADERS, Header, Row, letter, repeats_header
from fazhi.plan.catalogue.load import Indicator, LevelOne, LevelTwo

_NOT_AN_INDICATOR = re.compile(r"(?:合计|小计|总计|共计)|(?:备?注|说明|填表说明)\s*[:\uff1a]")


@dataclass(frozen=True)
class RowProblem:
    """Why a row was not read: `row` from 1 as the sheet shows it (0 is the whole file), `column` such as “评测方式(J列)”."""

    row: int
    column: str
    message: str


@dataclass
class _Group:
    no: int
    name: str
    inferred: bool
    numbered: bool  # by its heading, or by the code of its first row
    rows: int = 0  # counted with the bad ones, so that a code made from the order stays what it will be when they are mended
    indicators: list[Indicator] = field(default_factory=list)


@dataclass
class _Level:
    no: int
    name: str
    inferred: bool
    numbered: bool
    groups: dict[str, _Group] = field(default_factory=dict)


class _RowRefused(ValueError):
    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place, self.message = place, message


class Reader:
    """One pass over the rows of one table, remembering the levels met so far."""

    def __init__(self, rows: list[Row], filled: list[Row], header: Header) -> None:
        self.rows, self.filled, self.header = rows, filled, header
        self.levels: dict[str, _Level] = {}
        self.level: _Level | None = None
        self.group: _Group | None = None
        self.said = {"one": "", "two": ""}
        self.no = 0
        self.codes: dict[str, int] = {}
        self.numbers: dict[int, int] = {}
        self.problems: list[RowProblem] = []

    def read(self) -> tuple[LevelOne, ...]:
        """The levels with their good rows; the bad ones stand in `problems` afterwards."""
        for place in range(self.header.last + 1, len(self.rows)):
            try:
                self._row(place)
            except _RowRefused as refused:
                self.problems.append(RowProblem(place + 1, self._column(refused.place), refused.message))
        kept = [(level, [group for group in level.groups.values() if group.indicators]) for level in self.levels.values()]
        return tuple(
            LevelOne(level.no, level.name, tuple(_level_two(group) for group in groups), level.inferred) for level, groups in kept if groups
        )

    def _column(self, field_name: str) -> str:
        word = HEADERS[field_name]
        place = self.header.columns.get(field_name)
        return word if place is None else f"{word}（{letter(place)}列）"

    def _cell(self, place: int, field_name: str) -> object:
        column = self.header.columns.get(field_name)
        row = self.filled[place]
        return row[column] if column is not None and column < len(row) else ""

    def _understood(self, place: int, field_name: str, reading: Callable[[object], Any]) -> Any:
        try:
            return reading(self._cell(place, field_name))
        except cells.CellRefused as refused:
            raise _RowRefused(field_name, str(refused)) from refused

    def _row(self, place: int) -> None:
        said = [column for column, value in enumerate(self.rows[place]) if cells.text(value)]
        if not said or repeats_header(self.filled[place], self.header):
            return
        first = cells.text(self.rows[place][said[0]])
        if _NOT_AN_INDICATOR.match(first):
            return
        if len(said) == 1 and said[0] != self.header.columns["title"]:
            return self._band(said[0], first)
        self._levels(place)
        if cells.text(self._cell(place, "title")):
            self._indicator(place)
        elif any(cells.text(self._cell(place, name)) for name in self.header.columns if name not in ("one", "two", "no", "code")):
            raise _RowRefused("title", "三级指标的名称为空。请补上名称，或者删除这一行。")

    def _band(self, column: int, said: str) -> None:
        """A row with one heading across the table, or one that only opens a level."""
        one, two = self.header.columns.get("one"), self.header.columns.get("two")
        if column == one or (cells.is_chinese_heading(said) and (one is None or column != two)):
            self._open("one", said)
        elif column == two or cells.heading(said)[0] is not None:
            self._open("two", said)

    def _levels(self, place: int) -> None:
        for name in ("one", "two"):
            if said := cells.text(self._cell(place, name)):
                self._open(name, said)

    def _open(self, name: str, said: str) -> None:
        """Make a level the current one; a first level closes the second level before it."""
        if said == self.said[name]:
            return
        self.said[name] = said
        no, word, inferred = cells.heading(said)
        if name == "one":
            self.said["two"], self.group = "", None
            self.level = self.levels.setdefault(word, _Level(no or len(self.levels) + 1, word, inferred, no is not None))
        elif self.level:
            last = max((group.no for level in self.levels.values() for group in level.groups.values()), default=0)
            # a number that starts anew under each first level is not the running one
            numbered = no is not None and not (no <= last and no == len(self.level.groups) + 1)
            self.group = self.level.groups.setdefault(word, _Group(no if no and numbered else last + 1, word, inferred, numbered))

    def _indicator(self, place: int) -> None:
        if self.level is None:
            raise _RowRefused("one", "不知道属于哪一项一级指标。请在本行或者上方写明一级指标。")
        if self.group is None:
            raise _RowRefused("two", "不知道属于哪一项二级指标。请在本行或者上方写明二级指标。")
        self.group.rows += 1
        self.no += 1
        title, no = self._numbered_title(place)
        self.no = no
        if earlier := self.numbers.get(no):
            raise _RowRefused("no", f"序号 {no} 与第{earlier}行重复。请改正其中一行。")
        code = self._code(place, self.level, self.group)
        read = {
            name: self._understood(place, name, getattr(cells, name))
            for name in ("registers", "materials", "methods", "kind", "sources", "targets", "metrics")
        }
        self.codes[code] = self.numbers[no] = place + 1
        self.group.indicators.append(
            Indicator(
                code, no, title, cells.text(self._cell(place, "measures")), **read, no_metric=cells.text(self._cell(place, "no_metric"))
            )
        )

    def _numbered_title(self, place: int) -> tuple[str, int]:
        """Title and running number; a number in front of the title counts when the number's own column is empty."""
        title = cells.text(self._cell(place, "title"))
        no = self._understood(place, "no", cells.number)
        if no is None and re.match(r"\s*\d", title):
            no, title, _ = cells.heading(title)
        return re.sub(r"\s*\n\s*", "", title), no or self.no

    def _code(self, place: int, level: _Level, group: _Group) -> str:
        code = self._understood(place, "code", cells.code) or f"{level.no}.{group.no}.{group.rows}"
        if earlier := self.codes.get(code):
            raise _RowRefused("code", f"编码 {code} 与第{earlier}行重复。请改正其中一行。")
        one, two, _ = map(int, code.split("."))
        places: tuple[tuple[str, _Level | _Group, int], ...] = (("一级指标", level, one), ("二级指标", group, two))
        for word, upper, said in places:
            if not upper.numbered:
                upper.no, upper.numbered = said, True
            if said != upper.no:
                message = f"编码 {code} 与所在的{word}“{upper.no} {upper.name}”不符。请改正编码或者{word}。"
                raise _RowRefused("code", message)
        return code


def _level_two(group: _Group) -> LevelTwo:
    return LevelTwo(group.no, group.name, tuple(group.indicators), inferred=group.inferred)
