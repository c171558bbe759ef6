"""The way of a submission: the unit hands in, takes back, and each pass sends it on to the next step."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from fazhi.campaign.models import Proof, Submission
from fazhi.campaign.models.demand import Applies
from fazhi.campaign.proofs import missing
from fazhi.evidence.guard.copies import personal_among
from fazhi.evidence.guard.secrecy import refuse_secret_words
from fazhi.evidence.models import Item
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.lines import inherited_by, line_of
from fazhi.people.models import Role
from fazhi.people.scope import grant_all
from fazhi.plan.refusal import must_run

from .models import Decision, Recusal, Round, Step, Verdict
from .refusals import ReviewRefused, refuse_ended, refuse_long, refuse_stale
from .since import live_proofs, narrative_of, narrative_unanswered, proofs_unanswered, snapshot
from .standing import belongs, leads_of, may_decide, whole_line

GRANTED_FOR = "报送审核"
MOST_SAID = 2000  # characters of an explanation or a remark


@transaction.atomic
def submit(actor: Actor, submission: Submission, lock: int | None = None, *, explain: str = "", personal_seen: bool = False) -> Submission:
    """Hand the submission in; it then waits for the unit's head. Returns the row as it now stands.

    What is missing, and what was returned and not changed, has to be explained in `explain`. `personal_seen` says that the liaison
    confirmed that the personal data in the material is meant to go; it is journalled. Raises NotAllowed, AlreadyDecided (the row
    moved since `lock`), SecretWords and ReviewRefused.
    """
    held = locked(submission.pk)
    _refuse_stranger(actor, held, "提交")
    refuse_stale(held, lock)
    _refuse_closed(held)
    proofs = live_proofs(held)
    refuse_secret_words(explain, "说明")
    lacks, explain = _lacks(held, proofs), refuse_long(explain, "说明", MOST_SAID)
    if lacks and not explain:
        raise ReviewRefused(f"还不能直接提交：{'；'.join(lacks)}。请补齐后再提交；确实不能补的，请写明原因再提交。")
    held.round += 1
    before, held.state = held.get_state_display(), Submission.State.HEAD
    held.submitted_at = timezone.now()
    Round.objects.create(
        submission=held,
        no=held.round,
        at=held.submitted_at,
        user=actor.user,
        user_name=actor.user.name,
        missing=lacks,
        explain=explain,
        shown=snapshot(held, proofs),
    )
    _move_proofs(proofs, Proof.State.SUBMITTED)
    keep(held)
    said = f"{'提交' if held.round == 1 else f'第{held.round}次提交'}了 {len(proofs)} 件材料，等待分管领导审签"
    said += f"；所缺说明：{explain}" if lacks else ""
    if personal_seen and (count := len(personal_in(held))):
        said += f"；已确认其中 {count} 件材料含个人信息，确需报送"
    _journal(Verb.SUBMITTED, held, said, actor, proofs, before)
    return held


@transaction.atomic
def withdraw(actor: Actor, submission: Submission, lock: int | None = None) -> Submission:
    """The unit takes its submission back before anybody decided; the round is as if it had not been handed in."""
    held = locked(submission.pk)
    _refuse_stranger(actor, held, "撤回")
    refuse_stale(held, lock)
    if held.state != Submission.State.HEAD:
        stands = held.get_state_display()
        why = "还没有提交" if held.state in Submission.OPEN else "已经有人审核"
        raise ReviewRefused(f"这份报送现在是“{stands}”，{why}，不能撤回。需要修改的，请与审核人联系退回。")
    refuse_ended(held, "撤回后也不能再提交，所以没有撤回。内容和轨迹都可以查看。")
    proofs = live_proofs(held)
    _move_proofs(proofs, Proof.State.DRAFT, proofs_unanswered(held, proofs))
    Round.objects.filter(submission=held, no=held.round).delete()
    recusals = list(Recusal.objects.filter(submission=held, round=held.round))  # else they would stand in the next one of this number
    Recusal.objects.filter(pk__in=[each.pk for each in recusals]).delete()
    before = held.get_state_display()
    held.round -= 1
    held.submitted_at = Round.objects.filter(submission=held, no=held.round).values_list("at", flat=True).first()
    held.state = Submission.State.RETURNED if held.round else Submission.State.DRAFT
    keep(held)
    _journal(Verb.WITHDRAWN, held, f"撤回了报送的 {len(proofs)} 件材料", actor, proofs, before, recusals)
    return held


@transaction.atomic
def reopen(actor: Actor, submission: Submission, reason: str, lock: int | None = None) -> Submission:
    """Give an accepted submission back to its unit, to add or mend material. What was accepted stays accepted meanwhile."""
    held = locked(submission.pk)
    must_run(actor, held.demand.campaign.unit, "重开报送")
    if belongs(actor, held):
        raise NotAllowed(f"您在报送单位{held.unit.short_name}任职（或提交之后任过职），不能重开它的报送。请由专班的其他人办理。")
    refuse_stale(held, lock)
    if held.state != Submission.State.ACCEPTED:
        raise ReviewRefused(f"这份报送现在是“{held.get_state_display()}”，只有已认定的才需要重开。")
    refuse_ended(held, "重开后单位也不能再提交，所以没有重开。")
    if not reason.strip():
        raise ReviewRefused("请写明重开的原因，报送单位会看到，例如“补充下半年的材料”。")
    why, before = refuse_long(reason, "重开原因", MOST_SAID), held.get_state_display()
    held.state = Submission.State.RETURNED
    keep(held)
    _journal(Verb.REOPENED, held, f"重开了已认定的报送：{why}", actor, [], before)
    return held


def locked(pk: int) -> Submission:
    """The submission's row, held until the transaction ends, so that of two who press at once one waits for the other."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related("demand__campaign__unit", "demand__indicator", "unit__heir")
    return rows.get(pk=pk)


def keep(submission: Submission) -> None:
    """Save a move; every move counts the lock on."""
    submission.lock += 1
    submission.save(update_fields=("state", "round", "submitted_at", "moved_at", "lock"))


def send_on(submission: Submission) -> None:
    """After a pass at its step: set the next state, writing a visible skip where the lead step falls away."""
    if submission.state == Submission.State.HEAD:
        leads = leads_of(submission.demand_id)
        _open_to(submission, [each for lead in leads for each in line_of(lead)])
        reason = _why_no_lead(submission, [lead.pk for lead in leads])
        if not reason:
            submission.state = Submission.State.LEAD
            return
        Decision.objects.create(
            submission=submission, round=submission.round, step=Step.LEAD, verdict=Verdict.SKIPPED, remark=reason, user_name="系统"
        )
        submission.state = Submission.State.TASKFORCE
    elif submission.state == Submission.State.LEAD:
        submission.state = Submission.State.TASKFORCE
    else:
        submission.state = Submission.State.ACCEPTED


def _why_no_lead(submission: Submission, leads: list[int]) -> str:
    if not leads:
        return "本指标没有牵头单位，直接送专班认定"
    if set(line_of(submission.unit)) & set(leads):
        return f"{submission.unit.short_name}就是本指标的牵头单位，不审核自己的报送，直接送专班认定"
    return ""


@transaction.atomic
def open_to_leads(actor: Actor, submission: Submission) -> int:
    """For a lead named after the submission reached its step: open what it is to check and cannot see yet, and write that down.

    Gives the number of items opened; where nothing was closed to the actor, nothing is done or written.
    """
    if submission.state != Submission.State.LEAD or not may_decide(actor, submission):
        return 0
    closed = Item.objects.filter(pk__in=_own_items(submission)).exclude(pk__in=Item.visible_to(actor).values("pk")).count()
    if closed:
        _open_to(submission, [each for lead in leads_of(submission.demand_id) for each in line_of(lead)])
        said = f"因接手牵头审核，取得了{submission.unit.short_name} {closed} 件材料的查阅权限"
        _journal(Verb.GRANTED, submission, said, actor, [], submission.get_state_display())
    return closed


def _open_to(submission: Submission, units: list[int]) -> None:
    """The lead units may open what they are to check: the unit's own items and the submission itself.

    What another unit shared with it is not the submitting unit's to pass on.
    """
    grant_all("evidence.item", [(item, unit) for item in _own_items(submission) for unit in units], why=GRANTED_FOR)
    grant_all("campaign.submission", [(submission.pk, unit) for unit in units], why=GRANTED_FOR)


def _own_items(submission: Submission) -> list[int]:
    standing = submission.proofs.exclude(state=Proof.State.REMOVED).filter(item__unit__in=whole_line(submission.unit))
    return list(standing.values_list("item", flat=True))


def _refuse_stranger(actor: Actor, submission: Submission, act: str) -> None:
    if not actor.is_(Role.LIAISON) or submission.unit_id not in inherited_by(actor.unit):
        raise NotAllowed(f"只有{submission.unit.short_name}的联络员可以{act}这份报送。如您就是，请先切换到该单位的身份。")


def _refuse_closed(submission: Submission) -> None:
    if submission.state not in Submission.OPEN:
        raise ReviewRefused(f"这份报送现在是“{submission.get_state_display()}”，不能重复提交。")
    refuse_ended(submission, "现在不接收报送。需要补报的，请联系创建工作专班。")
    part = submission.demand.assignments.filter(unit=submission.unit_id).first()
    if Applies.NO in (submission.demand.applies, part.applies if part else Applies.YES):
        raise ReviewRefused(f"这项指标对{submission.unit.short_name}已批准为不适用，不需要报送。如情况有变，请联系专班恢复适用。")


def _lacks(submission: Submission, proofs: list[Proof]) -> list[str]:
    """What stands against handing in without a word of explanation; raises ReviewRefused when nothing at all is shown."""
    if not proofs and not narrative_of(submission).strip():
        raise ReviewRefused("还没有任何内容可以提交：没有材料，也没有写工作开展情况。请先添加材料或写明工作开展情况。")
    return [each.rstrip("。") for each in lacking(submission)]


def lacking(submission: Submission) -> list[str]:
    """What the page says before and the act asks after: the same list, in sentences."""
    lacks = [each.said for each in missing(submission)]
    if submission.pk and narrative_unanswered(submission):
        lacks.append("退回时指出的工作开展情况还没有改。")
    return lacks


def personal_in(submission: Submission) -> list[Item]:
    """The items in it whose words hold personal data that nobody has explained; a warning before handing in, never a stop."""
    if not submission.pk:
        return []
    versions = submission.proofs.exclude(state=Proof.State.REMOVED).exclude(version=None).values_list("version", flat=True)
    return list({signal.item_id: signal.item for signal in personal_among(versions)}.values())


def _move_proofs(proofs: list[Proof], state: str, returned: Collection[int] = ()) -> None:
    """Set the state of the proofs; those in `returned` stand as returned again."""
    for proof in proofs:
        if proof.state != Proof.State.ACCEPTED:  # accepted before the submission was reopened
            proof.state = Proof.State.RETURNED if proof.pk in returned else state
    Proof.objects.bulk_update(proofs, ("state",), batch_size=500)


def _journal(
    verb: Verb, submission: Submission, said: str, actor: Actor, proofs: list[Proof], before: str, gone: Sequence[Recusal] = ()
) -> None:
    write(
        verb,
        submission,
        said,
        by=actor.who,
        about=proofs,
        gone=gone,
        units=[submission.unit_id],
        campaign=submission.demand.campaign_id,
        before={"state": before},
        after={"state": submission.get_state_display()},
    )
