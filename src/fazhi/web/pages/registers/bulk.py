"""Several records at once: moved, changed in one field or removed; each answers for itself."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fazhi.engine.lifecycle import Stage, lifecycle_of, next_stages
from fazhi.engine.register import Register
from fazhi.kit.once import one_reading
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.records.columns import Column, columns
from fazhi.records.keeping import change, move, remove
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import number_in
from fazhi.web.frame.menu import SENDERS

from .finding import reasons_of, register_or_404, tried
from .forms import RecordForm, form_for
from .moving import needed

MOST = 200


@for_roles(*SENDERS)
def bulk(request: HttpRequest, code: str) -> HttpResponse:
    """Choose what to do with the ticked records; then each says whether it was done or why not."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told = request.POST if request.method == "POST" else request.GET
    ids = [number_in(each) for each in told.getlist("ids")][:MOST]
    rows = list(model.visible_on(actor).filter(pk__in=ids).select_related("unit").order_by("-pk"))
    do = told.get("do", "")
    stage, column = stage_of(model, told.get("to", "")), changeable(model).get(told.get("field", ""))
    names = needed(stage) if stage and do == "move" else [column.name] if column and do == "change" else []
    form = form_for(model, actor, request.POST if request.method == "POST" else None, names=names)
    known: dict[str, Any] = {
        "model": model,
        "name": model._meta.verbose_name,
        "rows": rows,
        "do": do,
        "stage": stage,
        "column": column,
        "form": form,
    }
    known |= {"stages": reachable(rows), "fields": list(changeable(model).values()), "why": told.get("why", "")}
    if request.method != "POST" or not rows:
        return render(request, "registers/bulk.html", known)
    act = act_of(do, stage, column, form, told.get("why", ""), actor) if form.is_valid() else None
    if act is None:
        wrong = "" if form.errors else "请选择要办理的事项；删除须写明原因。"
        return render(request, "registers/bulk.html", known | {"refusal": wrong}, status=422)
    with one_reading():
        results = [(row, *outcome(row, act)) for row in rows]
    done = sum(is_done for _, is_done, _ in results)
    return render(request, "registers/bulk_done.html", known | {"results": results, "done": done}, status=200 if done else 422)


def stage_of(model: type[Register], key: str) -> Stage | None:
    life = lifecycle_of(model)
    return life.stages.get(key) if life else None


def changeable(model: type[Register]) -> dict[str, Column]:
    """The fields that may be changed in many records at once: not what tells them apart, not who they are about."""
    apart = {"unit", *model.identity}
    return {column.name: column for column in columns(model) if column.editable and column.kind != "personal" and column.name not in apart}


def reachable(rows: list[Register]) -> list[Stage]:
    return list({stage.key: stage for row in rows for stage in next_stages(row)}.values())


def act_of(
    do: str, stage: Stage | None, column: Column | None, form: RecordForm, why: str, actor: Actor
) -> Callable[[Register], Any] | None:
    """What is done to each record; None where it was not said in full."""
    values = form.values()
    if do == "move" and stage:
        given = {name: value for name, value in values.items() if value not in (None, "")}
        return lambda row: moved(row, stage, given, actor)
    if do == "change" and column:
        return lambda row: change(row, values, actor, seen=row.version)
    if do == "remove" and why.strip():
        return lambda row: remove(row, actor, why, seen=row.version)
    return None


def moved(row: Register, stage: Stage, given: dict[str, Any], actor: Actor) -> Register:
    """Move one record; what is given fills only what is empty in it."""
    lacking = {name: value for name, value in given.items() if getattr(row, name) in (None, "")}
    return move(row, stage.key, actor, lacking, seen=row.version)


def outcome(row: Register, act: Callable[[Register], Any]) -> tuple[bool, list[str]]:
    """Whether it was done, and why not."""
    try:
        tried(lambda: act(row))
    except (Refused, NotAllowed, ValidationError) as error:
        return False, reasons_of(error)
    return True, []
