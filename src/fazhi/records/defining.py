"""Defining: the body of a definition made into the very class that a programmer would have written.

A body: {next: number of the next part, key: [field or “unit”], fields: [{name, label, kind, help, choices, required, listed, to, hidden}],
stages: [{name, label, then, needs, on, evidence, second}], clocks: [{name, label, number, unit, start, stop, pauses, basis, confidence,
severity, remedy}], rules: [{name, says, applies, holds, basis, confidence, severity, remedy}], metrics: [{name, label, measure, rule,
where, of, field, over_field, start, end, among, least, over, sign, target, binds, basis}]}. Conditions are lines, see records/written.py.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.apps import apps
from django.apps.registry import Apps
from django.db import models

from fazhi.engine import metrics as measures
from fazhi.engine.clocks import DayClock, HourClock
from fazhi.engine.derived import Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Binds, Metric, Target
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity
from fazhi.kit.limits import Limit
from fazhi.kit.limits import Unit as Span
from fazhi.people.actor import Actor
from fazhi.people.models import Unit

from .models import Definition
from .written import condition, told

KINDS = {
    "text": "短文字",
    "long": "长文字",
    "choice": "选项",
    "date": "日期",
    "moment": "日期和时刻",
    "yes-no": "是或否",
    "whole": "整数",
    "decimal": "小数",
    "year": "年份",
    "reference": "其他台账的编号",
    "personal": "个人信息",
    "address": "网址",
}
MEASURES = {
    "count": "件数",
    "share": "符合要求的比例",
    "never": "不应发生的件数",
    "total": "合计",
    "ratio": "合计之比或平均",
    "days": "用时中位数",
    "covered": "单位覆盖率",
}
EMPTY: dict[str, Any] = {"next": 1, "key": [], "fields": [], "stages": [], "clocks": [], "rules": [], "metrics": []}


class CustomRegister(Register):
    """What every register defined on a page has: it belongs to an area, may be closed, and may have fields put away."""

    area_path: ClassVar[str] = ""
    is_closed: ClassVar[bool] = False
    put_away: ClassVar[frozenset[str]] = frozenset()

    class Meta(Register.Meta):
        abstract = True

    def __str__(self) -> str:
        parts = [str(self.unit) if name == "unit" else str(getattr(self, name) or "") for name in self.identity]
        return " ".join(part for part in parts if part) or self.business_key

    @classmethod
    def own_fields(cls) -> list[models.Field]:
        return [field for field in super().own_fields() if field.name not in cls.put_away]

    @classmethod
    def may_write(cls, actor: Actor, unit: Unit) -> bool:
        """As any register, within its area, while it is not closed."""
        return not cls.is_closed and unit.path.startswith(cls.area_path) and super().may_write(actor, unit)


def build(definition: Definition, body: Mapping[str, Any], registry: Apps | None = None) -> type[CustomRegister]:
    """The class. In a scratch registry (see `scratch`) nobody else meets it. Raises WrongLine, KeyError for parts that do not fit."""
    code = definition.code
    made: dict[str, Any] = {field["name"]: _field(field) for field in body["fields"]}
    made |= {"stage": _lifecycle(body)} if body["stages"] else {}
    made |= {clock["name"]: _clock(code, clock, body) for clock in body["clocks"]}
    kinds = kinds_of(body)
    made |= {rule["name"]: _rule(rule, kinds) for rule in body["rules"]}
    for metric in body["metrics"]:
        made[metric["name"]] = _metric(metric, body, made)
    meta = type(
        "Meta",
        (CustomRegister.Meta,),
        {
            "abstract": False,
            "app_label": "records",
            "db_table": f"records_custom_{code.lower()}",
            "verbose_name": definition.name,
            "apps": registry or apps,
        },
    )
    own = {
        "__module__": __name__,
        "__doc__": definition.name,
        "Meta": meta,
        "code": code,
        "identity": tuple(body["key"]),
        "listed": tuple(_listed(body)),
        "area_path": definition.area.path,
        "is_closed": definition.is_closed,
        "put_away": frozenset(field["name"] for field in body["fields"] if field.get("hidden")),
    }
    return type(f"Custom{code}", (CustomRegister,), own | made)


def scratch() -> Apps:
    """A registry of its own, in which a class can be tried without anybody else meeting it."""
    made = Apps()
    made.register_model("people", Unit)
    return made


def kinds_of(body: Mapping[str, Any]) -> dict[str, str]:
    """Name → kind of everything that a condition may ask about."""
    found = {field["name"]: field["kind"] for field in body["fields"]}
    found |= {"stage": "stage"} if body["stages"] else {}
    return found | {clock["name"]: "moment" if clock["unit"] == Span.HOUR else "clock" for clock in body["clocks"]}


def labels_of(body: Mapping[str, Any]) -> dict[str, str]:
    """Name → what people call it, for every part."""
    parts = [*body["fields"], *body["stages"], *body["clocks"], *body["metrics"]]
    found = {part["name"]: part["label"] for part in parts} | {rule["name"]: rule["says"].rstrip("。") for rule in body["rules"]}
    found |= {f"{clock['name']}_kept": f"{clock['label']}没有超过" for clock in body["clocks"]}
    return found | {"unit": "责任单位", "stage": "环节"}


def _listed(body: Mapping[str, Any]) -> Iterator[str]:
    """The chosen columns, the unit after the first, the stage and the clocks at the end; nothing chosen: the engine decides."""
    chosen = [field["name"] for field in body["fields"] if field.get("listed") and not field.get("hidden")]
    if chosen:
        yield from (chosen[0], "unit", *chosen[1:], *(["stage"] if body["stages"] else []), *(each["name"] for each in body["clocks"]))


def _field(said: Mapping[str, Any]) -> models.Field:
    hidden = bool(said.get("hidden"))
    label, more = said["label"], {"help_text": said.get("help", ""), "blank": hidden or not said.get("required")}
    kind = said["kind"]
    if kind == "yes-no":
        return models.BooleanField(label, default=False, help_text=said.get("help", ""))
    if kind == "choice":
        return models.CharField(label, max_length=60, choices=[(each, each) for each in said["choices"]], **more)
    if kind == "reference":
        return Reference(label, to=said["to"], **more)
    if kind == "text":
        return models.CharField(label, max_length=200, **more)
    if kind == "address":
        return models.URLField(label, max_length=500, **more)
    if kind in ("long", "personal"):
        return (models.TextField if kind == "long" else PersonalField)(label, **more)
    if kind == "decimal":
        return models.DecimalField(label, max_digits=18, decimal_places=2, null=True, **more)
    others = {
        "date": models.DateField,
        "moment": models.DateTimeField,
        "whole": models.IntegerField,
        "year": models.PositiveSmallIntegerField,
    }
    return others[kind](label, null=True, **more)


def _lifecycle(body: Mapping[str, Any]) -> Lifecycle:
    stages = [
        Stage(
            each["name"],
            each["label"],
            tuple(each.get("then", ())),
            tuple(each.get("needs", ())),
            each.get("on", ""),
            evidence=tuple(each.get("evidence", ())),
            second=bool(each.get("second")),
        )
        for each in body["stages"]
    ]
    return Lifecycle(*stages, basis="本台账的流程")


def _clock(code: str, said: Mapping[str, Any], body: Mapping[str, Any]) -> Any:
    labels = labels_of(body)
    law = Limit(
        f"{code}/{said['label']}",
        said["label"],
        said["basis"],
        "",
        said["confidence"],
        start=labels.get(said["start"], ""),
        number=said["number"],
        unit=Span(said["unit"]),
        pauses=tuple(said.get("pauses", ())),
    )
    kind = HourClock if law.unit is Span.HOUR else DayClock
    return kind(
        said["label"],
        law,
        start=said["start"],
        stop=said["stop"],
        pauses=law.pauses,
        says=f"自“{law.start}”起{said['number']}{law.measure}内完成“{labels.get(said['stop'], '')}”。",
        severity=Severity(said["severity"]),
        remedy=said.get("remedy", ""),
    )


def _rule(said: Mapping[str, Any], kinds: Mapping[str, str]) -> Rule:
    return Rule(
        said["says"],
        applies=condition(said.get("applies", ()), kinds),
        holds=condition(said.get("holds", ()), kinds),
        basis=said["basis"],
        severity=Severity(said["severity"]),
        remedy=said.get("remedy", ""),
        confidence=said["confidence"],
    )


def _metric(said: Mapping[str, Any], body: Mapping[str, Any], made: Mapping[str, Any]) -> Metric:
    kinds = kinds_of(body)
    where, of = condition(said.get("where", ()), kinds), condition(said.get("of", ()), kinds)
    kind, named = said["measure"], said.get("rule", "")
    rule = made[named] if named in made and isinstance(made[named], Rule) else made[named.removesuffix("_kept")].in_time if named else None
    measure = {
        "count": lambda: measures.count(where),
        "share": lambda: measures.share(rule, of=of) if rule else measures.share(holds=where, of=of),
        "never": lambda: measures.never(rule) if rule else measures.never(where=where),
        "total": lambda: measures.total(said["field"], where=where, unit=said.get("unit") or "件"),
        "ratio": lambda: measures.ratio(said["field"], said.get("over_field", ""), where=where, unit=said.get("unit") or "%"),
        "days": lambda: measures.days(said["start"], said["end"], where=where),
        "covered": lambda: measures.covered(among=tuple(said.get("among", ())), where=where, least=said.get("least") or 1),
    }[kind]()
    target = Target(Decimal(said["target"]), said.get("sign") == "most", said["basis"]) if said.get("target") else None
    return Metric(
        said["label"],
        measure,
        over=said.get("over", ""),
        basis=said["basis"],
        target=target,
        binds=Binds(said.get("binds") or "unit"),
        says=formula(said, body),
        confidence=said.get("confidence") or "甲",
    )


def formula(said: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """The formula of a metric in a sentence, with its conditions and its period."""
    labels = labels_of(body)
    stages = {each["name"]: each["label"] for each in body["stages"]}
    where, of = (told(said.get(side, ()), labels, stages) for side in ("where", "of"))
    named = lambda name: f"“{labels.get(said.get(name, ''), '')}”"  # noqa: E731
    rows = f"{where}的" if where else "全部"
    whole = f"{of}的" if of else "全部"
    rule = labels.get(said.get("rule", ""), "")
    shape = {
        "count": f"{rows}记录数",
        "share": f"符合“{rule}”的件数 ÷ 应当符合的件数{f'（只看{of}的）' if of else ''}"
        if rule
        else f"{whole}记录中，{rows}件数 ÷ {whole}件数",
        "never": f"不符合“{rule}”的件数，应为0" if rule else f"{rows}件数，应为0",
        "total": f"{rows}记录的{named('field')}合计",
        "ratio": f"{rows}记录的{named('field')}合计 ÷ " + (f"{named('over_field')}合计" if said.get("over_field") else "记录数"),
        "days": f"{rows}记录从{named('start')}到{named('end')}天数的中位数",
        "covered": f"{rows}记录不少于{said.get('least') or 1}条的单位数 ÷ 应有的单位数",
    }[said["measure"]]
    period = f"按“{labels.get(said['over'], '')}”所在期间统计" if said.get("over") else "按查询当日的记录统计"
    return f"{said['label']} = {shape}；{period}。"
