"""Business rows against the journal: does each row still stand as its last entry left it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection, models

from .digests import fields_of, shape_of, stored_digests
from .finding import Fault, Report, Wrong
from .models import Entry, Shape, Touched, Verb
from .say import actor, moment

AT_ONCE = 500
MEANWHILE = timedelta(minutes=2)  # two acts on PostgreSQL may overlap: the later number need not be the later state


@dataclass(frozen=True)
class Last:
    """What the journal says last of an object."""

    object_id: str
    digest: str
    shape: str
    entry: int


def check_rows(report: Report) -> Iterator[Wrong]:
    """Every row that is not as its last entry says; counts what was checked into the report."""
    for kind in _kinds():
        model = _model(kind)
        for lasts in _lasts(kind):
            if model is None:
                report.unchecked[kind] = report.unchecked.get(kind, 0) + len(lasts)
            else:
                yield from _check(kind, model, lasts, report)


def _check(kind: str, model: type[models.Model], lasts: list[Last], report: Report) -> Iterator[Wrong]:
    by_shape: dict[str, list[Last]] = {}
    for each in lasts:
        by_shape.setdefault(each.shape, []).append(each)
    for shape, group in by_shape.items():
        names = _names(model, shape)
        if names is None:
            report.unchecked[kind] = report.unchecked.get(kind, 0) + len(group)
            continue
        report.rows += len(group)
        held = {str(number): digest for number, digest in stored_digests(model, _numbers(model, group), names)}
        for each in group:
            if held.get(each.object_id, "") != each.digest and (wrong := _judged(kind, model, each, held.get(each.object_id, ""))):
                yield wrong


def _judged(kind: str, model: type[models.Model], last: Last, now: str) -> Wrong | None:
    """Why row and entry differ, or None where they may."""
    entry = Entry.objects.get(pk=last.entry)
    itself = (entry.kind, entry.object_id) == (kind, last.object_id)
    if not now and itself and entry.verb == Verb.REMOVED:
        return None
    if connection.vendor == "postgresql" and now in _meanwhile(kind, last, entry):
        return None
    name = entry.object_name if itself else _name(kind, last)
    what = f"{model._meta.verbose_name}“{name}”（{kind} {last.object_id}）"
    of = f"最后一条日志（编号 {entry.pk}，{moment(entry)} {actor(entry)}{entry.said}）"
    if not now:
        return Wrong(Fault.ROW_MISSING, f"{what}不见了，而{of}没有说删除。", None, entry.pk, kind, last.object_id)
    if not last.digest:
        return Wrong(Fault.ROW_INSERTED, f"{what}在日志之外出现：{of}写下时没有这一行。", None, entry.pk, kind, last.object_id)
    return Wrong(Fault.ROW, f"{what}在日志之外被改动，与{of}留下的摘要不一致。", None, entry.pk, kind, last.object_id)


def _meanwhile(kind: str, last: Last, entry: Entry) -> set[str]:
    """Digests of the acts that may have run beside the last one."""
    near = Touched.objects.filter(kind=kind, object_id=last.object_id, entry__at__gte=entry.at - MEANWHILE, shape=last.shape)
    return set(near.values_list("digest", flat=True))


def _name(kind: str, last: Last) -> str:
    """What the object was called when it was last the subject of an entry."""
    own = Entry.objects.filter(kind=kind, object_id=last.object_id).order_by("-pk").first()
    return own.object_name if own else f"编号 {last.object_id}"


def _kinds() -> list[str]:
    return list(Touched.objects.order_by("kind").values_list("kind", flat=True).distinct())


def _model(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _lasts(kind: str) -> Iterator[list[Last]]:
    """The last entry of every object of a kind, AT_ONCE objects at a time."""
    after = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT object_id, MAX(entry_id) FROM journal_touched WHERE kind = %s AND object_id > %s"
                " GROUP BY object_id ORDER BY object_id LIMIT %s",
                [kind, after, AT_ONCE],
            )
            found = dict(cursor.fetchall())
        if not found:
            return
        rows = Touched.objects.filter(kind=kind, object_id__in=found, entry_id__in=set(found.values()))
        yield [Last(*row) for row in rows.values_list("object_id", "digest", "shape", "entry_id") if found[row[0]] == row[3]]
        after = max(found)


def _names(model: type[models.Model], shape: str) -> list[str] | None:
    """The fields a digest was taken of, or None where one of them is gone."""
    if shape == shape_of(model):
        return fields_of(model)
    held = Shape.objects.filter(mark=shape).first()
    if held is None:
        return None
    try:
        return [model._meta.get_field(name).attname for name in held.names]  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return None


def _numbers(model: type[models.Model], group: list[Last]) -> Iterator[Any]:
    for each in group:
        try:
            yield model._meta.pk.to_python(each.object_id)  # type: ignore[union-attr]
        except ValidationError:
            continue
