"""Tasks behind the door of their plans."""

from django.db.models import QuerySet

from fazhi.people.actor import Actor

from .models import Plan, PlanTask


def tasks_seen_by(actor: Actor) -> QuerySet[PlanTask]:
    """The tasks of every plan that the actor may see and that no newer plan replaced, with their plan."""
    plans = Plan.visible_to(actor).exclude(state=Plan.State.SUPERSEDED)
    return PlanTask.objects.filter(plan__in=plans).select_related("plan")
