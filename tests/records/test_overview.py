"""Overview: the figures of an area, of one's own unit, unit by unit, and what moved."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from fazhi.domains.oversight.models import PublicInformation
from fazhi.engine.metrics import at_most
from fazhi.people.models import Unit, UnitKind
from fazhi.records.figures import for_area
from fazhi.records.overview import by_unit, inside, line_said, month_before, moves, overview, told, units_within
from fazhi.records.periods import previous
from records.ledger import YEAR, close, enter, metric, request

DAY = date(2026, 6, 30)
ALL = Q()


def some_rows(city):
    enter(
        request(city.education, "1", date(2025, 3, 3), date(2025, 3, 10)),
        request(city.education, "2", date(2025, 4, 1), date(2025, 9, 1)),
        request(city.police, "3", date(2025, 5, 6), date(2025, 5, 8)),
        request(city.justice, "4", date(2025, 6, 3), date(2025, 6, 30)),
        request(city.county, "5", date(2024, 6, 3), date(2024, 6, 5)),
        request(city.education, "6", date(2025, 7, 1)),
    )


def test_overview_gives_figures_of_both_periods(city):
    some_rows(city)
    lines = overview(PublicInformation, city.city, YEAR, DAY, ALL, before=previous(YEAR))

    got = {name: (line.figure.value, line.before and line.before.value, line.change) for name, line in lines.items()}
    assert got["requests_received"] == (Decimal(5), Decimal(1), Decimal(4))
    assert got["share_answered_in_time"] == (Decimal(3) / Decimal(5), Decimal(1), Decimal("-0.4"))
    assert got["median_days_to_answer"] == (Decimal(7), Decimal(2), Decimal(5))
    assert got["share_opened_in_time"] == (None, None, None)
    assert got["share_entries_published"] == (None, None, None)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=some.lists(some.tuples(some.integers(0, 700), some.integers(0, 60) | some.none(), some.integers(0, 3)), max_size=12))
def test_overview_agrees_with_the_figures_of_the_area(city, days):
    PublicInformation.versions.all().delete()
    units = [city.education, city.police, city.county, city.justice]
    start = date(2024, 1, 2)
    rows = []
    for number, (after, took, unit) in enumerate(days):
        received = date.fromordinal(start.toordinal() + after)
        rows.append(request(units[unit], str(number), received, None if took is None else date.fromordinal(received.toordinal() + took)))
    enter(*rows)

    for area in (city.city, city.county, city.education):
        inner = Q(unit__path__startswith=area.path)
        lines = overview(PublicInformation, area, YEAR, DAY, inner)
        expected = for_area(PublicInformation, area, YEAR, DAY)
        assert {name: line.figure.value for name, line in lines.items()} == {name: each.value for name, each in expected.items()}


def test_overview_takes_one_query_however_many_rows_and_periods(city):
    def counted():
        with CaptureQueriesContext(connection) as seen:
            overview(PublicInformation, city.city, YEAR, DAY, ALL, before=previous(YEAR))
        return sum("oversight_publicinformation" in each["sql"] for each in seen)

    assert counted() == 1
    some_rows(city)
    assert counted() == 1


def test_reader_gets_figures_of_the_own_reach_alone(city):
    some_rows(city)

    def received(actor, unit):
        return overview(PublicInformation, unit, YEAR, DAY, inside(actor, unit), only=["requests_received"])[
            "requests_received"
        ].figure.value

    assert received(city.force, city.city) == 5
    assert received(city.leader, city.county) == 1
    assert received(city.liaison, city.education) == 3
    assert received(city.liaison, city.city) == 3
    assert received(city.stranger, city.education) == 0
    assert received(city.county_liaison, city.county) == 0  # what 甲县司法局 does is not the county's own


def test_units_within_are_those_the_post_reaches(city):
    day = city.force.today
    assert units_within(city.force, day) == [city.city, city.education, city.police, city.county, city.justice]
    assert units_within(city.liaison, day) == [city.education]
    assert units_within(city.county_liaison, day) == [city.county]


def test_by_unit_shows_the_lowest_first(city):
    some_rows(city)
    found = by_unit(PublicInformation, metric("share_answered_in_time"), city.city, YEAR, DAY, ALL)

    assert [(str(unit), figure.value) for unit, figure in found] == [
        ("市教育局", Decimal(1) / Decimal(3)),
        ("市公安局", Decimal(1)),
        ("甲县司法局", Decimal(1)),
    ]


def test_by_unit_takes_the_same_queries_for_three_units_and_for_thirty(city):
    def counted():
        with CaptureQueriesContext(connection) as seen:
            by_unit(PublicInformation, metric("requests_received"), city.city, YEAR, DAY, ALL)
        return len(seen)

    some_rows(city)
    few = counted()
    for number in range(30):
        unit = Unit.objects.create(name=f"局{number}", short_name=f"局{number}", kind=UnitKind.GOVERNMENT, parent=city.city)
        enter(request(unit, f"多{number}", date(2025, 2, 3)))
    assert counted() == few


def test_as_of_gives_the_figure_of_that_evening(city):
    enter(request(city.education, "早", date(2025, 3, 3)), known=date(2025, 4, 1))
    enter(request(city.education, "晚", date(2025, 3, 4)), known=date(2025, 6, 1))

    def received(day):
        return overview(PublicInformation, city.city, YEAR, day, ALL)["requests_received"].figure.value

    assert [received(date(2025, 3, 31)), received(date(2025, 4, 1)), received(date(2025, 6, 1))] == [0, 1, 2]


def test_moves_are_the_rows_that_entered_and_left(city):
    old, gone = enter(
        request(city.education, "留", date(2025, 3, 3)), request(city.education, "走", date(2025, 3, 4)), known=date(2025, 4, 1)
    )
    (new,) = enter(request(city.education, "来", date(2025, 3, 5)), known=date(2026, 6, 1))
    close(gone)
    today = city.force.today
    found = moves(PublicInformation, metric("requests_received"), city.city, YEAR, today, ALL, date(2025, 5, 1))

    assert [row.record_id for row in found.entered] == [new.pk]
    assert [row.record_id for row in found.left] == [gone.pk]
    assert old.pk not in {row.record_id for row in [*found.entered, *found.left]}


def test_values_are_said_as_people_say_them():
    rate, count = metric("share_answered_in_time"), metric("requests_received")
    assert [told(rate, Decimal("0.975")), told(rate, Decimal(1)), told(count, Decimal(1200)), told(rate, None)] == [
        "97.5%",
        "100%",
        "1,200 件",
        "无此类事项",
    ]
    assert [told(rate, Decimal("-0.025"), signed=True), told(count, Decimal(3), signed=True)] == ["-2.5 个百分点", "+3 件"]
    assert [line_said(rate, rate.target), line_said(count, at_most(0)), line_said(count, None)] == ["≥ 100%", "≤ 0 件", "—"]


def test_month_before_ends_with_the_shorter_month():
    assert [month_before(date(2026, 3, 31)), month_before(date(2026, 1, 15))] == [date(2026, 2, 28), date(2025, 12, 15)]
