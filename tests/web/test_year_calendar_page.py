"""年历: fixed dates, due clocks of what the reader may see, and the way to the records."""

from datetime import date

import pytest
from django.utils import timezone

from fazhi.domains.oversight.models import PublicInformation
from fazhi.engine.limits import limit
from fazhi.records.holidays import seed
from records.ledger import enter, request
from web.desks import error, texts

DAYS = "//section[div/h2]//ul[@class='rows']/li"


@pytest.fixture
def ledger(town):
    seed()
    enter(
        request(town.education, "教1", date(2025, 9, 26), date(2025, 10, 30)),
        request(town.education, "教2", date(2025, 9, 26)),
        request(town.police, "公1", date(2025, 9, 26), date(2025, 11, 20)),
    )
    return town


def lines(client, query):
    return texts(client.get(f"/calendar/?{query}"), f"{DAYS}//div[@class='row-line'][a or div]")


def test_calendar_shows_fixed_dates_with_their_law(town):
    basis = limit("O09").law + limit("O09").article
    found = lines(town.browser(town.force), "year=2026&month=3")
    assert [each for each in found if "政府信息公开年度报告" in each] == [f"固定日期 政府信息公开年度报告 · {basis}"]
    assert lines(town.browser(town.stranger), "year=2026&month=3") == found  # the law is no secret


@pytest.mark.parametrize(
    ("who", "line"),
    [
        ("force", "答复期限 3 件 · 政府信息公开 · 未办结 1 件 · 超期办结 1 件 逾期"),
        ("liaison", "答复期限 2 件 · 政府信息公开 · 未办结 1 件 逾期"),
        ("stranger", "答复期限 1 件 · 政府信息公开 · 超期办结 1 件 超期办结"),
    ],
)
def test_calendar_shows_what_falls_due_to_whoever_may_see_it(ledger, who, line):
    assert lines(ledger.browser(getattr(ledger, who)), "year=2025&month=10&register=R34") == [line]


def test_calendar_of_a_month_without_anything_says_so(ledger):
    answer = ledger.browser(ledger.lead).get("/calendar/?year=2025&month=10&register=R34")
    assert texts(answer, "//div[@class='empty']/h2") == ["这个月没有到期的时限"]


def test_calendar_is_narrowed_by_unit_and_to_what_runs(ledger):
    client = ledger.browser(ledger.force)
    police = f"year=2025&month=10&register=R34&unit={ledger.police.pk}"
    assert lines(client, police) == ["答复期限 1 件 · 政府信息公开 · 超期办结 1 件 超期办结"]
    assert lines(client, f"{police}&open=1") == []
    assert error(ledger.browser(ledger.liaison).get(f"/calendar/?{police}"))[0] == 404


def test_calendar_leads_to_the_record_or_to_the_list(ledger):
    whole = ledger.browser(ledger.force).get("/calendar/?year=2025&month=10&register=R34")
    one = ledger.browser(ledger.stranger).get("/calendar/?year=2025&month=10&register=R34")
    record = PublicInformation.objects.get(number="公1")

    assert texts(whole, f"{DAYS}//a/@href") == ["/registers/R34/?by=answer_due_on&first=2025-10-30&last=2025-10-30"]
    assert texts(one, f"{DAYS}//a/@href") == [f"/registers/R34/{record.pk}/"]
    listed = ledger.browser(ledger.force).get("/registers/R34/?by=answer_due_on&first=2025-10-30&last=2025-10-30")
    assert len(texts(listed, "//main//tbody/tr")) == 3


def test_calendar_reads_nonsense_as_this_year(town):
    answer = town.browser(town.force).get("/calendar/?year=99999&month=77&register=R99&unit=")
    assert (answer.status_code, texts(answer, "//h1")) == (200, [f"{timezone.localdate().year}年年历"])


def test_calendar_takes_the_same_queries_for_three_rows_and_for_sixty(ledger, queries):
    few = queries(ledger.browser(ledger.force), "/calendar/?year=2025")
    enter(*(request(ledger.education, f"多{number}", date(2025, 1 + number % 12, 3 + number % 20)) for number in range(60)))
    assert queries(ledger.browser(ledger.force), "/calendar/?year=2025") == few
