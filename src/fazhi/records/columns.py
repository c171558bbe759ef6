"""Columns: the fields of a register as lists, forms, imports and exports see them, whether declared in code or on a page."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from fazhi.engine.clocks import Clock
from fazhi.engine.derived import Reference
from fazhi.engine.lifecycle import Lifecycle
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register

KINDS = (  # first match gives the kind
    (Clock, "clock"),
    (Lifecycle, "stage"),
    (Reference, "reference"),
    (PersonalField, "personal"),
    (models.ForeignKey, "unit"),
    (models.DateTimeField, "moment"),
    (models.DateField, "date"),
    (models.BooleanField, "yes-no"),
    (models.DecimalField, "decimal"),
    (models.IntegerField, "whole"),
    (models.URLField, "address"),
    (models.TextField, "long"),
    (models.CharField, "text"),
)


@dataclass(frozen=True)
class Column:
    """One column: its name, what people call it, its kind, what may stand in it. `lookup` reaches it in a condition."""

    name: str
    label: str
    kind: str
    help: str = ""
    choices: tuple[tuple[Any, str], ...] = ()
    required: bool = False
    editable: bool = True
    to: str = ""  # the code of the register that a reference names

    @property
    def lookup(self) -> str:
        return self.name

    def of(self, record: Register) -> Any:
        return getattr(record, self.name)


def columns(model: type[Register]) -> list[Column]:
    """Every column of a register in the order of its declaration, the unit first."""
    return [_column(field) for field in (model._meta.get_field("unit"), *model.own_fields())]


def _column(field: Any) -> Column:
    kind = next(kind for cls, kind in KINDS if isinstance(field, cls))
    choices: tuple = tuple((key, stage.label) for key, stage in field.stages.items()) if isinstance(field, Lifecycle) else ()
    if not choices and field.choices:
        kind, choices = "choice", tuple(field.flatchoices)
    required = not field.blank and not field.has_default() and kind != "yes-no"
    return Column(
        field.name,
        str(field.verbose_name),
        kind,
        str(field.help_text),
        choices,
        required,
        field.editable and kind != "stage",
        getattr(field, "to", ""),
    )


def listed(model: type[Register]) -> list[Column]:
    """The columns of the list: those the register names, else the first eight short ones."""
    every = {column.name: column for column in columns(model)}
    if model.listed:
        return [every[name] for name in model.listed]
    return [column for column in every.values() if column.kind not in ("long", "address")][:8]
