"""What goes out comes back unchanged: whatever stands in a register, its export imported again changes nothing."""

from datetime import UTC, date, datetime

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exchange.town import counts, said
from fazhi.engine.register import registers
from fazhi.exchange.constraints import violated
from fazhi.exchange.exporting import exported
from fazhi.exchange.models import State
from fazhi.exchange.rows import uncountable
from fazhi.journal.write import SYSTEM
from fazhi.people.models import Role
from fazhi.records.bulk import enter_all
from fazhi.records.columns import columns

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
NUMBER = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=20)  # what a person can type in one line


def value(model, column, drawn, number):
    """Something that may stand in the column."""
    field = model._meta.get_field(column.name)
    if column.kind == "clock":
        return None
    if column.choices:
        return drawn(st.sampled_from([each for each, _ in column.choices]))
    if column.name in model.identity and isinstance(field, models.CharField):
        return f"示例{number}号{drawn(NUMBER)}"[: field.max_length].strip()
    day = st.dates(date(1902, 1, 1), date(2199, 12, 31))
    moment = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))
    made = {
        "date": st.none() | day,
        "moment": st.none() | moment,
        "yes-no": st.booleans(),
        "whole": st.integers(0, 60),
        "decimal": st.decimals(0, 9999, places=getattr(field, "decimal_places", 0) or 0, allow_nan=False),
        "address": st.just("") | st.just("https://example.gov.cn/a?b=1&c=2"),
        "personal": st.just("") | st.sampled_from(["张某某", "=张", "13800000000", "李"]),
    }.get(column.kind, TEXT)
    if column.name == "year":
        made = st.integers(2000, 2030)
    found = drawn(made if not column.required else made.filter(lambda each: each not in (None, "")))
    if found is None:
        return None if field.null else date(2025, 6, 3) if column.kind == "date" else datetime(2025, 6, 3, tzinfo=UTC)
    return found[: getattr(field, "max_length", None)] if isinstance(found, str) else found


def record(model, unit, drawn, number):
    made = model(unit=unit)
    for column in columns(model)[1:]:
        if column.kind != "clock":
            setattr(made, column.name, value(model, column, drawn, number))
    if "year" in model.identity:
        made.year = 2000 + number
    return made


@pytest.mark.parametrize("code", sorted(registers()))
@settings(
    max_examples=6,
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)
@given(data=st.data())
def test_export_comes_back_unchanged(city, code, data):
    model = registers()[code]
    with transaction.atomic():
        made = [record(model, city.education, data.draw, number) for number in range(2)]
        made = [each for each in made if not violated(each) and not uncountable(each) and not (getattr(each, "refuse", list)() or [])]
        made = list({each.made_key(): each for each in made}.values())
        enter_all(made, SYSTEM, "登记了示例")
        if made:
            actor = city.liaison if Role.LIAISON in model.writers else city.force
            sheet = b"".join(exported(model.standing(), model, actor))
            held = city.checked(sheet, model=model, actor=actor)
            assert (held.state, said(held), held.shown["changes"]) == (State.CHECKED, [], [])
            assert counts(held) == {"new": 0, "changed": 0, "unchanged": len(made), "wrong": 0, "skipped": 0}
        transaction.set_rollback(True)
