"""Signals: what in the rows of a register looks odd — reversed dates, round batches, a unit far from its like. Never a verdict."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from statistics import fmean, median

from django.db import models
from django.db.models import Count, DateField, DateTimeField, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate, TruncMinute

from fazhi.engine.clocks import Clock, clocks_of
from fazhi.engine.lifecycle import lifecycle_of
from fazhi.engine.metrics import Metric, Period, Pieces, days, metrics_of, ratio, share
from fazhi.engine.register import Register
from fazhi.engine.rules import broken, rules_of
from fazhi.journal.write import label_of
from fazhi.kit.days import add_months
from fazhi.kit.digests import canonical
from fazhi.kit.once import one_reading
from fazhi.people.models import Unit

from .figures import computed
from .models import Question
from .overview import told

Kind = Question.Kind
Severity = Question.Severity
BATCH = 20  # records of one unit written down in the same minute with the same date
LEAST_ROWS, LEAST_UNITS = 5, 5  # below these a unit, or a group of units, says nothing about its like
FAR = 3.5  # modified z-score from which a value is far off (Iglewicz, Hoaglin, 1993)
LEAST_APART = {"%": 0.1, "天": 5.0}  # what differs less is no question, however alike the others are
ROWS_KEPT = 200
ACCEPTED, DECIDED = ("受理", "立案"), ("决定", "裁决", "结案", "办结", "审结")


@dataclass
class Signal:
    """One thing to look at in one unit's rows; `place` tells it from others of its kind."""

    unit_id: int
    kind: Kind
    severity: Severity
    place: str
    reason: str
    rows: list[int] = field(default_factory=list)
    count: int = 0
    sign: str = ""  # what a decision about it holds for, where it is not the rows themselves

    @property
    def digest(self) -> str:
        """While this stays the same, what a person decided stays decided."""
        return sha256(canonical([self.sign, self.rows, 0 if self.sign else self.count])).hexdigest()


@one_reading()
def signals(model: type[Register], day: date) -> list[Signal]:
    """Everything odd in a register on that day."""
    return [*_reversed_stages(model, day), *_reversed_clocks(model), *_decided_early(model), *_batches(model), *_far_off(model, day)]


def _of_rows(rows: QuerySet, kind: Kind, severity: Severity, place: str, says: str) -> Iterator[Signal]:
    """One signal a unit over rows that are odd in the same way."""
    held: dict[int, list[int]] = defaultdict(list)
    for unit_id, pk in rows.order_by("pk").values_list("unit_id", "pk"):
        held[unit_id].append(pk)
    for unit_id, ids in held.items():
        yield Signal(unit_id, kind, severity, place, f"{len(ids)} 条记录{says}", ids[:ROWS_KEPT], len(ids))


def _reversed_stages(model: type[Register], day: date) -> Iterator[Signal]:
    rule = rules_of(model).get("stages_in_order")
    if rule is not None:
        says = "的后一环节日期早于前一环节。请核对日期；确属程序倒置的，说明情况。"
        yield from _of_rows(broken(model.standing(), rule, day), Kind.ORDER, Severity.HIGH, rule.name, says)


def _reversed_clocks(model: type[Register]) -> Iterator[Signal]:
    """The act that stops a clock is dated before the event that starts it."""
    for name, clock in clocks_of(model).items():
        starts = [each for each in clock.start if _is_date(model, each)]
        if not starts or any(limit.before for limit in clock.limits) or not _is_date(model, clock.stop):
            continue
        began = Coalesce(*(_day(model, each) for each in starts)) if len(starts) > 1 else _day(model, starts[0])
        rows = model.standing().annotate(began=began, stopped=_day(model, clock.stop)).filter(_runs(clock), stopped__lt=F("began"))
        says = f"的“{label_of(model, clock.stop)}”早于起算的日期（{clock.verbose_name}）。请核对这两个日期。"
        yield from _of_rows(rows, Kind.CLOCK, Severity.HIGH, name, says)


def _runs(clock: Clock) -> Q:
    return Q(**{f"{name}__in": values for name, values in clock.when.items()})


def _decided_early(model: type[Register]) -> Iterator[Signal]:
    """By the names of the date fields: what is called a decision lies before what is called an acceptance."""
    life = lifecycle_of(model)
    known = {(one.on, life.stages[key].on) for one in life.stages.values() for key in one.then} if life else set()
    known |= {(each, clock.stop) for clock in clocks_of(model).values() for each in clock.start}
    dates = [each.name for each in model.own_fields() if _is_date(model, each.name) and not isinstance(each, Clock)]
    pairs = [
        (first, then)
        for first in dates
        if label_of(model, first).startswith(ACCEPTED)
        for then in dates
        if label_of(model, then).startswith(DECIDED) and first != then and (first, then) not in known
    ]
    for first, then in pairs:
        rows = model.standing().annotate(accepted=_day(model, first), decided=_day(model, then)).filter(decided__lt=F("accepted"))
        says = f"的“{label_of(model, then)}”早于“{label_of(model, first)}”。请核对日期，或说明是否先办后补。"
        yield from _of_rows(rows, Kind.DECISION, Severity.HIGH, f"{first}-{then}", says)


def _batches(model: type[Register]) -> Iterator[Signal]:
    """Twenty and more records written down in one minute with one date; all dates of a unit on the first of a month."""
    name = main_date(model)
    if not name:
        return
    label = label_of(model, name)
    rows = model.standing().annotate(on=_day(model, name)).filter(on__isnull=False)
    together = rows.filter(version=1).annotate(minute=TruncMinute("since")).values("unit_id", "minute", "on").annotate(n=Count("pk"))
    for each in together.filter(n__gte=BATCH).order_by("unit_id", "minute", "on"):
        alike = rows.filter(version=1, unit_id=each["unit_id"], on=each["on"])
        alike = alike.filter(since__gte=each["minute"], since__lt=each["minute"] + timedelta(minutes=1)).order_by("pk")
        reason = f"同一分钟登记了 {each['n']} 条记录，“{label}”都是 {each['on']}。请核对是否为补录，日期是否真实。"
        place = f"{each['on']:%Y%m%d}-{each['minute']:%Y%m%d%H%M}"
        ids = list(alike.values_list("pk", flat=True)[:ROWS_KEPT])
        yield Signal(each["unit_id"], Kind.SAME_MINUTE, Severity.LOW, place, reason, ids, each["n"])
    firsts = rows.values("unit_id").annotate(n=Count("pk"), firsts=Count("pk", filter=Q(on__day=1)))
    for one in firsts.filter(n__gte=BATCH, firsts=F("n")).order_by("unit_id"):
        ids = list(rows.filter(unit_id=one["unit_id"]).order_by("pk").values_list("pk", flat=True)[:ROWS_KEPT])
        reason = f"{one['n']} 条记录的“{label}”全部是某月1日。请核对是否只知道月份、按1日填写。"
        yield Signal(one["unit_id"], Kind.FIRST_DAYS, Severity.MIDDLE, name, reason, ids, one["n"])


def main_date(model: type[Register]) -> str:
    """The date that places a record in a period: the one most metrics count over, else the first date of the register."""
    over = [each.over for each in metrics_of(model).values() if each.over and _is_date(model, each.over)]
    own = [name for name in over if not isinstance(model._meta.get_field(name), Clock)]
    every = [each.name for each in model.own_fields() if _is_date(model, each.name) and not isinstance(each, Clock)]
    return max(own, key=own.count) if own else (every[0] if every else "")


def _far_off(model: type[Register], day: date) -> Iterator[Signal]:
    """Shares, averages and spans of days of the last twelve months, unit against units of the same kind."""
    period = Period(add_months(day, -12), day)
    known = computed(model, period, day)
    kinds = dict(Unit.objects.filter(pk__in={pk for each in known.values() for pk in each}).values_list("pk", "kind"))
    for name, metric in metrics_of(model).items():
        measure = metric.measure
        if not isinstance(measure, share | days | ratio) or (isinstance(measure, ratio) and measure.over):
            continue  # the divisor of the last kind is a sum, which says nothing of how many rows there are
        alike: dict[str, dict[int, float]] = defaultdict(dict)
        for unit_id, pieces in known[name].items():
            if _rows_in(pieces) >= LEAST_ROWS and (value := measure.value(pieces)) is not None:
                alike[kinds[unit_id]][unit_id] = float(value)
        for values in alike.values():
            yield from _apart(metric, values, known[name])


def _rows_in(pieces: Pieces) -> float:
    return pieces.get("d") or 0


def _apart(metric: Metric, values: dict[int, float], known: dict[int, Pieces]) -> Iterator[Signal]:
    if len(values) < LEAST_UNITS:
        return
    middle, least = median(values.values()), LEAST_APART.get(metric.measure.unit, 0.0)
    for unit_id, score in scores(values).items():
        if abs(score) < FAR or abs(values[unit_id] - middle) < least:
            continue
        mine, others = _said(metric, values[unit_id]), _said(metric, middle)
        reason = (
            f"近12个月“{metric.label}”为 {mine}，{len(values)} 个同类单位的中位数是 {others}"
            f"（稳健偏离值 {score:.1f}，绝对值超过 {FAR} 提示）。请核对口径和数据，或说明原因。"
        )
        sign = f"{'高' if score > 0 else '低'}于同类"
        yield Signal(unit_id, Kind.OUTLIER, Severity.LOW, metric.name, reason, [], int(_rows_in(known[unit_id])), sign)


def scores(values: dict[int, float]) -> dict[int, float]:
    """Key → modified z-score: distance from the median in units of the median absolute deviation.

    Where more than half of the values are equal that deviation is 0, and the mean absolute deviation takes its place.
    """
    middle = median(values.values())
    spread = median(abs(each - middle) for each in values.values())
    scale = spread / 0.6745 if spread else fmean(abs(each - middle) for each in values.values()) * 1.2533
    return {key: (each - middle) / scale if scale else 0.0 for key, each in values.items()}


def _said(metric: Metric, value: float) -> str:
    return told(metric, Decimal(str(value)))


def _is_date(model: type[Register], name: str) -> bool:
    return isinstance(model._meta.get_field(name), DateField)


def _day(model: type[Register], name: str) -> models.Expression | F:
    return TruncDate(name) if isinstance(model._meta.get_field(name), DateTimeField) else F(name)
