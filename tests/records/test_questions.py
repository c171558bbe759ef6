"""Questions: kept once, answered by the unit, decided by the task force, open again when the rows are others; declared numbers."""

from datetime import date
from decimal import Decimal

import pytest

from fazhi.domains.oversight.models import PublicInformation
from fazhi.engine.metrics import Period
from fazhi.journal.models import Entry
from fazhi.people.actor import NotAllowed, Refused
from fazhi.records.jobs import find_questions
from fazhi.records.keeping import change
from fazhi.records.models import Declared, Question
from fazhi.records.questions import Stale, answer, cross_check, decide, declare, look_through
from records.ledger import YEAR, enter, request

DAY = date(2026, 6, 30)
State = Question.State


def reversed_row(city, number="反", unit=None):
    return enter(request(unit or city.education, number, date(2025, 3, 3), date(2025, 3, 1)))[0]


def order_question():
    return Question.objects.get(kind=Question.Kind.ORDER)


def states():
    return list(Question.objects.order_by("pk").values_list("kind", "state"))


def test_looking_twice_asks_once(city):
    reversed_row(city)
    assert [look_through(PublicInformation, DAY) > 0, look_through(PublicInformation, DAY)] == [True, 0]
    asked = order_question()
    assert (asked.unit, asked.register, asked.severity, asked.count) == (city.education, "R34", "high", 1)
    assert asked.reason == "1 条记录的后一环节日期早于前一环节。请核对日期；确属程序倒置的，说明情况。"


def test_what_was_mended_settles_itself(city):
    row = reversed_row(city)
    look_through(PublicInformation, DAY)
    change(row, {"answered_on": date(2025, 3, 10)}, city.force)
    look_through(PublicInformation, DAY)

    assert set(states()) == {(kind, State.SETTLED) for kind in ("order", "clock")}
    assert order_question().remark == "数据已改正或者不再出现，由系统消除。"


def test_decision_stands_until_the_rows_are_others(city):
    reversed_row(city)
    look_through(PublicInformation, DAY)
    decide(city.force, order_question().pk, State.FALSE_ALARM, "当日口头答复，已核对原件")
    look_through(PublicInformation, DAY)
    assert order_question().state == State.FALSE_ALARM

    reversed_row(city, "又反")
    look_through(PublicInformation, DAY)
    assert (order_question().state, order_question().count, order_question().remark) == (State.OPEN, 2, "当日口头答复，已核对原件")


def test_unit_answers_and_task_force_decides(city):
    reversed_row(city)
    look_through(PublicInformation, DAY)
    asked = order_question()
    answer(city.liaison, asked.pk, "  录入时写错了月份。 ")
    decide(city.force, asked.pk, State.CONFIRMED, "请于月底前改正")

    held = order_question()
    assert (held.answer, held.answered_by, held.state, held.remark, held.decided_by) == (
        "录入时写错了月份。",
        "教育联络员",
        "confirmed",
        "请于月底前改正",
        "专班",
    )
    assert [entry.said for entry in Entry.objects.filter(kind="records.question", object_id=str(asked.pk)).order_by("pk")][-2:] == [
        "答复了数据疑点：录入时写错了月份。",
        "将数据疑点处理为“属实需整改”：请于月底前改正",
    ]


def test_strangers_neither_answer_nor_decide(city):
    reversed_row(city)
    look_through(PublicInformation, DAY)
    asked = order_question().pk

    with pytest.raises(Refused, match="没有这条疑点，或不对您开放"):
        answer(city.stranger, asked, "不是我们的")
    with pytest.raises(NotAllowed, match="疑点由创建工作专班处理"):
        decide(city.liaison, asked, State.CHECKED, "我说没事")
    with pytest.raises(NotAllowed, match="您不能答复这条疑点"):
        answer(city.leader, asked, "看过了")
    assert (order_question().answer, order_question().state) == ("", State.OPEN)


@pytest.mark.parametrize(
    ("state", "remark", "why"),
    [
        ("open", "好", "请选择处理结果"),
        ("nonsense", "好", "请选择处理结果"),
        ("checked", "  ", "请写明处理意见"),
        ("checked", "字" * 501, "最多 500 个"),
    ],
)
def test_decision_without_result_or_remark_is_refused(city, state, remark, why):
    reversed_row(city)
    look_through(PublicInformation, DAY)
    with pytest.raises(Refused, match=why):
        decide(city.force, order_question().pk, state, remark)
    assert order_question().state == State.OPEN


def test_second_decision_sees_the_first(city):
    reversed_row(city)
    look_through(PublicInformation, DAY)
    decide(city.force, order_question().pk, State.CHECKED, "已核实")
    with pytest.raises(Stale, match="专班刚刚把这条疑点改为“已核实”"):
        decide(city.force, order_question().pk, State.FALSE_ALARM, "误报", seen=State.OPEN)


def test_declared_number_that_differs_is_a_question(city):
    enter(request(city.education, "1", date(2025, 3, 3), date(2025, 3, 4)), request(city.education, "2", date(2025, 3, 5)))
    declare(city.liaison, city.education, "R34.requests_received", YEAR, Decimal(3), "report", "2025年度报告")

    (asked,) = Question.objects.all()
    assert (asked.kind, asked.unit, asked.severity, asked.state) == ("cross-check", city.education, "middle", "open")
    assert asked.reason == (
        "市教育局在年度报告“2025年度报告”中申报2025年“收到申请件数”为 3 件，台账计算为 2 件，"
        "申报数与台账相差 +1 件。请核对哪一边有误，写明原因。"
    )

    enter(request(city.education, "3", date(2025, 3, 6)))
    assert cross_check(Declared.objects.get(), city.force.today) is None
    assert [(each.state, each.remark) for each in Question.objects.all()] == [("settled", "台账与申报数已经一致，由系统消除。")]


def test_declared_share_is_held_in_hundredths(city):
    rows = [request(city.education, f"{n}", date(2025, 3, 3), date(2025, 3, 4) if n else date(2025, 9, 1)) for n in range(3)]
    enter(*rows)
    declare(city.force, city.education, "R34.share_answered_in_time", YEAR, Decimal("66.67"), "portal", "门户")
    assert states() == []
    declare(city.force, city.education, "R34.share_answered_in_time", YEAR, Decimal(100), "portal", "门户")
    assert states() == [("cross-check", "open")]
    assert (Declared.objects.count(), Question.objects.get().reason.count("100%")) == (1, 1)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"metric": "R34.nonsense"}, "没有选择指标"),
        ({"metric": "R99.requests_received"}, "没有选择指标"),
        ({"period": Period(date(2025, 2, 1), date(2025, 1, 1))}, "结束日早于开始日"),
        ({"place": "nowhere"}, "写明出处"),
        ({"source": " "}, "写明出处"),
    ],
)
def test_declared_number_without_its_facts_is_refused(city, facts, why):
    told = {"metric": "R34.requests_received", "period": YEAR, "value": Decimal(1), "place": "report", "source": "年报"} | facts
    with pytest.raises(Refused, match=why):
        declare(city.force, city.education, **told)
    assert Declared.objects.count() == 0


def test_nobody_declares_for_others(city):
    for actor in (city.stranger, city.leader):
        with pytest.raises(NotAllowed, match="您不能登记市教育局的申报数"):
            declare(actor, city.education, "R34.requests_received", YEAR, Decimal(1), "report", "年报")
    assert Declared.objects.count() == 0


def test_nightly_job_looks_through_every_register_and_every_declared_number(city):
    reversed_row(city)
    Declared.objects.create(
        unit=city.education, metric="R34.requests_received", first=YEAR.first, last=YEAR.last, value=9, place="report", source="年报"
    )
    Declared.objects.create(
        unit=city.education, metric="R34.gone_metric", first=YEAR.first, last=YEAR.last, value=9, place="report", source="年报"
    )
    find_questions.call()
    assert sorted(states()) == [("clock", "open"), ("cross-check", "open"), ("order", "open")]
