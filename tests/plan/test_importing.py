"""Importing a plan: kept, read, saved with its places, its units looked up."""

from datetime import date

import pytest

from campaign.town import DAY, TEXT
from fazhi.evidence.store import opened
from fazhi.journal.write import trail
from fazhi.people.actor import NotAllowed
from fazhi.people.models import CollectiveName
from fazhi.plan.importing import import_plan, looks_collective, unknown_names
from fazhi.plan.models import Plan
from fazhi.plan.reader import NotAPlan
from fazhi.plan.refusal import Refused


def test_import_plan_saves_what_was_read_and_keeps_the_file(town):
    plan = town.draft()

    assert (plan.state, plan.source_name, plan.first, plan.second, plan.third) == ("draft", "方案.txt", 10, 34, 104)
    with opened(plan.source) as kept:
        assert kept.read() == TEXT.encode()
    assert plan.source.media_type == "text/plain"
    assert [(task.no, task.title, task.section.no) for task in plan.tasks.all()] == [
        (1, "加大简政放权力度", 1),
        (2, "全面落实权责清单制度", 1),
        (3, "加强规范性文件管理", 2),
    ]
    assert [str(target) for target in plan.tasks.first().targets.all()] == ["≥90%"]
    assert [(phase.name, phase.starts_on, phase.ends_on) for phase in plan.phases.all()] == [
        ("部署启动阶段", date(2025, 6, 1), date(2025, 6, 20)),
        ("实施推进阶段", date(2025, 6, 11), date(2025, 7, 31)),
        ("评估验收阶段", date(2025, 11, 1), None),
    ]
    assert [str(entry) for entry in trail(plan)] == ["专班王导入了创建方案，读出 3 项任务、3 个阶段"]


def test_import_plan_spans_index_its_own_text(town):
    plan = town.draft()

    mentions = [mention for task in plan.tasks.all() for mention in task.mentions.all()]

    assert [plan.text[mention.start : mention.end] for mention in mentions] == [mention.name for mention in mentions]
    assert [plan.text[task.start : task.end].startswith(f"{task.no}.{task.title}") for task in plan.tasks.all()] == [True] * 3


def test_import_plan_looks_units_up_and_prefills_collectives(town):
    mentions = town.draft().tasks.get(no=1).mentions.all()

    assert [(each.role, each.name, str(each.unit or each.collective)) for each in mentions] == [
        ("lead", "市司法局", "市司法局"),
        ("lead", "市财政局", "市财政局"),
        ("responsible", "市教育局", "市教育局"),
        ("responsible", "市直有关部门单位", "市直有关部门单位"),
        ("responsible", "县区政府", "县区政府"),
    ]
    assert [[unit.short_name for unit in each.members.order_by("order")] for each in mentions] == [
        [],
        [],
        [],
        ["市教育局", "市公安局"],
        ["永昌县"],
    ]


def test_import_plan_lists_names_that_nobody_knows(town):
    plan = town.draft(TEXT.replace("市公安局、", "市公安局、市飞天局、").replace("市教育局）", "市飞天局、各成员单位）"))

    found = unknown_names(plan, town.force)

    assert [(each.name, each.tasks, each.is_collective) for each in found] == [("市飞天局", (2, 3), False), ("各成员单位", (2,), True)]


def test_import_plan_takes_pasted_text(town):
    plan = import_plan(town.force, town.city, text=TEXT)

    assert (plan.source, plan.tasks.count()) == (None, 3)


def test_import_plan_of_a_county_knows_the_countys_own_units_first(town):
    plan = import_plan(town.county_force, town.county, text=TEXT.replace("市教育局", "县教育局"))

    assert [str(each.unit) for each in plan.tasks.get(no=2).mentions.filter(role="responsible")] == ["县教育局"]


@pytest.mark.parametrize("who", ["liaison", "leader", "county_force"])
def test_import_plan_is_the_task_forces_work(town, who):
    with pytest.raises(NotAllowed, match=r"^您不能导入创建方案：这件事由金昌市的创建工作专班办理"):
        import_plan(getattr(town, who), town.city, text=TEXT)

    assert Plan.objects.count() == 0


def test_import_plan_refuses_nothing_and_what_is_no_plan(town):
    with pytest.raises(Refused, match=r"^没有收到方案内容"):
        import_plan(town.force, town.city, "空.txt", data=b"", text="  ")
    with pytest.raises(NotAPlan):
        import_plan(town.force, town.city, text="今天天气很好，适合出门散步。" * 20)

    assert Plan.objects.count() == 0


def test_looks_collective_tells_many_from_one():
    names = ("市直有关部门单位", "各行政执法部门单位", "县区党委", "市司法局", "市中级人民法院")

    assert [looks_collective(name) for name in names] == [True, True, True, False, False]


def test_draft_plan_is_the_task_forces_own_and_a_confirmed_one_is_open_to_the_area(town):
    draft, confirmed = town.draft(), town.plan()
    cast = (town.force, town.leader, town.liaison, town.county_force, town.county_liaison)

    seen = [sorted(Plan.visible_to(actor).values_list("pk", flat=True)) for actor in cast]

    both, one = sorted((draft.pk, confirmed.pk)), [confirmed.pk]
    assert seen == [both, both, one, one, one]


def test_countys_plan_is_not_seen_by_the_citys_bureaus(town):
    plan = import_plan(town.county_force, town.county, text=TEXT)

    seen = [Plan.visible_to(actor).filter(pk=plan.pk).exists() for actor in (town.county_force, town.force, town.liaison)]

    assert seen == [True, True, False]


def test_import_plan_costs_the_same_number_of_queries_for_more_tasks(town, django_assert_max_num_queries):
    CollectiveName.objects.count()
    longer = TEXT.replace(
        "二、实施步骤",
        "".join(f"{no}.做好第{no}件事情。推进落实。（牵头单位：市司法局；责任单位：市教育局、市直有关部门单位）\n" for no in range(4, 31))
        + "二、实施步骤",
    )

    with django_assert_max_num_queries(60) as few:
        town.draft()
    with django_assert_max_num_queries(60) as many:
        plan = town.draft(longer)

    assert plan.tasks.count() == 30
    assert len(many) <= len(few) + 2
    assert town.force.today == DAY
