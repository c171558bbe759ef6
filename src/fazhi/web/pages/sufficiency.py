"""材料充足度: what each indicator still lacks, for the whole campaign, for one unit, and at one indicator."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from fazhi.campaign.models import Demand
from fazhi.campaign.sufficiency import Standing, standings
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import number
from fazhi.web.frame.campaigns import current_campaign, no_campaign
from fazhi.web.frame.menu import STAFF

LACKS = {
    "": ("全部", lambda row: True),
    "gaps": ("有缺项", lambda row: bool(row.gaps)),
    "stale": ("有过期材料", lambda row: row.stale > 0),
    "outside": ("日期不在周期内", lambda row: row.outside > 0),
    "single": ("来源单一", lambda row: bool(row.single)),
    "enough": ("已充足", lambda row: row.is_enough),
}


@for_roles(*STAFF)
def sufficiency(request: HttpRequest) -> HttpResponse:
    """Every indicator the reader may see, or those of one unit, with the exact thing missing."""
    campaign = current_campaign(request)
    if campaign is None:
        return no_campaign(request, "材料充足度")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = number(request.GET, "unit")
    found = standings(campaign, actor, units=[chosen] if chosen else None, day=actor.today)
    lack = request.GET.get("lack", "")
    lack = lack if lack in LACKS else ""
    counts = [(key, word, sum(1 for row in found if test(row))) for key, (word, test) in LACKS.items()]
    unit = Unit.named([chosen]).get(chosen) if chosen and found else None
    if chosen and unit is None:
        raise Http404
    rows = [row for row in found if LACKS[lack][1](row)]
    known = {"rows": rows, "counts": counts, "lack": lack, "unit": unit, "whole": whole_of(found), "units": units_of(found, unit)}
    return render(request, "sufficiency/list.html", known)


def whole_of(found: list[Standing]) -> dict[str, int]:
    """The figures above the list: sums, and how many indicators are enough."""
    sums = {name: sum(row.sum(name) for row in found) for name in ("required", "supplied", "accepted", "stale", "outside")}
    return sums | {"all": len(found), "enough": sum(1 for row in found if row.is_enough)}


def units_of(found: list[Standing], unit: Unit | None) -> list[Unit]:
    """The units to choose from, in their order; one chosen stands alone."""
    if unit is not None:
        return [unit]
    units = {gauge.unit.pk: gauge.unit for row in found for gauge in row.gauges}
    return sorted(units.values(), key=lambda each: (each.order, each.pk))


@for_roles(*STAFF)
def at_indicator(request: HttpRequest, demand: int) -> HttpResponse:
    """One indicator: each unit with what it owes, what there is, and what to bring."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = get_object_or_404(Demand.visible_to(actor).select_related("campaign", "indicator"), pk=demand)
    found = standings(held.campaign, actor, demands=[held.pk], day=actor.today)
    row = found[0] if found else Standing(held)
    return render(request, "sufficiency/page.html", {"demand": held, "row": row})


urlpatterns = [
    path("sufficiency/", sufficiency, name="sufficiency"),
    path("sufficiency/<int:demand>/", at_indicator, name="sufficiency-indicator"),
]
