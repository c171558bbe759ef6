"""Changes in a running campaign, requirements, phases, not-applicable, roster."""

from datetime import date

import pytest

from campaign.town import TEXT, parts
from fazhi.campaign.applicability import ask_not_applicable, decide_not_applicable, restore
from fazhi.campaign.assigning import assign
from fazhi.campaign.changes import acknowledge
from fazhi.campaign.models import Assignment, Change, ChangeFor, Phase
from fazhi.campaign.phases import close_phase, extend, open_phase, reopen
from fazhi.campaign.replanning import adopt_plan
from fazhi.campaign.requirements import add_requirement, edit_requirement, remove_requirement
from fazhi.campaign.roster import add_member, remove_member
from fazhi.journal.write import trail
from fazhi.people.actor import NotAllowed
from fazhi.plan.refusal import Refused


def told(change):
    return sorted(change.readings.values_list("unit__short_name", flat=True))


def test_nothing_is_told_while_a_campaign_is_prepared(town):
    campaign = town.assigned()

    add_requirement(town.force, town.demand(campaign, "1.2.1"), "会议纪要")

    assert Change.objects.count() == 0


def test_requirement_changes_are_told_to_the_units_of_the_demand(town):
    demand = town.demand(town.running(), "1.2.1")

    made = add_requirement(town.force, demand, " 会议纪要 ", "文件", 2, reason="省里要求")
    edit_requirement(town.force, made, count=3)
    remove_requirement(town.force, made)

    assert [(each.before, each.after, each.reason, told(each)) for each in Change.objects.order_by("pk")] == [
        ("", "会议纪要（文件）2 份，每个责任单位", "省里要求", ["市教育局", "市财政局"]),
        ("会议纪要（文件）2 份，每个责任单位", "会议纪要（文件）3 份，每个责任单位", "", ["市教育局", "市财政局"]),
        ("会议纪要（文件）3 份，每个责任单位", "", "", ["市教育局", "市财政局"]),
    ]
    assert list(demand.requirements.values_list("name", flat=True)) == ["清单网页"]


def test_requirement_is_refused_without_a_count_and_kept_by_the_task_force(town):
    demand = town.demand(town.running(), "1.2.1")

    with pytest.raises(Refused, match=r"份数是 0，至少应为 1 份"):
        add_requirement(town.force, demand, "会议纪要", count=0)
    with pytest.raises(NotAllowed):
        remove_requirement(town.liaison, demand.requirements.get())

    assert demand.requirements.count() == 1


def test_removed_requirement_leaves_its_proofs_standing(town):
    demand = town.demand(town.running(), "1.1.2")
    proof = town.proof(demand, requirement="事项清单")

    remove_requirement(town.force, demand.requirements.get())

    proof.refresh_from_db()
    assert (proof.requirement, proof.state) == (None, "draft")


def test_change_of_units_is_told_with_before_and_after_and_read_once(town):
    demand = town.demand(town.running(), "1.2.1")

    assign(town.force, demand, town.police, Assignment.Role.RESPONSIBLE)

    change = Change.objects.get()
    assert (change.before, change.after) == (
        "市财政局（主牵头）；市教育局（责任）",
        "市财政局（主牵头）；市教育局（责任）；市公安局（责任）",
    )
    reading = change.readings.get(unit=town.education)
    with pytest.raises(NotAllowed, match=r"^这项变更由市教育局的联络员或分管领导知悉"):
        acknowledge(town.stranger, reading)
    acknowledge(town.colleague, reading)
    with pytest.raises(Refused, match=r"^这项变更已由教育分管在"):
        acknowledge(town.liaison, reading)
    reading.refresh_from_db()
    assert (reading.read_by, ChangeFor.objects.filter(read_at=None).count()) == ("教育分管", 2)


def test_phases_overlap_and_move_each_with_its_reason(town):
    first, second, last = town.running().phases.all()

    reopen(town.force, first, date(2025, 7, 20), "补开动员会")
    extend(town.force, second, date(2025, 8, 15), "材料未齐")
    open_phase(town.force, last)
    close_phase(town.force, last)

    assert list(Phase.objects.values_list("state", "ends_on")) == [
        ("open", date(2025, 7, 20)),
        ("open", date(2025, 8, 15)),
        ("closed", None),
    ]
    assert [(each.subject, each.before, each.after) for each in Change.objects.order_by("pk")[:2]] == [
        ("阶段“部署启动阶段”", "已结束，2025-06-01至2025-06-20", "进行中，2025-06-01至2025-07-20"),
        ("阶段“实施推进阶段”", "进行中，2025-06-11至2025-07-31", "进行中，2025-06-11至2025-08-15"),
    ]
    assert trail(second)[0].said == "延长了阶段“实施推进阶段”：材料未齐"


def test_phases_refuse_what_makes_no_sense(town):
    first, second, last = town.running().phases.all()

    for act, why in (
        (lambda: extend(town.force, second, date(2025, 7, 1), "晚"), "不晚于原来的"),
        (lambda: extend(town.force, second, date(2025, 9, 1), " "), "没有填写延期原因"),
        (lambda: extend(town.force, last, date(2025, 12, 1), "晚"), "没有结束日期"),
        (lambda: extend(town.force, first, date(2025, 12, 1), "晚"), "请用“重开”"),
        (lambda: reopen(town.force, second, None, "晚"), "不需要重开"),
        (lambda: reopen(town.force, first, date(2025, 6, 25), "晚"), "已经过去"),
        (lambda: open_phase(town.force, second), "不能开启"),
        (lambda: close_phase(town.force, last), "不能结束"),
    ):
        with pytest.raises(Exception, match=why):
            act()

    assert Change.objects.count() == 0


def test_not_applicable_takes_two_people(town):
    part = town.demand(town.running(), "1.1.1").assignments.get(unit=town.education)

    ask_not_applicable(town.force, part, "无审批事项")
    with pytest.raises(NotAllowed, match=r"^这项不适用是您本人申请的"):
        decide_not_applicable(town.force, part, approve=True)
    with pytest.raises(NotAllowed):
        decide_not_applicable(town.liaison, part, approve=True)
    decide_not_applicable(town.force_two, part, approve=True)

    part.refresh_from_db()
    assert (part.applies, part.na_reason, part.na_asked_by, part.na_decided_by) == ("no", "无审批事项", "专班王", "专班李")
    assert [told(each) for each in Change.objects.all()] == [["市教育局"]]
    restore(town.force, part, "新增审批事项")
    part.refresh_from_db()
    assert part.applies == "yes"


def test_not_applicable_may_be_asked_by_whom_it_concerns(town):
    demand = town.demand(town.running(), "1.1.1")
    part = demand.assignments.get(unit=town.education)

    with pytest.raises(NotAllowed, match=r"只有承担这项工作的单位或专班可以申请"):
        ask_not_applicable(town.stranger, part, "理由")
    with pytest.raises(NotAllowed):
        ask_not_applicable(town.liaison, demand, "理由")
    ask_not_applicable(town.lead, demand, "全市都没有")
    with pytest.raises(Refused, match=r"不能再次申请"):
        ask_not_applicable(town.lead, demand, "再来")
    decide_not_applicable(town.force, demand, approve=False, remark="应当有")

    demand.refresh_from_db()
    assert (demand.applies, demand.na_decided_by) == ("yes", "专班王")
    with pytest.raises(Refused, match=r"没有待批准的不适用申请"):
        decide_not_applicable(town.force, demand, approve=True)


def test_roster_takes_a_person_once(town):
    campaign = town.founded()

    member = add_member(town.force, campaign, "李组长", town.justice, "chief", work="总协调")
    with pytest.raises(Refused, match=r"已在专班名册中"):
        add_member(town.force, campaign, "李组长", town.justice)
    with pytest.raises(NotAllowed):
        remove_member(town.lead, member)
    remove_member(town.force, member)

    assert campaign.roster.count() == 0
    assert trail(campaign)[0].said == "把市司法局李组长移出专班"


def test_adopt_plan_moves_links_tells_changes_and_derives_anew(town):
    campaign = town.running()
    text = (
        TEXT.replace("不低于90%", "不低于95%")
        .replace("市公安局、市财政局", "市公安局")
        .replace("2025年6月中旬—7月）", "2025年6月中旬—8月）")
    )
    plan = town.plan(text)

    report = adopt_plan(town.force, campaign, plan)

    campaign.refresh_from_db()
    assert campaign.plan == plan
    assert [(link.task.plan, link.level2_no, link.is_confirmed) for link in campaign.links.all()] == [(plan, no, True) for no in (1, 2, 3)]
    assert parts(town.demand(campaign, "2.3.1")) == [("市司法局", "lead", True), ("市公安局", "responsible", False)]
    assert (report.made, report.removed) == (0, 1)
    everyone = ["市公安局", "市司法局", "市教育局", "市财政局", "永昌县"]
    found = [(each.subject, each.before, each.after, told(each)) for each in Change.objects.order_by("pk")]
    assert found[0][:1] + found[0][3:] == ("任务 1 调整：内容", everyone)
    assert found[1:] == [
        ("任务 1 调整：目标", "网上可办率≥90%", "网上可办率≥95%", everyone),
        ("阶段“实施推进阶段”", "2025-06-11至2025-07-31", "2025-06-11至2025-08-31", everyone),
        (
            "指标 2.3.1 责任分工",
            "市司法局（主牵头）；市公安局（责任）；市财政局（责任）",
            "市司法局（主牵头）；市公安局（责任）",
            ["市财政局"],
        ),
    ]


def test_adopt_plan_is_refused_with_every_reason(town):
    campaign = town.running()

    with pytest.raises(Refused) as refusal:
        adopt_plan(town.force, campaign, town.draft())
    with pytest.raises(Refused, match=r"用的就是这份方案"):
        adopt_plan(town.force, campaign, campaign.plan)

    assert len(refusal.value.reasons) == 1
