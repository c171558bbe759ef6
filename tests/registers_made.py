"""Records of any register, made out of its declaration: every required field filled by its kind, every key its own."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from fazhi.engine.register import Register
from fazhi.people.models import Unit
from fazhi.records.columns import Column, columns

DAY = date(2026, 3, 2)  # a Monday that is worked


def made(model: type[Register], unit: Unit, number: int = 1, **values: Any) -> Register:
    """An unsaved record with what must be filled; `number` makes its business key its own. `values` stand over all."""
    every = columns(model)
    needed = {column.name: value_for(model, column, number) for column in every if column.required or column.name in model.identity}
    filled = {column.name: value_for(model, column, number) for column in every if column.kind in ("date", "moment", "text", "long")}
    for held in (needed, filled | needed):
        given = {name: value for name, value in held.items() if value is not None} | {"unit": unit} | values
        record = model(**given)
        if taken := record if is_taken(record) else another_choice(model, given, values):
            return taken
    return model(**given)


def value_for(model: type[Register], column: Column, number: int) -> Any:
    """What stands in a column; in a field of the key it differs from number to number."""
    field: Any = model._meta.get_field(column.name)
    in_key = column.name in model.identity
    if column.kind in ("unit", "clock", "stage"):
        return None
    if column.choices:
        offered = [value for value, _ in column.choices if value not in ("", None)]
        return offered[number % len(offered) if in_key else 0]
    if column.kind == "date":
        return DAY + timedelta(days=number if in_key else 0)
    if column.kind == "moment":
        return timezone.make_aware(datetime(2026, 3, 2, 9, 30)) + timedelta(days=number if in_key else 0)
    if column.kind == "whole":
        return bounded(field, 2026 - number if in_key else 2026 if column.name.endswith("year") else 1)
    if column.kind == "decimal":
        return Decimal(1)
    if column.kind == "yes-no":
        return bool(number % 2) if in_key else None
    if column.kind == "address":
        return f"https://www.example.gov.cn/{number if in_key else ''}"
    text = f"示例{number:03}" if in_key else f"示例{column.label}"
    return text[: field.max_length or None]


def bounded(field: Any, value: int) -> int:
    """The value, within what the field's validators allow."""
    for validator in field.validators:
        limit = validator.limit_value() if callable(getattr(validator, "limit_value", None)) else getattr(validator, "limit_value", None)
        if isinstance(validator, MinValueValidator):
            value = max(value, int(limit))
        elif isinstance(validator, MaxValueValidator):
            value = min(value, int(limit))
    return value


def is_taken(record: Register) -> bool:
    """Does the register take it, as far as its own refusals go?"""
    refuse = getattr(record, "refuse", None)
    return not (refuse and refuse())


def another_choice(model: type[Register], held: dict[str, Any], fixed: dict[str, Any]) -> Register | None:
    """The same record with other choices and yes-nos, the first that the register takes."""
    free = {}
    for column in columns(model):
        if column.editable and column.name not in fixed and column.name not in model.identity and column.kind in ("choice", "yes-no"):
            offered = [value for value, _ in column.choices if value not in ("", None)] if column.choices else [True, False]
            free[column.name] = offered
    for names in [*((name,) for name in free), *((one, two) for one in free for two in free if one < two)]:
        for values in product(*(free[name] for name in names)):
            record = model(**held | dict(zip(names, values, strict=True)))
            if is_taken(record):
                return record
    return None


def typed(record: Register) -> dict[str, str]:
    """What a person types in the form to write this record down."""
    found: dict[str, str] = {}
    for column in columns(type(record)):
        value = column.of(record)
        if not column.editable or value in (None, ""):
            continue
        if column.kind == "unit":
            found[column.name] = str(record.unit_id)
        elif isinstance(value, bool):
            found |= {column.name: "on"} if value else {}
        elif isinstance(value, datetime):
            found[column.name] = f"{timezone.localtime(value):%Y-%m-%dT%H:%M}"
        else:
            found[column.name] = str(value)
    return found


def many(model: type[Register], unit: Unit, count: int, **values: Any) -> list[Register]:
    """So many records whose keys differ; fewer where the key has not so many values."""
    rows, keys = [], set()
    for number in range(1, count + 1):
        record = made(model, unit, number, **values)
        if record.made_key() not in keys:
            keys.add(record.made_key())
            rows.append(record)
    return rows
