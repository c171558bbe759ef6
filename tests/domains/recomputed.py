"""A second, independent reckoning of every metric: plain Python over the rows as the tables hold them, without a query's help.

Conditions are read off the declarations and answered in the three values of SQL: True, False and None (unknown).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from zoneinfo import ZoneInfo

from django.db.models import F, Q, Value
from django.db.models.expressions import CombinedExpression

from fazhi.engine.derived import Looked, Reference, Tallied
from fazhi.engine.metrics import Metric
from fazhi.engine.register import Register, registers
from fazhi.people.models import Unit

BEIJING = ZoneInfo("Asia/Shanghai")
Row = dict


class NotReckoned(Exception):
    """A declaration that this reckoning cannot read; the message says which part."""


@dataclass
class Held:
    """What the tables say on a day: the rows of each register asked for, and the units."""

    day: date

    def __post_init__(self):
        self.evening = datetime.combine(self.day + timedelta(days=1), time(), BEIJING) - timedelta(microseconds=1)
        self.units = {unit["id"]: unit for unit in Unit.objects.values()}
        self._rows: dict[str, list[Row]] = {}

    def rows(self, code: str) -> list[Row]:
        if code not in self._rows:
            stored = registers()[code].versions.order_by("pk").values()
            self._rows[code] = [
                row for row in stored if row["since"] <= self.evening and (row["until"] is None or row["until"] > self.evening)
            ]
        return self._rows[code]


@dataclass(frozen=True)
class Reckoned:
    """The value, None for 无此类事项, and the numbers of the rows that count."""

    value: Fraction | None
    taken: frozenset[int]


def reckon(model: type[Register], metric: Metric, area: Unit, first: date, last: date, held: Held) -> Reckoned:
    """One metric for an area and all below it."""
    measure, reader = metric.measure, Reader(model, held)
    below = {pk: unit for pk, unit in held.units.items() if f"/{area.pk}/" in unit["path"]}
    rows = [row for row in held.rows(model.code) if row["unit_id"] in below and in_period(row, metric.over, first, last)]
    asked = [row for row in rows if reader.holds(measure.asked(), row)]
    taken = [row for row in asked if reader.holds(measure.counted(), row)]
    return globals()[f"by_{type(measure).__name__}"](measure, reader, asked, taken, below)


def in_period(row: Row, over: str, first: date, last: date) -> bool:
    if not over:
        return True
    when = row[over]
    if isinstance(when, datetime):
        when = when.astimezone(BEIJING).date()
    if isinstance(when, int):
        return first.year <= when <= last.year
    return when is not None and first <= when <= last


def numbers(rows: list[Row]) -> frozenset[int]:
    return frozenset(row["id"] for row in rows)


def by_count(measure, reader, asked, taken, below) -> Reckoned:
    return Reckoned(Fraction(len(taken)), numbers(taken))


def by_share(measure, reader, asked, taken, below) -> Reckoned:
    return Reckoned(Fraction(len(taken), len(asked)) if asked else None, numbers(taken))


def by_never(measure, reader, asked, taken, below) -> Reckoned:
    if measure.rule is None:
        return by_count(measure, reader, asked, taken, below)
    wrong = [row for row in asked if not reader.holds(measure.rule.holds, row)]
    return Reckoned(Fraction(len(wrong)), numbers(wrong))


def by_total(measure, reader, asked, taken, below) -> Reckoned:
    return Reckoned(reader.added(measure.field, taken) or Fraction(0), numbers(taken))


def by_ratio(measure, reader, asked, taken, below) -> Reckoned:
    under = reader.added(measure.over, taken) if measure.over else Fraction(len(taken))
    return Reckoned((reader.added(measure.field, taken) or Fraction(0)) / under if under else None, numbers(taken))


def by_days(measure, reader, asked, taken, below) -> Reckoned:
    spans = sorted((local(row[measure.end]) - local(row[measure.start])).days for row in taken)
    place = max(0, ceil(Fraction(str(measure.percentile)) * len(spans)) - 1)
    return Reckoned(Fraction(spans[place]) if spans else None, numbers(taken))


def by_covered(measure, reader, asked, taken, below) -> Reckoned:
    must = {pk for pk, unit in below.items() if unit["kind"] in measure.among and stands(unit, reader.held.day)}
    if measure.having:
        must &= {row["unit_id"] for row in reader.held.rows(measure.having)}
    theirs = [row for row in taken if below[row["unit_id"]]["kind"] in measure.among]
    have = {pk for pk in must if sum(row["unit_id"] == pk for row in theirs) >= measure.least}
    return Reckoned(Fraction(len(have), len(must)) if must else None, numbers(theirs))


def stands(unit: Row, day: date) -> bool:
    return (unit["since"] is None or unit["since"] <= day) and (unit["until"] is None or day < unit["until"])


def local(when: date | datetime) -> date:
    return when.astimezone(BEIJING).date() if isinstance(when, datetime) else when


class Reader:
    """Answers conditions about rows of one register."""

    def __init__(self, model: type[Register], held: Held):
        self.model, self.held = model, held
        self.derived = model.parts((Looked, Tallied))

    def holds(self, condition: Q, row: Row) -> bool:
        return self.answer(condition, row, False) is True

    def added(self, name: str, rows: list[Row]) -> Fraction | None:
        found = [Fraction(value) for row in rows if (value := self.value(name, row)) is not None]
        return sum(found, Fraction(0)) if found else None

    def answer(self, condition: Q, row: Row, negated: bool) -> bool | None:
        """`negated`: whether an odd number of ~ stands before it; a nullable column is then told to be there."""
        if not isinstance(condition, Q):
            raise NotReckoned(f"a condition {condition!r}")
        inside = negated ^ condition.negated
        told = [
            self.answer(child, row, inside) if isinstance(child, Q) else self.compared(child, row, inside) for child in condition.children
        ]
        if condition.connector == Q.AND:
            whole = False if False in told else None if None in told else True
        elif condition.connector == Q.OR:
            whole = True if True in told else None if None in told else not told
        else:
            raise NotReckoned(f"a condition joined by {condition.connector}")
        return whole if not condition.negated or whole is None else not whole

    def compared(self, child: tuple, row: Row, negated: bool) -> bool | None:
        if not isinstance(child, tuple):
            raise NotReckoned(f"a condition {child!r}")
        path, wanted = child
        name, *rest = path.split("__")
        value, rest = self.followed(name, rest, row)
        wanted = self.wanted(wanted, row)
        how = rest[0] if rest else "exact"
        if wanted is None and how == "exact":
            how, wanted = "isnull", True
        if how == "isnull":
            return (value is None) == wanted
        if how == "in":
            told = None if value is None else value in [each for each in wanted if each is not None]
        else:
            told = None if value is None or wanted is None else self.lookup(how, value, wanted)
        # NOT (x = 1 AND x IS NOT NULL): what is said not to be so of a column is so where the column is empty
        return False if told is None and negated and name not in self.derived else told

    def followed(self, name: str, rest: list[str], row: Row) -> tuple[object, list[str]]:
        """The value a path leads to, and the lookups left."""
        if name in ("unit", "unit_id"):
            if rest and rest[0] in ("kind", "path", "name", "short_name", "area", "area_id", "parent_id"):
                return self.held.units[row["unit_id"]][{"area": "area_id"}.get(rest[0], rest[0])], rest[1:]
            return row["unit_id"], rest
        value = self.value(name, row)
        while rest and rest[0] in ("date", "year", "month", "day"):
            part, *rest = rest
            value = value if value is None else local(value) if part == "date" else getattr(local(value), part)
        return value, rest

    def lookup(self, how: str, value: object, wanted: object) -> bool:
        if isinstance(value, str) and how in ("startswith", "endswith", "contains"):
            return {"startswith": value.startswith, "endswith": value.endswith, "contains": value.__contains__}[how](wanted)
        if isinstance(value, datetime) != isinstance(wanted, datetime):
            value, wanted = local(value), local(wanted)
        orders = {
            "exact": lambda a, b: a == b,
            "gt": lambda a, b: a > b,
            "gte": lambda a, b: a >= b,
            "lt": lambda a, b: a < b,
            "lte": lambda a, b: a <= b,
        }
        if how not in orders:
            raise NotReckoned(f"a lookup {how}")
        return orders[how](value, wanted)

    def wanted(self, said: object, row: Row) -> object:
        """The right side of a comparison: a plain value, one that waits for the day, or another column."""
        if hasattr(said, "on"):
            return said.on(self.held.day)
        if isinstance(said, F):
            name, *rest = said.name.split("__")
            value, rest = self.followed(name, rest, row)
            if rest:
                raise NotReckoned(f"F({said.name})")
            return value
        if isinstance(said, Value):
            return said.value
        if isinstance(said, CombinedExpression):
            left, right = self.wanted(said.lhs, row), self.wanted(said.rhs, row)
            if left is None or right is None:
                return None
            exact = [Decimal(str(each)) if isinstance(each, float) else each for each in (left, right)]
            return {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}[said.connector](*exact)
        if hasattr(said, "resolve_expression"):
            raise NotReckoned(f"an expression {said!r}")
        return said

    def value(self, name: str, row: Row) -> object:
        if name == "pk":
            return row["id"]
        part = self.derived.get(name)
        if isinstance(part, Looked):
            other = self.model._meta.get_field(part.reference).to
            named = [each for each in self.held.rows(other) if each["business_key"] == row[part.reference]]
            return Reader(registers()[other], self.held).value(part.field, named[0]) if named else None
        if isinstance(part, Tallied):
            return self.tallied(part, row)
        return row[name]

    def tallied(self, part: Tallied, row: Row) -> object:
        reader = Reader(registers()[part.code], self.held)
        naming = [
            each
            for each in self.held.rows(part.code)
            if each[part.reference] == row["business_key"] and reader.holds(part.where, each) and self.lately(part, each)
        ]
        return (reader.added(part.sum, naming) or Fraction(0)) if part.sum else len(naming)

    def lately(self, part: Tallied, row: Row) -> bool:
        if not part.over:
            return True
        day, when = self.held.day, row[part.over]
        if when is None:
            return False
        if not part.months:
            return date(day.year, 1, 1) <= local(when) <= day
        month = day.year * 12 + day.month - 1 - part.months
        first = None
        for back in range(4):  # the corresponding day, or the last of a shorter month
            try:
                first = first or date(month // 12, month % 12 + 1, day.day - back)
            except ValueError:
                continue
        return first <= local(when) <= day


def references(model: type[Register]) -> Iterator[str]:
    """The registers that this one names or is tallied from."""
    yield from (field.to for field in model.field_parts(Reference).values())
    yield from (part.code for part in model.parts(Tallied).values())
