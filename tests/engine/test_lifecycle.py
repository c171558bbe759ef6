"""Lifecycle: live work refuses a wrong step with every reason at once; imported history counts it as a breach."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from engine.toyapp.models import Errand
from engine.toys import errand
from fazhi.engine.lifecycle import next_stages, stage_of
from fazhi.engine.rules import marks
from fazhi.evidence.models import Item
from fazhi.people.actor import Refused
from fazhi.people.models import Role
from fazhi.records.keeping import change, enter, move
from fazhi.records.models import Attachment
from fazhi.records.moving import refusals

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)


def answers(row):
    told = marks(Errand, [row.pk], DAY)[row.pk]
    return told["stage_is_filled"], told["stages_in_order"]


def shown(row):
    """The material that the second stage asks for."""
    item = Item.objects.create(unit=row.unit, title="示例审核意见书")
    return Attachment.objects.create(kind="toyapp.errand", object_id=row.pk, purpose="审核意见书", item=item)


def test_record_stands_at_its_stage_and_knows_the_next(town):
    row = errand(town.education)

    assert (stage_of(row).label, [stage.key for stage in next_stages(row)]) == ("已收到", ["checking"])


def test_skipped_step_is_refused_with_every_reason_at_once(town):
    row = errand(town.education, done_on=date(2026, 1, 2))

    assert refusals(row, "done", town.liaison) == [
        "现在是“已收到”，不能直接转为“已办结”。下一步可以是：审核中。",
        "这一步应由分管领导、创建工作专班办理，您现在的身份是联络员。",
        "缺少“内容”。请先填写。",
    ]


def test_step_back_after_the_end_is_refused(town):
    row = errand(town.education, stage="done", received_on=date(2026, 1, 1))

    assert refusals(row, "received", town.liaison) == ["现在是“已办结”，不能直接转为“已收到”。流程已经结束。"]


def test_second_person_evidence_and_order_are_asked_together(town):
    row = errand(town.education, received_on=date(2026, 1, 8), checked_on=date(2026, 1, 7), entered_by_id=town.liaison.user.pk)

    assert refusals(row, "checking", town.liaison) == [
        "这一步要由另一个人办理：上一步是您办的。请换一位同事复核。",
        "缺少佐证材料：审核意见书。请先添加材料并写明用途。",
        "“审核日期”早于“收到日期”，先后颠倒。请核对这两个日期。",
    ]


def test_stranger_and_unknown_stage_are_refused(town):
    row = errand(town.education, received_on=date(2026, 1, 8), checked_on=date(2026, 1, 9))
    shown(row)

    assert refusals(row, "checking", town.stranger) == ["您的岗位不能办理这个单位的记录。请由该单位联络员、负责人或工作专班办理。"]
    assert refusals(row, "gone", town.liaison) == ["没有这个环节。请从页面给出的环节中选择。"]


def test_move_fills_what_it_is_given_and_keeps_the_version_before(town):
    row = enter(Errand(unit=town.education, number="示例1", received_on=date(2026, 1, 8)), town.head)
    shown(row)

    moved = move(row, "checking", town.liaison, {"checked_on": date(2026, 1, 9)})

    assert (moved.stage, moved.checked_on, moved.version) == ("checking", date(2026, 1, 9), 2)
    assert [(each.stage, each.version) for each in Errand.versions.filter(of=row.pk)] == [("received", 1)]


def test_stage_is_moved_and_not_changed_nor_made_up(town):
    row = errand(town.education)

    with pytest.raises(Refused) as refused:
        change(row, {"stage": "done"}, town.liaison)
    with pytest.raises(ValidationError) as invalid:
        enter(Errand(unit=town.education, number="示例2", stage="gone"), town.liaison)

    assert str(refused.value) == "环节不能直接修改。请用流转办理。"
    assert invalid.value.message_dict == {"stage": ["没有“gone”这个环节。可以是：已收到、审核中、已办结。"]}
    assert list(Errand.versions.values_list("stage", flat=True)) == ["received"]


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("values", "filled", "ordered"),
    [
        ({"received_on": date(2026, 1, 1)}, True, None),
        ({}, False, None),
        ({"stage": "done", "done_on": date(2026, 1, 1)}, False, None),
        ({"stage": "done", "done_on": date(2026, 1, 1), "subject": "示例"}, True, None),
        ({"received_on": date(2026, 1, 2), "checked_on": date(2026, 1, 1)}, True, False),
        ({"received_on": date(2026, 1, 1), "checked_on": date(2026, 1, 1), "done_on": date(2026, 1, 2)}, True, True),
        ({"received_on": date(2026, 1, 1), "checked_on": date(2026, 1, 5), "done_on": date(2026, 1, 2)}, True, False),
    ],
)
def test_imported_history_counts_what_is_empty_or_reversed(town, values, filled, ordered):
    assert answers(errand(town.education, **values)) == (filled, ordered)


def test_head_alone_moves_to_the_last_stage(town):
    row = errand(town.education, stage="checking", received_on=date(2026, 1, 1), checked_on=date(2026, 1, 5))
    values = {"done_on": date(2026, 1, 6), "subject": "示例"}
    with pytest.raises(Refused) as refused:
        move(row, "done", town.liaison, values)

    assert str(refused.value) == "这一步应由分管领导、创建工作专班办理，您现在的身份是联络员。"
    assert Errand.objects.get().stage == "checking"
    assert move(row, "done", town.actor(Role.TASKFORCE, town.city), values).stage == "done"
