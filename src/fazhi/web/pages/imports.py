"""导入台账: the list of imports, handing a sheet in, and the way of one from its columns to what it changed."""

from collections.abc import Callable
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from fazhi.engine.register import Register, register, registers
from fazhi.exchange import flow
from fazhi.exchange.cells import short
from fazhi.exchange.mapping import importable, needed
from fazhi.exchange.models import AT_WORK, Import, State
from fazhi.exchange.rows import opened_rows
from fazhi.exchange.undoing import touched_count, touched_since
from fazhi.exchange.xlsx import letters_of
from fazhi.kit.sheets import SheetRefused
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.records.custom import registers_of
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import number
from fazhi.web.frame.menu import SENDERS

from . import imports_files

SHOWN = 30  # lines a page
SAMPLES = 3  # rows shown beside the columns
SHAPES = {  # state → the drawing and colour of a like state elsewhere
    State.MAPPING: "preparing",
    State.CHECKING: "running",
    State.CHECKED: "preparing",
    State.APPLYING: "running",
    State.DONE: "done",
    State.UNDOING: "running",
    State.UNDONE: "superseded",
    State.REFUSED: "refused",
    State.DROPPED: "stopped",
}


def register_or_404(code: str) -> type[Register]:
    try:
        return register(code)
    except KeyError:
        raise Http404 from None


def seen(request: HttpRequest, held: int) -> Import:
    found = Import.visible_to(request.actor).select_related("unit", "user", "blob", "fixed_unit", "post")  # type: ignore[attr-defined]
    return get_object_or_404(found, pk=held)


@for_roles(*SENDERS)
def imports(request: HttpRequest) -> HttpResponse:
    """Who brought in what, when, how far it is; and where to begin."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    code = request.GET.get("register", "")
    known, every = registers_of(actor), Import.visible_to(actor).select_related("unit", "user")
    page = Paginator(every.filter(register=code) if code in known else every, SHOWN).get_page(request.GET.get("page"))
    rows = [(each, title_of(each), SHAPES[State(each.state)]) for each in page.object_list]
    writable = [(code, model._meta.verbose_name) for code, model in known.items() if flow.may_import(model, actor)]
    return render(request, "imports/list.html", {"page": page, "rows": rows, "writable": writable, "code": code})


def title_of(held: Import) -> str:
    model = registers().get(held.register)
    return str(model._meta.verbose_name) if model else held.register


@for_roles(*SENDERS)
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Hand a sheet in."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not flow.may_import(model, actor):
        raise PermissionDenied(f"您不能导入{model._meta.verbose_name}台账。请由单位联络员、分管领导或工作专班办理。")
    known: dict[str, Any] = {"code": code, "title": model._meta.verbose_name, "largest": flow.LARGEST, "refusal": ""}
    known["identity"] = [column.label for column in importable(model) if column.name in model.identity]
    if request.method != "POST":
        return render(request, "imports/new.html", known)
    file: Any = request.FILES.get("file")
    try:
        if file is None:
            raise Refused("没有选择文件。请先选一个 Excel、WPS 或 CSV 表格。")
        held = flow.hand_in(actor, model, file.name or "台账", file, file.size)
    except Refused as refusal:
        return render(request, "imports/new.html", known | {"refusal": str(refusal)}, status=422)
    return redirect("import", held.pk)


@for_roles(*SENDERS)
def show(request: HttpRequest, held: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """One import where it stands; a post is one act on it. A script asks again while work is under way."""
    found = seen(request, held)
    if request.method == "POST" and not refusal:
        return acted(request, found)
    if request.headers.get("HX-Request") and found.state not in AT_WORK:
        return HttpResponse(headers={"HX-Refresh": "true"})
    state = State(found.state)
    known: dict[str, Any] = {"held": found, "title": title_of(found), "shape": SHAPES[state], "refusal": refusal, "part": PARTS[state]}
    known["is_own"] = found.user_id == request.actor.user.pk  # type: ignore[attr-defined]
    if state in AT_WORK:
        known |= {"ticket": flow.settle(found), "target": found.new + found.changed}
        if request.headers.get("HX-Request"):
            return render(request, "imports/_work.html", known)
    elif state == State.MAPPING:
        known |= columns_of(request, found)
    else:
        known |= outcome_of(request, found)
    return render(request, "imports/page.html", known, status=status)


PARTS = {
    State.MAPPING: "imports/_map.html",
    State.CHECKING: "imports/_work.html",
    State.APPLYING: "imports/_work.html",
    State.UNDOING: "imports/_work.html",
    State.CHECKED: "imports/_checked.html",
    State.DONE: "imports/_done.html",
    State.UNDONE: "imports/_done.html",
    State.REFUSED: "imports/_refused.html",
    State.DROPPED: "imports/_refused.html",
}


def columns_of(request: HttpRequest, held: Import) -> dict[str, Any]:
    """The columns of the sheet with a few of their cells, and what each may be."""
    model = register(held.register)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told = request.POST if request.POST.get("act") == "map" else None
    samples: list[list] = []
    first = held.header_row + held.header_lines
    try:
        with opened_rows(held) as rows:
            samples = list(islice((cells for no, cells in rows if no >= first), SAMPLES))
    except SheetRefused as refusal:
        messages.error(request, str(refusal), extra_tags="bad")
    lines = []
    for place, label in enumerate(held.header):
        cells = [short(cells[place]) for cells in samples if place < len(cells) and cells[place] != ""]
        if not label and not cells:
            continue
        chosen = told.get(f"column-{place}", "") if told else held.mapping[place]
        lines.append({"place": place, "letter": letters_of(place), "label": label, "cells": cells, "chosen": chosen})
    required = {column.name for column in needed(model)}
    return {
        "lines": lines,
        "options": [(column.name, column.label, column.name in required or column.required) for column in importable(model)],
        "guessed": sum(1 for line in lines if line["chosen"]),
        "units": flow.units_for(actor, model),
        "unit": number(told, "unit") if told else (held.fixed_unit_id or (0 if "unit" in held.mapping else actor.unit and actor.unit.pk)),
        "clears": bool(told.get("clears")) if told else held.clears,
        "sheets": flow.sheets_of(held),
    }


def outcome_of(request: HttpRequest, held: Import) -> dict[str, Any]:
    """What was found or done: counts, what is wrong, what changes."""
    wrong = held.faults.filter(is_warning=False)
    page = Paginator(wrong, SHOWN).get_page(request.GET.get("page"))
    known: dict[str, Any] = {"page": page, "warnings": held.faults.filter(is_warning=True)[:SHOWN], "target": held.new + held.changed}
    if held.state == State.DONE:
        known["may_undo"] = held.written > 0
    earlier = Import.visible_to(request.actor).filter(register=held.register, blob=held.blob, state=State.DONE)  # type: ignore[attr-defined]
    known["earlier"] = earlier.exclude(pk=held.pk).select_related("user").first()
    return known


def acted(request: HttpRequest, held: Import) -> HttpResponse:
    """One of the acts on an import; refused ones are said on the page with what was chosen still there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    acts: dict[str, Callable[[], Any]] = {
        "map": lambda: mapped(request, actor, held),
        "sheet": lambda: flow.choose_sheet(actor, held, request.POST.get("sheet", ""), number(request.POST, "row")),
        "remap": lambda: flow.map_again(actor, held),
        "recheck": lambda: flow.check_again(actor, held),
        "confirm": lambda: flow.confirm(actor, held),
        "drop": lambda: flow.drop(actor, held),
        "go-on": lambda: flow.go_on(actor, held),
    }
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        act()
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        return show(request, held.pk, refusal=str(refusal), status=getattr(refusal, "status", 422))
    return redirect("import", held.pk)


def mapped(request: HttpRequest, actor: Actor, held: Import) -> None:
    chosen = [request.POST.get(f"column-{place}", "") for place in range(len(held.header))]
    units = {unit.pk: unit for unit in flow.units_for(actor, register(held.register))}
    fixed = units.get(number(request.POST, "unit")) if "unit" not in chosen else None
    flow.map_columns(actor, held, chosen, fixed, clears=bool(request.POST.get("clears")))


@for_roles(*SENDERS)
def undo(request: HttpRequest, held: int) -> HttpResponse:
    """What taking it back would do, and doing it."""
    found = seen(request, held)
    known: dict[str, Any] = {"held": found, "title": title_of(found), "refusal": ""}
    status = 200
    if request.method == "POST":
        try:
            flow.ask_undo(request.actor, found)  # type: ignore[attr-defined]
            return redirect("import", found.pk)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            known["refusal"], status = str(refusal), getattr(refusal, "status", 422)
    touched = touched_count(found) if found.state == State.DONE else 0
    known |= {"touched": touched_since(found) if touched else [], "count": touched, "left": max(found.written - touched, 0)}
    return render(request, "imports/undo.html", known, status=status)


urlpatterns = [
    path("imports/", imports, name="imports"),
    path("imports/<int:held>/", show, name="import"),
    path("imports/<int:held>/undo/", undo, name="import-undo"),
    path("imports/<int:held>/errors/", imports_files.errors, name="import-errors"),
    path("registers/<str:code>/import/", new, name="import-new"),
    path("registers/<str:code>/template/", imports_files.blank, name="import-template"),
    path("registers/<str:code>/export/", imports_files.export, name="records-export"),
]
