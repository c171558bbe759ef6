"""Made-up rows of any register: whatever its fields may hold, in any order and combination."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import models

from domains.recomputed import Held, Reader
from fazhi.engine.clocks import clocks_of
from fazhi.engine.derived import Reference
from fazhi.engine.holidays import calendar
from fazhi.engine.lifecycle import Lifecycle
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.people.models import Unit
from fazhi.records.running import set_clocks

LONG_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
FIRST, SPAN = date(2024, 6, 1), 760  # days from which dates are drawn


def made_up(model: type[Register], count: int, units: list[Unit], random: Random, keys: dict[str, list[str]]) -> list[Register]:
    """Up to `count` rows, not saved, their keys unique; `keys` are the business keys of registers made before."""
    found: dict[str, Register] = {}
    days = calendar()
    most = granted(model)
    for number in range(count):
        row = model(unit=random.choice(units), since=LONG_BEFORE)
        for field in model.own_fields():
            if field.name not in clocks_of(model):
                setattr(row, field.attname, value(field, number, random, keys, most))
        row.business_key = row.made_key()
        set_clocks(row, {}, days)
        if row.business_key not in found and allowed(row):
            found[row.business_key] = row
    return list(found.values())


def granted(model: type[Register]) -> dict[str, int]:
    """How much each field of an extension may hold under every limit of its clock."""
    most: dict[str, int] = {}
    for clock in clocks_of(model).values():
        if clock.extended:
            law = min((each.extension.number or 30) if each.extension else 0 for each in clock.limits)
            most[clock.extended] = min(law, most.get(clock.extended, law))
    return most


def value(field: models.Field, number: int, random: Random, keys: dict[str, list[str]], most: dict[str, int]) -> object:
    if isinstance(field, PersonalField):
        return ""
    if field.null and random.random() < 0.25:
        return None
    if isinstance(field, Lifecycle):
        return random.choice(list(field.stages))
    if isinstance(field, Reference):
        return random.choice([*keys.get(field.to, []), "", "没有的"])
    if field.choices:
        options = [key for key, _ in field.flatchoices]
        return random.choice([*options, ""] if field.blank else options)
    if isinstance(field, models.ForeignKey):
        return random.choice(list(field.related_model.objects.values_list("pk", flat=True)))
    if isinstance(field, models.DateTimeField):
        return datetime(2024, 6, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(SPAN * 1440))
    if isinstance(field, models.DateField):
        return FIRST + timedelta(days=random.randrange(SPAN))
    if isinstance(field, models.BooleanField):
        return random.random() < 0.5
    if isinstance(field, models.DecimalField):
        return Decimal(random.choice([0, 100, random.randrange(20000)])).scaleb(-field.decimal_places)
    if isinstance(field, models.IntegerField):
        return (
            random.randint(2023, 2026)
            if "year" in field.name
            else random.choice([0, 1, 2, random.randint(0, most.get(field.name, 60))][: 4 if most.get(field.name, 9) > 1 else 1])
        )
    told = f"示例{number}" if field.name in field.model.identity or not field.blank else random.choice(["", "示例"])
    return told[: field.max_length] if field.max_length else told


def allowed(row: Register) -> bool:
    """Whether the table itself would take it: a check refuses only what is false, not what is unknown."""
    values, reader = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}, Reader(type(row), Held(FIRST))
    checks = [each.condition for each in row._meta.constraints if isinstance(each, models.CheckConstraint)]
    return all(reader.answer(condition, values, False) is not False for condition in checks)
