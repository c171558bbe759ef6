"""Trends: a metric month by month over two years, in one query; a standing shows the last ends of month instead."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncMonth

from fazhi.engine.metrics import Metric, Period, Pieces, covered
from fazhi.engine.register import Register
from fazhi.kit.days import add_months
from fazhi.kit.once import one_reading
from fazhi.people.models import Unit

from .figures import Figure
from .overview import coverage, members_of, obliged, overview, standing_rows, taken_from
from .periods import months_from

MONTHS, YEARS, ENDS = 24, 5, 6


@dataclass(frozen=True)
class Trend:
    """The figures of one metric in the order of time; `by` says what each point is: month, year, or the end of a month."""

    by: str
    points: list[Figure]

    @property
    def labels(self) -> list[str]:
        """2026-11, 2026, or 2026-10-31."""
        if self.by == "end":
            return [point.as_of.isoformat() for point in self.points]
        return [point.period.first.isoformat()[: 4 if self.by == "year" else 7] for point in self.points]

    @property
    def says(self) -> str:
        """What a reader has to know of the line."""
        if self.by == "end":
            return f"这是某一天的现有数，不分期间，没有按月趋势；下面是最近 {len(self.points)} 个月末台账当时的数。"
        return f"近 {len(self.points)} {'年' if self.by == 'year' else '个月'}，按每条记录自己的日期归入期间。"


@one_reading()
def trend(model: type[Register], metric: Metric, unit: Unit, day: date, rows: Q) -> Trend:
    """The 24 months up to the day, or five years where the metric counts by year; one query, percentiles included."""
    if not metric.over:
        return Trend("end", [_at_end(model, metric, unit, end, rows) for end in ends_of_months(day)])
    if isinstance(model._meta.get_field(metric.over), models.PositiveSmallIntegerField):
        years = [Period(date(year, 1, 1), date(year, 12, 31)) for year in range(day.year - YEARS + 1, day.year + 1)]
        span = metric.within(model, Period(years[0].first, years[-1].last))
        by_first = {date(each, 1, 1): pieces for each, pieces in _grouped(model, metric, unit, day, rows & span, F(metric.over)).items()}
        return Trend("year", _points(model, metric, unit, years, day, by_first))
    months = [months_from(add_months(day.replace(day=1), -back), 1) for back in range(MONTHS - 1, -1, -1)]
    span = metric.within(model, Period(months[0].first, months[-1].last))
    by_first = {_first(each): pieces for each, pieces in _grouped(model, metric, unit, day, rows & span, TruncMonth(metric.over)).items()}
    return Trend("month", _points(model, metric, unit, months, day, by_first))


def _grouped(model: type[Register], metric: Metric, unit: Unit, day: date, rows: Q, step: models.Expression | F) -> dict:
    """Step of time → pieces, over rows whose own date already lies in the whole span."""
    one = {metric.name: metric}
    asked = {f"p0m0_{piece}": aggregate for piece, aggregate in metric.measure.pieces(Q(), day).items()}
    held = standing_rows(model, [metric], day, rows).annotate(step=step)
    if not isinstance(metric.measure, covered):
        return {row["step"]: taken_from(one, row)[metric.name] for row in held.values("step").annotate(**asked)}
    below = obliged(metric.measure, members_of(unit, day), day)
    counts: dict = {}
    for row in held.values("step", "unit_id").annotate(**asked):
        counts.setdefault(row["step"], {})[row["unit_id"]] = row["p0m0_n"] or 0
    return {step: coverage(metric.measure, each, below) for step, each in counts.items()}


def _points(
    model: type[Register], metric: Metric, unit: Unit, periods: list[Period], day: date, by_first: dict[date, Pieces]
) -> list[Figure]:
    """A figure for each period; where nothing is there a coverage is still of all who must have it."""
    measure = metric.measure
    nothing = coverage(measure, {}, obliged(measure, members_of(unit, day), day)) if isinstance(measure, covered) else {}
    return [Figure(model.code, metric, unit.pk, each, day, by_first.get(each.first, nothing)) for each in periods]


def _at_end(model: type[Register], metric: Metric, unit: Unit, end: date, rows: Q) -> Figure:
    return overview(model, unit, Period(end, end), end, rows, only=[metric.name])[metric.name].figure


def _first(step: date) -> date:
    return date(step.year, step.month, 1)


def ends_of_months(day: date) -> list[date]:
    """The last days of the months before the day, and the day itself."""
    ends = [day]
    while len(ends) < ENDS:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]
