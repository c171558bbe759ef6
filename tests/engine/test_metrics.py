"""Metrics: every measure with rows and without, for units and areas, with targets and what is missing, opened to the row."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from engine.toyapp.models import Errand, Visit, Yearbook
from engine.toys import errand, put
from fazhi.engine.metrics import Metric, Period, days, metrics_of, ratio, share, total
from fazhi.people.models import Unit
from fazhi.records.figures import computed, for_area, metric_named, opened, publish
from fazhi.records.holidays import seed

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
DAY = date(2026, 6, 30)


def values(model, unit, period=YEAR, day=DAY):
    return {name: figure.value for name, figure in for_area(model, unit, period, day).items()}


@pytest.fixture
def busy(town):
    """Five errands of 2025 in two departments and a county, one of 2024, two visits."""
    d = lambda month, day: date(2025, month, day)  # noqa: E731
    errand(town.education, "1", received_on=d(1, 6), done_on=d(1, 16), fee=0, copies=1, kind="许可", subject="示例", stage="done")
    errand(town.education, "2", received_on=d(2, 10), done_on=d(6, 10), fee=300, copies=3, kind="许可")
    errand(town.police, "3", received_on=d(3, 3), done_on=d(3, 23), fee=60, copies=0, is_secret=True)
    errand(town.justice, "4", received_on=d(9, 1), fee=None, copies=8, kind="许可")
    errand(town.justice, "5", received_on=d(9, 1), done_on=d(9, 2), found_at=datetime(2025, 9, 1, 17, tzinfo=UTC), copies=4)
    errand(town.education, "6", received_on=date(2024, 12, 31), copies=9)
    Errand.objects.filter(number="5").update(told_at=datetime(2025, 9, 3, 15, tzinfo=UTC))  # the 3rd in Beijing, begun on the 2nd
    put(Visit, town.education, number="走1", errand="1", visited_on=d(1, 10))
    put(Visit, town.education, number="走2", errand="2", visited_on=d(7, 1))
    return town


@pytest.mark.django_db
@pytest.mark.postgres
def test_every_measure_over_a_city(busy):
    assert values(Errand, busy.city) == {
        "errands_received": 5,
        "secrets": 1,
        "share_in_time": Decimal(3) / 6,  # 1, 3 and 5 in time; 2 late, 4 and 6 past their days
        "share_free": Decimal(1) / 3,
        "dear_permits": 2,  # 300 yuan, and one that nobody wrote down
        "lost": 1,
        "fees": 360,
        "fee_a_copy": Decimal("22.5"),
        "mean_copies": 4,
        "median_days": 10,  # of 1, 10, 20, 120
        "slow_days": 120,
        "days_to_tell": 1,
        "share_visited": 1,
        "few_copies_share": Decimal(4) / 6,
    }
    assert values(Visit, busy.city) == {"visits_of_dear": 1, "share_before_done": Decimal(1) / 2}


@pytest.mark.django_db
@pytest.mark.postgres
def test_every_measure_over_nothing(town):
    nothing = dict.fromkeys(metrics_of(Errand)) | dict.fromkeys(["errands_received", "secrets", "dear_permits", "lost", "fees"], 0)

    assert values(Errand, town.city) == nothing
    assert values(Visit, town.city) == {"visits_of_dear": 0, "share_before_done": None}
    assert values(Yearbook, town.city) == {"books": 0, "coverage": 0, "twice_covered": 0, "pages_held": 0}
    assert values(Yearbook, town.county)["coverage"] == 0
    assert values(Yearbook, town.township)["coverage"] is None  # nobody below must have one
    assert {figure.verdict() for figure in for_area(Errand, town.city, YEAR, DAY).values() if figure.value is None} == {"无此类事项"}


@pytest.mark.django_db
@pytest.mark.postgres
def test_coverage_counts_units_that_must_have_enough(town):
    for unit, year, pages in [
        (town.education, 2025, 10),
        (town.education, 2024, 12),
        (town.police, 2024, 10),
        (town.township, 2025, 3),
        (town.county, 2025, 9),
    ]:
        put(Yearbook, unit, year=year, pages=pages)
    figures = for_area(Yearbook, town.city, YEAR, DAY)

    assert (figures["coverage"].value, figures["twice_covered"].value) == (Decimal(1) / 3, Decimal(1) / 4)
    assert figures["coverage"].missing() == "还差 2 个单位，最迟 12月31日"
    shown = opened(Yearbook, Yearbook.coverage, town.city, YEAR, DAY)
    assert list(shown.counted.values_list("unit__name", flat=True)) == ["市教育局"]


@pytest.mark.django_db
def test_one_grouped_query_gives_all_units_and_one_more_the_percentiles(busy, django_assert_num_queries):
    with django_assert_num_queries(3):  # the calendar, the parameters, the figures
        found = computed(Errand, YEAR, DAY)

    assert {unit: pieces["n"] for unit, pieces in found["errands_received"].items()} == {
        busy.education.pk: 2,
        busy.police.pk: 1,
        busy.justice.pk: 2,
    }


@pytest.mark.django_db
def test_targets_are_judged_and_say_what_is_missing(busy):
    figures = for_area(Errand, busy.city, YEAR, DAY)
    told = {name: (figure.verdict(), figure.missing()) for name, figure in figures.items() if figure.metric.target}

    assert told == {
        "errands_received": ("达标", ""),
        "share_in_time": ("未达标", "还差 3 件，最迟 12月31日"),
        "dear_permits": ("未达标", "超出 2 件"),
        "lost": ("未达标", "超出 1 件"),
        "few_copies_share": ("参考", "还差 2 件，最迟 12月31日"),
    }
    assert for_area(Errand, busy.township, YEAR, DAY)["errands_received"].missing() == "还差 2 件，最迟 12月31日"


@pytest.mark.django_db
def test_what_a_unit_did_counts_for_its_area_also_after_it_is_gone(busy):
    Unit.objects.filter(pk=busy.police.pk).update(until=date(2025, 12, 31))

    assert values(Errand, busy.city)["errands_received"] == 5
    assert for_area(Yearbook, busy.city, YEAR, DAY)["coverage"].pieces == {"must": 2, "have": 0}


@pytest.mark.django_db
@pytest.mark.postgres
def test_figure_opens_to_its_rows_with_why_others_are_left_out(busy):
    shown = opened(Errand, Errand.share_in_time, busy.city, YEAR, DAY)

    assert sorted(shown.counted.values_list("number", flat=True)) == ["1", "3", "5"]
    assert sorted(shown.left_out.values_list("number", "was_asked")) == [("2", True), ("4", True), ("6", True)]
    assert (shown.why_not, shown.figure.value) == ("不符合“在期限内办结”", Decimal(3) / 6)
    dear = opened(Errand, Errand.dear_permits, busy.city, YEAR, DAY)
    assert sorted(dear.counted.values_list("number", flat=True)) == ["2", "4"]
    assert sorted(dear.left_out.values_list("number", "was_asked")) == [("1", True), ("3", False), ("5", False)]


@pytest.mark.django_db
def test_published_figure_is_kept_whole(busy):
    kept = publish(Errand, Errand.share_in_time, busy.city, YEAR, DAY, used_in="示例报告", by="示例")
    Errand.objects.filter(number="1").update(done_on=DAY)
    kept.refresh_from_db()

    numbers = dict(Errand.objects.values_list("pk", "number"))
    assert (kept.value, kept.pieces, sorted(numbers[record] for record, _ in kept.rows)) == (
        Decimal("0.5"),
        {"n": 3, "d": 6},
        ["1", "3", "5"],
    )
    assert (kept.metric, kept.formula_digest) == ("X1.share_in_time", Errand.share_in_time.digest())


def test_digest_changes_with_condition_column_and_period_and_with_nothing_else():
    def told(measure, over="received_on", label="示例"):
        return Metric(label, measure, over=over).digest()

    one = share(Errand.fee_is_low)
    assert told(one) == told(share(Errand.fee_is_low))
    assert len({told(one), told(one, "done_on"), told(one, label="另"), told(share(Errand.subject_is_told))}) == 4
    assert len({told(total("fee")), told(total("copies")), told(ratio("fee")), told(ratio("fee", "copies"))}) == 4
    assert len({told(days("a", "b")), told(days("b", "a")), told(days("a", "b", percentile=0.9))}) == 3


@pytest.mark.django_db
def test_digest_of_a_clock_does_not_hang_on_the_loaded_years(town):
    from fazhi.engine.models import HolidayYear

    before = Errand.share_in_time.digest()
    HolidayYear.objects.create(year=2027, source="示例")

    assert Errand.share_in_time.digest() == before


@pytest.mark.usefixtures("toys")
def test_stable_name_finds_register_and_metric_or_nothing():
    assert metric_named("X1.lost") == (Errand, Errand.lost)
    with pytest.raises(KeyError):
        metric_named("X1.found")


@pytest.mark.usefixtures("toys")
@pytest.mark.postgres
class TestPercentiles(TestCase):
    """The database's percentile is the smallest value below or at which that share of the values lies."""

    @classmethod
    def setUpTestData(cls):
        seed()
        cls.unit = Unit.objects.create(name="示例", short_name="示例", kind="government")

    @settings(max_examples=40)
    @given(st.lists(st.integers(0, 400), max_size=25))
    def test_percentiles_of_days(self, spans):
        first = date(2024, 1, 1)
        rows = [
            Errand(unit=self.unit, number=str(n), business_key=str(n), received_on=first, done_on=first + timedelta(days=span))
            for n, span in enumerate(spans)
        ]
        Errand.objects.bulk_create(rows)
        found = values(Errand, self.unit, Period(first, date(2026, 1, 1)), date.today())
        ranked = sorted(spans)

        wanted = [ranked[max(0, ceil(share * len(ranked)) - 1)] if ranked else None for share in (0.5, 0.9)]
        assert [found["median_days"], found["slow_days"]] == wanted
