"""参数: the numbers a city sets for itself, which rules and metrics ask for and by which local limits run; history kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fazhi.engine.clocks import Clock, clocks_of
from fazhi.engine.conditions import Parameter
from fazhi.engine.derived import Tallied, derived_of
from fazhi.engine.holidays import calendar
from fazhi.engine.limits import limit as limit_named
from fazhi.engine.limits import limits
from fazhi.engine.metrics import metrics_of
from fazhi.engine.models import Setting
from fazhi.engine.register import Register, registers
from fazhi.engine.rules import rules_of
from fazhi.jobs.declare import job
from fazhi.jobs.queue import enqueue
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.days import MOST_NATURAL_DAYS
from fazhi.kit.limits import Limit
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.models import Role

from .custom import refresh
from .redating import of_clock, settle

LIMIT = "limit:"  # the name of a limit's setting begins so
MOST = 1_000_000


@dataclass
class Known:
    """One parameter: what is suggested, what was set and holds, what uses it."""

    name: str
    label: str
    suggested: Any
    measure: str = ""
    law: str = ""
    used: list[str] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)  # the newest first
    present: Setting | None = None

    @property
    def is_limit(self) -> bool:
        return self.name.startswith(LIMIT)

    @property
    def value(self) -> Any:
        return self.present.value if self.present else self.suggested


def known(day: date, among: Iterable[type[Register]] | None = None) -> dict[str, Known]:
    """Every parameter by its name: those of rules and metrics first, then the limits that are set locally; two queries at most."""
    found: dict[str, Known] = {}
    for model in registers().values() if among is None else among:
        for parameter, where in asked_by(model):
            each = found.setdefault(parameter.name, Known(parameter.name, parameter.name, parameter.default))
            if where not in each.used:
                each.used.append(where)
    found |= {f"{LIMIT}{each.id}": _of_limit(each) for each in local_limits()}
    for setting in Setting.objects.filter(name__in=found).order_by("-since", "-pk"):
        each = found[setting.name]
        each.settings.append(setting)
        if each.present is None and setting.since <= day:
            each.present = setting
    return found


def asked_by(model: type[Register]) -> Iterator[tuple[Parameter, str]]:
    """(parameter, who asks for it) for every rule, metric and tally of a register."""
    name = f"{model.code} {model._meta.verbose_name}"
    for rule in rules_of(model).values():
        yield from ((each, f"{name}：{rule.says}") for each in (*inside(rule.applies), *inside(rule.holds)))
    for metric in metrics_of(model).values():
        measure = metric.measure
        yield from ((each, f"{name}：{metric.label}") for each in (*inside(measure.asked()), *inside(measure.counted())))
    for part in derived_of(model).values():
        if isinstance(part, Tallied):
            yield from ((each, name) for each in inside(part.where))


def inside(condition: Any) -> Iterator[Parameter]:
    """The parameters that stand in a condition."""
    if isinstance(condition, Parameter):
        yield condition
    elif isinstance(condition, Q):
        for child in condition.children:
            yield from inside(child if isinstance(child, Q) else child[1] if isinstance(child, tuple) else None)


def local_limits() -> Iterator[Limit]:
    """The limits, and cases of limits, whose number the locality sets. Quantities are no clocks: rules ask for them by name."""
    for limit in limits().values():
        yield from (each for each in (limit, *limit.cases.values()) if each.parameter and not each.quantity and not each.cases)


def running_by(limit: str) -> Iterator[tuple[type[Register], str, Clock]]:
    """The clocks that run by a limit: (register, name, clock)."""
    for model in registers().values():
        yield from ((model, name, clock) for name, clock in clocks_of(model).items() if limit in {each.id for each in clock.limits})


def _of_limit(limit: Limit) -> Known:
    used = [f"{model.code} {model._meta.verbose_name}：{clock.verbose_name}" for model, _, clock in running_by(limit.id)]  # type: ignore[attr-defined]
    law = f"{limit.law}{limit.article}"
    return Known(f"{LIMIT}{limit.id}", f"{limit.id} {limit.what}", limit.amount, limit.measure, law, used)


@transaction.atomic
def set_parameter(actor: Actor, name: str, text: str, since: date, basis: str) -> Setting:
    """Set a value from a day on; the same day again corrects it. Open clocks that run by it are dated anew. Raises NotAllowed, Refused."""
    if not may_set(actor):
        raise NotAllowed("参数由市级创建工作专班设定：全市的规则和期限都按它计算。请联系市级专班。")
    found = known(since).get(name)
    if found is None:
        raise Refused("没有这个参数。请从参数页面选择。")
    basis = basis.strip()
    if not basis or len(basis) > 300:
        raise Refused("请写明依据：哪份文件、哪次会议确定的，300字以内。")
    value = number_of(text, found)
    held = Setting.objects.select_for_update().filter(name=name, since=since).first() or Setting(name=name, since=since)
    before = {"value": held.value, "basis": held.basis} if held.pk else {"value": found.value}
    held.value, held.basis, held.entered_by = value, basis, actor.who.name
    held.save()
    said = f"设定参数“{found.label}”自{since:%Y-%m-%d}起为{value}{found.measure}"
    write(Verb.CHANGED, held, said, by=actor.who, before=before, after={"value": value, "basis": basis})
    if found.is_limit and any(running_by(name.removeprefix(LIMIT))):
        enqueue(redate_limit, held.pk, by=actor.who.name, key=f"{name} {since} {value}")
    return held


def may_set(actor: Actor) -> bool:
    """The task force of the area above which there is none."""
    return actor.is_(Role.TASKFORCE) and actor.area is not None and actor.area.parent_id is None


def number_of(text: str, found: Known) -> int | float:
    """The number typed; a limit takes whole ones. Raises Refused."""
    try:
        value = Decimal(text.strip().replace("，", ""))
    except InvalidOperation:
        raise Refused(f"“{text[:20]}”不是数字。请填写数字，如 {found.suggested or 10}。") from None
    if not value.is_finite() or not 0 <= value <= MOST:
        raise Refused(f"数值要在0到{MOST}之间。请更正。")
    whole = value == value.to_integral_value()
    if found.is_limit and not (whole and 1 <= value <= MOST_NATURAL_DAYS):
        raise Refused(f"期限要是1到{MOST_NATURAL_DAYS}的整数。请更正。")
    return int(value) if whole else float(value)


@job(label="按新设定的参数重算期限", retries=3)
def redate_limit(pk: int) -> int:
    """Move every open clock that runs by the limit to where its setting puts it; gives how many. Done again it finds what is left."""
    refresh()
    held = Setting.objects.get(pk=pk)
    number, moved = held.name.removeprefix(LIMIT), 0
    law = limit_named(number)
    reason = f"自{held.since:%Y-%m-%d}起{law.what}为{held.value}{law.measure}（{held.basis}）"[:300]
    for model, name, clock in running_by(number):
        rows = model.objects.filter(**{f"{name}__isnull": False, f"{clock.stop}__isnull": True}).order_by("pk")
        for portion in of_clock(model, rows, name, clock, calendar()):
            with transaction.atomic():
                settle(portion, held.since.year, reason, timezone.now(), held)
            moved += len(portion)
    return moved
