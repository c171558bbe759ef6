"""指标体系: the tree, one indicator, and the list of required material."""

from fazhi.campaign.applicability import ask_not_applicable
from fazhi.campaign.models import Campaign
from fazhi.people.models import Unit
from web.desks import SECRET, address, error, rows, text, texts

UNITS, MATERIAL = 2, 1


def test_indicators_opens_the_first_that_the_reader_has_to_do_with(town):
    assert town.browser(town.liaison).get("/indicators/").url == address("indicator", town.at("1.1.1").pk)
    assert town.browser(town.finance_liaison).get("/indicators/").url == address("indicator", town.at("1.1.1").pk)


def test_indicators_without_a_campaign_says_what_to_do_first(town):
    Campaign.objects.all().delete()

    assert text(town.browser(town.force).get("/indicators/"), "//main//div[@class='empty']/h2") == "还没有创建活动"
    assert texts(town.browser(town.force).get("/indicators/"), "//main//a") == ["建立创建活动"]
    assert texts(town.browser(town.liaison).get("/indicators/"), "//main//a") == []


def test_indicator_shows_demand_units_material_and_proof(town):
    town.brought("accepted")
    answer = town.browser(town.force).get(address("indicator", town.at("1.2.1").pk))

    assert text(answer, "//h1") == "1.2.1 权责清单公布"
    assert rows(answer, MATERIAL) == [["清单网页", "链接", "1", "每个责任单位"]]
    assert rows(answer, UNITS) == [["市财政局", "牵头 主牵头", "", "0/0/0", "无须报送"], ["市教育局", "责任", "", "1/1/1", "已认定"]]
    assert texts(answer, "//section[@id='proofs']//a") == ["清单网页材料"]
    assert texts(answer, "//dt[text()='牵头单位']/following-sibling::dd[1]") == ["市财政局（主牵头）"]


def test_indicator_names_the_task_of_the_plan_it_comes_from(town):
    answer = town.browser(town.liaison).get(address("indicator", town.at("1.2.1").pk))

    assert texts(answer, "//dt[text()='方案任务 2']/following-sibling::dd[1]//p") == [
        "2.全面落实权责清单制度。公布本级部门的权责清单并及时调整。（牵头单位：市财政局；责任单位：市教育局）"
    ]


def test_indicator_shows_another_department_the_demand_and_nothing_of_who_did_what(town):
    town.brought("accepted")
    answer = town.browser(town.stranger).get(address("indicator", town.at("1.2.1").pk))

    assert text(answer, "//h1") == "1.2.1 权责清单公布"
    assert rows(answer, UNITS) == []
    assert texts(answer, "//section[@id='proofs']//a") == []
    assert [word for word in ("清单网页材料", SECRET, "教育联络员", "认定了") if word in answer.content.decode()] == []


def test_indicator_tells_no_unit_why_another_does_not_apply(town):
    part = town.at("1.1.1").assignments.get(unit=town.education)
    ask_not_applicable(town.liaison, part, SECRET)
    page = address("indicator", town.at("1.1.1").pk)

    seen = [
        SECRET in town.browser(who).get(page).content.decode() for who in (town.stranger, town.county_liaison, town.force, town.liaison)
    ]

    assert seen == [False, False, True, True]


def test_indicator_of_the_city_is_closed_to_an_office_of_the_county_without_work(town):
    answer = town.browser(town.county_liaison).get(address("indicator", town.at("1.1.1").pk))

    assert error(answer)[:2] == (404, "没有找到这一页")


def test_indicator_shows_the_countys_task_force_its_own_line_only(town):
    answer = town.browser(town.county_force).get(address("indicator", town.at("1.1.1").pk))

    assert [row[0] for row in rows(answer, UNITS)] == ["永昌县"]


def test_indicator_offers_the_acts_of_the_role(town):
    page = address("indicator", town.at("1.2.1").pk)

    def offered(who):
        return texts(town.browser(who).get(page), "//div[@class='acts']/a")

    assert [offered(who) for who in (town.liaison, town.force, town.leader, town.stranger)] == [["报送材料"], ["调整分工与材料"], [], []]


def test_indicator_takes_the_same_queries_for_one_proof_and_for_thirty(town, queries):
    submission = town.filled("1.1.2", town.liaison)
    page = address("indicator", town.at("1.1.2").pk)
    people = (town.liaison, town.force, town.lead)
    few = [queries(town.browser(who), page) for who in people]
    for no in range(29):
        town.proof(submission.demand, f"材料{no}", requirement="事项清单")
    for no in range(30):
        unit = town.bureau(f"第{no}局", 20 + no)
        submission.demand.assignments.create(unit=unit, role="responsible")
    town.more(30)

    assert [queries(town.browser(who), page) for who in people] == few
    assert Unit.objects.count() > 30
    assert texts(town.browser(town.force).get(page), "//nav[@class='pager']/span") == ["第 1 / 2 页，共 30 条"]


def test_requirements_lists_every_material_asked(town):
    answer = town.browser(town.leader).get("/requirements/")

    assert text(answer, "//p[@class='lead']") == "6 种，按指标顺序。"
    assert rows(answer)[0] == ["1.1.1 按期办结", "办件统计", "数据", "2", "每个责任单位"]


def test_requirements_takes_the_same_queries_for_six_and_for_thirty_six(town, queries):
    few = queries(town.browser(town.force), "/requirements/")
    town.more(30)

    assert queries(town.browser(town.force), "/requirements/") == few
