"""Comparing two plans."""

import pytest

from campaign.town import TEXT
from fazhi.plan.comparing import alike, compare_plans


def rows(changes):
    return [(each.kind, each.what, each.before, each.after, each.task_no) for each in changes if each.kind != "same"]


def test_compare_plans_finds_nothing_in_the_same_plan(town):
    changes = compare_plans(town.draft(), town.draft(TEXT.replace("（", "(").replace("）", ")")))

    assert [(each.kind, each.what) for each in changes] == [("same", "任务")] * 3 + [("same", "阶段")] * 3


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("不低于90%", "不低于95%", [("目标", "≥90%", "≥95%")]),
        ("市公安局、市财政局", "市公安局", [("责任单位", "市公安局、市财政局", "市公安局")]),
        ("并及时调整", "并及时调整，每季度检查", [("内容", None, None)]),
    ],
)
def test_compare_plans_names_what_changed(town, old, new, expected):
    found = rows(compare_plans(town.draft(), town.draft(TEXT.replace(old, new))))

    named = [(what, before, after) for kind, what, before, after, _ in found if kind == "changed" and what != "内容"]
    contents = [what for kind, what, *_ in found if what == "内容"]
    assert {kind for kind, *_ in found} == {"changed"}
    assert len(contents) == 1 or expected[0][0] == "责任单位"
    if expected[0][1]:
        assert [
            (what, before[-len(b) :], after[-len(a) :]) for (what, before, after), (_, b, a) in zip(named, expected, strict=True)
        ] == expected


def test_compare_plans_finds_moved_new_and_gone_tasks(town):
    lines = TEXT.splitlines(keepends=True)
    first = next(line for line in lines if line.startswith("1."))
    second = next(line for line in lines if line.startswith("2."))
    new = TEXT.replace(first, second.replace("2.", "1.", 1)).replace(
        second, "2.建设智慧大厅。推行自助终端。（牵头单位：市财政局；责任单位：市公安局）\n"
    )

    found = rows(compare_plans(town.draft(), town.draft(new)))

    assert found == [
        ("moved", "序号", "2", "1", 1),
        ("new", "任务", "", "2.建设智慧大厅", 2),
        ("gone", "任务", "1.加大简政放权力度", "", 1),
    ]


def test_compare_plans_shows_phases_moved(town):
    found = rows(compare_plans(town.draft(), town.draft(TEXT.replace("2025年6月中旬—7月）", "2025年6月中旬—8月）"))))

    assert found == [("moved", "阶段", "实施推进阶段（2025-06-11至2025-07-31）", "实施推进阶段（2025-06-11至2025-08-31）", None)]


def test_alike_does_not_mind_signs_and_blanks():
    assert alike("权责清单、负面清单", "权责清单 负面清单") == 1.0
    assert alike("", "") == 1.0
    assert alike("简政放权", "应急演练") == 0.0
