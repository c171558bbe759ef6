"""A register defined on a page goes in and out of sheets as any other."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exchange.test_round_trip import record
from exchange.town import counts, said, xlsx
from fazhi.engine.register import register
from fazhi.exchange.constraints import violated
from fazhi.exchange.exporting import exported
from fazhi.exchange.models import State
from fazhi.exchange.rows import uncountable
from fazhi.journal.write import SYSTEM
from fazhi.records.bulk import enter_all
from records.custom.customs import forget, in_force


@pytest.fixture
def custom(city):
    yield in_force(city.force)[1]
    forget()


def test_sheet_is_imported_updated_and_refused_by_row(city, custom):
    header = ["责任单位", "事项编号", "事项", "类别", "交办日期", "办结日期", "环节", "满意"]
    good = ["市教育局", "示例1", "事项一", "督办", "2025.9.26", "", "已交办", "是"]
    bad = ["市教育局", "示例2", "事项二", "催办", "2025-13-01", "", "已交办", "否"]
    held = city.imported(xlsx([header, good, bad]), model=custom)

    assert (held.state, counts(held)) == (State.DONE, {"new": 1, "changed": 0, "unchanged": 0, "wrong": 1, "skipped": 0})
    (made,) = register("Z01").objects.all()
    assert (made.f1, made.f3, made.f4, made.f8, made.stage, made.c22) == (
        "示例1",
        "督办",
        date(2025, 9, 26),
        True,
        "s20",
        date(2025, 10, 10),
    )
    again = city.imported(xlsx([header, [*good[:2], "改过的事项", *good[3:]]]), name="二.xlsx", model=register("Z01"))
    assert counts(again) == {"new": 0, "changed": 1, "unchanged": 0, "wrong": 0, "skipped": 0}
    assert [(each.f2, each.version) for each in register("Z01").objects.all()] == [("改过的事项", 2)]


@settings(
    max_examples=6,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(data=st.data())
def test_export_of_a_custom_register_comes_back_unchanged(city, custom, data):
    with transaction.atomic():
        made = [record(custom, city.education, data.draw, number) for number in range(2)]
        made = list({each.made_key(): each for each in made if not violated(each) and not uncountable(each)}.values())
        enter_all(made, SYSTEM, "登记了示例")
        if made:
            held = city.checked(b"".join(exported(custom.standing(), custom, city.liaison)), model=custom)
            assert (held.state, said(held), held.shown["changes"]) == (State.CHECKED, [], [])
            assert counts(held) == {"new": 0, "changed": 0, "unchanged": len(made), "wrong": 0, "skipped": 0}
        transaction.set_rollback(True)
