"""The marks of a decision: what was said of each proof, of missing material and of the narrative."""

from collections.abc import Sequence
from dataclasses import dataclass

from fazhi.campaign.models import Proof, Requirement, Submission

from .models import Decision, Mark, ReturnReason, Verdict
from .reasons import OTHER
from .refusals import ReviewRefused, refuse_long


@dataclass(frozen=True)
class MarkInput:
    """What a reviewer says of one thing: a proof, a requirement that is not met, or (with neither) the narrative."""

    proof_id: int | None = None
    verdict: str = Verdict.PASSED
    reason_codes: Sequence[str] = ()
    remark: str = ""
    requirement_id: int | None = None


@dataclass
class Marked:
    """A checked input: the row to write and the reasons that go with it."""

    row: Mark
    reasons: list[ReturnReason]


def checked(submission: Submission, verdict: str, inputs: Sequence[MarkInput], proofs: list[Proof]) -> list[Marked]:
    """Check what the reviewer said, and add 通过 for every proof he did not name; raises ReviewRefused."""
    known = {reason.code: reason for reason in ReturnReason.objects.filter(is_active=True)}
    by_id = {proof.pk: proof for proof in proofs}
    asked = {each.pk: each for each in Requirement.objects.filter(demand=submission.demand_id)}
    marked = [_one(each, by_id, asked, known) for each in inputs]
    named = [(each.row.about, each.row.proof_id, each.row.requirement_id) for each in marked]
    if len(set(named)) < len(named):
        raise ReviewRefused("同一件材料收到了两条意见，请只保留一条。")
    returned = [each for each in marked if each.row.verdict == Verdict.RETURNED]
    if verdict == Verdict.RETURNED and not returned:
        raise ReviewRefused("退回时至少要点名一件材料、一项缺少的材料或工作开展情况，并选择退回原因。")
    if verdict == Verdict.PASSED and returned:
        raise ReviewRefused(f"“{returned[0].row.subject}”标为退回，这份报送就不能通过。请改为整份退回，或把它改为通过。")
    spoken_of = {each.row.proof_id for each in marked}
    silent = [
        Mark(about=Mark.About.PROOF, proof=proof, subject=str(proof)[:300], verdict=Verdict.PASSED)
        for proof in proofs
        if proof.pk not in spoken_of
    ]
    return marked + [Marked(row, []) for row in silent]


def write_marks(decision: Decision, marked: Sequence[Marked]) -> None:
    """Store the marks and their reasons in two statements."""
    for each in marked:
        each.row.decision = decision
    Mark.objects.bulk_create([each.row for each in marked])
    through = Mark.reasons.through
    through.objects.bulk_create(through(mark=each.row, returnreason=reason) for each in marked for reason in each.reasons)


def reasons_said(marked: Sequence[Marked]) -> str:
    """The reasons of a return in one breath, each once, and the remarks: “形成日期不在创建周期内、未盖章或签字”."""
    returned = [each for each in marked if each.row.verdict == Verdict.RETURNED]
    texts = dict.fromkeys(each.row.remark if reason.code == OTHER else reason.text for each in returned for reason in each.reasons)
    return "、".join(texts)


def _one(given: MarkInput, proofs: dict[int, Proof], asked: dict[int, Requirement], known: dict[str, ReturnReason]) -> Marked:
    row = Mark(verdict=given.verdict, remark=refuse_long(given.remark, "单件意见", 500))
    if given.proof_id is not None:
        if given.proof_id not in proofs:
            raise ReviewRefused("有一件材料不在这份报送里，可能刚被撤下。请刷新页面后再审核。")
        row.about, row.proof = Mark.About.PROOF, proofs[given.proof_id]
        row.subject = str(row.proof)[:300]
    elif given.requirement_id is not None:
        if given.requirement_id not in asked:
            raise ReviewRefused("有一项应交材料不属于这个指标，可能刚被调整。请刷新页面后再审核。")
        row.about, row.requirement = Mark.About.REQUIREMENT, asked[given.requirement_id]
        row.subject = f"应交材料：{row.requirement.name}"
    else:
        row.about, row.subject = Mark.About.NARRATIVE, "工作开展情况"
    return Marked(row, _reasons(given, row, known))


def _reasons(given: MarkInput, row: Mark, known: dict[str, ReturnReason]) -> list[ReturnReason]:
    if given.verdict not in (Verdict.PASSED, Verdict.RETURNED):
        raise ReviewRefused(f"“{row.subject}”的结论只能是通过或退回。")
    if given.verdict == Verdict.PASSED:
        return []
    if strange := [code for code in given.reason_codes if code not in known]:
        raise ReviewRefused(f"没有代号为“{'、'.join(strange)}”的退回原因，可能已经停用。请刷新页面后重新选择。")
    if not given.reason_codes:
        raise ReviewRefused(f"退回“{row.subject}”要选择至少一个退回原因。")
    if OTHER in given.reason_codes and not row.remark:
        raise ReviewRefused(f"退回“{row.subject}”选了“其他”，请在意见里说明是什么问题、怎么改。")
    return [known[code] for code in dict.fromkeys(given.reason_codes)]
