"""Bringing in a plan, as a file or pasted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fazhi.kit.files import human_size
from fazhi.people.actor import NotAllowed
from fazhi.people.directory import units_seen_by
from fazhi.people.models import Role, Unit
from fazhi.plan.importing import import_plan
from fazhi.plan.models import Plan
from fazhi.plan.reader import NotAPlan
from fazhi.plan.refusal import Refused
from fazhi.web.frame.acting import for_roles, refused

from .acts import tell

LARGEST = 20 * 1024 * 1024  # bytes; a plan is a few pages, and the limit of a pasted one is the same


@for_roles(Role.TASKFORCE)
def bring_in(request: HttpRequest) -> HttpResponse:
    """The form; after a good reading the plan's page, after a refusal the form with what was pasted."""
    places = places_of(request)
    known = {"places": places, "chosen": request.POST.get("unit", ""), "text": "", "largest": LARGEST}
    if request.method != "POST":
        return render(request, "plans/import.html", known)
    try:
        plan = brought(request, places)
    except NotAllowed as error:
        raise refused(error) from error
    except (NotAPlan, Refused) as error:
        known |= {"refusal": str(error), "text": request.POST.get("text", "")}
        return render(request, "plans/import.html", known, status=422)
    tell(request, f"已读出“{plan}”。请对照左侧原文核对右侧内容，逐项确认。")
    same = Plan.visible_to(request.actor).filter(unit=plan.unit, document_number=plan.document_number).exclude(pk=plan.pk)  # type: ignore[attr-defined]
    if plan.document_number and (count := same.count()):
        tell(request, f"已有 {count} 份文号同为{plan.document_number}的方案。如是重复导入，请放弃这份草稿；如是修订，请与原方案对照。")
    return redirect("plan", plan.pk)


def brought(request: HttpRequest, places: list[Unit]) -> Plan:
    """The plan as imported; raises NotAPlan, Refused, NotAllowed."""
    unit = next((place for place in places if str(place.pk) == request.POST.get("unit", "")), None)
    if unit is None:
        raise Refused("没有选定是哪里的方案。请选择发布单位后再导入。")
    file, text = request.FILES.get("file"), request.POST.get("text", "")
    if file is None:
        return import_plan(request.actor, unit, text=text)  # type: ignore[attr-defined]
    if text.strip():
        raise Refused("既选了文件，又粘贴了文字，分不清以哪个为准。请只留一个：清空文字，或不选文件。")
    if file.size is not None and file.size > LARGEST:
        raise Refused(f"文件有 {human_size(file.size)}，超过 {human_size(LARGEST)}，不像是一份方案。请核对文件，或只粘贴正文。")
    return import_plan(request.actor, unit, file.name or "", data=file.read())  # type: ignore[attr-defined]


def places_of(request: HttpRequest) -> list[Unit]:
    """Where the actor runs a creation: the unit of the post, and the areas below it."""
    actor = request.actor  # type: ignore[attr-defined]
    own = actor.unit
    return [own, *(unit for unit in units_seen_by(actor) if unit.is_area and unit.exists_on(actor.today) and unit.pk != own.pk)]
