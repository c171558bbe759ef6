"""fazhi metrics: every figure of every register, as the registers said on the evening of a day."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone

from fazhi.engine.metrics import Period
from fazhi.engine.register import registers
from fazhi.kit.dates import DateRefused, parse_date
from fazhi.people.models import Unit
from fazhi.records.custom import refresh
from fazhi.records.figures import Figure, for_area
from fazhi.records.overview import line_said, told
from fazhi.records.periods import period_named, said
from fazhi.web.management.needs_tables import tables_needed


class Command(BaseCommand):
    """Compute all metrics; exit codes: 0 computed, 1 refused, 3 no database."""

    help = "按台账计算全部数据。退出码：0 算出；1 日期、期间或单位有误；3 数据库未建"
    requires_system_checks: list[str] = []  # they would load every page

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", metavar="日期", help="数据截至哪一天（当天结束时台账怎么写的），如 2026-06-30；默认今天")
        parser.add_argument("--period", metavar="期间", help="如 2025、2026H1、2026Q2、2026M6；默认截至日所在的年度")
        parser.add_argument("--unit", metavar="单位", help="单位或地区的全称或简称，连同其下属单位；默认全市")
        parser.add_argument("--units", action="store_true", help="再分别列出其下一级的每个单位")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        day = _day(options["as_of"])
        period = period_named(options["period"] or str(day.year))
        if period is None:
            raise CommandError(f"读不懂期间“{options['period']}”。请写成 2025、2026H1（上半年）、2026Q2（第二季度）或 2026M6（6月）。")
        with tables_needed():
            refresh()
            unit = _unit(options["unit"], day)
            below = list(Unit.objects.on(day).filter(parent=unit)) if options["units"] else []
            figures = {each: _figures(each, period, day) for each in (unit, *below)}
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(figures, unit, period, day), ensure_ascii=False))
            return
        for each, found in figures.items():
            self.stdout.write(f"{each.name}　{said(period)}　数据截至{day.isoformat()}")
            self.stdout.write("\n".join(_line(name, figure) for name, figure in found.items()))


def _day(text: str | None) -> date:
    today = timezone.localdate()
    if not text:
        return today
    try:
        day = parse_date(text)
    except DateRefused as refused:
        raise CommandError(str(refused)) from None
    if day > today:
        raise CommandError(f"数据截至日{day.isoformat()}还没有到，台账还没有那一天的内容。请写今天或以前的日期。")
    return day


def _unit(name: str | None, day: date) -> Unit:
    """The unit called so on that day, or the city."""
    units = Unit.objects.on(day)
    found = list(units.filter(Q(name=name) | Q(short_name=name)) if name else units.filter(parent=None, kind="city"))
    if len(found) == 1:
        return found[0]
    if not name:
        raise CommandError("还没有建立本市。请先运行 fazhi found 或 fazhi sample-city。")
    if found:
        raise CommandError(f"叫“{name}”的单位有{len(found)}个：{'、'.join(each.name for each in found)}。请写全称。")
    raise CommandError(f"{day.isoformat()}没有叫“{name}”的单位。请写组织机构页上的全称或简称。")


def _figures(unit: Unit, period: Period, day: date) -> dict[str, Figure]:
    """Stable name → figure, register by register."""
    return {f"{code}.{name}": figure for code, model in registers().items() for name, figure in for_area(model, unit, period, day).items()}


def _line(name: str, figure: Figure) -> str:
    missing = f"　{figure.missing()}" if figure.missing() else ""
    return f"  {name}　{figure.metric.label}　{told(figure.metric, figure.value)}　{figure.verdict()}{missing}"


def _as_json(figures: dict[Unit, dict[str, Figure]], unit: Unit, period: Period, day: date) -> dict[str, Any]:
    """The answer for a machine; `units` only where they were asked for."""
    answer = {
        "as_of": day.isoformat(),
        "period": {"first": period.first.isoformat(), "last": period.last.isoformat()},
        "unit": unit.name,
        "metrics": [_told(name, figure) for name, figure in figures[unit].items()],
    }
    below = {each: found for each, found in figures.items() if each != unit}
    if below:
        answer["units"] = [
            {"unit": each.name, "metrics": [_told(name, figure) for name, figure in found.items()]} for each, found in below.items()
        ]
    return answer


def _told(name: str, figure: Figure) -> dict[str, Any]:
    metric = figure.metric
    return {
        "name": name,
        "label": metric.label,
        "value": None if figure.value is None else float(figure.value),
        "told": told(metric, figure.value),
        "verdict": figure.verdict(),
        "missing": figure.missing(),
        "target": line_said(metric, metric.target) if metric.target else None,
        "formula": metric.formula,
        "basis": metric.basis,
        "confidence": metric.confidence,
    }
