"""Progress: required, supplied and accepted per indicator and unit, from a constant number of grouped queries, never by walking.

Who owes what. A requirement asked of EACH is owed by every responsible unit; where no responsible unit is assigned, by every lead instead.
A requirement asked of the PRINCIPAL is owed by the principal lead (主牵头). So a lead that is neither principal nor alone owes nothing, and
may supply all the same. Not applicable, for the demand or for the unit, owes nothing; only asked for, it is still owed.

What counts. Supplied are all proofs that stand (drafts, under review, accepted), accepted those that review accepted; both no more than
the requirement's count. A returned or removed proof is not supplied. Proofs beyond the count, under no requirement, or under one that is
not asked of the unit are `extra` and do not count towards required.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.plan.models import Material

from .models import Applies, Assignment, Campaign, Proof, Requirement, Submission

LIVE = (Proof.State.DRAFT, Proof.State.SUBMITTED, Proof.State.ACCEPTED)


class CellState(models.TextChoices):
    """How a cell of the matrix stands, in a word; under review it says at which step, with the values of the submission's states."""

    NOT_APPLICABLE = "not-applicable", "不适用"
    NONE = "none", "未开始"
    DRAFT = "draft", "报送中"
    HEAD = Submission.State.HEAD.value, "待审（分管领导）"
    LEAD = Submission.State.LEAD.value, "待审（牵头单位）"
    TASKFORCE = Submission.State.TASKFORCE.value, "待审（专班）"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已认定"
    OVERDUE = "overdue", "逾期"
    NOTHING = "nothing", "无须报送"


class Cell(NamedTuple):
    """One unit's standing in one demand. `returned` counts proofs that came back; `due_on` is the demand's."""

    campaign_id: int
    required: int
    supplied: int
    accepted: int
    returned: int
    extra: int
    state: CellState
    applies: str
    role: str
    is_principal: bool
    due_on: date | None


Cells = dict[tuple[int, int], Cell]  # (demand id, unit id)
Ids = Iterable[int] | models.QuerySet  # ids, or a query of one column that yields them


def asked_of(asked: str, role: str, is_principal: bool, is_answered: bool) -> bool:
    """Does a unit in this role owe a requirement asked of `asked`? `is_answered`: some responsible unit is assigned."""
    if asked == Material.AskedOf.PRINCIPAL:
        return is_principal
    return role == Assignment.Role.RESPONSIBLE or not is_answered


def cells(
    campaign: Campaign,
    units: Ids | None = None,
    demands: Ids | None = None,
    *,
    actor: Actor | None = None,
    day: date | None = None,
) -> Cells:
    """The cells of a campaign; of some units or demands (ids) only, or of those only that an actor may see, if given. Five queries."""
    where = Q(demand__campaign=campaign)
    if units is not None:
        where &= Q(unit__in=units)
    if demands is not None:
        where &= Q(demand__in=demands)
    parts = Assignment.visible_to(actor) if actor else Assignment.objects.all()
    return gathered(parts.filter(where), where, day or timezone.localdate())


def gathered(parts: "models.QuerySet[Assignment]", where: Q, day: date) -> Cells:
    """The cells of these assignments; `where` speaks of demand and unit and narrows what is counted for them. Five queries."""
    columns = ("demand", "unit", "role", "is_principal", "applies", "demand__applies", "demand__due_on", "demand__campaign")
    rows = list(parts.order_by().values_list(*columns))
    of_demand = Q(demand__in=parts.order_by().values("demand"))
    asked: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for demand, requirement, count, whom in (
        Requirement.objects.filter(of_demand).order_by().values_list("demand", "pk", "count", "asked_of")
    ):
        asked[demand].append((requirement, count, whom))
    responsible = Assignment.objects.filter(of_demand, role=Assignment.Role.RESPONSIBLE)
    answered = set(responsible.order_by().values_list("demand", flat=True).distinct())
    states = {row[:2]: row[2] for row in Submission.objects.filter(where).order_by().values_list("demand", "unit", "state")}
    given = _given(where)
    found: Cells = {}
    for demand, unit, role, is_principal, applies, for_all, due_on, campaign in rows:
        owed = {requirement: count for requirement, count, whom in asked[demand] if asked_of(whom, role, is_principal, demand in answered)}
        word = Applies.NO if Applies.NO in (applies, for_all) else Applies.ASKED if Applies.ASKED in (applies, for_all) else Applies.YES
        counted = _counted(owed if word != Applies.NO else {}, given.get((demand, unit), ()))
        state = _state(word, states.get((demand, unit)), counted, due_on, day)
        found[demand, unit] = Cell(campaign, *counted, state, word, role, is_principal, due_on)
    return found


Given = list[tuple[int | None, int, int, int]]  # requirement, live, accepted, returned


def _given(where: Q) -> dict[tuple[int, int], Given]:
    """Proofs grouped by submission and requirement."""
    in_submission = Proof.objects.filter(submission__in=Submission.objects.filter(where).order_by().values("pk"))
    grouped = in_submission.order_by().values_list("submission__demand", "submission__unit", "requirement")
    rows: Any = grouped.annotate(
        live=Count("pk", filter=Q(state__in=LIVE)),
        accepted=Count("pk", filter=Q(state=Proof.State.ACCEPTED)),
        returned=Count("pk", filter=Q(state=Proof.State.RETURNED)),
    )
    found: dict[tuple[int, int], Given] = defaultdict(list)
    for demand, unit, requirement, live, accepted, returned in rows:
        found[demand, unit].append((requirement, live, accepted, returned))
    return found


def _counted(owed: Mapping[int, int], given: "Given | tuple[()]") -> tuple[int, int, int, int, int]:
    """required, supplied, accepted, returned, extra."""
    supplied = accepted = returned = extra = 0
    for requirement, live, fine, back in given:
        most = owed.get(requirement, 0) if requirement is not None else 0
        supplied += min(live, most)
        accepted += min(fine, most)
        extra += max(live - most, 0)
        returned += back
    return sum(owed.values()), supplied, accepted, returned, extra


def _state(applies: str, submission: str | None, counted: tuple[int, int, int, int, int], due_on: date | None, day: date) -> CellState:
    required, supplied, _, returned, extra = counted
    if applies == Applies.NO:
        return CellState.NOT_APPLICABLE
    if submission == Submission.State.ACCEPTED:
        return CellState.ACCEPTED
    if submission == Submission.State.RETURNED:
        return CellState.RETURNED
    if submission in Submission.WAITING:
        return CellState(submission)
    begun = bool(supplied or extra or returned)
    if required == 0 and not begun:
        return CellState.NOTHING
    if due_on is not None and due_on < day and required:
        return CellState.OVERDUE
    return CellState.DRAFT if begun else CellState.NONE


@dataclass
class Total:
    """Sums over cells. `states` counts the cells in each state; `unit` is given where the sums are a unit's."""

    required: int = 0
    supplied: int = 0
    accepted: int = 0
    returned: int = 0
    extra: int = 0
    cells: int = 0
    states: dict[CellState, int] = field(default_factory=lambda: dict.fromkeys(CellState, 0))
    unit: Unit | None = None

    def add(self, cell: Cell) -> None:
        self.required += cell.required
        self.supplied += cell.supplied
        self.accepted += cell.accepted
        self.returned += cell.returned
        self.extra += cell.extra
        self.cells += 1
        self.states[cell.state] += 1

    @property
    def supplied_share(self) -> int | None:
        """Per cent of what is required, rounded down, so that 100 is said only of the whole; None where nothing is required."""
        return self.supplied * 100 // self.required if self.required else None

    @property
    def accepted_share(self) -> int | None:
        return self.accepted * 100 // self.required if self.required else None

    @property
    def state(self) -> CellState:
        """One word for all the cells: what needs somebody most; accepted only when every cell that owes something is."""
        for worst in (CellState.OVERDUE, CellState.RETURNED, CellState.HEAD, CellState.LEAD, CellState.TASKFORCE, CellState.DRAFT):
            if self.states[worst]:
                return worst
        if self.states[CellState.ACCEPTED]:
            return CellState.DRAFT if self.states[CellState.NONE] else CellState.ACCEPTED
        for quiet in (CellState.NONE, CellState.NOTHING, CellState.NOT_APPLICABLE):
            if self.states[quiet]:
                return quiet
        return CellState.NONE


def totals(campaign: Campaign, *, known: Cells | None = None, **narrowed: Any) -> Total:
    """The sum of all cells. `known` are cells already at hand; else `narrowed` is handed to `cells`, here and below."""
    total = Total()
    for cell in _known(campaign, known, narrowed).values():
        total.add(cell)
    return total


def by_unit(campaign: Campaign, units: Ids | None = None, *, known: Cells | None = None, **narrowed: Any) -> list[Total]:
    """Sums a unit, with the unit, in the order of units; one query more than the cells."""
    sums = _by(_known(campaign, known, {**narrowed, "units": units}), lambda demand, unit, cell: unit)
    found = Unit.objects.filter(pk__in=list(sums)).select_related("area").order_by("order", "pk")
    return [replace(sums[unit.pk], unit=unit) for unit in found]


def by_demand(campaign: Campaign, demands: Ids | None = None, *, known: Cells | None = None, **narrowed: Any) -> dict[int, Total]:
    """Demand id → sums over its units."""
    return _by(_known(campaign, known, {**narrowed, "demands": demands}), lambda demand, unit, cell: demand)


def by_level2(campaign: Campaign, *, known: Cells | None = None, **narrowed: Any) -> dict[int, Total]:
    """Number of each second-level indicator → sums, in order; one query more than the cells."""
    numbers = dict(campaign.demands.order_by("indicator__no").values_list("pk", "indicator__level2_no"))
    sums = _by(_known(campaign, known, narrowed), lambda demand, unit, cell: numbers[demand])
    return {number: sums.get(number) or Total() for number in dict.fromkeys(numbers.values())}


def by_campaign(found: Cells) -> dict[int, Total]:
    """Campaign id → sums, of cells gathered over several campaigns."""
    return _by(found, lambda demand, unit, cell: cell.campaign_id)


def _known(campaign: Campaign, known: Cells | None, narrowed: dict[str, Any]) -> Cells:
    return cells(campaign, **narrowed) if known is None else known


def _by(found: Cells, key: Callable[[int, int, Cell], int]) -> dict[int, Total]:
    sums: dict[int, Total] = defaultdict(Total)
    for (demand, unit), cell in found.items():
        sums[key(demand, unit, cell)].add(cell)
    return dict(sums)
