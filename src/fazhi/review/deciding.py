"""Deciding on submissions: one at a time with a mark on every proof, or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from fazhi.campaign.models import Proof, Submission
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.actor import Actor, NotAllowed

from . import recusing
from .flow import MOST_SAID, keep, locked, send_on
from .marking import Marked, MarkInput, checked, reasons_said, write_marks
from .models import Decision, Mark, Recusal, Step, Verdict
from .refusals import Recused, ReviewRefused, refuse_ended, refuse_long, refuse_stale
from .since import live_proofs
from .standing import deciding_lead, leads_of, may_decide

MOST_AT_ONCE = 200
PASSES = {
    Step.HEAD: (Verb.PASSED, "审签通过"),
    Step.LEAD: (Verb.PASSED, "审核通过"),
    Step.TASKFORCE: (Verb.ACCEPTED, "认定"),
}


@dataclass
class BulkResult:
    """What a bulk pass did: the submissions passed, and (submission id, its name, why) of those refused."""

    accepted: list[Submission] = field(default_factory=list)
    refused: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Done:
    """A decision made, with what it said and of which proofs."""

    decision: Decision
    submission: Submission
    marked: list[Marked]
    proofs: list[Proof]


def decide(actor: Actor, submission: Submission, verdict: str, *, lock: int, marks: Sequence[MarkInput] = (), remark: str = "") -> Decision:
    """Pass or return the submission at the step where it waits; `lock` is the one the page was drawn with.

    A return names at least one proof, requirement or the narrative, with reasons; what it does not name needs no redo.
    Raises AlreadyDecided, ReviewRefused, NotAllowed, and Recused after the recusal was recorded.
    """
    with transaction.atomic():
        outcome = _decided(actor, submission.pk, verdict, lock, marks, remark)
        if isinstance(outcome, Done):
            _journal(actor, outcome)
    if isinstance(outcome, Recusal):
        raise Recused(outcome)
    return outcome.decision


def bulk_accept(actor: Actor, chosen: Sequence[tuple[int, int]]) -> BulkResult:
    """Pass many submissions, given as (id, lock), each at the step where it waits; those that cannot be passed are told why.

    Each is its own savepoint, and the whole is one journal entry. Raises ReviewRefused when more than 200 are chosen.
    """
    if len(chosen) > MOST_AT_ONCE:
        raise ReviewRefused(f"一次最多通过 {MOST_AT_ONCE} 份，您选了 {len(chosen)} 份。请分几次办理。")
    done = BulkResult()
    passed: list[Done] = []
    seen = {
        each.pk: str(each)
        for each in Submission.visible_to(actor).filter(pk__in=[pk for pk, _ in chosen]).select_related("demand__indicator")
    }
    with transaction.atomic():
        # One order for everybody, so that two bulk passes never wait for each other.
        for pk, lock in sorted(dict(chosen).items()):
            if pk not in seen:
                done.refused.append((pk, f"编号{pk}", "没有这份报送，或它不对您开放。"))
                continue
            try:
                with transaction.atomic():
                    outcome = _decided(actor, pk, Verdict.PASSED, lock, (), "")
            except (ReviewRefused, NotAllowed) as refusal:
                done.refused.append((pk, seen[pk], str(refusal)))
                continue
            if isinstance(outcome, Recusal):
                done.refused.append((pk, seen[pk], str(Recused(outcome))))
                continue
            passed.append(outcome)
            done.accepted.append(outcome.submission)
        if passed:
            _journal_bulk(actor, passed)
    return done


def _decided(actor: Actor, pk: int, verdict: str, lock: int, marks: Sequence[MarkInput], remark: str) -> Done | Recusal:
    """The decision, or the recusal that stood in its way; a recusal is data, so that it is kept although the act is refused."""
    held = locked(pk)
    refuse_stale(held, lock)
    if held.state not in Submission.WAITING:
        raise ReviewRefused(f"这份报送现在是“{held.get_state_display()}”，没有等待审核的环节。请刷新页面查看。")
    refuse_ended(held, "不再审核，这份报送停在现在的环节，内容和轨迹都可以查看。")
    if verdict not in (Verdict.PASSED, Verdict.RETURNED):
        raise ReviewRefused("结论只能是通过或退回修改。")
    if not may_decide(actor, held):
        raise NotAllowed(_not_yours(held))
    if why := recusing.why_recused(actor, held):
        return recusing.record(actor, held, why)
    proofs = live_proofs(held)
    marked = checked(held, verdict, marks, proofs)
    decision = Decision.objects.create(
        submission=held,
        round=held.round,
        step=held.state,
        verdict=verdict,
        remark=refuse_long(remark, "审核意见", MOST_SAID),
        user=actor.user,
        user_name=actor.user.name,
        unit_name=actor.unit.short_name if actor.unit else "",
    )
    write_marks(decision, marked)
    if verdict == Verdict.RETURNED:
        held.state = Submission.State.RETURNED
        _set_returned(proofs, marked)
    else:
        send_on(held)
        if held.state == Submission.State.ACCEPTED:
            _set_states(proofs, dict.fromkeys((proof.pk for proof in proofs), Proof.State.ACCEPTED))
    keep(held)
    return Done(decision, held, marked, proofs)


def _set_returned(proofs: list[Proof], marked: Sequence[Marked]) -> None:
    """Named proofs are returned; the others go back as drafts and need no redo. What was accepted before stays so unless named."""
    named = {each.row.proof_id for each in marked if each.row.verdict == Verdict.RETURNED}
    back = {proof.pk: proof.state if proof.state == Proof.State.ACCEPTED else Proof.State.DRAFT for proof in proofs}
    _set_states(proofs, back | {pk: Proof.State.RETURNED for pk in named if pk is not None})


def _set_states(proofs: list[Proof], states: dict[int, str]) -> None:
    for proof in proofs:
        proof.state = states[proof.pk]
    Proof.objects.bulk_update(proofs, ("state",), batch_size=500)


def _not_yours(submission: Submission) -> str:
    if submission.state == Step.HEAD:
        return f"这份报送等待{submission.unit.short_name}分管领导审签，不由您办理。"
    lead = deciding_lead(submission) if submission.state == Step.LEAD else None
    if lead is not None:
        return f"这份报送等待{lead.short_name}审核，不由您办理。"
    return f"这份报送等待{submission.demand.campaign.unit.short_name}创建工作专班认定，不由您办理。"


def _journal(actor: Actor, done: Done) -> None:
    submission, decision = done.submission, done.decision
    verb, said = PASSES[Step(decision.step)]
    if decision.verdict == Verdict.RETURNED:
        verb, sentence = Verb.RETURNED, _return_said(done.marked)
    else:
        sentence = f"{said}了 {len(done.proofs)} 件材料，{_next(submission)}"
    sentence += f"；意见：{decision.remark}" if decision.remark else ""
    write(
        verb,
        submission,
        sentence,
        by=actor.who,
        about=[decision, *done.proofs],
        units=_concerned(submission),
        campaign=submission.demand.campaign_id,
        before={"state": Submission.State(decision.step).label},
        after={"state": submission.get_state_display()},
    )


def _return_said(marked: Sequence[Marked]) -> str:
    named = [each.row for each in marked if each.row.verdict == Verdict.RETURNED]
    files = sum(row.about == Mark.About.PROOF for row in named)
    others = "、".join(row.subject for row in named if row.about != Mark.About.PROOF)
    what = f"退回了 {files} 件材料" if files else "退回了报送"
    return f"{what}{f'（{others}）' if others else ''}：{reasons_said(marked)}"


def _journal_bulk(actor: Actor, passed: list[Done]) -> None:
    steps = {Step(each.decision.step) for each in passed}
    verb, said = PASSES[steps.pop()] if len(steps) == 1 else (Verb.PASSED, "通过")
    about = [row for each in passed for row in (each.submission, each.decision, *each.proofs)]
    units = {unit for each in passed for unit in _concerned(each.submission)}
    campaigns = {each.submission.demand.campaign_id for each in passed}
    campaign = campaigns.pop() if len(campaigns) == 1 else None
    write(verb, passed[0].submission, f"一并{said}了 {len(passed)} 份报送", by=actor.who, about=about, units=units, campaign=campaign)


def _next(submission: Submission) -> str:
    if submission.state == Submission.State.ACCEPTED:
        return "报送办结"
    if submission.state == Submission.State.LEAD:
        return f"送{leads_of(submission.demand_id)[0].short_name}审核"
    skipped = submission.decisions.filter(round=submission.round, verdict=Verdict.SKIPPED).values_list("remark", flat=True).first()
    return skipped or "送专班认定"


def _concerned(submission: Submission) -> list[int]:
    return [submission.unit_id, *(unit.pk for unit in leads_of(submission.demand_id))]
