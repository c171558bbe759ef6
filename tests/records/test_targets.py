"""Targets: the plan's line before the edition's before the default; words and kind of number must agree."""

from datetime import date
from decimal import Decimal

import pytest

from fazhi.engine.metrics import Metric, Target, at_least, at_most, count, days, never, share
from fazhi.records.targets import Stated, aim, stated_in

DAY = date(2026, 6, 30)
RATE = Metric("申请答复率", share(), target=at_least(1, "条例"))
NO_TARGET = Metric("延期合规率", share())
NEVER = Metric("被纠错件数", never(), target=at_most(0, "任务24"))
COUNT = Metric("开展后评估件数", count())


def plan(words, value, unit="%", at_most=False):
    return Stated(words, Decimal(value), unit, at_most, f"任务1：{words}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100%", [("", "100", "%", False)]),
        ("按期办结100%；超期0件；压缩幅度逐年不降", [("按期办结", "100", "%", False), ("超期", "0", "件", True)]),
        ("≥90%", [("", "90", "%", False)]),
        ("均100%", [("", "100", "%", False)]),
        ("覆盖100%（例外清单除外）；公示100%", [("覆盖", "100", "%", False), ("公示", "100", "%", False)]),
        ("≥1件/年", [("", "1", "件", False)]),
        ("制度齐备", []),
        ("", []),
    ],
)
def test_edition_is_read_clause_by_clause(text, found):
    assert [(each.words, str(each.value), each.unit, each.at_most) for each in stated_in(text, "1.1.1")] == found


def test_plan_comes_before_edition_before_default():
    sentence = plan("依申请公开政府信息的答复率达95%", "95")
    edition = stated_in("答复率98%", "5.24.2")

    assert aim(RATE, DAY, [sentence], edition).target == Target(Decimal("0.95"), False, "任务1：依申请公开政府信息的答复率达95%")
    assert (aim(RATE, DAY, [], edition).level, aim(RATE, DAY, [], edition).target.value) == ("指标体系", Decimal("0.98"))
    assert (aim(RATE, DAY).level, aim(RATE, DAY).target, aim(RATE, DAY).source) == ("算法默认", RATE.target, "条例")
    assert aim(NO_TARGET, DAY).target is None


def test_plan_must_name_the_very_rate():
    other = plan("合法性审核率达到90%", "90")
    assert aim(RATE, DAY, [other]).level == "算法默认"


def test_two_lines_that_differ_decide_nothing():
    assert aim(RATE, DAY, [plan("甲的答复率达90%", "90"), plan("乙的答复率达80%", "80")]).level == "算法默认"
    assert aim(RATE, DAY, [plan("甲的答复率达90%", "90"), plan("乙的答复率达90%", "90")]).target.value == Decimal("0.9")


def test_kinds_of_numbers_must_agree():
    assert aim(NEVER, DAY, [plan("被纠错件数", "1", "%")]).level == "算法默认"
    assert aim(COUNT, DAY, [plan("至少开展后评估1件", "1", "件")]).target == Target(Decimal(1), False, "任务1：至少开展后评估1件")
    assert aim(Metric("答复用时", days("a", "b")), DAY, [plan("答复用时", "10", "件")]).target is None


def test_clause_without_words_speaks_of_metrics_that_are_held_to_something():
    assert aim(RATE, DAY, [], stated_in("100%", "5")).level == "指标体系"
    assert aim(NO_TARGET, DAY, [], stated_in("100%", "5")).target is None


def test_default_holds_only_within_its_dates():
    dated = Metric("答复率", share(), target=Target(Decimal(1), False, "条例", since=date(2026, 1, 1), until=date(2027, 1, 1)))
    assert [aim(dated, day).target is None for day in (date(2025, 12, 31), date(2026, 1, 1), date(2027, 1, 1))] == [True, False, True]
