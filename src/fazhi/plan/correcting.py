"""Correcting what was read from a plan, while it is a draft: units, tasks, targets, phases and what was not understood."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor
from fazhi.people.models import CollectiveName, Unit
from fazhi.people.units import written

from .models import Leftover, Mention, Plan, PlanPhase, PlanTask, Target
from .refusal import Refused, changed, must_run

Record = TypeVar("Record", bound=Model)

TASK_FIELDS = ("no", "title", "text", "due_on", "section")
TARGET_FIELDS = ("text", "subject", "operator", "value", "unit", "per")
PHASE_FIELDS = ("no", "name", "starts_on", "ends_on", "text")


def open_draft(actor: Actor, plan: Plan) -> Plan:
    """The plan, locked, if the actor may correct it and it is still a draft."""
    must_run(actor, plan.unit, "修改创建方案")
    locked = Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)
    if locked.state != Plan.State.DRAFT:
        raise Refused(f"《{locked}》{locked.get_state_display()}，不能再改：已分派的工作以它为准。如方案有变，请导入新版方案后对照替换。")
    return locked


@transaction.atomic
def resolve_mention(
    actor: Actor,
    mention: Mention,
    unit: Unit | None = None,
    collective: CollectiveName | None = None,
    members: Collection[Unit] | None = None,
    *,
    everywhere: bool = False,
) -> list[Mention]:
    """Say which unit, or which collective name with which members, a written name means; `everywhere` also settles its other open places.

    Without `members` a collective name takes its expansion of today. Returns the mentions settled.
    """
    plan = open_draft(actor, mention.task.plan)
    if (unit is None) == (collective is None):
        raise Refused(f"请为“{mention.name}”选定一个单位，或者选定一个集合称谓，二者选一。")
    chosen = _members(actor, collective, members)
    gone = [each.short_name for each in ([unit] if unit else chosen) if not each.exists_on(actor.today)]
    if gone:
        raise Refused(f"{'、'.join(gone)}目前不存在（尚未成立或已撤销）。请改选现有单位或其承继单位。")
    settled = [mention, *(_open_places(plan, mention) if everywhere else [])]
    before = {"unit": mention.unit, "collective": mention.collective, "members": [str(each) for each in mention.members.all()]}
    for each in settled:
        each.unit, each.collective = unit, collective
        each.save(update_fields=("unit", "collective"))
        each.members.set(chosen)
    meaning = unit.short_name if unit else f"{collective}（{len(chosen)} 个单位）"
    said = f"认定方案中的“{mention.name}”是{meaning}" + (f"，共 {len(settled)} 处" if len(settled) > 1 else "")
    after = {"unit": unit, "collective": collective, "members": [str(each) for each in chosen]}
    write(Verb.CHANGED, mention, said, by=actor.who, about=[plan, *settled[1:]], units=[plan.unit_id], before=before, after=after)
    return settled


def _members(actor: Actor, collective: CollectiveName | None, members: Collection[Unit] | None) -> list[Unit]:
    if collective is None:
        return []
    if members is not None:
        return list(members)
    expansion = collective.expansion_on(actor.today)
    return list(expansion.units.on(actor.today)) if expansion else []


def _open_places(plan: Plan, mention: Mention) -> list[Mention]:
    others = Mention.objects.filter(task__plan=plan, name=mention.name, unit=None, members=None).exclude(pk=mention.pk)
    return list(others.order_by("task__no", "start", "id"))


@transaction.atomic
def correct_task(actor: Actor, task: PlanTask, **fields: Any) -> PlanTask:
    """Correct number, title, text, time limit or section of a task."""
    plan = open_draft(actor, task.plan)
    section = fields.get("section")
    if section is not None and section.plan_id != plan.pk:
        raise Refused("所选章节不属于本方案。请从本方案的章节中选择。")
    no = fields.get("no")
    if no is not None and plan.tasks.exclude(pk=task.pk).filter(no=no).exists():
        raise Refused(f"本方案已有第 {no} 项任务。请换一个序号，或先调整那一项的序号。")
    task = _fresh(task)
    before, after = changed(task, TASK_FIELDS, fields)
    return _kept(actor, plan, task, f"更正了任务“{task}”", before, after)


@transaction.atomic
def add_target(actor: Actor, task: PlanTask, **fields: Any) -> Target:
    """Add a target that the reading missed; it is confirmed, for a person wrote it."""
    plan = open_draft(actor, task.plan)
    target = Target(task=task, is_confirmed=True, start=task.start, end=task.end)
    _, after = changed(target, TARGET_FIELDS, fields)
    _check_target(target)
    target.save()
    write(Verb.CREATED, target, f"为任务“{task}”补充了目标“{target}”", by=actor.who, about=[plan], units=[plan.unit_id], after=after)
    return target


@transaction.atomic
def correct_target(actor: Actor, target: Target, **fields: Any) -> Target:
    plan = open_draft(actor, target.task.plan)
    target = _fresh(target)
    before, after = changed(target, TARGET_FIELDS, fields)
    _check_target(target)
    target.is_confirmed = True
    return _kept(actor, plan, target, f"更正了任务“{target.task}”的目标", before, after)


def _check_target(target: Target) -> None:
    if not target.text.strip():
        raise Refused("没有填写目标的原句。请从方案中摘出这一句。")
    is_never = target.operator == Target.Operator.NONE
    if not is_never and target.value is None:
        raise Refused("没有填写目标的数值。请填写数值；如果要求某事不得发生，请把关系选为“不得发生”。")
    if is_never:
        target.value, target.unit = None, ""


@transaction.atomic
def drop_target(actor: Actor, target: Target) -> None:
    """Take away what is no target. The sentence it stands in stays under the task; the journal keeps what was dropped."""
    plan = open_draft(actor, target.task.plan)
    target = _fresh(target)
    before = {name: getattr(target, name) for name in TARGET_FIELDS}
    said = f"删去了任务“{target.task}”下误读的目标“{target}”"
    write(Verb.REMOVED, target, said, by=actor.who, about=[plan], units=[plan.unit_id], before=before)
    target.delete()


@transaction.atomic
def confirm_target(actor: Actor, target: Target) -> Target:
    plan = open_draft(actor, target.task.plan)
    target.is_confirmed = True
    target.save(update_fields=("is_confirmed",))
    write(Verb.CONFIRMED, target, f"确认了任务“{target.task}”的目标“{target}”", by=actor.who, about=[plan], units=[plan.unit_id])
    return target


@transaction.atomic
def correct_phase(actor: Actor, phase: PlanPhase, **fields: Any) -> PlanPhase:
    """Correct number, name, dates or text of a phase; no end means until the activity ends."""
    plan = open_draft(actor, phase.plan)
    phase = _fresh(phase)
    before, after = changed(phase, PHASE_FIELDS, fields)
    if phase.starts_on and phase.ends_on and phase.ends_on < phase.starts_on:
        raise Refused(f"“{phase}”的结束日期 {phase.ends_on} 早于开始日期 {phase.starts_on}。请核对两个日期。")
    return _kept(actor, plan, phase, f"更正了阶段“{phase}”", before, after)


@transaction.atomic
def settle_leftover(actor: Actor, leftover: Leftover, as_: str) -> Leftover:
    """Say what a passage that was not understood is: 与创建任务无关, 并入任务 3 …"""
    plan = open_draft(actor, leftover.plan)
    leftover = _fresh(leftover)
    before = {"settled_as": leftover.settled_as}
    leftover.settled_as = written(as_, "处理意见", 200)
    return _kept(actor, plan, leftover, "处理了一处未识别内容", before, {"settled_as": leftover.settled_as})


@transaction.atomic
def confirm_task(actor: Actor, task: PlanTask) -> PlanTask:
    """Confirm a task with its units and targets as they stand; refused while one of its names is open."""
    plan = open_draft(actor, task.plan)
    if reasons := open_names([task]):
        raise Refused(*reasons)
    task.is_confirmed = True
    task.save(update_fields=("is_confirmed",))
    task.targets.update(is_confirmed=True)
    write(Verb.CONFIRMED, task, f"确认了任务“{task}”", by=actor.who, about=[plan, *task.targets.all()], units=[plan.unit_id])
    return task


def open_names(tasks: Collection[PlanTask]) -> list[str]:
    """For each name in these tasks that is not settled: which, where, why and what to do. Two queries."""
    mentions = Mention.objects.filter(task__in=tasks, unit=None, members=None).select_related("task").order_by("task__no", "start", "id")
    unknown: dict[str, list[int]] = {}
    unexpanded: dict[str, list[int]] = {}
    for mention in mentions:
        (unexpanded if mention.collective_id else unknown).setdefault(mention.name, []).append(mention.task.no)
    return [
        *(
            f"“{name}”（{_places(tasks)}）还没有认定是哪个单位。请选定单位或集合称谓，名册里没有的请先建立。"
            for name, tasks in unknown.items()
        ),
        *(f"集合称谓“{name}”（{_places(tasks)}）还没有展开成具体单位。请勾选它包含的单位。" for name, tasks in unexpanded.items()),
    ]


def _places(tasks: list[int]) -> str:
    return "任务 " + "、".join(str(no) for no in dict.fromkeys(tasks))


def _fresh(record: Record) -> Record:
    """The record as it stands now: a refusal must leave what the caller holds as it was."""
    return type(record)._default_manager.get(pk=record.pk)


def _kept(actor: Actor, plan: Plan, record: Any, said: str, before: dict[str, Any], after: dict[str, Any]) -> Any:
    record.save()
    write(Verb.CHANGED, record, said, by=actor.who, about=[plan], units=[plan.unit_id], before=before, after=after)
    return record
