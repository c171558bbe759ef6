"""The rows of an import as records: which are no records at all, what each cell says, and what a row would do to the register."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from fazhi.engine.register import Register, register, registers
from fazhi.evidence.store import as_file
from fazhi.kit.days import CountRefused
from fazhi.kit.sheets import SheetRefused
from fazhi.people.actor import Actor, acting
from fazhi.people.models import Unit
from fazhi.records.columns import Column
from fazhi.records.running import set_clocks
from fazhi.records.secrecy import marked

from .cells import CellRefused, agrees, is_blank, reader_of, short, text_of
from .constraints import field_of, violated
from .mapping import MARK, importable, plain
from .models import Import
from .naming import UnitNames
from .reading import Row, filled_rows, opened_book

MOST_ROWS = 200_000  # records of one file; a larger one is a whole archive and is brought in by year or by unit
CHUNK = 1000  # rows looked at and written together
_TOTAL = re.compile(r"(本页|本表|全市|全年)?(合计|总计|小计|累计|共计)([:：（(].*)?")
_SECTION = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]")  # “一、市直部门”, alone in its row
_NOTE = re.compile(
    r"(备注|说明|注|填表说明|填表人|填报人|填报单位|制表|审核人|复核人|负责人|单位负责人|联系人|联系电话)[:：].*|(备注|注|说明)"
)


@dataclass
class Line:
    """A row as it was read: what it says of each column, and what is wrong with it; then what it would do."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)  # (label of the column, what is wrong)
    record: Register | None = None  # a new one, or the stored one with the values put in
    key: str = ""
    verdict: str = ""  # new, changed, unchanged; wrong where there are faults
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


class Reader:
    """Reads the rows of one import for one actor; names, choices and rights are looked up once."""

    def __init__(self, held: Import) -> None:
        self.held = held
        self.model = register(held.register)
        self.actor = actor_of(held)
        self.units = UnitNames(self.actor)
        every = {column.name: column for column in importable(self.model)}
        self.columns = [(place, every[name]) for place, name in enumerate(held.mapping) if name in every]
        self.reads = [
            (place, column, reader_of(self.model, column, self.units.read), column.kind == "personal") for place, column in self.columns
        ]
        self.unit_label = importable(self.model)[0].label
        self.mapped = {column.name for _, column in self.columns}
        self.marks = [place for place, label in enumerate(held.header) if plain(label) == MARK]
        words = [part for label in held.header for part in (label, *label.split("/"))] + [column.label for _, column in self.columns]
        self.header_words = {plain(word) for word in words if word}
        self.writable: dict[int, bool] = {}
        self.required = [column for column in every.values() if column.required and column.name != "unit"]
        self.defaults = {column.name for column in every.values() if _has_default(self.model, column)}

    def lines(self, *, after: int = 0) -> Iterator[tuple[int, list] | None]:
        """The rows below the header and below row `after`; None for one that is no record. Raises SheetRefused."""
        count = 0
        with opened_rows(self.held) as rows:
            first = self.held.header_row + self.held.header_lines
            for number, cells in rows:
                if number < first or number <= after:
                    continue
                if self.is_no_record(cells):
                    yield None
                    continue
                count += 1
                if count > MOST_ROWS:
                    raise SheetRefused(
                        f"这个文件超过{MOST_ROWS // 10_000}万行，一次导入不了。请按年度或单位拆成几个文件，分次导入；台账里的记录没有变化。"
                    )
                yield number, cells

    def is_no_record(self, cells: Sequence[Any]) -> bool:
        """An example, a total, a note at the foot, the header repeated on every page, or nothing in any mapped column."""
        if any(place < len(cells) and str(cells[place]).strip().startswith("示例") for place in self.marks):
            return True
        filled = [cell for cell in cells if not is_blank(cell)]
        first = re.sub(r"\s", "", str(filled[0])) if filled else ""
        if not filled or _TOTAL.fullmatch(first) or (len(filled) <= 2 and _NOTE.fullmatch(first)):
            return True
        if all(place >= len(cells) or is_blank(cells[place]) for place, _ in self.columns):
            return True
        if len(filled) == 1 and _SECTION.match(first):
            return True
        return len(filled) > 1 and all(isinstance(cell, str) and plain(cell) in self.header_words for cell in filled)

    def read(self, number: int, cells: list) -> Line:
        """What the row says, with every fault at once."""
        line = Line(number)
        width = len(cells)
        for place, column, read, is_personal in self.reads:
            cell = cells[place] if place < width else ""
            if cell == "" or is_blank(cell):
                line.values[column.name] = None
                continue
            try:
                line.values[column.name] = read(cell)
            except CellRefused as refusal:
                said = str(refusal)
                line.faults.append((column.label, said.replace(short(cell), "…") if is_personal else said))
        if line.values.get("unit", self) in (None, self):  # blank, or no such column; a name nobody knows is a fault already
            line.values["unit"] = self.held.fixed_unit
            if self.held.fixed_unit is None and not any(label == self.unit_label for label, _ in line.faults):
                line.faults.append((self.unit_label, "没有填写。请填写责任单位的名称"))
        return line

    def may_write(self, unit: Unit | None) -> bool:
        if unit is None:
            return False
        if unit.pk not in self.writable:
            self.writable[unit.pk] = self.model.may_write(self.actor, unit)
        return self.writable[unit.pk]

    def settled(self, lines: Sequence[Line]) -> None:
        """Find for each line the record it is about, and what it would do to it; two queries for all."""
        for line in lines:
            if not line.faults:
                self._drafted(line)
        keys = {key for line in lines if line.record for key in (line.key, half_key(line.record))}
        stored: dict[str, Register] = {}
        for some in _batches(sorted(keys), 900):
            stored |= {row.business_key: row for row in self.model.objects.filter(business_key__in=some)}
        for line in lines:
            if line.record is None or line.faults:
                line.verdict = "wrong"
                continue
            found = stored.get(line.key) or stored.get(half_key(line.record))
            if found:
                self._as_change(line, found)
            else:
                self._as_new(line)
            if line.faults:
                line.verdict = "wrong"

    def _drafted(self, line: Line) -> None:
        """The record as it would be if it were new; it gives the business key."""
        record = self.model()
        for name, value in line.values.items():
            if value is not None:
                setattr(record, name, value)
        missing = [name for name in self.model.identity if name != "unit" and line.values.get(name) in (None, "")]
        if missing:
            line.faults += [(self._label(name), "没有填写，认不出是哪条记录。请补填") for name in missing]
            return
        if not self.may_write(record.unit):
            line.faults.append((self.unit_label, f"您不能填写{record.unit.short_name}的记录。请由该单位联络员、分管领导或工作专班导入"))
            return
        line.record, line.key = record, record.made_key()

    def _as_new(self, line: Line) -> None:
        record = line.record
        assert record is not None
        for column in self.required:
            if line.values.get(column.name) in (None, "") and column.name not in self.defaults:
                line.faults.append((column.label, "没有填写，新增的记录必须有。请补填"))
        for _, column in self.columns:
            if column.kind == "personal" and "*" in str(line.values.get(column.name) or ""):
                line.faults.append((column.label, "是隐去了一部分的个人信息，不能导入。请填写完整内容"))
        if not line.faults:
            line.faults += self._refused(record)
        line.verdict = "new"

    def _as_change(self, line: Line, found: Register) -> None:
        if not self.may_write(self.units.by_id.get(found.unit_id)):
            line.faults.append(("", "这个编号已由其他单位登记，您不能修改。请核对编号，或请工作专班办理"))
            return
        for name, column in self._mapped_columns():
            new = line.values.get(name)
            if new is None and (not self.held.clears or column.required or name in self.defaults or name == "unit"):
                continue
            old = found.unit_id if name == "unit" else getattr(found, name)
            blank = field_of(self.model, name).get_default() if new is None else new
            try:
                if agrees(column, old, blank) or (name in self.model.identity and name != "unit"):
                    continue
            except CellRefused as refusal:
                line.faults.append((column.label, str(refusal)))
                continue
            line.changes[name] = (self.units.by_id.get(old) if name == "unit" else old, blank)
            setattr(found, name, blank)
        line.record = found
        line.verdict = "changed" if line.changes else "unchanged"
        if line.changes and not line.faults:
            line.faults += self._refused(found)

    def _mapped_columns(self) -> list[tuple[str, Column]]:
        mapped = [(column.name, column) for _, column in self.columns]
        if "unit" not in self.mapped:
            mapped.append(("unit", importable(self.model)[0]))
        return mapped

    def _refused(self, record: Register) -> list[tuple[str, str]]:
        """What the register itself refuses at once; stages and rules are not asked: imported history may break them."""
        check = getattr(record, "refuse", None)
        reasons = [("", reason.removesuffix("。")) for reason in (check() if check else ())]
        return reasons + list(marked(record)) + [("", said) for said in violated(record)] + uncountable(record)

    def _label(self, name: str) -> str:
        return str(field_of(self.model, name).verbose_name)


@contextmanager
def opened_rows(held: Import) -> Iterator[Iterator[Row]]:
    """The rows of an import's sheet, from the file as it was handed in. Raises SheetRefused."""
    with as_file(held.blob) as path, opened_book(path) as book:
        merges = book.merges(held.sheet)
        yield filled_rows(book, held.sheet, merges, across_until=held.header_row + held.header_lines - 1)


def actor_of(held: Import) -> Actor:
    """Who handed it in, in the post of then as far as it still holds."""
    return acting(held.user, held.post_id, address=held.address)


def half_key(record: Register) -> str:
    """The key with full-width digits and letters brought to half width, as others may have typed it."""
    return plain_key(record.made_key())


def plain_key(key: str) -> str:
    return text_of(key.translate(_HALF))


_HALF = {0xFEE0 + code: code for code in range(0x21, 0x7F) if chr(code).isalnum()}


def uncountable(record: Register) -> list[tuple[str, str]]:
    """A clock that cannot be counted: a date or a number of days that no calendar holds. It may not bring the whole import down."""
    try:
        set_clocks(record, {})
    except (ArithmeticError, ValueError, CountRefused) as error:
        said = str(error) if isinstance(error, CountRefused) else "日期或天数不合理，算不出期限。请核对"
        return [("", said.removesuffix("。"))]
    return []


def missing_references(lines: Sequence[Line], columns: Iterable[Column]) -> list[tuple[int, str, str]]:
    """(row, label, what) for each reference to a record that is not there; a warning, because it may come later."""
    found = []
    for column in columns:
        if column.kind != "reference" or column.to not in registers():
            continue
        named = {line.number: line.values[column.name] for line in lines if line.values.get(column.name)}
        other = register(column.to)
        there: set[str] = set()
        for some in _batches(sorted(set(named.values())), 900):
            there |= set(other.objects.filter(business_key__in=some).values_list("business_key", flat=True))
        title = other._meta.verbose_name
        found += [
            (row, column.label, f"“{short(key)}”在“{title}”台账中还没有。请核对编号，或随后补录")
            for row, key in named.items()
            if key not in there
        ]
    return found


def in_chunks(lines: Iterable[Any], size: int = CHUNK) -> Iterator[list]:
    source = iter(lines)
    while some := list(islice(source, size)):
        yield some


def _batches(values: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _has_default(model: type[Register], column: Column) -> bool:
    return bool(field_of(model, column.name).has_default())
