"""Describing: what the registers declare, written out for lawyers and developers, so that text and code cannot part."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from fazhi.engine.clocks import Clock, clocks_of
from fazhi.engine.derived import Reference
from fazhi.engine.lifecycle import lifecycle_of
from fazhi.engine.metrics import Binds, Metric, metrics_of
from fazhi.engine.register import Register, register, registers
from fazhi.engine.rules import Rule, rules_of
from fazhi.kit.limits import Limit

from .columns import Column, columns
from .overview import line_said

MADE = "<!-- 由 fazhi describe 从代码生成，请不要手改：改声明后重新生成。 -->"
KINDS = {
    "reference": "引用",
    "personal": "个人信息（加密）",
    "unit": "单位",
    "moment": "时刻",
    "date": "日期",
    "yes-no": "是否",
    "decimal": "小数",
    "whole": "整数",
    "address": "网址",
    "long": "长文本",
    "text": "文本",
    "choice": "选项",
}
COVERAGE = "coverage.md"


class Indicated(Protocol):
    """An indicator of an edition, as far as it is told which figures judge it."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def metrics(self) -> tuple[str, ...]: ...
    @property
    def no_metric(self) -> str: ...


def pages(domains: Mapping[str, str], indicators: Iterable[Indicated]) -> dict[str, str]:
    """File name → text: a page for each domain (folder → Chinese name) that has registers, and the coverage of the indicators."""
    declared: dict[str, list[type[Register]]] = {domain: [] for domain in domains}
    for model in registers().values():
        if model._meta.app_label in declared and model.__module__.startswith("fazhi.domains."):
            declared[model._meta.app_label].append(model)
    told = {f"{domain}.md": domain_page(domains[domain], models) for domain, models in declared.items() if models}
    return told | {COVERAGE: coverage_page(list(indicators))}


def domain_page(name: str, models: list[type[Register]]) -> str:
    """The registers of one domain."""
    lines = [MADE, f"# {name}", ""]
    lines += [f"- [{model.code} {model._meta.verbose_name}](#{model.code.lower()})" for model in models]
    for model in models:
        lines += ["", f'<a id="{model.code.lower()}"></a>', "", f"## {model.code} {model._meta.verbose_name}", "", _sentence(model)]
        for heading, head, rows in _parts(model):
            if rows:
                lines += ["", f"### {heading}", "", *_table(head, rows)]
    return "\n".join(lines) + "\n"


def _parts(model: type[Register]) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """Heading, head of the table, rows."""
    written = [column for column in columns(model) if column.kind in KINDS]
    yield "填写什么", ["字段", "名称", "类型", "必填", "说明"], [_field(column) for column in written]
    yield "环节", ["环节", "下一步", "要填", "要附", "由谁办理"], list(_stages(model))
    clocks = [row for clock in clocks_of(model).values() for row in _clock(model, clock)]
    yield "时限", ["时限", "编号", "期限", "起算", "停止", "停表", "依据", "信度"], clocks
    yield "规则", ["规则", "内容", "依据", "性质", "信度", "怎么办"], [_rule(name, rule) for name, rule in rules_of(model).items()]
    yield (
        "数据",
        ["名称", "标签", "公式", "期间", "目标", "约束", "依据", "信度"],
        [_metric(model, name, metric) for name, metric in metrics_of(model).items()],
    )


def coverage_page(indicators: list[Indicated]) -> str:
    """For each indicator the figures that judge it, or why none can be computed."""
    measured = [each for each in indicators if each.metrics]
    reasoned = [each for each in indicators if not each.metrics and each.no_metric]
    lines = [MADE, "# 三级指标与数据", ""]
    lines.append(
        f"共{len(indicators)}项：由台账数据判定的{len(measured)}项，说明了不能计算的{len(reasoned)}项，"
        f"还没有说明的{len(indicators) - len(measured) - len(reasoned)}项。"
    )
    rows = [[each.code, each.title, "<br>".join(_figure(name) for name in each.metrics), each.no_metric] for each in indicators]
    return "\n".join([*lines, "", *_table(["编码", "三级指标", "判定数据", "不由台账计算的部分"], rows)]) + "\n"


def _figure(name: str) -> str:
    """A stable name with its label; a name that no register has is told as such."""
    code, _, own = name.partition(".")
    metric = metrics_of(register(code)).get(own) if code in registers() else None
    return f"`{name}` {metric.label}" if metric else f"`{name}`（没有这项数据）"


def _sentence(model: type[Register]) -> str:
    return " ".join((model.__doc__ or "").split())


def _field(column: Column) -> list[str]:
    said = [column.help] if column.help else []
    if column.choices:
        said.append("可选：" + "、".join(dict.fromkeys(label for _, label in column.choices)))
    if column.kind == "reference":
        known = registers().get(column.to)
        said.append(f"引用{column.to}" + (f"（{known._meta.verbose_name}）" if known else ""))
    return [f"`{column.name}`", column.label, KINDS[column.kind], "是" if column.required else "", "；".join(said)]


def _stages(model: type[Register]) -> Iterator[list[str]]:
    life = lifecycle_of(model)
    for stage in life.stages.values() if life else ():
        needs = "、".join(_label(model, name) for name in stage.needs)
        who = "、".join(role.label for role in stage.by) + ("（另一个人复核）" if stage.second else "")
        yield [stage.label, "、".join(life.stages[key].label for key in stage.then) if life else "", needs, "、".join(stage.evidence), who]


def _clock(model: type[Register], clock: Clock) -> Iterator[list[str]]:
    """A row for each limit the clock may run by."""
    start, stop = "；其次".join(_label(model, name) for name in clock.start), _label(model, clock.stop)
    for law in clock.limits:
        basis = f"{law.law}{law.article}"
        yield [str(clock.verbose_name), law.id, length(law), start, stop, "、".join(clock.pauses), basis, law.grade]  # type: ignore[attr-defined]


def length(law: Limit) -> str:
    """How long, in words: 20个工作日, 至少30日, 会前7个工作日, 次年1月31日前."""
    if law.fixed:
        return f"次年{law.fixed[0]}月{law.fixed[1]}日前"
    how = "至少" if law.floor else "提前" if law.before else ""
    longer = ""
    if law.extension:
        longer = f"，可延长{law.extension.number}{law.measure}" if law.extension.number else "，可延长"
    return f"{how}{law.amount}{law.measure}{longer}{'（本地设定）' if law.parameter else ''}"


def _rule(name: str, rule: Rule) -> list[str]:
    force = [f"{rule.since}起" if rule.since else "", f"{rule.until}前" if rule.until else ""]
    in_force = f"（适用于{''.join(force)}）" if any(force) else ""
    return [f"`{name}`", rule.says + in_force, rule.basis, str(rule.severity.label), rule.confidence, rule.remedy]


def _metric(model: type[Register], name: str, metric: Metric) -> list[str]:
    over = _label(model, metric.over) if metric.over else "当日在册"
    bound = str(Binds(metric.binds).label)
    return [
        f"`{model.code}.{name}`",
        metric.label,
        metric.formula,
        over,
        line_said(metric, metric.target),
        bound,
        metric.basis,
        metric.confidence,
    ]


def _label(model: type[Register], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.verbose_name) if not isinstance(field, Reference) else f"{field.verbose_name}（{field.to}）"


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"

    return [line(head), "|" + "---|" * len(head), *(line(row) for row in rows)]
