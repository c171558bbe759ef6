"""The Merkle tree against values computed by hand from RFC 6962, section 2.1."""

from hashlib import sha256

from fazhi.journal.merkle import root


def leaf(data):
    return sha256(b"\x00" + data).digest()


def node(left, right):
    return sha256(b"\x01" + left + right).digest()


def test_root_of_none_one_two_three_and_five_leaves():
    a, b, c, d, e = (leaf(bytes([number])) for number in range(5))
    leaves = [bytes([number]) for number in range(5)]

    assert root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root(leaves[:1]) == a
    assert root(leaves[:2]) == node(a, b)
    assert root(leaves[:3]) == node(node(a, b), c)
    assert root(leaves) == node(node(node(a, b), node(c, d)), e)
