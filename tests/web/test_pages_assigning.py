"""分工与材料, 申请不适用, and 变更待知悉."""

import pytest

from fazhi.campaign.assigning import set_due
from fazhi.campaign.models import Assignment, ChangeFor
from fazhi.journal.models import Entry
from web.desks import SECRET, address, error, refusal, rows, said, text, texts, typed

REASON = "本单位没有这类事项"


@pytest.fixture
def demand(town):
    return town.at("1.2.1")


@pytest.fixture
def do(town, demand):
    """`do(verb, **fields)` presses a button of the page, as the task force unless `who` is given."""

    def pressed(verb, who=None, follow=True, **fields):
        return town.browser(who or town.force).post(address("assign-act", demand.pk, verb), fields, follow=follow)

    return pressed


def parts(demand):
    return [(each.unit.short_name, each.role, each.is_principal) for each in demand.assignments.select_related("unit")]


def newest():
    return Entry.objects.order_by("-pk").first().said


def test_assign_page_shows_units_and_material(town, demand):
    answer = town.browser(town.force).get(address("assign", demand.pk))

    assert [row[:2] for row in rows(answer)] == [["市财政局", "牵头 主牵头"], ["市教育局", "责任"]]
    assert typed(answer, "name", "change-requirement") == ["清单网页"]
    assert texts(answer, "//select[@name='unit']/option") == ["市司法局", "市公安局", "县教育局"]


def test_assign_page_is_closed_to_the_countys_task_force(town, demand):
    answer = town.browser(town.county_force).get(address("assign", demand.pk))

    assert error(answer) == (403, "不能打开", "指标 1.2.1 的分工与材料由金昌市的创建工作专班调整。")


def test_unit_is_assigned_and_taken_off_again(town, demand, do):
    answer = do("add", unit=town.police.pk, role="responsible")

    assert (said(answer), parts(demand)[-1]) == (["已指定单位。"], ("市公安局", "responsible", False))
    part = demand.assignments.get(unit=town.police)
    assert said(do("drop", part=part.pk)) == ["已取消这个单位的分工。"]
    assert parts(demand) == [("市财政局", "lead", True), ("市教育局", "responsible", False)]
    assert newest() == "在指标 1.2.1 上取消了市公安局的分工"


def test_second_lead_can_be_made_the_principal(town, demand, do):
    do("add", unit=town.justice.pk, role="lead")
    part = demand.assignments.get(unit=town.justice)

    assert said(do("principal", part=part.pk)) == ["已指定主牵头。"]
    assert parts(demand)[:2] == [("市司法局", "lead", True), ("市财政局", "lead", False)]


def test_unit_that_handed_something_in_stays(town, demand, do):
    town.filled()
    answer = do("drop", part=demand.assignments.get(unit=town.education).pk)

    assert answer.status_code == 422
    assert refusal(answer) == "市教育局在指标 1.2.1 上已有 1 份佐证，不能直接取消分工。请先由该单位撤下佐证，或改用“不适用”。"
    assert len(parts(demand)) == 2


@pytest.mark.parametrize("fields", [{"unit": "9999"}, {"unit": "abc"}, {"unit": "²"}, {"unit": "9" * 30}, {}])
def test_unknown_unit_is_not_found(town, demand, do, fields):
    answer = do("add", **fields)

    assert (error(answer)[0], len(parts(demand))) == (404, 2)


def test_unit_of_another_city_is_not_found(town, demand, do):
    other = town.city.__class__.objects.create(name="武威市", short_name="武威市", kind="city")

    assert (error(do("add", unit=other.pk))[0], len(parts(demand))) == (404, 2)


def test_act_of_another_task_force_is_refused(town, demand, do):
    answer = do("drop", who=town.county_force, part=demand.assignments.get(unit=town.education).pk)

    assert (error(answer)[0], len(parts(demand))) == (403, 2)


def test_unknown_act_changes_nothing(town, demand, do):
    count = Entry.objects.count()

    assert do("nonsense", follow=False).url == address("assign", demand.pk)
    assert Entry.objects.count() == count


# Material


def test_material_is_added_changed_and_dropped(town, demand, do):
    assert said(do("require", name="调整记录", kind="文件", count="2", asked_of="each")) == ["已加入应交材料。"]
    added = demand.requirements.get(name="调整记录")
    do("change-requirement", requirement=added.pk, name="调整记录汇编", kind="", count="3", asked_of="principal")
    added.refresh_from_db()

    assert (added.name, added.kind, added.count, added.asked_of) == ("调整记录汇编", "", 3, "principal")
    do("drop-requirement", requirement=added.pk)
    assert list(demand.requirements.values_list("name", flat=True)) == ["清单网页"]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": "", "count": "1"}, "没有填写材料名称。请填写。"),
        ({"name": "材" * 201, "count": "1"}, "材料名称有201个字，最多200个字。请缩短。"),
        ({"name": "调整记录", "count": "0"}, "“调整记录”的份数是 0，至少应为 1 份。如不再需要，请取消这项材料。"),
        ({"name": "调整记录", "count": "两"}, "“调整记录”的份数是 0，至少应为 1 份。如不再需要，请取消这项材料。"),
    ],
)
def test_material_that_cannot_be_is_refused_and_what_was_typed_kept(town, demand, do, fields, why):
    answer = do("require", kind="文件", asked_of="each", **fields)

    assert (answer.status_code, refusal(answer)) == (422, why)
    assert typed(answer, "name", "/assign/require/") == [fields["name"]]
    assert typed(answer, "name", "change-requirement") == ["清单网页"]
    assert demand.requirements.count() == 1


def test_material_of_another_indicator_is_not_found(town, demand, do):
    other = town.asked("1.1.2", "事项清单")

    assert error(do("drop-requirement", requirement=other.pk))[0] == 404
    assert town.at("1.1.2").requirements.count() == 1


# Deadline


def test_deadline_is_set_and_an_impossible_date_is_refused_with_what_was_typed(town, demand, do):
    assert said(do("due", day="2025年12月1日", reason="统一期限")) == ["报送期限已更新。"]
    answer = do("due", day="2025-02-30", reason="写错了")

    assert (answer.status_code, refusal(answer)) == (
        422,
        "“2025-02-30”不是真实的日期：2025年没有2月30日。请写成“2025年6月13日”或“2025-06-13”。",
    )
    assert (typed(answer, "day", "/assign/due/"), typed(answer, "reason", "/assign/due/")) == (["2025-02-30"], ["写错了"])
    assert str(town.at("1.2.1").due_on) == "2025-12-01"


# Not applicable


def ask(town, demand, reason=REASON, who=None):
    return town.browser(who or town.liaison).post(address("ask-not-applicable", demand.pk), {"reason": reason}, follow=True)


def test_unit_asks_that_its_part_does_not_apply_and_another_person_approves(town, demand, do):
    answer = ask(town, demand)
    part = demand.assignments.get(unit=town.education)

    assert (said(answer), part.applies) == (["已申请不适用，批准前仍按应交计算。"], "asked")
    page = town.browser(town.force).get(address("assign", demand.pk))
    assert texts(page, "//div[@class='row-why']") == [f"教育联络员：{REASON}"]
    assert said(do("approve-na", part=part.pk)) == ["已批准不适用。"]
    assert Assignment.objects.get(pk=part.pk).applies == "no"
    assert newest() == "批准“市教育局 1.2.1 权责清单公布”不适用"


def test_asking_without_a_reason_is_refused_on_a_page_that_asks_for_it(town, demand):
    answer = ask(town, demand, "  ")

    assert (answer.status_code, refusal(answer)) == (422, "没有填写不适用理由。请填写。")
    assert demand.assignments.get(unit=town.education).applies == "yes"


def test_asking_with_too_long_a_reason_keeps_every_word(town, demand):
    answer = ask(town, demand, "理" * 501)

    assert (answer.status_code, refusal(answer)) == (422, "不适用理由有501个字，最多500个字。请缩短。")
    assert typed(answer, "reason", "ask-not-applicable") == ["理" * 501]


def test_asking_for_a_part_one_does_not_have_is_not_found(town, demand):
    assert error(ask(town, demand, who=town.stranger))[0] == 404


def test_whole_indicator_needs_a_second_person_of_the_task_force(town, demand, do):
    assert said(do("ask-na", reason=REASON)) == ["已申请不适用，等待另一位专班成员批准。"]
    own = do("approve-na")

    assert error(own) == (403, "不能打开", "这项不适用是您本人申请的，须由专班的另一人批准。请转请他人办理。")
    assert said(do("approve-na", who=town.force_two)) == ["已批准不适用。"]
    assert said(do("restore", reason="仍有此类事项")) == ["已恢复适用。"]
    assert town.at("1.2.1").applies == "yes"


def test_restoring_without_a_reason_is_refused(town, demand, do):
    do("ask-na", reason=REASON)
    do("approve-na", who=town.force_two)

    assert refusal(do("restore", reason="")) == "没有填写恢复适用的理由。请填写。"
    assert town.at("1.2.1").applies == "no"


def test_approving_twice_says_that_somebody_was_quicker(town, demand, do):
    ask(town, demand)
    part = demand.assignments.get(unit=town.education).pk
    do("refuse-na", part=part, remark="仍须报送")
    answer = do("approve-na", who=town.force_two, part=part)

    assert answer.status_code == 422
    assert refusal(answer) == "“市教育局 1.2.1 权责清单公布”没有待批准的不适用申请（目前是“适用”），可能已由他人办理。请刷新后查看。"


# Changes


@pytest.fixture
def reading(town, demand):
    set_due(town.force, town.campaign, [demand], town.campaign.cycle_end, SECRET)
    return ChangeFor.objects.get(unit=town.education)


def test_change_shows_before_and_after_and_is_acknowledged_once(town, reading):
    client = town.browser(town.liaison)
    page = client.get(address("change", reading.pk))

    assert text(page, "//h1") == "变更：指标 1.2.1 报送期限"
    assert texts(page, "//dl[@class='facts']/dd")[:3] == ["未定", "2025-12-31", SECRET]
    assert said(client.post(address("change", reading.pk), follow=True)) == ["已知悉。"]
    again = client.post(address("change", reading.pk))
    assert (again.status_code, refusal(again)[:12]) == (422, "这项变更已由教育联络员在"[:12])
    assert Entry.objects.filter(verb="read").count() == 1


def test_change_of_one_unit_is_closed_to_others(town, reading):
    for who in (town.stranger, town.county_liaison, town.county_force):
        answer = town.browser(who).get(address("change", reading.pk))

        assert (error(answer)[0], SECRET in answer.content.decode()) == (404, False)


def test_change_is_read_by_the_task_force_but_not_acknowledged_for_the_unit(town, reading):
    client = town.browser(town.force)

    assert texts(client.get(address("change", reading.pk)), "//div[@class='foot']/span") == ["市教育局还没有知悉。"]
    assert error(client.post(address("change", reading.pk)))[0] == 403
    reading.refresh_from_db()
    assert reading.read_at is None
