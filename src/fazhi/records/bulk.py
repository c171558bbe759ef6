"""Many records at once: entered, changed or taken back in one transaction, with their versions, clocks and one journal entry."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from fazhi.engine.clocks import clocks_of
from fazhi.engine.holidays import calendar
from fazhi.engine.register import Register, Source
from fazhi.journal.models import Verb
from fazhi.journal.write import Who, write
from fazhi.kit.once import one_reading

from .keeping import Stale, lay_aside
from .running import set_clocks

AT_ONCE = 500  # rows in one statement


@one_reading()
@transaction.atomic
def enter_all(
    rows: Sequence[Register],
    by: Who,
    said: str,
    *,
    source: Source = Source.IMPORTED,
    source_name: str = "",
    batch: int | None = None,
    since: Callable[[Register], datetime] | None = None,
) -> None:
    """Write down new records of one register that were checked before; `since` says from when each was known.

    The database still refuses a business key given twice.
    """
    if not rows:
        return
    now, days, runs = timezone.now(), calendar(), bool(clocks_of(type(rows[0])))
    for row in rows:
        row.source, row.source_name, row.batch = source, source_name, batch
        row.since = since(row) if since else now
        row.entered_by_id, row.entered_by = by.id, by.name
        row.business_key = row.made_key()
        if runs:
            set_clocks(row, {}, days)
    type(rows[0]).objects.bulk_create(rows, batch_size=AT_ONCE)
    write(Verb.IMPORTED, rows[0], said, by=by, about=rows, units={row.unit_id for row in rows})


@one_reading()
@transaction.atomic
def change_all(
    rows: Sequence[Register], by: Who, said: str, *, source: Source = Source.IMPORTED, source_name: str = "", batch: int | None = None
) -> None:
    """Save changed records of one register, laying the versions before beside them. Raises Stale."""
    if not rows:
        return
    model, now, days = type(rows[0]), timezone.now(), calendar()
    model.versions.bulk_create(lay_aside(_locked(rows), now), batch_size=AT_ONCE)
    for row in rows:
        row.source, row.source_name, row.batch = source, source_name, batch
        row.since, row.version = now, row.version + 1
        row.entered_by_id, row.entered_by = by.id, by.name
        row.business_key = row.made_key()
        set_clocks(row, None, days)
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model.objects.bulk_update(rows, names, batch_size=AT_ONCE // 5)
    write(Verb.CHANGED, rows[0], said, by=by, about=rows, units={row.unit_id for row in rows})


@transaction.atomic
def close_all(rows: Sequence[Register], by: Who, said: str) -> None:
    """Take records of one register out of it; they stay in the history. Raises Stale."""
    if not rows:
        return
    _locked(rows)
    now = timezone.now()
    for row in rows:
        row.until = now
    type(rows[0]).versions.filter(pk__in=[row.pk for row in rows], until=None).update(until=now)
    write(Verb.REMOVED, rows[0], said, by=by, about=rows, units={row.unit_id for row in rows})


def _locked(rows: Sequence[Register]) -> list[Register]:
    """The rows as the database holds them, locked. Raises Stale where somebody changed or removed one since it was read."""
    held = list(type(rows[0]).objects.select_for_update().filter(pk__in=[row.pk for row in rows]))
    stands = {row.pk: row.version for row in held}
    if any(stands.get(row.pk) != row.version for row in rows):
        raise Stale("其中有记录刚刚被别人改过或删除，没有写入。请核对后重新办理。")
    return held
