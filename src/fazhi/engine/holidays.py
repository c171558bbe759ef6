"""The calendar that every clock counts by, out of the holiday table."""

from datetime import date, datetime

from fazhi.kit.days import Calendar, DayRule
from fazhi.kit.holidayseed import SEEDED_YEARS, seed_from_chinesecalendar
from fazhi.kit.once import read_once

from .models import HolidayYear, SpecialDay

_held: tuple[tuple[tuple[int, datetime], ...], Calendar] | None = None


def calendar() -> Calendar:
    """The loaded years as kit counts with them.

    Kept in the process as long as no year was loaded anew by anybody, which one small query tells. The years are read before the
    days: a load in between then shows as a year still missing, never as a year without holidays.
    """
    return read_once("calendar", _read)


def _read() -> Calendar:
    global _held
    stamp = tuple(HolidayYear.objects.order_by("year").values_list("year", "loaded_at"))
    if _held is None or _held[0] != stamp:
        _held = (stamp, Calendar(rules_of_year(), [year for year, _ in stamp]))
    return _held[1]


def shipped() -> Calendar:
    """The years that come with the system, for whoever counts before there is a database."""
    return Calendar(seed_from_chinesecalendar(), SEEDED_YEARS)


def rules_of_year(year: int | None = None) -> dict[date, DayRule]:
    """What the table says of one year's days, or of all."""
    days = SpecialDay.objects.order_by("day")
    if year is not None:
        days = days.filter(day__gte=date(year - 1, 12, 1), day__lte=date(year, 12, 31))
    return {day: DayRule(kind, name) for day, kind, name in days.values_list("day", "kind", "name")}
