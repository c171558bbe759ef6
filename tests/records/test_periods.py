"""Periods: named, said, and the like one before."""

from datetime import date

import pytest

from fazhi.engine.metrics import Period
from fazhi.records.periods import choices, period_named, previous, said


@pytest.mark.parametrize(
    ("name", "first", "last", "words"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ("2026H2", date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31), "2026年第一季度"),
        ("2024M2", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
    ],
)
def test_period_is_named_and_said(name, first, last, words):
    assert period_named(name) == Period(first, last)
    assert said(Period(first, last)) == words


@pytest.mark.parametrize("name", ["", "own", "2026Q5", "2026H0", "2026M13", "26Q1", "2026W1", "1999"])
def test_period_refuses_other_names(name):
    assert period_named(name) is None


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period(date(2026, 1, 1), date(2026, 12, 31)), Period(date(2025, 1, 1), date(2025, 12, 31))),
        (Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2025, 10, 1), date(2025, 12, 31))),
        (Period(date(2024, 3, 1), date(2024, 3, 31)), Period(date(2024, 2, 1), date(2024, 2, 29))),
        (Period(date(2026, 3, 5), date(2026, 3, 14)), Period(date(2026, 2, 23), date(2026, 3, 4))),
    ],
)
def test_previous_is_the_like_period_just_before(period, before):
    assert previous(period) == before


def test_choices_begin_with_the_running_period_of_each_kind():
    assert [(kind, group[0], len(group)) for kind, group in choices(date(2026, 2, 10))] == [
        ("年度", ("2026", "2026年"), 4),
        ("半年", ("2026H1", "2026年上半年"), 4),
        ("季度", ("2026Q1", "2026年第一季度"), 8),
        ("月份", ("2026M2", "2026年2月"), 24),
    ]
