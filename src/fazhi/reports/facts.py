"""The live facts that every report is written from, gathered in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max

from fazhi.campaign.models import Assignment, Campaign, Demand, Narrative, Proof, Submission
from fazhi.campaign.models.demand import Applies
from fazhi.campaign.progress import Cells, CellState, Total, by_demand, cells, totals
from fazhi.kit.dates import chinese_date
from fazhi.people.models import Unit


@dataclass(frozen=True)
class Evidence:
    """An accepted proof in the index: 〔2.8.3-01〕."""

    number: str
    title: str
    effective_on: date | None
    unit: str
    place: str
    note: str

    @property
    def said(self) -> str:
        formed = chinese_date(self.effective_on) if self.effective_on else "未注明形成日期"
        return f"〔{self.number}〕{self.title}（{formed}，{self.unit}）"


@dataclass
class IndicatorFacts:
    """One third-level indicator: who answers it, how it stands, what was written and what was accepted."""

    demand: Demand
    total: Total
    leads: list[Unit] = field(default_factory=list)
    responsible: list[Unit] = field(default_factory=list)
    narratives: list[tuple[str, str, bool]] = field(default_factory=list)  # unit, text, whether its submission was accepted
    evidence: list[Evidence] = field(default_factory=list)
    in_review: int = 0  # proofs handed in and not yet accepted
    moved_at: datetime | None = None

    @property
    def is_applicable(self) -> bool:
        return self.demand.applies != Applies.NO

    @property
    def state(self) -> CellState:
        if not self.is_applicable:
            return CellState.NOT_APPLICABLE
        return self.total.state

    @property
    def gap(self) -> int:
        """How many pieces of required material are not there yet."""
        return self.total.required - self.total.supplied if self.is_applicable else 0

    @property
    def is_done(self) -> bool:
        """Everything that was asked has been accepted."""
        return bool(self.total.required) and self.total.accepted == self.total.required


@dataclass
class Facts:
    """Everything the reports of one campaign say, as it stands on `day`."""

    campaign: Campaign
    day: date
    indicators: list[IndicatorFacts]
    cells: Cells
    units: dict[int, Unit]

    @property
    def total(self) -> Total:
        return totals(self.campaign, known=self.cells)

    @property
    def applicable(self) -> list[IndicatorFacts]:
        return [each for each in self.indicators if each.is_applicable]


def facts_of(campaign: Campaign, day: date) -> Facts:
    """Gather the facts of a campaign; a fixed number of queries, however large it is."""
    found = cells(campaign, day=day)
    sums = by_demand(campaign, known=found)
    demands = campaign.demands.select_related("indicator").order_by("indicator__no")
    of_demand = {each.pk: IndicatorFacts(each, sums.get(each.pk, Total())) for each in demands}
    units = _assigned(campaign, of_demand)
    _written(campaign, of_demand)
    _shown(campaign, of_demand)
    _moved(campaign, of_demand)
    return Facts(campaign, day, list(of_demand.values()), found, units)


def _assigned(campaign: Campaign, of_demand: dict[int, IndicatorFacts]) -> dict[int, Unit]:
    parts = Assignment.objects.filter(demand__campaign=campaign).exclude(applies=Applies.NO).select_related("unit")
    units: dict[int, Unit] = {}
    for part in parts.order_by("-is_principal", "order", "pk"):
        facts = of_demand[part.demand_id]
        (facts.leads if part.role == Assignment.Role.LEAD else facts.responsible).append(part.unit)
        units[part.unit_id] = part.unit
    return dict(sorted(units.items(), key=lambda pair: (pair[1].order, pair[0])))


def _written(campaign: Campaign, of_demand: dict[int, IndicatorFacts]) -> None:
    """What was written and handed in; a draft or a returned text is not yet the unit's word."""
    handed = Narrative.objects.filter(submission__demand__campaign=campaign).exclude(submission__state__in=Submission.OPEN).exclude(text="")
    ranks = {demand: _ranks(facts) for demand, facts in of_demand.items()}
    rows = list(handed.select_related("submission__unit"))
    rows.sort(key=lambda row: (ranks[row.submission.demand_id].get(row.submission.unit_id, 999), row.submission.unit.order, row.pk))
    for row in rows:
        accepted = row.submission.state == Submission.State.ACCEPTED
        of_demand[row.submission.demand_id].narratives.append((row.submission.unit.short_name, row.text.strip(), accepted))


def _ranks(facts: IndicatorFacts) -> dict[int, int]:
    return {unit.pk: rank for rank, unit in enumerate([*facts.leads, *facts.responsible])}


def _shown(campaign: Campaign, of_demand: dict[int, IndicatorFacts]) -> None:
    """Only accepted proofs get a number; the numbers follow the order of filing, so that later ones come after."""
    handed = Proof.objects.filter(submission__demand__campaign=campaign, state__in=(Proof.State.ACCEPTED, Proof.State.SUBMITTED))
    columns = (
        "submission__demand",
        "state",
        "item__title",
        "item__effective_on",
        "submission__unit__short_name",
        "place_kind",
        "place",
        "note",
    )
    seen: dict[int, int] = defaultdict(int)
    for demand, state, title, effective_on, unit, kind, place, note in handed.order_by("pk").values_list(*columns).iterator(2000):
        facts = of_demand[demand]
        if state == Proof.State.SUBMITTED:
            facts.in_review += 1
            continue
        seen[demand] += 1
        number = f"{facts.demand.indicator.code}-{seen[demand]:02d}"
        where = Proof(place_kind=kind, place=place).place_said
        facts.evidence.append(Evidence(number, title, effective_on, unit, where, note))


def _moved(campaign: Campaign, of_demand: dict[int, IndicatorFacts]) -> None:
    moves = Submission.objects.filter(demand__campaign=campaign).order_by().values_list("demand").annotate(at=Max("moved_at"))
    for demand, at in moves:
        of_demand[demand].moved_at = at
