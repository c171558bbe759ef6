"""The proof that one entry stands in the sealed journal, as a file and as steps that a person can follow."""

from dataclasses import dataclass
from typing import Any

from .leaves import leaves
from .merkle import is_included, leaf_hash
from .models import Checkpoint
from .proving import checkpoint_json, latest, proofs


@dataclass(frozen=True)
class Proof:
    """An entry's leaf, its number among the leaves, the path to the root and the checkpoint that signs the root."""

    entry: int
    leaf: bytes
    number: int
    path: list[str]
    checkpoint: Checkpoint

    @property
    def holds(self) -> bool:
        """Does the entry as it stands now lead to the signed root?"""
        path = [bytes.fromhex(step) for step in self.path]
        return is_included(leaf_hash(self.leaf), self.number, self.checkpoint.size, path, bytes.fromhex(self.checkpoint.root))

    def as_data(self) -> dict[str, Any]:
        """What the file holds; `leaf` is the very text whose SHA-256 (with a zero byte before it) is the leaf hash."""
        return {
            "format": "fazhi-inclusion/1",
            "entry": self.entry,
            "leaf": self.leaf.decode(),
            "index": self.number,
            "path": self.path,
            "checkpoint": checkpoint_json(self.checkpoint).decode(),
        }


def proof_of(entry: int) -> Proof | None:
    """The proof under the latest checkpoint; None where the entry is not there or not yet sealed. Raises Torn."""
    checkpoint = latest()
    if checkpoint is None:
        return None
    found = next(proofs([entry], checkpoint), None)
    line = dict(leaves([entry])).get(entry)
    if found is None or line is None:
        return None
    return Proof(entry, line, found[1], found[2], checkpoint)
