"""Importing a plan: the document is kept, read, saved with the places of all it says, and the units it names are looked up."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from fazhi.evidence.kinds import DOC, DOCX, PDF, TXT
from fazhi.evidence.store import put
from fazhi.journal.write import Verb, write
from fazhi.kit.files import safe_name
from fazhi.people.actor import Actor
from fazhi.people.models import CollectiveName, Unit
from fazhi.people.names import Names

from . import reader
from .models import Leftover, Mention, Plan, PlanActivity, PlanPhase, PlanSection, PlanTask, Target
from .reader.reading import Reading, Task
from .refusal import Refused, must_run

COLLECTIVE_SIGNS = ("各", "有关", "相关", "县区", "县（区）", "乡镇", "市直", "部门单位", "成员单位", "镇街")


@dataclass(frozen=True)
class Unknown:
    """A name in a plan that nobody knows yet: where it stands, what it may mean, and whether it looks like a collective name."""

    name: str
    tasks: tuple[int, ...]
    candidates: tuple[Any, ...]
    is_collective: bool


@transaction.atomic
def import_plan(
    actor: Actor, unit: Unit, name: str = "", data: bytes | None = None, text: str | None = None, reading: Reading | None = None
) -> Plan:
    """Keep and read the plan of `unit`, from a file (`data`) or from pasted `text`; a draft until a person confirms it.

    `reading` spares reading again what a preview has read. Raises NotAPlan where the document is no plan, Refused where nothing is given.
    """
    must_run(actor, unit, "导入创建方案")
    if not data and not (text or "").strip():
        raise Refused("没有收到方案内容：文件是空的，也没有粘贴文字。请选择方案文件，或把方案全文粘贴进来。")
    read = reading or (reader.read_file(name, data) if data else reader.read(text or ""))
    plan = _saved(unit, name, read)
    if data:
        plan.source = put(data, media_type_of(data))
        plan.save(update_fields=("source",))
    tasks = _save_tasks(plan, read)
    _save_phases(plan, read)
    Leftover.objects.bulk_create(
        Leftover(plan=plan, text=passage.text, start=passage.start, end=passage.end) for passage in read.not_understood
    )
    _look_up(plan, tasks, Names(unit.area or unit, actor.today), actor)
    count = len(unknown_names(plan, actor))
    said = f"导入了创建方案，读出 {len(read.tasks)} 项任务、{len(read.phases)} 个阶段" + (f"，有 {count} 个单位名称待认定" if count else "")
    write(Verb.IMPORTED, plan, said, by=actor.who, units=[unit.pk])
    return plan


def media_type_of(data: bytes) -> str:
    """Of a document the reader could read, judged by its content. A plan may be a saved web page, which is no kind of evidence."""
    if data.startswith(b"PK"):
        return DOCX.media_type
    if b"%PDF-" in data[:1024]:
        return PDF.media_type
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return DOC.media_type
    head = data[:2048].replace(b"\x00", b"").lower()
    return "text/html" if b"<html" in head or b"<!doctype html" in head or b"<body" in head else TXT.media_type


def _saved(unit: Unit, name: str, read: Reading) -> Plan:
    facts = read.document
    said = {
        field: fact.value[: _most(field)]
        for field in ("title", "index_number", "issuer", "document_number")
        if (fact := getattr(facts, field))
    }
    dates = {field: fact.value for field in ("signed_on", "published_on") if (fact := getattr(facts, field))}
    counts = {field: getattr(read.counts, field) for field in ("first", "second", "third")}
    return Plan.objects.create(
        unit=unit, source_name=safe_name(name, max_bytes=255) if name else "", text=read.text, **said, **dates, **counts
    )


def _most(field: str) -> int:
    return getattr(Plan._meta.get_field(field), "max_length", None) or 0


def _save_tasks(plan: Plan, read: Reading) -> list[PlanTask]:
    sections = PlanSection.objects.bulk_create(
        PlanSection(plan=plan, no=section.no, title=section.title[:100], start=section.start, end=section.end) for section in read.sections
    )
    by_no = {section.no: section for section in sections}
    tasks = PlanTask.objects.bulk_create(
        PlanTask(
            plan=plan,
            section=by_no.get(task.section) if task.section is not None else None,
            no=task.no,
            title=task.title[:200],
            text=task.text,
            sentences=[[sentence.start, sentence.end] for sentence in task.sentences],
            due_on=task.due_on,
            start=task.start,
            end=task.end,
        )
        for task in read.tasks
    )
    pairs = list(zip(tasks, read.tasks, strict=True))
    Mention.objects.bulk_create(mention for saved, task in pairs for mention in _mentions(saved, task))
    Target.objects.bulk_create(target for saved, task in pairs for target in _targets(saved, task))
    return tasks


def _mentions(saved: PlanTask, task: Task) -> Iterable[Mention]:
    for role, named in ((Mention.Role.LEAD, task.lead), (Mention.Role.RESPONSIBLE, task.responsible)):
        for order, unit in enumerate(named):
            yield Mention(task=saved, role=role, order=order, name=unit.name[:100], start=unit.start, end=unit.end)


def _targets(saved: PlanTask, task: Task) -> Iterable[Target]:
    for target in task.targets:
        yield Target(
            task=saved,
            text=target.text,
            subject=target.subject[:300],
            operator=target.operator,
            value=None if target.operator == Target.Operator.NONE else Decimal(str(target.value)),
            unit=target.unit[:20],
            per=target.per[:20],
            start=target.start,
            end=target.end,
        )


def _save_phases(plan: Plan, read: Reading) -> None:
    phases = PlanPhase.objects.bulk_create(
        PlanPhase(
            plan=plan,
            no=phase.no,
            name=phase.name[:50],
            starts_on=phase.starts_on,
            ends_on=phase.ends_on if phase.starts_on is None or phase.ends_on is None or phase.ends_on >= phase.starts_on else None,
            text=phase.text,
            start=phase.start,
            end=phase.end,
        )
        for phase in read.phases
    )
    PlanActivity.objects.bulk_create(
        PlanActivity(phase=saved, no=activity.no, title=activity.title[:100], text=activity.text, start=activity.start, end=activity.end)
        for saved, phase in zip(phases, read.phases, strict=True)
        for activity in phase.activities
    )


def _look_up(plan: Plan, tasks: list[PlanTask], names: Names, actor: Actor) -> None:
    """Give each mention its unit or collective name, and a collective name the members that its expansion of today says."""
    mentions = list(Mention.objects.filter(task__in=tasks))
    found = {name: names.find(name) for name in dict.fromkeys(mention.name for mention in mentions)}
    members: dict[int, list[Unit]] = {}
    rows = []
    for mention in mentions:
        meant = found[mention.name]
        if isinstance(meant, Unit):
            mention.unit = meant
        elif isinstance(meant, CollectiveName):
            mention.collective = meant
            if meant.pk not in members:
                expansion = meant.expansion_on(actor.today)
                members[meant.pk] = list(expansion.units.on(actor.today)) if expansion else []
            rows += [Mention.members.through(mention_id=mention.pk, unit_id=unit.pk) for unit in members[meant.pk]]
    Mention.objects.bulk_update(mentions, ("unit", "collective"), batch_size=500)
    Mention.members.through.objects.bulk_create(rows, batch_size=500)


def unknown_names(plan: Plan, actor: Actor) -> list[Unknown]:
    """The names in the plan that nobody knows, each once, in the order of the plan, with what they may mean."""
    where: dict[str, list[int]] = defaultdict(list)
    unresolved = Mention.objects.filter(task__plan=plan, unit=None, collective=None).order_by("task__no", "start", "id")
    for name, no in unresolved.values_list("name", "task__no"):
        where[name].append(no)
    names = Names(plan.unit.area or plan.unit, actor.today) if where else None
    return [
        Unknown(name, tuple(dict.fromkeys(tasks)), tuple(names.candidates(name)) if names else (), looks_collective(name))
        for name, tasks in where.items()
    ]


def looks_collective(name: str) -> bool:
    """Does the name stand for many units? Then a missing collective name is suggested instead of a missing unit."""
    return any(sign in name for sign in COLLECTIVE_SIGNS)
