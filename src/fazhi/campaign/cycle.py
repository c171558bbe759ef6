"""Signals that only a campaign can give: material that stands as proof and whose date lies outside the cycle."""

from collections import defaultdict

from django.db.models import Q

from fazhi.evidence.models import Severity, Signal, SignalKind, Version
from fazhi.evidence.signals.finding import Finding
from fazhi.evidence.signals.raising import settle
from fazhi.kit.dates import chinese_date

from .models import Campaign, Proof
from .progress import LIVE

FAMILY = "cycle"


def look(campaign: Campaign) -> int:
    """Make the signals of the campaign's standing proofs agree with its cycle; returns how many are new."""
    outside = Q(item__effective_on__lt=campaign.cycle_start) | Q(item__effective_on__gt=campaign.cycle_end)
    standing = Proof.objects.filter(outside, submission__demand__campaign=campaign, state__in=LIVE, version__isnull=False)
    places: dict[int, list[str]] = defaultdict(list)
    for version, code in standing.values_list("version", "submission__demand__indicator__code").distinct():
        places[version].append(code)
    key = f"campaign-{campaign.pk}"
    before = Signal.objects.filter(family=FAMILY, key=key, state=Signal.State.OPEN).values_list("version", flat=True)
    versions = Version.objects.select_related("item").in_bulk(set(before) | set(places))
    return sum(len(settle(version, FAMILY, _found(campaign, version, places.get(pk, [])))) for pk, version in versions.items())


def _found(campaign: Campaign, version: Version, codes: list[str]) -> list[Finding]:
    """The finding on one version; those of other campaigns on the same version are found by their own look."""
    kept = [
        Finding(SignalKind(signal.kind), Severity(signal.severity), signal.key, signal.said, signal.facts)
        for signal in Signal.objects.filter(version=version, family=FAMILY, state=Signal.State.OPEN).exclude(key=f"campaign-{campaign.pk}")
    ]
    if not codes or version.item.effective_on is None:
        return kept
    day, start, end = version.item.effective_on, campaign.cycle_start, campaign.cycle_end
    said = (
        f"形成日期{chinese_date(day)}不在“{campaign}”的创建周期（{chinese_date(start)}至{chinese_date(end)}）内，"
        f"却用作 {'、'.join(sorted(codes))} 的佐证。长期有效的制度文件可以说明理由后使用。"
    )
    facts = {"day": day.isoformat(), "from": start.isoformat(), "until": end.isoformat(), "indicators": sorted(codes)}
    return [*kept, Finding(SignalKind.OUTSIDE_CYCLE, Severity.ATTENTION, f"campaign-{campaign.pk}", said, facts)]
