"""Writing the journal: the one way in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from fazhi.kit.digests import canonical

from .merkle import root
from .models import Affected, Entry, Touched, Verb
from .personal import sealed


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


def kind_of(record: models.Model) -> str:
    return record._meta.label_lower


def digest_of(record: models.Model) -> str:
    """SHA-256 over the record's stored fields, in canonical JSON, so that any later change of the row can be seen."""
    fields = {field.attname: stored(field, record) for field in record._meta.concrete_fields}
    return sha256(canonical(fields)).hexdigest()


def stored(field: models.Field, record: models.Model) -> Any:
    """A field as the digest takes it; a moment stands in UTC, so that a row read back has the digest it was written with."""
    value = field.value_from_object(record)
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else field.value_to_string(record)


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
    units: Iterable[int] = (),
    campaign: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry about `record` and every record in `about`.

    `said` is the predicate of a Chinese sentence whose subject is the actor: “退回了 2 份材料:日期不在创建周期内”.
    Must run inside the transaction of the act itself, so that neither stands without the other.
    """
    touched = list({(kind_of(each), str(each.pk)): each for each in (record, *about)}.values())
    digests = [digest_of(each) for each in touched]
    with transaction.atomic():
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
            rows=len(touched),
            rows_root=root([bytes.fromhex(digest) for digest in digests]).hex() if len(touched) > 1 else "",
        )
        Touched.objects.bulk_create(
            Touched(entry=entry, kind=kind_of(each), object_id=str(each.pk), digest=digest)
            for each, digest in zip(touched, digests, strict=True)
        )
        Affected.objects.bulk_create(Affected(entry=entry, unit_id=unit) for unit in sorted(set(units)))
    return entry


def trail(*records: models.Model) -> models.QuerySet[Entry]:
    """What happened to these records, newest first."""
    wanted = models.Q()
    for record in records:
        wanted |= models.Q(kind=kind_of(record), object_id=str(record.pk))
    return Entry.objects.filter(pk__in=Touched.objects.filter(wanted).values("entry")) if records else Entry.objects.none()


def head(campaign: int) -> int:
    """The number of the latest entry of a campaign: while it stays the same, nothing in the campaign has changed."""
    return Entry.objects.filter(campaign_id=campaign).order_by("-pk").values_list("pk", flat=True).first() or 0
