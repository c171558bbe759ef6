"""Writing the good rows of a checked sheet: chunk by chunk, each with the row it got to, so that a killed worker doubles nothing."""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone

from fazhi.engine.register import Source
from fazhi.jobs.declare import Stopped
from fazhi.jobs.running import progress
from fazhi.kit.once import one_reading
from fazhi.kit.sheets import SheetRefused
from fazhi.records.bulk import change_all, enter_all
from fazhi.records.keeping import Stale

from .models import Fault, Import, State
from .rows import Line, Reader, in_chunks

AGAIN = 3  # tries of a chunk in which somebody else was quicker


@one_reading()
def apply(held: Import) -> State:
    """Write down everything that was found good, from where an earlier try got to. The state it ends in."""
    reader = Reader(held)
    bad = set(Fault.objects.filter(batch=held, is_warning=False).values_list("row", flat=True))
    done = held.done_row
    try:
        for some in in_chunks(reader.lines(after=done)):
            progress(done, max(held.last_row, 1), f"已导入到第{done}行")
            rows = [row for row in some if row is not None]
            lines = [reader.read(*row) for row in rows if row[0] not in bad]
            if rows:
                done = _written(held, reader, lines, done, rows[-1][0])
    except SheetRefused as refusal:  # the stored file itself is damaged
        return _finish(held, str(refusal))
    return _finish(held, "")


def _written(held: Import, reader: Reader, lines: list[Line], done: int, reached: int) -> int:
    for one_by_one in (False,) * AGAIN + (True,):
        try:
            return _chunk(held, reader, lines, done, reached, one_by_one=one_by_one)
        except (IntegrityError, Stale):
            for line in lines:
                line.record, line.key, line.verdict, line.faults = None, "", "", []
                line.changes = {}
    raise AssertionError("one by one no row brings the chunk down")


@transaction.atomic
def _chunk(held: Import, reader: Reader, lines: list[Line], done: int, reached: int, *, one_by_one: bool) -> int:
    """One chunk with its place, in one transaction. Raises Stopped where another worker went on with it."""
    locked = Import.objects.select_for_update().get(pk=held.pk)
    if locked.state != State.APPLYING or locked.done_row != done:
        raise Stopped
    reader.settled(lines)
    _refuse_meanwhile(locked, lines)
    for verdict, write_down in (("new", enter_all), ("changed", change_all)):
        written = [line for line in lines if line.verdict == verdict and not line.faults]
        for some in [[line] for line in written] if one_by_one else [written]:
            _write(held, reader, some, write_down, one_by_one=one_by_one)
    _note(locked, lines, reached)
    return reached


def _write(held: Import, reader: Reader, lines: list[Line], write_down: Callable[..., None], *, one_by_one: bool) -> None:
    records = [line.record for line in lines]
    said = f"从“{held.file_name}”导入{reader.model._meta.verbose_name}{len(records)}条"
    try:
        with transaction.atomic():
            write_down(records, reader.actor.who, said, source=Source.IMPORTED, source_name=held.file_name[:200], batch=held.pk)
    except (IntegrityError, Stale):
        if not one_by_one:
            raise
        lines[0].faults.append(("", "与台账中已有的记录冲突，没有写入。请核对编号和数值"))


def _refuse_meanwhile(held: Import, lines: list[Line]) -> None:
    """What somebody entered or changed after the preview was made is not overwritten unseen."""
    for line in lines:
        if line.verdict == "changed" and line.record is not None and held.checked_at and line.record.since > held.checked_at:
            by = line.record.entered_by or "别人"
            line.faults.append(("", f"检查之后{by}改过或新登记了这条记录，没有覆盖。请重新上传，核对后再导入"))


def _note(locked: Import, lines: list[Line], reached: int) -> None:
    """What was written and what was left out, with the row it got to."""
    left = [line for line in lines if line.faults]
    Fault.objects.bulk_create(
        Fault(batch=locked, row=line.number, column=label[:100], said=f"{said.removesuffix('。')}。"[:500])
        for line in left
        for label, said in line.faults
    )
    locked.left_out += len(left)
    locked.written_new += sum(1 for line in lines if line.verdict == "new" and not line.faults)
    locked.written_changed += sum(1 for line in lines if line.verdict == "changed" and not line.faults)
    locked.done_row = reached
    locked.save(update_fields=["left_out", "written_new", "written_changed", "done_row"])


@transaction.atomic
def _finish(held: Import, refusal: str) -> State:
    locked = Import.objects.select_for_update().get(pk=held.pk)
    if locked.state != State.APPLYING:
        raise Stopped
    locked.state, locked.refusal, locked.ended_at = State.DONE, refusal, timezone.now()
    locked.save(update_fields=["state", "refusal", "ended_at"])
    return State.DONE
