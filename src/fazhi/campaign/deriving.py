"""Deriving assignments from the plan: each task's leads and responsible units become those of the indicators it is linked to."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.plan.models import Mention, PlanTask
from fazhi.plan.refusal import Refused, must_run

from .changes import News, announce_all
from .models import Assignment, Campaign, Demand, Submission
from .opened import close_to_former_leads

BY_HAND = "人工"  # an origin that begins so is never touched by deriving


@dataclass
class AssignmentReport:
    """What deriving did, and what still lacks a unit; codes are those of the third-level indicators."""

    made: int = 0
    altered: int = 0
    removed: int = 0
    by_hand: int = 0
    kept_for_work: list[str] = field(default_factory=list)  # "2.8.3 市司法局": no longer derived, but with a submission
    without_lead: list[str] = field(default_factory=list)
    without_responsible: list[str] = field(default_factory=list)
    unconfirmed_links: int = 0

    @property
    def said(self) -> str:
        return f"新增分工 {self.made} 条，调整 {self.altered} 条，取消 {self.removed} 条，保留人工分工 {self.by_hand} 条"


@dataclass(frozen=True)
class Part:
    """A unit's part in a demand as the plan says it."""

    unit: Unit
    role: str
    order: int
    origin: str


@transaction.atomic
def assign_from_tasks(actor: Actor, campaign: Campaign, office: Unit | None = None) -> AssignmentReport:
    """Derive the assignments of every demand whose second-level indicator a confirmed link names.

    A unit that leads in one linked task leads the demand, whatever it is in another. The first lead is 主牵头 unless another lead already
    is. What was assigned or taken off by hand stays as it is. Demands of second-level indicators without a task (附加项) go to `office`,
    if given, as lead. Running it again changes only what the plan or the links changed. A constant number of queries.
    """
    must_run(actor, campaign.unit, "按任务分派")
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.state == Campaign.State.CLOSED:
        raise Refused("创建活动已结束，不能再分派。如确需调整，请先重开活动阶段。")
    links = list(campaign.links.all())
    report = AssignmentReport(unconfirmed_links=sum(not link.is_confirmed for link in links))
    tasks = _tasks([link.task_id for link in links if link.is_confirmed])
    by_level2: dict[int, list[PlanTask]] = defaultdict(list)
    for link in links:
        if link.is_confirmed:
            by_level2[link.level2_no].append(tasks[link.task_id])
    linked = {link.level2_no for link in links}
    parts = {number: derived(found, actor.today) for number, found in by_level2.items()}
    demands = list(campaign.demands.select_related("indicator").prefetch_related("assignments__unit"))
    work = set(Submission.objects.filter(demand__campaign=campaign).values_list("demand_id", "unit_id"))
    batch = _Batch(report, work)
    for demand in demands:
        number = demand.indicator.level2_no
        wanted = parts.get(number, {})
        if office is not None and number not in linked:
            wanted = {office.pk: Part(office, Assignment.Role.LEAD, 0, "附加项由创建办公室承担")}
        batch.take(demand, wanted, due_on=min((task.due_on for task in by_level2.get(number, ()) if task.due_on), default=None))
    batch.save()
    announce_all(
        actor,
        campaign,
        [News(f"指标 {each.demand.indicator.code} 责任分工", each.units, each.before, each.after, each.demand) for each in batch.changes],
    )
    units = {unit for change in batch.changes for unit in change.units}
    said, rows = f"按方案任务分派：{report.said}", batch.touched()
    write(Verb.ASSIGNED, campaign, said, by=actor.who, about=rows, gone=batch.gone(), units=units, campaign=campaign.pk)
    return report


def _tasks(ids: list[int]) -> dict[int, PlanTask]:
    found = PlanTask.objects.filter(pk__in=ids).prefetch_related("mentions__unit__heir", "mentions__members__heir")
    return {task.pk: task for task in found}


def derived(tasks: list[PlanTask], day: date) -> dict[int, Part]:
    """Unit id → its part, leads first, in the order of the plan; units that no longer exist are followed to their heirs."""
    parts: dict[int, Part] = {}
    for role in (Mention.Role.LEAD, Mention.Role.RESPONSIBLE):
        for task in sorted(tasks, key=lambda each: (each.no, each.pk)):
            for mention, unit in _named(task, role, day):
                origin = f"任务{task.no}“{task.title}”{role.label}“{mention.name}”"[:200]
                parts.setdefault(unit.pk, Part(unit, Assignment.Role(role.value), len(parts), origin))
    return parts


def _named(task: PlanTask, role: Mention.Role, day: date) -> Iterator[tuple[Mention, Unit]]:
    for mention in sorted((each for each in task.mentions.all() if each.role == role), key=lambda each: (each.order, each.pk)):
        members = [mention.unit] if mention.unit else sorted(mention.members.all(), key=lambda each: (each.order, each.pk))
        for unit in members:
            yield mention, heir(unit, day)


def heir(unit: Unit, day: date) -> Unit:
    """Who stands in the unit's place on `day`: itself, or the last of its heirs."""
    while not unit.exists_on(day) and unit.heir is not None:
        unit = unit.heir
    return unit


@dataclass(frozen=True)
class _Change:
    demand: Demand
    before: str
    after: str
    units: list[int]


class _Batch:
    """Collects what is to be made, altered and removed over all demands, and writes it in bulk."""

    def __init__(self, report: AssignmentReport, work: set[tuple[int, int]]):
        self.report, self.work = report, work
        self.made: list[Assignment] = []
        self.altered: list[Assignment] = []
        self.removed: list[int] = []
        self.dated: list[Demand] = []
        self.changes: list[_Change] = []
        self.lost: list[tuple[Demand, list[Unit]]] = []  # demands with work, and the leads they no longer have

    def take(self, demand: Demand, wanted: dict[int, Part], due_on: date | None) -> None:
        standing = list(demand.assignments.all())
        led = [each.unit for each in standing if each.role == Assignment.Role.LEAD]
        stood = {each.pk: _row(each) for each in standing}
        before = {each.unit_id: _said(each) for each in standing}
        kept = [each for each in standing if self._stays(demand, each, wanted)]
        fresh = [
            Assignment(demand=demand, unit=part.unit, role=part.role, order=part.order, origin=part.origin)
            for unit, part in wanted.items()
            if unit not in before and unit not in demand.taken_off
        ]
        self.made += fresh
        leading = {each.unit_id for each in kept if each.role == Assignment.Role.LEAD}
        if (lost := [unit for unit in led if unit.pk not in leading]) and demand.pk in {of for of, _ in self.work}:
            self.lost.append((demand, lost))
        name_principal([*kept, *fresh])
        self.altered += [each for each in kept if _row(each) != stood[each.pk]]
        after = {each.unit_id: _said(each) for each in (*kept, *fresh)}
        if before != after:
            units = sorted(unit for unit in before.keys() | after.keys() if before.get(unit) != after.get(unit))
            self.changes.append(_Change(demand, "；".join(before.values()), "；".join(after.values()), units))
        if due_on and not demand.due_on:
            demand.due_on = due_on
            self.dated.append(demand)
        self._note_gaps(demand, [*kept, *fresh])

    def _stays(self, demand: Demand, each: Assignment, wanted: dict[int, Part]) -> bool:
        if each.origin.startswith(BY_HAND):
            self.report.by_hand += 1
        elif part := wanted.get(each.unit_id):
            if (each.role, each.order, each.origin) != (part.role, part.order, part.origin):
                self.report.altered += each.role != part.role
                each.role, each.order, each.origin = part.role, part.order, part.origin
                each.is_principal = each.is_principal and part.role == Assignment.Role.LEAD
        elif (demand.pk, each.unit_id) in self.work:
            self.report.kept_for_work.append(f"{demand.indicator.code} {each.unit.short_name}")
        else:
            self.removed.append(each.pk)
            return False
        return True

    def _note_gaps(self, demand: Demand, assignments: list[Assignment]) -> None:
        roles = {each.role for each in assignments}
        if Assignment.Role.LEAD not in roles:
            self.report.without_lead.append(demand.indicator.code)
        if Assignment.Role.RESPONSIBLE not in roles:
            self.report.without_responsible.append(demand.indicator.code)

    def touched(self) -> list[Demand | Assignment]:
        """What the journal's entry is about."""
        return [*(change.demand for change in self.changes), *self.dated, *self.altered, *self.made]

    def gone(self) -> list[Assignment]:
        return [Assignment(pk=each) for each in self.removed]

    def save(self) -> None:
        self.report.made, self.report.removed = len(self.made), len(self.removed)
        Assignment.objects.filter(pk__in=self.removed).delete()
        # Principals last: two of one demand must not stand side by side even for a moment.
        demoted = [each.pk for each in self.altered if not each.is_principal]
        Assignment.objects.filter(pk__in=demoted, is_principal=True).update(is_principal=False)
        Assignment.objects.bulk_update(self.altered, ("role", "order", "origin", "is_principal"), batch_size=500)
        Assignment.objects.bulk_create(self.made, batch_size=500)
        Demand.objects.bulk_update(self.dated, ("due_on",), batch_size=500)
        for demand, units in self.lost:
            close_to_former_leads(demand, units)


def _said(each: Assignment) -> str:
    role = "主牵头" if each.is_principal else Assignment.Role(each.role).label
    return f"{each.unit.short_name}（{role}）"


def _row(each: Assignment) -> tuple[str, bool, int, str]:
    return each.role, each.is_principal, each.order, each.origin


def name_principal(assignments: list[Assignment]) -> None:
    """Where several lead and none is 主牵头, the first in order is."""
    leads = sorted((each for each in assignments if each.role == Assignment.Role.LEAD), key=lambda each: each.order)
    if leads and not any(each.is_principal for each in leads):
        leads[0].is_principal = True
