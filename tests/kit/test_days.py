"""Counting days: the acceptance table of the time limits, the ends of the calendar, and what always holds."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kit import days
from fazhi.kit.days import Calendar, CountedDay, CountRefused, DayRule, YearNotLoaded
from fazhi.kit.holidayseed import seed_from_chinesecalendar

CALENDAR = Calendar(seed_from_chinesecalendar([2024, 2025, 2026]), {2024, 2025, 2026})
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
STARTS = st.dates(date(2024, 6, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2025, 1, 24), 5, date(2025, 2, 7)),
        (date(2025, 6, 13), 20, date(2025, 7, 11)),
        (date(2025, 9, 26), 7, date(2025, 10, 13)),
        (date(2025, 9, 26), 20, date(2025, 10, 30)),
        (date(2026, 2, 12), 7, date(2026, 2, 28)),
        (date(2026, 2, 12), 20, date(2026, 3, 18)),
        (date(2026, 4, 30), 7, date(2026, 5, 13)),
        (date(2026, 9, 18), 5, date(2026, 9, 24)),
    ],
)
def test_count_workdays_agrees_with_the_acceptance_table(start, n, end):
    assert days.count_workdays(start, n, CALENDAR).date == end
    assert days.workdays_between(start, end, CALENDAR) == n


@pytest.mark.parametrize("year", [2025, 2026])
def test_year_has_248_working_days(year):
    assert days.workdays_between(date(year - 1, 12, 31), date(year, 12, 31), CALENDAR) == 248


def test_natural_days_roll_over_the_national_holiday():
    start = date(2025, 8, 2)

    count = days.count_natural_days(start, 60, CALENDAR, roll_over=True)

    assert count.date == date(2025, 10, 9)
    assert days.add_natural_days(start, 60, CALENDAR, roll_over=True) == date(2025, 10, 9)
    assert days.add_natural_days(start, 60, None, roll_over=False) == date(2025, 10, 1)
    assert [day.day for day in count.days] == [start + timedelta(days=n) for n in range(1, 69)]
    assert count.days[59] == CountedDay(date(2025, 10, 1), True, "自然日，末日逢国庆节放假，顺延", 60)
    assert count.days[60] == CountedDay(date(2025, 10, 2), False, "国庆节放假，顺延", None)
    assert count.days[67].reason == "休假日后的第一日，期间到此届满"


def test_natural_days_do_not_roll_over_a_weekend_day_worked():
    assert days.add_natural_days(date(2025, 9, 18), 10, CALENDAR, roll_over=True) == date(2025, 9, 28)
    assert days.add_natural_days(date(2025, 9, 10), 10, CALENDAR, roll_over=True) == date(2025, 9, 22)


def test_count_explains_every_day():
    count = days.count_workdays(date(2025, 1, 24), 2, CALENDAR)

    assert count.days == [
        CountedDay(date(2025, 1, 25), False, "周六", None),
        CountedDay(date(2025, 1, 26), True, "周日，调休上班（春节）", 1),
        CountedDay(date(2025, 1, 27), True, "工作日", 2),
    ]
    assert CALENDAR.reason(date(2025, 10, 1)) == "国庆节放假"


def test_count_workdays_back_runs_backwards():
    count = days.count_workdays_back(date(2025, 10, 9), 2, CALENDAR)

    assert count.date == date(2025, 9, 29)
    assert count.days[0] == CountedDay(date(2025, 10, 8), False, "国庆节放假", None)
    assert len(count.days) == 10


@pytest.mark.parametrize("n", [0, -1, 2001, True, 1.5])
def test_count_workdays_refuses_numbers_it_cannot_count(n):
    with pytest.raises(CountRefused) as refused:
        days.count_workdays(date(2025, 1, 2), n, CALENDAR)
    assert isinstance(refused.value, ValueError)
    assert str(refused.value).startswith("工作日数要")


def test_year_not_loaded_names_the_year_and_what_to_do():
    with pytest.raises(YearNotLoaded) as refused:
        days.count_workdays(date(2026, 12, 30), 5, CALENDAR)
    assert refused.value.year == 2027
    assert str(refused.value) == (
        "2027年的放假安排还没有导入，不能按工作日计算到这一年。"
        "请等国务院办公厅放假通知印发，由系统管理员在“节假日”页导入或用命令 fazhi holidays load。"
    )
    with pytest.raises(YearNotLoaded):
        CALENDAR.reason(date(2023, 5, 5))


def test_calendar_refuses_moments():
    with pytest.raises(TypeError):
        CALENDAR.is_workday(datetime(2025, 10, 1, 9, 0))


def test_day_rule_refuses_unknown_kinds():
    with pytest.raises(ValueError, match=r"只能是“休”或“班”"):
        DayRule("假", "国庆节")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 6, 13), 6, date(2025, 12, 13)),
        (date(2025, 6, 13), 24, date(2027, 6, 13)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_add_months_takes_the_corresponding_day_or_the_month_end(start, months, end):
    assert days.add_months(start, months) == end


def test_days_beyond_the_calendar_are_refused():
    with pytest.raises(CountRefused):
        days.add_months(date(9999, 12, 1), 1)
    with pytest.raises(CountRefused):
        days.add_natural_days(date(9999, 12, 1), 60, None, roll_over=False)


@given(STARTS, st.integers(1, 200))
def test_counting_and_measuring_are_inverse(start, n):
    count = days.count_workdays(start, n, CALENDAR)

    assert days.workdays_between(start, count.date, CALENDAR) == n
    assert days.workdays_between(count.date, start, CALENDAR) == -n
    assert [day.number for day in count.days if day.counted] == list(range(1, n + 1))
    assert all(CALENDAR.is_workday(day.day) == day.counted for day in count.days)
    assert [day.day for day in count.days] == [start + timedelta(days=k) for k in range(1, len(count.days) + 1)]


@given(STARTS, st.integers(1, 100), st.integers(0, 30), st.integers(0, 30))
def test_counting_is_monotone(start, n, later, more):
    assert days.count_workdays(start, n, CALENDAR).date <= days.count_workdays(start + timedelta(days=later), n + more, CALENDAR).date


@given(DAYS, DAYS, DAYS)
def test_workdays_between_adds_up(a, b, c):
    between = days.workdays_between
    assert between(a, b, CALENDAR) + between(b, c, CALENDAR) == between(a, c, CALENDAR)


@given(st.dates(date(2024, 3, 1), date(2026, 12, 31)), st.integers(1, 30))
def test_counting_back_measures_the_same(end, n):
    start = days.count_workdays_back(end, n, CALENDAR).date
    assert days.workdays_between(start - timedelta(days=1), end - timedelta(days=1), CALENDAR) == n


@given(STARTS, st.integers(1, 300))
def test_rolling_over_ends_on_a_working_day_and_never_earlier(start, n):
    rolled = days.add_natural_days(start, n, CALENDAR, roll_over=True)
    assert CALENDAR.is_workday(rolled)
    assert rolled >= days.add_natural_days(start, n, CALENDAR, roll_over=False) == start + timedelta(days=n)


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 600))
def test_add_months_keeps_the_day_or_shortens_it(start, months):
    end = days.add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1
