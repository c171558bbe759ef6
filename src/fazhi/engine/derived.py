"""What a record knows through another register: the record it names, and the records that name it."""

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models import fields as columns
from django.db.models.functions import Coalesce

from .conditions import Ago, at
from .register import register


class Reference(columns.CharField):
    """A field that names a record of another register by its business key."""

    def __init__(self, *args: Any, to: str = "", **options: Any):
        self.to = to
        options.setdefault("max_length", 200)
        options.setdefault("blank", True)
        options.setdefault("db_index", True)
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


class Looked:
    """A column of the record that a Reference names, usable in conditions like a column of one's own."""

    def __init__(self, reference: str, field: str):
        self.reference, self.field = reference, field

    def column(self, model: Any, day: date, as_of: date | None) -> Any:
        other = register(model._meta.get_field(self.reference).to)
        return Subquery(other.standing(as_of).filter(business_key=OuterRef(self.reference)).values(self.field)[:1])


class Tallied:
    """How many records of another register name this one (or the sum of one of their columns), 0 where none does.

    `over` with `months` counts only records whose date lies in the months before the day asked for; `year` in its calendar year.
    """

    def __init__(self, code: str, reference: str, *, where: Q | None = None, sum: str = "", over: str = "", months: int = 0):
        self.code, self.reference, self.where, self.sum, self.over, self.months = code, reference, where or Q(), sum, over, months

    def column(self, model: Any, day: date, as_of: date | None) -> Any:
        other = register(self.code)
        rows = other.standing(as_of).filter(at(self.where, day), **{self.reference: OuterRef("business_key")})
        if self.over:
            first = Ago(months=self.months).on(day) if self.months else date(day.year, 1, 1)
            rows = rows.filter(**{f"{self.over}__gte": first, f"{self.over}__lte": day})
        counted = Sum(self.sum) if self.sum else Count("pk")
        kind: Any = other._meta.get_field(self.sum) if self.sum else columns.IntegerField()
        return Coalesce(Subquery(rows.values(self.reference).annotate(tallied=counted).values("tallied")), Value(0), output_field=kind)


DERIVED = (Looked, Tallied)


def derived_of(model: Any) -> dict[str, Any]:
    return model.parts(DERIVED)


def annotated(rows: QuerySet, names: set[str], day: date) -> QuerySet:
    """The rows with those of the named columns that come from other registers, read as of the same day."""
    known = derived_of(rows.model)
    return rows.annotate(**{name: known[name].column(rows.model, day, day) for name in sorted(names & set(known))})
