"""What a reading consists of: frozen records, each with its place in the source text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

At = tuple[int, int]  # first character and one past the last, in Reading.text


@dataclass(frozen=True)
class Fact:
    """A fact about the document itself: the value, and where the source says so."""

    value: str
    at: At


@dataclass(frozen=True)
class DatedFact:
    """A date of the document and where the source says so."""

    value: date
    at: At


@dataclass(frozen=True)
class Document:
    """The facts of the issued document; what the source does not say is None."""

    index_number: Fact | None = None
    issuer: Fact | None = None
    document_number: Fact | None = None
    title: Fact | None = None
    signed_on: DatedFact | None = None
    published_on: DatedFact | None = None


@dataclass(frozen=True)
class Counts:
    """How many first-, second- and third-level indicators the plan says there are, and where; None where it is silent."""

    first: int | None = None
    second: int | None = None
    third: int | None = None
    at: tuple[At, ...] = ()


@dataclass(frozen=True)
class UnitMention:
    """One body named for a task. `name` is the body, `text` what stands in the source (县区党委、政府 names two bodies)."""

    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Deadline:
    """A time limit of a task as written; `due_on` is its last day, None where the words name no day."""

    text: str
    start: int
    end: int
    due_on: date | None


@dataclass(frozen=True)
class Target:
    """Something measurable. `text` is the clause in the source; `operator` is >= > = < <= or none (must not occur, value 0).

    `subject` is what is measured, `per` the period or head it counts for (每年, 每人每年) or empty.
    """

    text: str
    operator: str
    value: int | float
    unit: str
    subject: str
    per: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence of a task's own text and the targets it gave; every sentence is kept, also those that gave none."""

    text: str
    start: int
    end: int
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Section:
    """A first-level heading of the task part. The span runs from its heading to the end of its last task."""

    no: int
    title: str
    title_at: At
    start: int
    end: int


@dataclass(frozen=True)
class Task:
    """A task with its whole text. `no` is unique in the reading; `label` is the number as written; `section` a section's number or None."""

    no: int
    label: str
    title: str
    title_at: At
    section: int | None
    text: str
    start: int
    end: int
    lead: tuple[UnitMention, ...]
    responsible: tuple[UnitMention, ...]
    deadlines: tuple[Deadline, ...]
    sentences: tuple[Sentence, ...]
    notes: tuple[At, ...]

    @property
    def targets(self) -> tuple[Target, ...]:
        return tuple(target for sentence in self.sentences for target in sentence.targets)

    @property
    def due_on(self) -> date | None:
        """The last of the task's time limits."""
        return max((limit.due_on for limit in self.deadlines if limit.due_on), default=None)


@dataclass(frozen=True)
class Activity:
    """A numbered activity of a phase."""

    no: int
    title: str
    title_at: At
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Phase:
    """A step of the plan in time; `ends_on` is None where it runs until the end of the activity or nothing is said."""

    no: int
    name: str
    name_at: At
    starts_on: date | None
    ends_on: date | None
    text: str
    start: int
    end: int
    activities: tuple[Activity, ...]


@dataclass(frozen=True)
class Part:
    """A stretch of the document and what it was understood as (see PART_NAMES)."""

    kind: str
    start: int
    end: int


PART_NAMES = {
    "front": "文件头",
    "heading": "标题",
    "introduction": "引言",
    "preamble": "总体要求",
    "task": "任务",
    "phase": "阶段",
    "safeguards": "组织保障",
    "table": "任务分解表",
    "not_understood": "未识别",
}


@dataclass(frozen=True)
class NotUnderstood:
    """A passage that could not be placed; a person decides."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """A plan as read. Every span indexes `text`; `parts` cover every character of it that is not blank."""

    text: str
    document: Document
    counts: Counts
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    phases: tuple[Phase, ...]
    not_understood: tuple[NotUnderstood, ...]
    parts: tuple[Part, ...]

    def as_dict(self) -> dict[str, Any]:
        """The reading as plain values in the published form of `fazhi plan read FILE --json`."""
        return {
            "text": self.text,
            "document": _document(self.document),
            "counts": {"first": self.counts.first, "second": self.counts.second, "third": self.counts.third},
            "sections": [{"no": section.no, "title": section.title} for section in self.sections],
            "tasks": [_task(task) for task in self.tasks],
            "phases": [_phase(phase) for phase in self.phases],
            "not_understood": [{"text": item.text, "start": item.start, "end": item.end} for item in self.not_understood],
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _document(document: Document) -> dict[str, str | None]:
    said = {name: getattr(document, name) for name in ("index_number", "issuer", "document_number", "title")}
    dated = {name: getattr(document, name) for name in ("signed_on", "published_on")}
    return {name: fact.value if fact else None for name, fact in said.items()} | {
        name: _iso(fact.value) if fact else None for name, fact in dated.items()
    }


def _task(task: Task) -> dict[str, Any]:
    return {
        "no": task.no,
        "title": task.title,
        "section": task.section,
        "text": task.text,
        "lead": [unit.name for unit in task.lead],
        "responsible": [unit.name for unit in task.responsible],
        "targets": _targets(task.targets),
        "start": task.start,
        "end": task.end,
    }


def _targets(targets: Iterable[Target]) -> list[dict[str, Any]]:
    """One row for each figure a task sets; where it sets the same of two things (task 18: 100 %), the further places stand in `also`.

    What must never happen is no figure; each such sentence has its own row.
    """
    rows: dict[tuple, dict[str, Any]] = {}
    for target in targets:
        place = {"text": target.text, "start": target.start, "end": target.end}
        figure = (target.operator, target.value, target.unit, target.start if target.operator == "none" else None)
        if figure in rows:
            rows[figure].setdefault("also", []).append(place)
        else:
            rows[figure] = {key: getattr(target, key) for key in ("text", "operator", "value", "unit", "start", "end")}
    return list(rows.values())


def _phase(phase: Phase) -> dict[str, Any]:
    return {
        "no": phase.no,
        "name": phase.name,
        "starts_on": _iso(phase.starts_on),
        "ends_on": _iso(phase.ends_on),
        "text": phase.text,
        "start": phase.start,
        "end": phase.end,
        "activities": [{"no": activity.no, "title": activity.title, "text": activity.text} for activity in phase.activities],
    }
