"""变更待知悉: what changed in a running campaign, told to every unit it concerns, until somebody of it has read it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.lines import line_of
from fazhi.people.models import Role
from fazhi.plan.refusal import Refused

from .models import Campaign, Change, ChangeFor, Demand


@dataclass(frozen=True)
class News:
    """One change to be told: to which units (ids), what stood before and what stands now."""

    subject: str
    units: Collection[int]
    before: str = ""
    after: str = ""
    demand: Demand | None = None
    reason: str = ""


def announce_all(actor: Actor, campaign: Campaign, news: Iterable[News]) -> list[Change]:
    """Record these changes once the campaign runs; nobody waits for one before. Call it inside the act's transaction. Two queries."""
    told = [each for each in news if each.units and each.before != each.after] if campaign.state == Campaign.State.RUNNING else []
    changes = Change.objects.bulk_create(
        Change(
            campaign=campaign,
            by=actor.user.name,
            subject=each.subject[:200],
            before=each.before,
            after=each.after,
            reason=each.reason[:300],
            demand=each.demand,
        )
        for each in told
    )
    ChangeFor.objects.bulk_create(
        [ChangeFor(change=change, unit_id=unit) for change, each in zip(changes, told, strict=True) for unit in sorted(set(each.units))],
        batch_size=500,
    )
    return changes


def announce(
    actor: Actor,
    campaign: Campaign,
    subject: str,
    *,
    units: Collection[int],
    before: str = "",
    after: str = "",
    demand: Demand | None = None,
    reason: str = "",
) -> Change | None:
    """Record one change, as `announce_all` does; None where there is nothing to tell."""
    return next(iter(announce_all(actor, campaign, [News(subject, units, before, after, demand, reason)])), None)


def units_of(demand: Demand) -> list[int]:
    """The units that have a part in the demand."""
    return list(demand.assignments.values_list("unit_id", flat=True))


def units_in(campaign: Campaign) -> list[int]:
    """The units that have a part in any demand of the campaign."""
    return list(campaign.demands.values_list("assignments__unit_id", flat=True).exclude(assignments=None).distinct().order_by())


@transaction.atomic
def acknowledge(actor: Actor, reading: ChangeFor) -> ChangeFor:
    """Somebody of the unit (or of its heir) has read the change; the first reading counts."""
    locked = ChangeFor.objects.select_for_update(of=("self",)).select_related("unit", "change__campaign").get(pk=reading.pk)
    unit = locked.unit
    if not actor.is_(Role.LIAISON, Role.HEAD) or actor.unit is None or actor.unit.pk not in line_of(unit):
        raise NotAllowed(f"这项变更由{unit.short_name}的联络员或分管领导知悉，您不能代为确认。请由该单位办理。")
    if locked.read_at is not None:
        raise Refused(f"这项变更已由{locked.read_by}在 {timezone.localtime(locked.read_at):%Y-%m-%d %H:%M} 知悉，无须再次确认。")
    locked.read_at, locked.read_by = timezone.now(), actor.user.name
    locked.save(update_fields=("read_at", "read_by"))
    said = f"知悉了变更“{locked.change}”"
    write(Verb.READ, locked, said, by=actor.who, about=[locked.change], units=[unit.pk], campaign=locked.change.campaign_id)
    return locked
