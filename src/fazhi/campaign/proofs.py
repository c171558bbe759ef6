"""Proofs: what a unit files for an indicator, changed only while its submission is open, and what still lacks."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from fazhi.evidence.filing import FilingHint
from fazhi.evidence.guard.secrecy import refuse_secret_words
from fazhi.evidence.models import Item, PlaceKind
from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.lines import inherited_by, line_of
from fazhi.people.models import Role, Unit
from fazhi.plan.refusal import Refused

from .models import Applies, Assignment, Campaign, Demand, Narrative, Proof, Requirement, Submission
from .opened import close_items
from .places import placed
from .progress import asked_of

UNSET = object()


@dataclass(frozen=True)
class Missing:
    """Something that stands between a submission and handing it in; `requirement` is None where it is about no single one."""

    requirement: Requirement | None
    needed: int
    given: int
    said: str

    def __str__(self) -> str:
        return self.said


@transaction.atomic
def submission_of(actor: Actor, demand: Demand, unit: Unit | None = None) -> Submission:
    """The unit's submission for the demand, made by the first act on it. The actor supplies for the unit (or for its predecessor)."""
    submission = submission_at(actor, demand, unit)
    if submission.pk:
        return submission
    of = submission.unit
    submission, is_new = Submission.objects.get_or_create(demand=demand, unit=of, defaults={"unit_name": of.name})
    if is_new:
        said = f"开始准备指标 {demand.indicator.code} 的材料"
        write(Verb.CREATED, submission, said, by=actor.who, units=[of.pk], campaign=demand.campaign_id)
    return submission


def submission_at(actor: Actor, demand: Demand, unit: Unit | None = None) -> Submission:
    """The same to read: where nothing was done yet it is not saved, so that looking leaves no trace.

    One that stands is given back whatever has happened to the campaign since: what was handed in stays open to read.
    """
    unit = unit or actor.unit
    if unit is None:
        raise NotAllowed("您目前没有在任何单位任职，不能报送材料。请联系系统管理员核对任职。")
    _must_supply(actor, unit)
    standing = Submission.objects.filter(demand=demand, unit=unit).select_related("demand__indicator", "demand__campaign", "unit").first()
    if standing is not None:
        return standing
    campaign, part = demand.campaign, demand.assignments.filter(unit=unit).first()
    if part is None:
        raise Refused(f"{unit.short_name}在指标 {demand.indicator.code} 上没有分工，不用报送。如应承担，请联系专班调整分工。")
    if campaign.state != Campaign.State.RUNNING:
        raise Refused(f"“{campaign}”{campaign.get_state_display()}，现在不能报送材料。" + _when(campaign))
    _refuse_not_applicable(demand, unit, part)
    return Submission(demand=demand, unit=unit, unit_name=unit.name)


def _refuse_not_applicable(demand: Demand, unit: Unit, part: Assignment | None) -> None:
    if Applies.NO in (demand.applies, part.applies if part else Applies.YES):
        raise Refused(f"指标 {demand.indicator.code} 对{unit.short_name}不适用，不用报送。如情况有变，请联系专班恢复适用。")


def _when(campaign: Campaign) -> str:
    return "请等专班发布后再报送。" if campaign.state == Campaign.State.PREPARING else "如需补充，请联系专班。"


def _must_supply(actor: Actor, unit: Unit) -> None:
    if not actor.is_(Role.LIAISON, Role.HEAD) or actor.unit is None or actor.unit.pk not in line_of(unit):
        raise NotAllowed(f"您不能替{unit.short_name}报送材料：这件事由该单位的联络员或分管领导办理。")


def _opened(actor: Actor, submission: Submission) -> Submission:
    """The submission, locked, if the actor supplies for it and it is with the unit."""
    _must_supply(actor, submission.unit)
    related = ("demand__campaign", "demand__indicator", "unit")
    locked = Submission.objects.select_for_update(of=("self",)).select_related(*related).get(pk=submission.pk)
    if locked.demand.campaign.state != Campaign.State.RUNNING:
        raise Refused(f"“{locked.demand.campaign}”{locked.demand.campaign.get_state_display()}，现在不能改动材料。")
    if locked.state not in Submission.OPEN:
        raise Refused(f"这次报送{locked.get_state_display()}，审核期间不能改动。如需修改，请先撤回，或等审核退回。")
    _refuse_not_applicable(locked.demand, locked.unit, locked.demand.assignments.filter(unit=locked.unit).first())
    return locked


@transaction.atomic
def add_proof(
    actor: Actor,
    demand: Demand,
    item: Item,
    *,
    requirement: Requirement | None = None,
    place_kind: str = PlaceKind.WHOLE,
    place: str = "",
    note: str = "",
    unit: Unit | None = None,
) -> Proof:
    """File an item, with the place that proves it, for the demand. The item is the unit's own, or of its line.

    What was opened to the unit to be reviewed is not for it to use again.
    """
    submission = _opened(actor, submission_of(actor, demand, unit))
    if not Item.objects.filter(pk=item.pk, removed_at=None, unit__in=inherited_by(actor.unit)).exists():
        raise NotAllowed("这份材料不是本单位的，或已移出材料库，不能引用。请上传本单位的材料，或从本单位材料库中选择。")
    _check_requirement(demand, requirement)
    refuse_secret_words(note, "佐证说明")
    version = item.current
    kind, where = placed(place_kind, place, version)
    _refuse_double(submission, requirement, item, kind, where)
    proof = Proof.objects.create(
        submission=submission,
        requirement=requirement,
        item=item,
        version=version,
        place_kind=kind,
        place=where,
        note=note.strip()[:500],
        round=submission.round + 1,
        added_by=actor.user.name,
        added_by_id=actor.user.pk,
    )
    _journalled(actor, Verb.CREATED, proof, f"为指标 {demand.indicator.code} 加入佐证“{proof}”")
    return proof


def _check_requirement(demand: Demand, requirement: Requirement | None) -> None:
    if requirement is not None and requirement.demand_id != demand.pk:
        raise Refused(f"“{requirement}”不是指标 {demand.indicator.code} 的应交材料。请从该指标的清单中选择。")


def _refuse_double(submission: Submission, requirement: Requirement | None, item: Item, kind: str, place: str, but: int = 0) -> None:
    live = submission.proofs.exclude(state=Proof.State.REMOVED).exclude(pk=but)
    if live.filter(requirement=requirement, item=item, place_kind=kind, place=place).exists():
        under = f"“{requirement}”下" if requirement else "本指标"
        raise Refused(f"{under}已有“{item}”的同一处作为佐证，不用重复加入。如证明的是另一处，请写明页码、段落或时间点。")


@transaction.atomic
def change_proof(
    actor: Actor,
    proof: Proof,
    *,
    place_kind: str | None = None,
    place: str | None = None,
    note: str | None = None,
    requirement: Requirement | object | None = UNSET,
    newest: bool = False,
    mended: bool = False,
) -> Proof:
    """Change place, note, requirement, or take the item's newest version. A returned proof that was mended waits to be handed in again."""
    submission = _opened(actor, proof.submission)
    proof = Proof.objects.select_related("item", "version", "requirement").get(pk=proof.pk)
    if proof.state in (Proof.State.REMOVED, Proof.State.ACCEPTED):
        raise Refused(f"这份佐证{proof.get_state_display()}，不能修改。如需改用别的内容，请另行加入一份佐证。")
    refuse_secret_words(note or "", "佐证说明")
    before = _facts(proof)
    if requirement is not UNSET:
        _check_requirement(submission.demand, requirement)  # type: ignore[arg-type]
        proof.requirement = requirement  # type: ignore[assignment]
    if newest:
        proof.version = proof.item.current
    kind = proof.place_kind if place_kind is None else place_kind
    proof.place_kind, proof.place = placed(kind, proof.place if place is None else place, proof.version)
    proof.note = proof.note if note is None else note.strip()[:500]
    after = _facts(proof)
    if before == after and not (mended and proof.state == Proof.State.RETURNED):
        return proof
    _refuse_double(submission, proof.requirement, proof.item, proof.place_kind, proof.place, but=proof.pk)
    proof.state = Proof.State.DRAFT
    proof.save()
    _journalled(actor, Verb.CHANGED, proof, f"修改了指标 {submission.demand.indicator.code} 的佐证“{proof}”", before, after)
    return proof


def _facts(proof: Proof) -> dict[str, object]:
    version = proof.version.no if proof.version else None
    return {"requirement": proof.requirement, "place": proof.place_said, "note": proof.note, "version": version}


@transaction.atomic
def remove_proof(actor: Actor, proof: Proof) -> Proof:
    """Take a proof out of the submission; the row stays, so that what a reviewer saw can still be seen."""
    submission = _opened(actor, proof.submission)
    proof = Proof.objects.select_related("item").get(pk=proof.pk)
    if proof.state == Proof.State.REMOVED:
        raise Refused(f"佐证“{proof}”已经撤下，不用再撤。")
    before: dict[str, object] = {"state": proof.get_state_display()}
    proof.state = Proof.State.REMOVED
    proof.save(update_fields=("state", "changed_at"))
    if not submission.proofs.filter(item=proof.item).exclude(state=Proof.State.REMOVED).exists():
        close_items([proof.item_id])
    _journalled(actor, Verb.REMOVED, proof, f"撤下了指标 {submission.demand.indicator.code} 的佐证“{proof}”", before, {"state": "已撤下"})
    return proof


@transaction.atomic
def write_narrative(actor: Actor, submission: Submission, text: str) -> Narrative:
    """What the unit did, in its own words; it goes into the self-assessment report."""
    locked = _opened(actor, submission)
    said = text.strip()
    refuse_secret_words(said, "工作开展情况")
    standing = Narrative.objects.filter(submission=locked).first()
    old = standing.text if standing else ""
    if old == said and standing is not None:
        return standing
    narrative, _ = Narrative.objects.update_or_create(submission=locked, defaults={"text": said, "written_by": actor.user.name})
    units, campaign = [locked.unit_id], locked.demand.campaign_id
    told = f"填写了指标 {locked.demand.indicator.code} 的工作开展情况"
    write(
        Verb.CHANGED,
        narrative,
        told,
        by=actor.who,
        about=[locked],
        units=units,
        campaign=campaign,
        before={"text": old},
        after={"text": said},
    )
    return narrative


def file_by_hint(actor: Actor, campaign: Campaign, hint: FilingHint, unit: Unit) -> Demand:
    """The demand that the name of a file or folder speaks of, if the unit has work there, its own or inherited; Refused says why not."""
    written_as = hint.code or (f"第{hint.number}项" if hint.number else "")
    if not written_as:
        raise Refused("文件名和文件夹名里都没有指标编号。请手工选择指标，或在名称前写上编号，例如“2.8.3 统计表”。")
    wanted = Q(indicator__code=hint.code) if hint.code else Q(indicator__no=hint.number)
    demand = Demand.visible_to(actor).filter(wanted, campaign=campaign).select_related("indicator", "campaign").first()
    if demand is None:
        raise Refused(f"名称中的编号 {written_as} 不在本次创建活动的指标里。请核对编号，或手工选择指标。")
    parts = demand.assignments.filter(unit__in=inherited_by(unit)).order_by("unit")
    part = parts.filter(unit=unit).first() or parts.first()
    if part is None:
        raise Refused(f"名称中的编号 {written_as} 是指标“{demand}”，没有分派给{unit.short_name}。请核对编号，或手工选择指标。")
    if Applies.NO in (part.applies, demand.applies):
        raise Refused(f"指标“{demand}”对{unit.short_name}不适用，不用归入材料。请核对编号。")
    return demand


def missing(submission: Submission) -> list[Missing]:
    """What lacks before the submission may be handed in: material that is owed, returned proofs nobody has mended. Six queries at most."""
    demand = submission.demand
    part = demand.assignments.filter(unit=submission.unit_id).first()
    is_answered = demand.assignments.filter(role=Assignment.Role.RESPONSIBLE).exists()
    proofs = Proof.objects.filter(submission=submission.pk or 0)  # it may not be saved yet
    live = proofs.filter(state__in=(Proof.State.DRAFT, Proof.State.SUBMITTED, Proof.State.ACCEPTED))
    given = dict(live.values_list("requirement").annotate(n=Count("pk")).order_by())
    found = []
    for each in demand.requirements.all():
        have = given.get(each.pk, 0)
        if part is not None and asked_of(each.asked_of, part.role, part.is_principal, is_answered) and have < each.count:
            found.append(Missing(each, each.count, have, f"“{each}”需要 {each.count} 份，现有 {have} 份，还差 {each.count - have} 份。"))
    if not given and not found:
        found.append(Missing(None, 1, 0, "还没有任何佐证。请至少加入一份材料。"))
    returned = proofs.filter(state=Proof.State.RETURNED).select_related("item", "requirement")
    found += [Missing(proof.requirement, 0, 0, f"佐证“{proof}”被退回后还没有修改，请修改、换用新版或撤下。") for proof in returned]
    return found


def date_warning(item: Item, campaign: Campaign, day: date | None = None) -> str:
    """A warning about the 形成日期 of an item, or ""; it is no refusal, the reviewer sees it too."""
    today = day or timezone.localdate()
    formed, start, end = item.effective_on, campaign.cycle_start, campaign.cycle_end
    if formed is None:
        return "没有填写形成日期，无法判断是否在创建周期内。请补填文件本身的日期。"
    if formed > today:
        return f"形成日期 {formed} 晚于今天，可能填写有误。请核对。"
    if not start <= formed <= end:
        return f"形成日期 {formed} 不在创建周期（{start} 至 {end}）内。如确需使用，请在说明中写明理由。"
    return ""


def _journalled(
    actor: Actor, verb: Verb, proof: Proof, said: str, before: dict[str, object] | None = None, after: dict[str, object] | None = None
) -> None:
    submission = proof.submission
    about, units = [submission, proof.item], [submission.unit_id]
    write(verb, proof, said, by=actor.who, about=about, units=units, campaign=submission.demand.campaign_id, before=before, after=after)
