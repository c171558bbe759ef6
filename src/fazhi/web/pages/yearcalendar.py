"""年历: the fixed dates of the year and the days on which clocks of records fall due, month by month."""

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode

from fazhi.kit.once import one_reading
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.records.custom import registers_of
from fazhi.records.duedays import DueDay, FixedDay, due_days, fixed_days, timed_registers
from fazhi.records.overview import units_within
from fazhi.records.running import Colour
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import number
from fazhi.web.frame.menu import STAFF
from fazhi.web.pages.registers.cells import TONES

WEEK = "一二三四五六日"
GRAVEST = (Colour.OVERDUE, Colour.NEAR, Colour.RUNNING, Colour.LATE, Colour.DONE)
IN_CELL = 3  # lines a day's cell shows; the list below has them all


@dataclass(frozen=True)
class Entry:
    """One line of a day: how many records of a register fall due by one clock."""

    due: DueDay
    colour: Colour
    address: str

    @property
    def tone(self) -> str:
        return TONES[self.colour][0]

    @property
    def icon(self) -> str:
        return TONES[self.colour][1]

    @property
    def word(self) -> str:
        return self.colour.label + ("（暂定）" if self.due.provisional else "")


@for_roles(*STAFF)
@one_reading()
def year_calendar(request: HttpRequest) -> HttpResponse:
    """The year as twelve months with their sums, the chosen month as a grid and as a list."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    year = year if 2000 <= (year := number(request.GET, "year")) <= 2100 else actor.today.year
    month = month if 1 <= (month := number(request.GET, "month")) <= 12 else (actor.today.month if year == actor.today.year else 1)
    units, timed = units_within(actor, actor.today), timed_registers(actor)
    unit = unit_asked(request, units)
    chosen = [model for model in timed if model.code == request.GET.get("register")]
    entries = [entry_of(each, actor.today, unit) for model in chosen or timed for each in due_days(model, actor, year, unit=unit)]
    fixed = [each for each in fixed_for(actor, year) if not chosen or chosen[0] in each.registers]
    entries.sort(key=lambda entry: (entry.due.day, GRAVEST.index(entry.colour)))
    only_open = request.GET.get("open") == "1"
    here = [entry for entry in entries if entry.due.day.month == month and (entry.due.running or not only_open)]
    known = {
        "year": year,
        "month": month,
        "months": [sums(no, entries, fixed) for no in range(1, 13)],
        "weeks": weeks(year, month, here, fixed, actor.today),
        "week": WEEK,
        "days": by_day(here, [each for each in fixed if each.day.month == month]),
        "units": units,
        "unit": unit,
        "registers": timed,
        "register": chosen[0] if chosen else None,
        "only_open": only_open,
        "kept": urlencode({"unit": unit.pk if unit else "", "register": chosen[0].code if chosen else "", "open": int(only_open)}),
        "today": actor.today,
    }
    return render(request, "yearcalendar/page.html", known)


def fixed_for(actor: Actor, year: int) -> list[FixedDay]:
    """The fixed dates, each with those of its registers that the actor may meet."""
    known = set(registers_of(actor).values())
    return [replace(each, registers=tuple(model for model in each.registers if model in known)) for each in fixed_days(year)]


def unit_asked(request: HttpRequest, units: list[Unit]) -> Unit | None:
    wanted = request.GET.get("unit", "")
    found = next((each for each in units if str(each.pk) == wanted), None)
    if wanted and found is None:
        raise Http404
    return found


def entry_of(due: DueDay, today: date, unit: Unit | None) -> Entry:
    """Opens the record where it is one, else the list of those that fall due by this clock on this day."""
    if due.only:
        return Entry(due, due.colour(today), reverse("record", args=(due.model.code, due.only)))
    asked: dict[str, Any] = {"by": due.name, "first": due.day.isoformat(), "last": due.day.isoformat()}
    asked |= {"unit": unit.pk} if unit else {}
    return Entry(due, due.colour(today), f"{reverse('records', args=(due.model.code,))}?{urlencode(asked)}")


def sums(month: int, entries: list[Entry], fixed: list[FixedDay]) -> dict[str, int]:
    """What a month holds: fixed dates, records that fall due, those that run past their day."""
    mine = [entry for entry in entries if entry.due.day.month == month]
    late = sum(entry.due.running for entry in mine if entry.colour == Colour.OVERDUE)
    counted = {"count": sum(entry.due.count for entry in mine), "running": sum(entry.due.running for entry in mine), "overdue": late}
    return {"month": month, "fixed": sum(1 for each in fixed if each.day.month == month)} | counted


def by_day(entries: list[Entry], fixed: list[FixedDay]) -> list[dict[str, Any]]:
    """The list of the month: day → its fixed dates, its lines, and apart from them what was done in time."""
    days: dict[date, dict[str, Any]] = defaultdict(lambda: {"fixed": [], "entries": [], "done": [], "done_count": 0})
    for each in fixed:
        days[each.day]["fixed"].append(each)
    for entry in entries:
        here = days[entry.due.day]
        here["done" if entry.colour == Colour.DONE else "entries"].append(entry)
        here["done_count"] += entry.due.count if entry.colour == Colour.DONE else 0
    return [{"day": day, "week": WEEK[day.weekday()], **days[day]} for day in sorted(days)]


def weeks(year: int, month: int, entries: list[Entry], fixed: list[FixedDay], today: date) -> list[list[dict[str, Any] | None]]:
    """The grid: rows of seven cells, None before the first and after the last."""
    held = {each["day"]: each for each in by_day(entries, fixed)}
    first, length = monthrange(year, month)
    cells: list[dict[str, Any] | None] = [None] * first
    for day in (date(year, month, no) for no in range(1, length + 1)):
        found = held.get(day, {"fixed": [], "entries": [], "done_count": 0})
        entries_here, more = found["entries"][:IN_CELL], max(0, len(found["entries"]) - IN_CELL)
        told = {"fixed": found["fixed"], "entries": entries_here, "more": more, "done_count": found["done_count"]}
        cells.append({"day": day, "today": day == today, **told})
    cells += [None] * (-len(cells) % 7)
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


urlpatterns = [path("calendar/", year_calendar, name="year-calendar")]
