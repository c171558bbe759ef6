"""Writing the journal: the one way in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from .digests import digest_of, digests_of, keep_shapes, kind_of, shape_of
from .merkle import root
from .models import Affected, Entry, Touched, Verb
from .personal import sealed

__all__ = ["SYSTEM", "Verb", "Who", "columns_of", "compared", "digest_of", "head", "kind_of", "label_of", "shown", "trail", "write"]


@dataclass(frozen=True)
class Who:
    """Who acts, as the journal keeps it: names of that moment, no link."""

    id: int | None
    name: str
    unit_id: int | None = None
    unit: str = ""
    address: str = ""


SYSTEM = Who(None, "系统")


def columns_of(by: Who) -> dict[str, Any]:
    return {"actor_id": by.id, "actor_name": by.name, "actor_unit_id": by.unit_id, "actor_unit": by.unit, "address": by.address}


def shown(value: Any) -> Any:
    """A value as it stands in the before/after table."""
    if isinstance(value, models.Model):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple, set)):
        return [shown(each) for each in value]
    return str(value)


def compared(record: models.Model, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Label → [before, after] of what differs; values of fields that the model calls personal are sealed."""
    personal = getattr(record, "personal", ())
    changes: dict[str, list[Any]] = {}
    for name in {**before, **after}:
        old, new = shown(before.get(name)), shown(after.get(name))
        if old == new:
            continue
        if name in personal:
            old, new = (value and sealed(kind_of(record), str(record.pk), str(value)) for value in (old, new))
        changes[label_of(record, name)] = [old, new]
    return changes


def label_of(record: models.Model | type[models.Model], name: str) -> str:
    """What people call a field of a record or of its class; what is no field is called by its name."""
    names = {field.name: str(getattr(field, "verbose_name", field.name)) for field in record._meta.get_fields()}
    return names.get(name, name)


def write(
    verb: Verb,
    record: models.Model,
    said: str,
    *,
    by: Who,
    about: Iterable[models.Model] = (),
    gone: Iterable[models.Model] = (),
    units: Iterable[int] = (),
    campaign: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry about `record` and every record in `about`.

    `said` is the predicate of a Chinese sentence whose subject is the actor: “退回了 2 份材料:日期不在创建周期内”.
    Must run inside the transaction of the act, after its rows are saved: digests are taken of what the database holds. Records in
    `gone`, which the act takes away beside its own subject, have none.
    """
    every = _keyed((record, *about)) | (lost := _keyed(gone))
    with transaction.atomic():
        held = digests_of(each for key, each in every.items() if key not in lost)
        digests = [held.get(key, "") for key in every]
        entry = Entry.objects.create(
            at=timezone.now(),
            verb=verb,
            kind=kind_of(record),
            object_id=str(record.pk),
            object_name=str(record)[:300],
            digest=digests[0],
            campaign_id=campaign,
            **columns_of(by),
            said=said,
            changes=compared(record, before or {}, after or {}),
            rows=len(every),
            rows_root=root([bytes.fromhex(digest) for digest in digests]).hex() if len(every) > 1 else "",
        )
        _touch(entry, every, digests)
        Affected.objects.bulk_create(Affected(entry=entry, unit_id=unit) for unit in sorted(set(units)))
    return entry


def _keyed(records: Iterable[models.Model]) -> dict[tuple[str, str], models.Model]:
    return {(kind_of(each), str(each.pk)): each for each in records}


def _touch(entry: Entry, every: Mapping[tuple[str, str], models.Model], digests: Iterable[str]) -> None:
    """One row an object, with the digest and the fields that it is of."""
    shapes = {model: shape_of(model) for model in {each._meta.model for each in every.values()}}
    keep_shapes(shapes)
    Touched.objects.bulk_create(
        Touched(entry=entry, kind=kind, object_id=number, digest=digest, shape=shapes[each._meta.model])
        for ((kind, number), each), digest in zip(every.items(), digests, strict=True)
    )


def trail(*records: models.Model) -> models.QuerySet[Entry]:
    """What happened to these records, newest first."""
    wanted = models.Q()
    for record in records:
        wanted |= models.Q(kind=kind_of(record), object_id=str(record.pk))
    return Entry.objects.filter(pk__in=Touched.objects.filter(wanted).values("entry")) if records else Entry.objects.none()


def head(campaign: int) -> int:
    """The number of the latest entry of a campaign: while it stays the same, nothing in the campaign has changed."""
    return Entry.objects.filter(campaign_id=campaign).order_by("-pk").values_list("pk", flat=True).first() or 0
