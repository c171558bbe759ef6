"""Who stands at each step of a submission: units with their successors, and the people who may decide."""

from datetime import date

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from fazhi.campaign.models import Assignment, Submission
from fazhi.campaign.models.demand import Applies
from fazhi.people.actor import Actor
from fazhi.people.models import Post, Role, Unit, User

from .models import Recusal, Step

LEADING = (Role.LIAISON, Role.HEAD)  # who decides for the lead unit


def line_of(unit: Unit) -> list[int]:
    """The unit and whoever took over from it, the newest last: work of a unit that ended is done by its heir."""
    line = [unit]
    while line[-1].heir is not None:
        line.append(line[-1].heir)
    return [each.pk for each in line]


def inherited_by(unit: Unit | None) -> set[int]:
    """The unit and every unit it took over from, near or far: whose work its people do today."""
    held: set[int] = set()
    fresh = {unit.pk} if unit else set()
    while fresh:
        held |= fresh
        fresh = set(Unit.objects.filter(heir__in=fresh).values_list("pk", flat=True)) - held
    return held


def leads_of(demand_id: int) -> list[Unit]:
    """The units that lead a demand, the 主牵头 first."""
    return [each.unit for each in _leading().filter(demand=demand_id).select_related("unit__heir")]


def principal_lead(demand: str = "demand") -> Subquery:
    """The unit that decides the lead step, as an annotation; `demand` is the lookup from the outer row."""
    return Subquery(_leading().filter(demand=OuterRef(demand)).values("unit")[:1])


def leads_itself(demand: str = "demand", unit: str = "unit") -> QuerySet[Assignment]:
    """Assignments by which the outer row's unit leads the outer row's demand, for Exists()."""
    return _leading().filter(demand=OuterRef(demand), unit=OuterRef(unit))


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


def eligible(submission: Submission, step: str, day: date) -> list[User]:
    """Who may decide this step on `day`, the nearest first: of the unit itself before those above, holders before stand-ins.

    Left out are those who recused themselves in this round, those of the submitting unit (at lead and task force), and
    whoever submitted or supplied (at the head). A fixed number of queries, however many people there are.
    """
    theirs = line_of(submission.unit)
    posts = Post.objects.on(day).filter(_at(submission, step), user__is_active=True)
    posts = posts.exclude(user__in=Recusal.objects.filter(submission=submission, round=submission.round, step=step).values("user"))
    if step == Step.HEAD:
        sender, suppliers = supplied_by(submission)
        posts = posts.exclude(user=sender).exclude(user__name__in=suppliers)
    else:
        posts = posts.exclude(user__in=Post.objects.on(day).filter(unit__in=theirs).values("user"))
    nearest = Case(When(stands_in_for=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    ordered = posts.select_related("user", "unit").annotate(stands_in=nearest)
    ranked = sorted(ordered, key=lambda post: (-len(post.unit.path), post.stands_in, post.since, post.pk))
    return list({post.user_id: post.user for post in ranked}.values())


def supplied_by(submission: Submission) -> tuple[int | None, set[str]]:
    """Who handed in the present round (user id), and the names of those who added what is in it."""
    sender = submission.rounds.filter(no=submission.round).values_list("user", flat=True).first()
    return sender, set(submission.proofs.exclude(state="removed").values_list("added_by", flat=True))


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
