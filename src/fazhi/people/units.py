"""Acts on units: added, edited, renamed, merged, split, ended, and their other names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.dates import chinese_date

from .actor import Actor, Refused
from .models import Alias, Succession, Unit, UnitKind
from .rights import need_name, need_shape
from .succession import carry_posts, hand_over

EDITABLE = ("name", "short_name", "kind", "order", "since")


@dataclass(frozen=True)
class Part:
    """One of the units that a unit is split into."""

    name: str
    short_name: str
    kind: UnitKind | str


@transaction.atomic
def add_unit(
    actor: Actor,
    name: str,
    short_name: str,
    kind: UnitKind | str,
    parent: Unit,
    since: date | None = None,
    order: int | None = None,
    aliases: Iterable[str] = (),
) -> Unit:
    """A new unit below `parent`; without `order` it stands last. Raises NotAllowed, Refused."""
    need_shape(actor, parent, "新增单位")
    _hold_names(parent)
    parent = locked(parent)
    part = _part(name, short_name, kind)
    if not parent.exists_on(actor.today):
        raise Refused(f"“{parent}”在{chinese_date(actor.today)}已不存在，不能在其下新增单位。请选择承继它的单位作为上级。")
    _refuse_twin(part, parent)
    unit = _make(part, parent, since, order)
    named = [Alias(unit=unit, name=text) for text in dict.fromkeys(written(alias, "别名", 100) for alias in aliases)]
    made = Alias.objects.bulk_create(alias for alias in named if alias.name not in (unit.name, unit.short_name))
    after = {"name": unit.name, "short_name": unit.short_name, "kind": unit.get_kind_display(), "parent": parent, "since": since}
    after["aliases"] = [alias.name for alias in made]
    write(Verb.CREATED, unit, f"新增了单位“{unit.name}”", by=actor.who, about=made, units=[unit.pk, parent.pk], after=after)
    return unit


@transaction.atomic
def edit_unit(actor: Actor, unit: Unit, **values: Any) -> Unit:
    """Correct name, short_name, kind, order or since. A new name by decision is `rename_unit`; the parent never changes."""
    need_shape(actor, unit, f"修改“{unit}”")
    _hold_names(unit.parent)
    unit = locked(unit)
    if wrong := sorted(set(values) - set(EDITABLE)):
        raise TypeError(f"cannot edit {', '.join(wrong)} of a unit")
    before = {name: _value(unit, name) for name in values}
    part = _part(values.get("name", unit.name), values.get("short_name", unit.short_name), values.get("kind", unit.kind))
    if UnitKind(part.kind).is_area != unit.is_area:
        raise Refused(f"“{unit}”不能在地区（市、县区）与单位之间改换类别：下属单位的归属会随之错乱。请另建新的单位。")
    since = values.get("since", unit.since)
    if since and unit.until and unit.until <= since:
        raise Refused(f"成立日期{chinese_date(since)}不早于撤销日期{chinese_date(unit.until)}。请核对两个日期。")
    if unit.parent is not None:
        _refuse_twin(part, unit.parent, but=[unit])
    unit.name, unit.short_name, unit.kind = part.name, part.short_name, part.kind
    unit.since, unit.order = since, values.get("order", unit.order)
    unit.save()
    after = {name: _value(unit, name) for name in values}
    if before != after:
        write(Verb.CHANGED, unit, f"修改了单位“{unit.name}”的资料", by=actor.who, units=[unit.pk], before=before, after=after)
    return unit


@transaction.atomic
def rename_unit(actor: Actor, unit: Unit, new_name: str, new_short_name: str, on: date) -> Unit:
    """The unit of the new name takes over on `on`; the old one stays in history and lies below it."""
    need_shape(actor, unit, f"将“{unit}”更名")
    unit = _ready_to_end(actor, unit, on)
    part = _part(new_name, new_short_name, unit.kind)
    if (part.name, part.short_name) == (unit.name, unit.short_name):
        raise Refused(f"新名称与“{unit.name}”现在的名称相同，没有更名。请填写新的全称或简称。")
    _refuse_twin(part, unit.parent, but=[unit])
    new = _make(part, unit.parent, on, unit.order)
    changed = hand_over([unit], [new], on, Succession.How.RENAMED)
    said = f"自{chinese_date(on)}起将“{unit.name}”更名为“{new.name}”"
    before, after = {"name": unit.name, "short_name": unit.short_name}, {"name": new.name, "short_name": new.short_name}
    write(Verb.RENAMED, unit, said, by=actor.who, about=[new, *changed], units=[unit.pk, new.pk], before=before, after=after)
    return new


@transaction.atomic
def merge_units(actor: Actor, units: Sequence[Unit], name: str, short_name: str, kind: UnitKind | str, on: date) -> Unit:
    """One new unit takes over from several units of the same parent on `on`."""
    for unit in units:
        need_shape(actor, unit, f"合并“{unit}”")
    olds = [_ready_to_end(actor, unit, on) for unit in {unit.pk: unit for unit in units}.values()]
    if len(olds) < 2:
        raise Refused("合并至少要有两个单位。只改名称请用“更名”。")
    if len({old.parent_id for old in olds}) > 1:
        raise Refused("合并的单位须属同一上级：" + "、".join(f"{old}（上级：{old.parent or '无'}）" for old in olds) + "。请重新选择。")
    part = _part(name, short_name, kind)
    _refuse_other_sort(olds, [part])
    _refuse_twin(part, olds[0].parent, but=olds)
    new = _make(part, olds[0].parent, on, min(old.order for old in olds))
    changed = hand_over(olds, [new], on, Succession.How.MERGED)
    said = f"自{chinese_date(on)}起将{'、'.join(f'“{old.name}”' for old in olds)}合并为“{new.name}”"
    affected = [new.pk, *(old.pk for old in olds)]
    write(Verb.MERGED, new, said, by=actor.who, about=[*olds, *changed], units=affected, after={"name": new.name})
    return new


@transaction.atomic
def split_unit(actor: Actor, unit: Unit, parts: Sequence[Part], on: date, heir: int = 0) -> list[Unit]:
    """Several new units take over on `on`, given in the order of `parts`; the one at place `heir` inherits work, people and names."""
    need_shape(actor, unit, f"分设“{unit}”")
    unit = _ready_to_end(actor, unit, on)
    if len(parts) < 2 or not 0 <= heir < len(parts):
        raise Refused("分设至少要有两个新单位，并指明其中哪一个承继原单位的工作和人员。请补充。")
    checked = [_part(part.name, part.short_name, part.kind) for part in parts]
    _refuse_other_sort([unit], checked)
    new: list[Unit] = []
    for part in checked:
        _refuse_twin(part, unit.parent, but=[unit])
        new.append(_make(part, unit.parent, on, unit.order))
    heirs = [new[heir], *(each for each in new if each is not new[heir])]
    changed = hand_over([unit], heirs, on, Succession.How.SPLIT)
    said = f"自{chinese_date(on)}起将“{unit.name}”分设为{'、'.join(f'“{each.name}”' for each in new)}，由“{new[heir].name}”承继原有工作"
    affected = [unit.pk, *(each.pk for each in new)]
    write(Verb.ENDED, unit, said, by=actor.who, about=[*new, *changed], units=affected, after={"heir": new[heir]})
    return new


@transaction.atomic
def end_unit(actor: Actor, unit: Unit, on: date) -> Unit:
    """The unit exists no longer from `on` and nobody succeeds it; its posts end the day before."""
    need_shape(actor, unit, f"撤销“{unit}”")
    unit = _ready_to_end(actor, unit, on)
    if left := list(Unit.objects.on(on).filter(parent=unit)[:3]):
        raise Refused(f"“{unit}”下还有{'、'.join(map(str, left))}等单位，不能撤销。请先撤销或合并下属单位。")
    if late := unit.posts.filter(since__gte=on).select_related("user").first():
        raise Refused(f"{late.user}在“{unit}”的任职自{chinese_date(late.since)}开始，不早于撤销日期。请先结束这项任职。")
    unit.until = on
    unit.save(update_fields=["until"])
    posts = carry_posts([unit], None, on)
    said = f"自{chinese_date(on)}起撤销了单位“{unit.name}”"
    write(Verb.ENDED, unit, said, by=actor.who, about=posts, units=[unit.pk], before={"until": None}, after={"until": on})
    return unit


@transaction.atomic
def add_alias(actor: Actor, unit: Unit, name: str) -> Alias:
    """The unit also answers to `name`."""
    need_name(actor, unit, f"给“{unit}”添加别名")
    name = written(name, "别名", 100)
    if name in (unit.name, unit.short_name) or unit.aliases.filter(name=name).exists():
        raise Refused(f"“{unit}”已有“{name}”这个名称，不用再添加。")
    other = Unit.objects.on(actor.today).filter(Q(name=name) | Q(short_name=name) | Q(aliases__name=name), area=unit.area).first()
    if other is not None:
        raise Refused(f"“{name}”已是“{other.name}”的名称，再给“{unit.name}”会分不清指谁。请先核对，或删去原来的别名。")
    alias = Alias.objects.create(unit=unit, name=name)
    write(Verb.CREATED, alias, f"给“{unit}”添加了别名“{name}”", by=actor.who, about=[unit], units=[unit.pk], after={"name": name})
    return alias


@transaction.atomic
def remove_alias(actor: Actor, alias: Alias) -> None:
    """The unit no longer answers to this name."""
    unit = alias.unit
    need_name(actor, unit, f"删除“{unit}”的别名")
    said = f"删除了“{unit}”的别名“{alias.name}”"
    write(Verb.REMOVED, alias, said, by=actor.who, about=[unit], units=[unit.pk], before={"name": alias.name}, after={"name": None})
    alias.delete()


def written(text: str, label: str, most: int) -> str:
    """A name as stored: no blanks at the ends, no NUL (which PostgreSQL cannot store), not empty, not too long. Raises Refused."""
    text = " ".join((text or "").replace("\0", "").split())
    if not text:
        raise Refused(f"没有填写{label}。请填写。")
    if len(text) > most:
        raise Refused(f"{label}有{len(text)}个字，最多{most}个字。请缩短。")
    return text


def locked(unit: Unit) -> Unit:
    """The unit as it stands now, held until the act is done."""
    return Unit.objects.select_for_update().get(pk=unit.pk)


def _part(name: str, short_name: str, kind: UnitKind | str) -> Part:
    if kind not in UnitKind.values:
        raise Refused(f"没有“{kind}”这一单位类别。请从{'、'.join(UnitKind.labels)}中选择。")
    return Part(written(name, "全称", 100), written(short_name, "简称", 50), UnitKind(kind))


def _make(part: Part, parent: Unit | None, since: date | None, order: int | None) -> Unit:
    if order is None:
        order = (Unit.objects.filter(parent=parent).aggregate(last=Max("order"))["last"] or 0) + 1
    return Unit.objects.create(name=part.name, short_name=part.short_name, kind=part.kind, parent=parent, since=since, order=order)


def _hold_names(parent: Unit | None) -> None:
    """Until the act is done nobody else gives a name in this area: two alike given at once would both find no twin.

    The area comes before the unit in every act, so that two acts never wait for each other.
    """
    if parent is not None:
        Unit.objects.select_for_update().get(pk=parent.area_id or parent.pk)


def _refuse_twin(part: Part, parent: Unit | None, but: Sequence[Unit] = ()) -> None:
    """Two living units of one area must not share a name: nobody could tell whom a plan means."""
    here = Q(parent=parent) | Q(area=parent.area) if parent else Q(parent=None)
    alike = Unit.objects.filter(here, Q(name=part.name) | Q(short_name=part.short_name), until=None)
    if twin := alike.exclude(pk__in=[unit.pk for unit in but]).first():
        raise Refused(f"同一地区已有“{twin.name}”（简称“{twin.short_name}”）。请换一个名称，或直接使用该单位。")


def _refuse_other_sort(olds: Sequence[Unit], parts: Sequence[Part]) -> None:
    if {old.is_area for old in olds} != {UnitKind(part.kind).is_area for part in parts}:
        raise Refused("地区（市、县区）只能由地区承继，单位只能由单位承继。请核对类别。")


def _ready_to_end(actor: Actor, unit: Unit, on: date) -> Unit:
    _hold_names(unit.parent)
    unit = locked(unit)
    if unit.until is not None:
        raise Refused(f"“{unit.name}”自{chinese_date(unit.until)}起已不存在，不能再次办理。请刷新页面，改在承继它的单位上办理。")
    if unit.since and on <= unit.since:
        raise Refused(f"“{unit.name}”{chinese_date(unit.since)}才成立，生效日期应在此之后。请核对日期。")
    if on > actor.today:
        raise Refused(f"生效日期{chinese_date(on)}还没有到。请到当日再办理，此前原单位照常工作。")
    return unit


def _value(unit: Unit, name: str) -> Any:
    return unit.get_kind_display() if name == "kind" else getattr(unit, name)
