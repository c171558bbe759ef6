"""What two texts have in common, exactly: passages found from shared shingles and extended over single changed characters."""

from collections import defaultdict
from dataclasses import dataclass

from .shingles import SHINGLE

LEAST = 13  # equal characters of a passage that counts; stock phrases are shorter
MOST_PLACES = 24  # of one shingle in the other text that are tried
DROP = 8  # by how much an extension may fall behind its best before it ends
CHANGED = 2  # what a changed character costs where an equal one gains one


@dataclass(frozen=True)
class Passage:
    """`length` characters from `a` of the one text stand from `b` in the other; single characters in between may differ."""

    a: int
    b: int
    length: int


def common_passages(one: str, other: str) -> list[Passage]:
    """The passages of `one` that stand in `other`, in the order of `one`; no character of either is in two of them.

    From left to right the longest match at each place is taken (greedy tiling), then stretched both ways on its diagonal
    while equal characters outweigh changed ones. Time grows with the lengths together, not with their product.
    """
    index: dict[str, list[int]] = defaultdict(list)
    for place in range(len(other) - SHINGLE + 1):
        places = index[other[place : place + SHINGLE]]
        if len(places) < MOST_PLACES:
            places.append(place)
    taken = bytearray(len(other))
    found: list[Passage] = []
    here, floor = 0, 0
    while here <= len(one) - SHINGLE:
        best = _longest(one, other, here, index.get(one[here : here + SHINGLE], ()), taken)
        if best is None:
            here += 1
            continue
        whole = _stretched(one, other, best, floor, taken)
        if equal_in(one, other, whole) >= LEAST:
            found.append(whole)
            taken[whole.b : whole.b + whole.length] = b"\1" * whole.length
            here = floor = whole.a + whole.length
        else:
            here = best.a + best.length - SHINGLE + 1
    return found


def equal_in(one: str, other: str, passage: Passage) -> int:
    """How many characters of the passage are equal."""
    left = one[passage.a : passage.a + passage.length]
    right = other[passage.b : passage.b + passage.length]
    return sum(map(str.__eq__, left, right))


def equal_places(one: str, other: str, passages: list[Passage]) -> tuple[bytearray, bytearray]:
    """For each character of either text 1 where it is shared, else 0."""
    left, right = bytearray(len(one)), bytearray(len(other))
    for passage in passages:
        for step in range(passage.length):
            if one[passage.a + step] == other[passage.b + step]:
                left[passage.a + step] = right[passage.b + step] = 1
    return left, right


def _longest(one: str, other: str, here: int, places: list[int] | tuple[()], taken: bytearray) -> Passage | None:
    best = None
    for place in places:
        if taken[place] or taken[place + SHINGLE - 1]:
            continue
        length = SHINGLE
        while (
            here + length < len(one)
            and place + length < len(other)
            and one[here + length] == other[place + length]
            and not taken[place + length]
        ):
            length += 1
        if best is None or length > best.length:
            best = Passage(here, place, length)
    return best


def _stretched(one: str, other: str, found: Passage, floor: int, taken: bytearray) -> Passage:
    """The passage with what stands before and behind it on the same diagonal, as long as it is mostly equal and not yet taken."""
    end_a, end_b = found.a + found.length, found.b + found.length
    ahead = _reach(one, other, end_a, end_b, 1, len(one), taken)
    back = _reach(one, other, found.a - 1, found.b - 1, -1, floor - 1, taken)
    return Passage(found.a - back, found.b - back, found.length + ahead + back)


def _reach(one: str, other: str, a: int, b: int, step: int, end: int, taken: bytearray) -> int:
    """How far to go from (a, b) in this direction for the best sum of equal less changed characters."""
    score = best = best_length = length = 0
    while a != end and 0 <= b < len(other) and not taken[b]:
        length += 1
        score += 1 if one[a] == other[b] else -CHANGED
        if score > best:
            best, best_length = score, length
        elif score < best - DROP:
            break
        a, b = a + step, b + step
    return best_length
