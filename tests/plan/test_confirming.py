"""Correcting and confirming what was read from a plan."""

from datetime import date

import pytest

from campaign.town import TEXT
from fazhi.journal.write import trail
from fazhi.people.actor import NotAllowed
from fazhi.people.models import CollectiveName
from fazhi.plan.confirming import confirm_plan, supersede
from fazhi.plan.correcting import (
    add_target,
    confirm_target,
    confirm_task,
    correct_phase,
    correct_target,
    correct_task,
    drop_target,
    resolve_mention,
    settle_leftover,
)
from fazhi.plan.models import Leftover, Mention, Plan
from fazhi.plan.refusal import Refused

OPEN = TEXT.replace("市公安局、", "市公安局、市飞天局、").replace("市教育局）", "市飞天局、各成员单位）")


def test_confirm_plan_is_refused_with_every_open_name_at_once(town):
    plan = town.draft(OPEN)
    CollectiveName.objects.create(area=town.city, name="各成员单位")
    resolve_mention(town.force, Mention.objects.get(name="各成员单位"), collective=CollectiveName.objects.get(name="各成员单位"))

    with pytest.raises(Refused) as refusal:
        confirm_plan(town.force, plan)

    assert refusal.value.reasons == (
        "“市飞天局”（任务 2、3）还没有认定是哪个单位。请选定单位或集合称谓，名册里没有的请先建立。",
        "集合称谓“各成员单位”（任务 2）还没有展开成具体单位。请勾选它包含的单位。",
    )
    assert Plan.objects.get(pk=plan.pk).state == "draft"


def test_resolve_mention_everywhere_settles_the_other_open_places(town):
    plan = town.draft(OPEN)
    mention = Mention.objects.filter(name="市飞天局").first()

    settled = resolve_mention(town.force, mention, unit=town.police, everywhere=True)

    assert [(each.task.no, each.unit) for each in settled] == [(2, town.police), (3, town.police)]
    assert [each.task.no for each in Mention.objects.filter(task__plan=plan, unit=None, members=None)] == [2]
    assert [entry.said for entry in trail(mention)] == ["认定方案中的“市飞天局”是市公安局，共 2 处"]


def test_resolve_mention_expands_a_collective_on_this_task_alone(town):
    plan = town.draft()
    mention = plan.tasks.get(no=1).mentions.get(name="市直有关部门单位")

    resolve_mention(town.force, mention, collective=town.bureaus, members=[town.finance])

    assert [unit.short_name for unit in mention.members.all()] == ["市财政局"]
    assert [unit.short_name for unit in town.bureaus.expansion_on(date(2025, 7, 1)).units.order_by("order")] == ["市教育局", "市公安局"]


def test_resolve_mention_needs_one_meaning_and_a_living_unit(town):
    mention = town.draft().tasks.get(no=2).mentions.first()
    town.police.until = date(2025, 6, 1)
    town.police.save()

    with pytest.raises(Refused, match=r"二者选一"):
        resolve_mention(town.force, mention, unit=town.justice, collective=town.bureaus)
    with pytest.raises(Refused, match=r"^市公安局目前不存在"):
        resolve_mention(town.force, mention, unit=town.police)

    assert Mention.objects.get(pk=mention.pk).unit == town.finance


def test_confirm_plan_fixes_tasks_and_targets(town):
    plan = confirm_plan(town.force, town.draft())

    assert (plan.state, plan.confirmed_by) == ("confirmed", "专班王")
    assert set(plan.tasks.values_list("is_confirmed", "targets__is_confirmed")) == {(True, True), (True, None)}
    with pytest.raises(Refused, match=r"已确认，不能再改"):
        correct_task(town.force, plan.tasks.first(), title="另一个")


def test_confirm_plan_without_tasks_is_refused(town):
    with pytest.raises(Refused, match=r"^方案里没有任何任务"):
        confirm_plan(town.force, Plan.objects.create(unit=town.city, text="空"))


def test_correct_task_keeps_before_and_after(town):
    task = town.draft().tasks.get(no=2)

    correct_task(town.force, task, title="落实清单制度", due_on=date(2025, 8, 31))

    task.refresh_from_db()
    assert (task.title, task.due_on) == ("落实清单制度", date(2025, 8, 31))
    assert trail(task)[0].changes == {"标题": ["全面落实权责清单制度", "落实清单制度"], "完成时限": [None, "2025-08-31"]}


def test_correct_task_refuses_a_number_in_use_and_too_long_a_title(town):
    task = town.draft().tasks.get(no=2)

    with pytest.raises(Refused, match=r"^本方案已有第 3 项任务"):
        correct_task(town.force, task, no=3)
    with pytest.raises(Refused, match=r"^“标题”填写有误"):
        correct_task(town.force, task, title="长" * 201)

    task.refresh_from_db()
    assert (task.no, task.title) == (2, "全面落实权责清单制度")


def test_targets_are_added_corrected_confirmed_and_dropped(town):
    task = town.draft().tasks.get(no=2)
    target = add_target(town.force, task, text="每年至少公布一次", subject="清单公布", operator=">=", value=1, unit="次", per="每年")

    correct_target(town.force, target, value=2)
    target.refresh_from_db()
    assert (str(target), target.is_confirmed) == ("≥2次（每年）", True)
    assert confirm_target(town.force, target).is_confirmed is True
    with pytest.raises(Refused, match=r"没有填写目标的数值"):
        correct_target(town.force, target, value=None)

    drop_target(town.force, target)

    assert list(task.targets.all()) == []
    assert [entry.said for entry in trail(task.plan)[:1]] == ["删去了任务“2.全面落实权责清单制度”下误读的目标“≥2次（每年）”"]


def test_correct_phase_refuses_an_end_before_its_start(town):
    phase = town.draft().phases.get(no=1)

    with pytest.raises(Refused, match=r"早于开始日期"):
        correct_phase(town.force, phase, ends_on=date(2025, 5, 1))
    correct_phase(town.force, phase, ends_on=None)

    phase.refresh_from_db()
    assert phase.ends_on is None


def test_settle_leftover_is_said_and_confirming_tells_how_many_are_left(town):
    plan = town.draft()
    first, _ = (Leftover.objects.create(plan=plan, text=text) for text in ("附表", "备注"))

    settle_leftover(town.force, first, " 与创建任务无关 ")
    confirm_plan(town.force, plan)

    first.refresh_from_db()
    assert first.settled_as == "与创建任务无关"
    assert trail(plan)[0].said == "确认了创建方案，共 3 项任务，另有 1 处未识别内容保留待查"


def test_confirm_task_is_refused_while_a_name_is_open(town):
    plan = town.draft(OPEN)

    confirm_task(town.force, plan.tasks.get(no=1))
    with pytest.raises(Refused, match=r"^“市飞天局”（任务 3）"):
        confirm_task(town.force, plan.tasks.get(no=3))

    assert list(plan.tasks.values_list("is_confirmed", flat=True)) == [True, False, False]


def test_only_the_task_force_corrects(town):
    task = town.draft().tasks.first()

    with pytest.raises(NotAllowed):
        correct_task(town.liaison, task, title="x")
    with pytest.raises(NotAllowed):
        confirm_plan(town.county_force, task.plan)


def test_supersede_needs_two_confirmed_plans_of_one_unit(town):
    old, draft = town.plan(), town.draft()

    with pytest.raises(Refused, match=r"还没有确认"):
        supersede(town.force, old, draft)
    new = supersede(town.force, old, confirm_plan(town.force, draft))

    assert [(plan.state, plan.supersedes) for plan in Plan.objects.order_by("pk")] == [("superseded", None), ("confirmed", old)]
    with pytest.raises(Refused, match=r"不在执行中"):
        supersede(town.force, old, new)
