"""Keeping records: writing down, changing, moving, pausing, removing. Each lays the version before beside the row and is journalled."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from fazhi.engine.clocks import clocks_of
from fazhi.engine.lifecycle import lifecycle_of
from fazhi.engine.models import Pause
from fazhi.engine.register import Register, Source
from fazhi.journal.models import Verb
from fazhi.journal.write import Who, label_of, write
from fazhi.kit.days import CountRefused
from fazhi.people.actor import Actor, NotAllowed, Refused

from .moving import refusals
from .running import pausable, set_clocks
from .secrecy import marked


class Stale(Refused):
    """Somebody else changed the record in between."""

    status = 409


@transaction.atomic
def enter(record: Register, actor: Actor, *, source: Source = Source.TYPED, source_name: str = "") -> Register:
    """Write down a new record. Raises NotAllowed, Refused, ValidationError."""
    _allow(record, actor)
    record.source, record.source_name = source, source_name
    _sign(record, actor.who)
    record.since = timezone.now()
    _save(record)
    write(Verb.CREATED, record, f"登记了{record._meta.verbose_name}“{record}”", by=actor.who, units=[record.unit_id])
    return record


@transaction.atomic
def change(record: Register, values: Mapping[str, Any], actor: Actor, *, seen: int | None = None) -> Register:
    """Change fields of a record; `seen` is the version the person looked at. Raises NotAllowed, Refused, ValidationError."""
    held = _locked(record, actor, seen)
    before = _put(held, values)
    if not before:
        return held
    life = lifecycle_of(type(held))
    if life and life.name in before:
        raise Refused("环节不能直接修改。请用流转办理。")
    _allow(held, actor)  # the unit itself may have changed
    _keep(held, actor.who)
    after = {name: getattr(held, name) for name in before}
    write(Verb.CHANGED, held, f"修改了{held._meta.verbose_name}“{held}”", by=actor.who, units=[held.unit_id], before=before, after=after)
    return held


@transaction.atomic
def move(record: Register, to: str, actor: Actor, values: Mapping[str, Any] | None = None, *, seen: int | None = None) -> Register:
    """Move a record to a stage, filling what the stage needs. Raises Refused with every reason at once."""
    held = _locked(record, actor, seen)
    before = _put(held, values or {})
    if reasons := refusals(held, to, actor):
        raise Refused("".join(reasons))
    life = lifecycle_of(type(held))
    assert life is not None
    from_label, stage = life.stages[getattr(held, life.name)].label, life.stages[to]
    before[life.name] = from_label
    setattr(held, life.name, to)
    _keep(held, actor.who)
    after = {name: getattr(held, name) for name in before} | {life.name: stage.label}
    said = f"将{held._meta.verbose_name}“{held}”由“{from_label}”转为“{stage.label}”"
    write(Verb.MOVED, held, said, by=actor.who, units=[held.unit_id], before=before, after=after)
    return held


@transaction.atomic
def remove(record: Register, actor: Actor, why: str, *, seen: int | None = None) -> None:
    """Take a record out of the register. It stays in the history; a figure of an earlier day still counts it."""
    if not why.strip():
        raise Refused("请写明删除的原因：记录会从现有台账中移出，但仍保留在历史中。")
    held = _locked(record, actor, seen)
    held.until = timezone.now()
    held.save(update_fields=["until"])
    write(Verb.REMOVED, held, f"删除了{held._meta.verbose_name}“{held}”：{why.strip()}", by=actor.who, units=[held.unit_id])


@transaction.atomic
def pause(record: Register, clock: str, reason: str, since: date, actor: Actor, *, until: date | None = None, note: str = "") -> Register:
    """Stop a clock of the record for a reason the law knows. Raises NotAllowed, Refused."""
    held = _locked(record, actor, None)
    declared = clocks_of(type(held)).get(clock)
    reasons = pausable(declared, held) if declared else ()
    if declared is None or reason not in reasons:
        allowed = "、".join(reasons)
        raise Refused(f"“{reason}”不是这项时限可以停表的事由。" + (f"可以停表的事由：{allowed}。" if allowed else "这项时限不能停表。"))
    began = declared.began(held)
    first = timezone.localtime(began).date() if isinstance(began, datetime) else began
    if first is None or since < first:
        raise Refused("停表日早于起算日。请核对停表的日期。")
    if until is not None and until < since:
        raise Refused("恢复日早于停表日。请核对这两个日期。")
    _refuse_overlap(held, clock, since, until)
    made = Pause.objects.create(
        kind=held._meta.label_lower, object_id=held.pk, clock=clock, reason=reason, since=since, until=until, note=note.strip()[:300]
    )
    _keep(held, actor.who)
    said = f"对“{held}”的{label_of(held, clock)}停表：{reason}"
    write(Verb.CHANGED, held, said, by=actor.who, units=[held.unit_id], about=[made])
    return held


@transaction.atomic
def resume(record: Register, pause_id: int, on: date, actor: Actor) -> Register:
    """End a pause; the clock runs on from the next day. Raises NotAllowed, Refused."""
    held = _locked(record, actor, None)
    open_one = Pause.objects.select_for_update().filter(pk=pause_id, kind=held._meta.label_lower, object_id=held.pk, until=None).first()
    if open_one is None:
        raise Refused("这次停表已经恢复。请刷新页面查看。")
    if on < open_one.since:
        raise Refused("恢复日早于停表日。请核对恢复的日期。")
    open_one.until = on
    open_one.save(update_fields=["until"])
    _keep(held, actor.who)
    said = f"恢复了“{held}”的{label_of(held, open_one.clock)}"
    write(Verb.CHANGED, held, said, by=actor.who, units=[held.unit_id], about=[open_one])
    return held


def _refuse_overlap(held: Register, clock: str, since: date, until: date | None) -> None:
    for each in Pause.objects.filter(kind=held._meta.label_lower, object_id=held.pk, clock=clock):
        if each.until is None:
            raise Refused(f"这项时限自{each.since}起已经停表（{each.reason}）。请先恢复再停表。")
        if since < each.until and (until is None or until > each.since):
            raise Refused(f"与{each.since}至{each.until}的停表（{each.reason}）重叠。请核对日期。")


def lay_aside(rows: Iterable[Register], at: datetime) -> list[Register]:
    """Copies of rows as the database holds them, closed at `at`, not yet saved. The rows' own `since` becomes `at`."""
    copies = []
    for row in rows:
        old = copy(row)
        old.pk, old.of, old.until = None, row.pk, at
        old._state = copy(row._state)
        old._state.adding = True
        copies.append(old)
    return copies


def _locked(record: Register, actor: Actor, seen: int | None) -> Register:
    held = type(record).objects.select_for_update(of=("self",)).select_related("unit").filter(pk=record.record_id).first()
    if held is None:
        raise Stale("这条记录已被删除。请返回台账查看。")
    _allow(held, actor)
    if seen is not None and held.version != seen:
        raise Stale(f"{held.entered_by}刚刚改过这条记录。您填写的内容还在下面，请核对后再保存。")
    return held


def _keep(held: Register, who: Who) -> None:
    """Lay the stored version aside and save the changed one in its place, with its clocks set anew."""
    now = timezone.now()
    old = type(held).versions.get(pk=held.pk)
    type(held).versions.bulk_create(lay_aside([old], now))
    held.since, held.version = now, held.version + 1
    _sign(held, who)
    _save(held)


def _save(record: Register) -> None:
    record.business_key = record.made_key()
    try:
        set_clocks(record)
    except CountRefused as refused:
        raise Refused(str(refused)) from None
    record.full_clean(exclude=["business_key", "source", "since"], validate_constraints=False, validate_unique=False)
    check = getattr(record, "refuse", None)  # what a register refuses at once, beyond its fields
    if check and (reasons := check()):
        raise ValidationError(reasons)
    if reasons := [said for _, said in marked(record)]:
        raise Refused("".join(reasons))
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as clash:
        if "one_key" not in str(clash) and "business_key" not in str(clash):
            raise Refused("填写的内容互相矛盾，没有保存。请核对数量、金额和先后日期，改正后再保存。") from clash
        told = "、".join(label_of(record, name) for name in record.identity)
        raise Refused(f"已有一条{told}相同的{record._meta.verbose_name}。请核对编号；如是同一件事，请打开原记录修改。") from clash


def _put(held: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set the fields; gives what they were where they differ."""
    before = {}
    for name, value in values.items():
        old = getattr(held, name)
        if old != value:
            before[name] = old
            setattr(held, name, value)
    return before


def _sign(record: Register, who: Who) -> None:
    record.entered_by_id, record.entered_by = who.id, who.name


def _allow(record: Register, actor: Actor) -> None:
    if not record.may_write(actor, record.unit):
        raise NotAllowed(f"您不能填写{record.unit.short_name}的{record._meta.verbose_name}。请由该单位联络员、负责人或工作专班办理。")
