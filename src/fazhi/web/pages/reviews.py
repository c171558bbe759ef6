"""审核: what waits for the actor's decision, one submission with its material beside the demand, and passing many at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from fazhi.campaign.models import Campaign, Submission
from fazhi.campaign.proofs import missing
from fazhi.campaign.uses import story
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.models import Role
from fazhi.review.deciding import bulk_accept, decide
from fazhi.review.flow import open_to_leads, reopen
from fazhi.review.marking import MarkInput
from fazhi.review.models import Step, Verdict
from fazhi.review.queue import queue, thread
from fazhi.review.reasons import active
from fazhi.review.since import since_return
from fazhi.review.standing import belongs, may_decide
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number
from fazhi.web.frame.menu import STAFF
from fazhi.web.pages.exhibits import Shown, shown_to
from fazhi.web.pages.items import preview_html
from fazhi.web.pages.signals import LOOKS, signals_of

DECIDERS = (Role.TASKFORCE, Role.LIAISON, Role.HEAD)


@for_roles(*DECIDERS)
def reviews(request: HttpRequest) -> HttpResponse:
    """The longest waiting first; tick several to pass them together, after one more look at the list."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    waiting = queue(actor)
    step = request.GET.get("step", "")
    if step in Step.values:
        waiting = waiting.filter(state=step)
    page = Paginator(waiting, 50).get_page(request.GET.get("page"))
    return render(request, "reviews/list.html", {"page": page, "step": step})


@for_roles(*STAFF)
def review(request: HttpRequest, submission: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Left the material, right the demand, what the unit says, what changed since the return, and the decision."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    related = ("demand__indicator", "demand__campaign__unit", "unit__heir")
    found = get_object_or_404(Submission.visible_to(actor).select_related(*related), pk=submission)
    is_running = found.demand.campaign.state == Campaign.State.RUNNING
    can_decide = is_running and may_decide(actor, found)
    if can_decide:
        open_to_leads(actor, found)
    shown = shown_to(actor, found)
    for each in shown.exhibits:
        each.ticked, each.said = request.POST.getlist(f"reasons-{each.pk}"), request.POST.get(f"remark-{each.pk}", "")
    known = (
        material_of(request, shown)
        | decision_form(request, found, can_decide)
        | {
            "submission": found,
            "demand": found.demand,
            "narrative": shown.narrative,
            "kept_round": shown.round,
            "since": since_return(found) if shown.round is None else None,
            "thread": thread(found),
            "has_ended": not is_running and found.state in Submission.WAITING,
            "can_reopen": is_running and may_reopen(actor, found),
            "trail": story(actor, found)[:15],
            "refusal": refusal,
        }
    )
    return render(request, "reviews/page.html", known, status=status)


def material_of(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """The proofs, and the one looked at: its content only where the item is open to the reader."""
    proofs = shown.exhibits
    chosen = next((each for each in proofs if str(each.pk) == request.GET.get("proof")), proofs[0] if proofs else None)
    version = chosen.version if chosen and chosen.is_open else None
    known = {"proofs": proofs, "chosen": chosen, "shown": version, "html": preview_html(version)}
    item = chosen.item if chosen and chosen.is_open else None
    return known | {"item": item, "signals": signals_of(request.actor, item), "looks": LOOKS}  # type: ignore[attr-defined]


def decision_form(request: HttpRequest, found: Submission, can_decide: bool) -> dict[str, Any]:
    """What the form of the decision offers, and what was typed in it before a refusal."""
    lacks = missing(found) if can_decide else []
    typed = request.POST.dict().items()
    return {
        "can_decide": can_decide,
        "missing": lacks,
        "lacking": {each.requirement.pk for each in lacks if each.requirement and f"lacking-{each.requirement.pk}" in request.POST},
        "reasons": active(),
        "typed": request.POST,
        "unsaved": [text for name, text in typed if str(text).strip() and ("remark" in name or name == "reason")],
    }


def may_reopen(actor: Actor, found: Submission) -> bool:
    runs = found.state == Submission.State.ACCEPTED and actor.runs(found.demand.campaign.unit)
    return runs and not belongs(actor, found)


@require_POST
@for_roles(*DECIDERS)
def decide_one(request: HttpRequest, submission: int) -> HttpResponse:
    """Pass or return; the lock the page was drawn with tells two who press at once apart."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Submission.visible_to(actor).select_related("demand__indicator", "unit"), pk=submission)
    verdict, remark = request.POST.get("verdict", ""), request.POST.get("remark", "").strip()
    try:
        decide(actor, found, verdict, lock=lock_of(request), marks=marks_of(request, found), remark=remark)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        return review(request, submission, refusal=str(refusal), status=getattr(refusal, "status", 422))
    found.refresh_from_db()
    said = f"已退回{found.unit}修改。" if verdict == Verdict.RETURNED else f"已通过，{found.unit}的报送现在{found.get_state_display()}。"
    messages.success(request, said)
    return redirect("reviews")


@require_POST
@for_roles(Role.TASKFORCE)
def open_again(request: HttpRequest, submission: int) -> HttpResponse:
    """Give an accepted submission back to its unit, to add to it; what was accepted stays accepted."""
    found = get_object_or_404(Submission.visible_to(request.actor), pk=submission)  # type: ignore[attr-defined]
    act = lambda: reopen(request.actor, found, request.POST.get("reason", ""), lock_of(request))  # type: ignore[attr-defined]  # noqa: E731
    again = lambda **kwargs: review(request, submission, **kwargs)  # noqa: E731
    return done(request, act, f"已重开，{found.unit_name}可以补充材料。", ("review", submission), again)


def lock_of(request: HttpRequest) -> int:
    """The lock that the page was drawn with; without one the act is stale."""
    return number(request.POST, "lock") if request.POST.get("lock") else -1


def marks_of(request: HttpRequest, submission: Submission) -> list[MarkInput]:
    """What was ticked: reasons at a proof, at a material that lacks, or at the narrative."""
    found = []
    for proof in submission.proofs.values_list("pk", flat=True):
        reasons, remark = request.POST.getlist(f"reasons-{proof}"), request.POST.get(f"remark-{proof}", "").strip()
        if reasons or remark:
            found.append(MarkInput(proof_id=proof, verdict=Verdict.RETURNED, reason_codes=tuple(reasons or ["other"]), remark=remark))
    for requirement in submission.demand.requirements.values_list("pk", flat=True):
        if request.POST.get(f"lacking-{requirement}"):
            found.append(MarkInput(requirement_id=requirement, verdict=Verdict.RETURNED, reason_codes=("lacking",)))
    if remark := request.POST.get("narrative-remark", "").strip():
        found.append(MarkInput(verdict=Verdict.RETURNED, reason_codes=("no-narrative",), remark=remark))
    return found


@require_POST
@for_roles(*DECIDERS)
def bulk(request: HttpRequest) -> HttpResponse:
    """First the list of what would pass, then the pass itself; what cannot pass is named with its reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted = [pk for text in request.POST.getlist("chosen") if (pk := number({"chosen": text}, "chosen"))]
    if "sure" not in request.POST or not wanted:
        return render(request, "reviews/bulk.html", {"listed": list(queue(actor).filter(pk__in=wanted))})
    locks = dict(value.split(":", 1) for value in request.POST.getlist("locks") if ":" in value)
    chosen = [(pk, number(locks, str(pk)) if str(pk) in locks else -1) for pk in wanted]
    try:
        result = bulk_accept(actor, chosen)
    except Refused as refusal:
        listed = list(queue(actor).filter(pk__in=wanted))
        return render(request, "reviews/bulk.html", {"listed": listed, "refusal": str(refusal)}, status=422)
    return render(request, "reviews/bulk_done.html", {"result": result})


urlpatterns = [
    path("reviews/", reviews, name="reviews"),
    path("reviews/bulk/", bulk, name="bulk-accept"),
    path("reviews/<int:submission>/", review, name="review"),
    path("reviews/<int:submission>/reopen/", open_again, name="review-reopen"),
    path("reviews/<int:submission>/decide/", decide_one, name="review-decide"),
]
