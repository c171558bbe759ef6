"""Fingerprints of words in the database: kept for every version, and asked which stored texts have words in common with one."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise

from django.db import transaction
from django.db.models import Count

from ..models import Fingerprint, Gram, Version
from . import shingles
from .boilerplate import in_parts, known_hashes
from .comparing import Words

LEAST_TEXT = 60  # characters; shorter texts say too little to be compared
COMMON_UNITS = 12  # a passage in the files of so many other units is common text
FULL = 400  # texts kept for one hash; what more files have is common text whoever they are of
LEAST_SHARED = 3  # sampled shingles
FARTHEST = 8 * shingles.ONE_IN  # characters between two sampled shingles that are still neighbours
MOST_CANDIDATES = 16


@dataclass(frozen=True)
class Look:
    """Stored fingerprints to compare a text with, the likeliest first; `learned` is 1 for each of its characters that many units have."""

    candidates: list[Fingerprint]
    learned: bytearray


@transaction.atomic
def remember(version: Version, words: Words) -> tuple[Fingerprint, bool]:
    """Keep the version's fingerprint true to its words; gives it, and whether it is new or another than before."""
    text = words.squeezed.text
    digest = words.squeezed.digest if len(text) >= LEAST_TEXT else ""
    held = Fingerprint.objects.select_for_update().filter(version=version).first()
    if held is not None and (held.made_by, held.length, held.digest) == (shingles.FORMAT, len(text), digest):
        return held, False
    if held is not None:
        for part in in_parts(shingles.unpacked(held.grams)):
            Gram.objects.filter(fingerprint=held, hash__in=part).delete()
    sampled = shingles.sample(words.hashes) if digest else []
    facts = {"made_by": shingles.FORMAT, "length": len(text), "digest": digest, "grams": shingles.packed(sampled)}
    made, _ = Fingerprint.objects.update_or_create(version=version, defaults=facts)
    full = _full(sampled)
    rows = [Gram(hash=each, fingerprint=made, unit_id=version.item.unit_id) for each in sampled if each not in full]
    Gram.objects.bulk_create(rows, batch_size=300)
    return made, True


def _full(sampled: list[int]) -> set[int]:
    """Hashes that enough texts have already: keeping more of them would only make every search longer."""
    asked = Gram.objects.order_by().values("hash").annotate(n=Count("unit")).filter(n__gte=FULL)
    return {row["hash"] for part in in_parts(sampled) for row in asked.filter(hash__in=part)}


def look(version: Version, held: Fingerprint, words: Words, own_units: set[int], common_units: int = COMMON_UNITS) -> Look:
    """Which stored texts to compare with, at most MOST_CANDIDATES; removed items and the version's own item are no candidates.

    They are ranked by the shingles they share, each counting the less the more texts have it.
    """
    sampled = shingles.unpacked(held.grams)
    known = known_hashes(sampled, words.lists)
    postings = _postings([each for each in sampled if each not in known])
    learned, is_learned = _learned(words, postings, own_units, common_units)
    shared: Counter[int] = Counter()
    rarity: dict[int, float] = defaultdict(float)
    for each, texts in postings.items():
        if each not in is_learned and len(texts) < FULL:
            for pk in texts:
                shared[pk] += 1
                rarity[pk] += 1 / len(texts)
    for pk in Fingerprint.objects.filter(version__item=version.item_id).values_list("pk", flat=True):
        shared.pop(pk, None)
    best = {pk: shared[pk] for pk in nlargest(4 * MOST_CANDIDATES, shared, key=rarity.__getitem__) if shared[pk] >= LEAST_SHARED}
    found = Fingerprint.objects.filter(pk__in=best, version__item__removed_at=None).defer("version__preview")
    ranked = sorted(found.select_related("version__item__unit"), key=lambda each: (-rarity[each.pk], each.pk))
    return Look(ranked[:MOST_CANDIDATES], learned)


def _postings(asked: list[int]) -> dict[int, dict[int, int]]:
    """Hash → the fingerprints that have it, with the unit of each."""
    texts: dict[int, dict[int, int]] = defaultdict(dict)
    for part in in_parts(asked):
        for each, pk, unit in Gram.objects.filter(hash__in=part).values_list("hash", "fingerprint_id", "unit_id"):
            texts[each][pk] = unit
    return texts


def _learned(words: Words, postings: dict[int, dict[int, int]], own_units: set[int], common_units: int) -> tuple[bytearray, set[int]]:
    """The characters between two sampled shingles that stand together in the files of many other units, and the hashes of these.

    A stock phrase alone is in many files, too; two neighbours in the same files are a passage that many have.
    """
    places, hashes = bytearray(len(words.text)), set()
    chosen = [place for place, each in enumerate(words.hashes[: len(places)]) if each in postings]
    for before, after in pairwise(chosen):
        one, other = postings[words.hashes[before]], postings[words.hashes[after]]
        if after - before > FARTHEST or min(len(one), len(other)) < common_units:
            continue
        if len({unit for pk, unit in one.items() if pk in other} - own_units) >= common_units:
            start = max(0, before - shingles.ONE_IN) if before == chosen[0] else before
            end = min(len(places), after + shingles.SHINGLE + (shingles.ONE_IN if after == chosen[-1] else 0))
            places[start:end] = b"\1" * (end - start)
            hashes |= {words.hashes[before], words.hashes[after]}
    return places, hashes
