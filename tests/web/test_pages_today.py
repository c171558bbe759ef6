"""今天要做的 and 我的."""

from datetime import timedelta

from django.utils import timezone

from fazhi.campaign.assigning import set_due
from web.desks import SECRET, address, rows, text, texts

TITLES = "//main//ul[@class='rows']//a[@class='row-title']"


def groups(response):
    return texts(response, "//main//section//h2")


def test_today_lists_what_the_liaison_owes_with_the_page_where_it_is_done(town):
    answer = town.browser(town.liaison).get("/")

    assert text(answer, "//p[@class='lead']").endswith("有 3 件事等您处理。")
    assert groups(answer) == ["待办 3 件"]
    assert texts(answer, TITLES) == ["补充佐证 · 1.1.1 按期办结", "补充佐证 · 1.1.2 依法许可", "补充佐证 · 1.2.1 权责清单公布"]
    assert texts(answer, TITLES + "/@href") == [address("submission", town.at(code).pk) for code in ("1.1.1", "1.1.2", "1.2.1")]


def test_today_puts_what_is_late_first(town):
    set_due(town.force, town.campaign, [town.at("1.2.1")], timezone.localdate() - timedelta(days=3))
    answer = town.browser(town.liaison).get("/")

    assert groups(answer)[0] == "已逾期 1 件"
    assert texts(answer, TITLES)[0] == "补充佐证 · 1.2.1 权责清单公布"
    assert texts(answer, "(//main//section)[1]//span[@class='state bad']") == ["逾期 3 天"]


def test_today_shows_the_returned_once_with_the_reason(town):
    town.brought("returned")
    answer = town.browser(town.liaison).get("/")

    assert [title for title in texts(answer, TITLES) if "1.2.1" in title] == ["修改后重新提交 · 1.2.1 权责清单公布"]


def test_today_of_another_department_and_of_the_county_says_nothing_of_it(town):
    submission = town.brought("head")
    for who in (town.stranger, town.county_liaison):
        page = town.browser(who).get("/").content.decode()

        assert [word for word in (SECRET, "清单网页材料", address("review", submission.pk)) if word in page] == []
    assert texts(town.browser(town.colleague).get("/"), TITLES) == ["审签 · 1.2.1 权责清单公布"]


def test_today_of_the_task_force_shows_the_whole_and_where_it_is_stuck(town):
    town.brought("accepted")
    answer = town.browser(town.force).get("/")

    assert texts(answer, "//div[@class='numbers']/a") == [
        "13应交材料（件）",
        "1已交",
        "1已认定",
        "0已退回待改",
        "0逾期未交（格）",
    ]
    assert [row[0] for row in rows(answer)] == ["市公安局", "市教育局", "永昌县", "市司法局", "市财政局"]


def test_today_of_the_countys_task_force_shows_no_totals_of_the_city(town):
    answer = town.browser(town.county_force).get("/")

    assert texts(answer, "//div[@class='numbers']") == []


def test_today_says_when_nothing_is_owed(town):
    answer = town.browser(town.leader).get("/")

    assert texts(answer, "//main//div[@class='empty']/h2") == ["都办完了"]


def test_today_folds_what_is_beyond_thirty_lines(town):
    town.more(30)
    answer = town.browser(town.liaison).get("/")

    assert groups(answer) == ["待办 33 件"]
    assert texts(answer, "//summary[@class='p-3']") == ["再看 3 件"]


def test_today_takes_no_more_queries_for_thirty_lines_than_for_one(town, queries):
    people = (town.liaison, town.colleague, town.lead, town.force, town.leader)
    town.brought("head", "1.1.2")
    few = [queries(town.browser(who), "/") for who in people]
    for demand in town.more(30):
        town.brought("head", demand.indicator.code, f"材料{demand.pk}")
    many = [queries(town.browser(who), "/") for who in people]

    # five and more of one unit are one line, for which the head's page does not load them at all
    assert [more - less for more, less in zip(many, few, strict=True)] == [0, -2, 0, 0, 0]


def test_mine_shows_the_nameplates_and_campaigns(town):
    answer = town.browser(town.liaison).get("/me/")

    assert (text(answer, "//main//h1"), texts(answer, "//main//span[@class='grow']")) == ("教育联络员", ["市教育局联络员", "金昌创建"])
