"""One register as a list: filtered, sorted, marked with what is broken and how its clocks stand, on any day."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fazhi.engine.clocks import clocks_of
from fazhi.engine.register import Register
from fazhi.engine.rules import Severity, marks, rules_of
from fazhi.kit.once import one_reading
from fazhi.people.actor import Actor
from fazhi.people.directory import units_seen_by
from fazhi.records.columns import Column, columns, listed
from fazhi.records.models import SavedView
from fazhi.records.running import Colour
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import STAFF

from .cells import chips, most_urgent, said
from .filtering import ANY, Asked, asked_for, narrowed, sortable, told, values_of
from .finding import address_if, register_or_404
from .overview import domain_of

PER_PAGE = 30
GRAVITY = {Severity.FATAL: "veto", Severity.REDLINE: "bad", Severity.BREACH: "bad", Severity.REMINDER: "warn"}


@dataclass(frozen=True)
class Head:
    """One head of the table: its words, where a click sorts, how it is sorted now."""

    label: str
    kind: str
    address: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Mark:
    """How many rules of one severity a record breaks, and which."""

    tone: str
    word: str
    says: str


@dataclass(frozen=True)
class Line:
    """One record of the list: its number, its cells with the kind and label of their columns, its marks."""

    pk: int
    name: str
    cells: list[tuple[Column, Any]]
    clock: Any
    marks: list[Mark]
    may_write: bool


@for_roles(*STAFF)
def records(request: HttpRequest, code: str, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The list; 30 a page, one query for its marks."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    units = list(units_seen_by(actor))
    asked = asked_for(model, request.GET, actor, units)
    with one_reading():
        rows = narrowed(model.visible_on(actor, asked.as_of), asked)
        page = Paginator(rows.select_related("unit"), PER_PAGE).get_page(request.GET.get("page"))
        lines = lines_of(model, page, asked, actor)
    views = [(view, view.user_id == actor.user.pk) for view in SavedView.seen_by(actor).filter(register=model.code).select_related("user")]
    wrong = [*asked.wrong, *([refusal] if refusal else [])]
    known: dict[str, Any] = {
        "model": model,
        "name": model._meta.verbose_name,
        "domain": domain_of(model),
        "asked": asked,
        "page": page,
        "lines": lines,
    }
    known |= {"heads": heads(model, asked), "units": units, "views": views, "told": list(told(asked)), "wrong": wrong}
    known |= filters(model, asked) | ways(request, model, actor)
    return render(request, "registers/list.html", known, status=422 if wrong and status == 200 else status)


def ways(request: HttpRequest, model: type[Register], actor: Actor) -> dict[str, Any]:
    """Where to go from the list: a new record, a sheet in, the list out, an empty sheet."""
    may_write = actor.is_(*model.writers)
    out = address_if("records-export", model.code)
    return {
        "may_write": may_write,
        "export": f"{out}?{request.GET.urlencode()}" if out else "",
        "bring_in": address_if("import-new", model.code) if may_write else "",
        "sheet": address_if("import-template", model.code) if may_write else "",
    }


def lines_of(model: type[Register], page: Page, asked: Asked, actor: Actor) -> list[Line]:
    rules, shown = rules_of(model), listed(model)
    found = marks(model, [row.pk for row in page], asked.day)
    lines = []
    for row in page:
        clocks = chips(row, asked.day)
        cells = [(column, clocks.get(column.name) if column.kind == "clock" else said(column, column.of(row))) for column in shown]
        broken = [rules[name] for name, kept in found[row.pk].items() if kept is False]
        may_write = asked.as_of is None and row.may_write(actor, row.unit)
        lines.append(Line(row.record_id, str(row), cells, most_urgent(clocks), grave(broken), may_write))
    return lines


def grave(broken: list[Any]) -> list[Mark]:
    """The broken rules counted by severity, the gravest first."""
    found = []
    for severity in Severity:
        these = [rule for rule in broken if rule.severity == severity]
        if these:
            says = "\n".join(rule.says for rule in these)
            found.append(Mark(GRAVITY[severity], f"{severity.label} {len(these)}", says))
    return found


def heads(model: type[Register], asked: Asked) -> list[Head]:
    """The table's heads; the clocks in one column of their own where the list names none."""
    made = []
    for column in listed(model):
        if column.name not in sortable(model):
            made.append(Head(column.label, column.kind))
            continue
        here = asked.sort.removeprefix("-") == column.name
        falls = asked.sort.startswith("-")
        kept = asked.query.copy()
        kept.pop("page", None)
        kept["sort"] = column.name if not here or falls else f"-{column.name}"
        made.append(Head(column.label, column.kind, f"?{kept.urlencode()}", ("descending" if falls else "ascending") if here else ""))
    return made


def filters(model: type[Register], asked: Asked) -> dict[str, Any]:
    """What can be filtered by, each with what is chosen."""
    every, clocks = columns(model), clocks_of(model)
    picks = []
    for column in every:
        if column.kind in ("choice", "stage", "yes-no"):
            words = dict(column.choices)
            options = [
                (value, {"yes": "是", "no": "否"}[value] if column.kind == "yes-no" else words[stored])
                for value, stored in values_of(column).items()
            ]
            picks.append((column, options, asked.choices.get(column.name, "")))
    named = [(ANY, "任一时限"), *((name, str(clock.verbose_name)) for name, clock in clocks.items())]  # type: ignore[attr-defined]
    own = any(column.kind == "clock" for column in listed(model))
    return {
        "stages": [pick for pick in picks if pick[0].kind == "stage"],
        "picks": [pick for pick in picks if pick[0].kind != "stage"],
        "more_open": any(name in asked.choices for name in (pick[0].name for pick in picks if pick[0].kind != "stage"))
        or bool(asked.first or asked.last or asked.as_of),
        "dates": [column for column in every if column.kind in ("date", "moment", "clock")],
        "clocks": [(label, [(f"{name}:{colour.value}", colour.label) for colour in Colour]) for name, label in named] if clocks else [],
        "clock_column": bool(clocks) and not own,
        "rules": [(name, f"{rule.severity.label}：{rule.says}") for name, rule in rules_of(model).items()],
    }
