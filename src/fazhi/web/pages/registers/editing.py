"""Writing down and changing one record: errors beside the fields, what is typed kept, nobody's change overwritten unseen."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fazhi.engine.register import Register
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.records.columns import columns
from fazhi.records.history import version_of
from fazhi.records.keeping import Stale, change, enter
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import number
from fazhi.web.frame.menu import SENDERS

from .cells import said
from .finding import record_or_404, register_or_404, tried, writable_units
from .forms import RecordForm, form_for


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed in between: what it was, what it is now."""

    label: str
    before: str
    now: str


@for_roles(*SENDERS)
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Write down a new record."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not writable_units(model, actor):
        raise PermissionDenied(f"您不能填写{model._meta.verbose_name}。请由单位联络员、负责人或工作专班办理。")
    form = form_for(model, actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        record = model(**form.values())
        if kept(form, lambda: enter(record, actor)):
            messages.success(request, f"已登记“{record}”。")
            return redirect("record", code, record.pk)
    return shown(request, model, form, status=422 if form.is_bound else 200)


@for_roles(*SENDERS)
def edit(request: HttpRequest, code: str, record: int) -> HttpResponse:
    """Change a record; where somebody was quicker, show what, and keep what was typed."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = record_or_404(model, actor, record)
    if not held.may_write(actor, held.unit):
        raise PermissionDenied(f"您不能修改{held.unit.short_name}的{model._meta.verbose_name}。请由该单位联络员、负责人或工作专班办理。")
    if request.method != "POST":
        return shown(request, model, form_for(model, actor, record=held), held, seen=held.version)
    form, seen = form_for(model, actor, request.POST, held), number(request.POST, "seen")
    if form.is_valid():
        try:
            if kept(form, lambda: change(held, form.values(), actor, seen=seen)):
                messages.success(request, f"已保存“{held}”的修改。")
                return redirect("record", code, held.pk)
        except Stale as stale:
            return quicker(request, model, form, held, seen, str(stale))
    return shown(request, model, form, held, seen=seen, status=422)


def kept(form: RecordForm, act: Any) -> bool:
    """Do the act; what refuses it stands in the form. Raises Stale and NotAllowed."""
    try:
        tried(act)
    except (Stale, NotAllowed):
        raise
    except (Refused, ValidationError) as error:
        form.errors_of(error)
        return False
    return True


def quicker(request: HttpRequest, model: type[Register], form: RecordForm, held: Register, seen: int, why: str) -> HttpResponse:
    """409: what the other changed; fields this person left alone take the other's value, the others keep what was typed."""
    before = version_of(held, seen)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    data, clashes = request.POST.copy(), []
    fresh = form_for(model, actor, record=held)
    for column in columns(model):
        if before is None or column.of(before) == column.of(held):
            continue
        clashes.append(Clash(column.label, said(column, column.of(before)), said(column, column.of(held))))
        if column.name in fresh.fields and column.kind != "personal" and form.cleaned_data.get(column.name) in (column.of(before), None):
            put(data, fresh, column.name)
    again = form_for(model, actor, data, held)
    again.is_valid()
    return shown(request, model, again, held, seen=held.version, status=409, clashes=clashes, why=why)


def put(data: Any, fresh: RecordForm, name: str) -> None:
    """Put a stored value into what was typed, as a browser would send it."""
    value = fresh[name].value()
    if isinstance(value, bool):
        data.pop(name, None)
        if value:
            data[name] = "on"
    else:
        data[name] = fresh.fields[name].prepare_value(value) if value is not None else ""


@require_POST
@for_roles(*SENDERS)
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What the register would refuse at once about what stands in the form so far."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = form_for(model, actor, request.POST)
    form.is_valid()
    refuse = getattr(model(**{**defaults(form), **form.values()}), "refuse", None)
    try:
        reasons = refuse() if refuse else []
    except (TypeError, AttributeError):  # a half-filled record may lack what the reasons compare
        reasons = []
    return render(request, "registers/_reasons.html", {"reasons": reasons})


def defaults(form: RecordForm) -> dict[str, Any]:
    return {name: "" for name, field in form.fields.items() if getattr(field, "kind", "") in ("text", "long", "choice", "reference")}


def shown(
    request: HttpRequest,
    model: type[Register],
    form: RecordForm,
    record: Register | None = None,
    *,
    seen: int = 0,
    status: int = 200,
    clashes: list[Clash] | None = None,
    why: str = "",
) -> HttpResponse:
    known = {"model": model, "name": model._meta.verbose_name, "form": form, "record": record, "seen": seen, "clashes": clashes, "why": why}
    return render(request, "registers/form.html", known | {"refuses": hasattr(model, "refuse")}, status=status)
