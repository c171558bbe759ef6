"""The 任务分解表: the plan's tasks with their units named one by one, targets, indicators and time limits."""

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from django.db.models import Prefetch

from fazhi.campaign.models import Campaign, Phase, TaskLink
from fazhi.kit.sheets import Sheet, write_xlsx
from fazhi.people.actor import Refused
from fazhi.plan.models import Mention, PlanTask, Target

from .sealnote import seal_sheet

HEADER = ("任务序号", "章节", "任务", "工作内容", "牵头单位", "责任单位", "可量化目标", "对应二级指标", "完成时限", "阶段")
WIDTHS = (5, 12, 14, 44, 13, 22, 18, 15, 11, 10)  # characters; wider would print too small on A4


def write_task_table(campaign: Campaign, stream: BinaryIO, day: date) -> None:
    """Write the table as the plan and its links stand on `day`; raises Refused for a campaign without a plan."""
    if campaign.plan is None:
        raise Refused("这次创建活动还没有对应的创建方案，生成不了任务分解表。请先导入并确认方案。")
    mark = "（示例）" if campaign.is_sample else ""
    write_xlsx(stream, [Sheet("任务分解表", HEADER, _rows(campaign), f"{campaign.name}任务分解表{mark}", WIDTHS), seal_sheet()])


def _rows(campaign: Campaign) -> Iterator[tuple[Any, ...]]:
    phases = list(campaign.phases.all())
    names = dict(campaign.edition.indicators.order_by().values_list("level2_no", "level2_name"))
    mentions = Mention.objects.select_related("unit", "collective").prefetch_related("members")
    links = TaskLink.objects.filter(campaign=campaign)
    tasks = PlanTask.objects.filter(plan=campaign.plan).select_related("section")
    for task in tasks.prefetch_related(Prefetch("mentions", mentions), "targets", Prefetch("links", links, to_attr="of_campaign")):
        yield (
            task.no,
            task.section.title if task.section else "",
            task.title,
            task.text,
            _units_said(task, Mention.Role.LEAD),
            _units_said(task, Mention.Role.RESPONSIBLE),
            "\n".join(_target_said(target) for target in task.targets.all()),
            "\n".join(
                f"{link.level2_no}.{names.get(link.level2_no, '')}{'' if link.is_confirmed else '（待确认）'}" for link in task.of_campaign
            ),
            task.due_on or "至创建活动结束",
            _phase_said(task, phases),
        )


def _units_said(task: PlanTask, role: Mention.Role) -> str:
    """The units in the plan's order; a collective name is followed by whom it means."""
    said = []
    for mention in task.mentions.all():
        if mention.role != role:
            continue
        members = sorted(mention.members.all(), key=lambda unit: (unit.order, unit.pk))
        if mention.unit:
            said.append(mention.unit.short_name)
        elif members:
            said.append(f"{mention.name}（{'、'.join(unit.short_name for unit in members)}）")
        else:
            said.append(f"{mention.name}（尚未对应到单位）")
    return "、".join(said)


def _target_said(target: Target) -> str:
    return f"{target.subject}{target.said}" if target.subject else f"{target.text}（{target.said}）"


def _phase_said(task: PlanTask, phases: list[Phase]) -> str:
    """The phase in which the time limit falls; a task without one runs through all of them."""
    if task.due_on is None:
        return "全程"
    fitting = (phase for phase in phases if phase.starts_on <= task.due_on and (phase.ends_on is None or task.due_on <= phase.ends_on))
    return next((phase.name for phase in fitting), "")
