"""Founding a campaign: from a confirmed plan and an edition, the demands, the material they ask for, the phases and the proposed links."""

from datetime import date

from django.db import transaction

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.people.units import written
from fazhi.plan.models import Edition, Material, Plan
from fazhi.plan.refusal import Refused, must_run

from .linking import propose
from .models import Campaign, Demand, Phase, Requirement, TaskLink


@transaction.atomic
def found_campaign(
    actor: Actor,
    unit: Unit,
    name: str,
    plan: Plan,
    edition: Edition,
    cycle_start: date,
    cycle_end: date,
    parent: Campaign | None = None,
    *,
    is_sample: bool = False,
) -> Campaign:
    """A campaign of `unit` in preparation, with everything its plan and edition say. Refused with every reason at once."""
    must_run(actor, unit, "建立创建活动")
    plan = Plan.objects.select_related("unit").get(pk=plan.pk)
    if reasons := _reasons(unit, plan, edition, cycle_start, cycle_end, parent):
        raise Refused(*reasons)
    campaign = Campaign.objects.create(
        name=written(name, "活动名称", 100),
        unit=unit,
        parent=parent,
        plan=plan,
        edition=edition,
        cycle_start=cycle_start,
        cycle_end=cycle_end,
        is_sample=is_sample,
    )
    demands = _save_demands(campaign)
    _save_phases(campaign)
    links = TaskLink.objects.bulk_create(propose(campaign))
    said = f"建立了创建活动“{campaign}”，指标 {len(demands)} 项，提出任务与指标对应 {len(links)} 处"
    write(Verb.CREATED, campaign, said, by=actor.who, about=[plan, *demands], units=[unit.pk], campaign=campaign.pk)
    return campaign


def _reasons(unit: Unit, plan: Plan, edition: Edition, start: date, end: date, parent: Campaign | None) -> list[str]:
    reasons = []
    if plan.state != Plan.State.CONFIRMED:
        reasons.append(f"《{plan}》{plan.get_state_display()}，不能据以建立创建活动。请先确认方案，或选择已确认的方案。")
    if plan.unit_id != unit.pk:
        reasons.append(f"《{plan}》是{plan.unit.short_name}的方案，不是{unit.short_name}的。请选择本单位的方案。")
    if end <= start:
        reasons.append(f"创建周期止日 {end} 不晚于起日 {start}。请核对创建周期。")
    if not edition.indicators.exists():
        reasons.append(f"指标版本“{edition}”里没有指标。请选择另一个版本，或先导入指标。")
    if parent is not None and (parent.unit_id == unit.pk or not parent.unit.contains(unit)):
        reasons.append(f"{unit.short_name}不在“{parent}”的创建主体{parent.unit.short_name}之下，不能挂在它下面。请核对上级创建活动。")
    return reasons


def _save_demands(campaign: Campaign) -> list[Demand]:
    demands = Demand.objects.bulk_create(Demand(campaign=campaign, indicator=each) for each in campaign.edition.indicators.order_by("no"))
    of_indicator = {demand.indicator_id: demand for demand in demands}
    Requirement.objects.bulk_create(
        Requirement(
            demand=of_indicator[each.indicator_id],
            order=each.order,
            name=each.name,
            kind=each.kind,
            count=each.count,
            asked_of=each.asked_of,
        )
        for each in Material.objects.filter(indicator__edition=campaign.edition).order_by("indicator__no", "order", "id")
    )
    return demands


def _save_phases(campaign: Campaign) -> None:
    """The plan's phases in their order; a phase without a start begins where the one before ended, or with the cycle."""
    if campaign.plan is None:
        return
    start = campaign.cycle_start
    phases = []
    for no, phase in enumerate(campaign.plan.phases.prefetch_related("activities").order_by("no", "id"), 1):
        begins = phase.starts_on or start
        ends = phase.ends_on if phase.ends_on and phase.ends_on >= begins else None
        activities = [{"no": each.no, "title": each.title, "text": each.text} for each in phase.activities.all()]
        phases.append(Phase(campaign=campaign, no=no, name=phase.name, starts_on=begins, ends_on=ends, activities=activities))
        start = ends or begins
    Phase.objects.bulk_create(phases)
