"""Where an item serves as proof, and how much of it and of its submission each reader may know for that."""

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery

from fazhi.evidence.models import Item, Version
from fazhi.evidence.reading import versions_seen_by
from fazhi.journal.models import Entry, Verb
from fazhi.journal.write import trail
from fazhi.people.actor import Actor
from fazhi.people.scope import in_reach, reaches

from .models import Proof, Submission

# what others may know of a submission's way; what its unit put in and took out while drafting is its own
STEPS = (Verb.SUBMITTED, Verb.PASSED, Verb.RETURNED, Verb.ACCEPTED, Verb.RECUSED, Verb.WITHDRAWN, Verb.REOPENED)


def used_in(item: Item) -> list[str]:
    """The demands (“2.8.2 合法性审核率”) in which a proof that stands rests on the item."""
    standing = Proof.objects.filter(item=item).exclude(state=Proof.State.REMOVED).select_related("submission__demand__indicator")
    return list(dict.fromkeys(str(proof.submission.demand) for proof in standing))


def versions_open_to(actor: Actor, item: Item | None = None) -> QuerySet[Version]:
    """The versions the actor may open, of `item` or of all: every one of items in reach, of others those that a proof shows them."""
    seen = versions_seen_by(actor).filter(in_reach(actor, "item__unit__path") | Q(pk__in=_shown(actor)))
    return seen.filter(item=item) if item else seen


def items_read_by(actor: Actor) -> QuerySet[Item]:
    """The items whose newest words the actor may read, for searching inside: no search tells of a version that is not open."""
    newest = Version.objects.filter(item=OuterRef("pk")).order_by("-no").values("pk")[:1]
    items = Item.visible_to(actor).annotate(newest=Subquery(newest))
    return items.filter(in_reach(actor, Item.reach) | Q(newest=None) | Q(newest__in=_shown(actor)))


def _shown(actor: Actor) -> "QuerySet[Proof, int | None]":
    return Proof.visible_to(actor).exclude(state=Proof.State.REMOVED).exclude(version=None).values_list("version", flat=True)


def with_newest(proofs: "QuerySet[Proof]") -> "QuerySet[Proof]":
    """The proofs with `newest_no`, the number of their item's newest version; None where the item has none."""
    newest = Version.objects.filter(item=OuterRef("item")).order_by("-no").values("no")[:1]
    return proofs.annotate(newest_no=Subquery(newest))


def story(actor: Actor, submission: Submission, *about: models.Model) -> QuerySet[Entry]:
    """What happened to the submission and to the records `about` it, newest first: whole for its unit and the area, for others its
    steps alone. Empty of one that is not saved yet."""
    saved = [submission] if submission.pk else []
    if reaches(actor, submission.unit):
        return trail(*about, *saved)
    steps = trail(*saved).filter(verb__in=STEPS)
    return Entry.objects.filter(Q(pk__in=trail(*about).values("pk")) | Q(pk__in=steps.values("pk")))


def judged_in(item: Item) -> list[str]:
    """The demands in which the item lies before a reviewer or was accepted: its title and date are part of what is judged."""
    before = Proof.objects.filter(item=item, state__in=(Proof.State.SUBMITTED, Proof.State.ACCEPTED)).select_related(
        "submission__demand__indicator"
    )
    return list(dict.fromkeys(str(proof.submission.demand) for proof in before))
