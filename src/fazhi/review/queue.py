"""What waits for the actor's decision, and the thread of what was decided."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from fazhi.campaign.models import Campaign, Proof, Submission
from fazhi.people.actor import Actor
from fazhi.people.lines import inherited_by
from fazhi.people.models import Post, Role

from .barring import involved
from .models import Decision, Recusal, Round, Step
from .standing import principal_lead

RUNNING = ~Q(demand__campaign__state=Campaign.State.CLOSED)  # in a campaign that ended nothing is decided any more


@dataclass
class RoundThread:
    """One round and the decisions on it, in the order of the steps."""

    round: Round | None
    no: int
    decisions: list[Decision] = field(default_factory=list)


def queue(actor: Actor) -> QuerySet[Any]:
    """Submissions that wait for the actor in the post acted in, the longest waiting first.

    `shown` is the number of proofs; `must_recuse` marks those he may only pass on because he belongs to the unit or had a hand
    in the round. What he has already stood aside from is left out. One query, two more for a unit that took over from others.
    """
    waiting = with_lead(Submission.objects.filter(RUNNING, state__in=Submission.WAITING)).filter(_mine(actor))
    return (
        waiting.exclude(_standing_aside(user=actor.user))
        .select_related("demand__indicator", "demand__campaign", "unit")
        .annotate(shown=_shown(), must_recuse=_must_recuse(actor))
        .order_by("submitted_at", "pk")
    )


def _shown() -> Coalesce:
    """The number of proofs, as a subquery: joined and grouped, every other annotation would be worked out for each proof."""
    standing = Proof.objects.filter(submission=OuterRef("pk")).exclude(state=Proof.State.REMOVED).order_by()
    return Coalesce(Subquery(standing.values("submission").annotate(n=Count("pk")).values("n")), 0)


def with_lead(submissions: QuerySet[Submission]) -> QuerySet[Any]:
    """Annotate the unit that decides the lead step as `lead`, and the day of the handing-in as `handed_on`."""
    return submissions.annotate(lead=principal_lead(), handed_on=TruncDate("submitted_at"))


def thread(submission: Submission) -> list[RoundThread]:
    """Every round with its decisions, marks and reasons, the newest first; a fixed number of queries."""
    rounds = {each.no: RoundThread(each, each.no) for each in submission.rounds.all()}
    decided = submission.decisions.prefetch_related("marks__reasons", "marks__proof__item").order_by("at", "pk")
    for decision in decided:
        rounds.setdefault(decision.round, RoundThread(None, decision.round)).decisions.append(decision)
    return [rounds[no] for no in sorted(rounds, reverse=True)]


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
    """Is he of the unit (beyond the head's step), or had he a hand in this round already?"""
    beyond = ~Q(state=Step.HEAD) & of_the_unit(actor)
    return ExpressionWrapper(involved(actor.user.pk) | beyond, output_field=BooleanField())


def of_the_unit(actor: Actor) -> Q:
    """Submissions of units whose line the person belongs to, by a post of today or one held since the handing-in; his posts are few."""
    found = Q(pk__in=[])
    for post in Post.objects.filter(user=actor.user, since__lte=actor.today).select_related("unit"):
        units = Q(unit__in=inherited_by(post.unit))
        found |= units if post.until is None or post.until >= actor.today else units & Q(handed_on__lte=post.until)
    return found
