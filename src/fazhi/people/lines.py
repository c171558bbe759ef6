"""Lines of succession: whom a unit's work passed to, and whose work it does today."""

from .models import Unit


def line_of(unit: Unit) -> list[int]:
    """The unit and whoever took over from it, the newest last: work of a unit that ended is done by its heir."""
    line = [unit]
    while line[-1].heir is not None:
        line.append(line[-1].heir)
    return [each.pk for each in line]


def inherited_by(unit: Unit | None) -> set[int]:
    """The unit and every unit it took over from, near or far: whose work its people do today."""
    held: set[int] = set()
    fresh = {unit.pk} if unit else set()
    while fresh:
        held |= fresh
        fresh = set(Unit.objects.filter(heir__in=fresh).values_list("pk", flat=True)) - held
    return held
