"""Targets: which line a figure is held to, and where it comes from: the confirmed plan, else the edition, else the statute's default.

What a plan or an edition states is text about a subject; it is taken for a metric only where the words and the kind of number agree.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fazhi.engine.metrics import Metric, Target, never

LEAST_COMMON = 3  # characters that a plan's sentence must share with the metric's name; two for an edition's short clause
CLAUSE = re.compile(
    r"^(?P<words>.*?)(?:均|各)?为?(?P<sign>≥|≤|不低于|不少于|不高于|不超过|达到)?(?P<number>\d+(?:\.\d+)?)(?P<unit>%|％|\D{0,6})?$"
)
COUNTED = ("", "件", "次", "项", "起", "个", "人", "名", "人次", "家", "场")
AT_MOST, AT_LEAST = ("≤", "不高于", "不超过"), ("≥", "不低于", "不少于", "达到")


@dataclass(frozen=True)
class Stated:
    """A target as a document states it: about what, the number in the document's own unit, and where it stands."""

    words: str
    value: Decimal
    unit: str
    at_most: bool
    source: str

    @property
    def is_share(self) -> bool:
        return self.unit in ("%", "％")


@dataclass(frozen=True)
class Aim:
    """The line a figure is held to, in which way it was found: 创建方案, 指标体系, 算法默认 or nothing."""

    target: Target | None
    level: str
    source: str


def stated_in(text: str, source: str) -> list[Stated]:
    """The measurable clauses of an edition's target: “按期办结100%；超期0件”. What is no number is passed over."""
    found = []
    for clause in re.split(r"[；;，,]", re.sub(r"（[^）]*）|\s", "", text)):
        read = CLAUSE.match(clause.removesuffix("/年"))
        if read:
            value, unit = Decimal(read["number"]), read["unit"] or ""
            least = read["sign"] in AT_LEAST
            found.append(Stated(read["words"], value, unit, read["sign"] in AT_MOST or (value == 0 and not least), source))
    return found


def aim(metric: Metric, day: date, plan: Iterable[Stated] = (), edition: Iterable[Stated] = ()) -> Aim:
    """The plan's line where it has one for this metric, else the edition's, else the metric's own if it is in force on `day`."""
    for level, stated, least in (("创建方案", plan, LEAST_COMMON), ("指标体系", edition, 2)):
        if best := _best(metric, stated, least):
            return Aim(target_of(metric, best), level, best.source)
    own = metric.target
    if own is None or (own.since and day < own.since) or (own.until and day >= own.until):
        return Aim(None, "", "")
    return Aim(own, "算法默认", own.basis or metric.basis)


def target_of(metric: Metric, stated: Stated) -> Target:
    """The stated number in the metric's own measure."""
    value = stated.value / 100 if stated.is_share else stated.value
    return Target(value, stated.at_most, stated.source)


def _best(metric: Metric, stated: Iterable[Stated], least: int) -> Stated | None:
    """The statement that shares most with the metric's name; where two share as much it is not clear which, and none is taken."""
    rated = [(_likeness(metric, each, least), each) for each in stated if fits(metric, each)]
    fitting = sorted((pair for pair in rated if pair[0]), key=lambda pair: -pair[0])
    if not fitting:
        return None
    most, first = fitting[0]
    differs = any(
        likeness == most and (each.value, each.unit, each.at_most) != (first.value, first.unit, first.at_most) for likeness, each in fitting
    )
    return None if differs else first


def _likeness(metric: Metric, stated: Stated, least: int) -> int:
    """How much the words agree, 0 where too little. A plan's sentence must name the very rate: 答复率, 公示率.

    An edition's clause without words (“100%”, “均100%”) speaks of every metric of its indicator that is held to something at all.
    """
    if not stated.words:
        return 1 if metric.target is not None else 0
    shared = common(metric.label, stated.words)
    if least == LEAST_COMMON and metric.measure.unit == "%" and metric.label[-LEAST_COMMON:] not in stated.words:
        return 0
    return shared if shared >= least else 0


def fits(metric: Metric, stated: Stated) -> bool:
    """A share is held to a percentage, a count to a count, an occurrence that must not be to nothing above zero."""
    if metric.measure.unit == "%":
        return stated.is_share
    if isinstance(metric.measure, never):
        return not stated.is_share and stated.at_most
    return not stated.is_share and metric.measure.unit in COUNTED and stated.unit in (metric.measure.unit, *COUNTED[:1])


def common(one: str, other: str) -> int:
    """The length of the longest run of characters that both texts hold."""
    longest = 0
    for start in range(len(one)):
        while start + longest < len(one) and one[start : start + longest + 1] in other:
            longest += 1
    return longest
