"""The history of one record: its versions, what each changed, and the pauses of its clocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet

from fazhi.engine.models import Pause
from fazhi.engine.register import Register

from .columns import Column, columns

SHOWN = 30  # versions a page compares


@dataclass(frozen=True)
class Change:
    """One column that a version changed: its value before and after."""

    column: Column
    before: Any
    after: Any


@dataclass(frozen=True)
class Step:
    """One version and what it changed over the one before it; nothing for the first."""

    row: Register
    changes: tuple[Change, ...]


def history(record: Register) -> list[Step]:
    """The newest versions first, each compared with the one before; one query. Of an earlier version nothing that came after it."""
    mine = Q(pk=record.record_id) | Q(of=record.record_id)
    rows = list(type(record).versions.filter(mine, version__lte=record.version).select_related("unit").order_by("-version")[: SHOWN + 1])
    steps = [Step(row, tuple(changed(before, row))) for row, before in pairwise(rows)]
    return [*steps, Step(rows[-1], ())] if rows and len(rows) <= SHOWN else steps


def changed(before: Register, after: Register) -> Iterator[Change]:
    """The columns in which two versions of a record differ."""
    for column in columns(type(after)):
        old, new = column.of(before), column.of(after)
        if old != new:
            yield Change(column, old, new)


def version_of(record: Register, version: int) -> Register | None:
    """The record as it was in this version; None where there is none."""
    mine = Q(pk=record.record_id) | Q(of=record.record_id)
    return type(record).versions.filter(mine, version=version).select_related("unit").first()


def pauses(record: Register) -> QuerySet[Pause]:
    """The pauses of the record's clocks, in their order."""
    return Pause.objects.filter(kind=record._meta.label_lower, object_id=record.record_id).order_by("since", "pk")
