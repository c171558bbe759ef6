"""On the page of a campaign: another plan, work carried over; a submission opened again; a lead named late; an item in use."""

from dataclasses import replace
from datetime import date

import pytest

from campaign.town import EDITION, TEXT, parts
from fazhi.campaign.assigning import assign, make_principal
from fazhi.campaign.founding import found_campaign
from fazhi.campaign.models import Change, Proof, Submission
from fazhi.campaign.publishing import close
from fazhi.campaign.uses import used_in
from fazhi.evidence.models import Item
from fazhi.journal.models import Entry
from fazhi.plan.editions import confirm_link, links_between, propose_links, save_edition
from fazhi.review.deciding import decide
from fazhi.review.models import Verdict
from web.desks import SECRET, address, error, refusal, said, text, texts

NEWER = TEXT.replace("不低于90%", "不低于95%").replace("市公安局、市财政局", "市公安局")
NOT_FOUND = (404, "没有找到这一页", "地址不存在，或其中的内容不对您开放。")


@pytest.fixture
def press(town):
    def pressed(verb, who=None, campaign=None, **fields):
        found = campaign or town.campaign
        return town.browser(who or town.force).post(address("campaign-act", found.pk, verb), fields, follow=True)

    return pressed


def newest():
    entry = Entry.objects.order_by("-pk").first()
    return entry.actor_name, entry.said


# Another plan


def test_campaign_changes_over_to_the_newer_plan_and_tells_the_units(town, press):
    plan, standing = town.plan(NEWER), town.campaign.plan_id
    page = town.browser(town.force).get(address("campaign", town.campaign.pk))
    assert texts(page, "//select[@name='plan']/option/@value") == [str(plan.pk)]

    answer = press("adopt-plan", plan=plan.pk)

    town.campaign.refresh_from_db()
    assert (said(answer), town.campaign.plan) == (["已改用新方案，各单位会看到改前改后。"], plan)
    assert parts(town.at("2.3.1")) == [("市司法局", "lead", True), ("市公安局", "responsible", False)]
    assert Change.objects.get(subject="任务 1 调整：目标").after == "网上可办率≥95%"
    (entry,) = Entry.objects.filter(said__startswith="改用新版方案")
    assert entry.said == "改用新版方案《金昌市创建全国法治政府建设示范市实施方案》，共 3 处变化"
    assert texts(answer, "//select[@name='plan']/option/@value") == [str(standing)]


@pytest.mark.parametrize("which", ["", "abc", "²", "9" * 30, "9999", "draft", "same"])
def test_plan_that_cannot_be_taken_is_not_found(town, press, which):
    standing = town.campaign.plan_id
    plan = {"draft": town.draft(NEWER).pk, "same": standing}.get(which, which)

    assert error(press("adopt-plan", plan=plan)) == NOT_FOUND
    town.campaign.refresh_from_db()
    assert (town.campaign.plan_id, Change.objects.count()) == (standing, 0)


def test_plan_of_a_closed_campaign_stays(town, press):
    plan, standing = town.plan(NEWER), town.campaign.plan_id
    close(town.force, town.campaign, "验收完毕")
    answer = press("adopt-plan", plan=plan.pk)

    assert (answer.status_code, refusal(answer)) == (422, "“金昌创建”已结束，不能再更换方案。")
    town.campaign.refresh_from_db()
    assert town.campaign.plan_id == standing


@pytest.mark.parametrize("verb", ["adopt-plan", "carry-over"])
def test_acts_are_the_task_forces_of_the_city(town, press, verb):
    plan, standing = town.plan(NEWER), town.campaign.plan_id
    fields = {"plan": plan.pk, "old": town.campaign.pk}
    before = Entry.objects.count()

    county = error(press(verb, who=town.county_force, **fields))[:2]
    assert [error(press(verb, who=who, **fields))[0] for who in (town.leader, town.liaison, town.lead)] == [403] * 3
    assert county == (403, "不能打开")
    town.campaign.refresh_from_db()
    assert (town.campaign.plan_id, Entry.objects.count()) == (standing, before)


# Work carried over


@pytest.fixture
def next_campaign(town):
    """A campaign under an edition that continues the old one, its links proposed and not confirmed."""
    edition = save_edition(replace(EDITION, slug="test-two", name="二版指标"))
    propose_links(town.campaign.edition, edition, town.force)
    return found_campaign(town.force, town.city, "次年创建", town.campaign.plan, edition, date(2026, 1, 1), date(2027, 12, 31))


def confirmed(town, new):
    for link in links_between(town.campaign.edition, new.edition):
        confirm_link(town.force, link)


def test_work_is_carried_over_along_confirmed_links_as_drafts(town, press, next_campaign):
    town.brought("accepted")
    confirmed(town, next_campaign)
    page = town.browser(town.force).get(address("campaign", next_campaign.pk))
    assert texts(page, "//select[@name='old']/option") == ["金昌创建（测试指标）"]

    answer = press("carry-over", campaign=next_campaign, old=town.campaign.pk)

    assert said(answer) == ["已沿用原活动的分工和佐证，均为待提交。"]
    demand = town.demand(next_campaign, "1.2.1")
    assert parts(demand) == [("市财政局", "lead", True), ("市教育局", "responsible", False)]
    copied = Proof.objects.get(submission__demand=demand)
    assert (copied.item.title, copied.state, copied.submission.state) == ("清单网页材料", "draft", "draft")
    assert newest() == ("专班王", "自“金昌创建”沿用分工 15 条、佐证 1 份")


def test_work_is_carried_over_only_once(town, press, next_campaign):
    town.brought("accepted")
    confirmed(town, next_campaign)
    for _ in range(2):
        press("carry-over", campaign=next_campaign, old=town.campaign.pk)

    assert newest() == ("专班王", "自“金昌创建”沿用分工 0 条、佐证 0 份")
    assert Proof.objects.filter(submission__demand__campaign=next_campaign).count() == 1


def test_nothing_is_carried_over_before_a_person_confirmed_the_links(town, press, next_campaign):
    town.brought("accepted")
    answer = press("carry-over", campaign=next_campaign, old=town.campaign.pk)

    assert (answer.status_code, refusal(answer)) == (422, "两个指标版本之间还没有确认任何对应关系。请先对照版本并确认对应。")
    assert Proof.objects.filter(submission__demand__campaign=next_campaign).count() == 0


def test_nothing_is_carried_over_from_the_campaign_itself(town, press):
    answer = press("carry-over", old=town.campaign.pk)

    assert (answer.status_code, refusal(answer)) == (422, "新旧创建活动是同一个，无从沿用。请选择另一个创建活动。")


@pytest.mark.parametrize("old", ["", "abc", "9" * 30, "9999"])
def test_campaign_that_is_not_there_is_not_carried_over(press, next_campaign, old):
    assert error(press("carry-over", campaign=next_campaign, old=old)) == NOT_FOUND
    assert Submission.objects.filter(demand__campaign=next_campaign).count() == 0


# A submission opened again


@pytest.fixture
def reopen(town):
    def pressed(submission, who=None, **fields):
        chosen = {"reason": "补充下半年的材料", "lock": submission.lock} | fields
        return town.browser(who or town.force).post(address("review-reopen", submission.pk), chosen, follow=True)

    return pressed


def state(submission):
    submission.refresh_from_db()
    return submission.state


def test_accepted_submission_is_opened_again_and_what_was_accepted_stays(town, reopen):
    submission = town.brought("accepted")
    answer = reopen(submission)

    assert (answer.redirect_chain, said(answer)) == (
        [(address("review", submission.pk), 302)],
        ["已重开，金昌市教育局可以补充材料。"],
    )
    assert (state(submission), submission.proofs.get().state) == ("returned", "accepted")
    assert newest() == ("专班王", "重开了已认定的报送：补充下半年的材料")
    page = town.browser(town.liaison).get(address("submission", submission.demand_id))
    assert page.status_code == 200
    assert texts(answer, "//form[contains(@action, '/reopen/')]") == []


@pytest.mark.parametrize(
    ("fields", "status", "why"),
    [
        ({"reason": "  "}, 422, "请写明重开的原因，报送单位会看到，例如“补充下半年的材料”。"),
        ({"reason": "因" * 2001}, 422, "重开原因有 2001 个字，最多 2000 个字。请精简后再提交。"),
    ],
)
def test_submission_is_not_opened_again_without_a_reason(town, reopen, fields, status, why):
    submission = town.brought("accepted")
    answer = reopen(submission, **fields)

    assert (answer.status_code, text(answer, "//*[@role='alert']/div/text()"), state(submission)) == (status, why, "accepted")


@pytest.mark.parametrize("lock", ["", "abc", "0", "9" * 30])
def test_submission_that_somebody_moved_is_not_opened_again(town, reopen, lock):
    submission = town.brought("accepted")
    answer = reopen(submission, lock=lock)
    why = text(answer, "//*[@role='alert']/div/text()")

    assert (answer.status_code, why.split("于")[0], why.split("。", 1)[1]) == (
        409,
        "专班王（金昌市）",
        "这份报送现在是“已认定”，您的操作没有生效，请刷新页面查看后再办理。",
    )
    assert state(submission) == "accepted"


def test_submission_that_waits_is_not_opened_again(town, reopen):
    submission = town.brought("taskforce")
    answer = reopen(submission)

    assert (answer.status_code, text(answer, "//*[@role='alert']/div/text()")) == (
        422,
        "这份报送现在是“待专班认定”，只有已认定的才需要重开。",
    )
    assert state(submission) == "taskforce"


def test_submission_of_a_closed_campaign_is_not_opened_again(town, reopen):
    submission = town.brought("accepted")
    close(town.force, town.campaign, "验收完毕")
    answer = reopen(submission)

    assert (answer.status_code, text(answer, "//*[@role='alert']/div/text()")) == (
        422,
        "“金昌创建”已结束，重开后单位也不能再提交，所以没有重开。",
    )
    assert state(submission) == "accepted"


def test_submission_is_opened_again_by_no_other_task_force(town, reopen):
    submission = town.brought("accepted")
    answer = reopen(submission, who=town.county_force)

    assert (error(answer), state(submission)) == (NOT_FOUND, "accepted")
    assert error(reopen(submission, who=town.liaison))[0] == 403


# A lead named after the submission reached the lead step


def test_lead_named_late_opens_the_submission_and_its_material_and_decides(town):
    submission = town.brought("lead")
    item = submission.proofs.get().item
    client = town.browser(town.lead)
    assert (error(client.get(address("review", submission.pk))), error(client.get(address("item", item.pk)))) == (NOT_FOUND, NOT_FOUND)

    assign(town.force, submission.demand, town.justice, "lead")
    make_principal(town.force, submission.demand, town.justice)

    queue = client.get(address("reviews"))
    assert texts(queue, f"//main//a[@href='{address('review', submission.pk)}'][1]/@href") == [address("review", submission.pk)]
    page = client.get(address("review", submission.pk))
    assert (page.status_code, SECRET in page.content.decode()) == (200, True)
    assert text(client.get(address("item", item.pk)), "//h1") == "清单网页材料"
    decide(town.lead, submission, Verdict.PASSED, lock=submission.lock)
    assert state(submission) == "taskforce"


def test_lead_named_late_opens_nothing_to_others(town):
    submission = town.brought("lead")
    assign(town.force, submission.demand, town.justice, "lead")
    make_principal(town.force, submission.demand, town.justice)
    town.browser(town.lead).get(address("review", submission.pk))
    stranger = town.browser(town.stranger)

    assert error(stranger.get(address("review", submission.pk))) == NOT_FOUND
    assert error(stranger.get(address("item", submission.proofs.get().item_id))) == NOT_FOUND


# An item in use


def test_item_in_use_is_named_with_the_indicators_and_stays(town):
    submission = town.filled()
    proof = submission.proofs.get()
    item = proof.item
    assert used_in(item) == ["1.2.1 权责清单公布"]
    answer = town.browser(town.liaison).post(address("item-remove", item.pk))

    assert (answer.status_code, refusal(answer)) == (
        422,
        "“清单网页材料”正在用作佐证：“1.2.1 权责清单公布”，不能移出。请先在这些地方撤下它。",
    )
    assert Item.objects.get(pk=item.pk).removed_at is None


def test_indicator_is_named_once_however_many_places_and_not_after_the_proof_was_taken_out(town):
    submission = town.filled()
    proof = submission.proofs.get()
    Proof.objects.create(submission=submission, item=proof.item, version=proof.version, place_kind="page", place="3", added_by="某人")
    assert used_in(proof.item) == ["1.2.1 权责清单公布"]

    submission.proofs.update(state=Proof.State.REMOVED)

    assert used_in(proof.item) == []
