"""搜索: one box, every list through its own door."""

import pytest

from web.desks import SECRET, address, text, texts


def found(town, who, words):
    """What each panel lists: {"指标": [...], …}."""
    answer = town.browser(who).get("/search/", {"q": words})
    heads = texts(answer, "//main//section[.//ul]//h2/text()[1]")
    return {head: texts(answer, f"(//main//section[.//ul])[{no}]//a[@class='row-title']") for no, head in enumerate(heads, 1)}


def test_search_finds_indicators_tasks_units_and_material(town):
    town.file(town.liaison, "权责清单汇总.txt", "全市权责清单共三百项。".encode())

    assert found(town, town.liaison, "权责清单") == {
        "指标": ["1.2.1 权责清单公布"],
        "材料": ["权责清单汇总"],
        "方案任务": ["2.全面落实权责清单制度"],
    }
    assert found(town, town.force, "教育局") == {
        "方案任务": ["1.加大简政放权力度", "2.全面落实权责清单制度"],
        "单位": ["金昌市教育局", "永昌县教育局"],
    }


def test_search_needs_every_word(town):
    assert found(town, town.liaison, "权责 公布") == {"指标": ["1.2.1 权责清单公布"], "方案任务": ["2.全面落实权责清单制度"]}
    assert found(town, town.liaison, "权责 没有这个词") == {}


def test_search_finds_the_narrative_only_for_whom_it_is_open(town):
    submission = town.brought("accepted")

    seen = [found(town, who, SECRET) for who in (town.liaison, town.force, town.finance_liaison, town.stranger, town.county_liaison)]

    assert seen == [{"工作开展情况": [f"{submission.unit_name} · 1.2.1 权责清单公布"]}] * 3 + [{}, {}]


def test_search_finds_material_only_for_whom_it_is_open(town):
    town.file(town.liaison, "内部台账.txt", SECRET.encode())

    seen = [found(town, who, "内部台账") for who in (town.liaison, town.colleague, town.force, town.stranger, town.county_force)]

    assert seen == [{"材料": ["内部台账"]}] * 3 + [{}, {}]


def test_search_that_finds_nothing_says_so_and_keeps_the_words(town):
    answer = town.browser(town.liaison).get("/search/", {"q": "没有这个词"})

    assert text(answer, "//main//div[@class='empty']/h2") == "没有找到"
    assert texts(answer, "//main//input[@name='q']/@value") == ["没有这个词"]


@pytest.mark.parametrize("words", ["", "  ", "'\"%_\\", "()*:^", "a" * 500, "<script>alert(1)</script>"])
def test_search_takes_any_words(town, words):
    answer = town.browser(town.liaison).get("/search/", {"q": words})

    assert (answer.status_code, texts(answer, "//main//script")) == (200, [])


def test_search_takes_the_same_queries_for_one_hit_and_for_thirty(town, queries):
    town.filled("1.1.2", title="补充材料一")
    page = "/search/?q=补充"
    town.more(1)
    people = (town.liaison, town.force)
    few = [queries(town.browser(who), page) for who in people]
    for no in range(30):
        town.item(title=f"补充{no}")
    for no in range(3, 33):
        indicator = town.at("1.1.3").indicator
        indicator.pk, indicator.code, indicator.no = None, f"1.1.{no + 10}", no + 300
        indicator.save()
        town.campaign.demands.create(indicator=indicator)

    assert [queries(town.browser(who), page) for who in people] == few
    assert len(found(town, town.force, "补充")["指标"]) == 20


def test_search_links_lead_to_pages_that_open(town):
    town.brought("accepted")
    client = town.browser(town.force)
    links = texts(client.get("/search/", {"q": "清单"}), "//main//ul//a/@href") + texts(
        client.get("/search/", {"q": "教育"}), "//main//ul//a/@href"
    )

    assert ({client.get(link).status_code for link in links}, address("unit", town.education.pk) in links) == ({200}, True)
