"""Collective names and whom they mean from which day on."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError, Q

from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.dates import chinese_date

from .actor import Actor, Refused
from .models import CollectiveName, Expansion, Unit
from .rights import need_name, need_shape
from .units import written


@transaction.atomic
def add_collective(actor: Actor, area: Unit, name: str) -> CollectiveName:
    """A collective name of an area, not yet expanded."""
    need_name(actor, area, f"给“{area}”添加集合称谓")
    name = written(name, "集合称谓", 50)
    if CollectiveName.objects.filter(area=area, name=name).exists():
        raise Refused(f"“{area}”已有集合称谓“{name}”，不用再添加。请直接展开它。")
    collective = CollectiveName.objects.create(area=area, name=name)
    write(Verb.CREATED, collective, f"添加了集合称谓“{name}”", by=actor.who, units=[area.pk], after={"name": name})
    return collective


@transaction.atomic
def remove_collective(actor: Actor, collective: CollectiveName) -> None:
    """Away with a name that nothing uses; a name that a plan mentions stays."""
    need_shape(actor, collective.area, "删除集合称谓")
    said = f"删除了集合称谓“{collective.name}”"
    gone = list(collective.expansions.all())
    write(Verb.REMOVED, collective, said, by=actor.who, gone=gone, units=[collective.area_id], before={"name": collective.name})
    try:
        collective.delete()
    except ProtectedError:
        raise Refused(f"“{collective.name}”已被创建方案使用，不能删除。如含义有变，请重新展开。") from None


@transaction.atomic
def expand(actor: Actor, collective: CollectiveName, units: Iterable[Unit], since: date) -> Expansion:
    """From `since` on the name means these units. The earlier expansion ends the day before; on its own first day it is replaced."""
    need_name(actor, collective.area, f"展开“{collective}”")
    collective = CollectiveName.objects.select_for_update(of=("self",)).select_related("area").get(pk=collective.pk)
    meant = sorted({unit.pk: unit for unit in units}.values(), key=lambda unit: (unit.order, unit.pk))
    _refuse_units(collective, meant, since)
    latest = collective.expansions.order_by("-since", "-id").prefetch_related("units").first()
    if latest is not None and since < latest.since:
        raise Refused(f"“{collective}”已有自{chinese_date(latest.since)}起的展开，新的展开不能更早。请把开始日期改为该日或以后。")
    before = [unit.short_name for unit in latest.units.all()] if latest else []
    ended = list(collective.expansions.filter(Q(until=None) | Q(until__gte=since)))
    for earlier in ended:
        earlier.until = since - timedelta(days=1)
    Expansion.objects.bulk_update(ended, ["until"])
    expansion = Expansion.objects.create(collective=collective, since=since)
    expansion.units.set(meant)
    write(
        Verb.CHANGED,
        collective,
        f"将“{collective}”自{chinese_date(since)}起展开为{len(meant)}个单位",
        by=actor.who,
        about=[expansion, *ended],
        units=[collective.area_id, *(unit.pk for unit in meant)],
        before={"展开": before},
        after={"展开": [unit.short_name for unit in meant]},
    )
    return expansion


def expansion_on(collective: CollectiveName, day: date) -> list[Unit]:
    """The units that the name means on `day`; none where nobody has said."""
    expansion = collective.expansion_on(day)
    return list(expansion.units.all()) if expansion else []


def expansions_on(area: Unit, day: date) -> dict[int, list[Unit]]:
    """Id of each collective name of the area → its units on `day`, in three queries."""
    meant: dict[int, list[Unit]] = {key: [] for key in CollectiveName.objects.filter(area=area).values_list("pk", flat=True)}
    held = Expansion.objects.filter(collective__area=area, since__lte=day).filter(Q(until=None) | Q(until__gte=day))
    for expansion in held.order_by("since", "id").prefetch_related("units"):
        meant[expansion.collective_id] = list(expansion.units.all())
    return meant


def _refuse_units(collective: CollectiveName, meant: Sequence[Unit], since: date) -> None:
    if not meant:
        raise Refused(f"没有选择单位。“{collective}”至少要展开为一个单位，请选择。")
    if outside := [unit.short_name for unit in meant if not collective.area.contains(unit)]:
        raise Refused(f"{'、'.join(outside)}不属于“{collective.area}”，不能列入“{collective}”。请去掉后再保存。")
    if gone := [unit.short_name for unit in meant if not unit.exists_on(since)]:
        raise Refused(f"{'、'.join(gone)}在{chinese_date(since)}不存在。请改选承继它的单位，或核对日期。")
