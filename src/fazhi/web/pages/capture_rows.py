"""What the page of a material shows of its link: the captures of the version that is looked at."""

from typing import Any

from fazhi.evidence.freezing.jobs import OFF
from fazhi.evidence.freezing.keeping import baseline
from fazhi.evidence.freezing.policy import policy_in_force
from fazhi.evidence.models import Item, Version
from fazhi.evidence.rights import HANDS_IN
from fazhi.people.actor import Actor
from fazhi.people.lines import line_of

SHOWN = 12


def captures_of(actor: Actor, version: Version | None, item: Item) -> dict[str, Any] | None:
    """What the page of a material shows of its link; None of anything else. `version` is one that the actor may open."""
    if version is None or not version.url:
        return None
    found = version.captures.select_related("warc", "page", "file")
    last, first = found.first(), baseline(version)
    is_own = actor.unit is not None and actor.unit.pk in line_of(item.unit) and actor.is_(*HANDS_IN)
    is_newest = version.no == item.versions.order_by("-no").values_list("no", flat=True).first()
    is_on = policy_in_force().is_on
    return {
        "rows": list(found[:SHOWN]),
        "more": max(0, version.captures.count() - SHOWN),
        "first": first,
        "last": last,
        "waiting": last is None and is_on,
        "off": "" if is_on else OFF,
        "may_ask": is_on and is_newest and item.removed_at is None and (is_own or (actor.is_(*HANDS_IN) and actor.oversees(item.unit))),
        "may_renew": is_own and is_newest and item.removed_at is None,
    }
