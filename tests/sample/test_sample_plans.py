"""The shipped plans moved to another month, and the little files."""

from datetime import date
from importlib.resources import files

import pytest

from fazhi.plan import reader
from fazhi.sample.papers import compilation, ledger, notice, photograph
from fazhi.sample.plans import plan_text


def test_in_august_2025_the_plan_stands_as_shipped():
    shipped = files("fazhi.sample").joinpath("plan.txt").read_text("utf-8")
    assert plan_text("plan.txt", date(2025, 8, 31)) == shipped


def test_phases_move_across_the_turn_of_the_year():
    phases = reader.read(plan_text("plan.txt", date(2027, 2, 3))).phases
    assert [(phase.starts_on, phase.ends_on) for phase in phases] == [
        (date(2026, 12, 1), date(2026, 12, 20)),
        (date(2026, 12, 11), date(2027, 1, 31)),
        (date(2027, 2, 1), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2027, 4, 30)),
        (date(2027, 5, 1), None),
    ]


def test_moving_changes_dates_only():
    moved, shipped = (reader.read(plan_text("plan.txt", day)) for day in (date(2027, 2, 3), date(2025, 8, 1)))
    assert (moved.document.signed_on.value, moved.document.published_on.value) == (date(2026, 12, 13), date(2026, 12, 30))
    assert moved.document.document_number.value == "示例政发〔2026〕1号"
    assert [task.text for task in moved.tasks] == [task.text for task in shipped.tasks]
    assert (len(moved.tasks), moved.not_understood) == (32, ())


@pytest.mark.parametrize(
    "made",
    [
        lambda: notice("示例局", "示例发〔2025〕3号", "通知（示例）", ["正文一。"], date(2025, 3, 1)),
        lambda: compilation("示例局", "汇编（示例）", [("一、制度", ["正文*#[]$。"])], date(2025, 3, 1)),
        lambda: ledger("台账（示例）", ("序号", "事项"), [(1, "甲")]),
        lambda: photograph("示例局", ("示例",), 40),
    ],
)
def test_a_file_made_twice_is_the_same(made):
    assert made() == made()
