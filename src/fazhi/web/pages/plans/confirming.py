"""A person answers for the reading: one task, all that are ready, the whole plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fazhi.plan.confirming import confirm_plan
from fazhi.plan.correcting import confirm_target, confirm_task
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import STAFF

from .acts import attempt, tell
from .contents import contents_or_404
from .correcting import target_of
from .page import show, show_task


@require_POST
@for_roles(*STAFF)
def confirm_one(request: HttpRequest, plan: int, no: int) -> HttpResponse:
    """One task with its units and targets; the next that waits is shown then."""
    contents = contents_or_404(request, plan)
    line = contents.line(no)
    if reasons := attempt(confirm_task, contents.actor, line.task):
        return show_task(request, contents, no, reasons=reasons)
    tell(request, f"已确认任务“{line.task}”。")
    waiting = [each.task.no for each in contents.lines if not each.task.is_confirmed and each.task.no != no]
    following = next((each for each in waiting if each > no), waiting[0] if waiting else no)
    return redirect("plan-task", plan, following)


@require_POST
@for_roles(*STAFF)
def confirm_number(request: HttpRequest, plan: int, target: int) -> HttpResponse:
    """One target."""
    contents = contents_or_404(request, plan)
    found = target_of(contents, target)
    if reasons := attempt(confirm_target, contents.actor, found):
        return show_task(request, contents, found.task.no, reasons=reasons)
    tell(request, f"已确认目标“{found}”。")
    return redirect("plan-task", plan, found.task.no)


@require_POST
@for_roles(*STAFF)
def confirm_rest(request: HttpRequest, plan: int) -> HttpResponse:
    """Every task not yet confirmed; those with an open name are left with their reasons, the others are done."""
    contents = contents_or_404(request, plan)
    waiting = [line.task for line in contents.lines if not line.task.is_confirmed]
    before = contents.numbers["confirmed"]  # now, for the act marks these very tasks
    refusals = [reason for task in waiting for reason in attempt(confirm_task, contents.actor, task)]
    after = contents_or_404(request, plan)
    done = after.numbers["confirmed"] - before
    if not refusals:
        tell(request, f"已确认其余 {done} 项任务，可以确认方案了。")
        return redirect("plan", plan)
    first = f"已确认 {done} 项任务，还有 {len(waiting) - done} 项没有确认。" if done else "没有任务可以确认。"
    return show(request, after, "overview", reasons=(first, *dict.fromkeys(refusals)), status=422)


@require_POST
@for_roles(*STAFF)
def confirm_whole(request: HttpRequest, plan: int) -> HttpResponse:
    """The whole plan; refused with every reason at once."""
    contents = contents_or_404(request, plan)
    if reasons := attempt(confirm_plan, contents.actor, contents.plan):
        return show(request, contents, "overview", reasons=reasons, status=422)
    tell(request, f"已确认“{contents.plan}”，共 {len(contents.lines)} 项任务，现在可以据此分派。")
    return redirect("plan", plan)
