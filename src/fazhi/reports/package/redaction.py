"""Redaction: what of a file with personal data may leave, by the profile's policy: its masked copy, itself with a note, or nothing."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from fazhi.evidence.guard.personal import found_in, replaced
from fazhi.evidence.models import Blob, PublicCopy, Signal, SignalKind, Version

from .models import PackageProfile

Redaction = PackageProfile.Redaction


@dataclass(frozen=True)
class Leaving:
    """What leaves of a version: a copy's bytes, the original, or nothing with the reason; `note` is said beside the file."""

    blob: Blob | None = None
    original: bool = False
    note: str = ""
    why: str = ""


def leaving_of(versions: QuerySet, policy: str, *, thorough: bool) -> dict[int, Leaving]:
    """Version id → what leaves, for those that have a masked copy or hold personal data; three queries.

    `thorough` reads the words of every version once more; a page asks only for what was noticed when they came in.
    What a person decided to be explicable holds nothing back.
    """
    copies = _copies(versions)
    noticed = Signal.objects.filter(version__in=versions, kind=SignalKind.PERSONAL).exclude(state=Signal.State.GONE)
    states = list(noticed.values_list("version", "state"))
    explained = {pk for pk, state in states if state == Signal.State.EXPLAINED}
    personal = {pk for pk, _ in states} - explained
    if thorough:
        rows = Version.objects.filter(pk__in=versions).exclude(text="").values_list("pk", "text")
        personal |= {pk for pk, text in rows.iterator(100) if pk not in explained and any(each.is_sure for each in found_in(text))}
    return {pk: _decided(copies.get(pk), policy) for pk in {*copies, *personal}}


def masked_words(text: str) -> str:
    """Words that people wrote freely, with every personal value that is sure hidden."""
    return replaced(text, [each for each in found_in(text) if each.is_sure])


def _copies(versions: QuerySet) -> dict[int, Blob]:
    """The approved copies in force for exactly these bytes."""
    standing = PublicCopy.objects.filter(version__in=versions, state=PublicCopy.State.APPROVED, version__blob__sha256=F("original_sha256"))
    return {each.version_id: each.blob for each in standing.select_related("blob") if each.blob is not None}


def _decided(copy: Blob | None, policy: str) -> Leaving:
    if policy == Redaction.ORIGINAL:
        return Leaving(original=True, note="含个人信息，按打包方案放入原件，请注意保管")
    if policy == Redaction.LEAVE_OUT:
        return Leaving(why="含个人信息，按打包方案不放入")
    if copy is None:
        return Leaving(why="含个人信息而没有已批准的脱敏副本，没有放入。请在材料页制作副本、经批准后重新打包")
    return Leaving(copy, note="已脱敏的副本，原件留存")
