"""充足度: per indicator and unit what is required, supplied, accepted, run out or of the wrong period, and the exact thing missing.

Counted is by requirement, in a constant number of grouped queries. A proof counts for its requirement up to the number asked, as
`progress` has it; what is flawed is counted beside it and never taken off: a person decides what it is worth. Flawed are proofs that
stand and rest on an item that ran out (有效期至 before the day), that bears no 形成日期, or whose 形成日期 lies outside the cycle.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from fazhi.people.actor import Actor
from fazhi.people.models import Unit

from .models import Applies, Assignment, Campaign, Demand, Proof, Requirement, Submission
from .progress import LIVE, asked_of


@dataclass(frozen=True)
class Counts:
    """Proofs that stand for one requirement (or under none): how many, and how many of them are flawed in which way."""

    live: int = 0
    accepted: int = 0
    returned: int = 0
    stale: int = 0
    outside: int = 0
    undated: int = 0


@dataclass(frozen=True)
class Need:
    """One requirement a unit owes, and what there is."""

    requirement: Requirement
    counts: Counts

    @property
    def asked(self) -> int:
        return self.requirement.count

    @property
    def supplied(self) -> int:
        return min(self.counts.live, self.asked)

    @property
    def accepted(self) -> int:
        return min(self.counts.accepted, self.asked)

    @property
    def gaps(self) -> list[str]:
        """What lacks, each in words that say exactly what to bring: “差 2 份”, “1 份已过有效期”."""
        counts = self.counts
        return [
            *([f"还差 {self.asked - self.supplied} 份“{self.requirement}”"] if self.supplied < self.asked else []),
            *([f"“{self.requirement}”有 {counts.returned} 份被退回，待修改"] if counts.returned else []),
            *([f"“{self.requirement}”有 {counts.stale} 份已过有效期，请换新"] if counts.stale else []),
            *([f"“{self.requirement}”有 {counts.outside} 份形成日期不在创建周期内"] if counts.outside else []),
            *([f"“{self.requirement}”有 {counts.undated} 份没有填写形成日期"] if counts.undated else []),
        ]


@dataclass
class Gauge:
    """How one unit stands at one indicator."""

    demand: Demand
    unit: Unit
    role: str
    needs: list[Need] = field(default_factory=list)
    extra: Counts = Counts()

    @property
    def required(self) -> int:
        return sum(need.asked for need in self.needs)

    @property
    def supplied(self) -> int:
        return sum(need.supplied for need in self.needs)

    @property
    def accepted(self) -> int:
        return sum(need.accepted for need in self.needs)

    def flawed(self, flaw: str) -> int:
        """Proofs with one flaw (stale, outside, undated, returned), also those beyond what is asked."""
        return sum(getattr(need.counts, flaw) for need in self.needs) + getattr(self.extra, flaw)

    @property
    def stale(self) -> int:
        return self.flawed("stale")

    @property
    def outside(self) -> int:
        return self.flawed("outside")

    @property
    def undated(self) -> int:
        return self.flawed("undated")

    @property
    def gaps(self) -> list[str]:
        return [gap for need in self.needs for gap in need.gaps]


@dataclass
class Standing:
    """How one indicator stands over its units. `items` and `suppliers` count what its standing proofs rest on."""

    demand: Demand
    gauges: list[Gauge] = field(default_factory=list)
    items: int = 0
    suppliers: int = 0

    def sum(self, name: str) -> int:
        return sum(getattr(gauge, name) for gauge in self.gauges)

    @property
    def required(self) -> int:
        return self.sum("required")

    @property
    def supplied(self) -> int:
        return self.sum("supplied")

    @property
    def accepted(self) -> int:
        return self.sum("accepted")

    @property
    def stale(self) -> int:
        return self.sum("stale")

    @property
    def outside(self) -> int:
        return self.sum("outside")

    @property
    def single(self) -> str:
        """Why the indicator rests on a single source, or "": one piece of material, or one unit where several owe."""
        owing = sum(1 for gauge in self.gauges if gauge.required)
        if self.supplied > 1 and self.items == 1:
            return "全部佐证出自同一份材料"
        if self.supplied and self.suppliers == 1 and owing > 1:
            return f"{owing} 个单位应交，只有 1 个单位交了材料"
        return ""

    @property
    def gaps(self) -> list[tuple[Unit, str]]:
        """(unit, what it lacks), the units in their order."""
        return [(gauge.unit, gap) for gauge in self.gauges for gap in gauge.gaps]

    @property
    def short(self) -> tuple[int, int]:
        """How many pieces still lack, and of how many units."""
        lacking = [gauge.required - gauge.supplied for gauge in self.gauges if gauge.supplied < gauge.required]
        return sum(lacking), len(lacking)

    @property
    def flaws(self) -> list[str]:
        """What of the standing material is flawed, in words with its count."""
        words = {"returned": "被退回待改", "stale": "已过有效期", "outside": "日期不在创建周期内", "undated": "没有形成日期"}
        counts = {name: sum(gauge.flawed(name) for gauge in self.gauges) for name in words}
        return [f"{count} 份{words[name]}" for name, count in counts.items() if count]

    @property
    def is_enough(self) -> bool:
        return not (self.gaps or self.single)


def standings(
    campaign: Campaign, actor: Actor, *, units: Iterable[int] | None = None, demands: Iterable[int] | None = None, day: date | None = None
) -> list[Standing]:
    """The indicators of the campaign as far as the actor may see them, in their order. Five queries.

    Units whose part does not apply owe nothing and are left out. `units` and `demands` (ids) narrow.
    """
    where = Q(demand__campaign=campaign)
    where &= Q(unit__in=units) if units is not None else Q()
    where &= Q(demand__in=demands) if demands is not None else Q()
    parts = Assignment.visible_to(actor).filter(where).exclude(Q(applies=Applies.NO) | Q(demand__applies=Applies.NO))
    asked, answered = _asked(parts)
    given = _given(campaign, where, day or timezone.localdate())
    found: dict[int, Standing] = {}
    for part in parts.select_related("unit", "demand__indicator").order_by("demand__indicator__no", "unit__order", "unit_id"):
        gauge = _gauge(part, asked[part.demand_id], part.demand_id in answered, given.get((part.demand_id, part.unit_id), {}))
        found.setdefault(part.demand_id, Standing(part.demand)).gauges.append(gauge)
    for demand, (items, suppliers) in _sources(campaign, where).items():
        if demand in found:
            found[demand].items, found[demand].suppliers = items, suppliers
    return list(found.values())


def _asked(parts: Any) -> tuple[dict[int, list[Requirement]], set[int]]:
    """Requirements by demand, and the demands that some responsible unit answers."""
    of_demand = Q(demand__in=parts.order_by().values("demand"))
    asked: dict[int, list[Requirement]] = defaultdict(list)
    for requirement in Requirement.objects.filter(of_demand):
        asked[requirement.demand_id].append(requirement)
    responsible = Assignment.objects.filter(of_demand, role=Assignment.Role.RESPONSIBLE)
    return asked, set(responsible.order_by().values_list("demand", flat=True).distinct())


def _gauge(part: Assignment, asked: list[Requirement], is_answered: bool, given: dict[int | None, Counts]) -> Gauge:
    owed = [each for each in asked if asked_of(each.asked_of, part.role, part.is_principal, is_answered)]
    rest = [counts for requirement, counts in given.items() if requirement not in {each.pk for each in owed}]
    extra = Counts(*(sum(getattr(counts, name) for counts in rest) for name in Counts.__dataclass_fields__))
    return Gauge(part.demand, part.unit, part.role, [Need(each, given.get(each.pk, Counts())) for each in owed], extra)


def _given(campaign: Campaign, where: Q, day: date) -> dict[tuple[int, int], dict[int | None, Counts]]:
    live = Q(state__in=LIVE)
    outside = Q(item__effective_on__lt=campaign.cycle_start) | Q(item__effective_on__gt=campaign.cycle_end)
    rows: Any = _proofs(where).values_list("submission__demand", "submission__unit", "requirement")
    found: dict[tuple[int, int], dict[int | None, Counts]] = defaultdict(dict)
    for demand, unit, requirement, *numbers in rows.annotate(
        live=Count("pk", filter=live),
        accepted=Count("pk", filter=Q(state=Proof.State.ACCEPTED)),
        returned=Count("pk", filter=Q(state=Proof.State.RETURNED)),
        stale=Count("pk", filter=live & Q(item__expires_on__lt=day)),
        outside=Count("pk", filter=live & outside),
        undated=Count("pk", filter=live & Q(item__effective_on=None)),
    ):
        found[demand, unit][requirement] = Counts(*numbers)
    return found


def _sources(campaign: Campaign, where: Q) -> dict[int, tuple[int, int]]:
    """Demand → how many items, and of how many units, its standing proofs rest on."""
    live = _proofs(where).filter(state__in=LIVE).values(demand=F("submission__demand"))
    rows = live.annotate(items=Count("item", distinct=True), suppliers=Count("submission__unit", distinct=True))
    return {row["demand"]: (row["items"], row["suppliers"]) for row in rows}


def _proofs(where: Q) -> Any:
    return Proof.objects.filter(submission__in=Submission.objects.filter(where).order_by().values("pk")).order_by()
