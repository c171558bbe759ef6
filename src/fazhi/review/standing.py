"""Who stands at each step of a submission: units with their successors, and the people who may decide."""

from datetime import date

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from fazhi.campaign.models import Assignment, Proof, Submission
from fazhi.campaign.models.demand import Applies
from fazhi.people.actor import Actor
from fazhi.people.lines import inherited_by, line_of
from fazhi.people.models import Post, Role, Unit, User

from .models import Decision, Recusal, Step

LEADING = (Role.LIAISON, Role.HEAD)  # who decides for the lead unit


def whole_line(unit: Unit) -> set[int]:
    """The unit with whoever took over from it and whomever it took over from."""
    return inherited_by(unit) | set(line_of(unit))


def leads_of(demand_id: int) -> list[Unit]:
    """The units that lead a demand, the 主牵头 first."""
    return [each.unit for each in _leading().filter(demand=demand_id).select_related("unit__heir")]


def principal_lead(demand: str = "demand") -> Subquery:
    """The unit that decides the lead step, as an annotation; `demand` is the lookup from the outer row."""
    return Subquery(_leading().filter(demand=OuterRef(demand)).values("unit")[:1])


def may_decide(actor: Actor, submission: Submission) -> bool:
    """Is the step where the submission waits one of the actor's, in the post acted in?"""
    if submission.state == Step.HEAD:
        return actor.is_(Role.HEAD) and submission.unit_id in inherited_by(actor.unit)
    lead = deciding_lead(submission) if submission.state == Step.LEAD else None
    if lead is not None:
        return actor.is_(*LEADING) and lead.pk in inherited_by(actor.unit)
    return submission.state in (Step.LEAD, Step.TASKFORCE) and actor.runs(submission.demand.campaign.unit)


def deciding_lead(submission: Submission) -> Unit | None:
    """The unit that decides the lead step. None where no unit leads, or the submitting unit came to lead while it waited:
    then the task force decides that step as well, so that nothing stays where nobody can move it."""
    leads = leads_of(submission.demand_id)
    return leads[0] if leads and leads[0].pk not in line_of(submission.unit) else None


def belongs(actor: Actor, submission: Submission) -> bool:
    """Is the person of the submitting unit's line: by a post held today, or on any day since the round was handed in?

    Asked wherever one decides about a unit's work, so that changing post does not make a judge of who handed in.
    """
    return of_line(submission, actor.today).filter(user=actor.user).exists()


def of_line(submission: Submission, day: date) -> QuerySet[Post]:
    """Posts in the submitting unit or its successors that were in force on `day` or some day since the round was handed in."""
    handed = timezone.localdate(submission.submitted_at) if submission.submitted_at else day
    lasting = Q(until=None) | Q(until__gte=min(handed, day))
    return Post.objects.filter(lasting, unit__in=line_of(submission.unit), since__lte=day)


def eligible(submission: Submission, step: str, day: date) -> list[User]:
    """Who may decide this step on `day`, the nearest first: of the unit itself before those above, holders before stand-ins.

    Left out are those who recused themselves at this step, who decided another step of the round, who handed it in or
    supplied something in it, and (at lead and task force) those of the submitting unit. A fixed number of queries.
    """
    posts = Post.objects.on(day).filter(_at(submission, step), user__is_active=True)
    here = {"submission": submission, "round": submission.round}
    sender, suppliers = supplied_by(submission)
    posts = posts.exclude(user__in=Recusal.objects.filter(step=step, **here).values("user"))
    posts = posts.exclude(user__in=Decision.objects.filter(**here).exclude(Q(user=None) | Q(step=step)).values("user"))
    posts = posts.exclude(user__in=suppliers | {sender})
    if step != Step.HEAD:
        posts = posts.exclude(user__in=of_line(submission, day).values("user"))
    nearest = Case(When(stands_in_for=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    ordered = posts.select_related("user", "unit").annotate(stands_in=nearest)
    ranked = sorted(ordered, key=lambda post: (-len(post.unit.path), post.stands_in, post.since, post.pk))
    return list({post.user_id: post.user for post in ranked}.values())


def supplied_by(submission: Submission) -> tuple[int | None, set[int]]:
    """Who handed in the present round, and those who added what is in it, as user ids."""
    sender = submission.rounds.filter(no=submission.round).values_list("user", flat=True).first()
    standing = submission.proofs.exclude(state=Proof.State.REMOVED).exclude(added_by_id=None)
    return sender, {user for user in standing.order_by().values_list("added_by_id", flat=True).distinct() if user}


def _at(submission: Submission, step: str) -> Q:
    if step == Step.HEAD:
        return Q(unit__in=line_of(submission.unit), role=Role.HEAD)
    lead = deciding_lead(submission) if step == Step.LEAD else None
    if lead is not None:
        return Q(unit__in=line_of(lead), role__in=LEADING)
    above = [int(part) for part in submission.demand.campaign.unit.path.strip("/").split("/")]
    return Q(unit__in=above, role=Role.TASKFORCE)


def _leading() -> QuerySet[Assignment]:
    held = Assignment.objects.filter(role=Assignment.Role.LEAD).exclude(applies=Applies.NO)
    return held.order_by("-is_principal", "order", "id")
