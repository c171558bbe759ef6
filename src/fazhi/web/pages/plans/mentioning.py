"""Adding a unit that the reading missed, dropping one that it misread, and giving up a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from fazhi.people.directory import units_seen_by
from fazhi.people.models import Role
from fazhi.plan.mentioning import add_mention, discard, drop_mention
from fazhi.plan.models import Mention, Plan
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import number

from .acts import attempt, tell


def draft(request: HttpRequest, plan: int) -> Plan:
    return get_object_or_404(Plan.visible_to(request.actor).select_related("unit"), pk=plan)  # type: ignore[attr-defined]


def answered(request: HttpRequest, reasons: tuple[str, ...], said: str) -> None:
    """Say what happened, or why it did not."""
    if reasons:
        messages.error(request, "；".join(reasons), extra_tags="bad")
    else:
        tell(request, said)


@require_POST
@for_roles(Role.TASKFORCE)
def new_mention(request: HttpRequest, plan: int, no: int) -> HttpResponse:
    task = get_object_or_404(draft(request, plan).tasks, no=no)
    unit = get_object_or_404(units_seen_by(request.actor), pk=number(request.POST, "unit"))  # type: ignore[attr-defined]
    reasons = attempt(add_mention, request.actor, task, request.POST.get("role", ""), unit)  # type: ignore[attr-defined]
    answered(request, reasons, f"已补充{unit}。")
    return redirect("plan-task", plan, no)


@require_POST
@for_roles(Role.TASKFORCE)
def remove_mention(request: HttpRequest, plan: int, mention: int) -> HttpResponse:
    found = get_object_or_404(Mention, task__plan=draft(request, plan), pk=mention)
    no = found.task.no
    answered(request, attempt(drop_mention, request.actor, found, request.POST.get("reason", "")), f"已去掉“{found.name}”。")  # type: ignore[attr-defined]
    return redirect("plan-task", plan, no)


@require_POST
@for_roles(Role.TASKFORCE)
def give_up(request: HttpRequest, plan: int) -> HttpResponse:
    found = draft(request, plan)
    reasons = attempt(discard, request.actor, found, request.POST.get("reason", ""))  # type: ignore[attr-defined]
    answered(request, reasons, f"已放弃《{found}》。")
    return redirect("plan", plan) if reasons else redirect("plans")
