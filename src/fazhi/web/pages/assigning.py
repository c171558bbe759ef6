"""分工与材料: one indicator's units, 主牵头, required material and applicability, changed by the task force; and reading a change."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from fazhi.campaign import applicability, assigning, requirements
from fazhi.campaign.changes import acknowledge
from fazhi.campaign.models import Assignment, ChangeFor, Demand, Requirement
from fazhi.journal.write import trail
from fazhi.people.actor import Actor
from fazhi.people.directory import units_seen_by
from fazhi.people.models import Role, Unit
from fazhi.plan.models import Material
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number, typed_in
from fazhi.web.pages.submission_forms import DayField

KINDS = ("文件", "图片", "视频", "链接", "数据", "现场")


def held(request: HttpRequest, demand: int) -> Demand:
    return get_object_or_404(Demand.visible_to(request.actor).select_related("indicator", "campaign__unit"), pk=demand)  # type: ignore[attr-defined]


@for_roles(Role.TASKFORCE)
def assign(request: HttpRequest, demand: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = held(request, demand)
    verb = request.resolver_match.kwargs.get("verb", "") if request.resolver_match else ""
    if not actor.runs(found.campaign.unit):
        raise PermissionDenied(f"指标 {found.indicator.code} 的分工与材料由{found.campaign.unit}的创建工作专班调整。")
    parts = list(Assignment.visible_to(actor).filter(demand=found).select_related("unit"))
    taken = {part.unit_id for part in parts}
    known = {
        "demand": found,
        "parts": parts,
        "asked": [part for part in parts if part.applies == "asked"],
        "requirements": list(found.requirements.all()),
        "units": [unit for unit in units_seen_by(actor).on(actor.today) if unit.pk not in taken and not unit.is_area],
        "kinds": KINDS,
        "asked_of": Material.AskedOf.choices,
        "trail": trail(found)[:12],
        "refusal": refusal,
        "typed": typed_in(request, verb.replace("-", "_")),
    }
    return render(request, "indicators/assign.html", known, status=status)


def unit_of(actor: Actor, post: Any) -> Unit:
    return get_object_or_404(units_seen_by(actor), pk=number(post, "unit"))


def part_of(demand: Demand, post: Any) -> Assignment:
    return get_object_or_404(demand.assignments.select_related("unit"), pk=number(post, "part"))


def asked(demand: Demand, post: Any) -> Requirement:
    return get_object_or_404(demand.requirements.select_related("demand"), pk=number(post, "requirement"))


def fields_of(post: Any) -> dict[str, Any]:
    return {
        "name": post.get("name", "").strip(),
        "kind": post.get("kind", ""),
        "count": number(post, "count") if number(post, "count") < 1000 else 0,
        "asked_of": post.get("asked_of", "each"),
    }


def role_of(post: Any) -> str:
    """牵头 or 责任, whatever else was sent."""
    return Assignment.Role.LEAD if post.get("role") == "lead" else Assignment.Role.RESPONSIBLE


def record_of(demand: Demand, post: Any) -> Demand | Assignment:
    return part_of(demand, post) if post.get("part") else demand


ACTS = {
    "add": (
        "已指定单位。",
        lambda actor, demand, post: assigning.assign(actor, demand, unit_of(actor, post), role_of(post), "principal" in post),
    ),
    "principal": ("已指定主牵头。", lambda actor, demand, post: assigning.make_principal(actor, demand, part_of(demand, post).unit)),
    "drop": (
        "已取消这个单位的分工。",
        lambda actor, demand, post: assigning.unassign(actor, demand, part_of(demand, post).unit, post.get("reason", "")),
    ),
    "require": (
        "已加入应交材料。",
        lambda actor, demand, post: requirements.add_requirement(actor, demand, reason=post.get("reason", ""), **fields_of(post)),
    ),
    "change-requirement": (
        "已修改应交材料。",
        lambda actor, demand, post: requirements.edit_requirement(actor, asked(demand, post), post.get("reason", ""), **fields_of(post)),
    ),
    "drop-requirement": (
        "不再要求这项材料。",
        lambda actor, demand, post: requirements.remove_requirement(actor, asked(demand, post), post.get("reason", "")),
    ),
    "due": (
        "报送期限已更新。",
        lambda actor, demand, post: assigning.set_due(
            actor, demand.campaign, [demand], DayField("期限").clean(post.get("day", "")), post.get("reason", "")
        ),
    ),
    "ask-na": (
        "已申请不适用，等待另一位专班成员批准。",
        lambda actor, demand, post: applicability.ask_not_applicable(actor, record_of(demand, post), post.get("reason", "")),
    ),
    "approve-na": (
        "已批准不适用。",
        lambda actor, demand, post: applicability.decide_not_applicable(actor, record_of(demand, post), True, post.get("remark", "")),
    ),
    "refuse-na": (
        "已驳回，仍须报送。",
        lambda actor, demand, post: applicability.decide_not_applicable(actor, record_of(demand, post), False, post.get("remark", "")),
    ),
    "restore": ("已恢复适用。", lambda actor, demand, post: applicability.restore(actor, record_of(demand, post), post.get("reason", ""))),
}


@require_POST
@for_roles(Role.TASKFORCE)
def act(request: HttpRequest, demand: int, verb: str) -> HttpResponse:
    """One of the acts on a demand, each a form on its page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = held(request, demand)
    if verb not in ACTS:
        return redirect("assign", demand)
    said, does = ACTS[verb]
    return done(
        request, lambda: does(actor, found, request.POST), said, ("assign", demand), lambda **kwargs: assign(request, demand, **kwargs)
    )


@require_POST
@for_roles(Role.LIAISON, Role.HEAD)
def ask(request: HttpRequest, demand: int) -> HttpResponse:
    """A unit asks that its own part does not apply, with the reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    part = get_object_or_404(
        Assignment.visible_to(actor).select_related("demand__campaign__unit", "demand__indicator", "unit"), demand=demand, unit=actor.unit
    )

    def again(*, refusal: str, status: int) -> HttpResponse:
        return render(request, "indicators/ask_refused.html", {"refusal": refusal, "part": part}, status=status)

    act = lambda: applicability.ask_not_applicable(actor, part, request.POST.get("reason", ""))  # noqa: E731
    return done(request, act, "已申请不适用，批准前仍按应交计算。", ("indicator", demand), again)


@for_roles(Role.LIAISON, Role.HEAD, Role.TASKFORCE)
def change(request: HttpRequest, reading: int) -> HttpResponse:
    """变更待知悉: before and after, and the button that says it was read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(
        ChangeFor.visible_to(actor).select_related("change__campaign", "change__demand__indicator", "unit"), pk=reading
    )
    if request.method == "POST":
        again = lambda *, refusal, status: render(request, "indicators/change.html", {"reading": found, "refusal": refusal}, status=status)  # noqa: E731
        return done(request, lambda: acknowledge(actor, found), "已知悉。", ("today",), again)
    return render(request, "indicators/change.html", {"reading": found})


urlpatterns = [
    path("indicators/<int:demand>/assign/", assign, name="assign"),
    path("indicators/<int:demand>/ask-not-applicable/", ask, name="ask-not-applicable"),
    path("indicators/<int:demand>/assign/<slug:verb>/", act, name="assign-act"),
    path("changes/<int:reading>/", change, name="change"),
]
