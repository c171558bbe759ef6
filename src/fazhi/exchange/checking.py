"""Checking a sheet before anything is written: every fault at once, and what the import would do.

`Import.shown` is {"changes": [[row, title, [[label, before, after], …]], …], "new": [[row, title], …], "faults": n, "warnings": n},
the lists cut at SHOWN; personal values stand masked in it.
"""

from collections import Counter
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from fazhi.engine.register import Register
from fazhi.jobs.running import progress
from fazhi.kit.masks import masked
from fazhi.kit.once import one_reading
from fazhi.kit.sheets import SheetRefused
from fazhi.records.columns import Column

from .mapping import importable
from .models import Fault, Import, State
from .rows import CHUNK, Line, Reader, in_chunks, missing_references

SHOWN = 100  # changes and new records that the preview names
MOST_FAULTS = 20_000  # places; a sheet with more is wrong as a whole
TOO_MANY = f"错误超过{MOST_FAULTS // 10_000}万处，多半是列对应错了或选错了台账。请改正列对应，或按模板整理后重新上传。"
KINDS = ("new", "changed", "unchanged", "wrong")


class Tally:
    """What was found so far. Only faults, samples and a number for each key are held in memory."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.faults: list[Fault] = []
        self.changes: list[list] = []
        self.new: list[list] = []
        self.seen: dict[bytes, int] = {}  # digest of a key → its row and, in the last two bits, what its line was
        self.last_row = 0
        self.warnings = 0

    def add(self, held: Import, lines: list[Line], columns: dict[str, Column]) -> None:
        for line in lines:
            self.last_row = line.number
            self._refuse_twin(held, line)
            self.counts[line.verdict] += 1
            for label, said in line.faults:
                self._fault(held, line.number, label, said)
            if line.verdict == "changed" and len(self.changes) < SHOWN:
                told = [[columns[name].label, *told_pair(columns[name], *pair)] for name, pair in line.changes.items()]
                self.changes.append([line.number, title_of(line.record), told])
            elif line.verdict == "new" and len(self.new) < SHOWN:
                self.new.append([line.number, title_of(line.record)])

    def _refuse_twin(self, held: Import, line: Line) -> None:
        """A key given twice in one file: neither row is taken, for nobody knows which is right."""
        if not line.key:
            return
        digest = blake2b(line.key.encode(), digest_size=8).digest()
        first = self.seen.get(digest)
        if first is None:
            self.seen[digest] = line.number << 2 | KINDS.index(line.verdict)
            return
        row, kind = first >> 2, KINDS[first & 3]
        line.faults.append(("", f"与第{row}行的编号重复，分不清以哪一行为准。请只留一行"))
        line.verdict = "wrong"
        if kind != "wrong":
            self.counts[kind] -= 1
            self.counts["wrong"] += 1
            self.changes = [each for each in self.changes if each[0] != row]
            self.new = [each for each in self.new if each[0] != row]
        self.seen[digest] = row << 2 | KINDS.index("wrong")
        self._fault(held, row, "", f"与第{line.number}行的编号重复，分不清以哪一行为准。请只留一行")

    def _fault(self, held: Import, row: int, label: str, said: str, *, is_warning: bool = False) -> None:
        self.faults.append(Fault(batch=held, row=row, column=label[:100], said=f"{said.removesuffix('。')}。"[:500], is_warning=is_warning))

    def warn(self, held: Import, told: list[tuple[int, str, str]]) -> None:
        for row, label, said in told:
            self.warnings += 1
            if self.warnings <= MOST_FAULTS // 4:
                self._fault(held, row, label, said, is_warning=True)


def check(held: Import) -> State:
    """Read the whole sheet and say what it would do; writes nothing into the register. The state it ends in."""
    try:
        tally = _read(held)
    except SheetRefused as refusal:
        return _ended(held, Tally(), State.REFUSED, str(refusal))
    if not sum(tally.counts[kind] for kind in KINDS):
        return _ended(held, tally, State.REFUSED, "表头下面没有可以导入的行。请核对文件，填写后重新上传。")
    if sum(1 for each in tally.faults if not each.is_warning) > MOST_FAULTS:
        return _ended(held, tally, State.REFUSED, TOO_MANY)
    return _ended(held, tally, State.CHECKED, "")


@one_reading()
def _read(held: Import) -> Tally:
    reader, tally = Reader(held), Tally()
    columns = {column.name: column for column in importable(reader.model)}
    references = [column for _, column in reader.columns if column.kind == "reference"]
    done = 0
    for some in in_chunks(reader.lines()):
        done += len(some)
        progress(0, 0, f"已检查{done}行")
        lines = [reader.read(*row) for row in some if row is not None]
        tally.counts["skipped"] += len(some) - len(lines)
        reader.settled(lines)
        tally.add(held, lines, columns)
        tally.warn(held, missing_references(lines, references))
        if len(tally.faults) > 2 * MOST_FAULTS:
            break
    return tally


@transaction.atomic
def _ended(held: Import, tally: Tally, state: State, refusal: str) -> State:
    locked = Import.objects.select_for_update().get(pk=held.pk)
    if locked.state != State.CHECKING:  # given up meanwhile
        return State(locked.state)
    Fault.objects.filter(batch=locked).delete()
    kept = sorted(tally.faults, key=lambda fault: fault.row)[: MOST_FAULTS + MOST_FAULTS // 4]
    Fault.objects.bulk_create(kept, batch_size=CHUNK)
    for kind in (*KINDS, "skipped"):
        setattr(locked, kind, tally.counts[kind])
    locked.shown = {"changes": tally.changes, "new": tally.new, "warnings": tally.warnings}
    locked.last_row, locked.done_row, locked.left_out = tally.last_row, 0, 0
    locked.state, locked.refusal, locked.checked_at = state, refusal, timezone.now()
    locked.save()
    return state


def title_of(record: Register | None) -> str:
    return str(record)[:80] if record else ""


def told_pair(column: Column, old: Any, new: Any) -> tuple[str, str]:
    if column.kind == "personal":
        return masked(str(old or "")) or "空", masked(str(new or "")) or "空"
    return told(column, old), told(column, new)


def told(column: Column, value: Any) -> str:
    """A value as the preview and the export show it."""
    if value is None or value == "":
        return "空"
    if column.choices:
        return str(dict(column.choices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Model):
        return str(value)
    return str(value)[:60]
