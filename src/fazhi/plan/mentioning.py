"""Units of a task that the reading missed or misread: added and dropped by a person; and a draft given up."""

from django.db import transaction
from django.db.models import Max

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.people.units import written

from .correcting import open_draft
from .models import Mention, Plan, PlanTask, Target
from .refusal import Refused


@transaction.atomic
def add_mention(actor: Actor, task: PlanTask, role: str, unit: Unit) -> Mention:
    """A unit that the plan names and the reading missed; it stands last in its role and points to the whole task."""
    plan = open_draft(actor, task.plan)
    if role not in Mention.Role.values:
        raise Refused("请选择是牵头单位还是责任单位。")
    if not unit.exists_on(actor.today):
        raise Refused(f"{unit.short_name}目前不存在（尚未成立或已撤销）。请改选现有单位或其承继单位。")
    if task.mentions.filter(unit=unit).exists():
        raise Refused(f"任务“{task}”里已有{unit.short_name}，不用重复补充。如分工不对，请先去掉原来的。")
    last = task.mentions.filter(role=role).aggregate(most=Max("order"))["most"] or 0
    mention = Mention.objects.create(task=task, role=role, order=last + 1, name=unit.short_name, unit=unit, start=task.start, end=task.end)
    said = f"为任务“{task}”补充了{mention.get_role_display()}{unit.short_name}"
    write(Verb.CREATED, mention, said, by=actor.who, about=[plan, task], units=[plan.unit_id], after={"name": mention.name})
    return mention


@transaction.atomic
def drop_mention(actor: Actor, mention: Mention, reason: str) -> None:
    """Take out what is no unit of this task; the source text keeps the words, the journal the reason."""
    plan = open_draft(actor, mention.task.plan)
    why = written(reason, "去掉的理由", 200)
    if not Mention.objects.filter(pk=mention.pk).exists():
        raise Refused(f"“{mention.name}”已由他人去掉，不用再次办理。请刷新后查看。")
    said = f"从任务“{mention.task}”去掉了{mention.get_role_display()}“{mention.name}”：{why}"
    write(Verb.REMOVED, mention, said, by=actor.who, about=[plan, mention.task], units=[plan.unit_id], before={"name": mention.name})
    mention.delete()


@transaction.atomic
def discard(actor: Actor, plan: Plan, reason: str) -> None:
    """Give up a draft that was imported by mistake. Its text goes, the entry that it was there stays."""
    held = open_draft(actor, plan)
    why = written(reason, "放弃的理由", 200)
    parts = [Mention.objects.filter(task__plan=held), Target.objects.filter(task__plan=held), held.tasks.all(), held.phases.all()]
    gone = [each for found in parts for each in found]
    said = f"放弃了未确认的创建方案《{held}》：{why}"
    write(Verb.REMOVED, held, said, by=actor.who, gone=gone, units=[held.unit_id], before={"title": held.title})
    held.delete()
