"""What waits for the actor's decision, and the thread of what was decided."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from fazhi.campaign.models import Proof, Submission
from fazhi.people.actor import Actor
from fazhi.people.models import Post, Role

from .models import Decision, Recusal, Round, Step
from .standing import inherited_by, principal_lead


@dataclass
class RoundThread:
    """One round and the decisions on it, in the order of the steps."""

    round: Round | None
    no: int
    decisions: list[Decision] = field(default_factory=list)


def queue(actor: Actor) -> QuerySet[Any]:
    """Submissions that wait for the actor in the post acted in, the longest waiting first.

    `shown` is the number of proofs; `must_recuse` marks those he may only pass on because he belongs to the unit. What he
    has already stood aside from is left out. One query, two more for a unit that took over from others.
    """
    waiting = with_lead(Submission.objects.filter(state__in=Submission.WAITING)).filter(_mine(actor))
    return (
        waiting.exclude(_standing_aside(user=actor.user))
        .select_related("demand__indicator", "demand__campaign", "unit")
        .annotate(shown=Count("proofs", filter=~Q(proofs__state=Proof.State.REMOVED)), must_recuse=_must_recuse(actor))
        .order_by("submitted_at", "pk")
    )


def with_lead(submissions: QuerySet[Submission]) -> QuerySet[Any]:
    """Annotate the unit that decides the lead step as `lead`."""
    return submissions.annotate(lead=principal_lead())


def thread(submission: Submission) -> list[RoundThread]:
    """Every round with its decisions, marks and reasons, the newest first; a fixed number of queries."""
    rounds = {each.no: RoundThread(each, each.no) for each in submission.rounds.all()}
    decided = submission.decisions.prefetch_related("marks__reasons", "marks__proof__item").order_by("at", "pk")
    for decision in decided:
        rounds.setdefault(decision.round, RoundThread(None, decision.round)).decisions.append(decision)
    return [rounds[no] for no in sorted(rounds, reverse=True)]


def unattended(actor: Actor, day: date) -> QuerySet[Any]:
    """Submissions in the campaigns of the actor's unit for whose step nobody is appointed on `day`."""
    posts = Post.objects.on(day).filter(user__is_active=True)
    at_unit = Q(unit=OuterRef("unit")) | Q(unit__inherited=OuterRef("unit"))
    at_lead = Q(unit=OuterRef("lead")) | Q(unit__inherited=OuterRef("lead"))
    no_head = Q(state=Step.HEAD) & ~Exists(posts.filter(at_unit, role=Role.HEAD))
    no_lead = Q(state=Step.LEAD, lead__isnull=False) & ~Exists(posts.filter(at_lead, role__in=(Role.HEAD, Role.LIAISON)))
    waiting = with_lead(Submission.objects.filter(demand__campaign__unit=actor.unit))
    return waiting.filter(no_head | no_lead).select_related("unit")


def _mine(actor: Actor) -> Q:
    """A task force has its own campaigns in its queue; those below it only where somebody there stood aside and named one of its people."""
    nothing = Q(pk__in=[])
    if actor.unit is None:
        return nothing
    if actor.is_(Role.TASKFORCE):
        leaderless = Q(state=Step.LEAD) & (Q(lead=None) | Q(lead=F("unit")))
        own = Q(demand__campaign__unit=actor.unit) | Q(_standing_aside(named=actor.user))
        return (Q(state=Step.TASKFORCE) | leaderless) & own
    held = inherited_by(actor.unit) if actor.is_(Role.HEAD, Role.LIAISON) else set()
    head = Q(state=Step.HEAD, unit__in=held) if actor.is_(Role.HEAD) else nothing
    return head | (Q(state=Step.LEAD, lead__in=held) & ~Q(lead=F("unit")))


def _standing_aside(**who: object) -> Exists:
    """Recusals of the present round and step of the outer submission."""
    return Exists(Recusal.objects.filter(submission=OuterRef("pk"), round=OuterRef("round"), step=OuterRef("state"), **who))


def _must_recuse(actor: Actor) -> ExpressionWrapper:
    """Does he belong to the unit, or (at the head's step) did he hand it in or supply a proof?"""
    own = [post.unit_id for post in actor.posts]
    belongs = ~Q(state=Step.HEAD) & (Q(unit__in=own) | Q(unit__heir__in=own))
    sent = Q(state=Step.HEAD) & (
        Q(Exists(Round.objects.filter(submission=OuterRef("pk"), no=OuterRef("round"), user=actor.user)))
        | Q(Exists(Proof.objects.filter(submission=OuterRef("pk"), added_by=actor.user.name).exclude(state=Proof.State.REMOVED)))
    )
    return ExpressionWrapper(belongs | sent, output_field=BooleanField())
