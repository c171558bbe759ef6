"""What a reader of a submission is shown of its material: as it stands, or as it was last handed in while the unit works on it."""

from dataclasses import dataclass, field
from typing import Any

from fazhi.campaign.models import Proof, Submission
from fazhi.campaign.proofs import date_warning
from fazhi.evidence.models import Item, Version
from fazhi.people.actor import Actor
from fazhi.people.models import Role
from fazhi.people.scope import reaches
from fazhi.review.since import live_proofs, narrative_of, shown_then

HANDED_ON = (Submission.State.LEAD, Submission.State.TASKFORCE, Submission.State.ACCEPTED)


@dataclass
class Exhibit:
    """One proof as it is shown. `is_open` says whether the reader may open the item; `ticked` and `said` are what was typed of it."""

    pk: int
    item: Item
    version: Version | None
    title: str
    requirement: str
    place_said: str
    note: str
    state: str = ""
    page: str = ""
    warning: str = ""
    is_open: bool = False
    ticked: list[str] = field(default_factory=list)
    said: str = ""


@dataclass
class Shown:
    """What of a submission is shown: `round` is the number of the handing-in, where that is shown instead of what stands now."""

    exhibits: list[Exhibit]
    narrative: str
    round: int | None = None


def shown_to(actor: Actor, submission: Submission) -> Shown:
    """What stands, to the unit itself and to all once its head signed; to others before that what was last handed in, or nothing."""
    if submission.state in HANDED_ON or (actor.is_(Role.LIAISON, Role.HEAD) and reaches(actor, submission.unit)):
        shown = Shown([_standing(proof) for proof in live_proofs(submission)], narrative_of(submission))
    else:
        last = submission.rounds.order_by("-no").first()
        kept: dict[str, Any] = last.shown if last else {}
        shown = Shown(_kept(submission, kept.get("proofs", [])), kept.get("narrative", ""), last.no if last else 0)
    items = [each.item.pk for each in shown.exhibits]
    seen = set(Item.visible_to(actor).filter(pk__in=items).values_list("pk", flat=True))
    for each in shown.exhibits:
        each.is_open, each.warning = each.item.pk in seen, date_warning(each.item, submission.demand.campaign)
    return shown


def _standing(proof: Proof) -> Exhibit:
    name = proof.requirement.name if proof.requirement else ""
    page = proof.first_page if proof.place_kind == "page" else ""
    return Exhibit(proof.pk, proof.item, proof.version, proof.item.title, name, proof.place_said, proof.note, proof.state, page)


def _kept(submission: Submission, kept: list[dict[str, Any]]) -> list[Exhibit]:
    """The proofs of a handing-in, in the words and the versions of that day."""
    proofs = {proof.pk: proof for proof in submission.proofs.filter(pk__in=[each["id"] for each in kept]).select_related("item")}
    versions = shown_then([each["version"] for each in kept if each["version"]])
    return [
        Exhibit(
            each["id"],
            proofs[each["id"]].item,
            versions.get(each["version"]),
            each["title"],
            each["requirement"],
            each["place"],
            each["note"],
        )
        for each in kept
        if each["id"] in proofs
    ]
