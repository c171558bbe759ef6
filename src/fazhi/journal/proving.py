"""Proving: the leaf of an entry, the latest checkpoint, and the proofs that lead from the one to the other."""

from collections.abc import Iterable, Iterator
from itertools import islice

from fazhi.kit.digests import canonical

from .leaves import leaves
from .merkle import Tree
from .models import Checkpoint, Leaf
from .sealing import AT_ONCE, latest, seal_now, stored

__all__ = ["checkpoint_json", "consistency", "latest", "leaf_of", "proofs", "seal_now"]


def leaf_of(entry_ids: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """(entry id, leaf bytes) in the order asked for; an entry that is not there is left out. Constant memory."""
    return leaves(entry_ids)


def proofs(entry_ids: Iterable[int], checkpoint: Checkpoint) -> Iterator[tuple[int, int, list[str]]]:
    """(entry id, leaf number from 0, path as hex) in the order asked for; entries that the checkpoint does not cover are left out."""
    tree, asked = Tree(checkpoint.size, stored), iter(entry_ids)
    while ids := list(islice(asked, AT_ONCE)):
        held = Leaf.objects.filter(entry_id__in=ids, number__lt=checkpoint.size).values_list("entry_id", "number")
        numbers = dict(held)
        for entry in ids:
            if entry in numbers:
                yield entry, numbers[entry], [step.hex() for step in tree.inclusion(numbers[entry])]


def consistency(old: int, new: Checkpoint) -> list[str]:
    """The proof that the first `old` leaves are the beginning of what `new` covers, as hex."""
    return [step.hex() for step in Tree(new.size, stored).consistency(old)]


def checkpoint_json(checkpoint: Checkpoint) -> bytes:
    """The checkpoint as a file: what an anchor, a package and a time stamp hold."""
    return canonical(
        {
            "format": "fazhi-checkpoint/1",
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "root": checkpoint.root,
            "at": checkpoint.at_text,
            "algorithm": checkpoint.algorithm,
            "public_key": checkpoint.public_key,
            "signature": checkpoint.signature,
        }
    )
