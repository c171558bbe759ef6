"""Trends: twenty-four months in one query, the same as asking month by month; a standing shows ends of months."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from fazhi.domains.oversight.models import PublicInformation
from fazhi.engine.metrics import covered, metrics_of
from fazhi.engine.register import registers
from fazhi.records.overview import overview
from fazhi.records.trends import ends_of_months, trend
from records.ledger import enter, metric, request

DAY = date(2026, 6, 15)
PERIODIC = [
    (model.code, name)
    for model in registers().values()
    for name, each in metrics_of(model).items()
    if each.over and (model.code == "R34" or isinstance(each.measure, covered))
]


@pytest.mark.parametrize(("code", "name"), PERIODIC)
def test_trend_agrees_with_each_period_asked_for_itself(city, code, name):
    enter(
        *(
            request(
                city.education, f"{number}", date(2024 + number % 3, 1 + number % 6, 3 + number), date(2024 + number % 3, 7, 1 + number)
            )
            for number in range(18)
        )
    )
    model = registers()[code]
    each = metrics_of(model)[name]
    drawn = trend(model, each, city.city, DAY, Q())

    alone = [overview(model, city.city, point.period, DAY, Q(), only=[name])[name].figure.value for point in drawn.points]
    assert [point.value for point in drawn.points] == alone


def test_trend_takes_one_query_of_the_register(city):
    enter(request(city.education, "1", date(2026, 3, 3), date(2026, 3, 20)))
    with CaptureQueriesContext(connection) as seen:
        drawn = trend(PublicInformation, metric("median_days_to_answer"), city.city, DAY, Q())

    assert sum("oversight_publicinformation" in each["sql"] for each in seen) == 1
    assert (drawn.labels[0], drawn.labels[-1], len(drawn.labels)) == ("2024-07", "2026-06", 24)
    assert {label: point.value for label, point in zip(drawn.labels, drawn.points, strict=True) if point.value} == {"2026-03": 17}


def test_standing_has_no_trend_and_shows_ends_of_months(city):
    enter(request(city.education, "目录", date(2025, 1, 2), kind="目录事项", url="https://example.cn", opened_on=date(2025, 1, 2)))
    drawn = trend(PublicInformation, metric("share_entries_published"), city.city, DAY, Q())

    assert drawn.by == "end"
    assert drawn.labels == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-15"]
    assert drawn.says == "这是某一天的现有数，不分期间，没有按月趋势；下面是最近 6 个月末台账当时的数。"
    assert [point.value for point in drawn.points] == [0] * 6


def test_ends_of_months_end_with_the_day_itself():
    assert ends_of_months(date(2026, 3, 31))[-2:] == [date(2026, 2, 28), date(2026, 3, 31)]
