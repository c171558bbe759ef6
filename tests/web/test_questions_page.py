"""数据疑点 and 申报数核对: who sees, answers, decides and declares."""

from datetime import date

import pytest

from fazhi.domains.oversight.models import PublicInformation
from fazhi.jobs.models import Ticket
from fazhi.records.holidays import seed
from fazhi.records.models import Declared, Question
from fazhi.records.questions import look_through
from records.ledger import enter, request
from web.desks import address, error, refusal, rows, said, text, texts, typed

TITLES = "//ul[@class='rows']//a[@class='row-title']"


@pytest.fixture
def ledger(town):
    seed()
    enter(
        request(town.education, "教1", date(2025, 3, 3), date(2025, 3, 1)),
        request(town.education, "教2", date(2025, 3, 3), date(2025, 3, 4)),
        request(town.police, "公1", date(2025, 3, 3), date(2025, 3, 1)),
    )
    look_through(PublicInformation, town.force.today)
    return town


def order_of(unit):
    return Question.objects.get(unit=unit, kind="order")


def test_questions_are_listed_to_whoever_reaches_the_unit(ledger):
    assert sorted(texts(ledger.browser(ledger.force).get("/questions/"), TITLES)) == [
        "市公安局：办结早于起算",
        "市公安局：环节日期倒置",
        "市教育局：办结早于起算",
        "市教育局：环节日期倒置",
    ]
    assert sorted(texts(ledger.browser(ledger.liaison).get("/questions/"), TITLES)) == ["市教育局：办结早于起算", "市教育局：环节日期倒置"]
    assert texts(ledger.browser(ledger.county_force).get("/questions/"), TITLES) == []
    assert error(ledger.browser(ledger.liaison).get(address("question", order_of(ledger.police).pk)))[0] == 404


def test_questions_are_narrowed_by_kind_unit_and_state(ledger):
    client = ledger.browser(ledger.force)
    assert sorted(texts(client.get("/questions/?kind=order"), TITLES)) == ["市公安局：环节日期倒置", "市教育局：环节日期倒置"]
    assert texts(client.get(f"/questions/?kind=clock&unit={ledger.police.pk}"), TITLES) == ["市公安局：办结早于起算"]
    assert text(client.get("/questions/?state=false-alarm"), "//div[@class='empty']/h2") == "没有这样的疑点"


def test_question_shows_why_and_its_rows(ledger):
    answer = ledger.browser(ledger.liaison).get(address("question", order_of(ledger.education).pk))

    assert text(answer, "//h1") == "市教育局：环节日期倒置"
    assert texts(answer, TITLES) == ["教1 申请教1"]


def test_unit_answers_and_the_task_force_decides(ledger):
    asked = order_of(ledger.education)
    told = ledger.browser(ledger.liaison).post(address("question-answer", asked.pk), {"answer": "录入写错"}, follow=True)
    assert said(told) == ["已写明情况，等待创建工作专班处理。"]

    client = ledger.browser(ledger.force)
    page, form = address("question-decide", asked.pk), {"state": "confirmed", "remark": "请改正", "seen": "open"}
    short = client.post(page, form | {"remark": " "})
    assert (short.status_code, refusal(short), typed(short, "remark", "/decide/")) == (422, "请写明处理意见，一句话即可。", [" "])
    assert said(client.post(page, form, follow=True)) == ["处理结果已记入轨迹。"]
    again = client.post(page, form)
    assert (again.status_code, refusal(again)) == (409, "专班王刚刚把这条疑点改为“属实需整改”。请核对后再处理。")
    asked.refresh_from_db()
    assert (asked.answer, asked.state, asked.remark) == ("录入写错", "confirmed", "请改正")


def test_others_decide_nothing(ledger):
    asked = order_of(ledger.education)
    for who in (ledger.liaison, ledger.leader):
        assert (
            error(ledger.browser(who).post(address("question-decide", asked.pk), {"state": "checked", "remark": "好", "seen": "open"}))[0]
            == 403
        )
    stranger = ledger.browser(ledger.stranger).post(address("question-answer", asked.pk), {"answer": "与我无关"})
    assert stranger.status_code == 404
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("open", "")


def test_task_force_asks_for_a_look_at_once_and_only_once(ledger):
    client = ledger.browser(ledger.force)
    for _ in range(2):
        assert said(client.post("/questions/check/", follow=True)) == ["已开始检查，完成后新的疑点会列在这里。"]
    assert Ticket.objects.filter(label="检查台账数据疑点").count() == 1
    assert error(ledger.browser(ledger.liaison).post("/questions/check/"))[0] == 403


FORM = {"metric": "R34.requests_received", "period": "2025", "value": "３", "place": "report", "source": "2025年度报告"}


def test_declared_number_is_held_against_the_register(ledger):
    client = ledger.browser(ledger.liaison)
    answer = client.post("/questions/declared/", FORM | {"unit": ledger.education.pk}, follow=True)

    assert said(answer) == ["已登记并与台账核对，不一致的列入疑点。"]
    assert rows(answer) == [["收到申请件数", "市教育局", "2025-01-01 至 2025-12-31", "3", "年度报告：2025年度报告", "不一致 · 待核实"]]
    assert "市教育局：与申报数不一致" in texts(client.get("/questions/"), TITLES)
    assert rows(ledger.browser(ledger.stranger).get("/questions/declared/")) == []
    client.post("/questions/declared/", FORM | {"unit": ledger.education.pk, "value": "2"})
    assert rows(client.get("/questions/declared/"))[0][-1] == "一致"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"value": "很多"}, "申报数“很多”不是数字。请只填数字，比率填百分数，如 98.5。"),
        ({"value": "1e400"}, "申报数“1e400”不是数字。请只填数字，比率填百分数，如 98.5。"),
        ({"value": "NaN"}, "申报数“NaN”不是数字。请只填数字，比率填百分数，如 98.5。"),
        ({"metric": ""}, "没有选择指标，或这个指标已不再计算。请从列表中选择。"),
        ({"unit": "0"}, "没有选择单位，或这个单位不归您填报。请从列表中选择。"),
        ({"source": ""}, "请选择数字来自哪里，并写明出处，如“2025年政府信息公开年度报告”。"),
    ],
)
def test_declared_number_that_is_none_is_refused_and_what_was_typed_stays(ledger, more, why):
    answer = ledger.browser(ledger.liaison).post("/questions/declared/", FORM | {"unit": ledger.education.pk} | more)

    assert (answer.status_code, refusal(answer)) == (422, why)
    assert typed(answer, "source") == [more.get("source", "2025年度报告")]
    assert Declared.objects.count() == 0


def test_nobody_declares_for_a_unit_out_of_reach(ledger):
    answer = ledger.browser(ledger.stranger).post("/questions/declared/", FORM | {"unit": ledger.education.pk})
    assert refusal(answer) == "没有选择单位，或这个单位不归您填报。请从列表中选择。"
    assert error(ledger.browser(ledger.leader).get("/questions/declared/"))[0] == 403
    assert Declared.objects.count() == 0


def test_questions_take_the_same_queries_for_few_and_for_many(ledger, queries):
    pages = ("/questions/", "/questions/declared/")
    ledger.browser(ledger.force).post("/questions/declared/", FORM | {"unit": ledger.education.pk})
    few = [queries(ledger.browser(ledger.force), page) for page in pages]
    for number in range(20):
        unit = ledger.bureau(f"第{number}局", 20 + number)
        enter(request(unit, f"多{number}", date(2025, 3, 3), date(2025, 3, 1)))
        ledger.browser(ledger.force).post("/questions/declared/", FORM | {"unit": unit.pk})
    look_through(PublicInformation, ledger.force.today)
    assert Declared.objects.count() == 21
    assert [queries(ledger.browser(ledger.force), page) for page in pages] == few
