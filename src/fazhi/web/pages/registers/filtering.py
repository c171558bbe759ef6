"""Filtering a register's list: what the address asks for, as conditions and as words that can be taken away again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from fazhi.engine.clocks import clocks_of
from fazhi.engine.register import Register
from fazhi.engine.rules import broken, judged, rules_of
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.records.columns import Column, columns, listed
from fazhi.records.running import Colour, coloured

from .finding import day_asked

ANY = "any"
SEARCHED = ("text", "long", "reference", "address")


@dataclass
class Asked:
    """What the address of a list asks for; `wrong` says what of it could not be read."""

    model: type[Register]
    query: QueryDict
    day: date
    as_of: date | None = None
    unit: Unit | None = None
    choices: dict[str, str] = field(default_factory=dict)
    by: str = ""
    first: date | None = None
    last: date | None = None
    clock: str = ""
    rule: str = ""
    text: str = ""
    sort: str = ""
    wrong: list[str] = field(default_factory=list)

    @property
    def narrows(self) -> bool:
        return bool(self.unit or self.choices or self.first or self.last or self.clock or self.rule or self.text)


def asked_for(model: type[Register], query: QueryDict, actor: Actor, units: list[Unit]) -> Asked:
    """Read the address; what it names and does not exist is passed over, a date that is none is said."""
    known = {column.name: column for column in columns(model)}
    asked = Asked(model, query, actor.today)
    asked.as_of = _day(asked, "as_of", "数据截至")
    asked.day = min(asked.as_of, actor.today) if asked.as_of else actor.today
    asked.unit = next((unit for unit in units if str(unit.pk) == query.get("unit")), None)
    for column in known.values():
        value = query.get(column.name, "")
        if column.kind in ("choice", "stage", "yes-no") and value in values_of(column):
            asked.choices[column.name] = value
    dates = [column.name for column in known.values() if column.kind in ("date", "moment", "clock")]
    asked.by = query.get("by", "") if query.get("by") in dates else (dates[0] if dates else "")
    asked.first, asked.last = _day(asked, "first", "起始日期"), _day(asked, "last", "截止日期")
    asked.clock = query.get("clock", "") if query.get("clock") in clock_values(model) else ""
    asked.rule = query.get("rule", "") if query.get("rule") in {ANY, *rules_of(model)} else ""
    asked.text = query.get("q", "").strip()[:100]
    asked.sort = query.get("sort", "") if query.get("sort", "").removeprefix("-") in sortable(model) else ""
    return asked


def _day(asked: Asked, name: str, label: str) -> date | None:
    found, wrong = day_asked(asked.query.get(name, ""), label)
    asked.wrong += [wrong] if wrong else []
    return found


def values_of(column: Column) -> dict[str, Any]:
    """What a filter of this column may be, as text → the stored value."""
    if column.kind == "yes-no":
        return {"yes": True, "no": False}
    return {str(value): value for value, _ in column.choices if value not in ("", None)}


def clock_values(model: type[Register]) -> list[str]:
    names = list(clocks_of(model))
    return [f"{name}:{colour}" for name in ([ANY, *names] if names else []) for colour in Colour.values]


def sortable(model: type[Register]) -> list[str]:
    return [column.name for column in listed(model) if column.kind != "personal"]


def narrowed(rows: QuerySet, asked: Asked) -> QuerySet:
    """The rows asked for, in the order asked for."""
    known = {column.name: column for column in columns(asked.model)}
    if asked.unit:
        rows = rows.filter(unit__path__startswith=asked.unit.path)
    for name, value in asked.choices.items():
        rows = rows.filter(**{name: values_of(known[name])[value]})
    if asked.by:
        lookup = f"{asked.by}__date" if asked.model._meta.get_field(asked.by).get_internal_type() == "DateTimeField" else asked.by
        rows = rows.filter(**{f"{lookup}__gte": asked.first} if asked.first else {})
        rows = rows.filter(**{f"{lookup}__lte": asked.last} if asked.last else {})
    if asked.clock:
        rows = rows.filter(_clock_is(asked))
    if asked.text:
        rows = rows.filter(_holds_text(asked.model, asked.text))
    return _broken(rows, asked).order_by(*_order(asked))


def _clock_is(asked: Asked) -> Q:
    name, _, colour = asked.clock.partition(":")
    clocks = clocks_of(asked.model)
    found = Q(pk__in=[])
    for each in clocks.values() if name == ANY else [clocks[name]]:
        found |= coloured(each, Colour(colour), asked.day)
    return found


def _holds_text(model: type[Register], text: str) -> Q:
    found = Q(business_key__icontains=text)
    for column in listed(model):
        if column.kind in SEARCHED:
            found |= Q(**{f"{column.name}__icontains": text})
    return found


def _broken(rows: QuerySet, asked: Asked) -> QuerySet:
    rules = rules_of(asked.model)
    if asked.rule == ANY:
        judging = {name: rule for name, rule in rules.items() if rule.judges}
        return judged(rows, judging, asked.day).filter(any_broken(judging))
    return broken(rows, rules[asked.rule], asked.day) if asked.rule else rows


def any_broken(rules: dict[str, Any]) -> Q:
    """The condition, on judged rows, that one of the rules is broken."""
    found = Q(pk__in=[])
    for name in rules:
        found |= Q(**{f"rule_{name}": False})
    return found


def _order(asked: Asked) -> list[Any]:
    name = asked.sort.removeprefix("-")
    if not name:
        return ["-pk"]
    columns_sorted = ["unit__order", "unit_id"] if name == "unit" else [name]
    falls = asked.sort.startswith("-")
    return [F(each).desc(nulls_last=True) if falls else F(each).asc(nulls_last=True) for each in columns_sorted] + ["-pk"]


def told(asked: Asked) -> Iterator[tuple[str, str]]:
    """What narrows the list, in words, each with the address without it."""
    known = {column.name: column for column in columns(asked.model)}
    if asked.text:
        yield f"含“{asked.text}”", without(asked, "q")
    if asked.unit:
        yield f"单位：{asked.unit}", without(asked, "unit")
    for name, value in asked.choices.items():
        word = {"yes": "是", "no": "否"}.get(value) if known[name].kind == "yes-no" else None
        stored = values_of(known[name])[value]
        yield f"{known[name].label}：{word or dict(known[name].choices).get(stored, value)}", without(asked, name)
    if asked.first or asked.last:
        span = f"{asked.first or ''}至{asked.last or ''}"
        yield f"{known[asked.by].label}：{span}", without(asked, "by", "first", "last")
    if asked.clock:
        name, _, colour = asked.clock.partition(":")
        whose = "任一时限" if name == ANY else known[name].label
        yield f"{whose}：{Colour(colour).label}", without(asked, "clock")
    if asked.rule:
        says = "有任一问题" if asked.rule == ANY else f"不符合“{rules_of(asked.model)[asked.rule].says.removesuffix('。')}”"
        yield says, without(asked, "rule")


def without(asked: Asked, *names: str) -> str:
    kept = asked.query.copy()
    for name in (*names, "page"):
        kept.pop(name, None)
    return f"?{kept.urlencode()}"
