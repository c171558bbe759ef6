"""Counting statutory time limits over a calendar handed in: due days with pauses and extensions, day by day.

The conventions are those of time-limits K01–K17: the start day is not counted (民事诉讼法 85条, 民法典 201条), months and years end on the
corresponding day (民法典 202条), a pause is an interval that does not count. Where the notices end, the count goes on provisionally.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from fazhi.kit.dates import chinese_date
from fazhi.kit.days import Calendar, CountedDay, CountRefused, add_months
from fazhi.kit.limitrows import Extension, Limit, Unit
from fazhi.kit.provisional import Provisional, beyond_notices

__all__ = ["CountRefused", "Due", "Extension", "Limit", "Pause", "Unit", "due", "due_on", "explain", "is_provisional"]

BEIJING = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
_PLAIN = {"工作日", "自然日", "周六", "周日"}  # reasons that a sentence need not tell


@dataclass(frozen=True)
class Pause:
    """An interval that does not count: the days after `since` up to and including `until`; None: still paused."""

    since: date
    until: date | None
    reason: str

    def __post_init__(self):
        if self.until is not None and self.until < self.since:
            raise CountRefused(f"停表（{self.reason}）的结束日{self.until.isoformat()}早于开始日{self.since.isoformat()}，请核对。")

    def covers(self, day: date) -> bool:
        return self.since < day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Due:
    """A counted limit.

    due_on: the last day on which the act is in time; for a floor the first day on which it may be done; None while a pause is open.
    due_at: the moment, for hours only. days: every day passed, in the order of the count. provisional: runs into a year without notice.
    """

    due_on: date | None
    due_at: datetime | None
    days: tuple[CountedDay, ...]
    provisional: bool
    start: date
    case: str | None = None
    extended: int = 0

    @property
    def full_on(self) -> date | None:
        """The last day that was counted: for a floor the day on which the minimum is full, one before due_on."""
        return next((day.day for day in reversed(self.days) if day.counted), None) if self.due_on else None


def due(
    limit: Limit,
    start: date | datetime,
    calendar: Calendar,
    *,
    case: str | None = None,
    extended: int = 0,
    pauses: Sequence[Pause] = (),
) -> Due:
    """When `limit` is due and every day that led there. `extended`: how many more of the unit were granted.

    Raises CountRefused: an unknown or missing case, a quantity, more extension than the law allows, hours without a moment,
    pauses where none can be. A year without holiday notice is not refused.
    """
    row = limit.of(case)
    number = row.number_with(extended)
    _refuse_pauses(row, pauses)
    if row.unit is Unit.HOUR:
        due_at = _moment(row, start) + timedelta(hours=number)
        return Due(_day(due_at), due_at, tuple(_hours(_moment(row, start), due_at)), False, _day(start), case, extended)
    day = _day(start)
    if row.unit is Unit.DATE:
        fixed = _fixed(row, day)
        return Due(fixed, None, (CountedDay(fixed, True, f"固定日期：次年{fixed.month}月{fixed.day}日前", 1),), False, day, case, extended)
    try:
        days, end = _walk(row, day, number, beyond_notices(calendar), pauses)
    except OverflowError:
        raise CountRefused(f"从{day.isoformat()}起计算超出了可用的年份，请核对起算日和停表。") from None
    return Due(end, None, tuple(days), is_provisional(row, day, end, calendar), day, case, extended)


def due_on(
    limit: Limit,
    start: date | datetime,
    calendar: Calendar,
    *,
    case: str | None = None,
    extended: int = 0,
    pauses: Sequence[Pause] = (),
) -> date | None:
    """`due(...).due_on` without its days, remembered for the same limit and start: for dating many records. Raises as `due`."""
    row = limit.of(case)
    if pauses or row.unit is Unit.HOUR:
        return due(limit, start, calendar, case=case, extended=extended, pauses=pauses).due_on
    day = _day(start)
    if row.fixed:
        row.number_with(extended)
        return _fixed(row, day)
    assert row.unit is not None
    return _end(day, row.number_with(extended), row.unit, row.before, row.floor, row.roll_over, calendar)


def is_provisional(limit: Limit, start: date | datetime, due_on: date | None, calendar: Calendar) -> bool:
    """Whether `due_on`, counted from `start`, hangs on a year whose notice is not loaded; `limit` is the row of the case."""
    if due_on is None or not (limit.unit is Unit.WORKDAY or limit.roll_over):
        return False
    last = due_on - ONE_DAY if limit.floor else due_on
    first = last if limit.roll_over and limit.unit is not Unit.WORKDAY else _day(start) + (-ONE_DAY if limit.before else ONE_DAY)
    low, high = sorted((first.year, last.year))
    return any(year not in calendar.years for year in range(low, high + 1))


@lru_cache(maxsize=1 << 16)
def _end(start: date, number: int, unit: Unit, before: bool, floor: bool, roll_over: bool, calendar: Calendar) -> date:
    """Where `_walk` ends without pauses."""
    known = beyond_notices(calendar)
    step = -ONE_DAY if before else ONE_DAY
    try:
        day = start
        if unit is Unit.WORKDAY:
            while number:
                day += step
                number -= known.is_workday(day)
        else:
            day += step * _natural(start, number, unit, before)
        while roll_over and not known.is_workday(day):
            day += step
        return day + ONE_DAY if floor else day
    except OverflowError:
        raise CountRefused(f"从{start.isoformat()}起计算超出了可用的年份，请核对起算日。") from None


def _walk(row: Limit, start: date, number: int, known: Provisional, pauses: Sequence[Pause]) -> tuple[list[CountedDay], date | None]:
    """Every day of the count and where it ends; with an open pause the days until it stops, and None."""
    assert row.unit is not None
    step = -ONE_DAY if row.before else ONE_DAY
    workdays = row.unit is Unit.WORKDAY
    wanted = number if workdays else _natural(start, number, row.unit, row.before)
    day, counted, days = start, 0, []
    while counted < wanted:
        day += step
        paused = [pause for pause in pauses if pause.covers(day)]
        if still := [pause for pause in paused if pause.until is None]:
            days.append(CountedDay(day, False, f"停表：{still[0].reason}，尚未恢复", None))
            return days, None
        if paused:
            days.append(CountedDay(day, False, f"停表：{paused[0].reason}", None))
        elif workdays and not known.is_workday(day):
            days.append(CountedDay(day, False, known.reason(day), None))
        else:
            counted += 1
            days.append(CountedDay(day, True, known.reason(day) if workdays else "自然日", counted))
    if row.roll_over and not known.is_workday(day):
        days[-1] = CountedDay(day, True, f"自然日，末日逢{known.reason(day)}，顺延", counted)
        while not known.is_workday(day := day + ONE_DAY):
            days.append(CountedDay(day, False, f"{known.reason(day)}，顺延", None))
        days.append(CountedDay(day, False, "休假日后的第一日，期间到此届满", None))
    if row.floor:
        day += ONE_DAY
        days.append(CountedDay(day, False, "最短期间已满，自本日起可以办理", None))
    return days, day


def _natural(start: date, number: int, unit: Unit, before: bool) -> int:
    """The natural days that a limit in days, months or years spans from `start`."""
    if unit is Unit.DAY:
        return number
    months = number * (12 if unit is Unit.YEAR else 1)
    return abs((add_months(start, -months if before else months) - start).days)


def _hours(start: datetime, end: datetime) -> Iterator[CountedDay]:
    """The calendar days that hours run through; each tells how many of them."""
    number, since = 0, start
    while since < end:
        midnight = datetime.combine(since.date() + ONE_DAY, time.min, since.tzinfo)
        until, number = min(midnight, end), number + 1
        yield CountedDay(since.date(), True, f"连续计时，本日计{(until - since).total_seconds() / 3600:g}小时", number)
        since = until


def _fixed(row: Limit, day: date) -> date:
    """The fixed day of the year after the one reported on."""
    assert row.fixed is not None
    return date(day.year + 1, *row.fixed)


def _moment(row: Limit, start: date | datetime) -> datetime:
    if not isinstance(start, datetime):
        raise CountRefused(f"期限{row.id}（{row.what}）按小时连续计算，要有起算的时刻，如 2025-09-26 09:30。")
    return start.astimezone(BEIJING) if start.tzinfo else start


def _day(start: date | datetime) -> date:
    """The day in Beijing."""
    if not isinstance(start, datetime):
        return start
    return (start.astimezone(BEIJING) if start.tzinfo else start).date()


def _refuse_pauses(row: Limit, pauses: Sequence[Pause]) -> None:
    if pauses and (row.before or row.unit in (Unit.HOUR, Unit.DATE)):
        how = "倒推的" if row.before else f"按{row.unit}计的"
        raise CountRefused(f"期限{row.id}（{row.what}）是{how}期限，没有停表。请去掉停表区间。")


def explain(limit: Limit, due: Due) -> list[str]:
    """The count in Chinese sentences: from where, what did not count and why, until when, on what basis."""
    row = limit.of(due.case)
    said = [_beginning(row, due), *_passed(row, due), _end_said(row, due)]
    if row.extension and due.extended:
        told = "，并应当告知当事人" if row.extension.tell else ""
        said.insert(1, f"其中延长{due.extended}{row.measure}，须经{row.extension.by}{told}。")
    if row.silence and due.due_on:
        said.append(f"期满没有办理的后果：{row.silence}。")
    if due.provisional:
        said.append("所跨年份的放假安排还没有公布，届满日是暂定的：只扣除周末和法定节假日，没有调休；放假通知导入后重新计算。")
    said.append(f"依据：{row.law}{row.article}（信度{row.confidence}）。")
    if row.only_reminds:
        said.append("本条尚未核到原文或由地方规定，只作提醒，不据以判断违法。")
    return said


def _beginning(row: Limit, due: Due) -> str:
    event = f"（{row.start}）" if row.start else ""
    if row.unit is Unit.DATE:
        return f"{row.what}：{due.start.year}年度的，次年{_short(due.due_on)}前办理。"
    amount = f"{row.number_with(due.extended)}{row.measure}"
    suggested = "，数字是建议值，以本地规定为准" if row.parameter and row.number is None else ""
    if row.unit is Unit.HOUR:
        return f"{row.what}：自{chinese_date(due.start)}{event}的时刻起连续计{amount}{suggested}。"
    if row.before:
        return f"{row.what}：自{chinese_date(due.start)}{event}的前一日起倒数{amount}{suggested}。"
    least = "至少" if row.floor else ""
    return f"{row.what}：自{chinese_date(due.start)}{event}次日起算{least}{amount}{suggested}。"


def _passed(row: Limit, due: Due) -> Iterator[str]:
    """One sentence for each stretch of days that was off, paused, made up for or moved; ordinary weekends are told by their number."""
    weekends = sum(not day.counted and day.reason in ("周六", "周日") for day in due.days)
    if weekends:
        yield f"期间{weekends}个周六、周日不计。"
    for reason, days in groupby(due.days, key=lambda day: None if day.reason in _PLAIN else (day.counted, day.reason)):
        stretch = [day.day for day in days]
        if reason is None:
            continue
        counted, why = reason
        low, high = min(stretch), max(stretch)
        when = _short(low) if low == high else f"{_short(low)}至{_short(high)}"
        if why.endswith(("届满", "可以办理")) or row.unit is Unit.DATE:
            continue
        yield f"{when}{why}。" if "顺延" in why or row.unit is Unit.HOUR else f"{when}{why}，{'计入' if counted else '不计'}。"


def _end_said(row: Limit, due: Due) -> str:
    if due.due_on is None:
        return "停表尚未恢复，届满日待恢复后计算。"
    day = chinese_date(due.due_on)
    if due.due_at:
        return f"到{day}{due.due_at:%H:%M}届满。"
    if row.floor:
        return f"到{chinese_date(due.due_on - ONE_DAY)}最短期间满，自{day}起可以办理。"
    return f"最迟应当在{day}办理。" if row.before else f"到{day}届满。"


def _short(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""
