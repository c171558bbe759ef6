"""Clocks: statutory time limits that run on records. The due day is stored, and explains itself day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from fazhi.kit.days import Calendar
from fazhi.kit.limits import Due, Limit, Unit, due, due_on
from fazhi.kit.limits import Pause as Interval

from .conditions import NOW, TODAY, parameters
from .holidays import calendar
from .limits import UnknownLimit
from .limits import limit as limit_named
from .register import Register, end_of
from .rules import Rule, Severity


class Clock(models.Field):
    """Shared by the clock of days and the clock of hours: which limit, from which field, stopped by which.

    `limit` is an id of the table of limits (“O04”, “P15/许可处罚”), a Limit, or a choice of the field `by` → id. `start` are fields in the
    order in which they are looked at: a restart stands before the first start. `when` are the values a field must have for
    the clock to run. `extended` is the field that holds how many more of the limit's units were granted. `pauses` are reasons for which
    the clock may be stopped.
    """

    def __init__(
        self,
        label: str,
        limit: str | Limit | dict[str, str],
        *,
        start: str | tuple[str, ...],
        stop: str,
        by: str = "",
        when: dict[str, tuple] | None = None,
        extended: str = "",
        pauses: tuple[str, ...] = (),
        last_day: bool = False,
        says: str = "",
        severity: Severity = Severity.BREACH,
        remedy: str = "",
        **options: Any,
    ):
        self.limit_named, self.start, self.stop, self.by = limit, (start,) if isinstance(start, str) else start, stop, by
        self.when, self.extended, self.pauses, self.last_day = when or {}, extended, pauses, last_day
        self.says, self.severity, self.remedy = says or f"{label}不得超过。", severity, remedy
        super().__init__(label, null=True, blank=True, editable=False, **options)
        self._rule: Rule | None = None

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, _, options = super().deconstruct()
        kind = "DateTimeField" if self.counts_hours else "DateField"
        return name, f"django.db.models.{kind}", [], {**options, "verbose_name": self.verbose_name}

    def clone(self) -> models.Field:  # type: ignore[override]
        """For migrations the clock is a plain column."""
        _, _, _, options = self.deconstruct()
        return models.DateTimeField(**options) if self.counts_hours else models.DateField(**options)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False, **options: Any) -> None:
        super().contribute_to_class(cls, name, private_only=private_only, **options)
        try:
            self.in_time.name = f"{name}_kept"
        except UnknownLimit as unknown:
            raise ImproperlyConfigured(f"{cls.__name__}.{name}: {unknown}") from None
        setattr(cls, self.in_time.name, self.in_time)

    counts_hours = False

    @property
    def limits(self) -> list[Limit]:
        named = list(self.limit_named.values()) if isinstance(self.limit_named, dict) else [self.limit_named]
        return [limit_named(each) for each in dict.fromkeys(named)]

    @property
    def in_time(self) -> Rule:
        """The rule that the clock was kept: asked once it stopped or its day is past, never of a 暂定 or stopped one."""
        if self._rule is None:
            first = self.limits[0]
            worst = min((each.grade for each in self.limits), key="丁丙乙甲".index)
            self._rule = Rule(
                self.says,
                applies=self._asked,
                holds=self._kept,
                basis=f"{first.law}{first.article}",
                severity=self.severity,
                remedy=self.remedy,
                confidence=worst,
            )
        return self._rule

    def _asked(self) -> Q:
        name, stop = self.name, self.stop
        settled = Q(**{f"{name}__isnull": False, f"{stop}__isnull": False})
        if self.limits[0].floor:
            return settled
        now = NOW if self.counts_hours else TODAY
        past = Q(**{f"{name}__isnull": False, f"{stop}__isnull": True, f"{name}__lt": now})
        return (settled | past) & Q(**{f"{name}__lte": LastLoaded(self.counts_hours)}) if self.needs_calendar else settled | past

    def _kept(self) -> Q:
        sign = "gte" if self.limits[0].floor else "lte"
        return Q(**{f"{self.stop}__{sign}": F(self.name)})

    @property
    def needs_calendar(self) -> bool:
        return any(each.unit == Unit.WORKDAY or each.roll_over for each in self.limits)

    def limit_for(self, record: Register) -> Limit | None:
        """The limit that governs this record, or None when the clock does not run for it."""
        for field, values in self.when.items():
            if getattr(record, field) not in values:
                return None
        named = self.limit_named.get(str(getattr(record, self.by)), "") if isinstance(self.limit_named, dict) else self.limit_named
        began = self.began(record)
        if not named or began is None:
            return None
        found = limit_named(named)
        day = _day(began)
        if (found.since and day < found.since) or (found.until and day >= found.until):
            return None
        local = parameters(day).get(f"limit:{found.id}") if found.parameter else None
        return found.with_number(local) if local else found

    def began(self, record: Register) -> date | datetime | None:
        """The start event: the first of the start fields that is filled; a year stands for any day of it."""
        for name in self.start:
            if (value := getattr(record, name)) is not None and value != "":
                return date(value, 12, 31) if isinstance(value, int) else value
        return None

    def granted(self, record: Register) -> int:
        return int(getattr(record, self.extended) or 0) if self.extended else 0

    def account(self, record: Register, pauses: Iterable[Interval], days: Calendar) -> Due | None:
        """The whole count of this record's clock, day by day; None when it does not run."""
        found = self.limit_for(record)
        return due(found, self._start(record), days, extended=self.granted(record), pauses=self._closed(record, pauses)) if found else None

    def due_for(self, record: Register, pauses: Iterable[Interval], days: Calendar) -> date | datetime | None:
        """The due day or moment alone; None also while the clock is stopped."""
        found = self.limit_for(record)
        if found is None:
            return None
        if not pauses and not self.counts_hours:
            first = due_on(found, self._start(record), days, extended=self.granted(record))
        else:
            counted = self.account(record, pauses, days)
            first = (counted.due_at if self.counts_hours else counted.due_on) if counted else None
        return first - timedelta(days=1) if first and found.floor and self.last_day else first

    def _start(self, record: Register) -> Any:
        began = self.began(record)
        return began if self.counts_hours else _day(began)

    def _closed(self, record: Register, pauses: Iterable[Interval]) -> tuple[Interval, ...]:
        """An act that stopped the clock ends a pause that nobody ended."""
        stopped = _day(getattr(record, self.stop))
        return tuple(Interval(each.since, each.until or (stopped and max(stopped, each.since)), each.reason) for each in pauses)

    def is_provisional(self, when: date | datetime | None) -> bool:
        """暂定: counted past the last loaded holiday notice."""
        return when is not None and self.needs_calendar and when > LastLoaded(isinstance(when, datetime)).on(_day(when))


class DayClock(Clock, models.DateField):
    """A time limit whose end is a day."""


class HourClock(Clock, models.DateTimeField):
    """A time limit whose end is a moment."""

    counts_hours = True


def _day(when: Any) -> Any:
    """The day in local time of a day or a moment."""
    return timezone.localtime(when).date() if isinstance(when, datetime) else when


def clocks_of(register: type[Register]) -> dict[str, Any]:
    return register.field_parts(Clock)


@dataclass(frozen=True)
class LastLoaded:
    """The last day that the holiday notices cover without a gap. A value that waits: a declaration must not need the table."""

    as_moment: bool = False

    def on(self, day: date) -> Any:
        years = calendar().years
        last = date(next((year for year in sorted(years) if year + 1 not in years), 1900), 12, 31)
        return end_of(last) if self.as_moment else last


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
