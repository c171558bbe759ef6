"""自定义台账: a definition becomes the class a programmer would have written, and everything that holds of a register holds of it."""

import re
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

import fazhi.engine.checks
from fazhi.engine.metrics import Period, metrics_of
from fazhi.engine.register import register, registers
from fazhi.engine.rules import marks
from fazhi.jobs.models import Ticket
from fazhi.journal.models import Entry
from fazhi.people.actor import NotAllowed, Refused
from fazhi.records import custom
from fazhi.records.columns import columns, listed
from fazhi.records.figures import for_area, opened
from fazhi.records.history import history
from fazhi.records.keeping import change as change_record
from fazhi.records.keeping import enter, move, pause, resume
from fazhi.records.mistaken import in_chinese, problems
from fazhi.records.models import Definition
from fazhi.records.running import colour
from records.custom.customs import BODY, body, in_force

pytestmark = pytest.mark.usefixtures("forgetting")
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def entered(model, town, number, actor=None, **more):
    facts = {"f1": number, "f2": "示例事项", "f3": "督办", "f4": date(2025, 9, 26)} | more
    return enter(model(unit=more.pop("unit", town.education), **{k: v for k, v in facts.items() if k != "unit"}), actor or town.force)


def test_definition_becomes_a_register_among_the_others(town):
    held, model = in_force(town.force)

    assert (held.code, held.version, list(registers())[-1]) == ("Z01", 1, "Z01")
    assert (model.__name__, model._meta.db_table, str(model._meta.verbose_name)) == ("CustomZ01", "records_custom_z01", "督办事项")
    assert [column.name for column in columns(model)][:4] == ["unit", "f1", "f2", "f3"]
    assert [column.label for column in listed(model)] == ["事项编号", "责任单位", "事项", "类别", "环节", "办理期限", "回应期限"]
    assert list(fazhi.engine.checks.mistakes(model)) == []


def test_record_is_entered_moved_timed_and_measured(town):
    _, model = in_force(town.force)
    record = entered(model, town, "示例1", town.liaison)
    assert (record.c22, record.stage) == (date(2025, 10, 10), "s20")  # 国庆 8 days off, 28 September worked

    with pytest.raises(Refused, match="缺少“情况”。请先填写。"):
        move(record, "s21", town.liaison, {"f5": date(2025, 10, 9)})
    moved = move(record, "s21", town.liaison, {"f5": date(2025, 10, 9), "f10": "已办"})
    late = entered(model, town, "示例2", f5=date(2025, 11, 3), f6=Decimal(100), f7=Decimal(50), unit=town.police)
    assert [colour(model._meta.get_field("c22"), each, date(2026, 6, 1)).label for each in (moved, late)] == ["已办结", "超期办结"]
    assert marks(model, [moved.pk, late.pk], date(2026, 6, 1))[late.pk]["r24"] is False

    figures = for_area(model, town.city, YEAR, date.today())
    assert {name: figure.value for name, figure in figures.items()} == {
        "m25": 2,
        "m26": Decimal("0.5"),
        "m27": 2,
        "m28": 100,
        "m29": Decimal("0.5"),
        "m30": 13,
        "m31": Decimal(2) / Decimal(5),
    }
    shown = opened(model, metrics_of(model)["m26"], town.city, YEAR, date.today())
    assert ([row.pk for row in shown.counted], [row.pk for row in shown.left_out]) == ([moved.pk], [late.pk])


def test_clock_of_hours_pauses_and_versions_work_as_in_any_register(town):
    _, model = in_force(town.force)
    record = entered(model, town, "示例1", f12=timezone.make_aware(datetime(2025, 9, 26, 9, 30)))
    assert timezone.localtime(record.c23) == timezone.make_aware(datetime(2025, 9, 27, 9, 30))
    stopped = pause(record, "c22", "等待鉴定", date(2025, 9, 28), town.force)
    assert stopped.c22 is None
    running = resume(stopped, custom_pause(record), date(2025, 10, 10), town.force)
    assert running.c22 == date(2025, 10, 15)
    changed = change_record(running, {"f2": "改名"}, town.force)
    assert [step.row.version for step in history(changed)] == [4, 3, 2, 1]


def custom_pause(record):
    from fazhi.engine.models import Pause

    return Pause.objects.get(object_id=record.pk).pk


def test_formula_of_each_metric_is_told(town):
    _, model = in_force(town.force)

    assert {name: metric.formula for name, metric in metrics_of(model).items()} == {
        "m25": "督办件数 = “类别”等于“督办”的记录数；按“交办日期”所在期间统计。",
        "m26": "按期办结率 = 符合“办理期限没有超过”的件数 ÷ 应当符合的件数；按“交办日期”所在期间统计。",
        "m27": "不满意件数 = “满意”等于“否”，且“办结日期”已填写的件数，应为0；按查询当日的记录统计。",
        "m28": "涉及金额合计 = 全部记录的“涉及金额”合计；按查询当日的记录统计。",
        "m29": "到位率 = 全部记录的“到位金额”合计 ÷ “涉及金额”合计；按查询当日的记录统计。",
        "m30": "办理用时 = 全部记录从“交办日期”到“办结日期”天数的中位数；按“办结日期”所在期间统计。",
        "m31": "覆盖率 = 全部记录不少于1条的单位数 ÷ 应有的单位数；按查询当日的记录统计。",
    }


def test_change_adds_a_column_and_keeps_what_is_there(town):
    held, model = in_force(town.force)
    record = entered(model, town, "示例1", f10="原有情况", f9="示例人")

    def edit(draft):
        draft["fields"][1]["label"] = "事项名称"
        draft["fields"][2]["choices"].append("交办")
        draft["fields"][9]["hidden"] = True
        draft["rules"], draft["stages"][1]["needs"] = [], ["f5"]
        draft["fields"] += [
            {"name": "f40", "label": "备注", "kind": "text", "required": True},
            {"name": "f41", "label": "是否公开", "kind": "yes-no"},
            {"name": "f42", "label": "回访日期", "kind": "date"},
        ]

    custom.change(town.force, held, edit)
    assert "f40" not in {column.name for column in columns(register("Z01"))}  # a draft is nobody's register
    custom.enforce(town.force, held)
    custom.refresh()
    fresh = register("Z01")
    again = fresh.objects.get(pk=record.pk)

    assert fresh is not model and (again.f10, again.f9, again.f40, again.f41, again.f42) == ("原有情况", "示例人", "", False, None)
    names = {column.name for column in columns(fresh)}
    assert ("f10" in names, {"f40", "f41", "f42"} <= names) == (False, True)
    moved = change_record(again, {"f40": "补写"}, town.force)
    assert [fresh.versions.get(of=moved.pk).f10, moved.f10] == ["原有情况", "原有情况"]
    assert [model for model in apps.get_models() if model.__name__ == "CustomZ01"] == [fresh]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda draft: draft["fields"].pop(5), "字段“涉及金额”已启用，不能删除，只能隐藏"),
        (lambda draft: draft["fields"][1].update(kind="long"), "字段“事项”的种类启用后不能改"),
        (lambda draft: draft.update(key=["f1", "unit"]), "编号由哪些字段组成，启用后不能改"),
        (lambda draft: (draft["stages"].pop(0), draft["stages"].append({"name": "s50", "label": "归档"}),
                        draft["stages"][0].update(then=["s50"])), "还有记录处在环节“已交办”，不能删除"),
    ],
)  # fmt: skip
def test_what_would_lose_data_is_refused(town, edit, told):
    held, model = in_force(town.force)
    entered(model, town, "示例1")
    custom.change(town.force, held, lambda draft: (draft.update(metrics=[]), edit(draft)))

    with pytest.raises(Refused, match=told):
        custom.enforce(town.force, held)
    assert Definition.objects.get().version == 1


def wrong(part, place, /, **values):
    said = body()
    said[part][place].update(values)
    return said


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (body(fields=[], key=[], stages=[], clocks=[], rules=[], metrics=[]), "还没有字段"),
        (body(key=["unit"]), "没有选哪个字段作编号"),
        (body(key=["f9"]), "“联系人”作编号，要是必填的"),
        (wrong("fields", 1, label="事项编号"), "名称“事项编号”重复"),
        (wrong("fields", 2, choices=["督办"]), "“类别”是选项，至少要有两个选项"),
        (wrong("fields", 10, to="R99"), "“有关公开申请”所指的台账不存在"),
        (wrong("stages", 0, then=[]), "环节“已办结”从第一个环节出发走不到"),
        (wrong("stages", 0, then=["s21", "s99"]), "环节“已交办”的下一步“s99”已不存在"),
        (wrong("stages", 1, needs=["f99"]), "环节“已办结”必填的“f99”已不存在"),
        (wrong("stages", 0, on="f2"), "环节“已交办”的日期要选日期字段"),
        (wrong("clocks", 0, start="f2"), "时限“办理期限”的起算字段要是日期"),
        (wrong("clocks", 1, stop="f5"), "时限“回应期限”的截止字段要是日期和时刻"),
        (wrong("clocks", 0, number=0), "定义不能成立：期限Z01/办理期限"),
        (wrong("clocks", 1, pauses=["等待"]), "时限“回应期限”按小时计算，不能停表"),
        (wrong("rules", 0, says="没有句号"), "规则“没有句号”要写成一句完整的话"),
        (wrong("rules", 0, holds=[]), "没有写怎样才算符合"),
        (wrong("rules", 0, holds=[["f2", "lt", "1"]]), "“办结的事项写明情况”的条件：比较先后、大小只能用于日期和数字"),
        (wrong("rules", 0, holds=[["f9", "filled", ""]]), "个人信息加密存放，不能作为条件"),
        (wrong("rules", 0, holds=[["f4", "lt", "后天"]]), "“办结的事项写明情况”的条件："),
        (wrong("rules", 0, holds=[["f4", "lte", "@f6"]]), "两个字段的种类不同"),
        (wrong("metrics", 0, over="f2"), "数据“督办件数”的统计日期“事项”不是日期或年份"),
        (wrong("metrics", 1, rule="r99"), "数据“按期办结率”所用的规则已不存在"),
        (wrong("metrics", 3, field="f2"), "数据“涉及金额合计”要选数字字段"),
        (wrong("metrics", 6, among=[]), "数据“覆盖率”没有选哪些类别的单位应当有记录"),
    ],
)
def test_wrong_definition_is_refused_in_words(town, said, told):
    made = custom.define(town.force, "督办事项")
    custom.change(town.force, made, lambda draft: draft.update(said))

    with pytest.raises(Refused, match=re.escape(told)):
        custom.enforce(town.force, made)
    assert ("Z01" in registers(), "records_custom_z01" in connection.introspection.table_names()) == (False, False)


def test_every_mistake_the_engine_tells_has_chinese_words():
    source = Path(fazhi.engine.checks.__file__).read_text(encoding="utf-8")
    told = re.findall(r'yield f?"(.+?)"(?:\n|$)', source)
    filled = [re.sub(r"\{sorted\(.*?\)\}", "['f1', 'f2']", each) for each in told]
    filled = [re.sub(r"\{[^}]*\}", "x", each) for each in filled]

    assert len(filled) >= 20
    assert [each for each in filled if in_chinese(each, {}).startswith("定义有误")] == []


def test_comparison_of_two_fields_is_a_rule(town):
    said = body()
    said["rules"][0] |= {"says": "办结不早于交办。", "holds": [["f5", "gte", "@f4"]]}
    _, model = in_force(town.force, said=said)
    good, bad = entered(model, town, "1", f5=date(2025, 9, 27)), entered(model, town, "2", f5=date(2025, 9, 20))
    none = entered(model, town, "3")

    found = marks(model, [good.pk, bad.pk, none.pk], date(2026, 1, 1))
    assert [found[each.pk]["r24"] for each in (good, bad, none)] == [True, False, None]


def test_changed_clock_moves_open_records_with_their_versions(town):
    held, model = in_force(town.force)
    record = entered(model, town, "示例1")
    custom.change(town.force, held, lambda draft: draft["clocks"][0].update(number=7))
    custom.enforce(town.force, held)
    assert [ticket.label for ticket in Ticket.objects.all()] == ["按新的定义重算期限"]

    assert custom.recount.call("Z01") == 1
    fresh = register("Z01")
    assert [(each.c22, each.version) for each in fresh.versions.order_by("version")] == [(date(2025, 10, 10), 1), (date(2025, 10, 13), 2)]
    assert fresh.objects.get().pk == record.pk
    assert custom.recount.call("Z01") == 0


def test_closed_register_is_read_and_not_written(town):
    held, model = in_force(town.force)
    record = entered(model, town, "示例1")
    custom.set_closed(town.force, held, True)
    custom.refresh()
    closed = register("Z01")

    assert list(closed.visible_on(town.liaison)) == [closed.objects.get(pk=record.pk)]
    with pytest.raises(NotAllowed):
        entered(closed, town, "示例2")
    custom.set_closed(town.force, held, False)
    custom.refresh()
    assert entered(register("Z01"), town, "示例2").f1 == "示例2"


def test_only_the_task_force_of_the_area_defines_and_others_do_not_meet_it(town):
    held, model = in_force(town.county_force, "县里的台账")
    for actor in (town.liaison, town.leader, town.county_liaison):
        with pytest.raises(NotAllowed, match="由创建工作专班建立"):
            custom.define(actor, "别的")
    with pytest.raises(NotAllowed, match="由永昌县的创建工作专班管理"):
        custom.enforce(town.lead, held)

    seen = [custom.open_to(actor, model) for actor in (town.county_force, town.county_liaison, town.force, town.liaison, town.stranger)]
    assert seen == [True, True, True, False, False]
    assert ["Z01" in custom.registers_of(actor) for actor in (town.county_liaison, town.liaison)] == [True, False]
    assert model.may_write(town.force, town.education) is False
    assert enter(model(unit=town.county_education, f1="1", f2="示例", f3="督办", f4=date(2025, 9, 1)), town.county_liaison).f1 == "1"


def test_acts_are_journalled_with_before_and_after(town):
    in_force(town.force)

    assert [entry.said for entry in Entry.objects.filter(kind="records.definition").order_by("pk")] == [
        "建立了自定义台账“Z01 督办事项”",
        "启用了自定义台账“Z01 督办事项”第1版",
    ]
    assert Entry.objects.filter(kind="records.definition").first().changes["环节"] == [[], ["已交办", "已办结"]]


def test_refresh_asks_one_query_while_nothing_changed(town, django_assert_num_queries):
    in_force(town.force)

    with django_assert_num_queries(1):
        custom.refresh()


def test_name_in_use_and_a_name_that_is_none_are_refused(town):
    for name, told in (("政府信息公开", "已有名为“政府信息公开”的台账"), ("  ", "请填写台账名称"), ("长" * 41, "40字以内")):
        with pytest.raises(Refused, match=told):
            custom.define(town.force, name)


ANOTHER = """
import django; django.setup()
from fazhi.records.custom import refresh
from fazhi.engine.register import registers
before = "Z01" in registers()
refresh()
model = registers()["Z01"]
print(before, model._meta.verbose_name, model.objects.count(), [f.name for f in model.own_fields()][:2])
"""


@pytest.mark.django_db(transaction=True)
def test_second_process_learns_of_it_and_migrations_stay_quiet(process_env):
    from campaign.town import Town
    from fazhi.records.holidays import seed

    seed()
    town = Town()
    _, model = in_force(town.force)
    entered(model, town, "示例1")

    run = lambda *command: subprocess.run([sys.executable, *command], env=process_env, capture_output=True, text=True, check=False)  # noqa: E731
    seen = run("-W", "ignore", "-c", ANOTHER)
    assert (seen.stdout.strip(), seen.returncode) == ("False 督办事项 1 ['f1', 'f2']", 0), seen.stderr
    quiet = run("-W", "ignore", "-m", "fazhi", "makemigrations", "--check", "--dry-run", "records")
    assert "Custom" not in quiet.stdout + quiet.stderr
    assert problems(Definition.objects.get(), BODY) == []
