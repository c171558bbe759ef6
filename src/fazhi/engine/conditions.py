"""Conditions that wait for a day: a Q may name today, a moment before it, or a parameter, and is read when it is asked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.db.models.expressions import BaseExpression

from fazhi.kit.days import add_months
from fazhi.kit.once import read_once

from .models import Setting
from .register import end_of


@dataclass(frozen=True)
class Ago:
    """A day counted back from the day the question is asked for: Ago(months=6), TODAY."""

    months: int = 0
    moment: bool = False

    def on(self, day: date) -> Any:
        then = add_months(day, -self.months) if self.months else day
        return end_of(then) if self.moment else then


TODAY, NOW = Ago(), Ago(moment=True)


@dataclass(frozen=True)
class YearsBack:
    """A calendar year counted back from the day the question is asked for: YearsBack(1) is the year before."""

    years: int = 0

    def on(self, day: date) -> int:
        return day.year - self.years


@dataclass(frozen=True)
class Parameter:
    """A number the city sets: its name and what holds until somebody sets it. A parameter reminds; it never judges by itself."""

    name: str
    default: Any

    def on(self, day: date) -> Any:
        return parameters(day).get(self.name, self.default)


def parameters(day: date) -> dict[str, Any]:
    """What the city has set, as it held on a day: the latest value of each name that began by then."""
    set_by = Setting.objects.filter(since__lte=day).order_by("since", "pk").values_list("name", "value")
    return read_once(("parameters", day), lambda: dict(set_by))


def at(condition: Q, day: date) -> Q:
    """The condition with every waiting value put in for `day`."""
    made = Q(_connector=condition.connector, _negated=condition.negated)
    made.children = [
        at(child, day)
        if isinstance(child, Q)
        else (child[0], child[1].on(day))
        if isinstance(child, tuple) and hasattr(child[1], "on")
        else child
        for child in condition.children
    ]
    return made


def names_in(condition: Any) -> set[str]:
    """The columns a condition asks about, on either side of a comparison."""
    if isinstance(condition, Q):
        return set().union(*(names_in(child) for child in condition.children)) if condition.children else set()
    if isinstance(condition, tuple):
        name, value = condition
        return {name.split("__")[0]} | (set() if isinstance(value, tuple) else names_in(value))
    if isinstance(condition, F):
        return {condition.name.split("__")[0]}  # type: ignore[attr-defined]  # the stubs leave it out
    if isinstance(condition, BaseExpression):
        return set().union(set(), *(names_in(each) for each in condition.get_source_expressions() if each is not None))
    return set()
