"""Overview: the metrics of a register for one unit or area in a period and the one before, in one query; and one metric for each unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from fazhi.engine.derived import annotated
from fazhi.engine.metrics import Binds, Metric, Period, Pieces, Target, covered, metrics_of
from fazhi.engine.register import Register, register
from fazhi.kit.once import one_reading
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.people.scope import in_reach, reaches

from .figures import Figure, opened

NOTHING = "无此类事项"


@dataclass(frozen=True)
class Line:
    """A metric's figure, and that of the like period before; a standing has none before."""

    figure: Figure
    before: Figure | None

    @property
    def change(self) -> Decimal | None:
        """By how much the figure rose; None where one of the two is no figure."""
        if self.before is None or self.figure.value is None or self.before.value is None:
            return None
        return self.figure.value - self.before.value


def inside(actor: Actor, unit: Unit) -> Q:
    """The rows a figure of `unit` is made of for this reader: the unit with all below it, as far as the reader's post reaches."""
    return Q(unit__path__startswith=unit.path) & in_reach(actor, "unit__path")


def reads_whole(actor: Actor, unit: Unit) -> bool:
    """Does the reader's post reach everything below the unit? The liaison of an area reads the area's own work alone."""
    return actor.oversees(unit) or (reaches(actor, unit) and not unit.is_area)


def units_within(actor: Actor, day: date) -> list[Unit]:
    """The units whose figures the actor may ask for, each after the one it lies in, the actor's own first."""
    if actor.unit is None or not reaches(actor, actor.unit):
        return []
    if not reads_whole(actor, actor.unit):
        return [actor.unit]
    found = list(Unit.objects.on(day).under(actor.unit).select_related("area"))
    order = {unit.pk: (unit.order, unit.pk) for unit in found}
    return sorted(found, key=lambda unit: [order.get(int(part), (0, 0)) for part in unit.path.strip("/").split("/")])


@one_reading()
def overview(
    model: type[Register],
    unit: Unit,
    period: Period,
    day: date,
    rows: Q,
    *,
    before: Period | None = None,
    only: Iterable[str] | None = None,
    members: dict[int, str] | None = None,
) -> dict[str, Line]:
    """Metric name → its line over the rows that meet `rows`, as the register said on `day`.

    One query for all metrics and both periods; one more where the register has metrics of coverage, for those go unit by unit.
    `members` are the units below, id → kind, read once by whoever asks for many registers.
    """
    metrics = {name: metric for name, metric in metrics_of(model).items() if only is None or name in only}
    periods = [period] + ([before] if before else [])
    spread = {name for name, metric in metrics.items() if isinstance(metric.measure, covered)}
    found = _together(model, {name: each for name, each in metrics.items() if name not in spread}, periods, day, rows)
    if spread:
        below = members if members is not None else members_of(unit, day)
        found |= _coverages(model, {name: metrics[name] for name in spread}, periods, day, rows, below)
    lines = {}
    for name, metric in metrics.items():
        made = [Figure(model.code, metric, unit.pk, of, day, found[name][number]) for number, of in enumerate(periods)]
        lines[name] = Line(made[0], made[1] if before and metric.over else None)
    return lines


def members_of(unit: Unit, day: date) -> dict[int, str]:
    """The units that stood below on that day, itself included: id → kind."""
    return dict(Unit.objects.on(day).under(unit).values_list("pk", "kind"))


def asked_of(model: type[Register], metrics: dict[str, Metric], periods: list[Period], day: date) -> Pieces:
    """The aggregates of the metrics in the periods; `taken_from` reads the answer."""
    return {
        f"p{at}m{number}_{piece}": aggregate
        for at, period in enumerate(periods)
        for number, metric in enumerate(metrics.values())
        for piece, aggregate in metric.measure.pieces(metric.within(model, period), day).items()
    }


def taken_from(metrics: dict[str, Metric], row: dict[str, Any], at: int = 0) -> dict[str, Pieces]:
    """Metric name → pieces out of one row of the answer."""
    found: dict[str, Pieces] = {}
    for number, name in enumerate(metrics):
        mark = f"p{at}m{number}_"
        found[name] = {key.removeprefix(mark): value for key, value in row.items() if key.startswith(mark)}
    return found


def standing_rows(model: type[Register], metrics: Iterable[Metric], day: date, rows: Q) -> QuerySet:
    """The rows as they stood, with the columns of other registers that the metrics ask about."""
    needed = set().union(set(), *(metric.measure.names() for metric in metrics))
    return annotated(model.standing(day).filter(rows), needed, day)


def _together(model: type[Register], metrics: dict[str, Metric], periods: list[Period], day: date, rows: Q) -> dict[str, list[Pieces]]:
    if not metrics:
        return {}
    # grouped by a constant and not aggregate(): that would wrap the columns of other registers in a query of their own
    together = standing_rows(model, metrics.values(), day, rows).annotate(every=Value(1)).values("every")
    row: Pieces = next(iter(together.annotate(**asked_of(model, metrics, periods, day))), {})
    each = [taken_from(metrics, row, at) for at in range(len(periods))]
    return {name: [pieces[name] for pieces in each] for name in metrics}


def _coverages(
    model: type[Register], metrics: dict[str, Metric], periods: list[Period], day: date, rows: Q, below: dict[int, str]
) -> dict[str, list[Pieces]]:
    asked = asked_of(model, metrics, periods, day)
    counted = list(standing_rows(model, metrics.values(), day, rows).values("unit_id").annotate(**asked))
    found: dict[str, list[Pieces]] = {name: [] for name in metrics}
    measures = {name: metric.measure for name, metric in metrics.items() if isinstance(metric.measure, covered)}
    must = {name: obliged(measure, below, day) for name, measure in measures.items()}
    for at in range(len(periods)):
        taken = {row["unit_id"]: taken_from(metrics, row, at) for row in counted}
        for name, measure in measures.items():
            counts = {unit: pieces[name].get("n") or 0 for unit, pieces in taken.items()}
            found[name].append(coverage(measure, counts, must[name]))
    return found


def coverage(measure: covered, counts: dict[int, int], below: dict[int, str]) -> Pieces:
    """The pieces of a coverage: how many units must have rows, how many have enough."""
    must = [pk for pk, kind in below.items() if kind in measure.among]
    return {"must": len(must), "have": sum(1 for pk in must if counts.get(pk, 0) >= measure.least)}


def obliged(measure: covered, below: dict[int, str], day: date) -> dict[int, str]:
    """Those of the units that a coverage speaks of: all, or those with a record in the register it names."""
    if not measure.having:
        return below
    having = set(register(measure.having).standing(day).values_list("unit_id", flat=True).distinct())
    return {pk: kind for pk, kind in below.items() if pk in having}


@one_reading()
def by_unit(model: type[Register], metric: Metric, area: Unit, period: Period, day: date, rows: Q) -> list[tuple[Unit, Figure]]:
    """The metric for each unit that has rows (each county with all below it, where it binds counties), the worst first."""
    spread, by_county = isinstance(metric.measure, covered), metric.binds == Binds.COUNTY
    key = "unit__area_id" if by_county and not spread else "unit_id"
    one = {metric.name: metric}
    found = standing_rows(model, [metric], day, rows).values(key).annotate(**asked_of(model, one, [period], day))
    pieces = {row[key]: taken_from(one, row)[metric.name] for row in found}
    if spread:
        pieces = _coverage_of_each(metric, pieces, area, day, by_county)
    units = Unit.objects.in_bulk(pieces)
    made = [(units[pk], Figure(model.code, metric, pk, period, day, held)) for pk, held in pieces.items() if pk in units]
    worst = -1 if metric.target and metric.target.at_most else 1
    shown = [(worst * value, unit, figure) for unit, figure in made if (value := figure.value) is not None]
    return [(unit, figure) for _, unit, figure in sorted(shown, key=lambda each: (each[0], each[1].order, each[1].pk))]


def _coverage_of_each(metric: Metric, pieces: dict[int, Pieces], area: Unit, day: date, by_county: bool) -> dict[int, Pieces]:
    """Coverage unit by unit is 有 or 没有; for counties it is the share of the units that lie in each."""
    measure: Any = metric.measure
    counts = {pk: each.get("n") or 0 for pk, each in pieces.items()}
    must: dict[int, dict[int, str]] = {}
    units = {pk: (kind, county) for pk, kind, county in Unit.objects.on(day).under(area).values_list("pk", "kind", "area_id")}
    for pk, kind in obliged(measure, {pk: kind for pk, (kind, _) in units.items() if kind in measure.among}, day).items():
        must.setdefault(units[pk][1] if by_county else pk, {})[pk] = kind
    return {pk: coverage(measure, counts, below) for pk, below in must.items()}


@dataclass(frozen=True)
class Moves:
    """The rows that a figure counts today and did not a month ago, and the other way round."""

    since: date
    entered: QuerySet
    left: QuerySet


@one_reading()
def moves(model: type[Register], metric: Metric, unit: Unit, period: Period, day: date, rows: Q, since: date) -> Moves:
    """What entered and what left the counted rows between the evenings of two days."""
    now, then = (
        opened(model, metric, unit, period, each, seen=rows).counted.annotate(record=Coalesce("of", "pk", output_field=BigIntegerField()))
        for each in (day, since)
    )
    entered = now.exclude(record__in=then.values("record")).order_by(F("since").desc(), "-pk")
    return Moves(since, entered, then.exclude(record__in=now.values("record")).order_by("-pk"))


def standing_ids(model: type[Register], day: date, records: list[int]) -> set[int]:
    """Which of the records stood in the register on that evening."""
    rows = model.standing(day).filter(Q(pk__in=records) | Q(of__in=records))
    return {of or pk for pk, of in rows.values_list("pk", "of")}


def month_before(day: date) -> date:
    """The evening of the month before on the same day, or on its last one."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def told(metric: Metric, value: Decimal | None, *, signed: bool = False) -> str:
    """A value as people say it: 97.5%, 12 件, 18 天; with its sign where it is a change."""
    if value is None:
        return NOTHING
    is_share = metric.measure.unit == "%"
    number = f"{value * 100 if is_share else value:{'+' if signed else ''},.2f}".rstrip("0").rstrip(".")
    unit = "个百分点" if is_share and signed else metric.measure.unit
    return f"{number}{'' if unit == '%' else ' '}{unit}"


def line_said(metric: Metric, target: Target | None) -> str:
    """A target in words: ≥ 100%, ≤ 0 件."""
    return f"{'≤' if target.at_most else '≥'} {told(metric, target.value)}" if target else "—"
