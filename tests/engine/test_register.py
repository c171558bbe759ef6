"""Registers: a record is one row now and its versions before, found as it stood on any day."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from engine.toyapp.models import Errand, Yearbook
from engine.toys import errand, put
from fazhi.engine.register import end_of, register, registers

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_toys_are_registers_only_while_they_are_installed(town):
    assert register("X1") is Errand
    assert [code for code in registers() if code.startswith("X")] == ["X1", "X2", "X3"]


def test_key_is_made_of_the_identity_and_a_unit_stands_by_its_number(town):
    assert errand(town.education, " 示例7 ").business_key == "示例7"
    assert put(Yearbook, town.education, year=2025).business_key == f"u{town.education.pk}/2025"


def test_key_is_unique_among_what_is_present_and_free_again_after(town):
    first = errand(town.education)
    with pytest.raises(IntegrityError), transaction.atomic():
        errand(town.police)
    Errand.versions.filter(pk=first.pk).update(until=datetime(2026, 1, 1, tzinfo=UTC))

    second = errand(town.police)

    assert list(Errand.objects.all()) == [second]


def test_standing_of_a_day_is_what_the_register_said_that_evening(town):
    began, changed, ended = (datetime(2026, month, 1, 4, tzinfo=UTC) for month in (1, 2, 3))
    row = errand(town.education, since=changed, copies=2)
    Errand.versions.bulk_create(
        [Errand(unit=town.education, number="示例1", business_key="示例1", copies=1, since=began, until=changed, of=row.pk)]
    )
    Errand.versions.filter(pk=row.pk).update(until=ended)

    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1), None)
    told = [[(each.record_id, each.copies) for each in Errand.standing(day)] for day in days]

    assert told == [[], [(row.pk, 1)], [(row.pk, 1)], [(row.pk, 2)], [(row.pk, 2)], [], []]


def test_day_ends_with_the_local_midnight():
    assert end_of(date(2026, 1, 1)) == datetime(2026, 1, 1, 15, 59, 59, 999999, tzinfo=UTC)


def test_who_reaches_the_unit_sees_its_records_and_nobody_else(town):
    row = errand(town.education)

    assert [list(Errand.visible_on(actor)) for actor in (town.liaison, town.stranger)] == [[row], []]
    assert [Errand.may_write(actor, town.education) for actor in (town.liaison, town.stranger)] == [True, False]
