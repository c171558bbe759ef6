"""报送, as its reader sees it."""

from datetime import date

from fazhi.campaign.proofs import add_proof
from fazhi.campaign.publishing import close
from fazhi.people.models import Unit
from web.desks import SECRET, address, error, refusal, text, texts, typed


def page(town, code="1.2.1"):
    return address("submission", town.at(code).pk)


def groups(response):
    return texts(response, "//section[starts-with(@id, 'r')]/div[@class='head']/h2")


def test_submission_shows_what_is_asked_what_is_there_and_what_lacks(town):
    town.filled("1.1.1", title="一季度统计")
    answer = town.browser(town.liaison).get(page(town, "1.1.1"))

    assert text(answer, "//h1") == "报送 1.1.1 按期办结"
    assert groups(answer) == ["办件统计 应交 2 份，数据 · 已有 1 份"]
    assert texts(answer, "//li[starts-with(@id, 'p')]//a[@class='row-title']") == ["一季度统计"]
    assert texts(answer, "//section[.//h2='提交前检查']//li") == ["“办件统计”需要 2 份，现有 1 份，还差 1 份。"]
    assert typed(answer, "text", "/narrative/") == [SECRET]


def test_submission_asks_the_principal_for_its_own_material(town):
    assert groups(town.browser(town.lead).get(page(town, "1.1.1"))) == ["汇总说明 应交 1 份，文件 · 已有 0 份"]


def test_submission_warns_of_a_date_outside_the_cycle(town):
    asked = town.asked("1.2.1", "清单网页")
    item = town.item(title="旧清单", effective_on=date(2019, 5, 1))
    add_proof(town.liaison, town.at("1.2.1"), item, requirement=asked)

    assert texts(town.browser(town.liaison).get(page(town)), "//li//div[@class='state warn']") == [
        "形成日期 2019-05-01 不在创建周期（2024-01-01 至 2025-12-31）内。如确需使用，请在说明中写明理由。"
    ]


def test_submission_shows_who_returned_what_and_why(town):
    town.brought("returned")
    answer = town.browser(town.liaison).get(page(town))

    assert texts(answer, "//section[@role='alert']//strong")[0].startswith("教育分管（市教育局）")
    assert texts(answer, "//section[@role='alert']//li") == [
        "清单网页材料（全文）：未盖章或签字（补盖公章或由负责人签字后重新扫描上传。） 第二页没有章"
    ]
    assert texts(answer, "//li[starts-with(@id, 'p')]//div[@class='state bad']") == [
        "未盖章或签字：补盖公章或由负责人签字后重新扫描上传。 第二页没有章"
    ]


def test_submission_under_review_cannot_be_changed(town):
    town.brought("lead")
    answer = town.browser(town.liaison).get(page(town))

    assert texts(answer, "//main//form/@action") == []
    assert texts(answer, "//section[@id='narrative']//p") == [SECRET]


def test_head_reads_the_page_and_cannot_write_on_it(town):
    town.filled()
    answer = town.browser(town.colleague).get(page(town))

    assert (answer.status_code, texts(answer, "//main//form/@action")) == (200, [])


def test_submission_is_closed_to_whom_it_is_not_asked_of(town):
    town.filled()

    for who in (town.stranger, town.county_liaison, town.lead):
        answer = town.browser(who).get(page(town))

        assert (error(answer)[0], SECRET in answer.content.decode()) == (404, False)


def test_submission_of_another_unit_at_the_same_indicator_is_not_shown(town):
    town.filled("1.1.1", title="教育局的统计")
    answer = town.browser(town.stranger).get(page(town, "1.1.1"))

    assert (answer.status_code, "教育局的统计" in answer.content.decode(), SECRET in answer.content.decode()) == (200, False, False)


def test_submission_after_the_campaign_ended_says_why_nothing_can_be_handed_in(town):
    close(town.force, town.campaign, "已验收")
    answer = town.browser(town.liaison).get(page(town))

    assert (answer.status_code, refusal(answer)) == (409, "“金昌创建”已结束，现在不能报送材料。如需补充，请联系专班。")


def test_heir_goes_on_with_the_submission_of_the_unit_it_took_over_from(town):
    town.filled()
    Unit.objects.filter(pk=town.education.pk).update(heir=town.police)
    town.police.save()
    town.education.refresh_from_db()
    town.education.save()
    answer = town.browser(town.stranger).get(page(town))

    assert (answer.status_code, texts(answer, "//li[starts-with(@id, 'p')]//a[@class='row-title']")) == (200, ["清单网页材料"])


def test_submission_takes_the_same_queries_for_one_proof_and_for_thirty(town, queries):
    town.filled("1.1.2")
    few = queries(town.browser(town.liaison), page(town, "1.1.2"))
    for no in range(30):
        town.proof(town.at("1.1.2"), f"材料{no}", requirement="事项清单")

    assert queries(town.browser(town.liaison), page(town, "1.1.2")) == few
    assert len(texts(town.browser(town.liaison).get(page(town, "1.1.2")), "//li[starts-with(@id, 'p')]")) == 31


def test_returned_submission_takes_the_same_queries_for_one_proof_and_for_thirty(town, queries):
    town.brought("returned", "1.1.2")
    few = queries(town.browser(town.liaison), page(town, "1.1.2"))
    for no in range(30):
        town.proof(town.at("1.1.2"), f"材料{no}", requirement="事项清单")

    assert queries(town.browser(town.liaison), page(town, "1.1.2")) == few
