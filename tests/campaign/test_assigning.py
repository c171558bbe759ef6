"""Founding, linking, deriving, assigning by hand, publishing."""

from datetime import date

import pytest

from campaign.town import TEXT, parts
from fazhi.campaign.assigning import assign, make_principal, set_due, unassign
from fazhi.campaign.deriving import assign_from_tasks
from fazhi.campaign.linking import add_link, confirm_link, confirm_links, drop_link
from fazhi.campaign.models import Assignment, Campaign, Change, ChangeFor, Demand, Requirement
from fazhi.campaign.proofs import submission_of
from fazhi.campaign.publishing import close, gaps, publish
from fazhi.journal.write import trail
from fazhi.people.actor import NotAllowed
from fazhi.people.models import Succession
from fazhi.plan.refusal import Refused

LEAD, RESPONSIBLE = Assignment.Role.LEAD, Assignment.Role.RESPONSIBLE


def test_found_campaign_makes_demands_requirements_phases_and_links(town):
    campaign = town.founded()

    assert [demand.indicator.code for demand in campaign.demands.all()] == ["1.1.1", "1.1.2", "1.2.1", "2.3.1", "3.4.1"]
    asked = Requirement.objects.filter(demand__indicator__code="1.1.1").values_list("name", "kind", "count", "asked_of")
    assert list(asked) == [("办件统计", "数据", 2, "each"), ("汇总说明", "文件", 1, "principal")]
    assert [(phase.no, phase.starts_on, phase.ends_on, phase.state) for phase in campaign.phases.all()] == [
        (1, date(2025, 6, 1), date(2025, 6, 20), "waiting"),
        (2, date(2025, 6, 11), date(2025, 7, 31), "waiting"),
        (3, date(2025, 11, 1), None, "waiting"),
    ]
    assert [(link.task.no, link.level2_no, link.is_confirmed, link.why) for link in campaign.links.all()] == [
        (1, 1, False, "序号相同，名称相似度 100%"),
        (2, 2, False, "序号相同，名称相似度 82%"),
        (3, 3, False, "序号相同，名称相似度 60%"),
    ]


def test_found_campaign_links_by_name_where_the_number_differs(town):
    lines = TEXT.splitlines(keepends=True)
    moved = "".join(line.replace("3.", "4.", 1) if line.startswith("3.") else line for line in lines)

    campaign = town.founded(plan=town.plan(moved))

    assert [(link.task.no, link.level2_no) for link in campaign.links.all()] == [(1, 1), (2, 2), (4, 3)]


def test_found_campaign_is_refused_with_every_reason(town):
    draft = town.draft()

    with pytest.raises(Refused) as refusal:
        town.founded(plan=draft, cycle_end=date(2023, 1, 1))

    assert [reason[:12] for reason in refusal.value.reasons] == ["《金昌市创建全国法治政府", "创建周期止日 2023-"]
    assert Campaign.objects.count() == 0


def test_assign_from_tasks_derives_leads_and_responsible(town):
    campaign = town.founded()
    confirm_links(town.force, campaign)

    report = assign_from_tasks(town.force, campaign)

    assert parts(town.demand(campaign, "1.1.1")) == [
        ("市司法局", LEAD, True),
        ("市财政局", LEAD, False),
        ("市教育局", RESPONSIBLE, False),
        ("市公安局", RESPONSIBLE, False),
        ("永昌县", RESPONSIBLE, False),
    ]
    assert parts(town.demand(campaign, "3.4.1")) == []
    assert (report.made, report.without_lead, report.without_responsible, report.unconfirmed_links) == (15, ["3.4.1"], ["3.4.1"], 0)
    origin = town.demand(campaign, "1.1.1").assignments.get(unit=town.police).origin
    assert origin == "任务1“加大简政放权力度”责任单位“市直有关部门单位”"


def test_assign_from_tasks_lets_lead_win_over_responsible(town):
    campaign = town.founded()
    confirm_links(town.force, campaign)
    add_link(town.force, campaign, campaign.plan.tasks.get(no=3), 2)

    assign_from_tasks(town.force, campaign)

    assert parts(town.demand(campaign, "1.2.1")) == [
        ("市财政局", LEAD, True),
        ("市司法局", LEAD, False),
        ("市教育局", RESPONSIBLE, False),
        ("市公安局", RESPONSIBLE, False),
    ]


def test_assign_from_tasks_uses_confirmed_links_only(town):
    campaign = town.founded()
    confirm_link(town.force, campaign.links.get(level2_no=2))

    report = assign_from_tasks(town.force, campaign)

    assert Assignment.objects.values_list("demand__indicator__code", flat=True).distinct().get() == "1.2.1"
    assert report.unconfirmed_links == 2


def test_assign_from_tasks_gives_what_has_no_task_to_the_office_if_named(town):
    campaign = town.founded()
    confirm_links(town.force, campaign)

    assign_from_tasks(town.force, campaign, office=town.justice)

    assert parts(town.demand(campaign, "3.4.1")) == [("市司法局", LEAD, True)]


def test_assign_from_tasks_again_changes_nothing_and_keeps_what_was_set_by_hand(town):
    campaign = town.assigned()
    demand = town.demand(campaign, "1.1.1")
    unassign(town.force, demand, town.police)
    assign(town.force, demand, town.education, LEAD, principal=True)
    before = {each.pk: (each.role, each.is_principal, each.origin) for each in Assignment.objects.all()}

    report = assign_from_tasks(town.force, campaign)

    assert {each.pk: (each.role, each.is_principal, each.origin) for each in Assignment.objects.all()} == before
    assert (report.made, report.altered, report.removed, report.by_hand) == (0, 0, 0, 1)
    assert ("市公安局", RESPONSIBLE, False) not in parts(demand)


def test_assign_from_tasks_takes_back_what_a_dropped_link_gave_unless_work_hangs_on_it(town):
    campaign = town.running()
    demand = town.demand(campaign, "1.2.1")
    submission_of(town.liaison, demand)
    drop_link(town.force, campaign.links.get(level2_no=2))

    report = assign_from_tasks(town.force, campaign)

    assert (report.removed, report.kept_for_work) == (1, ["1.2.1 市教育局"])
    assert parts(demand) == [("市教育局", RESPONSIBLE, False)]


def test_assign_from_tasks_follows_a_unit_to_its_heir(town):
    campaign = town.founded()
    confirm_links(town.force, campaign)
    heir = town.bureau("市公安和应急局", 8)
    town.police.until, town.police.heir = date(2025, 6, 1), heir
    town.police.save()
    Succession.objects.create(predecessor=town.police, successor=heir, on=date(2025, 6, 1), how="renamed")

    assign_from_tasks(town.force, campaign)

    assert parts(town.demand(campaign, "2.3.1")) == [
        ("市司法局", LEAD, True),
        ("市公安和应急局", RESPONSIBLE, False),
        ("市财政局", RESPONSIBLE, False),
    ]


def test_assign_from_tasks_costs_the_same_number_of_queries_for_all_demands(town, django_assert_max_num_queries):
    campaign = town.founded()
    link = campaign.links.get(level2_no=2)
    confirm_link(town.force, link)

    with django_assert_max_num_queries(40) as one:
        assign_from_tasks(town.force, campaign)
    confirm_links(town.force, campaign)
    with django_assert_max_num_queries(40) as all_of_them:
        assign_from_tasks(town.force, campaign)

    assert len(all_of_them) <= len(one) + 1


def test_first_lead_assigned_by_hand_becomes_principal(town):
    demand = town.demand(town.founded(), "3.4.1")

    assign(town.force, demand, town.education, RESPONSIBLE)
    assign(town.force, demand, town.justice, LEAD)
    assign(town.force, demand, town.finance, LEAD)

    assert parts(demand) == [("市司法局", LEAD, True), ("市财政局", LEAD, False), ("市教育局", RESPONSIBLE, False)]
    make_principal(town.force, demand, town.finance)
    assert parts(demand)[:2] == [("市财政局", LEAD, True), ("市司法局", LEAD, False)]
    unassign(town.force, demand, town.finance)
    assert parts(demand) == [("市司法局", LEAD, True), ("市教育局", RESPONSIBLE, False)]
    assert trail(demand)[0].changes == {
        "责任分工": ["市财政局（主牵头）；市司法局（牵头）；市教育局（责任）", "市司法局（主牵头）；市教育局（责任）"]
    }


def test_assign_refuses_strangers_units_and_wrong_principals(town):
    demand = town.demand(town.founded(), "3.4.1")

    with pytest.raises(NotAllowed):
        assign(town.lead, demand, town.education, LEAD)
    with pytest.raises(Refused, match=r"主牵头单位须先是牵头单位"):
        assign(town.force, demand, town.education, RESPONSIBLE, principal=True)
    with pytest.raises(Refused, match=r"不是指标 3.4.1 的牵头单位"):
        make_principal(town.force, demand, town.education)
    with pytest.raises(Refused, match=r"没有分工，无须取消"):
        unassign(town.force, demand, town.education)
    town.police.until = date(2025, 6, 1)
    town.police.save()
    with pytest.raises(Refused, match=r"^市公安局目前不存在"):
        assign(town.force, demand, town.police, LEAD)

    assert parts(demand) == []


def test_unassign_is_refused_while_proofs_stand(town):
    campaign = town.running()
    demand = town.demand(campaign, "1.1.2")
    town.proof(demand)

    with pytest.raises(Refused, match=r"^市教育局在指标 1.1.2 上已有 1 份佐证，不能直接取消分工"):
        unassign(town.force, demand, town.education)

    assert len(parts(demand)) == 5


def test_publish_lists_every_gap_first_and_then_begins(town):
    campaign = town.founded()
    with pytest.raises(Refused, match=r"^还没有给任何单位分派工作"):
        publish(town.force, campaign)
    confirm_link(town.force, campaign.links.get(level2_no=2))
    assign_from_tasks(town.force, campaign)

    with pytest.raises(Refused) as refusal:
        publish(town.force, campaign)
    running = publish(town.force, campaign, with_gaps=True)

    assert [gap.kind for gap in gaps(campaign)] == ["link", "link", *["lead", "responsible"] * 4]
    assert refusal.value.reasons[:2] == (
        "发布前还有 10 处没有落实，请逐项处理，或确认无误后带缺口发布。",
        "任务 1“加大简政放权力度”对应二级指标 1，还没有确认。",
    )
    assert (running.state, [phase.state for phase in running.phases.all()]) == ("running", ["closed", "open", "waiting"])
    with pytest.raises(Refused, match=r"进行中，不需要再发布"):
        publish(town.force, campaign)
    assert trail(campaign)[0].said == "发布了创建活动，涉及 2 个单位，带 10 处缺口"
    assert close(town.force, campaign, "已命名").state == "closed"


def test_set_due_tells_the_units_once_running(town):
    campaign = town.running()
    demands = list(Demand.objects.filter(indicator__code__in=("1.2.1", "3.4.1")))

    assert set_due(town.force, campaign, demands, date(2025, 7, 31), "赶在自评前") == 2
    assert set_due(town.force, campaign, demands, date(2025, 7, 31)) == 0

    assert [(each.subject, each.before, each.after, each.reason) for each in Change.objects.all()] == [
        ("指标 1.2.1 报送期限", "未定", "2025-07-31", "赶在自评前")
    ]
    assert sorted(ChangeFor.objects.values_list("unit__short_name", flat=True)) == ["市教育局", "市财政局"]
