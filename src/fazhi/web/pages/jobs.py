"""后台任务: what runs, waits, is done or failed, for whom and why; repeating and stopping it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from fazhi.jobs import JobRefused
from fazhi.jobs.models import UNFINISHED, State, Ticket
from fazhi.jobs.overview import living_workers, repeat, stop, tickets
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.actor import Actor
from fazhi.people.models import Role
from fazhi.web.frame.acting import for_roles

SHOWN = 40  # tickets a page


@for_roles(Role.SYSTEM_ADMIN)
def jobs(request: HttpRequest) -> HttpResponse:
    """The tickets, newest first; a script asks again while some are unfinished, and gets only the list."""
    known = listed(request)
    return render(request, "jobs/_list.html" if request.headers.get("HX-Request") else "jobs/page.html", known)


def listed(request: HttpRequest) -> dict[str, Any]:
    state = request.GET.get("state", "")
    words = request.GET.get("q", "").strip()[:100]
    every = tickets()
    found = every.filter(state=state) if state in State.values else every
    if words:
        found = found.filter(label__contains=words) | found.filter(asked_by__contains=words)
    counts = dict(every.order_by().values_list("state").annotate(number=Count("pk")))
    workers = living_workers(timezone.now())
    page = Paginator(found.order_by("-asked_at", "-id"), SHOWN).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": [(ticket, took(ticket)) for ticket in page.object_list],
        "states": [(value, label, counts.get(value, 0)) for value, label in State.choices],
        "state": state,
        "words": words,
        "workers": workers,
        "stands_still": not workers and any(counts.get(value) for value in UNFINISHED),
        "is_moving": any(counts.get(value) for value in UNFINISHED),
        "here": f"{reverse('jobs')}?{request.GET.urlencode()}",
    }


def took(ticket: Ticket) -> str:
    """How long it took, or has been running: 40 秒, 3 分 5 秒, 2 小时 10 分; empty where it has not begun."""
    if ticket.started_at is None or ticket.state == State.WAITING:
        return ""
    seconds = max(0, int(((ticket.ended_at or timezone.now()) - ticket.started_at).total_seconds()))
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return f"{hours} 小时 {minutes % 60} 分"
    return f"{minutes} 分 {seconds % 60} 秒" if minutes else f"{seconds} 秒"


@require_POST
@for_roles(Role.SYSTEM_ADMIN)
def act_on_job(request: HttpRequest, ticket: str, act: str) -> HttpResponse:
    """Repeat or stop one ticket; journalled with the ticket it is about."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found: Ticket = get_object_or_404(tickets(), pk=ticket)
    units = [actor.unit.pk] if actor.unit else []
    try:
        with transaction.atomic():
            if act == "repeat":
                again = repeat(found, by=actor.user.name)
                write(Verb.REOPENED, again, f"重新执行了后台任务“{found.label}”", by=actor.who, about=[found], units=units)
                said = f"“{found.label}”已重新排队。"
            elif act == "stop":
                before = found.get_state_display()
                stopped = stop(found, by=actor.user.name)
                told, after = f"停止了后台任务“{found.label}”", {"state": stopped.get_state_display()}
                write(Verb.ENDED, stopped, told, by=actor.who, units=units, before={"state": before}, after=after)
                said = f"“{found.label}”已停止。" if stopped.is_finished else f"已要求停止“{found.label}”，它在下一次报告进展时停下。"
            else:
                raise Http404(act)
    except JobRefused as error:
        messages.error(request, str(error), extra_tags="bad")
    else:
        messages.success(request, said, extra_tags="ok")
    return redirect("jobs")


urlpatterns = [
    path("jobs/", jobs, name="jobs"),
    path("jobs/<uuid:ticket>/<slug:act>/", act_on_job, name="job-act"),
]
