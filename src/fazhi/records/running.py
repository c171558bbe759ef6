"""Running clocks: how each clock of a record stands, in a colour and in words, and where its pauses lie."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from fazhi.engine.clocks import Clock, LastLoaded, clocks_of, midnight
from fazhi.engine.holidays import calendar
from fazhi.engine.limits import limit
from fazhi.engine.models import Pause
from fazhi.engine.register import Register
from fazhi.kit.days import Calendar
from fazhi.kit.limits import Limit
from fazhi.kit.limits import Pause as Interval

NEAR_DAYS = 7  # natural days before the due day in which a clock turns amber


class Colour(models.TextChoices):
    """How a clock stands."""

    RUNNING = "running", "正常"
    NEAR = "near", "临期"
    OVERDUE = "overdue", "逾期"
    DONE = "done", "已办结"
    LATE = "late", "超期办结"
    PAUSED = "paused", "停表"


@dataclass(frozen=True)
class Running:
    """A clock of a record as a page shows it."""

    name: str
    clock: Clock
    colour: Colour
    due: date | datetime | None
    provisional: bool


def colour(clock: Clock, record: Register, day: date) -> Colour | None:
    """How the clock stands on `day`; None when it does not run."""
    when, stopped = getattr(record, clock.name), getattr(record, clock.stop)  # type: ignore[attr-defined]
    if when is None:
        return Colour.PAUSED if clock.limit_for(record) and stopped is None else None
    if clock.limits[0].floor:
        return None if stopped is None else Colour.DONE if stopped >= when else Colour.LATE
    if stopped is not None:
        return Colour.DONE if stopped <= when else Colour.LATE
    last = timezone.localtime(when).date() if isinstance(when, datetime) else when
    if last < day:
        return Colour.OVERDUE if not clock.is_provisional(when) else Colour.RUNNING
    return Colour.NEAR if last - day <= timedelta(days=NEAR_DAYS) else Colour.RUNNING


def coloured(clock: Clock, colour: Colour, day: date) -> Q:
    """The condition under which a record's clock stands so; for lists."""
    name, stop = clock.name, clock.stop  # type: ignore[attr-defined]
    running, stopped = Q(**{f"{name}__isnull": False, f"{stop}__isnull": True}), Q(**{f"{stop}__isnull": False, f"{name}__isnull": False})
    if clock.limits[0].floor:
        running = Q(pk__in=[])
    first, beyond = day, day + timedelta(days=NEAR_DAYS + 1)
    if clock.counts_hours:
        first, beyond = midnight(first), midnight(beyond)
    past = Q(**{f"{name}__lt": first})
    judged = past & Q(**{f"{name}__lte": LastLoaded(clock.counts_hours).on(day)}) if clock.needs_calendar else past
    return {
        Colour.OVERDUE: running & judged,
        Colour.NEAR: running & Q(**{f"{name}__gte": first, f"{name}__lt": beyond}),
        Colour.RUNNING: running & (Q(**{f"{name}__gte": beyond}) | (past & ~judged)),
        Colour.DONE: stopped & clock.in_time.holds,
        Colour.LATE: stopped & ~clock.in_time.holds,
        Colour.PAUSED: Q(**{f"{name}__isnull": True, f"{stop}__isnull": True}) & governed(clock),
    }[colour]


def governed(clock: Clock) -> Q:
    """The condition under which some limit governs a record's clock: it has begun, its choice is among those asked, the law is in force."""
    one = not isinstance(clock.limit_named, dict)
    named: Any = {None: clock.limit_named} if one else clock.limit_named
    begun, none_before = Q(pk__in=[]), Q()
    for field in clock.start:
        filled = none_before & Q(**{f"{field}__isnull": False})
        for choice, each in named.items():
            begun |= filled & (Q() if one else Q(**{clock.by: choice})) & _in_force(clock, field, limit(each))
        none_before &= Q(**{f"{field}__isnull": True})
    for field, values in clock.when.items():
        begun &= Q(**{f"{field}__in": values})
    return begun


def _in_force(clock: Clock, field: str, law: Limit) -> Q:
    column, made = clock.model._meta.get_field(field), Q()  # type: ignore[attr-defined]
    for sign, day in (("gte", law.since), ("lt", law.until)):
        if day is None:
            continue
        if isinstance(column, models.PositiveSmallIntegerField):  # a year stands for its last day
            made &= Q(**{f"{field}__{sign}": day.year})
        else:
            made &= Q(**{f"{field}__{sign}": midnight(day) if isinstance(column, models.DateTimeField) else day})
    return made


def pauses_of(register: type[Register], ids: Iterable[int]) -> dict[tuple[int, str], list[Interval]]:
    """(record, clock name) → its pauses, for many records in one query."""
    found: dict[tuple[int, str], list[Interval]] = {}
    for pause in Pause.objects.filter(kind=register._meta.label_lower, object_id__in=list(ids)).order_by("since"):
        found.setdefault((pause.object_id, pause.clock), []).append(Interval(pause.since, pause.until, pause.reason))
    return found


def set_clocks(record: Register, pauses: dict[tuple[int, str], list[Interval]] | None = None, days: Calendar | None = None) -> None:
    """Put every clock of the record where its fields and pauses say."""
    named = clocks_of(type(record))
    if not named:
        return
    days = days or calendar()
    if pauses is None:
        pauses = pauses_of(type(record), [record.record_id]) if record.pk else {}
    for name, clock in named.items():
        setattr(record, name, clock.due_for(record, pauses.get((record.record_id, name), ()), days))


def pausable(clock: Clock, record: Register) -> tuple[str, ...]:
    """The reasons for which the record's clock may be stopped: those that the limit governing this very record knows."""
    law = clock.limit_for(record)
    return tuple(each for each in clock.pauses if law and each in law.pauses)


def running(record: Register, day: date) -> list[Running]:
    """The clocks of a record that run or ran, in the order they were declared."""
    shown = []
    for name, clock in clocks_of(type(record)).items():
        if (found := colour(clock, record, day)) is not None:
            when = getattr(record, name)
            shown.append(Running(name, clock, found, when, clock.is_provisional(when)))
    return shown
