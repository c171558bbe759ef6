"""The same one level down: a county or any unit has its own plan and campaign under its superior's, and is rolled up there."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.models import Unit
from fazhi.plan.models import Edition, Plan
from fazhi.plan.refusal import Refused, must_run

from .founding import found_campaign
from .models import Assignment, Campaign
from .progress import Total, by_campaign, gathered

DEEPEST = 3  # a city, its counties, their townships or departments


@dataclass(frozen=True)
class Roll:
    """A campaign in the roll-up: how deep below the one asked for, and its own sums."""

    campaign: Campaign
    depth: int
    total: Total


@transaction.atomic
def found_local(
    actor: Actor,
    parent: Campaign,
    unit: Unit,
    name: str,
    plan: Plan,
    edition: Edition | None = None,
    cycle_start: date | None = None,
    cycle_end: date | None = None,
) -> Campaign:
    """A unit's own campaign under `parent`, with the parent's edition and cycle unless others are given. The unit's task force does it."""
    must_run(actor, unit, "建立创建活动")
    if not Campaign.visible_to(actor).filter(pk=parent.pk).exists():
        raise NotAllowed("找不到上级创建活动，或您不能查看它。请从本单位参与的创建活动进入。")
    if parent.children.filter(unit=unit).exclude(state=Campaign.State.CLOSED).exists():
        raise Refused(f"{unit.short_name}在“{parent}”之下已有未结束的创建活动，不能再建一个。请在原有活动上继续。")
    return found_campaign(
        actor,
        unit,
        name,
        plan,
        edition or parent.edition,
        cycle_start or parent.cycle_start,
        cycle_end or parent.cycle_end,
        parent,
        is_sample=parent.is_sample,
    )


def rolled_up(campaign: Campaign, actor: Actor | None = None, day: date | None = None) -> list[Roll]:
    """The campaign and all below it, each with its own sums; with an actor, only what the actor may see. Six queries in all."""
    below = Q(pk=campaign.pk)
    for depth in range(1, DEEPEST + 1):
        below |= Q(**{"__".join(["parent"] * depth): campaign.pk})
    visible = Campaign.visible_to(actor) if actor else Campaign.objects.all()
    campaigns = {each.pk: each for each in visible.filter(below).select_related("unit").order_by("unit__path", "pk")}
    parts = Assignment.visible_to(actor) if actor else Assignment.objects.all()
    where = Q(demand__campaign__in=list(campaigns))
    sums = by_campaign(gathered(parts.filter(where), where, day or timezone.localdate()))
    return [Roll(each, depth, sums.get(each.pk, Total())) for each, depth in sorted(_depths(campaign, campaigns), key=lambda pair: pair[1])]


def _depths(top: Campaign, campaigns: dict[int, Campaign]) -> list[tuple[Campaign, int]]:
    found = []
    for each in campaigns.values():
        depth, at = 0, each
        while at.pk != top.pk and at.parent_id in campaigns:
            depth, at = depth + 1, campaigns[at.parent_id]
        found.append((each, depth))
    return found
