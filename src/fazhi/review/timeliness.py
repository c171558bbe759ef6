"""Reporting timeliness per unit: on time, late, missing, and how long a returned submission takes to come back."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, DateField, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate

from fazhi.campaign.models import Assignment, Campaign, Phase, Requirement
from fazhi.campaign.models.demand import Applies
from fazhi.plan.models import Material

from .models import Decision, Round, Verdict


@dataclass(frozen=True)
class Timeliness:
    """One unit's record in a campaign. `days_to_resubmit` is None where nothing was returned and handed in again."""

    unit_id: int
    unit: str
    owed: int
    on_time: int
    late: int
    missing: int
    not_due: int
    days_to_resubmit: float | None
    resubmitted: int


def general_due(campaign: Campaign) -> date:
    """The day that holds where an indicator has none of its own: the end of the phase now open, else the end of the cycle."""
    opened = campaign.phases.filter(state=Phase.State.OPEN).exclude(ends_on=None).order_by("-no").first()
    return opened.ends_on if opened and opened.ends_on else campaign.cycle_end


def timeliness(campaign: Campaign, day: date) -> list[Timeliness]:
    """Every unit with work in the campaign, in the order of the units; three queries.

    What counts is the day of the first handing-in of each assignment. One that was not handed in is 未报 once its day is past.
    """
    first = Round.objects.filter(submission__demand=OuterRef("demand"), submission__unit=OuterRef("unit")).order_by("no")
    parts = Assignment.objects.filter(demand__campaign=campaign).exclude(applies=Applies.NO).exclude(demand__applies=Applies.NO)
    owed = parts.annotate(
        due=Coalesce("demand__due_on", Value(general_due(campaign)), output_field=DateField()),
        first_on=Subquery(first.annotate(on=TruncDate("at")).values("on")[:1], output_field=DateField()),
    )
    rows = (
        owed.filter(Q(_owes()) | ~Q(first_on=None))
        .order_by("unit__order", "unit")
        .values("unit", "unit__short_name")
        .annotate(
            owed=Count("pk"),
            on_time=Count("pk", filter=Q(first_on__lte=F("due"))),
            late=Count("pk", filter=Q(first_on__gt=F("due"))),
            missing=Count("pk", filter=Q(first_on=None, due__lt=day)),
            not_due=Count("pk", filter=Q(first_on=None, due__gte=day)),
        )
    )
    again = _resubmissions(campaign)
    return [
        Timeliness(
            row["unit"],
            row["unit__short_name"],
            row["owed"],
            row["on_time"],
            row["late"],
            row["missing"],
            row["not_due"],
            *again.get(row["unit"], (None, 0)),
        )
        for row in rows
    ]


def _owes() -> Exists:
    """Is anything asked of the outer assignment's unit? The rule of campaign.progress.asked_of, said to the database."""
    answered = Exists(Assignment.objects.filter(demand=OuterRef("demand"), role=Assignment.Role.RESPONSIBLE))
    of_principal = Q(asked_of=Material.AskedOf.PRINCIPAL, demand__assignments__is_principal=True)
    of_each = Q(asked_of=Material.AskedOf.EACH) & (Q(demand__assignments__role=Assignment.Role.RESPONSIBLE) | ~Q(answered))
    asked = Requirement.objects.filter(of_principal | of_each, demand__assignments=OuterRef("pk"))
    return Exists(asked)


def _resubmissions(campaign: Campaign) -> dict[int, tuple[float, int]]:
    """Unit → (average days from a return to the next handing-in, how many)."""
    following = Round.objects.filter(submission=OuterRef("submission"), no=OuterRef("round") + 1).values("at")[:1]
    returned = Decision.objects.filter(submission__demand__campaign=campaign, verdict=Verdict.RETURNED)
    waited = ExpressionWrapper(F("again_at") - F("at"), output_field=DurationField())
    rows = (
        returned.annotate(again_at=Subquery(following))
        .exclude(again_at=None)
        .order_by()
        .values("submission__unit")
        .annotate(average=Avg(waited), times=Count("pk"))
    )
    return {row["submission__unit"]: (round(row["average"] / timedelta(days=1), 1), row["times"]) for row in rows}
