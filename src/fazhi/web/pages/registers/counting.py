"""A clock explained: its sentences, and a little calendar in which each day is counted, not counted and why, or stopped."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from fazhi.engine.clocks import Clock
from fazhi.engine.holidays import calendar
from fazhi.engine.models import Pause
from fazhi.engine.register import Register
from fazhi.kit.dates import chinese_date
from fazhi.kit.days import CountedDay
from fazhi.kit.limits import Due, explain
from fazhi.kit.limits import Pause as Interval
from fazhi.records.running import pausable

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
    reasons: tuple[str, ...]


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
        reasons = pausable(clock, record) if may_write and not stopped and open_pause is None else ()
        says = explain(limit, due) if limit and due else []
        left_out = len(months) - len(shown)
        found.append(Counted(chip, clock, says, shown, left_out, mine, open_pause if may_write else None, bool(reasons), reasons))
    return found


def months_of(due: Due, today: date) -> list[Month]:
    """The months from the start to the end of the count."""
    if not due.days:
        return []
    passed = {each.day: each for each in due.days}
    last = due.days[-1]
    if due.due_on is None and last.reason.startswith("停表"):  # it stands still to this day
        passed |= {day: replace(last, day=day) for day in _between(last.day, today)}
    every = sorted({due.start, *passed})
    return [
        Month(
            f"{year}年{month}月",
            range(date(year, month, 1).weekday()),
            [_day(date(year, month, no), passed, due, today) for no in _days(year, month)],
        )
        for (year, month), _ in groupby(every, key=lambda each: (each.year, each.month))
    ]


def _between(first: date, last: date) -> list[date]:
    """The days after the first, up to the last; a year and a day of them at most."""
    return [first + timedelta(days=no) for no in range(1, min((last - first).days, 366) + 1)]


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
