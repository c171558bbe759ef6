"""Rows out: any list of a register as a sheet that can be brought back unchanged, and the wrong rows of an import to be mended."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from fazhi.engine.register import Register
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.masks import masked
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.records.columns import Column, columns

from .cells import text_of
from .models import Fault, Import
from .naming import UnitNames
from .rows import opened_rows
from .writing import streamed_xlsx

AT_ONCE = 2000  # records read from the database at once
WIDTHS = {"date": 12, "moment": 20, "clock": 20, "long": 40, "unit": 20, "yes-no": 8, "whole": 10}


def exported(queryset: QuerySet, model: type[Register], actor: Actor) -> Iterator[bytes]:
    """The rows as an .xlsx, a piece at a time. Personal values are masked unless the actor may write the record's unit.

    `queryset` is of records the actor may see; filters and order are kept.
    """
    every = columns(model)
    widths = [WIDTHS.get(column.kind, max(12, 2 * len(column.label) + 2)) for column in every]
    return streamed_xlsx(str(model._meta.verbose_name), [column.label for column in every], _rows(queryset, model, actor, every), widths)


def journal_export(model: type[Register], actor: Actor, count: int, wanted: str = "") -> None:
    """Note who took how many records of what away, before the first of them leaves."""
    if actor.unit is None:
        return
    said = f"导出了{model._meta.verbose_name}台账{count}条" + (f"（{wanted}）" if wanted else "")
    with transaction.atomic():
        write(Verb.DOWNLOADED, actor.unit, said[:300], by=actor.who, units=[actor.unit.pk])


def _rows(queryset: QuerySet, model: type[Register], actor: Actor, every: list[Column]) -> Iterator[list]:
    names = UnitNames(actor)
    told: dict[int, str] = {}
    opened: dict[int, bool] = {}
    for record in queryset.select_related("unit").iterator(chunk_size=AT_ONCE):
        unit = record.unit
        if unit.pk not in told:
            told[unit.pk], opened[unit.pk] = _name_of(unit, names), model.may_write(actor, unit)
        yield [told[unit.pk] if column.kind == "unit" else cell_of(column, record, opened[unit.pk]) for column in every]


def _name_of(unit: Unit, names: UnitNames) -> str:
    """The name by which an import finds the unit again."""
    return unit.name if names.called(unit.name) == unit else unit.short_name


def cell_of(column: Column, record: Register, is_open: bool = True) -> Any:
    """What stands in the cell: choices and stages by their label, moments in local time."""
    value = column.of(record)
    if value is None or value == "":
        return None
    if column.choices:
        return str(dict(column.choices).get(value, value))
    if column.kind == "personal":
        return str(value) if is_open else masked(str(value))
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    return value


def faulty_rows(held: Import) -> Iterator[bytes]:
    """The rows that were not taken, as they were handed in, with what is wrong beside them; to be mended and handed in again."""
    labels = [label or f"第{place + 1}列" for place, label in enumerate(held.header)]
    return streamed_xlsx("有错误的行", [*labels, "错误", "原行号"], _faulty(held, len(labels)))


def _faulty(held: Import, width: int) -> Iterator[list]:
    faults = Fault.objects.filter(batch=held, is_warning=False).order_by("row", "id").iterator(chunk_size=AT_ONCE)
    told = ((row, "".join(_told(fault) for fault in some)) for row, some in groupby(faults, key=lambda fault: fault.row))
    wanted = next(told, None)
    with opened_rows(held) as rows:
        for number, cells in rows:
            while wanted is not None and wanted[0] < number:
                wanted = next(told, None)
            if wanted is None:
                return
            if wanted[0] == number:
                shown = [_safe(cell) for cell in cells[:width]]
                yield [*shown, *[""] * (width - len(shown)), wanted[1], number]


def _told(fault: Fault) -> str:
    return (f"“{fault.column}”" if fault.column else "") + fault.said


def _safe(cell: Any) -> Any:
    return cell if not isinstance(cell, (str, bool)) else text_of(cell) if isinstance(cell, bool) else str(cell)
