"""Two texts side by side: the passages they share in one row each, what only one of them has beside an empty cell or its counterpart.

A page gives `rows` the two texts as they are stored in the versions and `facts["passages"]` of the signal; it never searches itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from .shingles import Squeezed, squeezed

MOST_ROWS = 120
GAP_HEAD, GAP_TAIL = 80, 60  # characters kept of what is not shared
SHARED_HEAD, SHARED_TAIL = 600, 200
TRUE_SHARE = 0.5  # a stored passage of which less is equal belongs to a text that was extracted anew since


@dataclass(frozen=True)
class Piece:
    """A stretch of one text. Where `omitted` is not 0, so many characters are folded here and `text` is empty."""

    text: str
    is_shared: bool
    omitted: int = 0


@dataclass(frozen=True)
class Row:
    """Left is the examined text, right the one it is compared with. `is_moved`: on the right the passage stands before the previous one."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    is_shared: bool
    is_moved: bool = False


@dataclass(frozen=True)
class _Span:
    """A passage in the characters of the two originals; `before_*` is where the unshared text in front of it begins."""

    before_left: int
    left: tuple[int, int]
    before_right: int
    right: tuple[int, int]
    passage: tuple[int, int, int]


def rows(left: str, right: str, passages: Sequence[Sequence[int]], *, fold: bool = True) -> list[Row]:
    """The rows in the order of `left`. With `fold` long stretches are shortened and at most MOST_ROWS are given; without, every
    character of both texts stands in exactly one piece.
    """
    one, other = squeezed(left), squeezed(right)
    spans, ends = _spans(one, other, [(a, b, n) for a, b, n in passages if _holds(one.text, other.text, a, b, n)])
    found: list[Row] = []
    reached = 0
    for span in spans:
        gap = _gap(left[span.before_left : span.left[0]], right[span.before_right : span.right[0]], fold)
        found += [gap] if gap else []
        a, b, length = span.passage
        runs = _runs(one.text[a : a + length], other.text[b : b + length])
        found.append(
            Row(
                _shared(left, one, a, span.left, runs, fold),
                _shared(right, other, b, span.right, runs, fold),
                is_shared=True,
                is_moved=b < reached,
            )
        )
        reached = b + length
    last = _gap(left[ends[0] :], right[ends[1] :], fold)
    found += [last] if last else []
    return _limited(found) if fold else found


def _holds(one: str, other: str, a: int, b: int, length: int) -> bool:
    """Does the stored passage still say the truth about these texts?"""
    if length <= 0 or min(a, b) < 0 or a + length > len(one) or b + length > len(other):
        return False
    return sum(map(str.__eq__, one[a : a + length], other[b : b + length])) >= TRUE_SHARE * length


def _spans(one: Squeezed, other: Squeezed, passages: list[tuple[int, int, int]]) -> tuple[list[_Span], tuple[int, int]]:
    """The passages in the order of the left text, and where in either original the last of them ends."""
    lefts, left_end = _places(one, [(a, length) for a, _, length in passages])
    rights, right_end = _places(other, [(b, length) for _, b, length in passages])
    spans = [
        _Span(left[0], (left[1], left[2]), right[0], (right[1], right[2]), passage)
        for left, right, passage in zip(lefts, rights, passages, strict=True)
    ]
    return sorted(spans, key=lambda each: each.left), (left_end, right_end)


def _places(of: Squeezed, stretches: list[tuple[int, int]]) -> tuple[list[tuple[int, int, int]], int]:
    """For each stretch (start, length) where the text before it begins, where it begins and where it ends in the original."""
    found: dict[int, tuple[int, int, int]] = {}
    reached = 0
    for number in sorted(range(len(stretches)), key=lambda each: stretches[each]):
        start, length = stretches[number]
        begin = max(reached, of.places[start])  # one character of the original can give two squeezed ones
        end = max(begin, of.places[start + length - 1] + 1)
        found[number] = (reached, begin, end)
        reached = end
    return [found[number] for number in range(len(stretches))], reached


def _runs(one: str, other: str) -> list[tuple[int, int, bool]]:
    """(start, end, equal) of the runs of equal and of differing characters of a passage."""
    marks = [a == b for a, b in zip(one, other, strict=True)]
    found, start = [], 0
    for is_equal, run in groupby(marks):
        end = start + len(list(run))
        found.append((start, end, is_equal))
        start = end
    return found


def _shared(text: str, of: Squeezed, start: int, span: tuple[int, int], runs: list[tuple[int, int, bool]], fold: bool) -> tuple[Piece, ...]:
    """The pieces of a passage; a mark or space belongs to the run before it."""
    bounds = [span[0], *(min(max(of.places[start + run[0]], span[0]), span[1]) for run in runs[1:]), span[1]]
    pieces = [Piece(text[a:b], run[2]) for (a, b), run in zip(pairwise(bounds), runs, strict=True) if a < b]
    return _folded(pieces, SHARED_HEAD, SHARED_TAIL) if fold else tuple(pieces)


def _gap(left: str, right: str, fold: bool) -> Row | None:
    if not left and not right:
        return None
    sides = (tuple([Piece(text, False)] if text else []) for text in (left, right))
    one, other = (_folded(list(side), GAP_HEAD, GAP_TAIL) if fold else side for side in sides)
    return Row(one, other, is_shared=False)


def _folded(pieces: list[Piece], head: int, tail: int) -> tuple[Piece, ...]:
    """The pieces with what lies between the first `head` and the last `tail` characters folded into one."""
    total = sum(len(each.text) for each in pieces)
    if total <= head + tail + 20:
        return tuple(pieces)
    first, last, place = [], [], 0
    for each in pieces:
        front, back = each.text[: max(0, head - place)], each.text[max(0, total - tail - place) :]
        first += [Piece(front, each.is_shared)] if front else []
        last += [Piece(back, each.is_shared)] if back else []
        place += len(each.text)
    return (*first, Piece("", all(each.is_shared for each in pieces), total - head - tail), *last)


def _limited(found: list[Row]) -> list[Row]:
    """The first MOST_ROWS rows, and one that says how much of either text comes after them."""
    if len(found) <= MOST_ROWS:
        return found
    rest = found[MOST_ROWS:]
    counts = [sum(len(piece.text) + piece.omitted for row in rest for piece in side(row)) for side in (_left, _right)]
    folded = [tuple([Piece("", False, count)] if count else []) for count in counts]
    return [*found[:MOST_ROWS], Row(folded[0], folded[1], is_shared=False)]


def _left(row: Row) -> tuple[Piece, ...]:
    return row.left


def _right(row: Row) -> tuple[Piece, ...]:
    return row.right
