"""Periods: the year, half-year, quarter, month or span of days that a figure is asked for, as an address and a sentence name it."""

import re
from calendar import monthrange
from datetime import date, timedelta

from fazhi.engine.metrics import Period
from fazhi.kit.dates import chinese_date
from fazhi.kit.days import add_months

MONTHS_OF = {"": 12, "H": 6, "Q": 3, "M": 1}
NAMED = re.compile(r"(20\d\d)(?:([HQM])(\d\d?))?")


def period_named(name: str) -> Period | None:
    """“2026”, “2026H1”, “2026Q3”, “2026M11” as days; None for anything else."""
    found = NAMED.fullmatch(name)
    if found is None:
        return None
    length, number = MONTHS_OF[found[2] or ""], int(found[3] or 1)
    if not 1 <= number <= 12 // length:
        return None
    return months_from(date(int(found[1]), (number - 1) * length + 1, 1), length)


def months_from(first: date, length: int) -> Period:
    """So many whole months from the first day of one."""
    last = add_months(first, length - 1)
    return Period(first, last.replace(day=monthrange(last.year, last.month)[1]))


def whole_months(period: Period) -> int:
    """How many whole calendar months the period is; 0 where it is not made of whole ones."""
    begins, ends = period.first.day == 1, (period.last + timedelta(days=1)).day == 1
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    return months if begins and ends else 0


def previous(period: Period) -> Period:
    """The like period just before: the year, half-year, quarter or month before, else as many days."""
    if length := whole_months(period):
        return months_from(add_months(period.first, -length), length)
    return Period(period.first - (period.last - period.first) - timedelta(days=1), period.first - timedelta(days=1))


def said(period: Period) -> str:
    """2026年, 2026年上半年, 2026年第三季度, 2026年11月, or from day to day."""
    year, month, length = period.first.year, period.first.month, whole_months(period)
    if length == 12 and month == 1:
        return f"{year}年"
    if length == 6 and month in (1, 7):
        return f"{year}年{'上' if month == 1 else '下'}半年"
    if length == 3 and month % 3 == 1:
        return f"{year}年第{'一二三四'[month // 3]}季度"
    if length == 1:
        return f"{year}年{month}月"
    return f"{chinese_date(period.first)}至{chinese_date(period.last)}"


def choices(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a picker offers: kind → (name, words), the running one of each kind first."""
    years = [(str(year), f"{year}年") for year in range(today.year, today.year - 4, -1)]
    halves = _back(today, "H", 4)
    return [("年度", years), ("半年", halves), ("季度", _back(today, "Q", 8)), ("月份", _back(today, "M", 24))]


def _back(today: date, kind: str, count: int) -> list[tuple[str, str]]:
    length = MONTHS_OF[kind]
    running = date(today.year, (today.month - 1) // length * length + 1, 1)
    firsts = [add_months(running, -length * back) for back in range(count)]
    return [(f"{first.year}{kind}{(first.month - 1) // length + 1}", said(months_from(first, length))) for first in firsts]
