"""Re-dating: a new holiday notice moves every open clock that counted through the days it changed, each with its reason."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from fazhi.engine.clocks import Clock, HourClock, clocks_of
from fazhi.engine.holidays import calendar
from fazhi.engine.models import HolidayYear
from fazhi.engine.register import Register, registers
from fazhi.jobs.declare import job
from fazhi.journal.models import Verb
from fazhi.journal.write import SYSTEM, label_of, write
from fazhi.kit.days import Calendar, DayRule
from fazhi.people.actor import Actor
from fazhi.people.models import Role, Unit
from fazhi.people.scope import in_reach

from .keeping import lay_aside
from .models import Redating
from .running import pauses_of

AT_ONCE = 2000  # records dated in one transaction
MOST_COUNTED = 20_000  # clocks a preview counts before it says “and more”
SHOWN = 30  # clocks a preview names


@dataclass(frozen=True)
class Moved:
    """One clock of one record that the notice moves."""

    record: Register
    name: str
    clock: Clock
    before: date
    after: date


def moved(days: Calendar, since: date) -> Iterator[list[Moved]]:
    """What counting by `days` moves, among clocks still open whose day lies after `since`; a list a portion of a register."""
    for model in registers().values():
        named = {name: clock for name, clock in clocks_of(model).items() if clock.needs_calendar and not isinstance(clock, HourClock)}
        for name, clock in named.items():
            touched = Q(**{f"{name}__gte": since})
            if any(each.before for each in clock.limits):  # these count from their start back through the days before it
                touched |= Q(**{f"{name}__isnull": False}) & Q(*((f"{start}__gte", since) for start in clock.start), _connector=Q.OR)
            rows = model.objects.filter(touched, **{f"{clock.stop}__isnull": True}).order_by("pk")
            yield from of_clock(model, rows, name, clock, days)


def of_clock(model: type[Register], rows: Any, name: str, clock: Clock, days: Calendar) -> Iterator[list[Moved]]:
    """Which of the rows a clock counted by `days` stands on another day for, a portion at a time."""
    last = 0
    while portion := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = portion[-1].pk
        pauses = pauses_of(model, [row.pk for row in portion])
        found = [
            Moved(row, name, clock, getattr(row, name), after)
            for row in portion
            if (after := clock.due_for(row, pauses.get((row.pk, name), ()), days)) and after != getattr(row, name)
        ]
        if found:
            yield found


def preview(rules: dict[date, DayRule], year: int) -> list[Moved]:
    """What loading these days for a year would move; nothing is written."""
    return [each for portion in moved(_then(rules, year), _first(rules, year)) for each in portion]


def _then(rules: dict[date, DayRule], year: int) -> Calendar:
    now = calendar()
    kept = {day: rule for day, rule in now.rules.items() if day.year != year or day in rules}
    return Calendar(kept | rules, now.years | {year})


@dataclass(frozen=True)
class Forecast:
    """What a notice would move: how many, of which registers, and a few of them. `is_whole` is False where counting stopped early."""

    total: int
    by_clock: list[tuple[str, str, int]]
    some: list[Moved]
    is_whole: bool


def forecast(rules: dict[date, DayRule], year: int) -> Forecast:
    """`preview`, counted; nothing is written."""
    counted: Counter[tuple[str, str]] = Counter()
    some: list[Moved] = []
    for portion in moved(_then(rules, year), _first(rules, year)):
        model = type(portion[0].record)
        counted[str(model._meta.verbose_name), label_of(model, portion[0].name)] += len(portion)
        some += portion[: max(0, SHOWN - len(some))]
        if counted.total() >= MOST_COUNTED:
            break
    total = counted.total()
    return Forecast(total, [(*names, n) for names, n in counted.most_common()], some, total < MOST_COUNTED)


def seen_by(actor: Actor, year: int) -> QuerySet[Redating]:
    """The clocks a year's notice moved, of the units the actor's post reaches: the door of re-datings."""
    units = Unit.objects.filter(in_reach(actor, "path")).values("pk")
    everything = Redating.objects.filter(year=year)
    return everything if actor.is_(Role.SYSTEM_ADMIN) else everything.filter(unit_id__in=units)


def _first(rules: dict[date, DayRule], year: int) -> date:
    return min([*rules, date(year, 1, 1)])


@job(label="按放假通知重算期限", retries=3)
def redate(year: int, first: str) -> None:
    """Move every open clock to where the loaded notices put it. Done again after a break it finds only what is left."""
    held = HolidayYear.objects.get(year=year)
    reason = f"{year}年放假安排（{held.source}）"[:300]
    for portion in moved(calendar(), date.fromisoformat(first)):
        with transaction.atomic():
            settle(portion, year, reason, timezone.now(), held)


def settle(portion: list[Moved], year: int, reason: str, now: datetime, held: Model) -> None:
    """Move a portion of one clock, laying the versions before aside; `held` is what the journal names as the reason."""
    model, name = type(portion[0].record), portion[0].name
    fresh = {row.pk: row for row in model.objects.select_for_update().filter(pk__in=[each.record.pk for each in portion])}
    after = {each.record.pk: each for each in portion}
    rows = [row for row in fresh.values() if row.version == after[row.pk].record.version]  # who changed it since counted by the notice
    model.versions.bulk_create(lay_aside(rows, now), batch_size=500)
    made = []
    for row in rows:
        each = after[row.pk]
        made.append(
            Redating(
                year=year,
                kind=model._meta.label_lower,
                object_id=row.pk,
                unit_id=row.unit_id,
                clock=name,
                before=each.before,
                after=each.after,
                reason=reason,
            )
        )
        setattr(row, name, each.after)
        row.since, row.version = now, row.version + 1
    model.objects.bulk_update(rows, [name, "since", "version"], batch_size=500)
    Redating.objects.bulk_create(made, batch_size=500)
    said = f"按{reason}重算了{len(rows)}条{model._meta.verbose_name}的{label_of(model, name)}"
    write(Verb.CHANGED, held, said, by=SYSTEM, about=rows, units={row.unit_id for row in rows})
