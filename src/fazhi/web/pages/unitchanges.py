"""Renaming, merging, splitting and ending a unit on a date: a form, a preview of what follows, the act."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from fazhi.kit.dates import chinese_date
from fazhi.people import units
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.directory import units_seen_by
from fazhi.people.models import Expansion, Post, Role, Unit, UnitKind
from fazhi.people.rights import need_shape
from fazhi.web.frame.acting import for_roles, refused

from .appointing import day_of, numbers

WAYS = {"rename": "更名", "merge": "合并", "split": "分设", "end": "撤销"}
MOST_PARTS = 5
NAMED = 30  # people or units named in the preview before the rest is only counted


@dataclass
class Following:
    """What the act brings about: sentences about each new unit, and about what ends."""

    unit: Unit | None
    lines: list[str] = field(default_factory=list)


@for_roles(Role.SYSTEM_ADMIN)
def change(request: HttpRequest, unit: int, how: str) -> HttpResponse:
    """The form; then what follows; then, once confirmed, the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if how not in WAYS:
        raise Http404(how)
    found = get_object_or_404(units_seen_by(actor), pk=unit)
    refusal, following, taken = "", [], request.POST.get("step") == "do"
    try:
        need_shape(actor, found, f"将“{found}”{WAYS[how]}")
        if request.method == "POST":
            if taken:
                return done(request, actor, found, how)
            following = foreseen(actor, found, how, request.POST)
    except NotAllowed as error:
        raise refused(error) from None
    except Refused as error:
        refusal = str(error)
    shown = form_of(found, how, request) | {"unit": found, "how": how, "word": WAYS[how], "refusal": refusal, "following": following}
    return render(request, "directory/preview.html" if following else "directory/change.html", shown, status=422 if refusal else 200)


def done(request: HttpRequest, actor: Actor, unit: Unit, how: str) -> HttpResponse:
    new = carry_out(actor, unit, how, request.POST)
    heir = new[0] if new else unit
    names = "、".join(f"“{each}”" for each in new)
    since = chinese_date(heir.since or actor.today)
    said = f"已{WAYS[how]}：{names}自{since}起存在，原有的任职和名称已经接过来。" if new else f"“{unit}”已撤销。"
    messages.success(request, said, extra_tags="ok")
    return redirect("directory-unit", heir.pk)


def carry_out(actor: Actor, unit: Unit, how: str, form: Any) -> list[Unit]:
    """Do it; gives the new units, the heir first. Raises Refused, NotAllowed."""
    on = day_of(form, "on", "生效日期")
    if how == "rename":
        return [units.rename_unit(actor, unit, form.get("name", ""), form.get("short_name", ""), on)]
    if how == "merge":
        others = units_seen_by(actor).filter(pk__in=numbers(form, "units"))
        kind = form.get("kind", unit.kind)
        return [units.merge_units(actor, [unit, *others], form.get("name", ""), form.get("short_name", ""), kind, on)]
    if how == "split":
        rows = parts_of(form)
        written = [row for row in rows if row["name"] or row["short_name"]]
        heir = next((place for place, row in enumerate(written) if row["is_heir"]), -1)
        parts = [units.Part(row["name"], row["short_name"], row["kind"]) for row in written]
        new = units.split_unit(actor, unit, parts, on, heir)
        return [new[heir], *(each for place, each in enumerate(new) if place != heir)]
    units.end_unit(actor, unit, on)
    return []


def foreseen(actor: Actor, unit: Unit, how: str, form: Any) -> list[Following]:
    """What would follow: the act itself is carried out, looked at, and taken back. So the preview refuses what the act would refuse."""
    with transaction.atomic():
        new = carry_out(actor, unit, how, form)
        on = day_of(form, "on", "生效日期")
        seen = [follows(each, on, is_heir=place == 0) for place, each in enumerate(new)] if new else [ends(unit, on)]
        transaction.set_rollback(True)
    return seen


def follows(unit: Unit, on: date, *, is_heir: bool) -> Following:
    found = Following(unit)
    say = found.lines.append
    say(f"全称“{unit.name}”，简称“{unit.short_name}”，{unit.get_kind_display()}，自{chinese_date(on)}起存在。")
    before = [each.predecessor.name for each in unit.inheritances.select_related("predecessor")]
    say(f"承继{'、'.join(before)}；轨迹和以前的材料仍记在原单位名下，可以查到。")
    if not is_heir:
        say("不接任职和工作，需要另行任命人员、分派任务。")
    else:
        posts = Post._default_manager.filter(unit=unit).select_related("user")
        held = [f"{post.user}（{Role(post.role).label}）" for post in posts]
        say(f"接过{len(held)}项任职：{listed(held)}。" if held else "原单位没有在任人员，接过后请任命联络员和分管领导。")
        say("原单位没有办完的指标任务、审核和整改，由它的人员继续办理。")
    children = [child.short_name for child in unit.children.all()]
    if children:
        say(f"接过{len(children)}个下属单位：{listed(children)}。")
    if names := [alias.name for alias in unit.aliases.order_by("id")]:
        say(f"以后写到这些名称，也指它：{listed(names)}。")
    meant = Expansion._default_manager.filter(units=unit, since__gte=on).select_related("collective")
    if collectives := [each.collective.name for each in meant]:
        say(f"这些集合称谓自{chinese_date(on)}起改指它：{listed(collectives)}。")
    return found


def ends(unit: Unit, on: date) -> Following:
    """A unit that nobody succeeds: whose posts end with it."""
    found = Following(None, [f"“{unit.name}”自{chinese_date(on)}起不再存在，没有单位承继；它的材料和轨迹都保留，可以查到。"])
    posts = unit.posts.filter(until__gte=on - timedelta(days=1)).select_related("user")
    if ended := [f"{post.user}（{Role(post.role).label}）" for post in posts]:
        found.lines.append(f"这些任职到前一日为止：{listed(ended)}。")
    found.lines.append("没有办完的指标任务不会自动交给别的单位，请创建工作专班重新分派。")
    return found


def listed(names: Sequence[str]) -> str:
    return "、".join(names[:NAMED]) + (f"等{len(names)}项" if len(names) > NAMED else "")


def form_of(unit: Unit, how: str, request: HttpRequest) -> dict[str, Any]:
    """What the form shows: as it was filled in, or else what is usual."""
    form = request.POST
    chosen = set(numbers(form, "units"))
    actor: Actor = request.actor  # type: ignore[attr-defined]
    siblings = units_seen_by(actor).on(actor.today).filter(parent=unit.parent).exclude(pk=unit.pk)
    alike = [each for each in siblings if each.is_area == unit.is_area] if how == "merge" and unit.parent else []
    return {
        "form": form,
        "kind": form.get("kind", unit.kind),
        "kinds": UnitKind.choices,
        "siblings": alike,
        "chosen": chosen,
        "chosen_units": [each for each in alike if each.pk in chosen],
        "parts": parts_of(form) or [{"name": "", "short_name": "", "kind": unit.kind, "is_heir": place == 0} for place in range(3)],
        "fields": [(name, value) for name in form if name not in ("csrfmiddlewaretoken", "step") for value in form.getlist(name)],
    }


def parts_of(form: Any) -> list[dict[str, Any]]:
    """The rows of a split as filled in."""
    names, shorts, kinds = (form.getlist(name)[:MOST_PARTS] for name in ("part_name", "part_short", "part_kind"))
    heir = form.get("heir", "")
    return [
        {"name": name.strip(), "short_name": short.strip(), "kind": kind, "is_heir": heir == str(place)}
        for place, (name, short, kind) in enumerate(zip(names, shorts, kinds, strict=False))
    ]


urlpatterns = [path("directory/<int:unit>/change/<slug:how>/", change, name="directory-change")]
