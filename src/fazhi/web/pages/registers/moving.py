"""Moving a record to its next stage with what that stage needs, and taking a record out of the register."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fazhi.engine.lifecycle import Stage, lifecycle_of, next_stages
from fazhi.engine.lifecycle import stage_of as where
from fazhi.engine.register import Register
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.records.keeping import Stale, move, remove
from fazhi.records.moving import hands, refusals, shown_for
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number
from fazhi.web.frame.menu import SENDERS

from .finding import record_or_404, register_or_404, tried
from .forms import RecordForm, form_for
from .page import show


@for_roles(*SENDERS)
def move_page(request: HttpRequest, code: str, record: int, stage: str) -> HttpResponse:
    """The fields that the next stage needs, and everything that stands in the way at once."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held, life = record_or_404(model, actor, record), lifecycle_of(model)
    if life is None or stage not in life.stages:
        raise Http404
    if not held.may_write(actor, held.unit):
        raise PermissionDenied(f"您不能办理{held.unit.short_name}的{model._meta.verbose_name}。请由该单位联络员、负责人或工作专班办理。")
    to = life.stages[stage]
    form = form_for(model, actor, request.POST if request.method == "POST" else None, held, needed(to))
    reasons: list[str] = []
    status = 200
    if request.method == "POST":
        status, reasons = moved(held, to, actor, form, number(request.POST, "seen"))
        if status == 200:
            messages.success(request, f"“{held}”已转为“{to.label}”。")
            return redirect("record", code, held.pk)
    return page(request, held, to, form, reasons, status)


def needed(stage: Stage) -> list[str]:
    return list(dict.fromkeys([*stage.needs, *([stage.on] if stage.on else [])]))


def moved(held: Register, to: Stage, actor: Actor, form: RecordForm, seen: int) -> tuple[int, list[str]]:
    """Status and reasons; 200 when the record stands at the new stage."""
    if not form.is_valid():
        return 422, []
    values = form.values()
    try:
        tried(lambda: move(held, to.key, actor, values, seen=seen))
    except NotAllowed:
        raise
    except Stale as stale:
        return 409, [str(stale)]
    except Refused as refusal:
        asked = copy(held)
        for name, value in values.items():
            setattr(asked, name, value)
        return 422, refusals(asked, to.key, actor) or [str(refusal)]
    except ValidationError as error:
        form.errors_of(error)
        return 422, []
    return 200, []


def page(request: HttpRequest, held: Register, to: Stage, form: RecordForm, reasons: list[str], status: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    there = shown_for(held) if to.evidence else set()
    known: dict[str, Any] = {
        "record": held,
        "model": type(held),
        "name": held._meta.verbose_name,
        "stage": to,
        "here": here.label if (here := where(held)) else "未知",
        "act": to.act or f"转为“{to.label}”",
        "form": form,
        "reasons": reasons,
        "is_next": to in next_stages(held),
        "papers": [(each, each in there) for each in to.evidence],
        "roles": "、".join(role.label for role in to.by),
        "role_fits": not to.by or actor.is_(*to.by),
        "same_person": to.second and actor.user.pk in hands(held),
    }
    return render(request, "registers/move.html", known, status=status)


@require_POST
@for_roles(*SENDERS)
def take_out(request: HttpRequest, code: str, record: int) -> HttpResponse:
    """Take the record out of the register, with a reason; it stays in the history."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = record_or_404(model, actor, record)
    said = f"“{held}”已从台账中删除；以前的数据和统计仍保留它。"
    again = lambda **kwargs: show(request, code, record, **kwargs)  # noqa: E731
    seen = number(request.POST, "seen") or None
    return done(request, lambda: remove(held, actor, request.POST.get("why", ""), seen=seen), said, ("records", code), again)
