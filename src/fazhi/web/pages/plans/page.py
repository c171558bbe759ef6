"""The plan: the document left, what was read from it right; the right side is also served alone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from fazhi.journal.write import trail
from fazhi.plan.models import Plan
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import STAFF

from .acts import linked
from .contents import Contents, contents_or_404, in_words
from .forms import SETTLEMENTS, SettleForm, phase_form, target_form, task_form
from .source import coloured

PARTS = ("overview", "tasks", "phases", "leftovers")
TRAIL = 12  # entries shown under the overview


@for_roles(*STAFF)
def plan_page(request: HttpRequest, plan: int) -> HttpResponse:
    """Overview, tasks, phases or what was not understood."""
    part = request.GET.get("part", "overview")
    return show(request, contents_or_404(request, plan), part if part in PARTS else "overview")


@for_roles(*STAFF)
def task_page(request: HttpRequest, plan: int, no: int) -> HttpResponse:
    """One task in full."""
    return show_task(request, contents_or_404(request, plan), no)


def show_task(
    request: HttpRequest, contents: Contents, no: int, *, typed: dict[str, Any] | None = None, reasons: tuple[str, ...] = ()
) -> HttpResponse:
    """The task's page; `typed` are the forms that were refused, by their prefix, so that nothing typed is lost."""
    line, typed = contents.line(no), typed or {}
    before, after = contents.around(no)
    known: dict[str, Any] = {"line": line, "before": before, "after": after, "span": f"t{no}"}
    if contents.can_correct:
        forms = [(target, target_form(target)) for target in line.targets]
        known["targets"] = [(target, in_words(target), typed.get(str(form.prefix), form)) for target, form in forms]
        known["new_target"] = typed.get("new") or target_form(None)
        known["task_form"] = typed.get("task") or task_form(line.task)
    else:
        known["targets"] = [(target, in_words(target), None) for target in line.targets]
    return show(request, contents, "task", known, reasons=reasons, status=422 if typed or reasons else 200)


def show(
    request: HttpRequest,
    contents: Contents,
    part: str,
    known: dict[str, Any] | None = None,
    *,
    reasons: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """The whole page, or only its right side where a script asks for it."""
    plan = contents.plan
    shown = {"contents": contents, "plan": plan, "part": part, "numbers": contents.numbers, **_of_part(contents, part), **(known or {})}
    shown["reasons"] = [linked(plan, reason) for reason in reasons]
    if is_part(request):
        response = render(request, "plans/_reading.html", shown, status=status)
    else:
        response = render(request, "plans/plan.html", {**shown, **_around(contents), "source": coloured(contents)}, status=status)
    patch_vary_headers(response, ("HX-Request",))  # or the back button shows the part as if it were the page
    return response


def is_part(request: HttpRequest) -> bool:
    asked = request.htmx  # type: ignore[attr-defined]
    return bool(asked) and asked.target == "reading" and not asked.history_restore_request


def _of_part(contents: Contents, part: str) -> dict[str, Any]:
    if part == "overview":
        return {"entries": trail(contents.plan)[:TRAIL]}
    if part == "phases":
        return {"phases": [(phase, phase_form(phase) if contents.can_correct else None) for phase in contents.phases]}
    if part == "leftovers":
        left = [(item, SettleForm(prefix=f"l{item.pk}", initial={"as_": item.settled_as})) for item in contents.leftovers]
        return {"leftovers": left, "settlements": SETTLEMENTS}
    return {}


def _around(contents: Contents) -> dict[str, Any]:
    """The plan that this one may replace, or the one that replaced it."""
    plan = contents.plan
    others = Plan.visible_to(contents.actor).filter(unit=plan.unit).defer("text").exclude(pk=plan.pk)
    in_force = others.filter(state=Plan.State.CONFIRMED, read_at__lt=plan.read_at).first() if plan.state != Plan.State.SUPERSEDED else None
    later = others.filter(supersedes=plan).first() if plan.state == Plan.State.SUPERSEDED else None
    return {"in_force": in_force, "later": later}
