"""What review opened to the lead units, closed again where its reason fell away."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from fazhi.people.lines import line_of
from fazhi.people.models import Grant, Unit

from .models import Assignment, Demand, Proof, Submission

OPENED_FOR = "报送审核"  # why the leads of a demand may open its submissions and their items
ITEM, SUBMISSION = "evidence.item", "campaign.submission"


def close_to_former_leads(demand: Demand, units: Collection[Unit]) -> None:
    """These units were leads of the demand: what was opened to them and their heirs for it is closed, unless they lead it still."""
    leads = demand.assignments.filter(role=Assignment.Role.LEAD).select_related("unit__heir")
    still = {each for lead in leads for each in line_of(lead.unit)}
    gone = {each for unit in units for each in line_of(unit)} - still
    submissions = list(Submission.objects.filter(demand=demand).values_list("pk", flat=True))
    _opened(SUBMISSION).filter(object_id__in=submissions, unit__in=gone).delete()
    close_items(Proof.objects.filter(submission__in=submissions).values_list("item", flat=True), gone)


def close_items(items: Collection[int] | QuerySet, units: Collection[int] | None = None) -> None:
    """Close these items (ids) to every unit, or to these (ids), to which no submission is open where the item still stands."""
    theirs = _opened(SUBMISSION).filter(unit=OuterRef(OuterRef("unit"))).values("object_id")
    standing = Proof.objects.filter(item=OuterRef("object_id"), submission__in=theirs).exclude(state=Proof.State.REMOVED)
    grants = _opened(ITEM).filter(object_id__in=items)
    if units is not None:
        grants = grants.filter(unit__in=units)
    Grant.objects.filter(pk__in=list(grants.exclude(Exists(standing)).values_list("pk", flat=True))).delete()


def _opened(kind: str) -> "QuerySet[Grant]":
    return Grant.objects.filter(kind=kind, why=OPENED_FOR).exclude(unit=None)
