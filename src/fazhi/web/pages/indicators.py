"""指标体系: the tree with the state of each indicator, and one indicator with its demand, units, material and proof on one screen."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from fazhi.campaign.models import Assignment, Campaign, Demand, Proof, Submission
from fazhi.campaign.progress import by_demand, cells
from fazhi.campaign.reading import own_parts, requirements_seen_by, tasks_behind
from fazhi.journal.models import Entry
from fazhi.journal.write import trail
from fazhi.people.actor import Actor
from fazhi.people.models import Role
from fazhi.people.scope import reaches
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.campaigns import current_campaign, no_campaign, turn_to
from fazhi.web.frame.menu import STAFF
from fazhi.web.frame.standing import kept
from fazhi.web.frame.tree import tree
from fazhi.web.pages.figures.panel import panel

PROOFS_SHOWN = 24


def demands_of(actor: Actor, campaign: Campaign) -> QuerySet[Demand]:
    return Demand.visible_to(actor).filter(campaign=campaign).select_related("indicator")


def states(actor: Actor, campaign: Campaign) -> dict[int, str]:
    """Demand → state word for the dots: of the whole for those who oversee, of one's own unit for the others."""
    if actor.oversees(campaign.unit):
        return kept(campaign, "states", lambda: {demand: str(total.state) for demand, total in by_demand(campaign).items()})
    own = [actor.unit.pk] if actor.unit else []
    return {demand: cell.state for (demand, _unit), cell in cells(campaign, units=own, actor=actor).items()}


@for_roles(*STAFF)
def indicators(request: HttpRequest) -> HttpResponse:
    """The tree; opens the first indicator that the reader has to do with."""
    campaign = current_campaign(request)
    if campaign is None:
        return no_campaign(request, "指标体系")
    known = states(request.actor, campaign)  # type: ignore[attr-defined]
    demands = list(demands_of(request.actor, campaign))  # type: ignore[attr-defined]
    mine = next((demand for demand in demands if demand.pk in known), demands[0] if demands else None)
    if mine is None:
        return no_campaign(request, "指标体系")
    return redirect("indicator", mine.pk)


@for_roles(*STAFF)
def indicator(request: HttpRequest, demand: int) -> HttpResponse:
    """One indicator in the campaign it belongs to."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Demand.visible_to(actor).select_related("indicator__edition", "campaign__unit", "campaign__plan"), pk=demand)
    campaign = found.campaign
    turn_to(request, campaign)
    assignments = list(Assignment.visible_to(actor).filter(demand=found).select_related("unit"))
    mine = own_parts(actor, found.pk) if actor.is_(Role.LIAISON, Role.HEAD) else []
    proofs = (
        Proof.visible_to(actor)
        .filter(submission__demand=found)
        .exclude(state=Proof.State.REMOVED)
        .select_related("item", "submission", "requirement")
        .order_by("submission__unit__order", "requirement__order", "id")
    )
    page = Paginator(proofs, PROOFS_SHOWN).get_page(request.GET.get("page"))
    known = cells(campaign, demands=[found.pk], actor=actor)
    return render(
        request,
        "indicators/page.html",
        {
            "demand": found,
            "tree": tree(demands_of(actor, campaign), states(actor, campaign), found.pk),
            "tasks": tasks_behind(found),
            "measured": panel(actor, found),
            "rows": [(each, known.get((found.pk, each.unit_id))) for each in assignments],
            "leads": leads(found),
            "requirements": list(found.requirements.all()),
            "proofs": page,
            "mine": next(iter(mine), None),
            "inherited": mine[1:],
            "schemes": list(found.indicator.scheme_items.select_related("scheme")),
            "trail": story(actor, found, assignments)[:12],
        },
    )


def leads(demand: Demand) -> list[str]:
    """The names of the lead units, the 主牵头 first; everybody who may open the demand may know whom to ask."""
    held = demand.assignments.filter(role=Assignment.Role.LEAD).select_related("unit").order_by("-is_principal", "order")
    return [each.unit.short_name + ("（主牵头）" if each.is_principal else "") for each in held]


def story(actor: Actor, demand: Demand, assignments: list[Assignment]) -> QuerySet[Entry]:
    """The whole story for those who oversee the campaign; for a unit what concerns its own part and what it handed in."""
    if actor.oversees(demand.campaign.unit):
        return trail(demand, *assignments)
    own = [each for each in assignments if reaches(actor, each.unit)]
    handed_in = Submission.visible_to(actor).filter(demand=demand, unit__in=[each.unit_id for each in own])
    return trail(*own, *handed_in)


@for_roles(Role.TASKFORCE, Role.LEADER)
def requirements(request: HttpRequest) -> HttpResponse:
    """Every material asked in the campaign, for whoever wants to read it in one list."""
    campaign = current_campaign(request)
    if campaign is None:
        return no_campaign(request, "应交材料")
    asked = requirements_seen_by(request.actor, campaign)  # type: ignore[attr-defined]
    return render(request, "indicators/requirements.html", {"requirements": Paginator(asked, 50).get_page(request.GET.get("page"))})


urlpatterns = [
    path("indicators/", indicators, name="indicators"),
    path("indicators/<int:demand>/", indicator, name="indicator"),
    path("requirements/", requirements, name="requirements"),
]
