"""What changed in a submission since it was returned."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from fazhi.campaign.models import Proof, Submission
from fazhi.evidence.models import Version

from .models import Decision, Mark, Verdict


@dataclass(frozen=True)
class Replaced:
    """A proof whose content was replaced: version numbers before and after (0 for none, as with material seen off-line)."""

    proof: Proof
    before: int
    after: int


@dataclass(frozen=True)
class Reworded:
    """A proof whose place, note or requirement was changed, as it was said before and is said now."""

    proof: Proof
    before: str
    after: str


@dataclass
class Changes:
    """What differs from the round that was returned. `removed` are titles; `narrative` is (before, after) or None."""

    returned: Decision | None = None
    added: list[Proof] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    replaced: list[Replaced] = field(default_factory=list)
    notes: list[Reworded] = field(default_factory=list)
    narrative: tuple[str, str] | None = None
    untouched: list[Proof] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.replaced or self.notes or self.narrative)


def live_proofs(submission: Submission) -> list[Proof]:
    """The proofs that stand in the submission now."""
    live = submission.proofs.exclude(state=Proof.State.REMOVED).select_related("item", "version", "requirement")
    return list(live.order_by("requirement__order", "pk"))


def narrative_of(submission: Submission) -> str:
    try:
        return submission.narrative.text
    except ObjectDoesNotExist:
        return ""


def snapshot(submission: Submission, proofs: list[Proof]) -> dict[str, Any]:
    """What is handed in, as a round keeps it."""
    return {"proofs": [_shown(proof) for proof in proofs], "narrative": narrative_of(submission)}


def last_return(submission: Submission) -> Decision | None:
    """The latest decision that sent the submission back."""
    return submission.decisions.filter(verdict=Verdict.RETURNED).order_by("-round").first()


def since_return(submission: Submission) -> Changes:
    """Compare what stands now with the round that was last returned; without a return, Changes is empty."""
    returned = last_return(submission)
    if returned is None:
        return Changes()
    return _compared(returned, submission, live_proofs(submission))


def proofs_unanswered(submission: Submission, proofs: list[Proof]) -> set[int]:
    """Proofs that the last return named and that stand as they stood then."""
    returned = last_return(submission)
    if returned is None:
        return set()
    untouched = {proof.pk for proof in _compared(returned, submission, proofs).untouched}
    named = returned.marks.filter(verdict=Verdict.RETURNED, about=Mark.About.PROOF)
    return untouched & set(named.values_list("proof", flat=True))


def narrative_unanswered(submission: Submission) -> bool:
    """Did the last return name the narrative, and does it read as it read then?"""
    returned = last_return(submission)
    if returned is None or not returned.marks.filter(verdict=Verdict.RETURNED, about=Mark.About.NARRATIVE).exists():
        return False
    return _compared(returned, submission, []).narrative is None


def _compared(returned: Decision, submission: Submission, proofs: list[Proof]) -> Changes:
    changes = Changes(returned)
    shown = submission.rounds.filter(no=returned.round).values_list("shown", flat=True).first() or {}
    old = {each["id"]: each for each in shown.get("proofs", [])}
    for proof in proofs:
        before, now = old.pop(proof.pk, None), _shown(proof)
        if before is None:
            changes.added.append(proof)
            continue
        if before["version"] != now["version"]:
            changes.replaced.append(Replaced(proof, before["version_no"], now["version_no"]))
        if _worded(before) != _worded(now):
            changes.notes.append(Reworded(proof, _worded(before), _worded(now)))
        if before == now:
            changes.untouched.append(proof)
    changes.removed = [each["title"] for each in old.values()]
    wrote, writes = shown.get("narrative", ""), narrative_of(submission)
    changes.narrative = (wrote, writes) if wrote.strip() != writes.strip() else None
    return changes


def _shown(proof: Proof) -> dict[str, Any]:
    return {
        "id": proof.pk,
        "title": proof.item.title,
        "version": proof.version_id,
        "version_no": proof.version.no if proof.version else 0,
        "place": proof.place_said,
        "note": proof.note,
        "requirement": proof.requirement.name if proof.requirement else "",
        "effective_on": proof.item.effective_on.isoformat() if proof.item.effective_on else "",
    }


def _worded(shown: dict[str, Any]) -> str:
    parts = (
        ("材料", shown["title"]),
        ("对应", shown["requirement"]),
        ("证明点", shown["place"]),
        ("形成日期", shown["effective_on"]),
        ("说明", shown["note"]),
    )
    return "；".join(f"{label}：{value}" for label, value in parts if value)


def shown_then(versions: list[int]) -> dict[int, Version]:
    """The versions that a handing-in showed, by their numbers in its snapshot."""
    return Version.objects.in_bulk(versions)
