"""Digests of rows: what the database holds of a record, in canonical JSON, and which fields that digest is taken of.

A model names in `unsealed` the fields that change without an act (what a job finds out, counters, moments of use); the digest leaves
them out. Personal values stand in it as they stand in the database, encrypted.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Cast

from fazhi.kit.digests import canonical

from .models import Shape

AT_ONCE = 500  # rows read in one statement
_kept: set[str] = set()  # marks of shapes that are known to stand in the database


def kind_of(record: models.Model | type[models.Model]) -> str:
    return record._meta.label_lower


def digest_of(record: models.Model) -> str:
    """SHA-256 over what the database holds of the record, so that any later change of the row can be seen; empty where it holds nothing."""
    return digests_of([record]).get((kind_of(record), str(record.pk)), "")


def digests_of(records: Iterable[models.Model]) -> dict[tuple[str, str], str]:
    """(kind, number) → digest of each record that is in the database; one statement a kind and AT_ONCE rows."""
    kinds: dict[type[models.Model], list[Any]] = {}
    for record in records:
        kinds.setdefault(record._meta.model, []).append(record.pk)
    return {
        (kind_of(model), str(number)): digest
        for model, numbers in kinds.items()
        for number, digest in stored_digests(model, numbers, fields_of(model))
    }


def stored_digests(model: type[models.Model], numbers: Iterable[Any], names: Sequence[str]) -> Iterator[tuple[Any, str]]:
    """(primary key, digest over the named columns) of the rows that are there."""
    columns, asked = [_column(model, name) for name in names], iter(numbers)
    while chunk := [each for each in islice(asked, AT_ONCE) if each is not None]:
        for number, *values in model._base_manager.filter(pk__in=chunk).order_by().values_list("pk", *columns):
            yield number, digest_over(names, values)


def digest_over(names: Sequence[str], values: Iterable[Any]) -> str:
    return sha256(canonical({name: _plain(value) for name, value in zip(names, values, strict=True)})).hexdigest()


def fields_of(model: type[models.Model]) -> list[str]:
    """The columns that the digest of a model is taken of, by their Python names."""
    left_out = getattr(model, "unsealed", ())
    return [field.attname for field in model._meta.concrete_fields if field.name not in left_out]


@cache
def shape_of(model: type[models.Model]) -> str:
    """The mark of a model's fields as they are now."""
    return sha256(canonical([kind_of(model), fields_of(model)])).hexdigest()[:16]


def keep_shapes(kinds: Iterable[type[models.Model]]) -> None:
    """Remember which fields the marks of these models stand for, so that a digest can still be checked after an upgrade."""
    fresh = {mark: model for model in kinds if (mark := shape_of(model)) not in _kept}
    if not fresh:
        return
    Shape.objects.bulk_create(
        [Shape(mark=mark, kind=kind_of(model), names=fields_of(model)) for mark, model in fresh.items()], ignore_conflicts=True
    )
    # Only what is committed is sure to stand there the next time.
    transaction.on_commit(lambda: _kept.update(fresh), robust=True)


def _column(model: type[models.Model], name: str) -> Any:
    field = model._meta.get_field(name)
    return Cast(field.name, models.TextField()) if getattr(field, "is_personal", False) else name


def _plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else value
