"""Work on the registers of the sample city: a sheet with mistakes handed in, a random draw, a number that was declared otherwise."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.db.models import QuerySet

from fazhi.engine.metrics import Period
from fazhi.engine.register import register
from fazhi.exchange.flow import hand_in
from fazhi.kit.sheets import Sheet, write_xlsx
from fazhi.people.models import Unit
from fazhi.records.drawing import Frame, Member, draw_once, freeze, publish
from fazhi.records.models import Declared
from fazhi.records.questions import declare, look_through_all

from .persons import Cast

HEADER = ("编号", "类别", "申请内容或者事项名称", "申请渠道", "提交或寄到日期", "收到申请日期", "答复日期", "答复类型", "责任单位")
MISTAKEN = (
    ("示例补001", "依申请公开", "示例：学区划分依据", "当面", "2026.6.3", "2026年6月3日", "二〇二六年六月二十日", "予以公开", "市教育局"),
    ("示例补002", "依申请公开", "示例：办学许可名单", "当面", "2026.6.5", "2026.6.5", "2026.13.3", "公开", "市教育局"),
    ("示例补003", "依申请公开", "示例：校车安全检查", "当面递交", "2026.6.8", "2026.6.8", "", "", "市教育局"),
    ("示例补006", "依申请公开", "示例：招生计划", "当面", "2026.6.11", "2026.6.11", "2026年7月2日", "予以公开", "市教育局"),
    ("示例补004", "依申请公开", "示例：收费公示", "当面", "2026.6.9", "2026.6.9", "2026.7.1", "部分公开", "示例不存在局"),
    ("示例补002", "依申请公开", "示例：重复的编号", "当面", "2026.6.10", "2026.6.10", "", "", "市教育局"),
    ("合计", "", "6件", "", "", "", "", "", ""),
)


def work_on_registers(cast: Cast, units: dict[str, Unit], on: date) -> None:
    """What people of the city did with the registers; the sheet is checked by a job."""
    _hand_in_sheet(cast, units)
    _draw(cast, units, on)
    period = Period(date(on.year, 1, 1), date(on.year, 12, 31))
    declare(
        cast.by_name["zhuanban"],
        units["市教育局"],
        "R34.requests_received",
        period,
        Decimal(3),
        Declared.Place.REPORT,
        "政府信息公开工作年度报告（示例）",
    )


def find_oddities(on: date) -> None:
    """What the daily look finds; after the jobs, as on any other day."""
    look_through_all(on)


def _hand_in_sheet(cast: Cast, units: dict[str, Unit]) -> None:
    stream = BytesIO()
    write_xlsx(stream, [Sheet("依申请公开", HEADER, MISTAKEN, title="依申请公开登记表（示例）")])
    stream.seek(0)
    hand_in(cast.liaisons[units["市教育局"].pk], register("R34"), "依申请公开登记表（示例）.xlsx", stream, len(stream.getvalue()))


def _draw(cast: Cast, units: dict[str, Unit], on: date) -> None:
    objects = tuple(Member(f"示例企业{no:03d}", f"示例企业{no:03d}有限公司", "高风险" if no % 4 == 0 else "一般") for no in range(1, 61))
    officers: QuerySet[Any] = register("R20").objects.filter(unit=units["市市场监管局"])
    inspectors = tuple(Member(each.number, each.name, "") for each in officers.filter(status="在岗").order_by("number"))
    force = cast.by_name["zhuanban"]
    frame = Frame(objects, inspectors, wanted={"高风险": 4, "一般": 6}, reserves=2, per=2)
    made = freeze(force, f"{on.year}年第一次跨部门双随机抽查（示例）", "示例企业名录", frame)
    publish(force, draw_once(force, made, f"示例开奖号码{on.year}001", "公开抽奖的开奖号码（示例）"))
