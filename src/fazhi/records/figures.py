"""Figures: the metrics of a register computed for units and areas, opened down to the row, and kept whole when they leave."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from fazhi.engine.conditions import at, parameters
from fazhi.engine.derived import annotated
from fazhi.engine.metrics import Metric, Period, Pieces, Target, covered, days, metrics_of
from fazhi.engine.register import Register, register
from fazhi.kit.digests import canonical
from fazhi.kit.once import one_reading
from fazhi.people.models import Unit

from .models import Published


@dataclass(frozen=True)
class Figure:
    """One metric for one unit (or area) in a period, as the register said on a day. Value None: 无此类事项."""

    code: str
    metric: Metric
    unit_id: int
    period: Period
    as_of: date
    pieces: Pieces = field(default_factory=dict)
    least_unit: int | None = None  # whose figure it is where the metric binds every unit by itself and an area is asked

    @property
    def value(self) -> Decimal | None:
        return self.metric.measure.value(self._pieces) if self._pieces else None

    @property
    def _pieces(self) -> Pieces:
        return self.pieces or self.metric.measure.nothing or {}

    def verdict(self, target: Target | None = None) -> str:
        """无此类事项, 达标, 未达标, 参考 (no target, or a fact that only reminds)."""
        target = target or self.metric.target
        if self.value is None:
            return "无此类事项"
        if target is None or not self.metric.judges:
            return "参考"
        return "达标" if target.met(self.value) else "未达标"

    def missing(self, target: Target | None = None) -> str:
        """还差 3 件，最迟 12月31日; empty when nothing is missing."""
        target = target or self.metric.target
        if target is None or self.value is None or not (lacking := self.metric.missing(self._pieces, target)):
            return ""
        measure = self.metric.measure
        unit = "个单位" if isinstance(measure, covered) else "件" if measure.unit == "%" else measure.unit
        if target.at_most:
            return f"超出 {lacking} {unit}"
        return f"还差 {lacking} {unit}，最迟 {self.period.last.month}月{self.period.last.day}日"


@one_reading()
def computed(
    model: type[Register], period: Period, day: date, *, where: Q | None = None, metrics: dict[str, Metric] | None = None
) -> dict[str, dict[int, Pieces]]:
    """Metric name → unit → pieces, for every metric of the register (or those named), in one grouped query."""
    metrics = metrics if metrics is not None else metrics_of(model)
    rows, asked = _asked(model, metrics, period, day, where)
    found: dict[str, dict[int, Pieces]] = {name: {} for name in metrics}
    for row in rows.values("unit_id").annotate(**asked):
        for name, pieces in _taken(metrics, row).items():
            if any(pieces.values()):
                found[name][row["unit_id"]] = pieces
    return found


def _asked(model: type[Register], metrics: dict[str, Metric], period: Period, day: date, where: Q | None) -> tuple[QuerySet, Pieces]:
    needed = set().union(set(), *(metric.measure.names() for metric in metrics.values()))
    rows = annotated(model.standing(day).filter(where or Q()), needed, day)
    asked = {
        f"m{number}_{piece}": aggregate
        for number, metric in enumerate(metrics.values())
        for piece, aggregate in metric.measure.pieces(metric.within(model, period), day).items()
    }
    return rows, asked


def _taken(metrics: dict[str, Metric], row: dict[str, Any]) -> dict[str, Pieces]:
    found: dict[str, Pieces] = {name: {} for name in metrics}
    for number, name in enumerate(metrics):
        found[name] = {key.partition("_")[2]: value for key, value in row.items() if key.startswith(f"m{number}_")}
    return found


@one_reading()
def for_area(
    model: type[Register],
    area: Unit,
    period: Period,
    day: date,
    known: dict[str, dict[int, Pieces]] | None = None,
    *,
    only: Metric | None = None,
) -> dict[str, Figure]:
    """Every metric of the register, or one alone, for a unit with all that lies below it."""
    metrics = {only.name: only} if only else metrics_of(model)
    known = known if known is not None else computed(model, period, day, where=Q(unit__path__startswith=area.path), metrics=metrics)
    below = set(Unit.objects.under(area).values_list("pk", flat=True))  # what a unit did counts also after it is gone
    standing = dict(Unit.objects.on(day).under(area).values_list("pk", "kind"))
    whole = _percentiles(model, metrics, area, period, day)
    figures = {}
    for name, metric in metrics.items():
        mine = {unit: pieces for unit, pieces in known[name].items() if unit in below}
        if isinstance(metric.measure, covered):
            pieces: Pieces = _coverage(metric.measure, mine, standing, day)
        else:
            pieces = whole.get(name) or _summed(mine.values())
        figures[name] = Figure(model.code, metric, area.pk, period, day, pieces)
    return figures


def _percentiles(model: type[Register], metrics: dict[str, Metric], area: Unit, period: Period, day: date) -> dict[str, Pieces]:
    """Percentiles do not add up: the area is asked for them itself."""
    wanted = {name: metric for name, metric in metrics.items() if isinstance(metric.measure, days)}
    if not wanted:
        return {}
    rows, asked = _asked(model, wanted, period, day, Q(unit__path__startswith=area.path))
    return _taken(wanted, rows.aggregate(**asked))


def _coverage(measure: covered, mine: dict[int, Pieces], standing: dict[int, str], day: date) -> Pieces:
    must = {pk for pk, kind in standing.items() if kind in measure.among}
    if measure.having:
        must &= set(register(measure.having).standing(day).values_list("unit_id", flat=True).distinct())
    have = {pk for pk in must if (mine.get(pk, {}).get("n") or 0) >= measure.least}
    return {"must": len(must), "have": len(have)}


def _summed(parts: Iterable[Pieces]) -> Pieces:
    made: Pieces = {}
    for pieces in parts:
        for name, value in pieces.items():
            made[name] = (made.get(name) or 0) + (value or 0)
    return made or {}


@dataclass(frozen=True)
class Opened:
    """A figure's rows: those counted, and those left out: `was_asked` ones for `why_not`, the others because nothing is asked of them."""

    figure: Figure
    counted: QuerySet
    left_out: QuerySet
    why_not: str


@one_reading()
def opened(model: type[Register], metric: Metric, unit: Unit, period: Period, day: date, *, seen: Q | None = None) -> Opened:
    """The rows behind a figure; `seen` narrows them to what the reader may see."""
    measure = metric.measure
    inside = Q(unit__path__startswith=unit.path) & metric.within(model, period)
    rows = annotated(model.standing(day), measure.names(), day).filter(inside & (seen or Q()))
    taken = measure.taken(rows, day)
    asked = Case(When(at(measure.asked(), day), then=Value(True)), default=Value(False)) if measure.asked() else Value(True)
    left = rows.exclude(pk__in=taken.values("pk")).annotate(was_asked=asked)
    figure = for_area(model, unit, period, day, only=metric)[metric.name]
    return Opened(figure, taken, left, measure.why_not())


@one_reading()
def publish(model: type[Register], metric: Metric, unit: Unit, period: Period, day: date, *, used_in: str, by: str) -> Published:
    """Keep a figure whole as it leaves the house, so that it stays reproducible after rows and formula changed."""
    shown = opened(model, metric, unit, period, day)
    rows = [[row.record_id, row.version] for row in shown.counted.only("pk", "of", "version").order_by("pk")]
    return Published.objects.create(
        metric=full_name(model, metric.name),
        unit=unit,
        first=period.first,
        last=period.last,
        as_of=day,
        value=shown.figure.value,
        pieces={name: float(value) if isinstance(value, Decimal) else value for name, value in shown.figure.pieces.items()},
        formula=metric.formula,
        formula_digest=metric.digest(),
        parameters=parameters(day),
        rows=rows,
        rows_digest=sha256(canonical(rows)).hexdigest(),
        used_in=used_in,
        made_by=by,
    )


def full_name(model: type[Register], name: str) -> str:
    """The stable name an edition uses: R34.share_answered_in_time."""
    return f"{model.code}.{name}"


def metric_named(name: str) -> tuple[type[Register], Metric]:
    """The register and metric of a stable name (R34.share_answered_in_time); raises KeyError."""
    code, _, own = name.partition(".")
    model = register(code)
    return model, metrics_of(model)[own]
