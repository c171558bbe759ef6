"""The database's own constraints, asked of a record in memory, so that a hundred thousand rows need no query each."""

from functools import cache
from operator import ge, gt, le, lt
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CheckConstraint, F, Q

from fazhi.engine.register import Register

COMPARED = {"gte": ge, "gt": gt, "lte": le, "lt": lt}


class Unreadable(Exception):
    """A condition that only the database can work out."""


def violated(record: Register) -> list[str]:
    """What the database would refuse of the record, each as a sentence."""
    told = []
    for constraint in checks_of(type(record)):
        try:
            holds = _holds(constraint.condition, record)
        except Unreadable:
            continue  # the database has the last word when the row is written
        if holds is False:
            told.append(_said(constraint, record))
    return told


@cache
def checks_of(model: type[Register]) -> tuple[CheckConstraint, ...]:
    return tuple(each for each in model._meta.constraints if isinstance(each, CheckConstraint))


def _said(constraint: CheckConstraint, record: Register) -> str:
    if constraint.violation_error_message != constraint.default_violation_error_message:
        return str(constraint.violation_error_message).removesuffix("。")
    labels = "”“".join(str(field_of(record, name).verbose_name) for name in dict.fromkeys(_names(constraint.condition)))
    return f"“{labels}”的内容不可能。请核对"


def field_of(record: Register | type[Register], name: str) -> Any:
    return record._meta.get_field(name)


def _names(condition: Any) -> list[str]:
    if isinstance(condition, Q):
        return [name for child in condition.children for name in _names(child)]
    named = [condition[0].split("__")[0]]
    return named + ([str(condition[1].name)] if isinstance(condition[1], F) else [])  # type: ignore[attr-defined]


def _holds(condition: Any, record: Register) -> bool | None:
    """True, False or None, as SQL would have it: a comparison with nothing is neither."""
    if isinstance(condition, Q):
        answers = [_holds(child, record) for child in condition.children]
        if condition.connector == Q.AND:
            answer = False if False in answers else None if None in answers else True
        elif condition.connector == Q.OR:
            answer = True if True in answers else None if None in answers else False
        else:
            raise Unreadable
        return (None if answer is None else not answer) if condition.negated else answer
    if not isinstance(condition, tuple):
        raise Unreadable
    name, _, lookup = condition[0].partition("__")
    return _compared(_value(record, name), lookup or "exact", condition[1], record)


def _compared(value: Any, lookup: str, wanted: Any, record: Register) -> bool | None:
    other = _value(record, wanted.name) if isinstance(wanted, F) else wanted  # type: ignore[attr-defined]
    if lookup == "isnull" or other is None:
        return (value is None) is (other if lookup == "isnull" else True)
    if value is None:
        return None
    if lookup == "exact":
        return bool(value == other)
    if lookup == "in":
        return value in other
    if lookup == "range":
        return bool(other[0] <= value <= other[1])
    if lookup in COMPARED and not hasattr(other, "resolve_expression"):
        return bool(COMPARED[lookup](value, other))
    raise Unreadable


def _value(record: Register, name: str) -> Any:
    try:
        return getattr(record, field_of(record, name).attname)
    except (FieldDoesNotExist, AttributeError):
        raise Unreadable from None
