"""Work in the sample city: units hand in, heads sign, leads check, the task force accepts or returns; every state is met."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import ceil
from random import Random

from fazhi.campaign.models import Applies, Assignment, Campaign, Demand, Proof, Requirement, Submission
from fazhi.campaign.progress import asked_of
from fazhi.campaign.proofs import add_proof, change_proof, missing, submission_of, write_narrative
from fazhi.evidence.acts import new_version_from_upload
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.review.deciding import decide
from fazhi.review.flow import submit
from fazhi.review.marking import MarkInput
from fazhi.review.models import Mark, Verdict
from fazhi.review.recusing import why_recused
from fazhi.review.refusals import Recused
from fazhi.review.since import last_return
from fazhi.review.standing import deciding_lead

from .persons import Cast
from .sayings import BETTER_NOTES, BETTER_PRACTICE, EXPLANATION, NOTES, PRACTICES, REMARKS, RETURNS
from .shelf import Shelf

State = Submission.State
# Where a submission ends: a state, “return” at a step, or “again”: returned once, mended and brought to that state.
WAYS = (
    *("taskforce", "head", "return lead", "accepted", "lead", "again accepted", "draft", "return taskforce", "accepted"),
    *("again lead", "lead", "return head", "accepted", "draft", "taskforce", "again taskforce", "accepted", "head"),
)
MANY, SOME, FEW = ("pdf", "docx", "xlsx", "png", "docx"), ("pdf", "docx", "xlsx"), ("docx", "xlsx")
Wanted = dict[str, tuple[int, tuple[str, ...]]]  # unit → how many submissions in the demo, and which files it makes
UNITS: Wanted = {
    "市教育局": (18, MANY),
    "市司法局": (15, MANY),
    "市政府办公室": (12, SOME),
    "市公安局": (9, SOME),
    "市卫健委": (8, ("pdf", "docx", "png")),
    "市应急管理局": (8, SOME),
    "永昌县政府": (9, SOME),
    "金川区政府": (7, FEW),
    "市市场监管局": (7, SOME),
    "市人社局": (6, FEW),
    "市民政局": (6, FEW),
    "市财政局": (3, ("pdf",)),
    "市交通运输局": (4, ("docx",)),
    "市税务局": (3, ()),
    "市文广旅局": (2, ()),
    "市生态环境局": (2, ()),
    "市委依法治市办": (4, ()),
    "市委组织部": (2, ()),
    "永昌县委": (2, ()),
}
COUNTY_UNITS: Wanted = {
    "永昌县司法局": (4, ("docx",)),
    "永昌县公安局": (2, ()),
    "示例一镇": (4, ("docx",)),
    "示例二镇": (2, ()),
    "示例四乡": (1, ()),
}


@dataclass
class Work:
    """Doing the work of one campaign with these people."""

    cast: Cast
    campaign: Campaign
    force: Actor
    rng: Random

    def __post_init__(self) -> None:
        self.serial = count()

    def do(self, units: dict[str, Unit], wanted: Wanted, share: float, makers: int) -> None:
        """`share` of the submissions that `wanted` gives each unit, at least one; only the first `makers` units make files."""
        ways = count()
        for place, (short, (number, papers)) in enumerate(wanted.items()):
            unit = units[short]
            shelf = Shelf(self.cast.liaisons[unit.pk], self.cast.on, self.rng, papers if place < makers else ())
            parts = list(owing(self.campaign, unit))
            for demand, asked in self.rng.sample(parts, min(len(parts), ceil(number * share))):
                self.one(shelf, demand, asked, WAYS[next(ways) % len(WAYS)])

    def one(self, shelf: Shelf, demand: Demand, asked: list[Requirement], way: str) -> None:
        """Bring one submission to where `way` says."""
        submission = self.prepare(shelf, demand, asked, is_begun_only=way == State.DRAFT)
        if way == State.DRAFT:
            return
        verb, _, target = way.rpartition(" ")
        self.hand_in(shelf.actor, submission)
        submission = self.advance(submission, State.LEAD if verb == "again" else target)
        if verb and submission.state in Submission.WAITING:
            submission = self.send_back(submission)
        if verb == "again" and submission.state == State.RETURNED:
            self.mend(shelf, submission)
            self.hand_in(shelf.actor, submission)
            self.advance(submission, target)

    def prepare(self, shelf: Shelf, demand: Demand, asked: list[Requirement], *, is_begun_only: bool) -> Submission:
        """Proofs for what is asked and the unit's own words; where it has only begun, a part of them."""
        submission = submission_of(shelf.actor, demand)
        shown = asked[: max(1, len(asked) - 1)] if is_begun_only or self.rng.random() < 0.15 else asked
        for requirement in shown:
            for _ in range(2 if requirement.kind == "链接" and self.rng.random() < 0.5 else 1):
                what = shelf.show(demand, requirement)
                note = self.rng.choice(NOTES)
                add_proof(
                    shelf.actor,
                    demand,
                    what.item,
                    requirement=requirement,
                    place_kind=what.place_kind,
                    place=what.place,
                    note=note,
                )
        if not is_begun_only or self.rng.random() < 0.5:
            write_narrative(shelf.actor, submission, self.practice(demand))
        return submission

    def practice(self, demand: Demand) -> str:
        texts = PRACTICES[demand.indicator.level1_no]
        numbers = {"n": self.rng.randint(24, 180), "m": self.rng.randint(7, 23), "p": self.rng.randint(2, 6)}
        return texts[next(self.serial) % len(texts)].format(**numbers)

    def hand_in(self, actor: Actor, submission: Submission) -> None:
        submission.refresh_from_db()
        submit(actor, submission, submission.lock, explain=EXPLANATION if missing(submission) else "")

    def advance(self, submission: Submission, until: str) -> Submission:
        """Let each step pass until the submission waits at `until`, is accepted, or nobody is there to decide."""
        while True:
            submission.refresh_from_db()
            actor = self.decider(submission) if submission.state in Submission.WAITING and submission.state != until else None
            if actor is None:
                return submission
            decide(actor, submission, Verdict.PASSED, lock=submission.lock, remark=self.rng.choice(REMARKS))

    def decider(self, submission: Submission) -> Actor | None:
        """Who decides the step where it waits and need not stand aside."""
        if submission.state == State.HEAD:
            candidates = [self.cast.heads.get(submission.unit_id)]
        elif lead := deciding_lead(submission) if submission.state == State.LEAD else None:
            candidates = [self.cast.liaisons.get(lead.pk), self.cast.heads.get(lead.pk)]
        else:
            candidates = [self.force]
        return next((each for each in candidates if each is not None and not why_recused(each, submission)), None)

    def send_back(self, submission: Submission) -> Submission:
        """Return it at the step where it waits, with a reason on one proof or on the narrative."""
        actor = self.decider(submission)
        if actor is None:
            return submission
        about, code, remark = RETURNS[next(self.serial) % len(RETURNS)]
        proofs = list(submission.proofs.exclude(state=Proof.State.REMOVED).order_by("requirement__order", "pk"))
        named = proofs[0].pk if about == "proof" and proofs else None
        reason = (code,) if named or about == "narrative" else ("no-narrative",)
        marks = [MarkInput(named, Verdict.RETURNED, reason, remark)]
        decide(actor, submission, Verdict.RETURNED, lock=submission.lock, marks=marks, remark="请按单件意见修改后再报。")
        submission.refresh_from_db()
        return submission

    def mend(self, shelf: Shelf, submission: Submission) -> None:
        """Answer the return: a better note or a newer version, and a better text where that was named."""
        returned = last_return(submission)
        for proof in submission.proofs.filter(state=Proof.State.RETURNED).select_related("item", "version").order_by("pk"):
            is_notice = proof.version is not None and proof.version.file_name.endswith(".docx")
            if is_notice and proof.item.versions.count() == 1:
                data = shelf.newer(proof.item)
                new_version_from_upload(shelf.actor, proof.item, shelf.upload(f"{proof.item.title}.docx", data))
                change_proof(shelf.actor, proof, newest=True, note=BETTER_NOTES[1])
            else:
                change_proof(shelf.actor, proof, note=self.rng.choice(BETTER_NOTES))
        if returned and returned.marks.filter(about=Mark.About.NARRATIVE, verdict=Verdict.RETURNED).exists():
            write_narrative(shelf.actor, submission, f"{submission.narrative.text}{BETTER_PRACTICE}")

    def stand_aside(self, actor: Actor, unit: Unit, most: int) -> int:
        """The actor opens submissions of a unit he belongs to; the recusal is recorded and another is named."""
        recused = 0
        waiting = Submission.objects.filter(demand__campaign=self.campaign, unit=unit, state=State.TASKFORCE)
        for submission in waiting.order_by("demand__indicator__no")[:most]:
            try:
                decide(actor, submission, Verdict.PASSED, lock=submission.lock)
            except Recused:
                recused += 1
        return recused


def owing(campaign: Campaign, unit: Unit) -> Iterator[tuple[Demand, list[Requirement]]]:
    """The demands of which the unit owes material, with that material."""
    parts = Assignment.objects.filter(demand__campaign=campaign, unit=unit, applies=Applies.YES).order_by("demand__indicator__no")
    answered = set(
        Assignment.objects.filter(demand__campaign=campaign, role=Assignment.Role.RESPONSIBLE).values_list("demand", flat=True).distinct()
    )
    for part in parts.select_related("demand__indicator", "demand__campaign__unit").prefetch_related("demand__requirements"):
        demand = part.demand
        asked = [r for r in demand.requirements.all() if asked_of(r.asked_of, part.role, part.is_principal, demand.pk in answered)]
        if asked:
            yield demand, asked
