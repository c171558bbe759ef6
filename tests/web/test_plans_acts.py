"""What a person may do with a plan that was read: say who is meant, correct, confirm, replace."""

import re
from datetime import date

import pytest

from fazhi.journal.models import Entry
from fazhi.people.models import Alias, CollectiveName
from fazhi.plan.importing import import_plan
from fazhi.plan.models import Leftover, Plan
from fazhi.web.pages.plans.contents import in_words
from fazhi.web.pages.plans.wording import differing
from web.plancity import TEXT, address, make_city, make_plan, named, said, settle_names, without_tags


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def plan(city):
    return make_plan(city)


# Who is meant


def test_unknown_name_is_settled_everywhere_and_remembered(city, plan):
    one, two = named(plan, "市神秘局")

    response = city.taskforce.post(
        address("plan-mention", plan.pk, one.pk), {"meaning": "unit:other", "other": city.justice.pk, "everywhere": "on", "remember": "on"}
    )

    assert response.url == address("plan-task", plan.pk, one.task.no)
    for mention in (one, two):
        mention.refresh_from_db()
    assert (one.unit, two.unit, said(response)) == (city.justice, city.justice, "已认定“市神秘局”，还有 1 个称谓待认定。")
    assert [str(alias) for alias in Alias.objects.filter(unit=city.justice)] == ["市神秘局"]


def test_collective_name_is_made_and_expanded_by_checkboxes(city, plan):
    mention = named(plan, "市直各有关单位")[0]
    picked = {"meaning": "collective:new", "members": [city.justice.pk, city.education.pk], "remember": "on"}

    city.taskforce.post(address("plan-mention", plan.pk, mention.pk), picked)

    mention.refresh_from_db()
    held = CollectiveName.objects.get()
    assert (mention.collective, list(mention.members.all())) == (held, [city.justice, city.education])
    assert list(held.expansion_on(city.actor.today).units.all()) == [city.justice, city.education]
    html = city.taskforce.get(address("plan-task", plan.pk, 1)).content.decode()
    assert re.findall(r"市直各有关单位 · \d 家", html) == ["市直各有关单位 · 2 家"]


@pytest.mark.parametrize(
    ("picked", "why"),
    [
        ({}, "没有选定含义"),
        ({"meaning": "unit:other"}, "没有选定单位"),
        ({"meaning": "collective:new"}, "没有勾选单位"),
        ({"meaning": "unit:999999"}, "没有选定单位"),
    ],
)
def test_half_a_choice_is_refused_and_changes_nothing(city, plan, picked, why):
    mention = named(plan, "市直各有关单位")[0]

    response = city.taskforce.post(address("plan-mention", plan.pk, mention.pk), picked)

    mention.refresh_from_db()
    assert (response.status_code, mention.unit, mention.collective, CollectiveName.objects.count()) == (422, None, None, 0)
    assert why in without_tags(re.search(r'id="reasons">(.*?)</ul>', response.content.decode(), re.S)[1])


def test_readers_see_whom_a_collective_name_means_and_cannot_change_it(city, plan):
    mention = named(plan, "市直各有关单位")[0]
    picked = {"meaning": "collective:new", "members": [city.justice.pk, city.education.pk]}
    city.taskforce.post(address("plan-mention", plan.pk, mention.pk), picked)
    settle_names(city, plan, "市神秘局")
    city.taskforce.post(address("plan-confirm", plan.pk))

    html = city.liaison.get(address("plan-mention", plan.pk, mention.pk)).content.decode()
    tried = city.liaison.post(address("plan-mention", plan.pk, mention.pk), {"meaning": f"unit:{city.county.pk}"})
    late = city.taskforce.post(address("plan-mention", plan.pk, mention.pk), {"meaning": f"unit:{city.county.pk}"})

    assert re.findall('<span class="chip">(.*?)</span>', html) == ["市司法局", "市教育局"]
    assert (tried.status_code, late.status_code) == (403, 422)
    mention.refresh_from_db()
    assert mention.unit is None


# Correcting


def test_target_is_corrected_added_and_dropped_with_a_trail(city, plan):
    target = plan.tasks.get(no=1).targets.get()
    typed = {"operator": ">=", "value": "95.5", "unit": "%", "per": "", "subject": "网上可办率", "text": "原句"}

    city.taskforce.post(
        address("plan-correct-target", plan.pk, target.pk), {f"g{target.pk}-{name}": value for name, value in typed.items()}
    )
    city.taskforce.post(
        address("plan-add-target", plan.pk, 2), {f"new-{name}": value for name, value in {**typed, "operator": "none"}.items()}
    )
    target.refresh_from_db()
    assert (in_words(target), target.is_confirmed) == ("不少于 95.5%", True)
    assert [in_words(each) for each in plan.tasks.get(no=2).targets.all()] == ["不得发生"]

    city.taskforce.post(address("plan-drop-target", plan.pk, target.pk))

    assert plan.tasks.get(no=1).targets.count() == 0
    assert [entry.verb for entry in Entry.objects.order_by("-id")[:3]] == ["removed", "created", "changed"]


def test_target_without_its_number_is_refused_and_stays_typed(city, plan):
    target = plan.tasks.get(no=1).targets.get()
    typed = {
        f"g{target.pk}-{name}": value for name, value in {"operator": ">=", "value": "", "subject": "我写的对象", "text": "原句"}.items()
    }

    response = city.taskforce.post(address("plan-correct-target", plan.pk, target.pk), typed)

    html = response.content.decode()
    target.refresh_from_db()
    assert (response.status_code, target.value) == (422, 90)
    assert re.findall(r'value="(我写的对象)"', html) == ["我写的对象"]
    assert re.findall(r"没有填写目标的数值。", html) == ["没有填写目标的数值。"]


def test_day_that_does_not_exist_is_refused(city, plan):
    phase = plan.phases.first()

    typed = {f"p{phase.pk}-name": "部署启动", f"p{phase.pk}-starts_on": "2025-02-30"}
    response = city.taskforce.post(address("plan-correct-phase", plan.pk, phase.pk), typed)

    phase.refresh_from_db()
    assert (response.status_code, phase.starts_on) == (422, date(2025, 6, 1))
    assert re.findall("这一天不存在", response.content.decode()) == ["这一天不存在"]


def test_phase_and_task_are_corrected(city, plan):
    phase = plan.phases.first()

    city.taskforce.post(
        address("plan-correct-phase", plan.pk, phase.pk),
        {f"p{phase.pk}-name": "启动", f"p{phase.pk}-starts_on": "2025-06-02", f"p{phase.pk}-ends_on": "2025-06-25"},
    )
    city.taskforce.post(address("plan-correct-task", plan.pk, 1), {"task-title": "优化服务", "task-due_on": "2025-08-31"})

    phase.refresh_from_db()
    task = plan.tasks.get(no=1)
    assert (phase.name, phase.starts_on, phase.ends_on) == ("启动", date(2025, 6, 2), date(2025, 6, 25))
    assert (task.title, task.due_on) == ("优化服务", date(2025, 8, 31))


def test_leftover_is_settled_with_words_and_not_without(city, plan):
    left = Leftover.objects.create(plan=plan, text="（一）", start=0, end=3)

    refused = city.taskforce.post(address("plan-settle", plan.pk, left.pk), {f"l{left.pk}-as_": " "})
    left.refresh_from_db()
    assert (refused.status_code, left.settled_as) == (422, "")

    city.taskforce.post(address("plan-settle", plan.pk, left.pk), {f"l{left.pk}-as_": "与创建任务无关"})

    left.refresh_from_db()
    assert left.settled_as == "与创建任务无关"


# Confirming


def test_confirming_an_open_plan_names_every_reason_with_links(city, plan):
    response = city.taskforce.post(address("plan-confirm", plan.pk))

    reasons = re.findall(r"<li>(.*?)</li>", re.search(r'id="reasons">(.*?)</ul>', response.content.decode(), re.S)[1])
    assert (response.status_code, Plan.objects.get().state) == (422, "draft")
    assert [re.match("“(.*?)”", without_tags(reason))[1] for reason in reasons] == ["市直各有关单位", "市神秘局"]
    assert [re.findall('href="(.*?)"', reason) for reason in reasons] == [
        [address("plan-task", plan.pk, 1)],
        [address("plan-task", plan.pk, 2), address("plan-task", plan.pk, 3)],
    ]


def test_one_task_is_confirmed_then_the_rest_then_the_plan(city, plan):
    settle_names(city, plan)

    first = city.taskforce.post(address("plan-confirm-task", plan.pk, 1))
    assert (first.url, list(plan.tasks.filter(is_confirmed=True).values_list("no", flat=True))) == (address("plan-task", plan.pk, 2), [1])
    rest = city.taskforce.post(address("plan-confirm-tasks", plan.pk))
    assert (rest.url, plan.tasks.filter(is_confirmed=False).count()) == (address("plan", plan.pk), 0)
    city.taskforce.post(address("plan-confirm", plan.pk))

    plan.refresh_from_db()
    assert (plan.state, plan.confirmed_by) == ("confirmed", "专班")


def test_confirming_the_rest_does_what_can_be_done(city, plan):
    mention = named(plan, "市直各有关单位")[0]
    city.taskforce.post(address("plan-mention", plan.pk, mention.pk), {"meaning": f"unit:{city.education.pk}"})

    response = city.taskforce.post(address("plan-confirm-tasks", plan.pk))

    assert (response.status_code, list(plan.tasks.filter(is_confirmed=True).values_list("no", flat=True))) == (422, [1])
    assert "已确认 1 项任务，还有 2 项没有确认。" in without_tags(response.content.decode())


# Comparing


def test_words_that_differ_are_marked_and_escaped():
    assert differing("网上可办率不低于90%<", "网上可办率不低于95%<") == (
        "网上可办率不低于<del>90%</del>&lt;",
        "网上可办率不低于<ins>95%</ins>&lt;",
    )


def test_changed_plan_is_compared_and_takes_the_place_of_the_old_one(city, plan):
    settle_names(city, plan)
    city.taskforce.post(address("plan-confirm", plan.pk))
    new = import_plan(
        city.actor, city.unit, text=TEXT.replace("90%", "95%").replace("市神秘局", "市教育局").replace("市直各有关单位", "市教育局")
    )

    html = city.taskforce.get(address("plan-compare", plan.pk, new.pk)).content.decode()
    assert re.findall(r"<del>(9.%)</del>", html)[:1] == ["90%"]
    assert re.findall(r"<ins>(9.%)</ins>", html)[:1] == ["95%"]
    early = city.taskforce.post(address("plan-supersede", plan.pk, new.pk))
    assert (early.status_code, Plan.objects.get(pk=plan.pk).state) == (422, "confirmed")

    city.taskforce.post(address("plan-confirm", new.pk))
    done = city.taskforce.post(address("plan-supersede", plan.pk, new.pk))

    plan.refresh_from_db()
    new.refresh_from_db()
    assert (done.url, plan.state, new.supersedes) == (address("plan", new.pk), "superseded", plan)


def test_comparison_is_closed_where_one_plan_is_hidden(city, plan):
    settle_names(city, plan)
    city.taskforce.post(address("plan-confirm", plan.pk))
    draft = import_plan(city.actor, city.unit, text=TEXT)

    assert city.liaison.get(address("plan-compare", plan.pk, draft.pk)).status_code == 404
