"""Shapes: a figure as the pages show it, with its verdict in word, icon and colour, and a trend as a chart's data."""

from dataclasses import dataclass
from typing import Any

from fazhi.records.figures import Figure
from fazhi.records.overview import Line, line_said, told
from fazhi.records.targets import Aim
from fazhi.records.trends import Trend

VERDICTS = {"达标": "accepted", "未达标": "failed", "无此类事项": "not-applicable", "参考": "none"}  # verdict → state that looks so
SHORT = "未达标"


@dataclass(frozen=True)
class Shown:
    """One figure of a list or of the head of a page."""

    name: str
    figure: Figure
    aim: Aim
    change: str = ""

    @property
    def label(self) -> str:
        return self.figure.metric.label

    @property
    def value(self) -> str:
        return told(self.figure.metric, self.figure.value)

    @property
    def verdict(self) -> str:
        return self.figure.verdict(self.aim.target) if self.aim.target or self.figure.value is None else "参考"

    @property
    def state(self) -> str:
        return VERDICTS[self.verdict]

    @property
    def missing(self) -> str:
        return self.figure.missing(self.aim.target) if self.verdict == SHORT and self.aim.target else ""

    @property
    def line(self) -> str:
        return line_said(self.figure.metric, self.aim.target)


def shown(line: Line, aim: Aim) -> Shown:
    """A line of the overview with the target it is held to."""
    figure = line.figure
    change = told(figure.metric, line.change, signed=True) if line.change is not None else ""
    return Shown(full_name_of(figure), figure, aim, "持平" if line.change == 0 else change)


def full_name_of(figure: Figure) -> str:
    return f"{figure.code}.{figure.metric.name}"


def chart(trend: Trend, aim: Aim) -> dict[str, Any]:
    """What the chart's script draws: labels, values (null where there is no such matter), the target line, the unit."""
    metric = trend.points[-1].metric
    scale = 100 if metric.measure.unit == "%" else 1
    values = [None if point.value is None else round(float(point.value * scale), 2) for point in trend.points]
    target = None if aim.target is None else round(float(aim.target.value * scale), 2)
    return {
        "name": metric.label,
        "labels": trend.labels,
        "values": values,
        "target": target,
        "unit": metric.measure.unit,
        "bars": metric.measure.unit not in ("%", "天"),
    }


def table_of(trend: Trend) -> list[tuple[str, str]]:
    """The same as text, the newest first."""
    return [(label, told(point.metric, point.value)) for label, point in zip(trend.labels, trend.points, strict=True)][::-1]
