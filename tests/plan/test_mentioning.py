"""Units of a task added and dropped by a person, and a draft given up."""

from datetime import timedelta

import pytest

from campaign.town import DAY
from fazhi.evidence.models import Blob
from fazhi.journal.models import Entry
from fazhi.people.actor import NotAllowed
from fazhi.people.actor import Refused as PeopleRefused
from fazhi.people.models import Unit
from fazhi.plan.confirming import confirm_plan
from fazhi.plan.mentioning import add_mention, discard, drop_mention
from fazhi.plan.models import Leftover, Mention, Plan, PlanPhase, PlanTask, Target
from fazhi.plan.refusal import Refused

CLOSED = r"^《金昌市创建全国法治政府建设示范市实施方案》已确认，不能再改"


@pytest.fixture
def task(town):
    """Task 2: 市财政局 leads, 市教育局 is responsible."""
    return town.draft().tasks.get(no=2)


def units(task):
    return [(each.name, each.role, each.order) for each in task.mentions.order_by("role", "order")]


AS_READ = [("市财政局", "lead", 0), ("市教育局", "responsible", 0)]


def newest():
    entry = Entry.objects.order_by("-pk").first()
    return (
        entry.verb,
        entry.actor_name,
        entry.said,
        [Unit.objects.get(pk=pk).short_name for pk in entry.affected.values_list("unit_id", flat=True)],
    )


def test_added_unit_stands_last_in_its_role_and_points_to_the_whole_task(town, task):
    made = add_mention(town.force, task, "responsible", town.police)
    add_mention(town.force_two, task, "lead", town.justice)

    assert units(task) == [("市财政局", "lead", 0), ("市司法局", "lead", 1), ("市教育局", "responsible", 0), ("市公安局", "responsible", 1)]
    assert (made.unit, made.start, made.end) == (town.police, task.start, task.end)
    assert newest() == ("created", "专班李", "为任务“2.全面落实权责清单制度”补充了牵头单位市司法局", ["金昌市"])


def test_added_unit_needs_no_settling_and_is_confirmed_with_the_plan(town, task):
    add_mention(town.force, task, "responsible", town.police)

    plan = confirm_plan(town.force, task.plan)

    assert (plan.state, plan.tasks.get(no=2).mentions.filter(unit=None).count()) == ("confirmed", 0)


def test_unit_that_the_task_has_already_is_refused_in_either_role(town, task):
    for role in ("lead", "responsible"):
        with pytest.raises(Refused, match=r"^任务“2.全面落实权责清单制度”里已有市教育局，不用重复补充。如分工不对，请先去掉原来的。$"):
            add_mention(town.force, task, role, town.education)

    assert units(task) == AS_READ


@pytest.mark.parametrize("role", ["", "principal", "LEAD"])
def test_role_that_is_none_is_refused(town, task, role):
    with pytest.raises(Refused, match=r"^请选择是牵头单位还是责任单位。$"):
        add_mention(town.force, task, role, town.police)

    assert units(task) == AS_READ


def test_unit_that_exists_no_longer_is_refused(town, task):
    town.police.until = DAY - timedelta(days=1)
    town.police.save()

    with pytest.raises(Refused, match=r"^市公安局目前不存在（尚未成立或已撤销）。请改选现有单位或其承继单位。$"):
        add_mention(town.force, task, "responsible", town.police)

    assert units(task) == AS_READ


def test_unit_is_dropped_with_a_reason_that_the_journal_keeps(town, task):
    drop_mention(town.force, task.mentions.get(unit=town.education), "  误读， 不是责任单位 ")

    assert units(task) == AS_READ[:1]
    said = "从任务“2.全面落实权责清单制度”去掉了责任单位“市教育局”：误读， 不是责任单位"
    assert newest() == ("removed", "专班王", said, ["金昌市"])


@pytest.mark.parametrize(
    ("reason", "why"), [(" ", "没有填写去掉的理由。请填写。"), ("因" * 201, "去掉的理由有201个字，最多200个字。请缩短。")]
)
def test_unit_stays_without_a_reason(town, task, reason, why):
    before = Entry.objects.count()
    with pytest.raises(PeopleRefused) as refusal:
        drop_mention(town.force, task.mentions.get(unit=town.education), reason)

    assert (str(refusal.value), units(task), Entry.objects.count()) == (why, AS_READ, before)


def test_unit_dropped_by_a_colleague_is_not_dropped_twice(town, task):
    mention, same = (task.mentions.get(unit=town.education) for _ in range(2))
    drop_mention(town.force, mention, "误读")
    before = Entry.objects.count()

    with pytest.raises(Refused, match=r"^“市教育局”已由他人去掉，不用再次办理。请刷新后查看。$"):
        drop_mention(town.force_two, same, "误读")

    assert Entry.objects.count() == before


def test_only_the_task_force_of_the_plan_touches_its_units(town, task):
    mention = task.mentions.get(unit=town.education)

    for who in (town.county_force, town.leader, town.liaison, town.lead):
        with pytest.raises(NotAllowed, match=r"^您不能修改创建方案：这件事由金昌市的创建工作专班办理。"):
            add_mention(who, task, "responsible", town.police)
        with pytest.raises(NotAllowed):
            drop_mention(who, mention, "误读")
        with pytest.raises(NotAllowed):
            discard(who, task.plan, "导错")

    assert (units(task), Plan.objects.count()) == (AS_READ, 1)


def test_confirmed_plan_takes_no_more_changes(town, task):
    mention = task.mentions.get(unit=town.education)
    confirm_plan(town.force, task.plan)

    for act in (
        lambda: add_mention(town.force, task, "responsible", town.police),
        lambda: drop_mention(town.force, mention, "误读"),
        lambda: discard(town.force, task.plan, "导错"),
    ):
        with pytest.raises(Refused, match=CLOSED):
            act()

    assert (units(task), Plan.objects.count()) == (AS_READ, 1)


def test_discarded_draft_goes_with_all_that_was_read_and_leaves_its_original_and_an_entry(town, task):
    other = town.plan()
    blobs = Blob.objects.count()

    discard(town.force, task.plan, "导错了文件")

    assert list(Plan.objects.all()) == [other]
    for kind, lookup in ((PlanTask, "plan"), (PlanPhase, "plan"), (Leftover, "plan"), (Mention, "task__plan"), (Target, "task__plan")):
        assert kind.objects.exclude(**{lookup: other}).count() == 0
    assert Blob.objects.count() == blobs
    said = "放弃了未确认的创建方案《金昌市创建全国法治政府建设示范市实施方案》：导错了文件"
    assert newest() == ("removed", "专班王", said, ["金昌市"])


def test_draft_is_not_given_up_without_a_reason(town, task):
    with pytest.raises(PeopleRefused, match=r"^没有填写放弃的理由。请填写。$"):
        discard(town.force, task.plan, "")

    assert units(task) == AS_READ
