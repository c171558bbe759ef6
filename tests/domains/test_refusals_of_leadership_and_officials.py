"""What the registers of leadership, emergencies and officials refuse at once, and how a problem goes from finding to closing."""

from datetime import date

import pytest

from fazhi.engine.lifecycle import lifecycle_of
from fazhi.engine.register import registers
from fazhi.people.models import Role


def register(code: str):
    if code not in registers():
        pytest.skip(f"{code} 没有装在这份设置里")
    return registers()[code]


def test_problem_goes_back_to_rectifying_and_is_closed_by_a_second_person_with_proof():
    stages = lifecycle_of(register("R47")).stages
    led = {key: stage.then for key, stage in stages.items()}
    closed = stages["closed"]

    assert led == {
        "found": ("assigned", "unfounded"),
        "assigned": ("rectifying", "unfounded"),
        "rectifying": ("rechecking",),
        "rechecking": ("rectifying", "closed"),
        "closed": (),
        "unfounded": (),
    }
    assert (stages["rechecking"].evidence, closed.second, closed.by) == (("整改证明",), True, (Role.HEAD, Role.TASKFORCE))


def test_problem_that_names_itself_as_the_first_one_is_refused():
    made = register("R47")(number="示例问1", reopened_of="示例问1")

    assert made.refuse() == ["原问题填成了本问题自己。请填销号后反弹的那个问题的编号；不是反弹的不填。"]


@pytest.mark.parametrize("without", ["reason", "approver", "leave_until"])
def test_leave_without_reason_approver_or_end_is_refused(without):
    whole = {"leave": "暂缓", "reason": "示例", "approver": "示例", "leave_until": date(2026, 12, 31)}
    model = register("R47")
    lacking = {name: value for name, value in whole.items() if name != without}

    assert model(number="示例问1", **whole).refuse() == []
    assert model(number="示例问1", **lacking).refuse() == [
        "接受、暂缓整改要同时写明理由、批准人和截止日期。请补填；没有批准的，不要选接受、暂缓。"
    ]


def test_published_report_that_nobody_can_find_is_refused():
    model = register("R45")
    made = {"recipient": "社会公开", "reporter": "部门", "delivered_on": date(2026, 3, 20)}

    assert model(**made, url="https://example.gov.cn/a").refuse() == []
    assert model(**made, press="示例日报").refuse() == []
    assert model(**made).refuse() == ["登记了公开日期，没有写公开网址，也没有写刊载报刊，查不到就不算公开。请补填其中一项。"]


def test_event_without_kind_grade_and_moment_is_refused():
    assert register("R39")(kind="事件", event_kind="自然灾害", grade="一般").refuse() == [
        "突发事件要写明事件类别、级别和事发时间：报告和调查的时限由它们决定。请补填。"
    ]


def test_matters_of_officials_are_written_by_heads_and_the_task_force_and_keep_names_sealed():
    model = register("R41")
    sealed = model._meta.get_field("official").get_prep_value("示例甲")

    assert model.writers == (Role.HEAD, Role.TASKFORCE)
    assert "示例甲" not in sealed
    assert model._meta.get_field("official").from_db_value(sealed, None, None) == "示例甲"


def test_trouble_on_an_appraisal_is_refused():
    assert register("R41")(kind="任前考察", trouble="违法").refuse() == ["只有问题处置才填问题性质和处置方式。请改选类别，或者清空这两项。"]


def test_chief_trained_on_the_job_is_not_a_chief_trained():
    assert register("R43")(kind="负责人脱产", trained_on=date(2025, 4, 10)).refuse() == [
        "执法部门负责人要参加脱产培训，不脱产的不能计入。确属脱产的，请勾选脱产；不脱产的，改为在职培训。"
    ]


def test_more_oaths_than_people_are_refused():
    assert register("R42")(kind="宪法宣誓", held_on=date(2025, 12, 4), people_due=12, people_came=13).refuse() == [
        "已宣誓人数多于应宣誓人数。请核对人数。"
    ]
