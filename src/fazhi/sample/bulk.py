"""Many proofs written in bulk, for measuring: rows as the acts leave them, in states that fit, under one journal entry."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.utils import timezone

from fazhi.campaign.models import Assignment, Campaign, Demand, Narrative, Proof, Requirement, Submission
from fazhi.evidence.indexing import KIND
from fazhi.evidence.kinds import TXT
from fazhi.evidence.models import Blob, Item, ItemKind, PlaceKind, Version
from fazhi.evidence.store import put
from fazhi.journal.write import SYSTEM, Verb, write
from fazhi.people.models import Unit, User
from fazhi.people.scope import grant_all
from fazhi.review.flow import GRANTED_FOR
from fazhi.review.models import Decision, Mark, ReturnReason, Round, Step, Verdict
from fazhi.review.since import snapshot
from fazhi.search.index import index_many

from .persons import Cast
from .sayings import NOTES, PRACTICES, REMARKS
from .shelf import MARK, SUBJECTS
from .work import owing

State = Submission.State
TEXTS = 300  # different contents
ITEMS = 4000
STATES = (State.DRAFT, State.HEAD, State.LEAD, State.TASKFORCE, State.ACCEPTED, State.RETURNED)
WEIGHTS = (10, 12, 12, 12, 42, 12)
AT_ONCE = 1000


@dataclass
class Rows:
    """What is written, in the order in which the database takes it."""

    submissions: list[Submission] = field(default_factory=list)
    narratives: list[Narrative] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    items_opened: list[tuple[Proof, Unit]] = field(default_factory=list)
    opened: list[tuple[Submission, Unit]] = field(default_factory=list)


def fill(campaign: Campaign, cast: Cast, proofs: int, rng: Random) -> None:
    """Bring the campaign to `proofs` proofs over all cells where material is owed and nothing was handed in."""
    cells = list(_open_cells(campaign))
    missing = proofs - Proof.objects.count()
    units = {unit.pk: unit for unit, _, _ in cells}
    shelves = _items(units, cast.on, rng)
    leads: dict[int, list[Unit]] = {}
    leading = Assignment.objects.filter(demand__campaign=campaign, role=Assignment.Role.LEAD).select_related("unit")
    for part in leading.order_by("-is_principal", "order", "pk"):
        leads.setdefault(part.demand_id, []).append(part.unit)
    maker = _Maker(cast, rng, shelves, leads, Rows())
    for number, (unit, demand, asked) in enumerate(cells):
        share = missing * (number + 1) // len(cells) - missing * number // len(cells)
        maker.cell(unit, demand, asked, share)
    _store(maker.rows)
    said = f"为测速批量写入了 {len(maker.rows.submissions)} 份报送、{len(maker.rows.proofs)} 份示例佐证"
    write(Verb.IMPORTED, campaign, said, by=SYSTEM, units=list(units), campaign=campaign.pk)


def _open_cells(campaign: Campaign) -> Iterator[tuple[Unit, Demand, list[Requirement]]]:
    begun = set(Submission.objects.filter(demand__campaign=campaign).values_list("demand_id", "unit_id"))
    for unit in Unit.objects.filter(assignments__demand__campaign=campaign).distinct().order_by("order", "pk"):
        for demand, asked in owing(campaign, unit):
            if (demand.pk, unit.pk) not in begun:
                yield unit, demand, asked


def _contents(rng: Random) -> list[tuple[Blob, str]]:
    """Some hundred small texts, stored as files."""
    made = []
    for no in range(1, TEXTS + 1):
        subject = SUBJECTS[no % len(SUBJECTS)]
        text = f"示例材料第{no}号　{subject}\n" + "\n".join(
            f"{line}．{subject}第{no}-{line}项，办理 {rng.randint(3, 99)} 件，办结 {rng.randint(1, 90)} 件，记录已归档。以上为示例。"
            for line in range(1, 13)
        )
        made.append((put(text.encode(), TXT.media_type), text))
    return made


def _items(units: dict[int, Unit], on: date, rng: Random) -> dict[int, list[Version]]:
    """Unit id → the versions of its items; each unit has about as many as another."""
    contents = _contents(rng)
    items, texts = [], []
    for number in range(ITEMS):
        unit = list(units.values())[number % len(units)]
        blob, text = contents[rng.randrange(TEXTS)]
        title = f"{unit.short_name}{text.partition('　')[2].partition(chr(10))[0]}材料{number + 1}{MARK}"
        day = on - timedelta(days=rng.randint(4, 290))
        facts = {"unit_name": unit.name, "kind": ItemKind.FILE, "title": title, "effective_on": day, "created_by": "示例"}
        items.append(Item(unit=unit, **facts))
        texts.append((blob, text))
    Item.objects.bulk_create(items, batch_size=AT_ONCE)
    versions = [
        Version(
            item=item,
            no=1,
            blob=blob,
            file_name=f"{item.title}.txt",
            uploaded_by="示例",
            text=text,
            text_state=Version.TextState.DONE,
            preview={"kind": "text"},
        )
        for item, (blob, text) in zip(items, texts, strict=True)
    ]
    Version.objects.bulk_create(versions, batch_size=AT_ONCE)
    index_many(KIND, ((version.item_id, version.item.title, f"{version.file_name}\n{version.text}") for version in versions))
    shelves: dict[int, list[Version]] = {}
    for version in versions:
        shelves.setdefault(version.item.unit_id, []).append(version)
    return shelves


@dataclass
class _Maker:
    """Makes the rows of one cell after another."""

    cast: Cast
    rng: Random
    shelves: dict[int, list[Version]]
    leads: dict[int, list[Unit]]
    rows: Rows

    def cell(self, unit: Unit, demand: Demand, asked: list[Requirement], share: int) -> None:
        leads = self.leads.get(demand.pk, [])
        is_skipped = not leads or unit.pk in {lead.pk for lead in leads}
        state = self._state(unit, is_skipped)
        submission = Submission(demand=demand, unit=unit, unit_name=unit.name, state=state)
        self.rows.submissions.append(submission)
        if state != State.DRAFT or self.rng.random() < 0.5:
            self._narrative(submission)
        proofs = self._proofs(submission, asked, share)
        if state == State.DRAFT:
            return
        submission.round, submission.submitted_at = 1, timezone.now() - timedelta(minutes=self.rng.randint(60, 60_000))
        user = self._liaison(submission)
        self.rows.rounds.append(Round(submission=submission, no=1, at=submission.submitted_at, user=user, user_name=user.name))
        self._decisions(submission, proofs, leads, is_skipped)
        if state != State.HEAD:
            submission.reached_round, submission.reached_at = 1, submission.submitted_at
            self.rows.opened += [(submission, lead) for lead in leads]
            self.rows.items_opened += [(proof, lead) for proof in proofs for lead in leads]

    def _state(self, unit: Unit, is_skipped: bool) -> State:
        state = self.rng.choices(STATES, WEIGHTS)[0]
        if state != State.DRAFT and unit.pk not in self.cast.heads:
            return State.HEAD
        return State.TASKFORCE if state == State.LEAD and is_skipped else state

    def _narrative(self, submission: Submission) -> None:
        texts = PRACTICES[submission.demand.indicator.level1_no]
        text = self.rng.choice(texts).format(n=self.rng.randint(24, 180), m=self.rng.randint(7, 23), p=self.rng.randint(2, 6))
        self.rows.narratives.append(Narrative(submission=submission, text=text, written_by=self._liaison(submission).name))

    def _proofs(self, submission: Submission, asked: list[Requirement], share: int) -> list[Proof]:
        """The places are counted through, so that no two proofs of a submission are the same."""
        shelf = self.shelves[submission.unit_id]
        stand = {State.DRAFT: Proof.State.DRAFT, State.ACCEPTED: Proof.State.ACCEPTED, State.RETURNED: Proof.State.DRAFT}
        proofs = []
        for no in range(share):
            version = self.rng.choice(shelf)
            proof = Proof(
                submission=submission,
                requirement=asked[no % len(asked)],
                item=version.item,
                version=version,
                place_kind=PlaceKind.PARAGRAPH,
                place=str(no + 1),
                note=self.rng.choice(NOTES),
                state=stand.get(State(submission.state), Proof.State.SUBMITTED),
                round=1,
                added_by=self._liaison(submission).name,
                added_by_id=self._liaison(submission).pk,
            )
            proofs.append(proof)
        if proofs and submission.state == State.RETURNED:
            proofs[0].state = Proof.State.RETURNED
        self.rows.proofs += proofs
        return proofs

    def _liaison(self, submission: Submission) -> User:
        return self.cast.liaisons[submission.unit_id].user

    def _decisions(self, submission: Submission, proofs: list[Proof], leads: list[Unit], is_skipped: bool) -> None:
        """A decision for each step behind it; a returned one was returned by the task force."""
        head = self.cast.heads.get(submission.unit_id)
        reached = {State.HEAD: 0, State.LEAD: 1, State.TASKFORCE: 2}.get(State(submission.state), 3)
        lead = self.cast.liaisons.get(leads[0].pk) if leads else None
        for step, actor in ((Step.HEAD, head), (Step.LEAD, lead), (Step.TASKFORCE, self.cast.by_name["zhuanban"]))[:reached]:
            if step == Step.LEAD and is_skipped:
                remark = (
                    f"{submission.unit.short_name}就是本指标的牵头单位，不审核自己的报送，直接送专班认定" if leads else "本指标没有牵头单位"
                )
                skipped = Decision(submission=submission, round=1, step=step, verdict=Verdict.SKIPPED, remark=remark, user_name="系统")
                self.rows.decisions.append(skipped)
                continue
            if actor is None or actor.unit is None:
                continue
            is_return = step == Step.TASKFORCE and submission.state == State.RETURNED
            verdict = Verdict.RETURNED if is_return else Verdict.PASSED
            decision = Decision(submission=submission, round=1, step=step, verdict=verdict, remark=self.rng.choice(REMARKS))
            decision.user, decision.user_name, decision.unit_name = actor.user, actor.user.name, actor.unit.short_name
            self.rows.decisions.append(decision)
            self.rows.marks += [
                Mark(decision=decision, proof=proof, verdict=Verdict.RETURNED if is_return and not no else Verdict.PASSED)
                for no, proof in enumerate(proofs)
            ]
        submission.lock = 1 + reached - (1 if is_skipped and reached >= 2 else 0)  # a skip is no move of its own


def _store(rows: Rows) -> None:
    """Write what was made; what a round showed and what a mark named is known only once the proofs have numbers."""
    Submission.objects.bulk_create(rows.submissions, batch_size=AT_ONCE)
    Narrative.objects.bulk_create(rows.narratives, batch_size=AT_ONCE)
    Proof.objects.bulk_create(rows.proofs, batch_size=AT_ONCE)
    shown: dict[int, list[Proof]] = {}
    for proof in rows.proofs:
        shown.setdefault(proof.submission_id, []).append(proof)
    for each in rows.rounds:
        each.shown = snapshot(each.submission, shown.get(each.submission_id, []))
    Round.objects.bulk_create(rows.rounds, batch_size=AT_ONCE)
    Decision.objects.bulk_create(rows.decisions, batch_size=AT_ONCE)
    for mark in rows.marks:
        mark.subject = str(mark.proof)[:300]
    Mark.objects.bulk_create(rows.marks, batch_size=AT_ONCE)
    reason = ReturnReason.objects.get(code="no-place")
    through = Mark.reasons.through
    returned = [mark for mark in rows.marks if mark.verdict == Verdict.RETURNED]
    through.objects.bulk_create([through(mark=mark, returnreason=reason) for mark in returned], batch_size=AT_ONCE)
    grant_all("evidence.item", [(proof.item_id, unit.pk) for proof, unit in rows.items_opened], why=GRANTED_FOR)
    grant_all("campaign.submission", [(submission.pk, unit.pk) for submission, unit in rows.opened], why=GRANTED_FOR)
