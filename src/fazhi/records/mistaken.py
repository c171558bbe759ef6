"""Mistaken definitions: everything that stands against one, said in Chinese before anybody meets it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from fazhi.engine.checks import mistakes
from fazhi.engine.register import registers
from fazhi.kit.days import CountRefused

from .defining import build, kinds_of, labels_of, scratch
from .models import Definition
from .written import WrongLine, condition

# What the engine's check says (engine/checks.py) → what a person on a page reads; {0}, {1} are the names it found, as labels.
SAID = (
    (r"identity .* must name fields", "编号由哪些字段组成没有选，或所选字段已删除。请在“基本情况”中选择。"),
    (r"fields (.*) bear names that every register has a use for", "字段{0}的内部名称与系统已用的相同。请删去后重新增加。"),
    (r"listed names (.*), which are no fields", "列表要显示的{0}已不存在。请重新选择。"),
    (r"rule '(\w+)' asks about (.*), which are no fields", "规则“{0}”的条件用了不存在的{1}。请修改条件。"),
    (r"rule '(\w+)' has dates of force.*", "规则“{0}”有施行日期，没有说按哪个日期判断。请补充。"),
    (r"rule '(\w+)' must be a sentence", "规则“{0}”要写成一句完整的话，以句号结尾。请修改。"),
    (r"stage '(\w+)' leads to unknown (.*)", "环节“{0}”的下一步{1}已不存在。请重新选择。"),
    (r"stage '(\w+)' needs (.*), which are no fields", "环节“{0}”必填的{1}已不存在。请重新选择。"),
    (r"stages (.*) are never reached", "环节{0}从第一个环节出发走不到。请给前面的环节选上下一步。"),
    (r"clock '(\w+)' reads (.*), which are no fields", "时限“{0}”用到的{1}已不存在。请重新选择起止字段。"),
    (
        r"clock '(\w+)' counts hours and (.*) are no moments",
        "时限“{0}”按小时计算，起止字段{1}要是“日期和时刻”。请改用这种字段，或改按日计算。",
    ),
    (r"clock '(\w+)' counts days and is stopped by the moment '(\w+)'", "时限“{0}”按日计算，截止字段“{1}”带时刻。请改用日期字段。"),
    (r"clock '(\w+)' runs by .*, which has no number.*", "时限“{0}”没有期限数字。请填写。"),
    (r"clock '(\w+)' runs by .*, which is counted in .*", "时限“{0}”的计算单位不合适。请重新选择。"),
    (r"clock '(\w+)' can be paused and .* cannot", "时限“{0}”按小时计算，不能停表。请去掉停表事由。"),
    (
        r"clock '(\w+)' is paused for (.*), which its limits do not know",
        "时限“{0}”的停表事由{1}没有依据。请去掉，或改用所依据的期限规定的事由。",
    ),
    (r"clock '(\w+)' has a field for extension.*", "时限“{0}”没有规定可以延长。请去掉延长字段。"),
    (r"reference '(\w+)' leads to register '(\w*)', which does not exist", "字段“{0}”所指的台账“{1}”不存在。请重新选择。"),
    (r"'(\w+)' (?:looks|tallies) .*", "“{0}”取自别的台账，而那里没有所取的内容。请修改。"),
    (r"metric '(\w+)' asks about (.*), which are no fields", "数据“{0}”用到的{1}已不存在。请修改。"),
    (r"metric '(\w+)' counts over '(\w+)', which is no field", "数据“{0}”的统计日期“{1}”已不存在。请重新选择。"),
    (r"metric '(\w+)' counts over '(\w+)', which is not a date field", "数据“{0}”的统计日期“{1}”不是日期或年份。请重新选择。"),
    (
        r"metric '(\w+)' asks units having a record of '(\w*)', which does not exist",
        "数据“{0}”按台账“{1}”找应有的单位，而它不存在。请重新选择。",
    ),
    (r"metric '(\w+)' covers no kind of unit", "数据“{0}”没有选哪些类别的单位应当有记录。请选择。"),
)
MOST = 60  # fields of one register


def problems(definition: Definition, body: Mapping[str, Any]) -> list[str]:
    """Everything that keeps the body from being put in force; none when it can be."""
    found = [*_of_fields(body), *_of_stages(body), *_of_clocks(body), *_of_conditions(body), *_of_metrics(body)]
    if found:
        return found
    try:
        model = build(definition, body, scratch())
    except (WrongLine, KeyError, ValueError, CountRefused) as wrong:
        return [f"定义不能成立：{wrong}"]
    labels = labels_of(body)
    return [in_chinese(told, labels) for told in mistakes(model)]


def in_chinese(told: str, labels: Mapping[str, str]) -> str:
    """What the engine's check said, for a person."""
    for pattern, words in SAID:
        if found := re.fullmatch(pattern, told):
            return words.format(*(_named(each, labels) for each in found.groups()))
    return f"定义有误：{told}"


def _named(text: str, labels: Mapping[str, str]) -> str:
    names = re.findall(r"'([^']+)'", text)
    return "、".join(f"“{labels.get(name, name)}”" for name in names) if names else labels.get(text, text)


def _of_fields(body: Mapping[str, Any]) -> Iterator[str]:
    shown = [field for field in body["fields"] if not field.get("hidden")]
    if not shown:
        yield "还没有字段。请先增加字段，至少有一个能区分各条记录的编号。"
        return
    if len(body["fields"]) > MOST:
        yield f"字段有{len(body['fields'])}个，最多{MOST}个。请分成两本台账。"
    known = {field["name"]: field for field in body["fields"]}
    if not [name for name in body["key"] if name != "unit"]:
        yield "没有选哪个字段作编号。同一编号只能有一条记录，请在“基本情况”中选择。"
    for name in body["key"]:
        field = known.get(name)
        if field and (field.get("hidden") or not field.get("required") or field["kind"] in ("personal", "long", "yes-no", "moment")):
            yield f"“{field['label']}”作编号，要是必填的，不能是个人信息、长文字、是非和时刻，也不能隐藏。请修改这个字段，或另选编号。"
    for label, times in Counter(field["label"] for field in [*shown, *body["clocks"]]).items():
        if times > 1 or label in ("责任单位", "环节", "业务编号"):
            yield f"名称“{label}”重复，或是系统已用的名称。请改一个名称。"
    for field in shown:
        if field["kind"] == "choice" and len(field["choices"]) < 2:
            yield f"“{field['label']}”是选项，至少要有两个选项。请补充。"
        if field["kind"] == "reference" and field["to"] not in registers():
            yield f"“{field['label']}”所指的台账不存在。请重新选择。"


def _of_stages(body: Mapping[str, Any]) -> Iterator[str]:
    if len(body["stages"]) == 1:
        yield "只有一个环节。请再增加，或删去这一个：不分环节的台账不需要环节。"
    kinds = kinds_of(body)
    for stage in body["stages"]:
        for name in stage.get("needs", ()):
            if name not in kinds:
                yield f"环节“{stage['label']}”必填的“{name}”已不存在。请重新选择。"
        if stage.get("on") and kinds.get(stage["on"]) != "date":
            yield f"环节“{stage['label']}”的日期要选日期字段。请重新选择。"


def _of_clocks(body: Mapping[str, Any]) -> Iterator[str]:
    kinds = kinds_of(body)
    for clock in body["clocks"]:
        wanted = ("moment",) if clock["unit"] == "小时" else ("date", "moment", "year")
        if kinds.get(clock["start"]) not in wanted:
            yield f"时限“{clock['label']}”的起算字段要是{'日期和时刻' if clock['unit'] == '小时' else '日期'}。请重新选择。"
        if kinds.get(clock["stop"]) != ("moment" if clock["unit"] == "小时" else "date"):
            yield f"时限“{clock['label']}”的截止字段要是{'日期和时刻' if clock['unit'] == '小时' else '日期'}。请重新选择。"


def _of_conditions(body: Mapping[str, Any]) -> Iterator[str]:
    kinds, labels = kinds_of(body), labels_of(body)
    for part in [*body["rules"], *body["metrics"]]:
        for side in ("applies", "holds", "where", "of"):
            for line in part.get(side, ()):
                try:
                    condition([line], kinds)
                except WrongLine as wrong:
                    yield f"“{labels[part['name']]}”的条件：{wrong}"
    for rule in body["rules"]:
        if not rule.get("holds"):
            yield f"规则“{rule['says']}”没有写怎样才算符合。请增加“应当”的条件。"


def _of_metrics(body: Mapping[str, Any]) -> Iterator[str]:
    kinds = kinds_of(body)
    rules = {rule["name"] for rule in body["rules"]} | {f"{clock['name']}_kept" for clock in body["clocks"]}
    needs = {"total": ("field",), "ratio": ("field",), "days": ("start", "end")}
    for metric in body["metrics"]:
        told, measure = f"数据“{metric['label']}”", metric["measure"]
        if metric.get("rule") and metric["rule"] not in rules:
            yield f"{told}所用的规则已不存在。请重新选择。"
        if measure in ("share", "never") and not metric.get("rule") and not metric.get("where"):
            yield f"{told}没有选规则，也没有条件。请选一条规则，或增加条件。"
        for name in needs.get(measure, ()):
            wanted = ("date", "moment", "clock") if measure == "days" else ("whole", "decimal", "year")
            if kinds.get(metric.get(name, "")) not in wanted:
                yield f"{told}要选{'起止两个日期字段' if measure == 'days' else '数字字段'}。请选择。"
        if measure == "ratio" and metric.get("over_field") and kinds.get(metric["over_field"]) not in ("whole", "decimal"):
            yield f"{told}的分母要是数字字段。请重新选择。"
