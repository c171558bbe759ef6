"""Aims: the target line of each metric, out of the campaign's confirmed plan and edition, else the statute's default."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from fazhi.engine.metrics import Metric
from fazhi.plan.models import Indicator
from fazhi.plan.models import Target as PlanTarget
from fazhi.records.targets import Aim, Stated, aim, stated_in

from .models import Campaign


@dataclass
class Aims:
    """What the campaign states, by metric: the indicators that a metric judges, and the plan's sentences behind them."""

    indicators: dict[str, list[Indicator]] = field(default_factory=dict)
    planned: dict[int, list[Stated]] = field(default_factory=dict)  # by the number of the second level
    campaign: Campaign | None = None

    def of(self, name: str, metric: Metric, day: date) -> Aim:
        """The line of the metric with this stable name."""
        judged = self.indicators.get(name, [])
        plan = [each for indicator in judged for each in self.planned.get(indicator.level2_no, [])]
        edition = [each for indicator in judged for each in stated_in(indicator.targets, f"{indicator.code}：{indicator.targets}")]
        return aim(metric, day, plan, edition)


def aims_of(campaign: Campaign | None) -> Aims:
    """Read once a page, in three queries."""
    if campaign is None:
        return Aims()
    indicators: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in campaign.edition.indicators.all():
        for name in indicator.metrics:
            indicators[name].append(indicator)
    planned: dict[int, list[Stated]] = defaultdict(list)
    for link in campaign.links.select_related("task").prefetch_related("task__targets"):
        planned[link.level2_no] += [
            stated for each in link.task.targets.all() if each.is_confirmed and (stated := _stated(link.task, each))
        ]
    return Aims(dict(indicators), dict(planned), campaign)


def _stated(task: Any, target: PlanTarget) -> Stated | None:
    """A target of the plan as a statement; “超过” and “低于” leave no number that would be reached and are left to people."""
    kinds = PlanTarget.Operator
    if target.operator in (kinds.MORE, kinds.LESS) or (target.value is None and target.operator != kinds.NONE):
        return None
    at_most = target.operator in (kinds.AT_MOST, kinds.NONE)
    value = Decimal(0) if target.operator == kinds.NONE else target.value
    return Stated(target.text, value or Decimal(0), target.unit, at_most, f"任务{task.no}：{target.text}")
