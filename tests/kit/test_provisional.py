"""Years without a holiday notice: the statutory days, and counts that run into them."""

from datetime import date, datetime, timedelta

import pytest

from fazhi.kit.days import OFF, Calendar, DayRule
from fazhi.kit.holidayseed import seed_from_chinesecalendar
from fazhi.kit.limits import Limit, Unit, due, due_on, explain
from fazhi.kit.provisional import Provisional, beyond_notices, statutory_days

CALENDAR = Calendar(seed_from_chinesecalendar([2025, 2026]), {2025, 2026})


def limit(number=20, unit=Unit.WORKDAY, **also):
    return Limit("O04", "答复", "政府信息公开条例", "第33条", "甲", number=number, unit=unit, **also)


def test_beyond_the_notices_the_count_goes_on_provisionally():
    counted = due(limit(), date(2027, 1, 20), CALENDAR)

    assert (counted.due_on, counted.provisional) == (date(2027, 2, 19), True)
    told = {day.day: day.reason for day in counted.days}
    assert {told[date(2027, 2, day)] for day in (5, 6, 7, 8)} == {"春节放假（暂定）"}
    assert told[date(2027, 2, 9)] == "工作日"
    assert any("放假通知导入后重新计算" in said for said in explain(limit(), counted))


def test_only_what_hangs_on_a_missing_notice_is_provisional():
    across = date(2026, 12, 20)

    assert due(limit(5), across, CALENDAR).provisional is False
    assert due(limit(20), across, CALENDAR).provisional is True
    assert due(limit(60, Unit.DAY), across, CALENDAR).provisional is False
    assert due(limit(60, Unit.DAY, roll_over=True), across, CALENDAR).provisional is True
    assert due(limit(9, floor=True), date(2026, 12, 18), CALENDAR).provisional is False


def test_notice_replaces_what_was_provisional():
    told = Calendar({**CALENDAR.rules, date(2027, 2, 9): DayRule(OFF, "春节")}, {2025, 2026, 2027})

    assert due(limit(), date(2027, 1, 20), told).provisional is False
    assert due_on(limit(15), date(2027, 2, 1), CALENDAR) != due_on(limit(15), date(2027, 2, 1), told)


def test_provisional_calendar_says_what_the_loaded_one_says():
    known = Provisional(CALENDAR)

    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(730)]
    assert [(known.is_workday(day), known.reason(day)) for day in days] == [
        (CALENDAR.is_workday(day), CALENDAR.reason(day)) for day in days
    ]
    assert beyond_notices(CALENDAR) is beyond_notices(CALENDAR)
    with pytest.raises(TypeError):
        known.is_workday(datetime(2027, 1, 1, 9))


# Year → 春节, 清明, 端午, 中秋, as the calendars of the observatories give them.
FESTIVALS = {
    2025: ("01-29", "04-04", "05-31", "10-06"),
    2026: ("02-17", "04-05", "06-19", "09-25"),
    2027: ("02-06", "04-05", "06-09", "09-15"),
    2028: ("01-26", "04-04", "05-28", "10-03"),
    2030: ("02-03", "04-05", "06-05", "09-12"),
    2033: ("01-31", "04-04", "06-01", "09-08"),
}


@pytest.mark.parametrize("year", FESTIVALS)
def test_statutory_days_are_those_of_the_law(year):
    spring, clear, dragon, moon = (date.fromisoformat(f"{year}-{day}") for day in FESTIVALS[year])

    days = statutory_days(year)

    assert {day for day, rule in days.items() if rule.name == "春节"} == {spring + timedelta(days=n) for n in (-1, 0, 1, 2)}
    assert [next(day for day, rule in days.items() if rule.name == name) for name in ("端午节", "清明节")] == [dragon, clear]
    assert days[moon].name in ("中秋节", "国庆节")
    assert days[date(year, 10, 1)] == DayRule(OFF, "国庆节")


@pytest.mark.parametrize("year", range(2004, 2027))
def test_statutory_festivals_were_days_off_of_every_notice(year):
    rules = seed_from_chinesecalendar()
    lunar = {day for day, rule in statutory_days(year).items() if rule.name in ("清明节", "端午节", "中秋节") and year >= 2008}

    assert {day for day in lunar if not (day in rules and rules[day].kind == OFF)} - {day for day in lunar if day.weekday() > 4} == set()


def test_there_are_thirteen_statutory_days_unless_two_fall_on_one():
    assert [year for year in range(2025, 2041) if len(statutory_days(year)) != 13] == [2028, 2031, 2039]
    assert sorted({rule.name for rule in statutory_days(2500).values()}) == ["元旦", "劳动节", "国庆节"]
