"""Examining a version: every family of checks looks at it once its words are there, in the background."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.utils import timezone

from fazhi.jobs.declare import every, job
from fazhi.jobs.queue import enqueue
from fazhi.jobs.running import progress

from ..models import Item, Version
from . import copies, dates, links, numbers, personal, pictures
from .finding import Finding
from .raising import settle

logger = logging.getLogger(__name__)
RECENT = timedelta(days=30)
# family → what it finds on a version. A family reads the database and the version's stored words, never the network.
FAMILIES: dict[str, Callable[[Version], Sequence[Finding]]] = {
    copies.FAMILY: copies.find,
    dates.FAMILY: dates.find,
    links.FAMILY: links.find,
    numbers.FAMILY: numbers.find,
    personal.FAMILY: personal.find,
    pictures.FAMILY: pictures.find,
}


@job(label="检查材料", retries=2)
def examine(version_id: int) -> int:
    """Let every family look at the version; returns how many new signals there are. May be repeated."""
    version = Version.objects.select_related("item__unit", "blob").get(pk=version_id)
    return sum(len(settle(version, family, find(version))) for family, find in FAMILIES.items())


@every("50 4 * * *", label="复查近一个月的材料")
def examine_recent() -> int:
    """What can only be seen once later papers are there (a burst, a number given twice); returns how many new signals there are."""
    since = timezone.now() - RECENT
    recent = list(
        Version.objects.filter(uploaded_at__gte=since, item__removed_at=None).exclude(text_state="waiting").values_list("pk", flat=True)
    )
    fresh = 0
    for done, version in enumerate(recent):
        progress(done, len(recent), "复查材料")
        try:
            fresh += examine.call(version)
        except Exception:  # one strange paper must not keep the others from being looked at
            logger.exception("version %s could not be examined", version)
    return fresh


def examine_again(item: Item) -> None:
    """Ask for the checks of the newest version, after what the unit says of the item changed."""
    version = item.current
    if version is not None and version.text_state != Version.TextState.WAITING:
        enqueue(examine, version.pk, key=f"examine-{version.pk}")
