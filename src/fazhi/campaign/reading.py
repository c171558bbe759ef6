"""Read lists of the campaign that no door gives: the tasks behind a demand, and what a campaign asks for."""

from django.db.models import QuerySet

from fazhi.people.actor import Actor
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


def own_part(actor: Actor, demand: int) -> Assignment | None:
    """The part in the demand (its id) of the actor's unit, or else of a unit that it took over from."""
    if actor.unit is None:
        return None
    seen = Assignment.visible_to(actor).filter(demand=demand).select_related("unit", "demand__indicator", "demand__campaign__unit")
    return seen.filter(unit=actor.unit).first() or seen.filter(unit__heir=actor.unit).order_by("unit").first()
