"""The doors: what the owner, a colleague and a stranger see of every object; what is owed; the level below; carrying over."""

from dataclasses import replace
from datetime import date

import pytest

from campaign.town import DAY, EDITION, TEXT, parts
from fazhi.campaign.applicability import ask_not_applicable
from fazhi.campaign.assigning import assign, set_due
from fazhi.campaign.carrying import carry_over
from fazhi.campaign.deriving import assign_from_tasks
from fazhi.campaign.founding import found_campaign
from fazhi.campaign.linking import confirm_links
from fazhi.campaign.local import found_local, rolled_up
from fazhi.campaign.models import Assignment, Campaign, ChangeFor, Demand, Proof, Submission
from fazhi.campaign.owed import owed_by
from fazhi.campaign.proofs import add_proof, submission_of
from fazhi.campaign.publishing import publish
from fazhi.people.actor import NotAllowed
from fazhi.people.models import Role
from fazhi.plan.confirming import confirm_plan
from fazhi.plan.editions import confirm_link, propose_links, save_edition
from fazhi.plan.importing import import_plan
from fazhi.plan.models import EditionLink
from fazhi.plan.refusal import Refused

CAST = ("liaison", "colleague", "stranger", "lead", "force", "leader", "county_force", "county_liaison")


def seen(town, model, record):
    return [name for name in CAST if model.visible_to(getattr(town, name)).filter(pk=record.pk).exists()]


def test_campaign_is_open_to_its_area_and_to_whom_it_gives_work(town):
    campaign = town.running()

    assert seen(town, Campaign, campaign) == ["liaison", "colleague", "stranger", "lead", "force", "leader", "county_force"]


def test_demand_is_open_as_its_campaign_is(town):
    demand = town.demand(town.running(), "1.1.1")

    assert seen(town, Demand, demand) == ["liaison", "colleague", "stranger", "lead", "force", "leader", "county_force"]


def test_assignment_is_seen_by_its_unit_its_leads_and_the_task_force(town):
    part = town.demand(town.running(), "1.1.1").assignments.get(unit=town.education)

    assert seen(town, Assignment, part) == ["liaison", "colleague", "lead", "force", "leader"]


@pytest.mark.parametrize(
    ("state", "is_with_lead"), [("draft", False), ("head", False), ("lead", True), ("taskforce", True), ("accepted", True)]
)
def test_submission_and_proof_reach_the_lead_only_when_it_is_its_turn(town, state, is_with_lead):
    proof = town.proof(town.demand(town.running(), "1.1.1"))
    Submission.objects.update(state=state, round=1)
    expected = ["liaison", "colleague", *(["lead"] if is_with_lead else []), "force", "leader"]

    assert seen(town, Submission, proof.submission) == expected
    assert seen(town, Proof, proof) == expected


def test_change_is_seen_by_the_unit_it_is_for_and_the_task_force(town):
    campaign = town.running()
    assign(town.force, town.demand(campaign, "1.2.1"), town.education, "lead")

    reading = ChangeFor.objects.get(unit=town.education)

    assert seen(town, ChangeFor, reading) == ["liaison", "colleague", "force", "leader"]


def test_admins_and_officers_see_no_work(town):
    proof = town.proof(town.demand(town.running(), "1.1.1"))
    admin = town.person("系统管理员", town.city, Role.SYSTEM_ADMIN)
    officer = town.person("工作人员", town.education, Role.OFFICER)

    counts = [[model.visible_to(actor).count() for model in (Campaign, Assignment, Submission, Proof)] for actor in (admin, officer)]

    assert proof.pk and counts == [[0, 0, 0, 0], [1, 0, 0, 0]]


def lines(found):
    return [(each.kind, each.act, each.subject, each.why) for each in found]


def test_owed_by_a_liaison_is_its_own_material_returns_and_reading(town):
    campaign = town.running()
    town.proof(town.demand(campaign, "1.1.1"), "一", requirement="办件统计")
    town.proof(town.demand(campaign, "1.1.2"), "二", requirement="事项清单")
    set_due(town.force, campaign, [town.demand(campaign, "1.1.2")], date(2025, 6, 28))
    third = town.proof(town.demand(campaign, "1.2.1"), "三")
    Submission.objects.filter(pk=third.submission_id).update(state="returned")
    Proof.objects.filter(pk=third.pk).update(state="returned")

    found = owed_by(town.liaison, DAY)

    assert lines(found) == [
        ("submit", "提交报送", "1.1.2 依法许可", "已逾期 3 天，材料已备齐（1/1 份），还没有提交。"),
        ("fix", "修改退回材料", "1.2.1 权责清单公布", "报送被退回，1 份佐证需要修改。"),
        ("read", "知悉变更", "指标 1.1.2 报送期限", "专班王作了变更，请阅知。"),
        ("submit", "补充佐证", "1.1.1 按期办结", "需要 2 份，现有 1 份。"),
    ]
    assert found[0].place == ("submission", (town.demand(campaign, "1.1.2").pk,))
    assert [line.kind for line in owed_by(town.colleague, DAY)] == ["read"]
    assert owed_by(town.county_liaison, DAY) == []


def test_owed_by_a_liaison_leaves_out_what_is_handed_in(town):
    campaign = town.running()
    submission_of(town.stranger, town.demand(campaign, "2.3.1"))
    Submission.objects.update(state="head")

    assert [line.subject for line in owed_by(town.stranger, DAY)] == ["1.1.1 按期办结", "1.1.2 依法许可"]


def test_owed_by_the_task_force_is_what_only_it_can_settle(town):
    draft = town.draft(TEXT.replace("市公安局、", "市飞天局、"))
    campaign = town.founded()
    first = owed_by(town.force, DAY)
    confirm_links(town.force, campaign)
    assign_from_tasks(town.force, campaign, office=town.justice)
    second = owed_by(town.force, DAY)
    part = town.demand(campaign, "1.1.1").assignments.get(unit=town.education)
    ask_not_applicable(town.force_two, part, "无审批事项")

    assert lines(first) == [
        ("settle", "确认任务与指标对应", "金昌创建", "有 3 处对应等待确认。"),
        ("settle", "分派责任单位", "金昌创建", "有 5 项指标没有牵头单位。"),
        ("settle", "确认创建方案", str(draft), "还有 1 处单位名称没有认定。"),
    ]
    assert sorted(line.act for line in second) == ["发布创建活动", "确认创建方案"]
    asked = {actor: next(line for line in owed_by(actor, DAY) if line.act == "批准不适用") for actor in (town.force, town.force_two)}
    assert [each.waits_for for each in asked.values()] == ["", "专班其他人批准"]
    assert asked[town.force].why == "专班李申请不适用：无审批事项"
    assert owed_by(town.county_force, DAY) == []


@pytest.mark.parametrize("times", [1, 30])
def test_owed_by_costs_the_same_whatever_is_owed(town, django_assert_num_queries, times):
    campaign = town.running()
    for n in range(times):
        set_due(town.force, campaign, list(campaign.demands.all()), date(2025, 7, 1 + n))

    with django_assert_num_queries(8):
        found = owed_by(town.liaison, DAY)
    with django_assert_num_queries(6):
        owed_by(town.force, DAY)

    assert len(found) == 3 + 3 * times


def local(town, parent):
    plan = confirm_plan(town.county_force, import_plan(town.county_force, town.county, text=TEXT.replace("市教育局", "县教育局")))
    campaign = found_local(town.county_force, parent, town.county, "永昌创建", plan)
    confirm_links(town.county_force, campaign)
    return campaign


def test_found_local_takes_the_parents_edition_and_cycle_and_is_the_countys_own(town):
    parent = town.running()

    campaign = local(town, parent)

    assert (campaign.parent, campaign.edition, campaign.cycle_start) == (parent, parent.edition, parent.cycle_start)
    assert seen(town, Campaign, campaign) == ["force", "leader", "county_force", "county_liaison"]
    with pytest.raises(Refused, match=r"^永昌县在“金昌创建”之下已有未结束的创建活动"):
        found_local(town.county_force, parent, town.county, "再来", campaign.plan)
    with pytest.raises(NotAllowed):
        found_local(town.stranger, parent, town.county, "越权", campaign.plan)


def test_local_assignments_keep_to_units_below(town):
    campaign = local(town, town.running())
    demand = town.demand(campaign, "1.2.1")

    with pytest.raises(Refused, match=r"^市教育局不在“永昌创建”的创建主体永昌县之下"):
        assign(town.county_force, demand, town.education, "lead")
    assign(town.county_force, demand, town.county_education, "responsible")

    assert parts(demand) == [("县教育局", "responsible", False)]


def test_roll_up_shows_the_city_all_and_the_county_itself(town, django_assert_num_queries):
    parent = town.running()
    campaign = local(town, parent)
    assign(town.county_force, town.demand(campaign, "1.2.1"), town.county_education, "responsible")
    publish(town.county_force, campaign, with_gaps=True)

    with django_assert_num_queries(6):
        whole = rolled_up(parent, town.force, DAY)
    own = rolled_up(parent, town.county_force, DAY)

    assert [(str(each.campaign), each.depth, each.total.required, each.total.cells) for each in whole] == [
        ("金昌创建", 0, 13, 15),
        ("永昌创建", 1, 1, 1),
    ]
    assert [(str(each.campaign), each.depth, each.total.required, each.total.cells) for each in own] == [
        ("金昌创建", 0, 3, 2),
        ("永昌创建", 1, 1, 1),
    ]
    assert [str(each.campaign) for each in rolled_up(campaign, town.county_force, DAY)] == ["永昌创建"]


def test_found_campaign_refuses_a_parent_that_is_not_above(town):
    parent = town.running()

    with pytest.raises(Refused, match=r"不能挂在它下面"):
        found_campaign(town.force, town.city, "平级", parent.plan, parent.edition, parent.cycle_start, parent.cycle_end, parent)


def carried(town):
    old = town.running()
    levels = tuple(
        replace(
            one,
            groups=tuple(replace(two, indicators=tuple(replace(each, measures="新口径") for each in two.indicators)) for two in one.groups),
        )
        for one in EDITION.levels
    )
    edition = save_edition(replace(EDITION, slug="test-two", levels=levels))
    new = found_campaign(town.force, town.city, "下一轮", old.plan, edition, date(2026, 1, 1), date(2027, 12, 31))
    return old, new


def test_carry_over_follows_confirmed_links_with_an_explanation(town):
    old, new = carried(town)
    proof = town.proof(town.demand(old, "1.1.1"), "一", requirement="办件统计", note="办结率")
    town.proof(town.demand(old, "1.1.1"), "二", requirement="办件统计")
    Proof.objects.filter(pk=proof.pk).update(state="accepted")
    with pytest.raises(Refused, match=r"还没有确认任何对应关系"):
        carry_over(town.force, old, new)
    propose_links(old.edition, new.edition)
    confirm_link(town.force, EditionLink.objects.get(new__code="1.1.1"), explanation="口径调整")

    report = carry_over(town.force, old, new)
    again = carry_over(town.force, old, new)

    assert (report.assignments, report.proofs, report.unlinked) == (5, 1, ["1.1.2", "1.2.1", "2.3.1", "3.4.1"])
    assert (again.assignments, again.proofs) == (0, 0)
    assert parts(town.demand(new, "1.1.1")) == parts(town.demand(old, "1.1.1"))
    assert town.demand(new, "1.1.1").assignments.first().origin == "沿用自 1.1.1→1.1.1：口径调整"
    copy = Proof.objects.get(submission__demand__campaign=new)
    assert (copy.item, copy.state, copy.requirement.name, copy.note) == (
        proof.item,
        "draft",
        "办件统计",
        "办结率（沿用自 1.1.1→1.1.1：口径调整）",
    )
    assert (copy.submission.unit, copy.submission.state) == (town.education, "draft")


def test_carry_over_loses_no_proof_and_brings_none_back(town):
    old, new = carried(town)
    demand = town.demand(old, "1.1.1")
    item = town.item()
    for requirement in demand.requirements.all():
        add_proof(town.liaison, demand, item, requirement=requirement)
    add_proof(town.liaison, demand, item, place_kind="page", place="2")
    Proof.objects.update(state="accepted")
    propose_links(old.edition, new.edition)
    confirm_link(town.force, EditionLink.objects.get(new__code="1.1.1"))

    first = carry_over(town.force, old, new)
    there = Proof.objects.filter(submission__demand__campaign=new)
    there.update(state="removed")
    second = carry_over(town.force, old, new)
    there.all().delete()
    Submission.objects.filter(demand__campaign=new).update(state="head")
    third = carry_over(town.force, old, new)

    assert [(each.proofs, each.held_back) for each in (first, second, third)] == [(3, 0), (0, 0), (0, 3)]
    assert third.said == "沿用分工 0 条、佐证 0 份，3 份因新报送正在审核而暂未沿用，4 项旧指标没有对应"


def test_carry_over_is_the_task_forces_and_needs_two_editions(town):
    old, new = carried(town)

    with pytest.raises(NotAllowed):
        carry_over(town.lead, old, new)
    with pytest.raises(Refused, match=r"同一个，无从沿用"):
        carry_over(town.force, old, old)

    assert Assignment.objects.filter(demand__campaign=new).count() == 0
