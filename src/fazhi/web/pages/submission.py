"""报送: the liaison's page: what is asked, what is there, a drop zone that takes everything, and what is missing before it can go."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from fazhi.campaign.models import Assignment, Proof, Submission
from fazhi.campaign.progress import asked_of as is_asked
from fazhi.campaign.proofs import date_warning, missing, submission_of
from fazhi.campaign.reading import own_part
from fazhi.evidence.models import Item, PlaceKind
from fazhi.journal.write import trail
from fazhi.people.actor import Actor, Refused
from fazhi.people.models import Role
from fazhi.review.since import since_return
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import typed_in

WRITERS = (Role.LIAISON, Role.HEAD)


def mine_or_404(request: HttpRequest, demand: int) -> Assignment:
    """The actor's unit's own part in the demand; others have the indicator page."""
    held = own_part(request.actor, demand)  # type: ignore[attr-defined]
    if held is None:
        raise Http404
    return held


@for_roles(*WRITERS)
def submission(request: HttpRequest, demand: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Everything on one page; after a refusal the same page, with what was typed."""
    held = mine_or_404(request, demand)
    try:
        found = submission_of(request.actor, held.demand, held.unit)  # type: ignore[attr-defined]
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
        "missing": missing(found),
        "decision": decision if decision and decision.verdict == "returned" else None,
        "since": since_return(found) if found.round else None,
        "narrative": getattr(found, "narrative", None),
        "earlier": earlier_items(actor, proofs),
        "places": PlaceKind.choices,
        "trail": trail(found)[:12],
        "can_write": actor.is_(Role.LIAISON),
    }


def proofs_of(request: HttpRequest, held: Assignment, found: Submission) -> list[Any]:
    """The proofs that stand, each with the warning about its date and the values of its form."""
    seen = Proof.visible_to(request.actor).filter(submission=found).exclude(state=Proof.State.REMOVED)  # type: ignore[attr-defined]
    proofs: list[Any] = list(seen.select_related("item", "version", "requirement"))
    edited = request.resolver_match.kwargs.get("proof") if request.resolver_match and request.method == "POST" else None
    for proof in proofs:
        proof.warning, proof.last_mark = date_warning(proof.item, held.demand.campaign), None
        day = proof.item.effective_on
        stands = {"title": proof.item.title, "effective_on": day.isoformat() if day else "", "place": proof.place, "note": proof.note}
        stands |= {"place_kind": proof.place_kind, "requirement": proof.requirement_id or ""}
        proof.is_typed = proof.pk == edited and "place_kind" in request.POST
        proof.form = request.POST.dict() if proof.is_typed else stands
    return proofs


def last_decision(found: Submission) -> Any:
    """The latest decision of a person, with its marks."""
    decisions = found.decisions.exclude(verdict="skipped").prefetch_related("marks__reasons")
    return decisions.order_by("-at", "-pk").first() if found.round else None


def asked_of(held: Assignment) -> list:
    """What this unit is asked for: each unit's material, and the principal's own."""
    answered = held.demand.assignments.filter(role=Assignment.Role.RESPONSIBLE).exists()
    return [each for each in held.demand.requirements.all() if is_asked(each.asked_of, held.role, held.is_principal, answered)]


def earlier_items(actor: Actor, proofs: list[Proof]) -> list[Item]:
    """The unit's recent material that could serve here as well, so that nothing is asked twice."""
    used = {proof.item_id for proof in proofs}
    return [each for each in Item.visible_to(actor).filter(unit=actor.unit, removed_at=None)[:30] if each.pk not in used]


urlpatterns = [path("submission/<int:demand>/", submission, name="submission")]
