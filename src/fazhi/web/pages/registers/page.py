"""One record: what it says, where it stands, how its clocks were counted, what is broken, its proof, versions and trail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from fazhi.engine.lifecycle import Lifecycle, Stage, lifecycle_of, next_stages, stage_of
from fazhi.engine.register import Register, registers
from fazhi.engine.rules import Rule, Severity, marks, rules_of
from fazhi.evidence.models import Item
from fazhi.journal.write import trail
from fazhi.kit.once import one_reading
from fazhi.people.actor import Actor
from fazhi.people.scope import reaches
from fazhi.records.attaching import attached
from fazhi.records.columns import Column, columns
from fazhi.records.history import Step, history, pauses
from fazhi.records.opening import open_personal
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import SENDERS, STAFF

from .cells import NOTHING, said
from .counting import counted
from .finding import day_asked, record_or_404, register_or_404
from .listing import GRAVITY
from .overview import domain_of

TRAIL_SHOWN = 20
ITEMS_OFFERED = 30


@dataclass(frozen=True)
class Fact:
    """One line of the record: label, value in words, whether it can be opened, where it leads."""

    label: str
    value: str
    kind: str
    leads: str = ""
    help: str = ""


@dataclass(frozen=True)
class Stop:
    """One stage of the line: passed, here or ahead, and the day it was reached."""

    label: str
    state: str
    on: date | None


@for_roles(*STAFF)
def show(request: HttpRequest, code: str, record: int, *, refusal: str = "", status: int = 200, opened: Any = None) -> HttpResponse:
    """The record as it stands, or on an earlier day."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    as_of, wrong = day_asked(request.GET.get("as_of", ""), "数据截至")
    as_of = as_of if as_of and as_of < actor.today else None
    held = record_or_404(model, actor, record, as_of)
    day = as_of or actor.today
    may_write = as_of is None and held.may_write(actor, held.unit)
    is_open = held.of is None or model.visible_on(actor).filter(pk=held.of).exists()  # else what came after belongs to others
    steps = history(held)
    kept, broken, unasked = judgement(model, held, day)
    with one_reading():
        clocks = counted(held, day, list(pauses(held)) if is_open else [], may_write)
    known = {
        "model": model,
        "name": model._meta.verbose_name,
        "domain": domain_of(model),
        "record": held,
        "day": day,
        "as_of": as_of,
        "may_write": may_write,
        "refusal": refusal or wrong,
        "facts": (shown := facts(held, actor, opened)),
        "blank": [fact.label for fact in shown if fact.value == NOTHING],
        "has_personal": may_write and any(column.kind == "personal" and column.of(held) for column in columns(model)),
        "opened": opened is not None,
        "stops": stops(held, steps),
        "next": next_stages(held) if may_write else [],
        "clocks": clocks,
        "broken": broken,
        "kept": kept,
        "unasked": unasked,
        "steps": told(steps),
        "trail": trail(held)[:TRAIL_SHOWN] if reaches(actor, held.unit) else [],
        **proof(request, actor, held, may_write, is_open),
    }
    return render(request, "registers/record.html", known, status=422 if wrong else status)


@require_POST
@for_roles(*SENDERS)
def open_up(request: HttpRequest, code: str, record: int) -> HttpResponse:
    """The personal values in full, this once; the journal says who read them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = record_or_404(register_or_404(code), actor, record)
    answer = show(request, code, record, opened=open_personal(actor, held))
    answer["Cache-Control"] = "no-store"
    return answer


def facts(held: Register, actor: Actor, opened: dict[str, str] | None) -> list[Fact]:
    """Every column but the clocks and the stage; references lead to the record they name, where the reader may see it."""
    found = []
    for column in columns(type(held)):
        if column.kind in ("clock", "stage"):
            continue
        value = said(column, column.of(held))
        if opened and column.name in opened:
            value = opened[column.name] or NOTHING
        leads = leads_to(column, held, actor) if column.kind == "reference" and column.of(held) else ""
        found.append(Fact(column.label, value, column.kind, leads, column.help))
    return found


def leads_to(column: Column, held: Register, actor: Actor) -> str:
    """code/number of the record that a reference names; “missing” where no record the reader may see has this key."""
    other = registers().get(column.to)
    found = other.visible_on(actor).filter(business_key=column.of(held)).values_list("pk", flat=True).first() if other else None
    return f"{column.to}/{found}" if found else "missing"


def stops(held: Register, steps: Iterable[Step]) -> list[Stop]:
    """The stages as a line: those it stood at before, where it stands, those that can still come."""
    life, here = lifecycle_of(type(held)), stage_of(held)
    if life is None:
        return []
    been = {getattr(step.row, life.name) for step in steps}
    keys = list(life.stages)
    place = keys.index(here.key) if here else -1
    can_come = ahead_of(life, here)
    made = []
    for number, stage in enumerate(life.stages.values()):
        on = reached_on(held, stage)
        if stage is here:
            made.append(Stop(stage.label, "here", on))
        elif stage.key in been or (on and number < place):
            made.append(Stop(stage.label, "passed", on))
        elif stage.key in can_come:
            made.append(Stop(stage.label, "ahead", None))
        elif number < place:
            made.append(Stop(stage.label, "skipped", None))
    return made


def ahead_of(life: Lifecycle, here: Stage | None) -> set[str]:
    """The stages to which some way leads on from here."""
    found: set[str] = set()
    fresh = set(here.then) if here else set()
    while fresh - found:
        found |= fresh
        fresh = {key for each in fresh for key in life.stages[each].then}
    return found


def reached_on(held: Register, stage: Stage) -> Any:
    return getattr(held, stage.on) if stage.on else None


def judgement(model: type[Register], held: Register, day: date) -> tuple[list[Rule], list[Any], list[Rule]]:
    """The rules kept, broken (with the tone of their severity, the gravest first) and not asked."""
    rules = rules_of(model)
    found = marks(model, [held.pk], day)[held.pk] if rules else {}
    gravest = list(Severity)
    broken = sorted((rules[name] for name, kept in found.items() if kept is False), key=lambda rule: gravest.index(rule.severity))
    kept = [rules[name] for name, kept in found.items() if kept]
    return (
        kept,
        [(rule, GRAVITY[rule.severity], rule.severity.label) for rule in broken],
        [rules[name] for name, kept in found.items() if kept is None],
    )


def told(steps: list[Step]) -> list[tuple[Step, list[tuple[str, str, str]]]]:
    """Each version with its changes in words; of personal values only that they changed."""
    return [
        (
            step,
            [
                (
                    each.column.label,
                    *(
                        ("（个人信息）", "（已改）")
                        if each.column.kind == "personal"
                        else (said(each.column, each.before), said(each.column, each.after))
                    ),
                )
                for each in step.changes
            ],
        )
        for step in steps
    ]


def proof(request: HttpRequest, actor: Actor, held: Register, may_write: bool, is_open: bool) -> dict[str, Any]:
    """What is attached, as far as the reader may see it, and what could be: purposes and items."""
    rows = list(attached(held)) if is_open else []
    seen = set(Item.visible_to(actor).filter(pk__in=[row.item_id for row in rows]).values_list("pk", flat=True))
    life = lifecycle_of(type(held))
    purposes = list(dict.fromkeys(each for stage in life.stages.values() for each in stage.evidence)) if life else []
    find = request.GET.get("find", "").strip()[:100]
    offered = Item.visible_to(actor).filter(removed_at=None, title__icontains=find) if may_write else Item.visible_to(actor).none()
    return {
        "attached": [(row, row.item_id in seen) for row in rows],
        "purposes": purposes,
        "lacking": [each for each in purposes if each not in {row.purpose for row in rows}],
        "find": find,
        "items": list(offered[:ITEMS_OFFERED]),
    }
