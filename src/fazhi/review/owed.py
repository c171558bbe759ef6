"""What review asks of each role today: sign, check, accept, mend, and what waits for others."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from fazhi.campaign.models import Campaign, Submission
from fazhi.people.actor import Actor
from fazhi.people.lines import inherited_by
from fazhi.people.models import Role, Unit
from fazhi.people.owed import Owed

from .attending import unattended
from .models import Decision, Mark, Recusal, Step, Verdict
from .queue import RUNNING, queue, with_lead

ACTS = {Step.HEAD: ("审签", "sign"), Step.LEAD: ("审核", "review"), Step.TASKFORCE: ("认定", "accept")}
BY_UNIT = 5  # a unit with this many submissions waiting at one reviewer is one line that opens the list


def owed_by(actor: Actor, day: date) -> list[Owed]:
    """The lines of review on the actor's today page; a fixed number of queries for each role."""
    if actor.unit is None:
        return []
    lines: list[Owed] = []
    if actor.is_(Role.HEAD, Role.LIAISON, Role.TASKFORCE):
        lines += _to_decide(actor)
    if actor.is_(Role.LIAISON):
        lines += _returned(actor) + _waiting(actor)
    if actor.is_(Role.TASKFORCE):
        lines += _nobody(actor, day) + _stuck(actor, day)
    return lines


def _to_decide(actor: Actor) -> list[Owed]:
    """A line for each submission, or one for a unit of which many wait: those are counted by the database, never loaded."""
    counted = queue(actor).order_by().values("unit", "unit__short_name", "state")
    groups = counted.annotate(times=Count("pk", distinct=True), oldest=Min("submitted_at"), due=Min("demand__due_on"))
    many = {(row["unit"], row["state"]): row for row in groups if row["times"] >= BY_UNIT}
    few = Q(pk__in=[])
    for row in groups:
        if row["times"] < BY_UNIT:
            few |= Q(unit=row["unit"], state=row["state"])
    waiting = list(queue(actor).filter(few))
    handed = _handed_on(actor, waiting)
    lines = [_decide_line(each, handed) for each in waiting]
    for (unit, state), row in many.items():
        act, kind = ACTS[Step(state)]
        why = f"最早一份提交于{_day_said(row['oldest'])}"
        lines.append(Owed(act, f"{row['unit__short_name']} {row['times']} 份报送", why, row["due"], ("reviews", ()), unit, kind=kind))
    return lines


def _decide_line(submission: Any, handed: dict[int, str]) -> Owed:
    """`submission` is of the queue, with its annotations."""
    act, kind = ACTS[Step(submission.state)]
    why = handed.get(submission.pk) or f"{submission.unit}于{_day_said(submission.submitted_at)}提交，共 {submission.shown} 件材料"
    if submission.must_recuse:
        act, why = "登记回避", f"{why}；您应当回避，请登记后由他人审核"
    return Owed(act, str(submission.demand), why, submission.demand.due_on, ("review", (submission.pk,)), submission.unit_id, kind=kind)


def _handed_on(actor: Actor, waiting: Iterable[Submission]) -> dict[int, str]:
    """Submission id → why it came to the actor in particular: somebody else stood aside."""
    at = {each.pk: (each.round, each.state) for each in waiting}
    rows = Recusal.objects.filter(named=actor.user, submission__in=at).select_related("user")
    return {row.submission_id: f"{row.user.name}回避，由您接着审核" for row in rows if at[row.submission_id] == (row.round, row.step)}


def _place(actor: Actor, submission: Submission) -> tuple[str, tuple[object, ...]]:
    """The page of one's own submission, or of one that a unit one's own took over from has left."""
    own = actor.unit is not None and submission.unit_id == actor.unit.pk
    return ("submission", (submission.demand_id,) if own else (submission.demand_id, submission.unit_id))


def _returned(actor: Actor) -> list[Owed]:
    returned = Submission.objects.filter(RUNNING, unit__in=inherited_by(actor.unit), state=Submission.State.RETURNED)
    mine = list(returned.select_related("demand__indicator"))
    said = reasons_of_return(mine)
    return [
        Owed(
            "修改后重新提交",
            str(each.demand),
            said.get(each.pk, "创建工作专班重开了报送，可以补充、修改材料后重新提交"),
            each.demand.due_on,
            _place(actor, each),
            each.unit_id,
            kind="fix",
        )
        for each in mine
    ]


def reasons_of_return(submissions: Iterable[Submission]) -> dict[int, str]:
    """Submission id → who returned it and why, in one sentence; three queries for any number."""
    wanted = {each.pk: each.round for each in submissions}
    decided = Decision.objects.filter(submission__in=wanted, verdict=Verdict.RETURNED).prefetch_related("marks__reasons")
    said = {}
    for decision in decided:
        if decision.round != wanted[decision.submission_id]:
            continue
        named = [mark for mark in decision.marks.all() if mark.verdict == Verdict.RETURNED]
        texts = dict.fromkeys(reason.text for mark in named for reason in mark.reasons.all())
        files = sum(mark.about == Mark.About.PROOF for mark in named)
        count = f"{files} 件材料" if files else "报送"
        said[decision.submission_id] = f"{decision.unit_name or decision.user_name}退回{count}：{'、'.join(texts)}"
    return said


def _waiting(actor: Actor) -> list[Owed]:
    waiting = with_lead(Submission.objects.filter(RUNNING, unit__in=inherited_by(actor.unit), state__in=Submission.WAITING))
    mine = list(waiting.select_related("demand__indicator", "demand__campaign__unit", "unit"))
    leads = {unit.pk: unit.short_name for unit in Unit.objects.filter(pk__in={each.lead for each in mine if each.lead})}
    names: dict[Step, Callable[[Any], str]] = {
        Step.HEAD: lambda each: f"{each.unit}分管领导审签",
        Step.LEAD: lambda each: f"{leads.get(each.lead, '牵头单位')}审核",
        Step.TASKFORCE: lambda each: f"{each.demand.campaign.unit}创建工作专班认定",
    }
    return [
        Owed(
            "等待审核",
            str(each.demand),
            f"已于{_day_said(each.submitted_at)}提交",
            each.demand.due_on,
            _place(actor, each),
            each.unit_id,
            waits_for=names[Step(each.state)](each),
            kind="read",
        )
        for each in mine
    ]


def _nobody(actor: Actor, day: date) -> list[Owed]:
    """Steps at which submissions wait and nobody is appointed who may decide: the task force has to see to it."""
    found: dict[tuple[str, int], list[Any]] = {}
    for submission in unattended(actor, day):
        found.setdefault(_short_of(submission), []).append(submission)
    names = {unit.pk: unit.short_name for unit in Unit.objects.filter(pk__in={unit for _, unit in found})}
    lines = []
    for (who, unit), group in found.items():
        why = f"{len(group)} 份报送在等，{names[unit]}没有可以审核的{who}：未任命，或都应回避"
        lines.append(Owed("明确审核人", names[unit], why, None, ("directory-unit", (unit,)), unit, kind="settle"))
    return lines


def _short_of(submission: Any) -> tuple[str, int]:
    """Of whom there is none, and the unit where one can be appointed; `submission` carries its `lead`."""
    if submission.state == Step.HEAD:
        return "分管领导", submission.unit.heir_id or submission.unit_id
    if submission.state == Step.LEAD and submission.lead not in (None, submission.unit_id):
        return "联络员和分管领导", submission.lead
    return "专班成员", submission.demand.campaign.unit_id


def _stuck(actor: Actor, day: date) -> list[Owed]:
    """Where submissions wait for units, one line a unit and step."""
    campaigns = Campaign.objects.filter(unit=actor.unit).exclude(state=Campaign.State.CLOSED)
    waiting = with_lead(Submission.objects.filter(Q(state=Step.HEAD) | Q(state=Step.LEAD), demand__campaign__in=campaigns))
    rows = list(waiting.order_by().values("state", "lead", "unit").annotate(times=Count("pk"), oldest=Min("submitted_at")))
    merged: dict[tuple[str, int], tuple[int, datetime]] = {}
    for row in rows:
        where = (row["state"], row["unit"] if row["state"] == Step.HEAD else row["lead"])
        if where[1] is None:
            continue  # no lead any more: it stands in the task force's own queue
        times, oldest = merged.get(where, (0, row["oldest"]))
        merged[where] = (times + row["times"], min(oldest, row["oldest"]))
    names = {unit.pk: unit.short_name for unit in Unit.objects.filter(pk__in=[unit for _, unit in merged])}
    lines = []
    for (state, unit), (times, oldest) in merged.items():
        waited = (day - timezone.localtime(oldest).date()).days
        step = "分管领导审签" if state == Step.HEAD else "审核"
        why = f"最早一份已等 {waited} 天" if waited > 0 else "今天提交"
        lines.append(Owed("等待", f"{times} 份报送", why, None, ("unit", (unit,)), unit, waits_for=f"{names[unit]}{step}", kind="read"))
    return lines


def _day_said(moment: datetime | None) -> str:
    if moment is None:
        return "此前"
    at = timezone.localtime(moment)
    return f"{at.month}月{at.day}日"
