"""责任单位: the list, and one unit."""

from fazhi.campaign.models import Campaign
from web.desks import address, error, rows, text, texts


def test_units_lists_each_with_its_figures(town):
    town.brought("accepted")
    answer = town.browser(town.force).get("/units/")

    assert text(answer, "//p[@class='lead']").startswith("5 个单位。")
    assert [[row[0], *row[3:7]] for row in rows(answer)] == [
        ["市司法局", "1", "0", "0", "0"],
        ["市财政局", "1", "0", "0", "0"],
        ["市教育局", "4", "1", "1", "0"],
        ["市公安局", "4", "0", "0", "0"],
        ["永昌县", "3", "0", "0", "0"],
    ]


def test_units_can_be_sorted_by_what_lacks_and_what_came_back(town):
    town.brought("returned")
    client = town.browser(town.force)

    assert next(row[0] for row in rows(client.get("/units/?sort=returned"))) == "市教育局"
    assert [row[0] for row in rows(client.get("/units/?sort=missing"))][:2] == ["市教育局", "市公安局"]
    assert next(row[0] for row in rows(client.get("/units/?sort=nonsense"))) == "市司法局"


def test_units_shows_a_liaison_the_own_line_only(town):
    assert [row[0] for row in rows(town.browser(town.liaison).get("/units/"))] == ["市教育局"]


def test_units_shows_a_lead_what_is_owed_to_it_and_not_how_punctual_others_are(town):
    answer = town.browser(town.finance_liaison).get("/units/")
    figures = {row[0]: row[3:] for row in rows(answer)}

    assert list(figures) == ["市司法局", "市财政局", "市教育局", "市公安局", "永昌县"]
    assert [name for name, row in figures.items() if row[-1] != "—"] == ["市财政局"]


def test_units_takes_the_same_queries_for_five_and_for_thirty_five(town, queries):
    people = (town.force, town.liaison, town.lead)
    few = [queries(town.browser(who), "/units/") for who in people]
    for no in range(30):
        town.at("1.1.1").assignments.create(unit=town.bureau(f"第{no}局", 20 + no), role="responsible")

    assert [queries(town.browser(who), "/units/") for who in people] == few
    assert len(rows(town.browser(town.force).get("/units/"))) == 35


def test_unit_shows_its_indicators_and_whom_to_call(town):
    town.brought("accepted")
    answer = town.browser(town.force).get(address("unit", town.education.pk))

    assert text(answer, "//h1") == "金昌市教育局"
    assert text(answer, "//p[@class='lead']") == "分管领导：教育分管 · 联络员：教育联络员"
    assert [(row[0], row[1], row[3], row[4]) for row in rows(answer)] == [
        ("1.1.1 按期办结", "责任", "2/0/0", "未开始"),
        ("1.1.2 依法许可", "责任", "1/0/0", "未开始"),
        ("1.2.1 权责清单公布", "责任", "1/1/1", "已认定"),
    ]


def test_unit_is_closed_to_other_departments_and_the_county(town):
    page = address("unit", town.education.pk)

    for who in (town.stranger, town.county_liaison, town.county_force):
        answer = town.browser(who).get(page)

        assert (error(answer)[0], "教育联络员" in answer.content.decode()) == (404, False)
    assert town.browser(town.colleague).get(page).status_code == 200


def test_unit_shows_its_lead_only_what_the_lead_gathers(town):
    answer = town.browser(town.finance_liaison).get(address("unit", town.education.pk))

    assert [row[0] for row in rows(answer)] == ["1.1.1 按期办结", "1.1.2 依法许可", "1.2.1 权责清单公布"]
    assert [row[0] for row in rows(town.browser(town.lead).get(address("unit", town.education.pk)))] == ["1.1.1 按期办结", "1.1.2 依法许可"]


def test_unit_without_work_can_still_be_opened_by_its_task_force(town):
    Campaign.objects.all().delete()
    answer = town.browser(town.force).get(address("unit", town.police.pk))

    assert (text(answer, "//h1"), texts(answer, "//main//div[@class='empty']/h2")) == ("金昌市公安局", ["没有可看的指标"])


def test_unit_takes_the_same_queries_for_three_indicators_and_for_thirty_three(town, queries):
    page = address("unit", town.education.pk)
    few = [queries(town.browser(who), page) for who in (town.force, town.liaison)]
    town.more(30)

    assert [queries(town.browser(who), page) for who in (town.force, town.liaison)] == few
