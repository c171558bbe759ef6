"""Read lists of the campaign that no door gives: the tasks behind a demand, and what a campaign asks for."""

from django.db.models import QuerySet

from fazhi.people.actor import Actor
from fazhi.people.lines import inherited_by
from fazhi.plan.models import PlanTask

from .models import Assignment, Campaign, Demand, Requirement


def tasks_behind(demand: Demand) -> list[PlanTask]:
    """The tasks of the plan that are linked to the demand's second level, with plan and targets; two queries."""
    linked = PlanTask.objects.filter(links__campaign=demand.campaign_id, links__level2_no=demand.indicator.level2_no)
    return list(linked.select_related("plan").prefetch_related("targets"))


def requirements_seen_by(actor: Actor, campaign: Campaign) -> QuerySet[Requirement]:
    """Every material asked in the campaign, in the order of the indicators."""
    asked = Requirement.objects.filter(demand__in=Demand.visible_to(actor).filter(campaign=campaign))
    return asked.select_related("demand__indicator").order_by("demand__indicator__no", "order", "pk")


def own_part(actor: Actor, demand: int, unit: int = 0) -> Assignment | None:
    """The part in the demand (its id) of the actor's unit, or else of a unit that it took over from; of `unit` (id) alone, if given."""
    parts = own_parts(actor, demand)
    return next((each for each in parts if unit in (0, each.unit_id)), None)


def own_parts(actor: Actor, demand: int) -> list[Assignment]:
    """Every part in the demand (its id) that the actor's unit answers for: its own first, then those of units it took over from."""
    own = actor.unit.pk if actor.unit else 0
    seen = Assignment.visible_to(actor).filter(demand=demand, unit__in=inherited_by(actor.unit))
    found = seen.select_related("unit__heir", "demand__indicator", "demand__campaign__unit").order_by("unit")
    return sorted(found, key=lambda each: each.unit_id != own)
