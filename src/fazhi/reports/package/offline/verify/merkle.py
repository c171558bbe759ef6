"""Inclusion in a Merkle tree, RFC 6962 section 2.1."""

from __future__ import annotations

import hashlib


def root_from_proof(leaf, index, size, path):
    """The root that the inclusion proof leads to, or None where it does not fit the size (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    node, last, root = index, size - 1, hashlib.sha256(b"\x00" + leaf).digest()
    for beside in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = hashlib.sha256(b"\x01" + beside + root).digest()
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            root = hashlib.sha256(b"\x01" + root + beside).digest()
        node, last = node >> 1, last >> 1
    return root if last == 0 else None
