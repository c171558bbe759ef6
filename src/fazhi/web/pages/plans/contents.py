"""Everything that was read from a plan, loaded in a fixed number of queries whatever its length."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from fazhi.people.actor import Actor
from fazhi.people.directory import units_seen_by
from fazhi.people.models import Unit
from fazhi.plan.models import Leftover, Mention, Plan, PlanPhase, PlanSection, PlanTask, Target


@dataclass(frozen=True)
class Chip:
    """A unit as the plan names it; `count` is how many units a collective name stands for here."""

    mention: Mention
    count: int = 0

    @property
    def is_open(self) -> bool:
        """Nobody knows yet which units are meant; the rule of plan.correcting.open_names."""
        return self.mention.unit is None and not self.count

    @property
    def says(self) -> str:
        """What stands behind the name, for those who point at it."""
        if self.mention.unit is not None:
            return self.mention.unit.name
        if self.count:
            return f"集合称谓，展开为 {self.count} 个单位"
        return "集合称谓，还没有展开成具体单位" if self.mention.collective_id else "还没有认定是哪个单位"


@dataclass(frozen=True)
class Line:
    """A task with its chips and targets."""

    task: PlanTask
    lead: list[Chip]
    responsible: list[Chip]
    targets: list[Target]

    @property
    def chips(self) -> list[Chip]:
        return [*self.lead, *self.responsible]

    @property
    def open_count(self) -> int:
        return sum(chip.is_open for chip in self.chips)

    @property
    def unsure(self) -> list[Target]:
        return [target for target in self.targets if not target.is_confirmed]


@dataclass
class Contents:
    """A plan with all its items, in the order of the document."""

    plan: Plan
    actor: Actor
    sections: list[PlanSection] = field(init=False)
    lines: list[Line] = field(init=False)
    phases: list[PlanPhase] = field(init=False)
    leftovers: list[Leftover] = field(init=False)

    def __post_init__(self) -> None:
        plan = self.plan
        self.sections = list(plan.sections.all())
        spread = dict(
            plan.tasks.filter(mentions__members__gt=0).order_by().values_list("mentions__pk").annotate(count=Count("mentions__members"))
        )
        tasks = plan.tasks.select_related("section").defer("text", "sentences")
        self.lines = [_line(task, spread) for task in tasks.prefetch_related("mentions__unit", "mentions__collective", "targets")]
        self.phases = list(plan.phases.prefetch_related("activities"))
        self.leftovers = list(plan.leftovers.all())

    @cached_property
    def can_correct(self) -> bool:
        return self.plan.state == Plan.State.DRAFT and self.actor.runs(self.plan.unit)

    @cached_property
    def units(self) -> list[Unit]:
        """The units a person may add to a task."""
        return [unit for unit in units_seen_by(self.actor).on(self.actor.today) if not unit.is_area]

    @cached_property
    def by_no(self) -> dict[int, Line]:
        return {line.task.no: line for line in self.lines}

    def line(self, no: int) -> Line:
        if no not in self.by_no:
            raise Http404(f"no task {no}")
        return self.by_no[no]

    def around(self, no: int) -> tuple[Line | None, Line | None]:
        """The tasks before and after."""
        at = self.lines.index(self.line(no))
        return (self.lines[at - 1] if at else None), (self.lines[at + 1] if at + 1 < len(self.lines) else None)

    @cached_property
    def chips(self) -> dict[int, Chip]:
        return {chip.mention.pk: chip for line in self.lines for chip in line.chips}

    @cached_property
    def targets(self) -> dict[int, Target]:
        return {target.pk: target for line in self.lines for target in line.targets}

    @cached_property
    def groups(self) -> list[tuple[PlanSection | None, list[Line]]]:
        """Tasks under their chapters; those without one last."""
        heads: list[PlanSection | None] = [*self.sections, None]
        found = [(head, [line for line in self.lines if line.task.section_id == (head.pk if head else None)]) for head in heads]
        return [(head, lines) for head, lines in found if lines or head]

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {
            "lead": sum(len(line.lead) for line in self.lines),
            "responsible": sum(len(line.responsible) for line in self.lines),
            "targets": len(self.targets),
            "confirmed": sum(line.task.is_confirmed for line in self.lines),
            "open_names": len(self.open_names),
            "open_tasks": sum(bool(line.open_count) for line in self.lines),
            "unsettled": sum(not leftover.settled_as for leftover in self.leftovers),
        }

    @cached_property
    def open_names(self) -> list[tuple[Chip, int]]:
        """Each name that nobody knows yet, once: its first place, and how many places it has."""
        places: dict[str, list[Chip]] = {}
        for chip in self.chips.values():
            if chip.is_open:
                places.setdefault(chip.mention.name, []).append(chip)
        return [(chips[0], len(chips)) for chips in places.values()]


def _line(task: PlanTask, spread: dict[int, int]) -> Line:
    chips = [Chip(mention, spread.get(mention.pk, 0)) for mention in task.mentions.all()]
    lead = [chip for chip in chips if chip.mention.role == Mention.Role.LEAD]
    return Line(task, lead, [chip for chip in chips if chip.mention.role == Mention.Role.RESPONSIBLE], list(task.targets.all()))


def contents_or_404(request: HttpRequest, plan: int) -> Contents:
    """The plan if the reader may see it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Plan.visible_to(actor).select_related("unit", "unit__area", "supersedes"), pk=plan)
    return Contents(found, actor)


def in_words(target: Target) -> str:
    """不少于 90%, 每年不少于 1件, 不得发生: as it stands on a chip, with the operator as a word."""
    operator = str(Target.Operator(target.operator).label)
    if target.operator == Target.Operator.NONE or target.value is None:
        return operator
    number = f"{target.value:f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{target.per}{operator} {number}{target.unit}"
