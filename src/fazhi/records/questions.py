"""Questions: signals and differences from what was declared, kept until a person answered and a person decided."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fazhi.engine.metrics import Metric, Period
from fazhi.engine.register import Register, registers
from fazhi.journal.models import Verb
from fazhi.journal.write import SYSTEM, write
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.models import Role, Unit
from fazhi.people.scope import reaches

from .figures import metric_named
from .models import Declared, Question
from .overview import overview, told
from .periods import said as period_said
from .signals import Signal, signals

State = Question.State
DECISIONS = (State.CHECKED, State.CONFIRMED, State.FALSE_ALARM)
GONE = "数据已改正或者不再出现，由系统消除。"
LONGEST = 500


class Stale(Refused):
    """Somebody else decided in between."""

    status = 409


def look_through(model: type[Register], day: date) -> int:
    """Look a register through for signals and keep what was found; gives how many questions are new or open again."""
    found = signals(model, day)
    with transaction.atomic():
        return _keep(model, found)


def _keep(model: type[Register], found: list[Signal]) -> int:
    """Known questions take what is said now; a decision stands until the rows it was about are others."""
    held = {
        (each.unit_id, each.kind, each.place): each
        for each in Question.objects.select_for_update().filter(register=model.code).exclude(kind=Question.Kind.CROSS_CHECK)
    }
    now, raised, changed = timezone.now(), [], []
    for signal in found:
        question = held.pop((signal.unit_id, signal.kind, signal.place), None)
        if question is None:
            question = Question(unit_id=signal.unit_id, register=model.code, kind=signal.kind, place=signal.place, found_at=now)
            raised.append(question)
        else:
            changed.append(question)
            if question.state != State.OPEN and (question.state == State.SETTLED or question.digest != signal.digest):
                question.state, question.found_at = State.OPEN, now
                raised.append(question)
        question.severity, question.reason, question.digest = signal.severity, signal.reason[:LONGEST], signal.digest
        question.rows, question.count = signal.rows, signal.count
    gone = [each for each in held.values() if each.state in (State.OPEN, State.CONFIRMED)]
    for question in gone:
        question.state, question.remark = State.SETTLED, question.remark or GONE
    Question.objects.bulk_create([each for each in raised if each.pk is None], batch_size=500)
    Question.objects.bulk_update(
        [*changed, *gone], ["severity", "reason", "digest", "rows", "count", "state", "found_at", "remark"], batch_size=100
    )
    _say(raised, f"在{model._meta.verbose_name}中发现数据疑点 {len(raised)} 条")
    _say(gone, f"消除了{model._meta.verbose_name}中不再出现的数据疑点 {len(gone)} 条")
    return len(raised)


def _say(questions: list[Question], said: str) -> None:
    if questions:
        write(Verb.CHANGED, questions[0], said, by=SYSTEM, about=questions, units={each.unit_id for each in questions})


def look_through_all(day: date) -> int:
    """Every register, and every declared number; each in a transaction of its own."""
    raised = sum(look_through(model, day) for model in registers().values())
    return raised + sum(bool(cross_check(declared, day)) for declared in Declared.objects.select_related("unit").iterator())


@transaction.atomic
def declare(actor: Actor, unit: Unit, metric: str, period: Period, value: Decimal, place: str, source: str) -> Declared:
    """Write down what a unit declared and hold it against the register at once. Raises NotAllowed, Refused."""
    if not actor.is_(Role.TASKFORCE, Role.LIAISON, Role.HEAD) or not reaches(actor, unit):
        raise NotAllowed(f"您不能登记{unit.short_name}的申报数。请由该单位联络员、分管领导或创建工作专班登记。")
    try:
        metric_named(metric)
    except KeyError:
        raise Refused("没有选择指标，或这个指标已不再计算。请从列表中选择。") from None
    if period.last < period.first:
        raise Refused("期间的结束日早于开始日。请核对两个日期。")
    if place not in Declared.Place.values or not source.strip():
        raise Refused("请选择数字来自哪里，并写明出处，如“2025年政府信息公开年度报告”。")
    facts: dict[str, Any] = {"unit": unit, "metric": metric, "first": period.first, "last": period.last, "place": place}
    entered = {"value": value, "source": source.strip()[:300], "entered_by": actor.who.name}
    made, fresh = Declared.objects.update_or_create(**facts, defaults=entered)
    verb, act = (Verb.CREATED, "登记") if fresh else (Verb.CHANGED, "更正")
    write(verb, made, f"{act}了{unit.short_name}在“{made.source}”中的申报数 {value.normalize():f}", by=actor.who, units=[unit.pk])
    cross_check(made, actor.today)
    return made


def cross_check(declared: Declared, day: date) -> Question | None:
    """Compare with the register; the open question where they differ, None where they agree."""
    try:
        model, metric = metric_named(declared.metric)
    except KeyError:  # the metric is no longer computed: nothing to hold against
        return None
    period = Period(declared.first, declared.last)
    rows = Q(unit__path__startswith=declared.unit.path)
    computed = overview(model, declared.unit, period, day, rows, only=[metric.name])[metric.name].figure.value
    with transaction.atomic():
        held = Question.objects.select_for_update().filter(declared=declared).first()
        if as_declared(metric, computed) == declared.value:
            _settle(held)
            return None
        return _differs(declared, model, metric, computed, held)


def as_declared(metric: Metric, value: Decimal | None) -> Decimal:
    """A computed value in the unit people declare it in: a share in hundredths, two decimals; nothing computed is nothing."""
    return round((value or Decimal(0)) * (100 if metric.measure.unit == "%" else 1), 2)


def _settle(held: Question | None) -> None:
    if held is not None and held.state in (State.OPEN, State.CONFIRMED):
        held.state, held.remark = State.SETTLED, held.remark or "台账与申报数已经一致，由系统消除。"
        held.save(update_fields=["state", "remark"])
        _say([held], "消除了与申报数的差异：两边已经一致")


def _differs(declared: Declared, model: type[Register], metric: Metric, computed: Decimal | None, held: Question | None) -> Question:
    scale = 100 if metric.measure.unit == "%" else 1
    own, gap = told(metric, declared.value / scale), told(metric, declared.value / scale - (computed or 0), signed=True)
    whose = f"{declared.unit.short_name}在{declared.get_place_display()}“{declared.source}”中申报"
    what = f"{period_said(Period(declared.first, declared.last))}“{metric.label}”为 {own}，台账计算为 {told(metric, computed)}"
    reason = f"{whose}{what}，申报数与台账相差 {gap}。请核对哪一边有误，写明原因。"
    place = f"{metric.name} {declared.first} {declared.last} {declared.place}"[:120]
    question = held or Question(unit=declared.unit, register=model.code, kind=Question.Kind.CROSS_CHECK, place=place, declared=declared)
    digest = sha256(f"{declared.value:f}|{computed}".encode()).hexdigest()
    if question.digest != digest or question.state == State.SETTLED:
        question.state, question.found_at = State.OPEN, timezone.now()
        question.severity, question.reason, question.digest = Question.Severity.MIDDLE, reason[:LONGEST], digest
        question.save()
        _say([question], f"发现{declared.unit.short_name}的“{metric.label}”与申报数不一致")
    return question


@transaction.atomic
def answer(actor: Actor, question: int, text: str) -> Question:
    """What the unit says to a question. Raises NotAllowed, Refused."""
    held = _held(actor, question)
    if not actor.is_(Role.LIAISON, Role.HEAD, Role.TASKFORCE) or not reaches(actor, held.unit):
        raise NotAllowed(f"您不能答复这条疑点。请由{held.unit.short_name}的联络员或分管领导说明。")
    held.answer, held.answered_by, held.answered_at = _needed(text, "说明"), actor.who.name, timezone.now()
    held.save(update_fields=["answer", "answered_by", "answered_at"])
    write(Verb.SUBMITTED, held, f"答复了数据疑点：{held.answer}", by=actor.who, units=[held.unit_id])
    return held


@transaction.atomic
def decide(actor: Actor, question: int, state: str, remark: str, *, seen: str = State.OPEN) -> Question:
    """A person's decision about a question; `seen` is the state the person looked at. Raises NotAllowed, Refused."""
    held = _held(actor, question)
    if not actor.is_(Role.TASKFORCE) or not reaches(actor, held.unit):
        raise NotAllowed("疑点由创建工作专班处理。您可以写明情况，由专班核实后作出处理。")
    if held.state != seen:
        raise Stale(f"{held.decided_by or '系统'}刚刚把这条疑点改为“{State(held.state).label}”。请核对后再处理。")
    if state not in DECISIONS:
        raise Refused("请选择处理结果：已核实、属实需整改或者误报。")
    before = State(held.state).label
    held.state, held.remark = state, _needed(remark, "处理意见")
    held.decided_by, held.decided_at = actor.who.name, timezone.now()
    held.save(update_fields=["state", "remark", "decided_by", "decided_at"])
    said = f"将数据疑点处理为“{State(state).label}”：{held.remark}"
    after = State(state).label
    write(Verb.CONFIRMED, held, said, by=actor.who, units=[held.unit_id], before={"state": before}, after={"state": after})
    return held


def _held(actor: Actor, question: int) -> Question:
    held = Question.visible_to(actor).select_related("unit").select_for_update(of=("self",)).filter(pk=question).first()
    if held is None:
        raise Refused("没有这条疑点，或不对您开放。请返回疑点清单查看。")
    return held


def _needed(text: str, label: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(f"请写明{label}，一句话即可。")
    if len(text) > LONGEST:
        raise Refused(f"{label}有 {len(text)} 个字，最多 {LONGEST} 个。请精简，或写进佐证材料。")
    return text
