"""Attaching: material laid beside a record for a purpose, and taken away again."""

from django.db import transaction
from django.db.models import QuerySet

from fazhi.engine.lifecycle import stage_of
from fazhi.engine.register import Register, registers
from fazhi.evidence.models import Item
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.actor import Actor, NotAllowed, Refused

from .models import Attachment


@transaction.atomic
def attach(actor: Actor, record: Register, item: int, purpose: str, note: str = "") -> Attachment:
    """Lay an item that the actor may see beside a record he may write. Raises NotAllowed, Refused."""
    _allow(actor, record)
    purpose = purpose.strip()
    if not purpose or len(purpose) > 60:
        raise Refused("请写明这份材料的用途，60字以内，如“审核意见书”。")
    shown = Item.visible_to(actor).select_for_update(of=("self",)).filter(pk=item, removed_at=None).first()
    if shown is None:
        raise Refused("没有选到材料：它已移出材料库，或不对您开放。请重新选择，或先上传材料。")
    facts = {"kind": record._meta.label_lower, "object_id": record.record_id, "purpose": purpose, "item": shown}
    if Attachment.objects.filter(**facts).exists():
        raise Refused(f"“{shown}”已经作为“{purpose}”添加过。如要证明别的内容，请换一个用途。")
    made = Attachment.objects.create(**facts, version=shown.current, note=note.strip()[:500])
    said = f"为{record._meta.verbose_name}“{record}”添加了佐证：{purpose}"  # not its title: who reads the record may not see the item
    write(Verb.CHANGED, record, said, by=actor.who, about=[made], units=[record.unit_id], after={"佐证材料": shown.title})
    return made


@transaction.atomic
def detach(actor: Actor, record: Register, attachment: int) -> None:
    """Take an attachment away; the item itself stays in the library. Raises NotAllowed, Refused."""
    _allow(actor, record)
    held = attached(record).select_for_update(of=("self",)).filter(pk=attachment).first()
    if held is None:
        raise Refused("这份佐证已经移除。请刷新页面查看。")
    stage = stage_of(record)
    others = attached(record).filter(purpose=held.purpose).exclude(pk=held.pk)
    if stage and held.purpose in stage.evidence and not others.exists():
        raise Refused(f"“{stage.label}”环节须有“{held.purpose}”，这是最后一份，不能移除。请先添加替换的材料。")
    said = f"移除了{record._meta.verbose_name}“{record}”的佐证：{held.purpose}"
    write(Verb.CHANGED, record, said, by=actor.who, gone=[held], units=[record.unit_id], before={"佐证材料": held.item.title})
    held.delete()


def attached(record: Register) -> QuerySet[Attachment]:
    """What is attached to the record, with the items."""
    found = Attachment.objects.filter(kind=record._meta.label_lower, object_id=record.record_id)
    return found.select_related("item")


def used_by(actor: Actor, item: Item) -> list[str]:
    """The records in force on which the item lies, in words; of those not open to the actor only whose they are."""
    named: dict[str, list[int]] = {}
    for kind, record in Attachment.objects.filter(item=item).order_by("kind", "object_id").values_list("kind", "object_id"):
        named.setdefault(kind, []).append(record)
    found = []
    for model in registers().values():
        for row in model.objects.filter(pk__in=named.get(model._meta.label_lower, ())).select_related("unit").order_by("pk"):
            is_open = model.visible_on(actor).filter(pk=row.pk).exists()
            found.append(f"{model._meta.verbose_name}：{row}" if is_open else f"{row.unit.short_name}的{model._meta.verbose_name}")
    return list(dict.fromkeys(found))


def _allow(actor: Actor, record: Register) -> None:
    if not record.may_write(actor, record.unit):
        raise NotAllowed(
            f"您不能为{record.unit.short_name}的{record._meta.verbose_name}添加或移除佐证。请由该单位联络员、负责人或工作专班办理。"
        )
