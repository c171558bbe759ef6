"""Days between two dates and their percentiles, in the words of either database."""

from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import Aggregate, DateTimeField, FloatField, Func
from django.db.models.functions import TruncDate


class Days(Func):
    """Whole days from the second date to the first; moments count by their local day."""

    output_field = FloatField()

    def resolve_expression(self, *args: Any, **options: Any) -> Any:
        made = super().resolve_expression(*args, **options)
        sources = made.get_source_expressions()
        made.set_source_expressions([TruncDate(each) if isinstance(each.output_field, DateTimeField) else each for each in sources])
        return made

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="(julianday(date(%(expressions)s)))", arg_joiner=")) - julianday(date(", **context
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(((%(expressions)s)::date)::float)", arg_joiner=")::date - (", **context)


class Percentile(Aggregate):
    """The smallest value below or at which that share of the values lies (nearest rank, as percentile_disc)."""

    output_field = FloatField()
    allow_distinct = False

    def __init__(self, expression: Any, share: float, **options: Any):
        self.share = share
        super().__init__(expression, **options)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self._written(f"fz_percentile(%(expressions)s, {self.share})", compiler, connection, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"percentile_disc({self.share}) WITHIN GROUP (ORDER BY %(expressions)s)"
        return self._written(template, compiler, connection, **context)

    def _written(self, template: str, compiler: Any, connection: Any, **context: Any) -> Any:
        # handed over as an option the template would meet the one that the filter makes of it
        worded = self.copy()
        worded.template = template
        return Aggregate.as_sql(worded, compiler, connection, **context)


class _Held:
    """SQLite has no percentile: the values are held and ranked at the end."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self.share = 0.5

    def step(self, value: float | None, share: float) -> None:
        self.share = share
        if value is not None:
            self.values.append(value)

    def finalize(self) -> float | None:
        if not self.values:
            return None
        ranked = sorted(self.values)
        return ranked[max(0, -(-len(ranked) * self.share // 1).__int__() - 1)]


def teach(connection: Any, **_: Any) -> None:
    """Give a new SQLite connection the aggregate."""
    if connection.vendor == "sqlite":
        connection.connection.create_aggregate("fz_percentile", 2, _Held)


connection_created.connect(teach, dispatch_uid="fazhi.engine.percentiles")
