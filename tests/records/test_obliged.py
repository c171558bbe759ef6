"""A coverage that asks only units with a record elsewhere says the same on the list, opened, unit by unit and stored."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from fazhi.engine.metrics import Period, metrics_of
from fazhi.engine.register import register
from fazhi.records.figures import for_area
from fazhi.records.overview import by_unit, overview
from fazhi.records.trends import trend

NAME = "departments_reviewed"
LONG_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)


def put(code, unit, **values):
    row = register(code)(unit=unit, since=LONG_BEFORE, **values)
    row.business_key = row.made_key()
    row.save()
    return row


def test_coverage_asks_the_same_units_everywhere(city):
    model, day, period = register("R25"), timezone.localdate(), Period(date(2025, 1, 1), date(2025, 12, 31))
    metric = metrics_of(model)[NAME]
    for unit in (city.education, city.police):
        put("R20", unit, number=f"示例{unit.pk}", name="示例", entered_on=date(2025, 1, 2))
    put(model.code, city.education, number="示例", year=2025, reviewed_on=date(2025, 6, 3), score=90)

    whole = for_area(model, city.city, period, day, only=metric)[NAME].value
    shown = overview(model, city.city, period, day, Q(), only=[NAME])[NAME].figure.value
    each = {unit.short_name: figure.value for unit, figure in by_unit(model, metric, city.city, period, day, Q())}
    drawn = {point.period.first.year: point.value for point in trend(model, metric, city.city, day, Q()).points}

    assert (whole, shown, drawn[2025]) == (Decimal("0.5"), Decimal("0.5"), Decimal("0.5"))
    assert each == {"市教育局": Decimal(1), "市公安局": Decimal(0)}
