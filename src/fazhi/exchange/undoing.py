"""Taking back an import as a whole: what it entered is closed, what it changed is put back, what was touched since stays."""

from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from fazhi.engine.register import Register, Source, register
from fazhi.jobs.declare import Stopped
from fazhi.jobs.running import progress
from fazhi.journal.write import Who
from fazhi.records.bulk import change_all, close_all

from .models import Import, State
from .rows import CHUNK

MOST_LISTED = 200


def written_by(held: Import) -> QuerySet[Register]:
    """The present records that stand as the import left them."""
    model = register(held.register)
    return model.objects.filter(batch=held.pk).exclude(pk__in=_changed_ids(model, held.pk))


def touched_since(held: Import) -> list[Register]:
    """Records the import wrote that were changed or removed afterwards; these an undo leaves alone. At most MOST_LISTED."""
    model = register(held.register)
    removed = model.versions.filter(batch=held.pk, of=None, until__isnull=False)
    changed = model.objects.filter(pk__in=_changed_ids(model, held.pk))
    return [*changed.select_related("unit").order_by("pk")[:MOST_LISTED], *removed.select_related("unit").order_by("pk")[:MOST_LISTED]][
        :MOST_LISTED
    ]


def touched_count(held: Import) -> int:
    model = register(held.register)
    removed = model.versions.filter(batch=held.pk, of=None, until__isnull=False).count()
    return removed + model.objects.filter(pk__in=_changed_ids(model, held.pk)).count()


def _changed_ids(model: type[Register], batch: int) -> QuerySet[Any]:
    """A version laid aside that still carries the import's number was replaced after the import."""
    return model.versions.filter(batch=batch, of__isnull=False).values("of")


def undo(held: Import, who: Who) -> State:
    """Close and put back, a chunk a transaction; harmless when repeated, because what is undone no longer carries the number."""
    model = register(held.register)
    total = max(written_by(held).count(), 1)
    done = 0
    while True:
        progress(done, total, f"已撤销{done}条")
        count = _chunk(held, model, who)
        if not count:
            break
        done += count
    return _finish(held)


@transaction.atomic
def _chunk(held: Import, model: type[Register], who: Who) -> int:
    locked = Import.objects.select_for_update().get(pk=held.pk)
    if locked.state != State.UNDOING:
        raise Stopped
    ids = list(written_by(held).order_by("pk").values_list("pk", flat=True)[:CHUNK])
    if not ids:
        return 0
    list(model.versions.select_for_update().filter(pk__in=ids).values_list("pk"))  # who changes one now comes after, or is seen below
    before = model.versions.filter(of=OuterRef("pk"), until=OuterRef("since")).order_by("-pk")
    rows = list(written_by(held).filter(pk__in=ids).annotate(stood=Subquery(before.values("pk")[:1])).order_by("pk"))
    stood = model.versions.in_bulk([row.stood for row in rows if row.stood])
    said = f"撤销从“{held.file_name}”的导入："
    closed = [row for row in rows if row.stood is None]
    close_all(closed, who, f"{said}移出{len(closed)}条")
    put_back = [_as_before(row, stood[row.stood]) for row in rows if row.stood]
    change_all(put_back, who, f"{said}恢复{len(put_back)}条", source=Source.IMPORTED, source_name=f"撤销 {held.file_name}"[:200])
    locked.undone += len(rows)
    locked.save(update_fields=["undone"])
    return len(ids)


def _as_before(row: Register, stood: Register) -> Register:
    for field in (row._meta.get_field("unit"), *row.own_fields()):
        setattr(row, field.attname, getattr(stood, field.attname))
    return row


@transaction.atomic
def _finish(held: Import) -> State:
    locked = Import.objects.select_for_update().get(pk=held.pk)
    locked.state, locked.ended_at = State.UNDONE, timezone.now()
    locked.save(update_fields=["state", "ended_at"])
    return State.UNDONE
