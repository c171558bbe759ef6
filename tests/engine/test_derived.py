"""Derived columns: what a record knows through a reference, and what is tallied of those that name it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine.toyapp.models import Errand, Visit
from engine.toys import LONG_BEFORE, errand, put
from fazhi.engine.derived import annotated

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TALLIED = ("visit_count", "visit_hours", "visits_lately")
DAY = date(2026, 6, 30)


def visit(town, number, on, **values):
    return put(Visit, town.police, number=number, errand=values.pop("errand", "示例1"), visited_on=on, **values)


def told(names, model, day=DAY):
    return list(annotated(model.standing(day), set(names), day).order_by("number").values_list(*names))


def test_tallied_counts_and_sums_within_its_time_and_is_zero_where_none_is(town):
    errand(town.education, "示例1"), errand(town.education, "示例2")
    visit(town, "走1", date(2025, 12, 31), hours="4.5")  # another year
    visit(town, "走2", date(2026, 1, 1), hours="1.5")
    visit(town, "走3", date(2026, 3, 30), hours="2.0")
    visit(town, "走4", date(2026, 6, 30), hours="0.5")
    visit(town, "走5", date(2026, 6, 1), hours="8.0", is_joint=True)
    visit(town, "走6", date(2026, 7, 1), hours="9.0")  # after the day asked for

    assert told(TALLIED, Errand) == [(6, Decimal("4.0"), 3), (0, Decimal(0), 0)]


def test_looked_is_the_column_of_the_record_that_is_named(town):
    errand(town.education, "示例1", done_on=date(2026, 1, 2), fee=Decimal("12.50"))
    visit(town, "走1", DAY)
    visit(town, "走2", DAY, errand="没有的")

    assert told(("errand_done_on", "errand_fee"), Visit) == [(date(2026, 1, 2), Decimal("12.50")), (None, None)]


def test_both_are_read_as_of_the_day_that_is_asked(town):
    now = datetime(2026, 3, 1, tzinfo=UTC)
    row = errand(town.education, "示例1", fee=2, since=now)
    Errand.versions.bulk_create(
        [Errand(unit=town.education, number="示例1", business_key="示例1", fee=1, since=LONG_BEFORE, until=now, of=row.pk)]
    )
    visit(town, "走1", date(2026, 1, 1), since=LONG_BEFORE)
    gone = visit(town, "走2", date(2026, 1, 1), since=LONG_BEFORE)
    Visit.versions.filter(pk=gone.pk).update(until=now)

    assert (told(("errand_fee",), Visit, date(2026, 2, 1)), told(("visit_count",), Errand, date(2026, 2, 1))) == ([(1,), (1,)], [(2,)])
    assert (told(("errand_fee",), Visit), told(("visit_count",), Errand)) == ([(2,)], [(1,)])
