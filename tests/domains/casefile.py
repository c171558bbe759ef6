"""Worked examples of a register as a lawyer writes them, and how they are run: each by itself, every disagreement told in a line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import yaml
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from fazhi.engine.clocks import clocks_of
from fazhi.engine.lifecycle import Lifecycle
from fazhi.engine.metrics import Period, metrics_of
from fazhi.engine.models import Pause
from fazhi.engine.register import Register, registers
from fazhi.engine.rules import Rule, marks, rules_of
from fazhi.people.models import Unit
from fazhi.records.figures import for_area
from fazhi.records.running import set_clocks

ASKED_ON = date(2026, 6, 30)
LONG_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
ANSWERS = {True: "符合", False: "违反", None: "不适用"}
IN_FILE = {"register", "base", "cases", "metrics"}
IN_CASE = {"case", "record", "on", "pauses", "with", "clocks", "rules"}
IN_METRIC = {"case", "records", "with", "period", "on", "figures"}


class Written(yaml.SafeLoader):
    """YAML in which only true and false are yes and no: else the key `on` would be read as one."""


BOOL = "tag:yaml.org,2002:bool"
Written.yaml_implicit_resolvers = {
    first: [(tag, found) for tag, found in resolvers if tag != BOOL] for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Written.add_implicit_resolver(BOOL, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


class Wrong(Exception):
    """A worked example that cannot be run; the message says what is wrong with it."""


@dataclass
class Stated:
    """What the examples of a file say, so that gaps can be told."""

    rules: dict[str, set] = field(default_factory=dict)
    clocks: set[str] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)


def read(path: Path) -> dict:
    said = yaml.load(path.read_text(encoding="utf-8"), Loader=Written) or {}
    if stray := set(said) - IN_FILE:
        raise Wrong(f"文件里有不认识的部分：{sorted(stray)}；只能有 {sorted(IN_FILE)}")
    return said


def disagreements(path: Path, units: dict[str, Unit]) -> list[str]:
    """Every example that does not come out as written, and every gap; empty when all is well."""
    try:
        said = read(path)
        model = registers().get(str(said.get("register")))
        if model is None:
            return [f"没有编号为“{said.get('register')}”的台账，或它没有导出到 models/__init__.py。"]
    except (Wrong, yaml.YAMLError) as wrong:
        return [str(wrong)]
    base, stated = said.get("base") or {}, Stated()
    found: list[str] = []
    for run, key in ((run_case, "cases"), (run_metric, "metrics")):
        for case in said.get(key) or ():
            told = f"例“{case.get('case', '？')}”"
            try:
                with undone():
                    found += [f"{told}：{each}" for each in run(model, base, case, units, stated)]
            except (Wrong, ValidationError, ValueError, TypeError, LookupError, DatabaseError) as wrong:
                found.append(f"{told}不能运行：{type(wrong).__name__} {wrong}")
    return found + [f"缺例：{each}" for each in gaps(model, stated)]


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def run_case(model: type[Register], base: dict, case: dict, units: dict[str, Unit], stated: Stated) -> Iterator[str]:
    known(case, IN_CASE, "例子")
    day = case.get("on", ASKED_ON)
    others(case, base, units)
    row = saved(model, {**base, **(case.get("record") or {})}, units)
    for each in case.get("pauses") or ():
        paused(model, row, each)
    if case.get("pauses"):
        set_clocks(row)
        row.save()
    clocks = case.get("clocks") or {}
    known(clocks, set(clocks_of(model)), "时限")
    for name, due in clocks.items():
        expected = None if due is None else typed(model._meta.get_field(name), due, units)
        stated.clocks |= {name} if due is not None else set()
        if getattr(row, name) != expected:
            yield f"时限 {name} 应届满于 {shown(expected)}，算出 {shown(getattr(row, name))}"
    rules = case.get("rules") or {}
    known(rules, set(rules_of(model)), "规则")
    answers = marks(model, [row.pk], day)[row.pk]
    for name, expected in rules.items():
        if expected not in ANSWERS or (isinstance(expected, int) and not isinstance(expected, bool)):
            raise Wrong(f"规则 {name} 的结果要写 true、false 或 null，不能是“{expected}”。")
        stated.rules.setdefault(name, set()).add(expected)
        if answers[name] is not expected:
            yield f"规则 {name}（{rules_of(model)[name].says}）应为{ANSWERS[expected]}，判为{ANSWERS[answers[name]]}"


def run_metric(model: type[Register], base: dict, case: dict, units: dict[str, Unit], stated: Stated) -> Iterator[str]:
    known(case, IN_METRIC, "数据例子")
    others(case, base, units)
    records = case.get("records") or []
    for each in records:
        saved(model, {**base, **each}, units)
    expected = case.get("figures") or {}
    known(expected, set(metrics_of(model)), "数据")
    figures = for_area(model, units["临江市"], period_of(case.get("period")), case.get("on", ASKED_ON))
    for name, value in expected.items():
        if not records or value is None:
            stated.empty.add(name)
        if records and value is not None:
            stated.figures.add(name)
        if not agrees(figures[name].value, value):
            told = "无此类事项" if figures[name].value is None else f"{figures[name].value:.6g}"
            wanted = "无此类事项" if value is None else value
            yield f"数据 {name}（{metrics_of(model)[name].label}）应为 {wanted}，算出 {told}（{figures[name].pieces}）"


def others(case: dict, base: dict, units: dict[str, Unit]) -> None:
    for each in case.get("with") or ():
        known(each, {"register", "record"}, "with")
        other = registers().get(each["register"])
        if other is None:
            raise Wrong(f"with 里的台账 {each['register']} 没有。")
        here = {"unit": base["unit"]} if "unit" in base else {}
        saved(other, {**here, **each["record"]}, units)


def saved(model: type[Register], values: dict, units: dict[str, Unit]) -> Register:
    """A record with these values, known since long before."""
    fields = {each.name: each for each in (model._meta.get_field("unit"), *model.own_fields())}
    known(values, set(fields) - set(clocks_of(model)), "字段")
    row = model(since=LONG_BEFORE, **{name: typed(fields[name], value, units) for name, value in values.items()})
    if row.unit_id is None:
        raise Wrong(f"{model.code} 的记录没有写 unit。")
    row.business_key = row.made_key()
    set_clocks(row)
    row.save()
    return model.objects.get(pk=row.pk)


def typed(column: models.Field, value: object, units: dict[str, Unit]) -> object:
    """A value as written becomes the field's own."""
    if value is None:
        return None
    if isinstance(column, models.ForeignKey):
        if value not in units:
            raise Wrong(f"没有单位“{value}”；例子里可用：{'、'.join(units)}。")
        return units[value]
    if isinstance(column, models.DateTimeField):
        made = column.to_python(value if isinstance(value, date) else str(value))
        return made if timezone.is_aware(made) else timezone.make_aware(made)
    made = column.to_python(str(value) if isinstance(value, float) else value)
    allowed = set(column.stages) if isinstance(column, Lifecycle) else {key for key, _ in column.flatchoices}
    if allowed and made not in (*allowed, ""):
        raise Wrong(f"字段 {column.name} 不能是“{value}”；可以是：{'、'.join(map(str, sorted(allowed)))}。")
    return made


def paused(model: type[Register], row: Register, said: dict) -> None:
    known(said, {"clock", "since", "until", "reason"}, "停表")
    clock = clocks_of(model).get(said["clock"])
    if clock is None or said["reason"] not in clock.pauses:
        raise Wrong(f"时限 {said['clock']} 不能因“{said['reason']}”停表；可以的事由：{clock.pauses if clock else '没有这项时限'}。")
    Pause.objects.create(kind=model._meta.label_lower, object_id=row.pk, **{"until": None, **said})


def known(said: dict, names: set[str], what: str) -> None:
    if stray := [str(name) for name in said if name not in names]:
        raise Wrong(f"没有这样的{what}：{'、'.join(stray)}；可以写：{'、'.join(sorted(names))}。")


def period_of(said: object) -> Period:
    if isinstance(said, int):
        return Period(date(said, 1, 1), date(said, 12, 31))
    if isinstance(said, list) and len(said) == 2:
        return Period(*said)
    raise Wrong(f"period 要写一个年份，或 [起, 止] 两个日期，不能是“{said}”。")


def agrees(value: Decimal | None, expected: object) -> bool:
    """Exact; but 0.67 stands for two thirds, and “2/3” may be written, too."""
    if value is None or expected is None:
        return value is expected
    if isinstance(expected, str):
        return Fraction(expected) == Fraction(value).limit_denominator(10**9)
    digits = -Decimal(str(expected)).as_tuple().exponent
    return abs(value - Decimal(str(expected))) <= (Decimal(10) ** -digits / 2 if digits >= 2 else Decimal("1e-9"))


def shown(value: object) -> str:
    return (
        "（不计时）"
        if value is None
        else timezone.localtime(value).isoformat(" ", "minutes")
        if isinstance(value, datetime)
        else str(value)
    )


def gaps(model: type[Register], stated: Stated) -> Iterator[str]:
    """What no example shows: a rule kept, broken or not asked; a clock; a metric with rows and without."""
    for name, rule in rules_of(model).items():
        if lacking := answers_due(model, name, rule) - stated.rules.get(name, set()):
            yield f"规则 {name} 没有{'、'.join(ANSWERS[each] for each in (True, False, None) if each in lacking)}的例子"
    for name in clocks_of(model):
        if name not in stated.clocks:
            yield f"时限 {name} 没有例子"
    for name in metrics_of(model):
        if name not in stated.figures:
            yield f"数据 {name} 没有有记录的例子"
        if name not in stated.empty:
            yield f"数据 {name} 没有空的例子（records: []，或结果为 null）"


def answers_due(model: type[Register], name: str, rule: Rule) -> set:
    """The answers a rule must be shown to give. What a lifecycle brings is spared those that its fields make impossible."""
    due = {True, False} | ({None} if rule.applies else set())
    life = next(iter(model.field_parts(Lifecycle).values()), None)
    if name == "stage_is_filled":
        needed = [model._meta.get_field(each) for stage in life.stages.values() for each in stage.needs]
        due -= {None} if all(stage.needs for stage in life.stages.values()) else set()
        due -= set() if any(each.null or isinstance(each, models.CharField | models.TextField) for each in needed) else {False}
    if name == "stages_in_order":
        dated = [(one.on, life.stages[key].on) for one in life.stages.values() for key in one.then]
        always = [pair for pair in dated if all(pair) and pair[0] != pair[1] and not any(model._meta.get_field(each).null for each in pair)]
        due -= {None} if always else set()
    return due
