"""The Merkle tree of RFC 6962, section 2.1: roots, proofs, and their verification (RFC 9162, sections 2.1.3.2 and 2.1.4.2).

Of a growing tree only the leaf hashes and the hashes of full subtrees of 256, 65,536 … leaves are stored; whatever a proof needs
is folded out of at most 256 neighbours a level.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

STEP = 8  # stored levels are 0, 8, 16 …
WIDTH = 1 << STEP
EMPTY = sha256(b"").digest()

Stored = Callable[[int, int, int], list[bytes]]  # level, first number, one past the last → the hashes in order


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of `leaves`; the root of none is the hash of nothing."""
    return root_of_hashes([leaf_hash(leaf) for leaf in leaves])


def root_of_hashes(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes. What has no neighbour on the right goes up as it is, which gives the very tree of the RFC."""
    row = list(hashes)
    while len(row) > 1:
        row = row_above(row)
    return row[0] if row else EMPTY


def row_above(row: list[bytes]) -> list[bytes]:
    """The row of parents; a last one without a neighbour stands there itself."""
    made = [sha256(b"\x01" + row[at] + row[at + 1]).digest() for at in range(0, len(row) - 1, 2)]
    return [*made, row[-1]] if len(row) % 2 else made


def grown(old: int, fresh: list[bytes], stored: Stored) -> Iterator[tuple[int, int, bytes]]:
    """The subtrees that become full when `fresh` leaf hashes are added to `old` leaves: (level, number, hash), lower levels first."""
    level = 0
    while fresh:
        first = old - old % WIDTH
        row = stored(level, first, old) + fresh
        fresh = [root_of_hashes(row[at : at + WIDTH]) for at in range(0, len(row) - WIDTH + 1, WIDTH)]
        level, old = level + STEP, old >> STEP
        for place, made in enumerate(fresh):
            yield level, old + place, made


class Tree:
    """The tree over the first `size` leaves, out of what is stored."""

    def __init__(self, size: int, stored: Stored) -> None:
        self.size, self._stored = size, stored
        self._tiles: dict[tuple[int, int], list[list[bytes]]] = {}
        self._over: dict[tuple[int, int], bytes] = {}

    def root(self) -> bytes:
        return self.over(0, self.size) if self.size else EMPTY

    def inclusion(self, number: int) -> list[bytes]:
        """The audit path of leaf `number`, from the leaf up (RFC 6962, section 2.1.1)."""
        if not 0 <= number < self.size:
            raise ValueError(f"leaf {number} is not among the first {self.size}")
        path, first, end = [], 0, self.size
        while end - first > 1:
            middle = first + split(end - first)
            if number < middle:
                path.append(self.over(middle, end))
                end = middle
            else:
                path.append(self.over(first, middle))
                first = middle
        return path[::-1]

    def consistency(self, old: int) -> list[bytes]:
        """The proof that the tree over the first `old` leaves is the beginning of this one (RFC 6962, section 2.1.2)."""
        if not 0 < old <= self.size:
            raise ValueError(f"no consistency proof from {old} to {self.size}")
        path, first, end, whole = [], 0, self.size, True
        while old != end:
            middle = first + split(end - first)
            if old <= middle:
                path.append(self.over(middle, end))
                end = middle
            else:
                path.append(self.over(first, middle))
                first, whole = middle, False
        return ([] if whole else [self.over(first, end)]) + path[::-1]

    def over(self, first: int, end: int) -> bytes:
        """The hash over leaves [first, end), which begin where a subtree of that size may begin."""
        found = self._over.get((first, end))
        if found is None:
            length = end - first
            if length & (length - 1) == 0:
                found = self._full(length.bit_length() - 1, first)
            else:
                middle = first + split(length)
                found = node_hash(self.over(first, middle), self.over(middle, end))
            self._over[first, end] = found
        return found

    def _full(self, height: int, first: int) -> bytes:
        """A full subtree: looked up in the tile of 256 neighbours that it lies in."""
        level, rise = height - height % STEP, height % STEP
        number = first >> level
        rows = self._tile(level, number >> STEP)
        return rows[rise][(number % WIDTH) >> rise]

    def _tile(self, level: int, tile: int) -> list[list[bytes]]:
        held = self._tiles.get((level, tile))
        if held is None:
            if len(self._tiles) > 512:  # constant memory, however many proofs are asked for
                self._tiles.clear()
                self._over.clear()
            first = tile << STEP
            rows = [self._stored(level, first, min(first + WIDTH, self.size >> level))]
            for _ in range(STEP - 1):
                rows.append(row_above(rows[-1]))
            held = self._tiles[level, tile] = rows
        return held


def split(length: int) -> int:
    """The largest power of two smaller than `length`."""
    return 1 << (length - 1).bit_length() - 1


def is_included(leaf: bytes, number: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Does the path lead from the leaf hash to the root (RFC 9162, section 2.1.3.2)?"""
    if not 0 <= number < size:
        return False
    place, last, made = number, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            made = node_hash(each, made)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            made = node_hash(made, each)
        place, last = place >> 1, last >> 1
    return last == 0 and made == root


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Is the tree of `old` leaves the beginning of the tree of `new` leaves (RFC 9162, section 2.1.4.2)?"""
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    steps = list(path) if old & (old - 1) else [old_root, *path]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for each in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(each, before), node_hash(each, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, each)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root
