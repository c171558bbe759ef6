"""Whom a name in the plan means: one unit, or a collective name with the units it stands for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from fazhi.people.actor import Actor
from fazhi.people.collectives import add_collective, expand
from fazhi.people.models import CollectiveName, Unit
from fazhi.people.names import Names
from fazhi.people.units import add_alias
from fazhi.plan.correcting import open_draft, resolve_mention
from fazhi.plan.importing import looks_collective
from fazhi.plan.models import Mention
from fazhi.plan.refusal import Refused
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import STAFF

from .acts import attempt, tell
from .contents import Chip, Contents, contents_or_404
from .page import show


@dataclass(frozen=True)
class Choice:
    """What the person chose: a unit, a collective name by its key, or None for a new one; whether for all places, and for later plans."""

    unit: Unit | None
    collective: CollectiveName | None
    members: tuple[Unit, ...]
    everywhere: bool
    remember: bool


@dataclass(frozen=True)
class Pick:
    """One radio button."""

    value: str
    label: str
    checked: bool


@for_roles(*STAFF)
def mention_page(request: HttpRequest, plan: int, mention: int) -> HttpResponse:
    """What the name may mean; POST decides it."""
    contents = contents_or_404(request, plan)
    chip = contents.chips.get(mention)
    if chip is None:
        raise Http404(f"no mention {mention}")
    if not contents.can_correct:
        return members_shown(request, contents, chip)
    names = Names(area_of(contents), contents.actor.today)
    if request.method != "POST":
        return form(request, contents, chip, names)
    if reasons := attempt(decide, contents.actor, area_of(contents), chip.mention, names, request.POST):
        return form(request, contents, chip, names, reasons)
    left = len(contents_or_404(request, plan).open_names)
    tell(request, f"已认定“{chip.mention.name}”，" + (f"还有 {left} 个称谓待认定。" if left else "全部称谓都已认定。"))
    return redirect("plan-task", plan, chip.mention.task.no)


def members_shown(request: HttpRequest, contents: Contents, chip: Chip) -> HttpResponse:
    """To a reader: which units the name stands for. What is posted here is refused in the words of the act."""
    reasons = attempt(open_draft, contents.actor, contents.plan) if request.method == "POST" else ()
    mention = chip.mention
    known = {"chip": chip, "line": contents.line(mention.task.no), "members": list(mention.members.all()), "span": f"m{mention.pk}"}
    return show(request, contents, "mention", known, reasons=reasons, status=422 if reasons else 200)


def area_of(contents: Contents) -> Unit:
    return contents.plan.unit.area or contents.plan.unit


@transaction.atomic
def decide(actor: Actor, area: Unit, mention: Mention, names: Names, posted: Any) -> None:
    """Keep the choice, and teach it to the names of the area where that was asked for; all or nothing."""
    choice = chosen(names, area, posted)
    if choice.unit is not None:
        resolve_mention(actor, mention, choice.unit, everywhere=choice.everywhere)
        if choice.remember and not isinstance(names.find(mention.name), Unit):
            add_alias(actor, choice.unit, mention.name)
        return
    collective = choice.collective or add_collective(actor, area, mention.name)
    if choice.members and (choice.remember or collective.expansion_on(actor.today) is None):
        expand(actor, collective, choice.members, actor.today)
    resolve_mention(actor, mention, collective=collective, members=choice.members or None, everywhere=choice.everywhere)


def chosen(names: Names, area: Unit, posted: Any) -> Choice:
    """The choice as posted; refused where nothing or too little was chosen."""
    kind, _, key = posted.get("meaning", "").partition(":")
    members = tuple(unit for unit in names.units.values() if str(unit.pk) in posted.getlist("members") and area.contains(unit))
    flags = ("everywhere" in posted, "remember" in posted)
    if kind == "unit":
        pk = posted.get("other", "") if key == "other" else key
        unit = next((each for each in names.units.values() if str(each.pk) == pk), None)
        if unit is None:
            raise Refused("没有选定单位。请从候选中选一个，或在“其他单位”里选择。")
        return Choice(unit, None, (), *flags)
    if kind == "collective":
        collective = next((each for each in names.collectives.values() if str(each.pk) == key), None)
        if key != "new" and collective is None:
            raise Refused("所选的集合称谓已不存在。请刷新后重选。")
        if collective is None and not members:
            raise Refused("新的集合称谓没有勾选单位。请勾选它包含的单位。")
        return Choice(None, collective, members, *flags)
    raise Refused("没有选定含义。请选定一个单位，或选定集合称谓并勾选它包含的单位。")


def form(request: HttpRequest, contents: Contents, chip: Chip, names: Names, reasons: tuple[str, ...] = ()) -> HttpResponse:
    """The choices, with what was chosen before or just now."""
    mention, posted, area = chip.mention, request.POST, area_of(contents)
    held = posted.getlist("members") if posted else [str(unit.pk) for unit in mention.members.all()]
    meaning = posted.get("meaning", "") or meaning_of(mention, chip)
    known = {
        "chip": chip,
        "line": contents.line(mention.task.no),
        "candidates": picks("unit", likely(mention, names), meaning),
        "units": in_order(names.units.values()),
        "collectives": picks("collective", names.collectives.values(), meaning),
        "groups": grouped(area, names.units.values()),
        "places": sum(each.is_open and each.mention.name == mention.name for each in contents.chips.values()),
        "looks_collective": looks_collective(mention.name),
        "meaning": meaning,
        "other": posted.get("other", ""),
        "held": {unit.pk for unit in names.units.values() if str(unit.pk) in held},
        "everywhere": "everywhere" in posted if posted else True,
        "remember": "remember" in posted if posted else True,
        "span": f"m{mention.pk}",
    }
    return show(request, contents, "mention", known, reasons=reasons, status=422 if reasons else 200)


def picks(kind: str, records: Iterable[Any], meaning: str) -> list[Pick]:
    return [Pick(value, each.name, value == meaning) for each in records for value in [f"{kind}:{each.pk}"]]


def likely(mention: Mention, names: Names) -> list[Unit]:
    """The unit that it means now, then those with the closest names."""
    found = names.candidates(mention.name)
    return found if mention.unit is None or mention.unit in found else [mention.unit, *found]


def meaning_of(mention: Mention, chip: Chip) -> str:
    """What is ticked at first: what holds, else the likely kind."""
    if mention.unit_id:
        return f"unit:{mention.unit_id}"
    if mention.collective_id:
        return f"collective:{mention.collective_id}"
    return "collective:new" if looks_collective(mention.name) else ""


def in_order(units: Iterable[Unit]) -> list[Unit]:
    return sorted(units, key=lambda unit: (unit.path.count("/"), unit.order, unit.pk))


def grouped(area: Unit, units: Iterable[Unit]) -> list[tuple[str, list[Unit]]]:
    """The units below the area: its own and the areas right below it first, then each inner area's."""
    groups: dict[str, list[Unit]] = {area.short_name: []}
    for unit in in_order(units):
        if area.contains(unit) and unit.pk != area.pk:
            owner = unit.parent if unit.is_area else unit.area
            groups.setdefault(owner.short_name if owner else area.short_name, []).append(unit)
    return [(name, held) for name, held in groups.items() if held]
