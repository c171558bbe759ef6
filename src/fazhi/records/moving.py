"""Moving a record through its lifecycle: everything that stands in the way, said at once."""

from django.db.models import Max, Q

from fazhi.engine.lifecycle import Lifecycle, Stage, lifecycle_of, stage_of
from fazhi.engine.register import Register
from fazhi.journal.write import label_of
from fazhi.people.actor import Actor

from .models import Attachment


def shown_for(record: Register) -> set[str]:
    """The purposes for which material is attached to the record."""
    kind = record._meta.label_lower
    return set(Attachment.objects.filter(kind=kind, object_id=record.record_id).values_list("purpose", flat=True))


def refusals(record: Register, to: str, actor: Actor) -> list[str]:
    """Every reason for which the record cannot move to `to` now; none when it can."""
    life, here = lifecycle_of(type(record)), stage_of(record)
    if life is None or to not in life.stages:
        return ["没有这个环节。请从页面给出的环节中选择。"]
    stage = life.stages[to]
    reasons = []
    if here is None or to not in here.then:
        path = "、".join(life.stages[key].label for key in here.then) if here else ""
        reasons.append(
            f"现在是“{here.label if here else '未知'}”，不能直接转为“{stage.label}”。"
            + (f"下一步可以是：{path}。" if path else "流程已经结束。")
        )
    if not record.may_write(actor, record.unit):
        reasons.append("您的岗位不能办理这个单位的记录。请由该单位联络员、负责人或工作专班办理。")
    elif stage.by and not actor.is_(*stage.by):
        reasons.append(
            f"这一步应由{'、'.join(role.label for role in stage.by)}办理，您现在的身份是{actor.role.label if actor.role else '无岗位'}。"
        )
    if stage.second and actor.user.pk in hands(record):
        reasons.append("这一步要由另一个人办理：上一步是您办的。请换一位同事复核。")
    reasons += [f"缺少“{label_of(record, name)}”。请先填写。" for name in stage.needs if getattr(record, name) in (None, "")]
    if stage.evidence and (missing := [each for each in stage.evidence if each not in shown_for(record)]):
        reasons.append(f"缺少佐证材料：{'、'.join(missing)}。请先添加材料并写明用途。")
    return reasons + _out_of_order(record, life, stage)


def hands(record: Register) -> set[int | None]:
    """Who brought the record to where it stands, and who changed it last: neither is the second person."""
    life = lifecycle_of(type(record))
    mine = type(record).versions.filter(Q(pk=record.record_id) | Q(of=record.record_id))
    elsewhere = mine.exclude(**{life.name: getattr(record, life.name)}) if life else mine.none()
    left = elsewhere.aggregate(last=Max("version"))["last"] or 0
    brought = mine.filter(version__gt=left).order_by("version").values_list("entered_by_id", flat=True).first()
    return {brought, record.entered_by_id}


def _out_of_order(record: Register, life: Lifecycle, stage: Stage) -> list[str]:
    if not stage.on or getattr(record, stage.on) is None:
        return []
    earlier = [one for one in life.stages.values() if stage.key in one.then and one.on and getattr(record, one.on) is not None]
    return [
        f"“{label_of(record, stage.on)}”早于“{label_of(record, one.on)}”，先后颠倒。请核对这两个日期。"
        for one in earlier
        if getattr(record, one.on) > getattr(record, stage.on)
    ]
