"""Proofs of the Merkle tree against an independent implementation: the recursive definitions of RFC 6962, word for word."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.journal.merkle import WIDTH, Tree, grown, is_consistent, is_included, leaf_hash, root, root_of_hashes


def mth(leaves):
    """MTH(D[n]) of section 2.1."""
    if len(leaves) == 0:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def climbed(leaf, m, n, path):
    """The root that a leaf and its audit path lead to, by walking down PATH(m, D[n]) of section 2.1.1."""
    if n == 1:
        return sha256(b"\x00" + leaf).digest() if not path else None
    k = 1
    while k * 2 < n:
        k *= 2
    if not path:
        return None
    *below, top = path
    if m < k:
        left = climbed(leaf, m, k, below)
        return left and sha256(b"\x01" + left + top).digest()
    right = climbed(leaf, m - k, n - k, below)
    return right and sha256(b"\x01" + top + right).digest()


class Shelf:
    """What is stored of a tree, grown in batches."""

    def __init__(self):
        self.rows, self.leaves = {0: []}, []

    def add(self, leaves):
        old = len(self.leaves)
        fresh = [leaf_hash(each) for each in leaves]
        made = list(grown(old, fresh, self.read))
        self.rows[0] += fresh
        self.leaves += leaves
        for level, number, value in made:
            row = self.rows.setdefault(level, [])
            assert number == len(row)
            row.append(value)

    def read(self, level, first, end):
        found = self.rows.get(level, [])[first:end]
        assert len(found) == end - first
        return found

    def tree(self, size):
        return Tree(size, self.read)


def shelf_of(*batches):
    made, number = Shelf(), 0
    for count in batches:
        made.add([str(each).encode() for each in range(number, number + count)])
        number += count
    return made


@settings(max_examples=60)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=5), st.data())
def test_any_leaf_of_any_tree_is_proven(batches, data):
    shelf = shelf_of(*batches)
    size = data.draw(st.integers(0, len(shelf.leaves)))
    tree = shelf.tree(size)
    top = mth(shelf.leaves[:size])
    assert tree.root() == top == root(shelf.leaves[:size]) == root_of_hashes(shelf.rows[0][:size])
    if not size:
        return
    number = data.draw(st.integers(0, size - 1))
    path = tree.inclusion(number)
    assert climbed(shelf.leaves[number], number, size, path) == top
    assert is_included(leaf_hash(shelf.leaves[number]), number, size, path, top)


@settings(max_examples=60)
@given(st.integers(1, 900), st.data())
def test_the_beginning_of_a_tree_is_proven(size, data):
    shelf = shelf_of(size)
    old = data.draw(st.integers(1, size))
    path = shelf.tree(size).consistency(old)
    before, after = mth(shelf.leaves[:old]), mth(shelf.leaves[:size])

    assert is_consistent(old, size, before, after, path)
    if old < size:
        wrong = data.draw(st.integers(0, len(path) - 1))
        bent = [bytes([each[0] ^ 1]) + each[1:] if at == wrong else each for at, each in enumerate(path)]
        assert not is_consistent(old, size, before, after, bent)
        assert not is_consistent(old, size, before, after, path[:-1])
        assert not is_consistent(old, size, before, after, [*path, path[0]])
        assert not is_consistent(old, size, leaf_hash(b"another"), after, path)


@settings(max_examples=60)
@given(st.integers(2, 900), st.data())
def test_a_proof_that_was_tampered_with_fails(size, data):
    shelf = shelf_of(size)
    number = data.draw(st.integers(0, size - 1))
    path, leaf, top = shelf.tree(size).inclusion(number), leaf_hash(shelf.leaves[number]), mth(shelf.leaves)
    wrong = data.draw(st.integers(0, len(path) - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda each: each != number))

    bent = [bytes([each[0] ^ 1]) + each[1:] if at == wrong else each for at, each in enumerate(path)]
    assert not is_included(leaf, number, size, bent, top)
    assert not is_included(leaf, number, size, path[:wrong] + path[wrong + 1 :], top)
    assert not is_included(leaf, number, size, [*path, path[0]], top)
    assert not is_included(leaf, other, size, path, top)
    assert not is_included(leaf_hash(b"another"), number, size, path, top)
    assert not is_included(leaf, size, size, path, top)


@pytest.mark.parametrize("size", [0, 1, WIDTH - 1, WIDTH, WIDTH + 1, 2 * WIDTH, 70_000])
def test_only_full_blocks_are_stored_and_a_proof_reads_few_rows(size):
    shelf = shelf_of(size)
    counts = {level: len(row) for level, row in shelf.rows.items() if level}
    assert counts == {level: size >> level for level in (8, 16) if size >> level}
    if not size:
        return
    read = []

    def counting(level, first, end):
        read.append(end - first)
        return shelf.read(level, first, end)

    assert climbed(shelf.leaves[size // 3], size // 3, size, Tree(size, counting).inclusion(size // 3)) == shelf.tree(size).root()
    assert sum(read) <= 5 * WIDTH
