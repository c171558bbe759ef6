"""责任单位: how each unit stands, and one unit with everything it has to do with."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from fazhi.campaign.models import Assignment
from fazhi.campaign.progress import by_unit, cells
from fazhi.journal.write import trail
from fazhi.people.actor import Actor, people_in
from fazhi.people.models import Role, Unit
from fazhi.review.timeliness import timeliness
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.campaigns import current_campaign, no_campaign
from fazhi.web.frame.menu import STAFF
from fazhi.web.frame.standing import kept

SORTS = {"": lambda total: 0, "missing": lambda total: total.supplied - total.required, "returned": lambda total: -total.returned}


@for_roles(*STAFF)
def units(request: HttpRequest) -> HttpResponse:
    """One line a unit: required, supplied, accepted, returned, and how punctual it was. A liaison sees the own unit's line."""
    campaign = current_campaign(request)
    if campaign is None:
        return no_campaign(request, "责任单位")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    whole = actor.oversees(campaign.unit)
    sums = list(kept(campaign, "units", lambda: by_unit(campaign))) if whole else by_unit(campaign, actor=actor)
    # a lead unit sees of others what they owe it, never how punctual they are elsewhere
    punctual = kept(campaign, "punctual", lambda: {row.unit_id: row for row in timeliness(campaign, actor.today)})
    sort = request.GET.get("sort", "")
    sums.sort(key=SORTS.get(sort, SORTS[""]))
    rows = [(unit, row, punctual.get(unit.pk) if reaches(actor, unit) else None) for row in sums if (unit := row.unit)]
    return render(request, "units/list.html", {"rows": rows, "sort": sort})


@for_roles(*STAFF)
def unit(request: HttpRequest, unit: int) -> HttpResponse:
    """One unit: what it leads, what it supplies, how each stands, and who to call."""
    campaign = current_campaign(request)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = list(
        Assignment.visible_to(actor)
        .filter(demand__campaign=campaign, unit=unit)
        .select_related("unit", "demand__indicator")
        .order_by("demand__indicator__no")
    )
    found = held[0].unit if held else Unit.named([unit]).get(unit)
    if found is None or not (held or reaches(actor, found)):
        raise Http404
    known = cells(campaign, units=[unit], actor=actor) if campaign else {}
    rows = [(each, known.get((each.demand_id, unit))) for each in held]
    people = [(role.label, people_in(found, role, actor.today)) for role in (Role.HEAD, Role.LIAISON)]
    summary = next(iter(by_unit(campaign, known=known)), None) if campaign else None
    return render(
        request,
        "units/page.html",
        {"unit": found, "rows": rows, "people": people, "summary": summary, "trail": trail(found)[:8] if reaches(actor, found) else []},
    )


def reaches(actor: Actor, unit: Unit) -> bool:
    return actor.unit is not None and actor.unit.contains(unit)


urlpatterns = [path("units/", units, name="units"), path("units/<int:unit>/", unit, name="unit")]
