"""Recusal: nobody decides for a unit he belongs to, nor what he himself handed in, nor two steps of one round."""

from fazhi.campaign.models import Submission
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.actor import Actor, NotAllowed

from .models import Recusal, Step
from .refusals import ReviewRefused, refuse_long
from .standing import belongs, eligible, may_decide, supplied_by

ACTS = {Step.HEAD: "审签", Step.LEAD: "审核", Step.TASKFORCE: "认定"}


def why_recused(actor: Actor, submission: Submission) -> str:
    """Why the actor must not decide the step where the submission waits, or "" when nothing stands against it.

    Asked at every step alike: who handed in or supplied does not become a judge of it by changing post, and one person
    does not decide two steps of a round.
    """
    said = submission.recusals.filter(round=submission.round, step=submission.state, user=actor.user).first()
    if said is not None:
        return said.why
    name, act = actor.user.name, ACTS[Step(submission.state)]
    sender, suppliers = supplied_by(submission)
    if sender == actor.user.pk:
        return f"{name}提交了这份报送，不能自己{act}"
    if actor.user.pk in suppliers:
        return f"{name}提供了其中的材料，不能自己{act}"
    if submission.state != Step.HEAD and belongs(actor, submission):
        return f"{name}在报送单位{submission.unit.short_name}任职（或提交之后任过职）"
    before = submission.decisions.filter(round=submission.round, user=actor.user).first()
    if before is not None:
        return f"{name}已在本次报送的{before.get_step_display()}环节作过决定，同一人不能再{act}"
    return ""


def record(actor: Actor, submission: Submission, why: str) -> Recusal:
    """Write down that the actor stands aside and who goes on. Must run inside a transaction."""
    step = submission.state
    following = next((user for user in eligible(submission, step, actor.today) if user.pk != actor.user.pk), None)
    recusal, is_new = Recusal.objects.get_or_create(
        submission=submission,
        round=submission.round,
        step=step,
        user=actor.user,
        defaults={"named": following, "unit": submission.unit, "why": why},
    )
    if is_new:
        then = f"由{following.name}接着审核" if following else "没有可以接替的人，请专班指定"
        write(
            Verb.RECUSED,
            submission,
            f"回避了{Step(step).label}：{why}，{then}",
            by=actor.who,
            about=[recusal],
            units=[submission.unit_id],
            campaign=submission.demand.campaign_id,
        )
    return recusal


def recuse(actor: Actor, submission: Submission, why: str) -> Recusal:
    """The actor stands aside of his own accord, with a reason; raises ReviewRefused, NotAllowed."""
    if submission.state not in Submission.WAITING:
        raise ReviewRefused(f"这份报送现在是“{submission.get_state_display()}”，没有等待审核的环节，不需要回避。")
    if not may_decide(actor, submission):
        raise NotAllowed(f"“{submission.get_state_display()}”不由您办理，不需要回避。")
    if not why.strip():
        raise ReviewRefused("请写明回避的事由，例如“与报送单位负责人有亲属关系”。")
    return record(actor, submission, refuse_long(why, "回避事由", 200))
