"""Due days: the fixed dates of a year, and on which days of it the clocks of records fall due, counted by day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, IntegerField, Min, Q, Value
from django.db.models.functions import TruncDate

from fazhi.engine.clocks import Clock, clocks_of
from fazhi.engine.limits import limits
from fazhi.engine.register import Register, registers
from fazhi.kit.limits import Limit
from fazhi.kit.limits import Unit as Measure
from fazhi.people.actor import Actor
from fazhi.people.models import Unit

from .custom import registers_of
from .running import NEAR_DAYS, Colour


@dataclass(frozen=True)
class FixedDay:
    """A day of the year that the law fixes, and the registers whose clocks run by it."""

    day: date
    limit: Limit
    registers: tuple[type[Register], ...]


@dataclass(frozen=True)
class DueDay:
    """How many records of a register fall due on a day by one clock; `only` is the record where there is one."""

    day: date
    model: type[Register]
    name: str
    clock: Clock
    count: int
    running: int
    late: int
    only: int | None

    def colour(self, today: date) -> Colour:
        """The gravest of them: what runs before what is done."""
        if self.running:
            if self.day < today:
                return Colour.RUNNING if self.provisional else Colour.OVERDUE
            return Colour.NEAR if (self.day - today).days <= NEAR_DAYS else Colour.RUNNING
        return Colour.LATE if self.late else Colour.DONE

    @property
    def provisional(self) -> bool:
        return self.clock.is_provisional(self.day)


def fixed_days(year: int) -> list[FixedDay]:
    """The fixed dates in force on their day of that year, in their order."""
    found = []
    for limit in limits().values():
        for each in (limit, *limit.cases.values()):
            if each.unit != Measure.DATE or each.fixed is None:
                continue
            day = date(year, *each.fixed)
            if (each.since is None or each.since <= day) and (each.until is None or day < each.until):
                found.append(FixedDay(day, each, _run_by(each.id)))
    return sorted(found, key=lambda one: (one.day, one.limit.id))


def _run_by(limit: str) -> tuple[type[Register], ...]:
    return tuple(
        model for model in registers().values() if any(each.id == limit for clock in clocks_of(model).values() for each in clock.limits)
    )


def timed_registers(actor: Actor) -> list[type[Register]]:
    """The registers that the actor may meet and on whose records something falls due."""
    return [model for model in registers_of(actor).values() if ceilings(model)]


def ceilings(model: type[Register]) -> dict[str, Clock]:
    """The clocks that say until when; a floor says from when."""
    return {name: clock for name, clock in clocks_of(model).items() if not clock.limits[0].floor}


def due_days(model: type[Register], actor: Actor, year: int, *, unit: Unit | None = None) -> list[DueDay]:
    """Every day of the year on which something of what the actor sees falls due; one query for all clocks of the register."""
    clocks = ceilings(model)
    if not clocks:
        return []
    rows = model.visible_on(actor).filter(Q(unit__path__startswith=unit.path) if unit else Q())
    parts = []
    for number, (name, clock) in enumerate(clocks.items()):
        day = TruncDate(name) if clock.counts_hours else F(name)
        late, still = Q(**{f"{clock.stop}__gt": F(name)}), Q(**{f"{clock.stop}__isnull": True})
        counted = rows.annotate(on=day).filter(on__gte=date(year, 1, 1), on__lte=date(year, 12, 31)).values("on")
        parts.append(
            counted.annotate(
                which=Value(number, IntegerField()),
                n=Count("pk"),
                running=Count("pk", filter=still),
                late=Count("pk", filter=late),
                first=Min("pk"),
            ).values_list("on", "which", "n", "running", "late", "first")
        )
    names = list(clocks)
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return [
        DueDay(on, model, names[which], clocks[names[which]], n, running, late, first if n == 1 else None)
        for on, which, n, running, late, first in sorted(found)
    ]
