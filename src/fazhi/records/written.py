"""Written conditions: lines (field, operator, value) that a page holds, as conditions of the engine and as Chinese words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, Q

from fazhi.engine.conditions import TODAY
from fazhi.kit.dates import DateRefused, parse_date

OPERATORS = {
    "is": "等于",
    "isnt": "不等于",
    "in": "是其中之一",
    "lt": "早于或小于",
    "lte": "不晚于或不大于",
    "gt": "晚于或大于",
    "gte": "不早于或不小于",
    "filled": "已填写",
    "empty": "未填写",
    "past": "早于今天",
}
ALONE = ("filled", "empty", "past")  # operators that take no value
ORDERED = ("lt", "lte", "gt", "gte")
DAYS = ("date", "moment", "clock")
NUMBERS = ("whole", "decimal", "year")
WORDS = ("text", "long", "choice", "reference", "address", "stage")
OTHER = "@"  # a value that begins so names another field

Line = Sequence[str]  # field, operator, value


class WrongLine(ValueError):
    """A line that cannot be read; the message says what is wrong and what to do."""


def condition(lines: Iterable[Line], kinds: Mapping[str, str]) -> Q:
    """All lines at once; `kinds` are the kinds of the fields by name. Raises WrongLine."""
    made = Q()
    for name, operator, value in lines:
        made &= _one(name, operator, value, kinds)
    return made


def _one(name: str, operator: str, text: str, kinds: Mapping[str, str]) -> Q:
    kind = kinds.get(name, "")
    if not kind or operator not in OPERATORS:
        raise WrongLine("请选择字段和比较方式。")
    if kind == "personal":
        raise WrongLine("个人信息加密存放，不能作为条件。请改用别的字段。")
    if operator in ("filled", "empty"):
        empty = Q(**{name: ""}) if kind in WORDS else Q(**{f"{name}__isnull": True})
        return empty if operator == "empty" else ~empty
    if operator == "past" and kind not in DAYS:
        raise WrongLine("“早于今天”只能用于日期。请换一种比较方式。")
    if operator in ORDERED and kind not in (*DAYS, *NUMBERS):
        raise WrongLine("比较先后、大小只能用于日期和数字。请换一种比较方式。")
    column = f"{name}__date" if kind == "moment" else name
    if operator == "past":
        return Q(**{f"{column}__lt": TODAY})
    if operator == "in":
        return Q(**{f"{column}__in": [value_of(kind, each) for each in text.replace("，", "、").split("、") if each.strip()]})
    value = _other(text, kind, kinds) if text.startswith(OTHER) else value_of(kind, text)
    lookup = column if operator in ("is", "isnt") else f"{column}__{operator}"
    return ~Q(**{lookup: value}) if operator == "isnt" else Q(**{lookup: value})


def _other(text: str, kind: str, kinds: Mapping[str, str]) -> F:
    other = kinds.get(text[1:], "")
    alike = [group for group in (("date", "clock"), ("moment",), NUMBERS, WORDS, ("yes-no",)) if kind in group]
    if not other or other not in alike[0]:
        raise WrongLine("两个字段的种类不同，不能比较。请选同一种类的字段。")
    return F(text[1:])


def value_of(kind: str, text: str) -> Any:
    """What was typed as the field's own value; raises WrongLine."""
    text = text.strip()
    if not text:
        raise WrongLine("没有填写比较的内容。请填写，或改用“已填写”“未填写”。")
    try:
        if kind in DAYS:
            return _day(text)
        if kind in ("whole", "year"):
            return int(text)
        if kind == "decimal":
            return Decimal(text)
    except (ValueError, InvalidOperation):
        raise WrongLine(f"“{text[:20]}”不是{'日期' if kind in DAYS else '数字'}。请更正。") from None
    if kind == "yes-no":
        if text not in ("是", "否"):
            raise WrongLine("是非字段只能等于“是”或“否”。请更正。")
        return text == "是"
    return text


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except DateRefused as refusal:
        raise WrongLine(str(refusal)) from refusal


def told(lines: Iterable[Line], labels: Mapping[str, str], stages: Mapping[str, str] | None = None) -> str:
    """“结果”等于“通过”，且“办结日期”已填写"""
    found = []
    for name, operator, value in lines:
        words = f"“{labels.get(name, name)}”{OPERATORS.get(operator, operator)}"
        if operator not in ALONE:
            shown = labels.get(value[1:], value) if value.startswith(OTHER) else (stages or {}).get(value, value)
            words += f"“{shown}”"
        found.append(words)
    return "，且".join(found)
