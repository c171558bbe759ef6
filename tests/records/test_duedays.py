"""Due days: the fixed dates of a year, and one query for all clocks of a register."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fazhi.domains.oversight.models import PublicInformation
from fazhi.records.duedays import due_days, fixed_days
from fazhi.records.running import Colour
from records.ledger import enter, request


def test_fixed_days_of_the_year_in_their_order():
    found = fixed_days(2026)
    assert [(each.day, each.limit.id) for each in found if each.limit.id in ("O08", "O09", "Y07", "Y09")] == [
        (date(2026, 1, 31), "O08"),
        (date(2026, 3, 1), "Y07"),
        (date(2026, 3, 31), "O09"),
        (date(2026, 4, 1), "Y09"),
    ]
    assert [each.day for each in found] == sorted(each.day for each in found)


def test_fixed_days_hold_only_within_their_dates_of_force():
    assert [each.limit.id for each in fixed_days(2019) if each.limit.id in ("O08", "O09")] == []


def test_due_days_are_counted_by_day_with_the_gravest_colour(city):
    enter(
        request(city.education, "1", date(2025, 9, 26), date(2025, 10, 30)),
        request(city.education, "2", date(2025, 9, 26), date(2025, 11, 30)),
        request(city.police, "3", date(2025, 9, 26)),
        request(city.police, "4", date(2025, 3, 3), date(2025, 3, 4)),
    )
    found = due_days(PublicInformation, city.force, 2025)
    told = [(each.day, each.name, each.count, each.running, each.late, each.colour(date(2025, 11, 1))) for each in found]
    assert told == [
        (date(2025, 3, 31), "answer_due_on", 1, 0, 0, Colour.DONE),
        (date(2025, 10, 30), "answer_due_on", 3, 1, 1, Colour.OVERDUE),
    ]
    assert found[1].colour(date(2025, 10, 25)) == Colour.NEAR
    assert found[1].colour(date(2025, 10, 1)) == Colour.RUNNING
    assert [each.only is None for each in found] == [False, True]


@pytest.mark.parametrize(("who", "counts"), [("force", [2]), ("liaison", [1]), ("stranger", [1]), ("county_liaison", [])])
def test_due_days_are_those_of_what_the_reader_may_see(city, who, counts):
    enter(request(city.education, "1", date(2025, 9, 26)), request(city.police, "2", date(2025, 9, 26)))
    assert [each.count for each in due_days(PublicInformation, getattr(city, who), 2025)] == counts


def test_due_days_take_one_query(city):
    enter(*(request(city.education, f"{number}", date(2025, 1 + number, 6)) for number in range(12)))
    with CaptureQueriesContext(connection) as seen:
        found = due_days(PublicInformation, city.force, 2025, unit=city.education)
    assert (len(seen), sum(each.count for each in found)) == (1, 11)
