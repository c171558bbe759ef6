"""Publishing a campaign: its gaps are listed first, then the work begins."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor
from fazhi.people.units import written
from fazhi.plan.refusal import Refused, must_run

from .changes import units_in
from .linking import unlinked_tasks
from .models import Applies, Assignment, Campaign, Phase, Requirement


@dataclass(frozen=True)
class Gap:
    """Something that is not settled yet; `demand_id` where it is about one indicator."""

    kind: str  # link, task, lead, responsible, material
    said: str
    demand_id: int | None = None


def gaps(campaign: Campaign) -> list[Gap]:
    """What is unsettled in the campaign, in the order a person would settle it. Five queries."""
    found = [
        Gap("link", f"任务 {link.task.no}“{link.task.title}”对应二级指标 {link.level2_no}，还没有确认。")
        for link in campaign.links.filter(is_confirmed=False).select_related("task")
    ]
    found += [Gap("task", f"任务 {task.no}“{task.title}”还没有对应任何二级指标。") for task in unlinked_tasks(campaign)]
    parts = Assignment.objects.filter(demand=OuterRef("pk"))
    demands = campaign.demands.exclude(applies=Applies.NO).select_related("indicator")
    demands = demands.annotate(
        is_led=Exists(parts.filter(role=Assignment.Role.LEAD)),
        is_answered=Exists(parts.filter(role=Assignment.Role.RESPONSIBLE)),
        asks=Exists(Requirement.objects.filter(demand=OuterRef("pk"))),
    )
    for demand in demands:
        if not demand.is_led:
            found.append(Gap("lead", f"指标 {demand} 没有牵头单位。", demand.pk))
        if not demand.is_answered:
            found.append(Gap("responsible", f"指标 {demand} 没有责任单位，材料将由牵头单位提供。", demand.pk))
        if not demand.asks:
            found.append(Gap("material", f"指标 {demand} 没有列出应交材料。", demand.pk))
    return found


@transaction.atomic
def publish(actor: Actor, campaign: Campaign, *, with_gaps: bool = False) -> Campaign:
    """筹备中 → 进行中. Refused with every gap at once, unless the actor has seen them and says `with_gaps`; some part must be assigned."""
    must_run(actor, campaign.unit, "发布创建活动")
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("unit", "edition", "plan").get(pk=campaign.pk)
    if locked.state != Campaign.State.PREPARING:
        raise Refused(f"“{locked}”{locked.get_state_display()}，不需要再发布。")
    units = units_in(locked)
    if not units:
        raise Refused("还没有给任何单位分派工作，发布后无人承担。请先按任务分派，或人工指定单位。")
    open_gaps = gaps(locked)
    if open_gaps and not with_gaps:
        raise Refused(f"发布前还有 {len(open_gaps)} 处没有落实，请逐项处理，或确认无误后带缺口发布。", *(gap.said for gap in open_gaps))
    locked.state = Campaign.State.RUNNING
    locked.save(update_fields=("state",))
    phases = list(locked.phases.all())
    for phase in phases:
        if phase.starts_on <= actor.today:
            phase.state = Phase.State.OPEN if phase.ends_on is None or phase.ends_on >= actor.today else Phase.State.CLOSED
    Phase.objects.bulk_update(phases, ("state",))
    said = f"发布了创建活动，涉及 {len(units)} 个单位" + (f"，带 {len(open_gaps)} 处缺口" if open_gaps else "")
    write(
        Verb.PUBLISHED,
        locked,
        said,
        by=actor.who,
        about=phases,
        units=units,
        campaign=locked.pk,
        before={"state": "筹备中"},
        after={"state": "进行中"},
    )
    return locked


@transaction.atomic
def close(actor: Actor, campaign: Campaign, reason: str) -> Campaign:
    """进行中 → 已结束: nothing more is handed in; everything stays readable."""
    must_run(actor, campaign.unit, "结束创建活动")
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if locked.state != Campaign.State.RUNNING:
        raise Refused(f"“{locked}”{locked.get_state_display()}，不能结束。只有进行中的创建活动可以结束。")
    why = written(reason, "结束说明", 300)
    locked.state = Campaign.State.CLOSED
    locked.save(update_fields=("state",))
    write(Verb.ENDED, locked, f"结束了创建活动：{why}", by=actor.who, units=units_in(locked), campaign=locked.pk)
    return locked
