"""Sample rows of functions: services first, then what concerns businesses."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from random import Random

from fazhi.engine.register import Register
from fazhi.people.models import Unit

from . import sample_business, sample_services


def rows(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    """The rows of both halves of the domain, those that are referred to first."""
    return chain(sample_services.rows(units, today, random), sample_business.rows(units, today, random))
