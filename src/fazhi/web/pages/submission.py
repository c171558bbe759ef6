"""报送: the liaison's page: what is asked, what is there, a drop zone that takes everything, and what is missing before it can go."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from fazhi.campaign.models import Assignment, Proof, Submission
from fazhi.campaign.progress import asked_of as is_asked
from fazhi.campaign.proofs import add_proof, change_proof, date_warning, missing, remove_proof, submission_of, write_narrative
from fazhi.evidence.acts import edit_item, new_item_from_upload, new_link, new_offline
from fazhi.evidence.models import Item, PlaceKind, Upload
from fazhi.evidence.taking import taken_in
from fazhi.evidence.uploads import append, begin
from fazhi.journal.write import trail
from fazhi.kit.dates import DateRefused, parse_date
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.models import Role
from fazhi.review.flow import submit, withdraw
from fazhi.review.since import since_return
from fazhi.web.frame.acting import for_roles

WRITERS = (Role.LIAISON, Role.HEAD)


class DayField(forms.CharField):
    """A date as people write it: 2025-06-13, 2025.6.13, 2025年6月13日."""

    def __init__(self, label: str, *, required: bool = False) -> None:
        super().__init__(label=label, required=required, max_length=30)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        if isinstance(text, date):
            return text
        try:
            return parse_date(text)
        except DateRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class PlaceForm(forms.Form):
    """Where in the item the proof stands, and what it shows."""

    requirement = forms.IntegerField(required=False)
    place_kind = forms.ChoiceField(choices=PlaceKind.choices, required=False)
    place = forms.CharField(max_length=200, required=False)
    note = forms.CharField(max_length=500, required=False)
    effective_on = DayField("形成日期")
    title = forms.CharField(max_length=200, required=False)


class LinkForm(PlaceForm):
    """A page on the web."""

    url = forms.URLField(
        label="网址",
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "网址不完整。请从浏览器地址栏整条复制，以 http:// 或 https:// 开头。"},
    )


class OfflineForm(PlaceForm):
    """Something seen off-line that may not enter."""

    title = forms.CharField(label="材料名称", max_length=200)
    seen_where = forms.CharField(label="查阅地点", max_length=200)
    seen_by = forms.CharField(label="查阅人", max_length=100)


def mine_or_404(request: HttpRequest, demand: int) -> Assignment:
    """The actor's unit's own part in the demand; others have the indicator page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = Assignment.visible_to(actor).select_related("unit", "demand__indicator", "demand__campaign__unit")
    return get_object_or_404(held, demand=demand, unit=actor.unit)


@for_roles(*WRITERS)
def submission(request: HttpRequest, demand: int, *, refusal: str = "", typed: dict | None = None, status: int = 200) -> HttpResponse:
    """Everything on one page."""
    held = mine_or_404(request, demand)
    return render(request, "submission/page.html", page_of(request, held) | {"refusal": refusal, "typed": typed or {}}, status=status)


def page_of(request: HttpRequest, held: Assignment) -> dict[str, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = submission_of(actor, held.demand)
    proofs = list(
        Proof.visible_to(actor).filter(submission=found).exclude(state=Proof.State.REMOVED).select_related("item", "version", "requirement")
    )
    for proof in proofs:
        proof.warning = date_warning(proof.item, held.demand.campaign)
        proof.last_mark = None
    asked = asked_of(held)
    told = since_return(found) if found.round else None
    decision = found.decisions.exclude(verdict="skipped").prefetch_related("marks__reasons").first() if found.round else None
    if decision:
        marks = {mark.proof_id: mark for mark in decision.marks.all()}
        for proof in proofs:
            proof.last_mark = marks.get(proof.pk)
    return {
        "held": held,
        "demand": held.demand,
        "submission": found,
        "is_open": found.state in Submission.OPEN,
        "groups": [(each, [proof for proof in proofs if proof.requirement_id == each.pk]) for each in asked],
        "loose": [proof for proof in proofs if proof.requirement_id not in {each.pk for each in asked}],
        "asked": asked,
        "missing": missing(found),
        "decision": decision if decision and decision.verdict == "returned" else None,
        "since": told,
        "narrative": getattr(found, "narrative", None),
        "earlier": earlier_items(actor, proofs),
        "places": PlaceKind.choices,
        "trail": trail(found)[:12],
        "can_write": actor.is_(Role.LIAISON),
    }


def asked_of(held: Assignment) -> list:
    """What this unit is asked for: each unit's material, and the principal's own."""
    answered = held.demand.assignments.filter(role=Assignment.Role.RESPONSIBLE).exists()
    return [each for each in held.demand.requirements.all() if is_asked(each.asked_of, held.role, held.is_principal, answered)]


def earlier_items(actor: Actor, proofs: list[Proof]) -> list[Item]:
    """The unit's recent material that could serve here as well, so that nothing is asked twice."""
    used = {proof.item_id for proof in proofs}
    return [each for each in Item.visible_to(actor).filter(unit=actor.unit, removed_at=None)[:30] if each.pk not in used]


def acted(request: HttpRequest, demand: int, act: Any, said: str) -> HttpResponse:
    """Do it; say what happened, or show the page again with the refusal and what was typed."""
    try:
        act()
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        return submission(request, demand, refusal=str(refusal), typed=request.POST.dict(), status=422)
    messages.success(request, said)
    return redirect("submission", demand)


def place_of(held: Assignment, form: forms.Form) -> dict[str, Any]:
    asked = {each.pk: each for each in held.demand.requirements.all()}
    known = form.cleaned_data
    return {
        "requirement": asked.get(known.get("requirement")),
        "place_kind": known.get("place_kind") or PlaceKind.WHOLE,
        "place": known.get("place", ""),
        "note": known.get("note", ""),
    }


def first_error(form: forms.Form) -> str:
    for name, errors in form.errors.items():
        return f"{form.fields[name].label or name}：{errors[0]}"
    return "请检查填写的内容。"


@require_POST
@for_roles(*WRITERS)
def add_files(request: HttpRequest, demand: int) -> HttpResponse:
    """Files sent by an ordinary form, for a browser without script; each is taken in whole or refused by name."""
    held = mine_or_404(request, demand)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = PlaceForm(request.POST)
    files = request.FILES.getlist("files")
    if not files or not form.is_valid():
        return submission(
            request, demand, refusal="请先选择要上传的文件。" if not files else first_error(form), typed=request.POST.dict(), status=422
        )
    refusals = []
    for file in files:
        try:
            item = new_item_from_upload(actor, taken(actor, file), effective_on=form.cleaned_data["effective_on"])
            add_proof(actor, held.demand, item, **place_of(held, form))
        except Refused as refusal:
            refusals.append(f"{file.name}：{refusal}")
    if refusals:
        return submission(request, demand, refusal="\n".join(refusals), typed=request.POST.dict(), status=422)
    messages.success(request, f"已上传 {len(files)} 个文件，尚未提交。")
    return redirect("submission", demand)


def taken(actor: Actor, file: Any) -> Upload:
    """A file of an ordinary form, through the same gate as one that came in pieces."""
    upload = begin(actor, file.name or "", file.size)
    append(upload, 0, file)
    upload = taken_in(upload)
    if upload.state == Upload.State.REFUSED:
        raise Refused(upload.refusal)
    return upload


@require_POST
@for_roles(*WRITERS)
def add_link(request: HttpRequest, demand: int) -> HttpResponse:
    held = mine_or_404(request, demand)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return submission(request, demand, refusal=first_error(form), typed=request.POST.dict(), status=422)
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def act() -> None:
        known = form.cleaned_data
        item = new_link(actor, known["url"], known["title"] or known["url"], effective_on=known["effective_on"])
        add_proof(actor, held.demand, item, **place_of(held, form))

    return acted(request, demand, act, "已加入链接，尚未提交。")


@require_POST
@for_roles(*WRITERS)
def add_offline(request: HttpRequest, demand: int) -> HttpResponse:
    held = mine_or_404(request, demand)
    form = OfflineForm(request.POST)
    if not form.is_valid():
        return submission(request, demand, refusal=first_error(form), typed=request.POST.dict(), status=422)
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def act() -> None:
        known = form.cleaned_data
        item = new_offline(
            actor,
            known["title"],
            known["seen_where"],
            known["seen_by"],
            actor.today,
            effective_on=known["effective_on"],
            note=known["note"],
        )
        add_proof(actor, held.demand, item, **place_of(held, form))

    return acted(request, demand, act, "已登记线下查阅，尚未提交。")


@require_POST
@for_roles(*WRITERS)
def add_earlier(request: HttpRequest, demand: int) -> HttpResponse:
    """Material that is already here proves this as well: filed once, used again."""
    held = mine_or_404(request, demand)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = PlaceForm(request.POST)
    item = get_object_or_404(Item.visible_to(actor), pk=request.POST.get("item") or 0)
    if not form.is_valid():
        return submission(request, demand, refusal=first_error(form), typed=request.POST.dict(), status=422)
    return acted(request, demand, lambda: add_proof(actor, held.demand, item, **place_of(held, form)), f"已引用“{item}”，尚未提交。")


@require_POST
@for_roles(*WRITERS)
def edit_proof(request: HttpRequest, proof: int) -> HttpResponse:
    """Its place, its note, what it answers, and the item's own date and title."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Proof.visible_to(actor).select_related("item", "submission"), pk=proof)
    held = mine_or_404(request, found.submission.demand_id)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return submission(request, held.demand_id, refusal=first_error(form), typed=request.POST.dict(), status=422)

    def act() -> None:
        known = form.cleaned_data
        wanted = {"title": known["title"] or found.item.title, "effective_on": known["effective_on"]}
        if any(getattr(found.item, name) != value for name, value in wanted.items()) and found.item.unit_id == held.unit_id:
            edit_item(actor, found.item, **wanted)
        change_proof(actor, found, **place_of(held, form))

    return acted(request, held.demand_id, act, f"已修改“{found.item}”的证明点。")


@require_POST
@for_roles(*WRITERS)
def drop_proof(request: HttpRequest, proof: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Proof.visible_to(actor).select_related("item", "submission"), pk=proof)
    return acted(request, found.submission.demand_id, lambda: remove_proof(actor, found), f"已撤下“{found.item}”；材料仍在本单位材料库中。")


@require_POST
@for_roles(*WRITERS)
def save_narrative(request: HttpRequest, demand: int) -> HttpResponse:
    held = mine_or_404(request, demand)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = request.POST.get("text", "")
    return acted(request, demand, lambda: write_narrative(actor, submission_of(actor, held.demand), text), "工作开展情况已保存。")


@require_POST
@for_roles(Role.LIAISON)
def send(request: HttpRequest, demand: int) -> HttpResponse:
    """Hand in for review; the next reader is named."""
    held = mine_or_404(request, demand)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = submission_of(actor, held.demand)
    return acted(request, demand, lambda: submit(actor, found, explain=request.POST.get("explain", "")), "已提交，等待分管领导审签。")


@require_POST
@for_roles(Role.LIAISON)
def take_back(request: HttpRequest, demand: int) -> HttpResponse:
    held = mine_or_404(request, demand)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = submission_of(actor, held.demand)
    return acted(request, demand, lambda: withdraw(actor, found), "已撤回，可以继续修改。")


urlpatterns = [
    path("submission/<int:demand>/", submission, name="submission"),
    path("submission/<int:demand>/files/", add_files, name="submission-files"),
    path("submission/<int:demand>/link/", add_link, name="submission-link"),
    path("submission/<int:demand>/offline/", add_offline, name="submission-offline"),
    path("submission/<int:demand>/earlier/", add_earlier, name="submission-earlier"),
    path("submission/<int:demand>/narrative/", save_narrative, name="submission-narrative"),
    path("submission/<int:demand>/send/", send, name="submission-send"),
    path("submission/<int:demand>/take-back/", take_back, name="submission-take-back"),
    path("proof/<int:proof>/edit/", edit_proof, name="proof-edit"),
    path("proof/<int:proof>/drop/", drop_proof, name="proof-drop"),
]
