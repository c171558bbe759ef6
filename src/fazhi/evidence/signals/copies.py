"""Copies of text: the same content handed in elsewhere, and texts that stand in large part in an earlier one.

Every version ever stored of an item that is not removed is compared, over units, indicators, years and campaigns; the newer names
the older. The shape of `Signal.facts`, lengths in characters without spaces and punctuation:

    {"share": 0.83, "share_of_other": 0.71,       how much of this text stands in the other, and of the other in this
     "shared": 1234, "length": 1690, "other_length": 1730, "own": 1480,   own: without what was left out
     "left_out": {"listed": 210, "quoted": 0, "learned": 0},   common texts, quotations, passages in the files of many units
     "passages": [[a, b, length], …],             places in the squeezed texts (signals/shingles.py), in the order of this text
     "more": 0,                                   passages not kept because there were too many
     "same_file": false, "same_unit": false, "joint": false}

`sidebyside.rows` makes of the two texts and these passages what a page shows.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from fazhi.jobs.declare import job
from fazhi.jobs.queue import enqueue
from fazhi.kit.dates import chinese_date
from fazhi.people.lines import inherited_by, line_of
from fazhi.people.models import Alias, Unit

from ..models import Fingerprint, ItemKind, Severity, SignalKind, Version
from .boilerplate import in_force_for
from .comparing import Comparison, Words, compared, may_be_similar
from .finding import Finding
from .prints import COMMON_UNITS, LEAST_TEXT, Look, look, remember
from .raising import settle

FAMILY = "copies"
NEAR, NEAR_TABLE, NEAR_OWN = 0.5, 0.8, 0.8  # share from which texts, tables, and texts of the same unit are called similar
STRONG = 0.8  # share from which another unit's text asks for more than attention
LEAST_COUNTED = 80  # characters that must be shared, whatever the share
PART = 400  # shared characters of 800 in a row: a part of a long text
MOST_FINDINGS = 10
MOST_PASSAGES = 300
EDGE = 400  # characters at head and foot where a document names who issued it
_ORDER = {Severity.SERIOUS: 0, Severity.ATTENTION: 1, Severity.NOTE: 2}


def find(version: Version, *, common_units: int = COMMON_UNITS) -> list[Finding]:
    """What of this version stands in an earlier one; keeps its fingerprint, and has later ones looked at again when that is new."""
    lists = in_force_for(version.item.unit)
    words = Words(version.text, lists)
    held, is_new = remember(version, words)
    if version.item.removed_at is not None or version.item.kind == ItemKind.OFFLINE:
        return []
    own_units = inherited_by(version.item.unit) | set(line_of(version.item.unit))
    exact = list(same_content(version, held))
    looked = look(version, held, words, own_units, common_units) if held.grams else Look([], bytearray())
    if is_new:
        _have_looked_again(version, [*exact, *(each.version for each in looked.candidates)])
    earlier = [each for each in exact if each.pk < version.pk]
    found = _exact(version, words, earlier, own_units, common_units)
    items = {each.item_id for each in exact}
    others = [each.version for each in looked.candidates if each.version_id < version.pk and each.version.item_id not in items]
    found += _near(version, words, others, looked, own_units)
    return sorted(found, key=lambda each: (_ORDER[each.severity], -each.facts["share"], each.key))[:MOST_FINDINGS]


def same_content(version: Version, held: Fingerprint) -> QuerySet[Version]:
    """Versions of other items with the same bytes, or with the same words whatever their form."""
    same = Q(pk__in=[])
    if version.blob_id is not None:
        same |= Q(blob=version.blob_id)
    if held.digest:
        same |= Q(pk__in=Fingerprint.objects.filter(digest=held.digest).values("version"))
    others = Version.objects.filter(same, item__removed_at=None).exclude(item=version.item_id)
    return others.select_related("item__unit").defer("preview").order_by("pk")[:200]


@job(label="重新比对材料", retries=2)
def look_again(version_id: int) -> int:
    """Compare a version anew because an older one was fingerprinted after it; returns how many new signals there are."""
    version = Version.objects.select_related("item__unit", "blob").get(pk=version_id)
    return len(settle(version, FAMILY, find(version)))


def _have_looked_again(version: Version, others: Iterable[Version]) -> None:
    for other in others:
        if other.pk > version.pk:
            enqueue(look_again, other.pk, key=f"copies-{other.pk}")


def _exact(version: Version, words: Words, earlier: list[Version], own_units: set[int], common_units: int) -> list[Finding]:
    """One finding for each item with the same content; a paper that many units hold is only noted, once."""
    if not earlier or (words.text and words.own < LEAST_TEXT and len(words.text) >= LEAST_TEXT):
        return []
    first = list({each.item_id: each for each in reversed(earlier)}.values())[::-1]
    units = {each.item.unit_id for each in first} - own_units
    if len(units) >= common_units:
        note = _exact_one(version, words, first[0], own_units)
        said = f"{note.said.rstrip('。')}；同样内容共有{len(units)}个单位提交，多半是统一印发的文件。"
        return [replace(note, severity=Severity.NOTE, said=said)]
    return [_exact_one(version, words, each, own_units) for each in first]


def _exact_one(version: Version, words: Words, other: Version, own_units: set[int]) -> Finding:
    length = len(words.squeezed.text)
    facts = _facts(version, other, own_units) | {
        "share": 1.0,
        "share_of_other": 1.0,
        "shared": length,
        "length": length,
        "other_length": length,
        "own": words.own,
        "left_out": {"listed": sum(words.listed), "quoted": sum(words.quoted), "learned": 0},
        "passages": [[0, 0, length]] if length else [],
        "more": 0,
    }
    what = "文件完全相同" if facts["same_file"] else f"正文（{length}字）完全相同，只是文件不同"
    severity, explained = _judged(version, other, facts)
    return Finding(SignalKind.EXACT_COPY, severity, f"item-{other.item_id}", f"与{_named(other)}的{what}。{explained}", facts, other=other)


def _near(version: Version, words: Words, others: list[Version], looked: Look, own_units: set[int]) -> list[Finding]:
    best: dict[int, Finding] = {}
    for other in others:
        theirs = Words(other.text, words.lists)
        if not may_be_similar(words, theirs):
            continue
        result = compared(words, theirs, looked.learned)
        if not is_similar(version, result, is_own=other.item.unit_id in own_units):
            continue
        facts = _facts(version, other, own_units) | _figures(words, other, result)
        held = best.get(other.item_id)
        if held is None or max(result.share, result.share_of_other) > max(held.facts["share"], held.facts["share_of_other"]):
            best[other.item_id] = _near_one(version, other, result, facts)
    return list(best.values())


def is_similar(version: Version, result: Comparison, *, is_own: bool) -> bool:
    """Is so much shared that somebody should look? Tables share their headings, and a unit may write as it wrote before."""
    share = max(result.share, result.share_of_other)
    if min(result.shared, result.own) < LEAST_COUNTED:
        return False
    if is_own:
        return share >= NEAR_OWN
    if version.preview.get("kind") == "table":
        return share >= NEAR_TABLE
    return share >= NEAR or result.densest >= PART


def _near_one(version: Version, other: Version, result: Comparison, facts: dict[str, Any]) -> Finding:
    severity, explained = _judged(version, other, facts)
    out = {"通用文字（法律、方案、模板）": result.listed, "引文": result.quoted, "多单位共有的文字": result.learned}
    left = "、".join(f"{name}{count}字" for name, count in out.items() if count)
    part = f"占对方文字的{result.share_of_other:.0%}" if result.share_of_other >= 0.01 else ""
    said = f"正文{result.own}字中有{result.shared}字（{result.share:.0%}）与{_named(other)}相同"
    said += (f"，{part}" if part else "") + (f"；未计入{left}" if left else "") + f"。{explained}"
    return Finding(SignalKind.NEAR_COPY, severity, f"item-{other.item_id}", said, facts, other=other)


def _judged(version: Version, other: Version, facts: dict[str, Any]) -> tuple[Severity, str]:
    """How much it asks for a look, and what would explain it."""
    days = {day for each in (version, other) if (day := each.item.effective_on)}
    if ItemKind.LINK in (version.item.kind, other.item.kind):
        return Severity.NOTE, "其中有公开网页，可能是引用同一来源。"
    if facts["same_unit"]:
        if len(days) == 2:
            dated = "、".join(chinese_date(day) for day in sorted(days))
            return Severity.ATTENTION, f"两份材料的形成日期不同（{dated}），请说明是否只改了日期。"
        return Severity.NOTE, "是本单位的另一份材料，可能是同一材料用在两处。"
    if facts["joint"]:
        return Severity.NOTE, "两份材料都同时写有两个单位的名称，可能是联合发文。"
    is_strong = max(facts["share"], facts["share_of_other"]) >= STRONG
    return (
        Severity.SERIOUS if is_strong else Severity.ATTENTION,
        "如系联合发文、上级统一印发或共同使用的模板，请说明。",
    )


def _facts(version: Version, other: Version, own_units: set[int]) -> dict[str, Any]:
    return {
        "same_file": version.blob_id is not None and version.blob_id == other.blob_id,
        "same_unit": other.item.unit_id in own_units,
        "joint": is_joint(version, other),
    }


def _figures(words: Words, other: Version, result: Comparison) -> dict[str, Any]:
    longest = sorted(result.passages, key=lambda each: -each.length)[:MOST_PASSAGES]
    return {
        "share": round(result.share, 4),
        "share_of_other": round(result.share_of_other, 4),
        "shared": result.shared,
        "length": len(words.squeezed.text),
        "other_length": other.fingerprint.length,
        "own": result.own,
        "left_out": {"listed": result.listed, "quoted": result.quoted, "learned": result.learned},
        "passages": [[each.a, each.b, each.length] for each in sorted(longest, key=lambda each: each.a)],
        "more": len(result.passages) - len(longest),
    }


def is_joint(version: Version, other: Version) -> bool:
    """Do both texts name both units where a document says who issued it?"""
    if version.item.unit_id == other.item.unit_id:
        return False
    edges = [f"{text[:EDGE]}\n{text[-EDGE:]}" for text in (version.text, other.text)]
    return all(any(name in edge for name in names_of(unit)) for edge in edges for unit in (version.item.unit, other.item.unit))


def names_of(unit: Unit) -> set[str]:
    names = {unit.name, unit.short_name, *Alias.objects.filter(unit=unit).values_list("name", flat=True)}
    return {name for name in names if len(name) >= 3}


def _named(other: Version) -> str:
    day = chinese_date(timezone.localdate(other.uploaded_at))
    return f"{other.item.unit_name}{day}提交的“{other.item.title[:60]}”（第{other.no}版）"
