"""创建活动: founding, settling, publishing, phases, roster, deadlines, closing."""

import pytest

from fazhi.campaign.models import Campaign, Phase
from fazhi.people.models import Unit
from web.desks import SECRET, address, error, refusal, rows, said, text, texts, typed


def press(town, verb, who=None, campaign=None, **fields):
    campaign = campaign or town.campaign
    return town.browser(who or town.force).post(address("campaign-act", campaign.pk, verb), fields, follow=True)


@pytest.fixture
def preparing(town):
    return second(town)


def second(town):
    """Another campaign of the city under another edition, in preparation."""
    fields = {
        "name": "下一轮创建",
        "plan": town.campaign.plan_id,
        "edition": town.edition("test-two").pk,
        "cycle_start": "2026-01-01",
        "cycle_end": "2027-12-31",
    }
    town.browser(town.force).post("/campaigns/new/", fields)
    return Campaign.objects.get(name="下一轮创建")


def test_list_shows_the_campaigns_one_may_open(town, preparing):
    assert [(row[0], row[1], row[4], row[5]) for row in rows(town.browser(town.force).get("/campaigns/"))] == [
        ("下一轮创建", "金昌市", "2026-01-01 至 2027-12-31", "筹备中"),
        ("金昌创建", "金昌市", "2024-01-01 至 2025-12-31", "进行中"),
    ]


def test_list_takes_the_same_queries_for_one_campaign_and_for_thirty(town, queries):
    few = queries(town.browser(town.force), "/campaigns/")
    for no in range(30):
        Campaign.objects.create(
            name=f"第{no}轮",
            unit=town.city,
            plan=town.campaign.plan,
            edition=town.campaign.edition,
            cycle_start="2026-01-01",
            cycle_end="2027-12-31",
        )

    assert queries(town.browser(town.force), "/campaigns/") == few


def test_page_takes_the_same_queries_for_few_links_and_members_and_for_thirty(town, queries):
    page = address("campaign", town.campaign.pk)
    press(town, "add-member", name="王某", unit=town.education.pk, duty="member")
    few = queries(town.browser(town.force), page)
    for no in range(30):
        press(town, "add-member", name=f"第{no}人", unit=town.education.pk, duty="member")
    town.more(30)

    assert queries(town.browser(town.force), page) == few


def test_founding_proposes_links_and_turns_the_pages_to_the_new_campaign(town, preparing):
    client = town.browser(town.force)

    answer = client.get(address("campaign", preparing.pk))
    assert (text(answer, "//main//h1"), [row[0] for row in rows(answer)]) == (
        "下一轮创建",
        ["1. 加大简政放权力度", "2. 全面落实权责清单制度", "3. 加强规范性文件管理"],
    )


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": ""}, "没有填写，请填写。"),
        ({"name": "名" * 101}, "超过了 100 个字，请精简后再提交。"),
        ({"plan": "9999"}, "这一项不在可选范围内，请从列表中重新选择。"),
        ({"plan": ""}, "没有选择，请从列表中选择。"),
        ({"cycle_start": "2025-02-30"}, "“2025-02-30”不是真实的日期：2025年没有2月30日。请写成“2025年6月13日”或“2025-06-13”。"),
        ({"cycle_end": ""}, "没有填写，请填写。"),
    ],
)
def test_founding_with_what_cannot_be_is_refused_and_what_was_typed_kept(town, fields, why):
    given = {
        "name": "下一轮创建",
        "plan": town.campaign.plan_id,
        "edition": town.campaign.edition_id,
        "cycle_start": "2026-01-01",
        "cycle_end": "2027-12-31",
    } | fields
    answer = town.browser(town.force).post("/campaigns/new/", given)

    assert (answer.status_code, texts(answer, "//ul[contains(@class,'errorlist')]/li")) == (422, [why])
    assert [typed(answer, name) for name in ("name", "cycle_start", "cycle_end")] == [
        [given[name]] for name in ("name", "cycle_start", "cycle_end")
    ]
    assert Campaign.objects.count() == 1


def test_founding_with_a_cycle_that_ends_before_it_begins_is_refused(town):
    given = {
        "name": "下一轮",
        "plan": town.campaign.plan_id,
        "edition": town.campaign.edition_id,
        "cycle_start": "2026-01-01",
        "cycle_end": "2025-01-01",
    }
    answer = town.browser(town.force).post("/campaigns/new/", given)

    assert (answer.status_code, refusal(answer)) == (422, "创建周期止日 2025-01-01 不晚于起日 2026-01-01。请核对创建周期。")


def test_founding_without_a_confirmed_plan_says_what_to_do_first(town):
    answer = town.browser(town.county_force).get("/campaigns/new/")

    assert text(answer, "//main//div[@class='empty']/h2") == "还没有已确认的创建方案"


def test_settling_and_publishing_step_by_step(town, preparing):
    assert said(press(town, "confirm-links", campaign=preparing)) == ["已确认全部对应关系。"]
    assert said(press(town, "derive", campaign=preparing)) == ["已按方案任务分派责任单位。"]
    refused = press(town, "publish", campaign=preparing)
    assert (refused.status_code, refusal(refused)[:6]) == (422, "发布前还有 ")
    assert said(press(town, "publish", campaign=preparing, with_gaps="1")) == ["已发布，各单位可以开始报送。"]
    preparing.refresh_from_db()
    assert preparing.state == "running"


def test_link_is_dropped_and_made_by_hand(town, preparing):
    link = preparing.links.first()
    press(town, "drop-link", campaign=preparing, link=link.pk)

    assert preparing.links.count() == 2
    assert said(press(town, "add-link", campaign=preparing, task=link.task_id, level2_no="4")) == ["已建立对应关系。"]
    wrong = press(town, "add-link", campaign=preparing, task=link.task_id, level2_no="99")
    assert (wrong.status_code, refusal(wrong)) == (422, "指标版本“测试指标”里没有第 99 项二级指标。请核对序号。")


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("add-link", {}),
        ("drop-link", {"link": "abc"}),
        ("open-phase", {"phase": "9999"}),
        ("add-member", {"name": "王某", "unit": "9999"}),
        ("remove-member", {}),
        ("carry-over", {"old": "²"}),
    ],
)
def test_act_on_what_is_not_there_is_not_found(town, verb, fields):
    assert error(press(town, verb, **fields))[0] == 404


def test_unknown_act_changes_nothing(town):
    assert press(town, "nonsense").redirect_chain == [(address("campaign", town.campaign.pk), 302)]


def test_deadline_of_all_is_set_and_never_taken_away_by_an_empty_field(town):
    assert said(press(town, "set-due", day="2025年8月31日", reason="统一")) == ["报送期限已更新。"]
    empty, wrong = press(town, "set-due", day="", reason="写错"), press(town, "set-due", day="2025-02-30", reason="写错")

    assert (empty.status_code, refusal(empty)) == (422, "没有填写日期，各项指标的报送期限没有改动。请填写日期。")
    assert (wrong.status_code, refusal(wrong)) == (
        422,
        "“2025-02-30”不是真实的日期：2025年没有2月30日。请写成“2025年6月13日”或“2025-06-13”。",
    )
    assert (typed(wrong, "day", "/set-due/"), typed(wrong, "reason", "/set-due/")) == (["2025-02-30"], ["写错"])
    assert {str(day) for day in town.campaign.demands.values_list("due_on", flat=True)} == {"2025-08-31"}


def test_phase_is_opened_extended_closed_and_opened_again_with_reasons(town):
    phase = town.campaign.phases.get(no=3)
    assert said(press(town, "open-phase", phase=phase.pk)) == ["阶段已开始。"]
    assert said(press(town, "close-phase", phase=phase.pk)) == ["阶段已结束。"]
    refused = press(town, "reopen-phase", phase=phase.pk, day="", reason="")

    assert (refused.status_code, refusal(refused)) == (422, "没有填写重开原因。请填写。")
    assert said(press(town, "reopen-phase", phase=phase.pk, day="", reason="补充核验")) == ["阶段已重开，已通知各单位知悉。"]
    assert Phase.objects.get(pk=phase.pk).state == "open"


def test_roster_takes_a_member_and_keeps_what_was_typed_when_it_refuses(town):
    assert said(press(town, "add-member", name="王某", unit=town.education.pk, duty="chief", work="统筹")) == ["已加入专班名册。"]
    twice = press(town, "add-member", name="王某", unit=town.education.pk, duty="chief", work="统筹")

    assert (twice.status_code, refusal(twice)) == (422, "市教育局的王某已在专班名册中。如分工有变，请修改原有条目。")
    assert (typed(twice, "name", "/add-member/"), typed(twice, "work", "/add-member/")) == (["王某"], ["统筹"])
    assert said(press(town, "remove-member", member=town.campaign.roster.get().pk)) == ["已移出专班名册。"]


def test_closing_needs_a_reason(town):
    refused = press(town, "close", reason=" ")

    assert (refused.status_code, refusal(refused)) == (422, "没有填写结束说明。请填写。")
    assert said(press(town, "close", reason="已验收")) == ["创建活动已结束。"]
    town.campaign.refresh_from_db()
    assert town.campaign.state == "closed"


def test_county_opens_the_citys_campaign_without_its_inner_story(town):
    press(town, "set-due", day="2025-08-31", reason=SECRET)
    page = address("campaign", town.campaign.pk)
    own, others = town.browser(town.force).get(page), town.browser(town.county_force).get(page)

    assert ("指标 1.2.1 报送期限" in own.content.decode(), "指标 1.2.1 报送期限" in others.content.decode()) == (True, False)
    assert (others.status_code, texts(others, "//main//form"), texts(others, "//ol[@class='trail']")) == (200, [], [])


def test_county_cannot_act_on_the_citys_campaign(town):
    assert error(press(town, "close", who=town.county_force, reason="结束"))[0] == 403
    assert error(press(town, "set-due", who=town.county_force, day="2025-08-31"))[0] == 403
    town.campaign.refresh_from_db()
    assert town.campaign.state == "running"


def test_campaign_of_another_city_is_not_found(town):
    other = Unit.objects.create(name="武威市", short_name="武威市", kind="city")
    stranger = town.person("武威专班", other, "taskforce")

    assert (
        error(town.browser(stranger).get(address("campaign", town.campaign.pk)))[0],
        rows(town.browser(stranger).get("/campaigns/")),
    ) == (404, [])
