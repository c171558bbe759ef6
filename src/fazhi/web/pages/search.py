"""搜索: one box over indicators, tasks, units and material, inside files too; every list through its own door."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from fazhi.campaign.models import Demand, Submission
from fazhi.campaign.uses import items_read_by, versions_open_to
from fazhi.evidence.models import Item
from fazhi.people.actor import Actor
from fazhi.people.directory import units_seen_by
from fazhi.plan.models import PlanTask
from fazhi.plan.seen import tasks_seen_by
from fazhi.search.find import found
from fazhi.search.snippet import snippet
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.campaigns import current_campaign
from fazhi.web.frame.menu import STAFF

SHOWN = 20  # of each kind


@for_roles(*STAFF)
def search(request: HttpRequest) -> HttpResponse:
    """Words parted by blanks must all be there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
    known: dict[str, object] = {"q": query}
    if query:
        known |= {"demands": demands(request, actor, query), "tasks": tasks(actor, query), "units": units(actor, query)}
        known |= {"items": items(actor, query), "narratives": narratives(actor, query)}
        known["none"] = not any(known[name] for name in ("demands", "tasks", "units", "items", "narratives"))
    return render(request, "search/page.html", known)


def every(query: str, *lookups: str) -> Q:
    """Each word in one of the lookups; these tables are small, so the database reads them through."""
    wanted = Q()
    for word in query.split():
        anywhere = Q()
        for lookup in lookups:
            anywhere |= Q(**{f"{lookup}__icontains": word})
        wanted &= anywhere
    return wanted


def demands(request: HttpRequest, actor: Actor, query: str) -> list[Demand]:
    fields = every(query, "indicator__code", "indicator__title", "indicator__measures", "indicator__targets", "requirements__name")
    seen = Demand.visible_to(actor).filter(campaign=current_campaign(request)).filter(fields).select_related("indicator")
    return list(seen.distinct()[:SHOWN])


def tasks(actor: Actor, query: str) -> list[tuple[PlanTask, list]]:
    seen = tasks_seen_by(actor).filter(every(query, "title", "text"))
    return [(task, snippet(task.text, query)) for task in seen[:SHOWN]]


def units(actor: Actor, query: str) -> list:
    return list(units_seen_by(actor).filter(every(query, "name", "short_name", "aliases__name", "area__short_name")).distinct()[:SHOWN])


def items(actor: Actor, query: str) -> list[tuple[Item, list]]:
    """Words inside a file are looked for in its newest version, and only where the reader may open that one."""
    hits: list = list(found(items_read_by(actor).filter(removed_at=None), query, "evidence.item")[:SHOWN])
    newest = versions_open_to(actor).filter(pk__in=[each.newest for each in hits]).select_related(None)
    texts = dict(newest.values_list("pk", "text"))
    return [(item, snippet(texts.get(item.newest, ""), query)) for item in hits]


def narratives(actor: Actor, query: str) -> list[tuple[Submission, list]]:
    seen = Submission.visible_to(actor).filter(Submission.told_to(actor), every(query, "narrative__text"))
    seen = seen.select_related("narrative", "demand__indicator")
    return [(each, snippet(each.narrative.text, query)) for each in seen[:SHOWN]]


urlpatterns = [path("search/", search, name="search")]
