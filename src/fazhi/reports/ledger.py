"""The 工作清单台账: one row an indicator, and a second sheet by unit, from live data."""

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from django.utils import timezone

from fazhi.campaign.models import Campaign
from fazhi.campaign.progress import CellState, Total, by_unit
from fazhi.kit.sheets import Sheet, write_xlsx
from fazhi.people.models import Unit
from fazhi.review.timeliness import Timeliness, general_due, timeliness

from .facts import Facts, IndicatorFacts, facts_of
from .sealnote import seal_sheet

HEADER = (
    "序号",
    "编码",
    "一级指标",
    "二级指标",
    "三级指标",
    "类别",
    "牵头单位",
    "责任单位",
    "应交",
    "已交",
    "已认定",
    "状态",
    "报送期限",
    "最近变动",
    "备注",
)
WIDTHS = (5, 7, 12, 14, 22, 5, 14, 22, 5, 5, 6, 9, 11, 11, 14)  # characters; wider would print too small on A4
UNIT_HEADER = ("序号", "单位", "承担指标", "应交", "已交", "已认定", "被退回", "逾期指标", "按时报送", "迟报", "未报", "退回后平均几天再报")
UNIT_WIDTHS = (6, 24, 9, 8, 8, 8, 8, 9, 9, 8, 8, 12)


def write_ledger(campaign: Campaign, stream: BinaryIO, day: date) -> None:
    """Write the ledger as it stands on `day`: “工作清单台账” and “按单位”."""
    facts = facts_of(campaign, day)
    general = general_due(campaign)
    mark = "（示例）" if campaign.is_sample else ""
    title = f"{campaign.name}工作清单台账{mark}"
    by_indicator = Sheet("工作清单台账", HEADER, _rows(facts, general), title, WIDTHS)
    per_unit = Sheet("按单位", UNIT_HEADER, _unit_rows(facts), f"{campaign.name}各单位报送情况{mark}", UNIT_WIDTHS)
    write_xlsx(stream, [by_indicator, per_unit, seal_sheet()])


def _rows(facts: Facts, general: date) -> Iterator[tuple[Any, ...]]:
    for each in facts.indicators:
        indicator, total = each.demand.indicator, each.total
        yield (
            indicator.no,
            indicator.code,
            indicator.level1_name,
            indicator.level2_name,
            indicator.title,
            indicator.kind,
            _leads_said(each.leads),
            "、".join(unit.short_name for unit in each.responsible),
            total.required,
            total.supplied,
            total.accepted,
            each.state.label,
            (each.demand.due_on or general) if each.is_applicable else None,
            timezone.localtime(each.moved_at).date() if each.moved_at else None,
            _remark(each),
        )


def _leads_said(leads: list[Unit]) -> str:
    """The 主牵头 first, named as such where there are several."""
    names = [unit.short_name for unit in leads]
    if len(names) > 1:
        names[0] += "（主牵头）"
    return "、".join(names)


def _remark(facts: IndicatorFacts) -> str:
    said = []
    if not facts.is_applicable:
        said.append(f"不适用：{facts.demand.na_reason}" if facts.demand.na_reason else "不适用")
    elif not facts.leads and not facts.responsible:
        said.append("尚未分派单位")
    elif not facts.leads:
        said.append("没有牵头单位")
    if facts.total.returned:
        said.append(f"退回待改 {facts.total.returned} 件")
    if facts.in_review:
        said.append(f"在审 {facts.in_review} 件")
    return "；".join(said)


def _unit_rows(facts: Facts) -> Iterator[tuple[Any, ...]]:
    sums = {total.unit.pk: total for total in by_unit(facts.campaign, known=facts.cells) if total.unit}
    reported = {each.unit_id: each for each in timeliness(facts.campaign, facts.day)}
    for number, (pk, unit) in enumerate(facts.units.items(), start=1):
        total = sums.get(pk, Total())
        when = reported.get(pk) or Timeliness(pk, unit.short_name, 0, 0, 0, 0, 0, None, 0)
        counts = (total.required, total.supplied, total.accepted, total.returned, total.states[CellState.OVERDUE])
        yield number, unit.short_name, total.cells, *counts, when.on_time, when.late, when.missing, when.days_to_resubmit
