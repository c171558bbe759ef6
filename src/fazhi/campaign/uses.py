"""Where an item serves as proof, for the room below that must not let it go."""

from fazhi.evidence.models import Item

from .models import Proof


def used_in(item: Item) -> list[str]:
    """The demands (“2.8.2 合法性审核率”) in which a proof that stands rests on the item."""
    standing = Proof.objects.filter(item=item).exclude(state=Proof.State.REMOVED).select_related("submission__demand__indicator")
    return list(dict.fromkeys(str(proof.submission.demand) for proof in standing))
