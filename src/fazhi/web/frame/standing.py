"""Sums over a whole campaign, made once for each state of its journal: the next page reads them until something happens."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from fazhi.campaign.models import Campaign
from fazhi.journal.write import head

KEPT = 60  # seconds; a safeguard only, for the key changes with every entry and every day


def kept(campaign: Campaign, name: str, make: Callable[[], Any]) -> Any:
    """`make()` of this campaign, for all readers who see the whole of it; never for what depends on the reader."""
    return cache.get_or_set(f"{name}:{campaign.pk}:{head(campaign.pk)}:{timezone.localdate()}", make, KEPT)
