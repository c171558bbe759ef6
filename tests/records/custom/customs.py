"""A register such as a task force defines: 督办事项 with a stage line, a clock, a rule and a metric of every measure."""

from copy import deepcopy

from django.db import connection

from fazhi.records.custom import change, define, enforce, refresh

BASIS = "督办办法（示例）"
BODY = {
    "next": 40,
    "key": ["f1"],
    "fields": [
        {"name": "f1", "label": "事项编号", "kind": "text", "required": True, "listed": True},
        {"name": "f2", "label": "事项", "kind": "text", "required": True, "listed": True},
        {"name": "f3", "label": "类别", "kind": "choice", "choices": ["督办", "转办"], "required": True, "listed": True},
        {"name": "f4", "label": "交办日期", "kind": "date", "required": True},
        {"name": "f5", "label": "办结日期", "kind": "date"},
        {"name": "f6", "label": "涉及金额", "kind": "decimal"},
        {"name": "f7", "label": "到位金额", "kind": "decimal"},
        {"name": "f8", "label": "满意", "kind": "yes-no"},
        {"name": "f9", "label": "联系人", "kind": "personal"},
        {"name": "f10", "label": "情况", "kind": "long"},
        {"name": "f11", "label": "有关公开申请", "kind": "reference", "to": "R34"},
        {"name": "f12", "label": "收到时刻", "kind": "moment"},
        {"name": "f13", "label": "回应时刻", "kind": "moment"},
    ],
    "stages": [
        {"name": "s20", "label": "已交办", "then": ["s21"], "on": "f4"},
        {"name": "s21", "label": "已办结", "needs": ["f5", "f10"], "on": "f5"},
    ],
    "clocks": [
        {"name": "c22", "label": "办理期限", "number": 5, "unit": "工作日", "start": "f4", "stop": "f5", "pauses": ["等待鉴定"],
         "basis": BASIS, "confidence": "甲", "severity": "breach"},
        {"name": "c23", "label": "回应期限", "number": 24, "unit": "小时", "start": "f12", "stop": "f13",
         "basis": BASIS, "confidence": "丁", "severity": "breach"},
    ],
    "rules": [
        {"name": "r24", "says": "办结的事项写明情况。", "applies": [["f5", "filled", ""]], "holds": [["f10", "filled", ""]],
         "basis": BASIS, "confidence": "甲", "severity": "breach", "remedy": "补写情况。"},
    ],
    "metrics": [
        {"name": "m25", "label": "督办件数", "measure": "count", "where": [["f3", "is", "督办"]], "over": "f4", "basis": BASIS},
        {"name": "m26", "label": "按期办结率", "measure": "share", "rule": "c22_kept", "over": "f4", "basis": BASIS, "target": "0.9"},
        {"name": "m27", "label": "不满意件数", "measure": "never", "where": [["f8", "is", "否"], ["f5", "filled", ""]], "basis": BASIS},
        {"name": "m28", "label": "涉及金额合计", "measure": "total", "field": "f6", "basis": BASIS, "unit": "元"},
        {"name": "m29", "label": "到位率", "measure": "ratio", "field": "f7", "over_field": "f6", "basis": BASIS},
        {"name": "m30", "label": "办理用时", "measure": "days", "start": "f4", "end": "f5", "over": "f5", "basis": BASIS},
        {"name": "m31", "label": "覆盖率", "measure": "covered", "among": ["government"], "binds": "city", "basis": BASIS},
    ],
}  # fmt: skip


def body(**more):
    return deepcopy(BODY) | more


def in_force(actor, name="督办事项", said=None):
    """A definition in force, and its class."""
    from fazhi.engine.register import register

    made = define(actor, name)
    change(actor, made, lambda draft: draft.update(said or body()))
    held = enforce(actor, made)
    refresh()
    return held, register(held.code)


def forget():
    """After a test: this process holds no class of a definition, and the database none of their tables."""
    from fazhi.records.models import Definition

    if connection.in_atomic_block:
        Definition.objects.all().delete()
    else:
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                if table.startswith("records_custom_"):
                    cursor.execute(f'DROP TABLE "{table}"')
        Definition.objects.all().delete()
    refresh()
