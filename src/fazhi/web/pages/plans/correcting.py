"""Correcting what was read: a task, its targets, a phase, a passage that was not understood."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fazhi.plan.correcting import add_target, correct_phase, correct_target, correct_task, drop_target, settle_leftover
from fazhi.plan.models import Target
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import STAFF

from .acts import accepted, attempt, tell
from .contents import Contents, contents_or_404
from .forms import SettleForm, phase_form, target_form, task_form
from .page import show, show_task


@require_POST
@for_roles(*STAFF)
def fix_task(request: HttpRequest, plan: int, no: int) -> HttpResponse:
    """Title and time limit."""
    contents = contents_or_404(request, plan)
    task = contents.line(no).task
    form = task_form(task, request.POST)
    if accepted(form, correct_task, contents.actor, task):
        tell(request, f"已更正任务“{task}”。")
        return redirect("plan-task", plan, no)
    return show_task(request, contents, no, typed={"task": form})


@require_POST
@for_roles(*STAFF)
def new_target(request: HttpRequest, plan: int, no: int) -> HttpResponse:
    """A target that the reading missed."""
    contents = contents_or_404(request, plan)
    task = contents.line(no).task
    form = target_form(None, request.POST)
    if accepted(form, add_target, contents.actor, task):
        tell(request, f"已为任务“{task}”补充一个目标。")
        return redirect("plan-task", plan, no)
    return show_task(request, contents, no, typed={"new": form})


@require_POST
@for_roles(*STAFF)
def fix_target(request: HttpRequest, plan: int, target: int) -> HttpResponse:
    """A target that was misread."""
    contents = contents_or_404(request, plan)
    found = target_of(contents, target)
    form = target_form(found, request.POST)
    if accepted(form, correct_target, contents.actor, found):
        tell(request, f"已更正目标“{found}”。")
        return redirect("plan-task", plan, found.task.no)
    return show_task(request, contents_or_404(request, plan), found.task.no, typed={str(form.prefix): form})


@require_POST
@for_roles(*STAFF)
def remove_target(request: HttpRequest, plan: int, target: int) -> HttpResponse:
    """What is no target; its sentence stays under the task."""
    contents = contents_or_404(request, plan)
    found = target_of(contents, target)
    no, said = found.task.no, str(found)
    if reasons := attempt(drop_target, contents.actor, found):
        return show_task(request, contents, no, reasons=reasons)
    tell(request, f"已删去误读的目标“{said}”，原句仍在任务下。")
    return redirect("plan-task", plan, no)


@require_POST
@for_roles(*STAFF)
def fix_phase(request: HttpRequest, plan: int, phase: int) -> HttpResponse:
    """Name and days of a phase."""
    contents = contents_or_404(request, plan)
    found = one_of(contents.phases, phase)
    form = phase_form(found, request.POST)
    if accepted(form, correct_phase, contents.actor, found):
        tell(request, f"已更正阶段“{found}”。")
        return redirect(f"{reverse('plan', args=(plan,))}?part=phases#p{phase}")
    shown = [(each, form if each.pk == phase else phase_form(each)) for each in contents_or_404(request, plan).phases]
    return show(request, contents, "phases", {"phases": shown, "span": f"p{phase}"}, status=422)


@require_POST
@for_roles(*STAFF)
def settle(request: HttpRequest, plan: int, leftover: int) -> HttpResponse:
    """What a passage that was not understood is."""
    contents = contents_or_404(request, plan)
    found = one_of(contents.leftovers, leftover)
    form = SettleForm(request.POST, prefix=f"l{leftover}")
    if accepted(form, settle_leftover, contents.actor, found):
        tell(request, f"已处理一处未识别内容：{found.settled_as}。")
        return redirect(f"{reverse('plan', args=(plan,))}?part=leftovers")
    shown = [
        (each, form if each.pk == leftover else SettleForm(prefix=f"l{each.pk}", initial={"as_": each.settled_as}))
        for each in contents_or_404(request, plan).leftovers
    ]
    return show(request, contents, "leftovers", {"leftovers": shown, "span": f"l{leftover}"}, status=422)


def target_of(contents: Contents, target: int) -> Target:
    if target not in contents.targets:
        raise Http404(f"no target {target}")
    return contents.targets[target]


def one_of(items: list[Any], pk: int) -> Any:
    """The item with this key; not found where it belongs to another plan."""
    found = next((item for item in items if item.pk == pk), None)
    if found is None:
        raise Http404(f"no item {pk}")
    return found
