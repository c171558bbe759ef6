"""Public copies: who makes, approves and withdraws them, which one is in force, and what of a version may leave the house."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from fazhi.jobs.queue import enqueue
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.lines import line_of
from fazhi.people.models import Role
from fazhi.people.scope import reaches

from ..models import PublicCopy, Signal, Version
from ..refusals import EvidenceRefused
from .copying import draw_copy
from .making import MASKABLE
from .personal import found_in

State = PublicCopy.State
MOST_BOXES = 200
ORIGINAL, LEFT_OUT = "original", "left-out"  # what a profile does with personal data that no approved copy hides


class CopyNotMade(EvidenceRefused):
    """A copy cannot be made, approved or withdrawn in this way."""


@dataclass(frozen=True)
class Leaving:
    """Whether a version may leave the house, in which copy (None is the original), and the words that say why."""

    allowed: bool
    copy: PublicCopy | None
    why: str = ""


def public_copy_of(version: Version) -> PublicCopy | None:
    """The approved copy in force for exactly these bytes."""
    if version.blob is None:
        return None
    standing = PublicCopy.objects.filter(version=version, state=State.APPROVED, original_sha256=version.blob.sha256)
    return standing.select_related("blob").first()


def leaving(version: Version, *, if_personal: str = LEFT_OUT) -> Leaving:
    """What may be packaged or published: the approved copy; else the original without personal data; else as the profile says.

    What a person decided to be explicable (公开的办公手机号等) does not hold the original back.
    """
    if copy := public_copy_of(version):
        return Leaving(True, copy, f"以脱敏公开副本代替原件，由{copy.made_by}制作、{copy.approved_by}批准。")
    if not is_personal(version):
        return Leaving(True, None)
    if Signal.objects.filter(version=version, family="personal", state=Signal.State.EXPLAINED).exists():
        return Leaving(True, None, "含有个人信息，经认定可以公开，使用原件。")
    if if_personal == ORIGINAL:
        return Leaving(True, None, "含有个人信息，没有批准的脱敏公开副本；按本次申报的设置，使用原件。")
    return Leaving(False, None, "含有个人信息，没有批准的脱敏公开副本，未放入。请制作并批准脱敏公开副本。")


def is_personal(version: Version) -> bool:
    """Whether the version's words hold personal data beyond doubt."""
    return any(each.is_sure for each in found_in(version.text))


def personal_among(versions: Iterable[int]) -> list[Signal]:
    """The signals of personal data, not yet explained, on these versions; for a warning before they are handed in."""
    found = Signal.objects.filter(version__in=list(versions), family="personal").exclude(
        state__in=(Signal.State.EXPLAINED, Signal.State.GONE)
    )
    return list(found.select_related("item").order_by("item__title", "pk"))


def may_make(actor: Actor, version: Version) -> bool:
    """Who supplied the material, and the task force that reads it."""
    if actor.is_(Role.TASKFORCE):
        return reaches(actor, version.item.unit)
    return actor.is_(Role.LIAISON, Role.HEAD) and actor.unit is not None and actor.unit.pk in line_of(version.item.unit)


def may_approve(actor: Actor, copy: PublicCopy) -> bool:
    """The unit's head or the task force, and never who made it."""
    return actor.is_(Role.HEAD, Role.TASKFORCE) and may_make(actor, copy.version) and actor.user.pk != copy.made_by_id


@transaction.atomic
def make_copy(actor: Actor, version: Version, masks: dict[str, Any]) -> PublicCopy:
    """Ask for a copy with these masks; a job makes it. Raises NotAllowed and CopyNotMade."""
    if not may_make(actor, version):
        raise NotAllowed("脱敏公开副本由提供材料的单位或专班制作。请联系该单位的联络员。")
    if version.blob is None or version.item.removed_at is not None:
        raise CopyNotMade("这份材料没有文件，或已移出材料库，做不了副本。")
    if version.blob.media_type not in MASKABLE:
        raise CopyNotMade("这种格式不能直接遮盖。请另存为 .docx、.xlsx 或 PDF 后上传新版本，再做副本。")
    if PublicCopy.objects.filter(version=version, state=State.MAKING).exists():
        raise CopyNotMade("这份材料的副本正在制作，请等它做完再做新的。")
    copy = PublicCopy.objects.create(
        version=version, original_sha256=version.blob.sha256, masks=checked(masks), made_by=actor.user.name, made_by_id=actor.user.pk
    )
    _report(Verb.CREATED, actor, copy, f"开始为“{version.item.title}”制作脱敏公开副本")
    enqueue(draw_copy, copy.pk, by=actor.user.name, key=f"copy-{copy.pk}")
    return copy


def checked(masks: dict[str, Any]) -> dict[str, Any]:
    """The masks in their stored shape; raises CopyNotMade for none at all and for boxes that lie beside the page."""
    values, boxes = masks.get("values", []), masks.get("boxes", [])
    if not values and not boxes:
        raise CopyNotMade("没有选择要遮盖的内容，也没有画框。请勾选要遮盖的内容，或在页面上画框。")
    if len(boxes) > MOST_BOXES:
        raise CopyNotMade(f"一次最多画{MOST_BOXES}个框，现有{len(boxes)}个。请合并相邻的框，或把文件拆开。")
    for box in boxes:
        inside = 0 <= box["x"] < 1 and 0 <= box["y"] < 1 and 0 < box["w"] <= 1 and 0 < box["h"] <= 1 and box["page"] >= 1
        if not inside or box["x"] + box["w"] > 1.001 or box["y"] + box["h"] > 1.001:
            raise CopyNotMade(f"第{box['page']}页的一个框画到了页面外。请核对左、上、宽、高四个百分数，合计不能超过100。")
    return {"values": sorted([str(kind), str(form)] for kind, form in values), "boxes": boxes}


@transaction.atomic
def approve_copy(actor: Actor, copy: PublicCopy) -> PublicCopy:
    """A second person lets the copy out; an earlier one of the same version is thereby withdrawn. Raises NotAllowed and CopyNotMade."""
    held = _held(copy)
    if held.made_by_id == actor.user.pk:
        raise NotAllowed("副本不能由制作人自己批准。请本单位分管领导或专班的其他人核对后批准。")
    if not may_approve(actor, held):
        raise NotAllowed("脱敏公开副本由本单位分管领导或专班批准。")
    if held.state != State.DRAFTED:
        raise CopyNotMade(f"这份副本现在是“{held.get_state_display()}”，不能批准。请刷新页面查看。")
    if held.version.blob is None or held.version.blob.sha256 != held.original_sha256:
        raise CopyNotMade("原件的内容已经变了，这份副本不再对应。请重新制作。")
    for earlier in PublicCopy.objects.filter(version=held.version, state=State.APPROVED):
        _withdrawn(actor, earlier, "由新的副本代替")
    before, held.state = held.get_state_display(), State.APPROVED
    held.approved_by, held.approved_by_id, held.approved_at = actor.user.name, actor.user.pk, timezone.now()
    held.save()
    _report(Verb.APPROVED, actor, held, f"批准了“{held.version.item.title}”的脱敏公开副本（{held.made_by}制作）", before)
    return held


@transaction.atomic
def withdraw_copy(actor: Actor, copy: PublicCopy, why: str) -> PublicCopy:
    """Take a drafted or approved copy out of use, with the reason; the row and its bytes stay. Raises NotAllowed and CopyNotMade."""
    held, reason = _held(copy), why.strip()[:300]
    if not may_make(actor, held.version):
        raise NotAllowed("脱敏公开副本由提供材料的单位或专班撤回。")
    if held.state not in (State.DRAFTED, State.APPROVED):
        raise CopyNotMade(f"这份副本现在是“{held.get_state_display()}”，不能撤回。请刷新页面查看。")
    if not reason:
        raise CopyNotMade("请写明撤回的原因，例如“第二页漏遮一处”。")
    return _withdrawn(actor, held, reason)


def _withdrawn(actor: Actor, copy: PublicCopy, why: str) -> PublicCopy:
    before, copy.state, copy.why = copy.get_state_display(), State.WITHDRAWN, why
    copy.save(update_fields=("state", "why"))
    _report(Verb.WITHDRAWN, actor, copy, f"撤回了“{copy.version.item.title}”的脱敏公开副本：{why}", before)
    return copy


def _held(copy: PublicCopy) -> PublicCopy:
    related = ("version__item__unit", "version__blob")
    return PublicCopy.objects.select_for_update(of=("self",)).select_related(*related).get(pk=copy.pk)


def _report(verb: Verb, actor: Actor, copy: PublicCopy, said: str, before: str = "") -> None:
    item = copy.version.item
    after = {"state": copy.get_state_display()}
    write(verb, copy, said, by=actor.who, about=[item], units=[item.unit_id], before={"state": before} if before else None, after=after)
