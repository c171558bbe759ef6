"""Which campaign the pages are about: the one chosen, or else the one that runs where the actor works."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from fazhi.campaign.models import Campaign
from fazhi.people.actor import Actor
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import STAFF


def campaigns_of(request: HttpRequest) -> list[Campaign]:
    """Every campaign the actor may open, read once a request; running ones first, one's own area's before others'."""
    if not hasattr(request, "campaigns_seen"):
        actor: Actor = request.actor  # type: ignore[attr-defined]
        order = {Campaign.State.RUNNING: 0, Campaign.State.PREPARING: 1, Campaign.State.CLOSED: 2}
        seen = Campaign.visible_to(actor).select_related("unit", "edition", "plan")
        area = actor.area.pk if actor.area else None
        request.campaigns_seen = sorted(seen, key=lambda each: (order[Campaign.State(each.state)], each.unit_id != area, -each.pk))  # type: ignore[attr-defined]
    return request.campaigns_seen  # type: ignore[attr-defined]


def current_campaign(request: HttpRequest) -> Campaign | None:
    seen = campaigns_of(request)
    return next((each for each in seen if each.pk == request.session.get("campaign")), seen[0] if seen else None)


def turn_to(request: HttpRequest, campaign: Campaign) -> None:
    """Stay with this campaign on the pages that follow; the session is written only where that changes it."""
    if request.session.get("campaign") != campaign.pk:
        request.session["campaign"] = campaign.pk


def no_campaign(request: HttpRequest, title: str) -> HttpResponse:
    """The page called `title` before there is any campaign: what to do first."""
    return render(request, "indicators/none.html", {"title": title})


def campaign_or_404(request: HttpRequest) -> Campaign:
    campaign = current_campaign(request)
    if campaign is None:
        raise Http404("no campaign")
    return campaign


@require_POST
@for_roles(*STAFF)
def choose_campaign(request: HttpRequest, campaign: int) -> HttpResponse:
    """Turn all pages to another campaign."""
    chosen = get_object_or_404(Campaign.visible_to(request.actor), pk=campaign)  # type: ignore[attr-defined]
    request.session["campaign"] = chosen.pk
    return redirect("today")
