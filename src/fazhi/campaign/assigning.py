"""Assigning by hand: who leads and who answers for an indicator, and by when. What a person sets, deriving leaves alone."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.plan.refusal import Refused, must_run

from .changes import News, announce, announce_all
from .deriving import BY_HAND, name_principal
from .models import Assignment, Campaign, Demand, Proof, Submission
from .opened import close_to_former_leads


def held(actor: Actor, demand: Demand, act: str) -> Demand:
    """The demand, locked, if the actor's task force runs its campaign and the campaign is not over."""
    locked = Demand.objects.select_for_update(of=("self",)).select_related("campaign__unit", "indicator").get(pk=demand.pk)
    must_run(actor, locked.campaign.unit, act)
    if locked.campaign.state == Campaign.State.CLOSED:
        raise Refused(f"“{locked.campaign}”已结束，不能再{act}。")
    return locked


@transaction.atomic
def assign(actor: Actor, demand: Demand, unit: Unit, role: str, principal: bool = False) -> Assignment:
    """Give a unit a part in the demand, or change the part it has. The first lead becomes 主牵头."""
    demand = held(actor, demand, "调整责任分工")
    _refuse_unit(actor, demand, unit)
    if principal and role != Assignment.Role.LEAD:
        raise Refused("主牵头单位须先是牵头单位。请把分工选为“牵头”。")
    standing = list(demand.assignments.select_related("unit"))
    before = _said(standing)
    if principal:
        demand.assignments.exclude(unit=unit).update(is_principal=False)
    mine = next((each for each in standing if each.unit_id == unit.pk), None) or Assignment(demand=demand, unit=unit, order=len(standing))
    mine.role, mine.origin = role, f"{BY_HAND}指定：{actor.user.name}，{actor.today:%Y-%m-%d}"
    mine.is_principal = principal or (mine.is_principal and role == Assignment.Role.LEAD)
    mine.save()
    if role != Assignment.Role.LEAD:
        close_to_former_leads(demand, [unit])
    if unit.pk in demand.taken_off:
        demand.taken_off = [each for each in demand.taken_off if each != unit.pk]
        demand.save(update_fields=("taken_off",))
    return _kept(actor, demand, before, f"指定{unit.short_name}为{Assignment.Role(role).label}单位", mine)


@transaction.atomic
def unassign(actor: Actor, demand: Demand, unit: Unit, reason: str = "") -> None:
    """Take a unit's part away. Refused while it has handed something in; deriving again does not put it back."""
    demand = held(actor, demand, "调整责任分工")
    standing = list(demand.assignments.select_related("unit"))
    mine = next((each for each in standing if each.unit_id == unit.pk), None)
    if mine is None:
        raise Refused(f"{unit.short_name}在指标 {demand.indicator.code} 上没有分工，无须取消。请核对单位。")
    proofs = Proof.objects.filter(submission__demand=demand, submission__unit=unit).exclude(state=Proof.State.REMOVED).count()
    moving = Submission.objects.filter(demand=demand, unit=unit).exclude(state=Submission.State.DRAFT).exists()
    if proofs or moving:
        raise Refused(
            f"{unit.short_name}在指标 {demand.indicator.code} 上已有{f' {proofs} 份佐证' if proofs else '报送'}，不能直接取消分工。"
            "请先由该单位撤下佐证，或改用“不适用”。"
        )
    before, taken = _said(standing), Assignment(pk=mine.pk)
    mine.delete()
    close_to_former_leads(demand, [unit])
    demand.taken_off = sorted({*demand.taken_off, unit.pk})
    demand.save(update_fields=("taken_off",))
    _kept(
        actor,
        demand,
        before,
        f"取消了{unit.short_name}的分工" + (f"：{reason}" if reason else ""),
        None,
        also=[unit.pk],
        gone=[taken],
        reason=reason,
    )


@transaction.atomic
def make_principal(actor: Actor, demand: Demand, unit: Unit) -> Assignment:
    """Name the lead that decides the lead step; the others stay leads."""
    demand = held(actor, demand, "指定主牵头单位")
    standing = list(demand.assignments.select_related("unit"))
    mine = next((each for each in standing if each.unit_id == unit.pk), None)
    if mine is None or mine.role != Assignment.Role.LEAD:
        raise Refused(f"{unit.short_name}不是指标 {demand.indicator.code} 的牵头单位，不能作主牵头。请先把它指定为牵头单位。")
    before = _said(standing)
    demand.assignments.update(is_principal=False)
    mine.is_principal, mine.origin = True, f"{BY_HAND}指定主牵头：{actor.user.name}，{actor.today:%Y-%m-%d}"
    mine.save(update_fields=("is_principal", "origin"))
    return _kept(actor, demand, before, f"指定{unit.short_name}为主牵头单位", mine)


@transaction.atomic
def set_due(actor: Actor, campaign: Campaign, demands: Collection[Demand], due_on: date | None, reason: str = "") -> int:
    """Set the day by which these demands are to be handed in; returns how many changed."""
    must_run(actor, campaign.unit, "设定报送期限")
    if due_on is not None and not campaign.cycle_start <= due_on:
        raise Refused(f"报送期限 {due_on} 早于创建周期起日 {campaign.cycle_start}。请核对日期。")
    chosen = campaign.demands.select_for_update(of=("self",)).filter(pk__in=[demand.pk for demand in demands]).exclude(due_on=due_on)
    found = list(chosen.select_related("indicator").prefetch_related("assignments"))
    if not found:
        return 0
    olds = {demand.pk: demand.due_on for demand in found}
    for demand in found:
        demand.due_on = due_on
    Demand.objects.bulk_update(found, ("due_on",), batch_size=500)
    news = [
        News(
            f"指标 {demand.indicator.code} 报送期限",
            [each.unit_id for each in demand.assignments.all()],
            _day(olds[demand.pk]),
            _day(due_on),
            demand,
            reason,
        )
        for demand in found
    ]
    announce_all(actor, campaign, news)
    said = f"把 {len(found)} 项指标的报送期限定为{_day(due_on)}"
    concerned = {each.unit_id for demand in found for each in demand.assignments.all()}
    write(Verb.CHANGED, campaign, said, by=actor.who, about=found, units=concerned, campaign=campaign.pk)
    return len(found)


def _refuse_unit(actor: Actor, demand: Demand, unit: Unit) -> None:
    if not demand.campaign.unit.contains(unit):
        raise Refused(f"{unit.short_name}不在“{demand.campaign}”的创建主体{demand.campaign.unit.short_name}之下，不能分派。请核对单位。")
    if not unit.exists_on(actor.today):
        raise Refused(f"{unit.short_name}目前不存在（尚未成立或已撤销），不能分派。请改选现有单位或其承继单位。")


def _kept(
    actor: Actor,
    demand: Demand,
    before: str,
    said: str,
    mine: Assignment | None,
    *,
    also: Collection[int] = (),
    gone: Collection[Assignment] = (),
    reason: str = "",
) -> "Assignment":
    """Name a principal where none is, tell the units, write the journal."""
    standing = list(demand.assignments.select_related("unit"))
    name_principal(standing)
    Assignment.objects.bulk_update(standing, ("is_principal",))
    after = _said(standing)
    units = {each.unit_id for each in standing} | set(also)
    subject = f"指标 {demand.indicator.code} 责任分工"
    announce(actor, demand.campaign, subject, units=units, before=before, after=after, demand=demand, reason=reason)
    write(
        Verb.ASSIGNED,
        demand,
        f"在指标 {demand.indicator.code} 上{said}",
        by=actor.who,
        about=standing,
        gone=gone,
        units=units,
        campaign=demand.campaign_id,
        before={"责任分工": before},
        after={"责任分工": after},
    )
    return next((each for each in standing if mine is not None and each.pk == mine.pk), mine)  # type: ignore[return-value]


def _said(assignments: list[Assignment]) -> str:
    return "；".join(f"{each.unit.short_name}（{'主牵头' if each.is_principal else each.get_role_display()}）" for each in assignments)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "未定"
