"""Pausing: only for a reason that the limit of this very record knows, and not before the local day on which it began."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from engine.toyapp.models import Errand
from fazhi.engine.checks import mistakes
from fazhi.engine.clocks import clocks_of
from fazhi.engine.register import register
from fazhi.people.actor import Refused
from fazhi.records.keeping import change, enter, pause
from fazhi.records.mistaken import in_chinese
from fazhi.records.moving import refusals


def measured(town, measure):
    at = timezone.make_aware(datetime(2026, 1, 5, 3))  # the day before in UTC
    facts = {"number": f"示例{measure}", "kind": "强制", "measure": measure, "measured_at": at}
    facts |= {"subject": "示例", "procedure": "其他", "area": "食品药品", "filed_on": date(2026, 1, 5)}
    return enter(register("R21")(unit=town.education, **facts), town.liaison)


def test_freezing_cannot_be_paused_and_sealing_can(town):
    with pytest.raises(Refused) as refused:
        pause(measured(town, "冻结"), "measure_due_on", "检测", date(2026, 1, 6), town.liaison, until=date(2026, 1, 9))
    row = pause(measured(town, "查封"), "measure_due_on", "检测", date(2026, 1, 6), town.liaison, until=date(2026, 1, 9))

    assert str(refused.value) == "“检测”不是这项时限可以停表的事由。这项时限不能停表。"
    assert row.measure_due_on == date(2026, 2, 7)


def test_pause_before_the_local_day_of_the_start_is_refused(town):
    with pytest.raises(Refused) as refused:
        pause(measured(town, "查封"), "measure_due_on", "检测", date(2026, 1, 4), town.liaison)

    assert str(refused.value) == "停表日早于起算日。请核对停表的日期。"


def test_reason_that_no_limit_knows_is_a_mistake(town, monkeypatch):
    monkeypatch.setattr(clocks_of(Errand)["due_on"], "pauses", ("征求第三方意见", "等领导"))
    told = list(mistakes(Errand))

    assert told == ["clock 'due_on' is paused for ['等领导'], which its limits do not know"]
    assert in_chinese(told[0], {"due_on": "办结期限"}) == "时限“办结期限”的停表事由“等领导”没有依据。请去掉，或改用所依据的期限规定的事由。"


def test_second_person_is_not_the_one_who_brought_the_record_here(town):
    row = enter(Errand(unit=town.education, number="示例1", received_on=date(2026, 1, 8)), town.liaison)
    row = change(row, {"copies": 1}, town.head)
    told = "这一步要由另一个人办理：上一步是您办的。请换一位同事复核。"

    assert [told in refusals(row, "checking", actor) for actor in (town.liaison, town.head)] == [True, True]
    third = town.actor("liaison", town.education)
    assert told not in refusals(row, "checking", third)
