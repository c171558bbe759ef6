"""On the page of a task: a unit added, one dropped; and a draft given up."""

import pytest

from fazhi.journal.models import Entry
from fazhi.people.models import Unit, UnitKind
from fazhi.plan.models import Plan
from web.desks import error, texts
from web.desks import said as shown
from web.plancity import address, make_city, make_plan, named, settle_names


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def plan(city):
    return make_plan(city)


def names(plan, no=2):
    return [(each.name, each.role) for each in plan.tasks.get(no=no).mentions.order_by("role", "order")]


TITLE = "《临江市人民政府关于印发《临江市创建法治政府示范市实施方案》的通知》"
AS_READ = [("市教育局", "lead"), ("市神秘局", "responsible")]


@pytest.fixture
def add(city, plan):
    def added(client=None, no=2, **fields):
        chosen = {"unit": city.justice.pk, "role": "responsible"} | fields
        return (client or city.taskforce).post(address("plan-add-mention", plan.pk, no), chosen, follow=True)

    return added


def test_page_of_a_task_offers_the_units_below_and_not_the_areas(city, plan):
    answer = city.taskforce.get(address("plan-task", plan.pk, 2))

    assert texts(answer, "//form[contains(@action, '/mentions/')]//select[@name='unit']/option") == ["市司法局", "市教育局"]


def test_unit_is_added_and_shown_among_those_of_the_task(city, plan, add):
    answer = add()

    assert (answer.redirect_chain, shown(answer)) == ([(address("plan-task", plan.pk, 2), 302)], ["已补充市司法局。"])
    assert names(plan) == [*AS_READ, ("市司法局", "responsible")]
    assert Entry.objects.order_by("-pk").first().said == "为任务“2.加强事中事后监督”补充了责任单位市司法局"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"role": "boss"}, "请选择是牵头单位还是责任单位。"),
        ({"role": "lead", "unit": "education"}, "任务“2.加强事中事后监督”里已有市教育局，不用重复补充。如分工不对，请先去掉原来的。"),
    ],
)
def test_unit_that_cannot_be_added_is_refused_with_the_reason(city, plan, add, fields, why):
    if fields.get("unit"):
        fields = fields | {"unit": city.education.pk}
    before = Entry.objects.count()

    assert (shown(add(**fields)), names(plan), Entry.objects.count()) == ([why], AS_READ, before)


@pytest.mark.parametrize("unit", ["", "abc", "²", "9" * 30, "9999", "other"])
def test_unit_that_is_not_there_is_not_found(city, plan, add, unit):
    other = Unit.objects.create(name="武威市", short_name="武威市", kind=UnitKind.CITY)

    assert error(add(unit=other.pk if unit == "other" else unit))[0] == 404
    assert names(plan) == AS_READ


def test_task_that_is_not_there_is_not_found(add):
    assert error(add(no=99))[0] == 404


def drop(client, plan, mention, reason="误读"):
    return client.post(address("plan-drop-mention", plan.pk, mention.pk), {"reason": reason}, follow=True)


def test_misread_unit_is_dropped_with_its_reason(city, plan):
    answer = drop(city.taskforce, plan, named(plan, "市神秘局")[0])

    assert (answer.redirect_chain, shown(answer)) == ([(address("plan-task", plan.pk, 2), 302)], ["已去掉“市神秘局”。"])
    assert (names(plan), names(plan, 3)) == (AS_READ[:1], [("市司法局", "lead"), ("市神秘局", "responsible")])
    assert Entry.objects.order_by("-pk").first().said == "从任务“2.加强事中事后监督”去掉了责任单位“市神秘局”：误读"


def test_dropping_without_a_reason_is_refused(city, plan):
    answer = drop(city.taskforce, plan, named(plan, "市神秘局")[0], " ")

    assert (shown(answer), names(plan)) == (["没有填写去掉的理由。请填写。"], AS_READ)


def test_unit_of_another_plan_is_not_dropped_here(city, plan):
    mention = named(plan, "市神秘局")[0]

    assert error(drop(city.taskforce, make_plan(city), mention))[0] == 404
    assert names(plan) == AS_READ


def give_up(client, plan, reason="导错了文件"):
    return client.post(address("plan-discard", plan.pk), {"reason": reason}, follow=True)


def test_draft_is_given_up_and_gone_from_the_list(city, plan):
    answer = give_up(city.taskforce, plan)

    assert answer.redirect_chain == [(address("plans"), 302)]
    assert shown(answer) == [f"已放弃{TITLE}。"]
    assert (Plan.objects.count(), error(city.taskforce.get(address("plan", plan.pk)))[0]) == (0, 404)
    assert Entry.objects.order_by("-pk").first().said == f"放弃了未确认的创建方案{TITLE}：导错了文件"


def test_draft_stays_without_a_reason(city, plan):
    answer = give_up(city.taskforce, plan, "")

    assert (answer.redirect_chain, shown(answer)) == ([(address("plan", plan.pk), 302)], ["没有填写放弃的理由。请填写。"])
    assert Plan.objects.count() == 1


def acts(city, plan, client, add):
    mention = named(plan, "市教育局")[0]
    return [error(answer)[:2] for answer in (add(client), drop(client, plan, mention), give_up(client, plan))]


def test_draft_is_hidden_from_the_countys_task_force_and_closed_to_liaisons(city, plan, add):
    assert acts(city, plan, city.stranger, add) == [(404, "没有找到这一页")] * 3
    assert acts(city, plan, city.liaison, add) == [(403, "不能打开")] * 3
    assert names(plan) == AS_READ


def test_confirmed_plan_is_changed_by_nobody(city, plan, add):
    settle_names(city, plan)
    city.taskforce.post(address("plan-confirm", plan.pk), follow=True)
    closed = f"{TITLE}已确认，不能再改：已分派的工作以它为准。如方案有变，请导入新版方案后对照替换。"
    mention = named(plan, "市教育局")[0]

    answers = add(), drop(city.taskforce, plan, mention), give_up(city.taskforce, plan)
    assert [shown(answer) for answer in answers] == [[closed]] * 3
    own = address("plan-drop-mention", plan.pk, mention.pk)
    assert error(city.stranger.post(own, {"reason": "误读"})) == (
        403,
        "不能打开",
        "您不能修改创建方案：这件事由临江市的创建工作专班办理。请联系专班，或切换到您的专班身份后再试。",
    )
    assert (names(plan), Plan.objects.count()) == (AS_READ, 1)
    page = city.taskforce.get(address("plan-task", plan.pk, 2))
    assert texts(page, "//form[contains(@action, '/mentions/') or contains(@action, '/discard/')]") == []


def test_acts_are_not_done_by_opening_their_address(city, plan):
    mention = named(plan, "市神秘局")[0]
    names_of = (("plan-add-mention", plan.pk, 2), ("plan-drop-mention", plan.pk, mention.pk), ("plan-discard", plan.pk))

    assert [city.taskforce.get(address(*each)).status_code for each in names_of] == [405] * 3
    assert names(plan) == AS_READ
