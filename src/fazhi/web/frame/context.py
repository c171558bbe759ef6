"""What every page's frame shows: the menu of this role, the campaign, how much is owed."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from .campaigns import campaigns_of, current_campaign
from .menu import SENDERS, STAFF, menu_of
from .owing import owed_lines

COUNT_KEPT = 60  # seconds; the number in the corner may be a minute old, the page behind it never is


def frame(request: HttpRequest) -> dict[str, Any]:
    """Variables of base.html."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None}
    return {
        "actor": actor,
        "menu": menu_of(actor, request),
        "campaigns": campaigns_of(request) if actor.role in STAFF else [],  # the others have no page that is about one
        "campaign": current_campaign(request),
        "can_search": actor.role in STAFF,
        "can_send": actor.role in SENDERS,
        "owed_count": owed_count(actor),
    }


def owed_count(actor: Any) -> int:
    key = f"owed:{actor.user.pk}:{actor.post.pk if actor.post else 0}"
    count = cache.get(key)
    if count is None:
        count = sum(1 for line in owed_lines(actor) if not line.waits_for)
        cache.set(key, count, COUNT_KEPT)
    return count
