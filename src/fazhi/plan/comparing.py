"""Comparing two plans: what stayed, moved, changed, is new or is gone, task by task and phase by phase."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .models import Mention, Plan, PlanPhase, PlanTask

Kind = Literal["same", "moved", "changed", "new", "gone"]
KINDS: dict[str, str] = {"same": "未变", "moved": "移位", "changed": "调整", "new": "新增", "gone": "取消"}
_NUMBER = re.compile(r"^\s*[（(]?[\d一二三四五六七八九十]{1,4}[.．、)）]+\s*")
_UNITS = re.compile(r"[（(][^（）()]*(?:牵头|责任|配合)[^（）()]*[）)]")
ALIKE = 0.45  # from here on two tasks are taken for the same one


@dataclass(frozen=True)
class PlanChange:
    """One difference. `task_no` is the number in the new plan (in the old one where it is gone), None where no task is meant."""

    kind: Kind
    what: str  # 任务, 序号, 章节, 标题, 内容, 牵头单位, 责任单位, 目标, 完成时限, 阶段
    before: str
    after: str
    task_no: int | None = None
    old_task: int | None = None  # primary keys, for links to the places in the sources
    new_task: int | None = None

    @property
    def said(self) -> str:
        return KINDS[self.kind]


def compare_plans(old: Plan, new: Plan) -> list[PlanChange]:
    """Every difference, in the order of the new plan, then what is gone, then the phases. The same plans give the same list; 8 queries."""
    pairs = paired_tasks(old, new)
    continued = {after.pk: before for before, after in pairs}
    changes: list[PlanChange] = []
    for task in _tasks(new):
        before = continued.get(task.pk)
        changes += _task_changes(before, task) if before else [PlanChange("new", "任务", "", str(task), task.no, None, task.pk)]
    kept = {before.pk for before, _ in pairs}
    changes += [PlanChange("gone", "任务", str(task), "", task.no, task.pk, None) for task in _tasks(old) if task.pk not in kept]
    return changes + list(_phase_changes(old, new))


def paired_tasks(old: Plan, new: Plan) -> list[tuple[PlanTask, PlanTask]]:
    """Old task → new task, the most alike first; equals are decided by their numbers."""
    olds, news = _tasks(old), _tasks(new)
    letters = {task.pk: (_pairs(task.title), _pairs(task.text)) for task in (*olds, *news)}
    scored = [(_alike(letters[before.pk], letters[after.pk]), before, after) for before in olds for after in news]
    ranked = sorted(
        (row for row in scored if row[0] >= ALIKE),
        key=lambda row: (-row[0], abs(row[1].no - row[2].no), row[2].no, row[1].no, row[2].pk, row[1].pk),
    )
    taken: set[int] = set()
    pairs = []
    for _, before, after in ranked:
        if not {before.pk, after.pk} & taken:
            taken |= {before.pk, after.pk}
            pairs.append((before, after))
    return pairs


def alike(one: str, other: str) -> float:
    """0 to 1: how many pairs of neighbouring characters two wordings share (Dice), signs and blanks aside."""
    return _dice(_pairs(one), _pairs(other))


def _tasks(plan: Plan) -> list[PlanTask]:
    return list(plan.tasks.select_related("section").prefetch_related("mentions", "targets").order_by("no", "pk"))


def _alike(one: tuple[Counter[str], Counter[str]], other: tuple[Counter[str], Counter[str]]) -> float:
    title, text = _dice(one[0], other[0]), _dice(one[1], other[1])
    return max(0.5 * title + 0.5 * text, 0.9 * text)


def _pairs(said: str) -> Counter[str]:
    plain = _letters(said)
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1)) if len(plain) > 1 else Counter([plain] if plain else [])


def _dice(one: Counter[str], other: Counter[str]) -> float:
    both = one.total() + other.total()
    return 1.0 if not both else 2 * (one & other).total() / both


def _letters(said: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", said))


def _task_changes(before: PlanTask, after: PlanTask) -> list[PlanChange]:
    def change(kind: Kind, what: str, old: str, new: str) -> PlanChange:
        return PlanChange(kind, what, old, new, after.no, before.pk, after.pk)

    found = []
    if before.no != after.no:
        found.append(change("moved", "序号", str(before.no), str(after.no)))
    if _letters(_section(before)) != _letters(_section(after)):
        found.append(change("moved", "章节", _section(before), _section(after)))
    if _letters(before.title) != _letters(after.title):
        found.append(change("changed", "标题", before.title, after.title))
    if _letters(_body(before)) != _letters(_body(after)):
        found.append(change("changed", "内容", before.text, after.text))
    for role in (Mention.Role.LEAD, Mention.Role.RESPONSIBLE):
        old, new = _named(before, role), _named(after, role)
        if old != new:
            found.append(change("changed", str(role.label), "、".join(old), "、".join(new)))
    old_targets, new_targets = _targets(before), _targets(after)
    if old_targets != new_targets:
        found.append(change("changed", "目标", "；".join(old_targets), "；".join(new_targets)))
    if before.due_on != after.due_on:
        found.append(change("changed", "完成时限", _day(before.due_on), _day(after.due_on)))
    return found or [change("same", "任务", str(before), str(after))]


def _body(task: PlanTask) -> str:
    """The text without its number and without the brackets that name the units: both are compared by themselves."""
    return _UNITS.sub("", _NUMBER.sub("", task.text, count=1))


def _section(task: PlanTask) -> str:
    return task.section.title if task.section else ""


def _named(task: PlanTask, role: str) -> list[str]:
    return [mention.name for mention in sorted(task.mentions.all(), key=lambda each: (each.order, each.pk)) if mention.role == role]


def _targets(task: PlanTask) -> list[str]:
    return [
        f"{target.subject or target.text}{target.said}" for target in sorted(task.targets.all(), key=lambda each: (each.start, each.pk))
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else "未定"


def _phase_changes(old: Plan, new: Plan) -> Iterator[PlanChange]:
    olds = {_letters(phase.name): phase for phase in _phases(old)}
    news = {_letters(phase.name): phase for phase in _phases(new)}
    for name, phase in news.items():
        before = olds.get(name)
        if before is None:
            yield PlanChange("new", "阶段", "", _span(phase))
        elif _span(before) != _span(phase):
            yield PlanChange("moved", "阶段", _span(before), _span(phase))
        elif _letters(before.text) != _letters(phase.text):
            yield PlanChange("changed", "阶段", before.text, phase.text)
        else:
            yield PlanChange("same", "阶段", _span(before), _span(phase))
    for name, phase in olds.items():
        if name not in news:
            yield PlanChange("gone", "阶段", _span(phase), "")


def _phases(plan: Plan) -> Iterable[PlanPhase]:
    return plan.phases.order_by("no", "pk")


def _span(phase: PlanPhase) -> str:
    return f"{phase.name}（{_day(phase.starts_on)}至{phase.ends_on.isoformat() if phase.ends_on else '活动结束'}）"
