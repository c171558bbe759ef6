"""报送: the liaison's page: what is asked, what is there, a drop zone that takes everything, and what is missing before it can go."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from fazhi.campaign.models import Assignment, Proof, Submission
from fazhi.campaign.progress import asked_of as is_asked
from fazhi.campaign.proofs import date_warning, submission_at
from fazhi.campaign.reading import own_part
from fazhi.campaign.uses import story, with_newest
from fazhi.evidence.models import Item, PlaceKind
from fazhi.people.actor import Actor, Refused
from fazhi.people.lines import inherited_by
from fazhi.people.models import Role
from fazhi.review.flow import lacking, personal_in
from fazhi.review.since import since_return
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import typed_in

WRITERS = (Role.LIAISON, Role.HEAD)


def mine_or_404(request: HttpRequest, demand: int, unit: int = 0) -> Assignment:
    """The part in the demand of the actor's unit, or of the `unit` it took over from; others have the indicator page."""
    held = own_part(request.actor, demand, unit)  # type: ignore[attr-defined]
    if held is None:
        raise Http404
    return held


def place(request: HttpRequest, held: Assignment) -> tuple:
    """Url name and arguments of the page; the unit is named where it is not the actor's own."""
    own = request.actor.unit  # type: ignore[attr-defined]
    return ("submission", held.demand_id) if own and held.unit_id == own.pk else ("submission", held.demand_id, held.unit_id)


@for_roles(*WRITERS)
def submission(request: HttpRequest, demand: int, unit: int = 0, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Everything on one page; after a refusal the same page, with what was typed."""
    held = mine_or_404(request, demand, unit)
    try:
        found = submission_at(request.actor, held.demand, held.unit)  # type: ignore[attr-defined]
    except Refused as closed:
        return render(request, "submission/closed.html", {"held": held, "demand": held.demand, "refusal": str(closed)}, status=409)
    form = (request.resolver_match.url_name or "").rpartition("-")[2] if request.resolver_match else ""
    known = page_of(request, held, found) | {"refusal": refusal, "typed": typed_in(request, form)}
    return render(request, "submission/page.html", known, status=status)


def page_of(request: HttpRequest, held: Assignment, found: Submission) -> dict[str, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    proofs = proofs_of(request, held, found)
    asked = asked_of(held)
    decision = last_decision(found)
    if decision:
        marks = {mark.proof_id: mark for mark in decision.marks.all()}
        for proof in proofs:
            proof.last_mark = marks.get(proof.pk)
    known = {each.pk for each in asked}
    return {
        "held": held,
        "demand": held.demand,
        "submission": found,
        "is_open": found.state in Submission.OPEN,
        "groups": [(each, [proof for proof in proofs if proof.requirement_id == each.pk]) for each in asked],
        "loose": [proof for proof in proofs if proof.requirement_id not in known],
        "asked": asked,
        "missing": lacking(found),
        "personal": personal_in(found) if found.state in Submission.OPEN else [],
        "decision": decision if decision and decision.verdict == "returned" else None,
        "since": since_return(found) if found.round else None,
        "narrative": getattr(found, "narrative", None),
        "earlier": earlier_items(actor, proofs),
        "places": PlaceKind.choices,
        "trail": story(actor, found)[:12],
        "can_write": actor.is_(Role.LIAISON),
    }


def proofs_of(request: HttpRequest, held: Assignment, found: Submission) -> list[Any]:
    """The proofs that stand, each with the warning about its date and the values of its form."""
    seen = Proof.shown_to(request.actor, found)  # type: ignore[attr-defined]
    whole = with_newest(seen).select_related("item", "version", "requirement")
    proofs: list[Any] = list(whole.defer("version__text", "version__preview"))
    edited = request.resolver_match.kwargs.get("proof") if request.resolver_match and request.method == "POST" else None
    for proof in proofs:
        proof.warning, proof.last_mark = date_warning(proof.item, held.demand.campaign), None
        proof.has_newer = proof.state != Proof.State.ACCEPTED and proof.version is not None and proof.version.no < proof.newest_no
        day = proof.item.effective_on
        stands = {"title": proof.item.title, "effective_on": day.isoformat() if day else "", "place": proof.place, "note": proof.note}
        stands |= {"place_kind": proof.place_kind, "requirement": proof.requirement_id or ""}
        proof.is_typed = proof.pk == edited and "place_kind" in request.POST
        proof.form = request.POST.dict() if proof.is_typed else stands
    return proofs


def last_decision(found: Submission) -> Any:
    """The latest decision of a person, with its marks."""
    if not found.round:
        return None
    return found.decisions.exclude(verdict="skipped").prefetch_related("marks__reasons").order_by("-at", "-pk").first()


def asked_of(held: Assignment) -> list:
    """What this unit is asked for: each unit's material, and the principal's own."""
    answered = held.demand.assignments.filter(role=Assignment.Role.RESPONSIBLE).exists()
    return [each for each in held.demand.requirements.all() if is_asked(each.asked_of, held.role, held.is_principal, answered)]


def earlier_items(actor: Actor, proofs: list[Proof]) -> list[Item]:
    """The unit's recent material that could serve here as well, so that nothing is asked twice."""
    used = {proof.item_id for proof in proofs}
    own = Item.visible_to(actor).filter(unit__in=inherited_by(actor.unit), removed_at=None)
    return [each for each in own[:30] if each.pk not in used]


urlpatterns = [
    path("submission/<int:demand>/", submission, name="submission"),
    path("submission/<int:demand>/<int:unit>/", submission, name="submission"),
]
