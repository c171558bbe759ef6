"""Filters of the pages of figures: what a register is called, one of a list, the same question for another unit."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.http import QueryDict

from fazhi.people.models import Unit

register = template.Library()


@register.filter
def verbose_name(model: Any) -> str:
    """What people call a register."""
    return str(model._meta.verbose_name)


@register.filter
def nth(items: Sequence[Any], place: int) -> Any:
    return items[place]


@register.filter
def for_unit(address: str, unit: Unit) -> str:
    """The address of a figure, asked for this unit."""
    told = QueryDict(address, mutable=True)
    told["unit"] = str(unit.pk)
    return told.urlencode()
