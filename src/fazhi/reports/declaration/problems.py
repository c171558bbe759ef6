"""What comes back from the declaration becomes a problem in the one register of problems (R47)."""

from datetime import date
from typing import Any

from fazhi.engine.register import register
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.records.keeping import enter

PROBLEMS, FROM_ABOVE = "R47", "上级反馈"


def problem_of(actor: Actor, unit: Unit, number: str, title: str, finding: str, on: date, indicator: str, origin: str) -> str:
    """Write the problem down for `unit` and return its number. Raises NotAllowed, Refused, ValidationError as entering a record does."""
    kind = register(PROBLEMS)
    values: dict[str, Any] = {"number": number, "came_from": FROM_ABOVE, "title": title[:200], "finding": finding, "found_on": on}
    values |= {"indicator": indicator[:60], "origin": origin[:200]}
    enter(kind(unit=unit, **values), actor)
    return number
