"""Near-copies of pictures: images, and the pages of scans; scaled, re-compressed or a little cropped they are still found.

The shape of `Signal.facts`: {"pairs": [{"page": 0, "other_page": 3, "picture": sha256, "other_picture": sha256, "likeness": 0.993}, …],
"more": pairs not listed, "same_file": bool, "same_unit": bool, "dates": [ISO dates of the two items,
where they differ]}; page 0 is an image.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from PIL import Image

from fazhi.jobs.declare import job
from fazhi.jobs.queue import enqueue
from fazhi.kit.dates import chinese_date
from fazhi.people.lines import inherited_by, line_of

from ..models import Blob, PictureBand, PicturePrint, Severity, SignalKind, Version
from ..refusals import ContentLost
from ..store import opened
from . import looks
from .boilerplate import in_parts
from .finding import Finding
from .prints import COMMON_UNITS
from .raising import settle

FAMILY = "pictures"
SCAN_WORDS = 30  # characters a page; a PDF with fewer is a scan
MOST_LOOKED_AT, MOST_BESIDE = 60, 16  # pairs compared in full for one version, and for one of its pictures
MOST_PAIRS = 20
MOST_FINDINGS = 10
_ORDER = {Severity.SERIOUS: 0, Severity.ATTENTION: 1, Severity.NOTE: 2}


@dataclass(frozen=True)
class Pair:
    """A picture of this version and one of another that look the same."""

    mine: PicturePrint
    theirs: PicturePrint
    likeness: float


def find(version: Version, *, common_units: int = COMMON_UNITS) -> list[Finding]:
    """Which pictures of this version an earlier one shows; keeps the prints, and has later ones looked at again when these are new."""
    prints, are_new = remember(version)
    if not prints or version.item.removed_at is not None:
        return []
    own_units = inherited_by(version.item.unit) | set(line_of(version.item.unit))
    close = _close(version, prints)
    if are_new:
        for pk in sorted({theirs.version_id for _, _, theirs in close if theirs.version_id > version.pk}):
            enqueue(look_again, pk, key=f"pictures-{pk}")
    pairs = _not_common(_confirmed([each for each in close if each[2].version_id < version.pk]), own_units, common_units)
    by_item: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_item[pair.theirs.version.item_id].append(pair)
    found = [made for held in by_item.values() if (made := _finding(version, held, own_units))]
    return sorted(found, key=lambda each: (_ORDER[each.severity], each.key))[:MOST_FINDINGS]


@job(label="重新比对画面", retries=2)
def look_again(version_id: int) -> int:
    """Compare a version's pictures anew because those of an older one were kept after it; returns how many new signals there are."""
    version = Version.objects.select_related("item__unit", "blob").get(pk=version_id)
    return len(settle(version, FAMILY, find(version)))


def pictures_of(version: Version) -> dict[int, str]:
    """Page → SHA-256 of its picture: 0 for an image, from 1 for the pages of a scan; nothing for a file that has its words."""
    preview = version.preview
    if preview.get("kind") == "image":
        return {0: preview["thumb"]}
    pages = preview.get("pages", []) if preview.get("kind") == "pages" else []
    is_scan = version.text_state != Version.TextState.DONE or "识别" in version.text_note
    return dict(enumerate(pages, 1)) if is_scan or len(version.text) < SCAN_WORDS * len(pages) else {}


@transaction.atomic
def remember(version: Version) -> tuple[list[PicturePrint], bool]:
    """Keep a print of each picture of the version; gives them, and whether any is new. What the same picture looks like is known."""
    wanted = pictures_of(version)
    held = {each.page: each for each in PicturePrint.objects.select_for_update().filter(version=version)}
    if {page: (each.picture, each.made_by) for page, each in held.items()} == {page: (sha, looks.FORMAT) for page, sha in wanted.items()}:
        return sorted(held.values(), key=lambda each: each.page), False
    for each in held.values():
        PictureBand.objects.filter(picture=each, band__in=_bands(each.looks)).delete()
    PicturePrint.objects.filter(version=version).delete()
    known = dict(PicturePrint.objects.filter(picture__in=wanted.values(), made_by=looks.FORMAT).values_list("picture", "looks"))
    made = [
        PicturePrint(version=version, page=page, made_by=looks.FORMAT, picture=sha, looks=known[sha] if sha in known else _looks(sha))
        for page, sha in wanted.items()
    ]
    PicturePrint.objects.bulk_create(made)
    PictureBand.objects.bulk_create(
        [
            PictureBand(band=band, picture=each, looks=value)
            for each in made
            for crop, value in enumerate(each.looks)
            for band in looks.bands(value, crop)
        ],
        batch_size=300,
    )
    return made, True


def _bands(values: list[int]) -> list[int]:
    return [band for crop, value in enumerate(values) for band in looks.bands(value, crop)]


def _looks(sha: str) -> list[int]:
    picture = _opened(sha)
    return list(looks.hashes_of(picture) or ()) if picture else []


def _opened(sha: str) -> Image.Image | None:
    """The stored preview, drawn by ourselves; None where the storage has lost it."""
    blob = Blob.objects.filter(sha256=sha).first()
    if blob is None:
        return None
    try:
        with opened(blob) as file, Image.open(file) as picture:
            return looks.on_white(picture)
    except (ContentLost, OSError):
        return None


def _close(version: Version, prints: list[PicturePrint]) -> list[tuple[int, PicturePrint, PicturePrint]]:
    """(differing bits, mine, theirs) of pictures whose hashes are near, nearest first, so many to each of mine as may be looked at."""
    near = {each.pk: _near(each) for each in prints if each.looks}
    wanted = {pk for found in near.values() for pk in found}
    others: dict[int, PicturePrint] = {}
    for part in in_parts(wanted):
        held = PicturePrint.objects.filter(pk__in=part, version__item__removed_at=None).exclude(version__item=version.item_id)
        others |= {each.pk: each for each in held.select_related("version__item__unit").defer("version__text", "version__preview")}
    found = []
    for mine in prints:
        theirs = [(bits, others[pk]) for pk, bits in near.get(mine.pk, {}).items() if pk in others]
        nearest = sorted(theirs, key=lambda each: (each[0], each[1].pk))[:MOST_BESIDE]
        found += [(bits, mine, each) for bits, each in nearest]
    return sorted(found, key=lambda each: (each[0], each[1].page, each[2].pk))


def _near(mine: PicturePrint) -> dict[int, int]:
    """Number of a picture → bits that differ, the crops of either tried against the whole of the other."""
    asked = {band for value in mine.looks for crop in range(len(looks.CROPS)) for band in looks.bands(value, crop)}
    held = PictureBand.objects.filter(band__in=asked).exclude(picture=mine.pk).values_list("picture_id", "looks")
    near: dict[int, int] = {}
    for pk, theirs in held:
        bits = min(looks.differing_bits(value, theirs) for value in mine.looks)
        if bits <= looks.NEAR_BITS:
            near[pk] = min(bits, near.get(pk, bits))
    return near


def _confirmed(close: list[tuple[int, PicturePrint, PicturePrint]]) -> list[Pair]:
    """Those that show the same when looked at: the very same picture at once, others by comparing the pictures themselves."""
    same = [Pair(mine, theirs, 1.0) for _, mine, theirs in close if mine.picture == theirs.picture]
    rest = [(mine, theirs) for _, mine, theirs in close if mine.picture != theirs.picture][:MOST_LOOKED_AT]
    shown = {sha: _opened(sha) for pair in rest for sha in (pair[0].picture, pair[1].picture)}
    for mine, theirs in rest:
        one, other = shown[mine.picture], shown[theirs.picture]
        if one and other and (alike := looks.likeness(one, other)) >= looks.CONFIRMED:
            same.append(Pair(mine, theirs, alike))
    return same


def _not_common(pairs: list[Pair], own_units: set[int], common_units: int) -> list[Pair]:
    """Without the pictures that many units show: a cover, an emblem, a form."""
    units: dict[int, set[int]] = defaultdict(set)
    for each in pairs:
        units[each.mine.pk].add(each.theirs.version.item.unit_id)
    return [each for each in pairs if len(units[each.mine.pk] - own_units) < common_units]


def _finding(version: Version, pairs: list[Pair], own_units: set[int]) -> Finding | None:
    """One finding for an item; the same file with the same date is told by the family of copies."""
    pairs = sorted(pairs, key=lambda each: (each.mine.page, -each.likeness))
    other = max(pairs, key=lambda each: each.likeness).theirs.version
    pairs = [each for each in pairs if each.theirs.version_id == other.pk]
    days = [each.item.effective_on for each in (version, other)]
    differ = None not in days and days[0] != days[1]
    is_same_file = version.blob_id is not None and version.blob_id == other.blob_id
    if is_same_file and not differ:
        return None
    facts: dict[str, Any] = {
        "pairs": [_pair(each) for each in pairs[:MOST_PAIRS]],
        "more": max(0, len(pairs) - MOST_PAIRS),
        "same_file": is_same_file,
        "same_unit": other.item.unit_id in own_units,
        "dates": [str(day) for day in days] if differ else [],
    }
    kind = SignalKind.SAME_SCAN if differ else SignalKind.NEAR_PICTURE
    key = f"item-{other.item_id}"
    return Finding(kind, _severity(facts), key, _said(version, other, pairs, facts), facts, other=other)


def _severity(facts: dict[str, Any]) -> Severity:
    if facts["same_unit"]:
        return Severity.ATTENTION if facts["dates"] else Severity.NOTE
    return Severity.SERIOUS if facts["dates"] else Severity.ATTENTION


def _said(version: Version, other: Version, pairs: list[Pair], facts: dict[str, Any]) -> str:
    """“第2、3页与……（第1版）第4、5页是同一画面”."""
    mine, theirs = (_pages({each[side].page for each in map(_sides, pairs)}) for side in (0, 1))
    day = chinese_date(timezone.localdate(other.uploaded_at))
    least = min(each.likeness for each in pairs)
    said = (
        f"{mine}与{other.item.unit_name}{day}提交的“{other.item.title[:60]}”（第{other.no}版）{theirs}画面一致（相似度{least:.1%}以上）。"
    )
    if facts["dates"]:
        dates = [chinese_date(each.item.effective_on) for each in (version, other) if each.item.effective_on]
        return said + f"两份材料的形成日期分别是{dates[0]}和{dates[1]}，请核对是否同一次活动、同一份原件。"
    return said + (
        "是本单位的另一份材料，可能是同一张图片用在两处。" if facts["same_unit"] else "如系联合开展、上级统一提供的图片，请说明。"
    )


def _sides(pair: Pair) -> tuple[PicturePrint, PicturePrint]:
    return pair.mine, pair.theirs


def _pages(numbers: set[int]) -> str:
    if numbers == {0}:
        return "图片"
    shown = "、".join(str(number) for number in sorted(numbers)[:8])
    return f"第{shown}{'等' if len(numbers) > 8 else ''}页"


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "page": pair.mine.page,
        "other_page": pair.theirs.page,
        "picture": pair.mine.picture,
        "other_picture": pair.theirs.picture,
        "likeness": round(pair.likeness, 4),
    }
