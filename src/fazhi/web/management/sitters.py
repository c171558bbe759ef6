"""What a picture is taken of: for each page the record that shows most of it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet

from fazhi.campaign.models import Assignment, Campaign, ChangeFor, Demand, Submission
from fazhi.engine.models import Pause
from fazhi.engine.register import register, registers
from fazhi.evidence.models import Capture, Item, Signal, Version
from fazhi.journal.models import Entry, Leaf
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.plan.models import Edition, Mention, Plan
from fazhi.reports.models import Receipt
from fazhi.review.queue import queue


class NothingToShow(Exception):
    """The database holds nothing that this page could show; the message says what lacks."""


def only(found: QuerySet[Any], what: str) -> Model:
    """The first of these, or NothingToShow."""
    record = found.first()
    if record is None:
        raise NothingToShow(f"没有{what}")
    return record


def campaign_of(actor: Actor) -> Campaign:
    own = Campaign.visible_to(actor).filter(unit=actor.area).order_by("-pk")
    return only(own, "创建活动")  # type: ignore[return-value]


def demand_of(actor: Actor) -> Demand:
    """The indicator with most proof behind it."""
    seen = Demand.visible_to(actor).filter(campaign=campaign_of(actor))
    return only(seen.annotate(n=Count("submissions__proofs")).order_by("-n", "pk"), "指标")  # type: ignore[return-value]


def own_in(*states: str) -> Callable[[Actor], tuple]:
    """The demand of the actor's own submission in one of these states."""

    def found(actor: Actor) -> tuple:
        seen = Submission.visible_to(actor).filter(unit=actor.unit, state__in=states).annotate(n=Count("proofs")).order_by("-n", "pk")
        return (only(seen, f"状态为 {'、'.join(states)} 的本单位报送").demand_id,)  # type: ignore[attr-defined]

    return found


def assigned(actor: Actor) -> tuple:
    held = Assignment.visible_to(actor).filter(demand__campaign=campaign_of(actor))
    busy = held.filter(demand__submissions__proofs__isnull=False).order_by("pk").distinct()
    found: Any = only(busy, "有材料的分工")
    return found.demand_id, found.unit_id


def guarded(actor: Actor) -> tuple:
    """A version with a public copy, or one whose words hold personal data."""
    items = Item.visible_to(actor).filter(removed_at=None)
    of = Version._default_manager.filter(item__in=items, blob__isnull=False).order_by("-pk")
    copied = of.filter(public_copies__isnull=False)
    return (only(copied if copied.exists() else of.filter(signals__family="personal"), "含有个人信息的材料").pk,)


def item_like(**wanted: Any) -> Callable[[Actor], tuple]:
    """An item with a version of this sort."""
    return lambda actor: (only(Item.visible_to(actor).filter(removed_at=None, **wanted).order_by("pk"), f"这种材料（{wanted}）").pk,)


def plan_of(actor: Actor) -> Plan:
    return only(Plan.visible_to(actor).filter(unit=actor.area).order_by("-pk"), "创建方案")  # type: ignore[return-value]


def mention_of(actor: Actor) -> tuple:
    plan = plan_of(actor)
    mentions = Mention._default_manager.filter(task__plan=plan).order_by("pk")
    return plan.pk, only(mentions, "方案中的称谓").pk


def plans_compared(actor: Actor) -> tuple:
    plans = list(Plan.visible_to(actor).filter(unit=actor.area).order_by("pk").values_list("pk", flat=True)[:2])
    if len(plans) < 2:
        raise NothingToShow("没有同一单位的两份方案")
    return tuple(plans)


def editions_compared(actor: Actor) -> tuple:
    editions = list(Edition._default_manager.order_by("pk").values_list("pk", flat=True)[:2])
    if len(editions) < 2:
        raise NothingToShow("没有两个指标版本")
    return tuple(editions)


def first(model: Any, what: str) -> Callable[[Actor], tuple]:
    return lambda actor: (only(model._default_manager.order_by("pk"), what).pk,)


def only_like(model: Any, what: str, **wanted: Any) -> Callable[[Actor], tuple]:
    """The first row of this sort that the actor may see."""
    return lambda actor: (only(model.visible_to(actor).filter(**wanted).order_by("pk"), what).pk,)


def own_receipt(actor: Actor) -> tuple:
    return (only(Receipt.visible_to(actor).order_by("pk"), "入包回执").pk,)


def bureau(actor: Actor) -> tuple:
    return (only(Unit._default_manager.filter(assignments__isnull=False).distinct().order_by("-order"), "单位").pk,)


def in_plan(actor: Actor) -> tuple:
    return (plan_of(actor).pk,)


def in_demand(actor: Actor) -> tuple:
    return (demand_of(actor).pk,)


def in_queue(actor: Actor) -> tuple:
    waiting = next((each for each in queue(actor)[:100] if not each.must_recuse), None)
    if waiting is None:
        raise NothingToShow("没有等待审核的报送")
    return (waiting.pk,)


def reading_of(actor: Actor) -> tuple:
    return (only(ChangeFor.visible_to(actor).filter(unit=actor.unit), "变更待知悉").pk,)


def signal_like(kind: str) -> Callable[[Actor], tuple]:
    """A signal of this kind, one that was decided before the others."""

    def found(actor: Actor) -> tuple:
        seen = Signal.visible_to(actor).filter(kind=kind).exclude(state=Signal.State.GONE)
        return (only(seen.order_by(F("decided_at").desc(nulls_last=True), "pk"), f"“{kind}”信号").pk,)

    return found


def noticed(actor: Actor) -> tuple:
    """The item with most signals."""
    seen = Item.visible_to(actor).filter(removed_at=None).annotate(n=Count("signals")).filter(n__gt=0).order_by("-n", "pk")
    return (only(seen, "有信号的材料").pk,)


def noticed_in_review(actor: Actor) -> tuple:
    """A submission under review whose first proof has a signal."""
    waiting = [each.pk for each in queue(actor)[:200] if not each.must_recuse]
    seen = Submission.visible_to(actor).filter(pk__in=waiting, proofs__item__signals__isnull=False).order_by("pk")
    return (only(seen, "有信号的待审报送").pk,)


def changed_capture(actor: Actor) -> tuple:
    seen = Capture.visible_to(actor).filter(state=Capture.State.TAKEN, share_new__gt=0).order_by("pk")
    return (only(seen, "有变化的网页存档").pk,)


def sealed_entry(actor: Actor) -> tuple:
    """An entry somewhere in the middle of the sealed journal."""
    leaves = Leaf._default_manager.order_by("number")
    leaf: Any = only(leaves.filter(number__gte=leaves.count() // 2), "已封存的日志")
    return (only(Entry._default_manager.filter(pk=leaf.entry_id), "日志").pk,)


def record_of(code: str) -> Callable[[Actor], tuple]:
    return lambda actor: (code, only(register(code).visible_to(actor).order_by("-pk"), f"{code}的记录").pk)


def paused_record(actor: Actor) -> tuple:
    """A record one of whose clocks is stopped now."""
    for pause in Pause._default_manager.filter(until=None).order_by("pk"):
        model = next((each for each in registers().values() if each._meta.label_lower == pause.kind), None)
        if model is not None and model.visible_to(actor).filter(pk=pause.object_id).exists():
            return model.code, pause.object_id
    raise NothingToShow("没有停表的记录")


def moving_record(actor: Actor) -> tuple:
    waiting = register("R34").visible_to(actor).filter(Q(stage="received")).order_by("-pk")
    return "R34", only(waiting, "未办结的信息公开申请").pk, "answered"
