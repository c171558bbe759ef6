"""What a liaison does on the page of 报送: files, links, off-line views, places of proof, the narrative, handing in."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from fazhi.campaign.models import Assignment, Proof
from fazhi.campaign.proofs import add_proof, change_proof, remove_proof, submission_of, write_narrative
from fazhi.campaign.uses import judged_in
from fazhi.evidence.acts import edit_item, new_item_from_upload, new_link, new_offline
from fazhi.evidence.models import Item, PlaceKind
from fazhi.evidence.uploads import receive
from fazhi.people.actor import Actor, Refused
from fazhi.people.lines import inherited_by
from fazhi.people.models import Role
from fazhi.review.flow import personal_in, submit, withdraw
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number
from fazhi.web.pages.submission import WRITERS, mine_or_404, place, submission
from fazhi.web.pages.submission_forms import LinkForm, OfflineForm, PlaceForm, first_error


def acted(request: HttpRequest, held: Assignment, act: Callable[[], Any], said: str) -> HttpResponse:
    """Do it, or show the page again with the refusal and what was typed. What the act makes stands as a whole or not at all."""

    def whole() -> None:
        with transaction.atomic():
            act()

    again = lambda **kwargs: submission(request, held.demand_id, held.unit_id, **kwargs)  # noqa: E731
    return done(request, whole, said, place(request, held), again)


def wanting(request: HttpRequest, held: Assignment, refusal: str) -> HttpResponse:
    return submission(request, held.demand_id, held.unit_id, refusal=refusal, status=422)


def place_of(held: Assignment, form: PlaceForm) -> dict[str, Any]:
    asked = {each.pk: each for each in held.demand.requirements.all()}
    known = form.cleaned_data
    return {
        "requirement": asked.get(known.get("requirement") or 0),
        "place_kind": known.get("place_kind") or PlaceKind.WHOLE,
        "place": known.get("place", ""),
        "note": known.get("note", ""),
    }


@require_POST
@for_roles(*WRITERS)
def add_files(request: HttpRequest, demand: int, unit: int = 0) -> HttpResponse:
    """Files sent by an ordinary form, for a browser without script; each is taken in whole or refused by name."""
    held = mine_or_404(request, demand, unit)
    form = PlaceForm(request.POST)
    files = request.FILES.getlist("files")
    if not files or not form.is_valid():
        return wanting(request, held, first_error(form) or "请先选择要上传的文件。")
    refusals = [refusal for file in files if (refusal := filed(request.actor, held, form, file))]  # type: ignore[attr-defined]
    if kept := len(files) - len(refusals):
        messages.success(request, f"已上传 {kept} 个文件，尚未提交。")
    return wanting(request, held, "\n".join(refusals)) if refusals else redirect(*place(request, held))


def filed(actor: Actor, held: Assignment, form: PlaceForm, file: Any) -> str:
    """Take one file in as proof; gives the reason where it is refused."""
    try:
        upload = receive(actor, file.name or "", file)
        with transaction.atomic():
            item = new_item_from_upload(actor, upload, effective_on=form.cleaned_data["effective_on"])
            add_proof(actor, held.demand, item, unit=held.unit, **place_of(held, form))
    except Refused as refusal:
        return f"{file.name}：{refusal}"
    return ""


@require_POST
@for_roles(*WRITERS)
def add_link(request: HttpRequest, demand: int, unit: int = 0) -> HttpResponse:
    held = mine_or_404(request, demand, unit)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = LinkForm(request.POST)
    if not form.is_valid():
        return wanting(request, held, first_error(form))

    def act() -> None:
        known = form.cleaned_data
        item = new_link(actor, known["url"], known["title"] or known["url"], effective_on=known["effective_on"])
        add_proof(actor, held.demand, item, unit=held.unit, **place_of(held, form))

    return acted(request, held, act, "已加入链接，尚未提交。")


@require_POST
@for_roles(*WRITERS)
def add_offline(request: HttpRequest, demand: int, unit: int = 0) -> HttpResponse:
    held = mine_or_404(request, demand, unit)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = OfflineForm(request.POST)
    if not form.is_valid():
        return wanting(request, held, first_error(form))

    def act() -> None:
        known = form.cleaned_data
        facts = {"effective_on": known["effective_on"], "note": known["note"]}
        item = new_offline(actor, known["title"], known["seen_where"], known["seen_by"], actor.today, **facts)
        add_proof(actor, held.demand, item, unit=held.unit, **place_of(held, form))

    return acted(request, held, act, "已登记线下查阅，尚未提交。")


@require_POST
@for_roles(*WRITERS)
def add_earlier(request: HttpRequest, demand: int, unit: int = 0) -> HttpResponse:
    """Material that is already here proves this as well: filed once, used again."""
    held = mine_or_404(request, demand, unit)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = PlaceForm(request.POST)
    item = get_object_or_404(Item.visible_to(actor), pk=number(request.POST, "item"))
    if not form.is_valid():
        return wanting(request, held, first_error(form))
    act = lambda: add_proof(actor, held.demand, item, unit=held.unit, **place_of(held, form))  # noqa: E731
    return acted(request, held, act, f"已引用“{item}”，尚未提交。")


def proof_or_404(request: HttpRequest, proof: int) -> tuple[Proof, Assignment]:
    """A proof of the actor's own submission."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Proof.visible_to(actor).select_related("item", "submission__unit"), pk=proof)
    return found, mine_or_404(request, found.submission.demand_id, found.submission.unit_id)


@require_POST
@for_roles(*WRITERS)
def edit_proof(request: HttpRequest, proof: int) -> HttpResponse:
    """Its place, its note, what it answers, and the item's own date and title."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found, held = proof_or_404(request, proof)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return wanting(request, held, first_error(form))

    def act() -> None:
        known = form.cleaned_data
        wanted = {"title": known["title"] or found.item.title, "effective_on": known["effective_on"]}
        mended = any(getattr(found.item, name) != value for name, value in wanted.items()) and found.item.unit_id in inherited_by(
            actor.unit
        )
        if mended:
            edit_item(actor, found.item, judged=judged_in, **wanted)
        change_proof(actor, found, mended=mended, **place_of(held, form))

    return acted(request, held, act, f"已修改“{found.item}”的证明点。")


@require_POST
@for_roles(*WRITERS)
def take_newest(request: HttpRequest, proof: int) -> HttpResponse:
    """The proof takes its item's newest version; a returned one is mended by it."""
    found, held = proof_or_404(request, proof)
    said = f"“{found.item}”已换用新版，尚未提交。请核对证明点是否还在原处。"
    return acted(request, held, lambda: change_proof(request.actor, found, newest=True), said)  # type: ignore[attr-defined]


@require_POST
@for_roles(*WRITERS)
def drop_proof(request: HttpRequest, proof: int) -> HttpResponse:
    found, held = proof_or_404(request, proof)
    said = f"已撤下“{found.item}”；材料仍在本单位材料库中。"
    return acted(request, held, lambda: remove_proof(request.actor, found), said)  # type: ignore[attr-defined]


@require_POST
@for_roles(*WRITERS)
def save_narrative(request: HttpRequest, demand: int, unit: int = 0) -> HttpResponse:
    held = mine_or_404(request, demand, unit)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = request.POST.get("text", "")
    act = lambda: write_narrative(actor, submission_of(actor, held.demand, held.unit), text)  # noqa: E731
    return acted(request, held, act, "工作开展情况已保存。")


@require_POST
@for_roles(Role.LIAISON)
def send(request: HttpRequest, demand: int, unit: int = 0) -> HttpResponse:
    """Hand in for review; the next reader is named."""
    held = mine_or_404(request, demand, unit)
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def act() -> None:
        found = submission_of(actor, held.demand, held.unit)
        is_seen = "personal_seen" in request.POST
        if not is_seen and personal_in(found):
            raise Refused("有材料含有个人信息，还没有确认。请核对检查栏中列出的材料：确需报送的，勾选确认后再提交。")
        submit(actor, found, explain=request.POST.get("explain", ""), personal_seen=is_seen)

    return acted(request, held, act, "已提交，等待分管领导审签。")


@require_POST
@for_roles(Role.LIAISON)
def take_back(request: HttpRequest, demand: int, unit: int = 0) -> HttpResponse:
    held = mine_or_404(request, demand, unit)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    act = lambda: withdraw(actor, submission_of(actor, held.demand, held.unit))  # noqa: E731
    return acted(request, held, act, "已撤回，可以继续修改。")


ACTS = {
    "files": add_files,
    "link": add_link,
    "offline": add_offline,
    "earlier": add_earlier,
    "narrative": save_narrative,
    "send": send,
    "take-back": take_back,
}

urlpatterns = [
    *(path(f"submission/<int:demand>/{word}/", act, name=f"submission-{word}") for word, act in ACTS.items()),
    *(path(f"submission/<int:demand>/<int:unit>/{word}/", act, name=f"submission-{word}") for word, act in ACTS.items()),
    path("proof/<int:proof>/edit/", edit_proof, name="proof-edit"),
    path("proof/<int:proof>/newest/", take_newest, name="proof-newest"),
    path("proof/<int:proof>/drop/", drop_proof, name="proof-drop"),
]
