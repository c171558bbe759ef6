"""Two texts compared in full: how much of each stands in the other, with common text, quotations and learned passages left out."""

from dataclasses import dataclass, field
from functools import cached_property

from . import shingles
from .alignment import LEAST, Passage, common_passages, equal_places
from .boilerplate import marked, quoted

MOST_COMPARED = 300_000  # squeezed characters of a text; what lies behind is fingerprinted, not compared in full
LEAST_SHINGLES, PART_SHINGLES = 0.1, 250  # equal ones below which two texts cannot be similar: as a part of the shorter, and as a number
WINDOW = 800  # characters within which a copied part is looked for


@dataclass
class Words:
    """A text and what is derived from it, each once."""

    original: str
    lists: list[int] = field(default_factory=list)  # the common texts to be left out

    @cached_property
    def squeezed(self) -> shingles.Squeezed:
        return shingles.squeezed(self.original)

    @cached_property
    def text(self) -> str:
        return self.squeezed.text[:MOST_COMPARED]

    @cached_property
    def cut(self) -> set[str]:
        """The distinct shingles."""
        return {self.text[place : place + shingles.SHINGLE] for place in range(len(self.text) - shingles.SHINGLE + 1)}

    @cached_property
    def hashes(self) -> list[int]:
        return list(shingles.hashes(self.squeezed.text))

    @cached_property
    def listed(self) -> bytearray:
        """1 for each character of `text` that a common text covers."""
        return marked(self.hashes[: len(self.text)], len(self.text), self.lists) if self.lists else bytearray(len(self.text))

    @cached_property
    def quoted(self) -> bytearray:
        return quoted(self.original, self.squeezed)[:MOST_COMPARED]

    @cached_property
    def own(self) -> int:
        """How many characters are neither common text nor quoted."""
        return sum(not (listed or quoted) for listed, quoted in zip(self.listed, self.quoted, strict=True))


@dataclass(frozen=True)
class Comparison:
    """Figures in squeezed characters: `shared` of the `own` ones of this text stand in the other, which has `other_own` of its own."""

    shared: int
    own: int
    other_own: int
    densest: int  # shared characters in the densest stretch of WINDOW
    listed: int
    quoted: int
    learned: int
    passages: list[Passage]

    @property
    def share(self) -> float:
        return self.shared / self.own if self.own else 0.0

    @property
    def share_of_other(self) -> float:
        return min(1.0, self.shared / self.other_own) if self.other_own else 0.0


def may_be_similar(mine: Words, theirs: Words) -> bool:
    """A quick look before the full comparison: are as many shingles equal as where every fifth character was changed, or a part's worth?"""
    equal = len(mine.cut & theirs.cut)
    return equal >= min(PART_SHINGLES, LEAST_SHINGLES * min(len(mine.cut), len(theirs.cut)))


def compared(mine: Words, theirs: Words, learned: bytearray) -> Comparison:
    """`learned` marks the characters of `mine` that stand in the files of many units."""
    passages = common_passages(mine.text, theirs.text)
    here, there = equal_places(mine.text, theirs.text, passages)
    left_out_there = bytearray(map(int.__or__, theirs.listed, theirs.quoted))
    counted = bytearray(len(mine.text))
    for passage in passages:
        stretch: list[int] = []  # the shared characters since the last one that is left out
        for step in range(passage.length):
            a, b = passage.a + step, passage.b + step
            if mine.listed[a] or mine.quoted[a] or learned[a] or left_out_there[b]:
                left_out_there[b] = 1
                _count(counted, stretch)
                stretch = []
            elif here[a]:
                stretch.append(a)
        _count(counted, stretch)
    return Comparison(
        shared=sum(counted),
        own=sum(not (a or b or c) for a, b, c in zip(mine.listed, mine.quoted, learned, strict=True)),
        other_own=len(there) - sum(left_out_there),
        densest=densest(counted),
        listed=sum(mine.listed),
        quoted=sum(mine.quoted),
        learned=sum(c and not (a or b) for a, b, c in zip(mine.listed, mine.quoted, learned, strict=True)),
        passages=passages,
    )


def _count(counted: bytearray, stretch: list[int]) -> None:
    """What is left between texts that are left out counts like a passage of its own: not as a stock phrase."""
    if len(stretch) >= LEAST:
        for place in stretch:
            counted[place] = 1


def densest(counted: bytearray) -> int:
    """The most counted characters that lie within WINDOW places."""
    best = now = sum(counted[:WINDOW])
    for place in range(WINDOW, len(counted)):
        now += counted[place] - counted[place - WINDOW]
        best = max(best, now)
    return best
