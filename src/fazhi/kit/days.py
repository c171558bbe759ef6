"""Counting days over a calendar handed in: working days, natural days, months.

The day a period starts from is not counted, its first day is the next one (民事诉讼法 85条, 民法典 201条).
A working day is Monday to Friday, less the days off and plus the weekend days worked of the yearly notice of
国务院办公厅 (全国年节及纪念日放假办法 2024, 2、6、7条).
"""

import calendar as months
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MOST_WORKDAYS = 2000
MOST_NATURAL_DAYS = 20000
OFF, WORKED = "休", "班"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


class YearNotLoaded(LookupError):
    """The holiday notice of a year that a count runs into has not been loaded; `.year` names it."""

    def __init__(self, year: int):
        self.year = year
        super().__init__(
            f"{year}年的放假安排还没有导入，不能按工作日计算到这一年。"
            "请等国务院办公厅放假通知印发，由系统管理员在“节假日”页导入或用命令 fazhi holidays load。"
        )


class CountRefused(ValueError):
    """A number of days that cannot be counted."""


@dataclass(frozen=True)
class DayRule:
    """What the notice says of one day: kind "休" (off) or "班" (a weekend day worked), and for which holiday."""

    kind: str
    name: str

    def __post_init__(self):
        if self.kind not in (OFF, WORKED):
            raise ValueError(f"放假安排的类别只能是“休”或“班”，不能是“{self.kind}”。")


@dataclass(frozen=True)
class CountedDay:
    """One day of a count; `number` is its place among the counted days, None when it does not count."""

    day: date
    counted: bool
    reason: str
    number: int | None


@dataclass(frozen=True)
class Count:
    """Where a count ends, and every day it passed in the order it passed them, the start left out."""

    date: date
    days: list[CountedDay]


class Calendar:
    """The days off and the weekend days worked of the loaded years.

    A notice may move days at the end of the year before (2018-12-29 came with 2019's), so loading a year can re-date
    counts in the year before it.
    """

    def __init__(self, rules: Mapping[date, DayRule], years: Collection[int]):
        self.rules = dict(rules)
        self.years = frozenset(years)

    def is_workday(self, day: date) -> bool:
        """Whether `day` is worked; raises YearNotLoaded."""
        rule = self._rule(day)
        return rule.kind == WORKED if rule else day.weekday() < 5

    def reason(self, day: date) -> str:
        """Why `day` is worked or not, in Chinese; raises YearNotLoaded."""
        rule = self._rule(day)
        weekday = WEEKDAYS[day.weekday()]
        if rule is None:
            return "工作日" if day.weekday() < 5 else weekday
        return f"{rule.name}放假" if rule.kind == OFF else f"{weekday}，调休上班（{rule.name}）"

    def _rule(self, day: date) -> DayRule | None:
        # A datetime is a date to Python but never equals one: it would miss its rule in silence.
        if isinstance(day, datetime):
            raise TypeError("日历只认日期，不认时刻；请先按北京时间取出日期。")
        if day.year not in self.years:
            raise YearNotLoaded(day.year)
        return self.rules.get(day)


def count_workdays(start: date, n: int, calendar: Calendar) -> Count:
    """The n-th working day after `start`; raises CountRefused (n outside 1…2000) and YearNotLoaded."""
    return _count_workdays(start, n, calendar, step=1)


def count_workdays_back(end: date, n: int, calendar: Calendar) -> Count:
    """The n-th working day before `end`, for limits like “举行听证的七日前”; the days run backwards."""
    return _count_workdays(end, n, calendar, step=-1)


def _count_workdays(start: date, n: int, calendar: Calendar, step: int) -> Count:
    _refuse_number(n, MOST_WORKDAYS, "工作日")
    day, number, days = start, 0, []
    while number < n:
        day = _shift(day, step)
        counted = calendar.is_workday(day)
        number += counted
        days.append(CountedDay(day, counted, calendar.reason(day), number if counted else None))
    return Count(day, days)


def workdays_between(a: date, b: date, calendar: Calendar) -> int:
    """Working days after `a` up to and including `b`; the negative of workdays_between(b, a) when b < a."""
    if b < a:
        return -workdays_between(b, a, calendar)
    return sum(calendar.is_workday(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))


def count_natural_days(start: date, n: int, calendar: Calendar | None, roll_over: bool) -> Count:
    """The n-th day after `start`; with `roll_over` a last day that is not worked moves to the next working day.

    Rolling over follows 民事诉讼法 85条 and is only for the occasions that law governs. Only rolling over asks the calendar.
    """
    _refuse_number(n, MOST_NATURAL_DAYS, "自然日")
    day = _shift(start, n)
    days = [CountedDay(start + timedelta(days=number), True, "自然日", number) for number in range(1, n + 1)]
    if not roll_over:
        return Count(day, days)
    if calendar is None:
        raise TypeError("末日顺延要有日历。")
    if not calendar.is_workday(day):
        days[-1] = CountedDay(day, True, f"自然日，末日逢{calendar.reason(day)}，顺延", n)
        day = _shift(day, 1)
        while not calendar.is_workday(day):
            days.append(CountedDay(day, False, f"{calendar.reason(day)}，顺延", None))
            day = _shift(day, 1)
        days.append(CountedDay(day, False, "休假日后的第一日，期间到此届满", None))
    return Count(day, days)


def add_natural_days(start: date, n: int, calendar: Calendar | None, roll_over: bool) -> date:
    """The last day of a period of n natural days; see count_natural_days for the day by day account."""
    return count_natural_days(start, n, calendar, roll_over).date


def add_months(start: date, months_later: int) -> date:
    """The corresponding day of the month `months_later` on, else that month's last day (民法典 202条); may be negative."""
    index = start.year * 12 + start.month - 1 + months_later
    year, month = index // 12, index % 12 + 1
    if not date.min.year <= year <= date.max.year:
        raise CountRefused(f"从{start.isoformat()}起{months_later}个月超出了可用的年份，请核对月数。")
    return date(year, month, min(start.day, months.monthrange(year, month)[1]))


def _refuse_number(n: int, most: int, unit: str) -> None:
    if isinstance(n, bool) or not isinstance(n, int):
        raise CountRefused(f"{unit}数要是整数，不能是“{n}”。")
    if not 1 <= n <= most:
        raise CountRefused(f"{unit}数要在1到{most}之间，不能是{n}；请核对期限的数字。")


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise CountRefused(f"从{day.isoformat()}起计算超出了可用的年份，请核对起算日。") from None
