"""台账数据: all registers by domain, with what the reader may see of each: records, those with problems, clocks overdue."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

from django.core.cache import cache
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fazhi.engine.clocks import clocks_of
from fazhi.engine.register import Register, registers
from fazhi.engine.rules import judged, rules_of
from fazhi.kit.once import one_reading
from fazhi.people.actor import Actor
from fazhi.records.custom import registers_of
from fazhi.records.running import Colour, coloured
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import SENDERS, STAFF

from .filtering import any_broken

DOMAINS = {
    "functions": "一、政府职能",
    "rulemaking": "二、制度体系",
    "decisions": "三、重大行政决策",
    "enforcement": "四、行政执法",
    "oversight": "五、权力监督",
    "disputes": "六、矛盾纠纷",
    "emergencies": "七、突发事件",
    "officials": "八、工作人员",
    "leadership": "九、组织领导",
    "recognition": "十、附加项",
}
OTHERS = "自定义台账"
SUMMED = {"count": "条记录", "broken": "条有问题", "overdue": "条逾期未办"}
KEPT = 60  # seconds; the lists behind the numbers are never old


@dataclass(frozen=True)
class Line:
    """One register as the reader stands to it."""

    code: str
    name: str
    count: int
    broken: int
    overdue: int
    has_clocks: bool


@for_roles(*STAFF)
def overview(request: HttpRequest) -> HttpResponse:
    """Every register by domain, or only those with records, with problems, with clocks overdue; three numbers each."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    known = registers_of(actor)
    key = f"registers:{actor.user.pk}:{actor.post.pk if actor.post else 0}:{actor.today}:{crc32(' '.join(known).encode())}"
    counted: Any = cache.get_or_set(key, lambda: lines_of(actor), KEPT)
    groups: dict[str, list[Line]] = {}
    for model in sorted(known.values(), key=place):
        groups.setdefault(domain_of(model), []).append(counted[model.code])
    every = [line for lines in groups.values() for line in lines]
    sums = {name: sum(getattr(line, name) for line in every) for name in SUMMED}
    only = only if (only := request.GET.get("only", "")) in SUMMED else ""
    shown = {domain: kept for domain, lines in groups.items() if (kept := [line for line in lines if not only or getattr(line, only)])}
    told = [(name, number, SUMMED[name], name != "count" and number) for name, number in sums.items()]
    context = {"groups": shown.items(), "sums": told, "registers": len(every), "only": only, "imports": actor.is_(*SENDERS)}
    return render(request, "registers/overview.html", context)


def lines_of(actor: Actor) -> dict[str, Line]:
    with one_reading():
        return {model.code: line_of(model, actor, actor.today) for model in registers_of(actor).values()}


def line_of(model: type[Register], actor: Actor, day: date) -> Line:
    """Three numbers of one register, in one query."""
    judging = {name: rule for name, rule in rules_of(model).items() if rule.judges}
    late = Q(pk__in=[])
    for clock in clocks_of(model).values():
        late |= coloured(clock, Colour.OVERDUE, day)
    rows = judged(model.visible_on(actor), judging, day)
    sums = rows.aggregate(
        count=Count("pk"), broken=Count("pk", filter=any_broken(judging)), overdue=Count("pk", filter=late & Q(pk__isnull=False))
    )
    return Line(model.code, str(model._meta.verbose_name), sums["count"], sums["broken"], sums["overdue"], bool(clocks_of(model)))


def domain_of(model: type[Register]) -> str:
    return DOMAINS.get(model._meta.app_label, OTHERS)


def place(model: type[Register]) -> tuple[int, int]:
    known = list(DOMAINS)
    here = known.index(model._meta.app_label) if model._meta.app_label in known else len(known)
    return here, list(registers()).index(model.code)
