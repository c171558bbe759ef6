"""A running campaign changes over to a newer plan: links follow the tasks, assignments are derived anew, units are told."""

from django.db import transaction

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor
from fazhi.plan.comparing import PlanChange, compare_plans, paired_tasks
from fazhi.plan.models import Plan, PlanTask
from fazhi.plan.refusal import Refused, must_run

from .changes import News, announce, announce_all, units_in
from .deriving import AssignmentReport, assign_from_tasks
from .linking import propose
from .models import Assignment, Campaign, Demand, Phase, TaskLink

TOLD = ("任务", "标题", "内容", "目标", "完成时限")  # changes of units are told by deriving, with the names of the units as they are now


@transaction.atomic
def adopt_plan(actor: Actor, campaign: Campaign, plan: Plan) -> AssignmentReport:
    """Put the campaign under the newer plan of its unit. New tasks get proposed links, which a person confirms."""
    must_run(actor, campaign.unit, "改用新版方案")
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("unit", "plan", "edition").get(pk=campaign.pk)
    if reasons := _reasons(campaign, plan):
        raise Refused(*reasons)
    old = campaign.plan
    changes = compare_plans(old, plan) if old else []
    concerned = _units_by_task(campaign)
    pairs = {before.pk: after for before, after in paired_tasks(old, plan)} if old else {}
    dated = _move_dates(campaign, pairs)
    moved, gone = _move_links(campaign, pairs)
    campaign.plan = plan
    campaign.save(update_fields=("plan",))
    linked = set(campaign.links.values_list("task", flat=True))
    TaskLink.objects.bulk_create([link for link in propose(campaign) if link.task_id not in linked])
    news = [
        News(_subject(change), concerned.get(change.old_task, set()), change.before, change.after, reason=f"改用《{plan}》")
        for change in changes
        if change.kind != "same" and change.what in TOLD and change.old_task
    ]
    announce_all(actor, campaign, news)
    phases = _move_phases(actor, campaign, plan)
    count = sum(change.kind != "same" for change in changes)
    write(
        Verb.CHANGED,
        campaign,
        f"改用新版方案《{plan}》，共 {count} 处变化",
        by=actor.who,
        about=[plan, *dated, *moved, *phases],
        gone=gone,
        units=units_in(campaign),
        campaign=campaign.pk,
    )
    return assign_from_tasks(actor, campaign)


def _reasons(campaign: Campaign, plan: Plan) -> list[str]:
    reasons = []
    if plan.state != Plan.State.CONFIRMED:
        reasons.append(f"《{plan}》{plan.get_state_display()}，不能据以开展工作。请先确认新版方案。")
    if plan.unit_id != campaign.unit_id:
        reasons.append(f"《{plan}》不是{campaign.unit.short_name}的方案。请选择本单位的方案。")
    if plan.pk == campaign.plan_id:
        reasons.append(f"“{campaign}”用的就是这份方案，不用更换。")
    if campaign.state == Campaign.State.CLOSED:
        reasons.append(f"“{campaign}”已结束，不能再更换方案。")
    return reasons


def _subject(change: PlanChange) -> str:
    return f"任务 {change.task_no} {change.said}" + (f"：{change.what}" if change.what != "任务" else "")


def _units_by_task(campaign: Campaign) -> dict[int, set[int]]:
    """Task → the units that have a part in an indicator it is linked to."""
    units: dict[int, set[int]] = {}
    parts = Assignment.objects.filter(demand__campaign=campaign).order_by()
    for number, unit in parts.values_list("demand__indicator__level2_no", "unit").distinct():
        units.setdefault(number, set()).add(unit)
    concerned: dict[int, set[int]] = {}
    for link in campaign.links.all():
        concerned.setdefault(link.task_id, set()).update(units.get(link.level2_no, ()))
    return concerned


def _move_dates(campaign: Campaign, pairs: dict[int, PlanTask]) -> list[Demand]:
    """A demand that was due with its task is due with the task as it is now; a date set by hand stays. Gives those that moved."""
    dated = []
    by_level2 = {
        link.level2_no: link.task for link in campaign.links.filter(is_confirmed=True).select_related("task").order_by("-task__no")
    }
    for demand in campaign.demands.select_related("indicator").exclude(due_on=None):
        task = by_level2.get(demand.indicator.level2_no)
        after = pairs.get(task.pk) if task else None
        if task and after and after.due_on and demand.due_on == task.due_on:
            demand.due_on = after.due_on
            dated.append(demand)
    Demand.objects.bulk_update(dated, ("due_on",), batch_size=500)
    return dated


def _move_links(campaign: Campaign, pairs: dict[int, PlanTask]) -> tuple[list[TaskLink], list[TaskLink]]:
    """Links to the tasks as they are now; gives those that moved and those that lost their task."""
    moved, gone = [], []
    for link in campaign.links.all():
        after = pairs.get(link.task_id)
        if after is None:
            gone.append(link)
            continue
        link.task = after
        moved.append(link)
    TaskLink.objects.filter(pk__in=[link.pk for link in gone]).delete()
    TaskLink.objects.bulk_update(moved, ("task",), batch_size=500)
    return moved, gone


def _move_phases(actor: Actor, campaign: Campaign, plan: Plan) -> list[Phase]:
    """Phases of the same name take the new dates unless they are over; new ones come last. Gives those that were saved."""
    saved, standing = [], {phase.name: phase for phase in campaign.phases.all()}
    last = max((phase.no for phase in standing.values()), default=0)
    units = units_in(campaign)
    for each in plan.phases.prefetch_related("activities").order_by("no", "pk"):
        phase = standing.get(each.name)
        activities = [{"no": one.no, "title": one.title, "text": one.text} for one in each.activities.all()]
        if phase is None:
            last += 1
            begins = each.starts_on or actor.today
            phase = Phase(campaign=campaign, no=last, name=each.name, starts_on=begins, ends_on=each.ends_on, activities=activities)
            before = ""
        elif phase.state == Phase.State.CLOSED:
            continue
        else:
            before = _span(phase)
            phase.starts_on, phase.ends_on, phase.activities = each.starts_on or phase.starts_on, each.ends_on, activities
        phase.save()
        saved.append(phase)
        announce(actor, campaign, f"阶段“{phase}”", units=units, before=before, after=_span(phase), reason=f"改用《{plan}》")
    return saved


def _span(phase: Phase) -> str:
    return f"{phase.starts_on}至{phase.ends_on or '活动结束'}"
