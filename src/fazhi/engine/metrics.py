"""Metrics: what is measured over a register's records. All metrics of a register come out of one grouped query."""

import hashlib
import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, F, Q, QuerySet, Sum

from .conditions import at, names_in
from .percentiles import Days, Percentile
from .register import Register
from .rules import JUDGING, Rule

Pieces = dict[str, Any]


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both counted."""

    first: date
    last: date

    def within(self, field: str, is_moment: bool = False) -> Q:
        name = f"{field}__date" if is_moment else field
        return Q(**{f"{name}__gte": self.first, f"{name}__lte": self.last})


@dataclass(frozen=True)
class Target:
    """What a figure should reach: at least or at most a value; from which day to which; where it comes from."""

    value: Decimal
    at_most: bool = False
    basis: str = ""
    since: date | None = None
    until: date | None = None

    def met(self, value: Decimal) -> bool:
        return value <= self.value if self.at_most else value >= self.value


def at_least(value: float | str, basis: str = "") -> Target:
    return Target(Decimal(str(value)), False, basis)


def at_most(value: float | str, basis: str = "") -> Target:
    return Target(Decimal(str(value)), True, basis)


class Binds(models.TextChoices):
    """Whom a metric binds: every unit by itself, each county, or the city as a whole."""

    UNIT = "unit", "逐单位"
    COUNTY = "county", "各县区"
    CITY = "city", "全市"


class Measure:
    """What a metric does with rows. `asked` are the rows it looks at, `counted` those in the numerator."""

    unit = "件"
    shape = ""
    nothing: ClassVar[Pieces | None] = None  # the pieces of no rows at all; None: then there is no figure
    where = Q()
    columns: tuple[str, ...] = ()  # what is added up or compared

    def asked(self) -> Q:
        return Q()

    def counted(self) -> Q:
        return self.where

    def why_not(self) -> str:
        """Why an asked row was not counted."""
        return "不符合计入条件"

    def pieces(self, within: Q, day: date) -> Pieces:
        return {"n": Count("pk", filter=within & at(self.asked() & self.counted(), day))}

    def value(self, pieces: Pieces) -> Decimal | None:
        part = Decimal(str(pieces["n"] or 0))
        return part if "d" not in pieces else part / Decimal(str(pieces["d"])) if pieces["d"] else None

    def taken(self, rows: QuerySet, day: date) -> QuerySet:
        """Those of the rows that stand in the numerator."""
        return rows.filter(at(self.asked() & self.counted(), day))

    def names(self) -> set[str]:
        return names_in(self.asked()) | names_in(self.counted()) | set(self.columns)


class count(Measure):
    """How many rows."""

    shape = "符合条件的{unit}数"
    nothing: ClassVar[Pieces | None] = {"n": 0}

    def __init__(self, where: Q | None = None, *, unit: str = "件"):
        self.where, self.unit = where or Q(), unit


class share(Measure):
    """The rows that keep a rule (or meet a condition) among those it asks. No row asked: 无此类事项."""

    unit = "%"
    shape = "符合要求的件数 ÷ 应符合的件数"

    def __init__(self, rule: Rule | None = None, *, holds: Q | None = None, of: Q | None = None):
        self.rule, self.where, self._of = rule, holds or Q(), of or Q()
        self.shape = f"符合“{rule.says.rstrip('。')}”的件数 ÷ 应符合的件数" if rule else self.shape

    def asked(self) -> Q:
        return (self.rule.applies & self._of) if self.rule else self._of

    def counted(self) -> Q:
        return self.rule.holds if self.rule else self.where

    def why_not(self) -> str:
        return f"不符合“{self.rule.says.rstrip('。')}”" if self.rule else super().why_not()

    def pieces(self, within: Q, day: date) -> Pieces:
        asked = within & at(self.asked(), day)
        return {"n": Count("pk", filter=asked & at(self.counted(), day)), "d": Count("pk", filter=asked)}


class never(Measure):
    """How many rows break a rule, or meet a condition that must not occur. Zero is what is wanted."""

    shape = "发生的{unit}数（应为0）"
    nothing: ClassVar[Pieces | None] = {"n": 0, "d": 0, "kept": 0}

    def __init__(self, rule: Rule | None = None, *, where: Q | None = None, unit: str = "件"):
        self.rule, self.where, self.unit = rule, where or Q(), unit

    def asked(self) -> Q:
        return self.rule.applies if self.rule else Q()

    def why_not(self) -> str:
        return "没有发生"

    def pieces(self, within: Q, day: date) -> Pieces:
        if self.rule is None:
            return super().pieces(within, day)
        asked = within & at(self.rule.applies, day)
        return {"d": Count("pk", filter=asked), "kept": Count("pk", filter=asked & at(self.rule.holds, day))}

    def value(self, pieces: Pieces) -> Decimal | None:
        return Decimal(pieces["n"] or 0 if self.rule is None else pieces["d"] - pieces["kept"])

    def taken(self, rows: QuerySet, day: date) -> QuerySet:
        if self.rule is None:  # below not exclude(): a condition that is NULL is broken, too
            return super().taken(rows, day)
        kept = rows.filter(at(self.rule.applies & self.rule.holds, day)).values("pk")
        return rows.filter(at(self.rule.applies, day)).exclude(pk__in=kept)

    def names(self) -> set[str]:
        return self.rule.names() if self.rule else super().names()


class total(Measure):
    """The sum of a column."""

    shape = "合计"
    nothing: ClassVar[Pieces | None] = {"n": 0}

    def __init__(self, field: str, *, where: Q | None = None, unit: str = "件"):
        self.field, self.where, self.unit, self.columns = field, where or Q(), unit, (field,)

    def pieces(self, within: Q, day: date) -> Pieces:
        return {"n": Sum(self.field, filter=within & at(self.where, day))}


class ratio(Measure):
    """The sum of one column over the sum of another (or over the rows when none is named): averages, 到位率, 压缩幅度."""

    shape = "合计之比"

    def __init__(self, field: str, over: str = "", *, where: Q | None = None, unit: str = "%"):
        self.field, self.over, self.where, self.unit, self.columns = field, over, where or Q(), unit, (field, over) if over else (field,)

    def pieces(self, within: Q, day: date) -> Pieces:
        asked = within & at(self.where, day)
        return {"n": Sum(self.field, filter=asked), "d": Sum(self.over, filter=asked) if self.over else Count("pk", filter=asked)}


class days(Measure):
    """The median (or another percentile) of the natural days between two dates; not additive, so areas are asked for themselves."""

    unit = "天"

    def __init__(self, start: str, end: str, *, percentile: float = 0.5, where: Q | None = None):
        self.start, self.end, self.percentile, self.where, self.columns = start, end, percentile, where or Q(), (start, end)
        self.shape = "天数的中位数" if percentile == 0.5 else f"天数的第{int(percentile * 100)}百分位"

    def counted(self) -> Q:
        return self.where & Q(**{f"{self.start}__isnull": False, f"{self.end}__isnull": False})

    def pieces(self, within: Q, day: date) -> Pieces:
        asked = within & at(self.counted(), day)
        return {"p": Percentile(Days(F(self.end), F(self.start)), self.percentile, filter=asked), "d": Count("pk", filter=asked)}

    def value(self, pieces: Pieces) -> Decimal | None:
        return Decimal(str(pieces["p"])) if pieces["d"] else None


class covered(Measure):
    """The share of units with `least` rows or more, among those of the kinds `among` that have a row in the register `having`."""

    unit = "%"
    shape = "有记录的单位数 ÷ 应有的单位数"

    def __init__(self, *, among: tuple[str, ...], where: Q | None = None, least: int = 1, having: str = ""):
        self.among, self.where, self.least, self.having = among, where or Q(), least, having

    def taken(self, rows: QuerySet, day: date) -> QuerySet:
        """Rows of units that need none are not what the figure is made of."""
        return super().taken(rows, day).filter(unit__kind__in=self.among)

    def value(self, pieces: Pieces) -> Decimal | None:
        if "must" in pieces:
            return Decimal(pieces["have"]) / Decimal(pieces["must"]) if pieces["must"] else None
        return Decimal(1 if (pieces["n"] or 0) >= self.least else 0)


class Metric:
    """A measure with a name: sentence, the date field that decides the period, basis, default target, whom it binds.

    Without `over` the metric is a standing: what the register says on the day, whatever the period.
    `confidence` of 丙 or 丁 makes it a figure for reference, never judged.
    """

    name = ""

    def __init__(
        self,
        label: str,
        measure: Measure,
        *,
        over: str = "",
        basis: str = "",
        target: Target | None = None,
        binds: Binds = Binds.UNIT,
        says: str = "",
        confidence: str = "甲",
    ):
        self.label, self.measure, self.over, self.basis, self.target, self.binds = label, measure, over, basis, target, binds
        self.says, self.confidence = says, confidence

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def formula(self) -> str:
        """In a sentence; its digest is the formula's version."""
        return self.says or f"{self.label} = {self.measure.shape.format(unit=self.measure.unit)}"

    def digest(self) -> str:
        """What a published figure keeps as the formula's version: it changes with sentence, conditions, columns and period."""
        plain = sorted((name, value) for name, value in vars(self.measure).items() if isinstance(value, str | int | float | tuple))
        told = f"{self.formula}|{self.measure.asked()}|{self.measure.counted()}|{self.over}|{plain}"
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def judges(self) -> bool:
        rule = getattr(self.measure, "rule", None)
        return self.confidence in JUDGING and (rule is None or rule.judges)

    def within(self, model: type[Register], period: Period) -> Q:
        if not self.over:
            return Q()
        field = model._meta.get_field(self.over)
        if isinstance(field, models.PositiveSmallIntegerField):  # a year
            return Q(**{f"{self.over}__gte": period.first.year, f"{self.over}__lte": period.last.year})
        return period.within(self.over, isinstance(field, models.DateTimeField))

    def missing(self, pieces: Pieces, target: Target) -> int | None:
        """How many more are needed (or too many), None where the question makes no sense."""
        value = self.measure.value(pieces)
        if value is None or target.met(value):
            return 0
        if target.at_most:
            return math.ceil(value - target.value) if self.measure.unit != "%" else None
        if isinstance(self.measure, share | covered):
            whole, part = (pieces["d"], pieces["n"]) if "d" in pieces else (pieces.get("must", 1), pieces.get("have", 0))
            return math.ceil(target.value * whole) - part
        return math.ceil(target.value - value) if isinstance(self.measure, count | total) else None


def metrics_of(model: type[Register]) -> dict[str, Metric]:
    return model.parts(Metric)
