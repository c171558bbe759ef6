"""今天要做的: what waits for this person, what is late, and what others owe."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from fazhi.campaign.models import Campaign
from fazhi.campaign.progress import CellState, by_unit, cells, totals
from fazhi.people.models import Role
from fazhi.people.owed import Owed
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.campaigns import current_campaign
from fazhi.web.frame.owing import owed_lines
from fazhi.web.frame.standing import kept

GROUPS = (
    ("已逾期", "bad", "clock-exclamation"),
    ("本周到期", "warn", "calendar-due"),
    ("待办", "run", "list-check"),
    ("等别人", "", "clock"),
)
SHOWN = 30  # lines a group shows before the rest is folded
ICONS = {
    "supply": "paperclip", "submit": "send", "fix": "arrow-back-up", "sign": "clipboard-check", "review": "clipboard-check",
    "accept": "circle-check", "read": "bell", "renew": "refresh", "settle": "edit", "appoint": "user",
}  # fmt: skip


def today(request: HttpRequest) -> HttpResponse:
    """Three groups of lines, each one act; the task force sees where things are stuck, by unit."""
    actor = request.actor  # type: ignore[attr-defined]
    lines = owed_lines(actor)
    count = sum(1 for line in lines if not line.waits_for)
    if actor.post:
        cache.set(f"owed:{actor.user.pk}:{actor.post.pk}", count, 60)
    groups = [
        {"name": name, "colour": colour, "icon": icon, "count": len(found), "lines": found[:SHOWN], "more": found[SHOWN:]}
        for name, colour, icon in GROUPS
        if (found := [shown(line) for line in lines if line.group(actor.today) == name])
    ]
    campaign = current_campaign(request)
    known = {"groups": groups, "count": count}
    if campaign and actor.is_(Role.TASKFORCE, Role.LEADER) and actor.oversees(campaign.unit):
        known |= kept(campaign, "standing", lambda: standing(campaign))
    return render(request, "today/page.html", known)


def standing(campaign: Campaign) -> dict:
    """The five numbers, and the units where most is stuck."""
    found = cells(campaign)
    whole = totals(campaign, known=found)
    behind = [row for row in by_unit(campaign, known=found) if row.required > row.accepted]
    behind.sort(key=lambda row: (-row.returned, row.supplied - row.required))
    return {"totals": whole, "overdue": whole.states[CellState.OVERDUE], "stuck": [(row.unit, row) for row in behind[:12]]}


def shown(line: Owed) -> dict:
    name, arguments = line.place
    return {"line": line, "address": reverse(name, args=arguments), "icon": ICONS.get(line.kind, "point")}


@for_roles(*Role)
def me(request: HttpRequest) -> HttpResponse:
    """我的: nameplates, password, sign out, for the phone."""
    return render(request, "today/me.html")


urlpatterns = [path("", today, name="today"), path("me/", me, name="me")]
