"""A clock explained: its sentences, and a little calendar in which each day is counted, not counted and why, or stopped."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fazhi.engine.clocks import Clock
from fazhi.engine.holidays import calendar
from fazhi.engine.models import Pause
from fazhi.engine.register import Register
from fazhi.kit.dates import chinese_date
from fazhi.kit.days import CountedDay
from fazhi.kit.limits import Due, explain
from fazhi.kit.limits import Pause as Interval

from .cells import Chip, chips

MOST_MONTHS = 6


@dataclass(frozen=True)
class Day:
    """One day of the calendar; `mark` is the small word below its number."""

    number: int
    tone: str
    mark: str
    said: str


@dataclass(frozen=True)
class Month:
    """A month with as many blanks before its first day as it needs."""

    label: str
    blanks: range
    days: list[Day]


@dataclass(frozen=True)
class Counted:
    """One clock of a record, for the page."""

    chip: Chip
    clock: Clock
    says: list[str]
    months: list[Month]
    left_out: int
    pauses: list[Pause]
    open_pause: Pause | None
    may_stop: bool


def counted(record: Register, day: date, pauses: Sequence[Pause], may_write: bool) -> list[Counted]:
    """Every clock of the record that runs or ran, counted day by day; no query."""
    found = []
    for name, chip in chips(record, day).items():
        clock = chip.shown.clock
        mine = [each for each in pauses if each.clock == name]
        due = clock.account(record, [Interval(each.since, each.until, each.reason) for each in mine], calendar())
        limit = clock.limit_for(record)
        months = months_of(due, day) if due else []
        shown = months if len(months) <= MOST_MONTHS else [*months[: MOST_MONTHS // 2], *months[-MOST_MONTHS // 2 :]]
        stopped = getattr(record, clock.stop) is not None
        open_pause = next((each for each in mine if each.until is None), None)
        may_stop = may_write and bool(clock.pauses) and not stopped and open_pause is None
        says = explain(limit, due) if limit and due else []
        found.append(Counted(chip, clock, says, shown, len(months) - len(shown), mine, open_pause if may_write else None, may_stop))
    return found


def months_of(due: Due, today: date) -> list[Month]:
    """The months from the start to the end of the count."""
    if not due.days:
        return []
    passed = {each.day: each for each in due.days}
    every = sorted({due.start, *passed})
    return [
        Month(
            f"{year}年{month}月",
            range(date(year, month, 1).weekday()),
            [_day(date(year, month, no), passed, due, today) for no in _days(year, month)],
        )
        for (year, month), _ in groupby(every, key=lambda each: (each.year, each.month))
    ]


def _days(year: int, month: int) -> range:
    return range(1, monthrange(year, month)[1] + 1)


def _day(day: date, passed: dict[date, CountedDay], due: Due, today: date) -> Day:
    found, named = passed.get(day), chinese_date(day)
    now = " today" if day == today else ""
    if day == due.start:
        return Day(day.day, f"start{now}", "起", f"{named}：起算日，不计入")
    if found is None:
        return Day(day.day, f"outside{now}", "", named)
    end = " end" if day == due.due_on else ""
    if found.counted:
        mark = "止" if end else str(found.number)
        return Day(day.day, f"counted{end}{now}", mark, f"{named}：第{found.number}日，{found.reason}")
    if found.reason.startswith("停表"):
        return Day(day.day, f"paused{now}", "停", f"{named}：{found.reason}，不计")
    weekend = found.reason in ("周六", "周日")
    mark = "止" if end else "" if weekend else "休"
    return Day(day.day, f"{'off' if weekend or end else 'holiday'}{end}{now}", mark, f"{named}：{found.reason}")
