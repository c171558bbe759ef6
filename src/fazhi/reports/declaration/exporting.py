"""The declaration ledger as a sheet: one row an upload, and the questions of the province."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from fazhi.kit.sheets import Sheet, write_xlsx
from fazhi.people.actor import Actor

from .models import Declaration, DeclaredItem, Filing, Inquiry

HEADER = (
    "编号",
    "申报条目",
    "责任单位",
    "状态",
    "第几次",
    "上传日期",
    "上传人",
    "上传的内容",
    "回执号",
    "结果",
    "结果日期",
    "退回原因",
    "问题编号",
)
WIDTHS = (8, 26, 14, 8, 6, 11, 8, 26, 14, 8, 11, 24, 14)
ASKED = ("环节", "提出日期", "提出机关", "申报条目", "问题或意见", "承办单位", "答复期限", "答复", "答复人", "答复日期", "状态", "了结情况")
ASKED_WIDTHS = (9, 11, 14, 20, 30, 14, 11, 30, 8, 11, 8, 20)


def write_declaration(declaration: Declaration, actor: Actor, stream: BinaryIO) -> None:
    """Write what the actor may see: “申报台账” and “省级意见”."""
    mark = "（示例）" if declaration.campaign.is_sample else ""
    filed = Sheet("申报台账", HEADER, _rows(declaration, actor), f"{declaration}申报台账{mark}", WIDTHS)
    asked = Sheet("省级意见", ASKED, _asked(declaration, actor), f"{declaration}省级意见{mark}", ASKED_WIDTHS)
    write_xlsx(stream, [filed, asked])


def _rows(declaration: Declaration, actor: Actor) -> Iterator[tuple[Any, ...]]:
    items = DeclaredItem.visible_to(actor).filter(declaration=declaration).select_related("unit").prefetch_related("filings")
    for item in items:
        head = (item.code, item.title, item.unit.short_name if item.unit else "", item.get_state_display())
        filings: list[Filing] = list(item.filings.all())
        if not filings:
            yield (*head, *([None] * 9))
        for each in filings:
            facts = (each.no, each.filed_on, each.filed_by, each.what, each.receipt_no)
            yield (*head, *facts, each.get_outcome_display(), each.decided_on, each.reason, each.problem)


def _asked(declaration: Declaration, actor: Actor) -> Iterator[tuple[Any, ...]]:
    for each in Inquiry.visible_to(actor).filter(declaration=declaration).select_related("item", "unit").order_by("asked_on", "pk"):
        asked = (each.get_step_display(), each.asked_on, each.asked_by, str(each.item or ""), each.text)
        done = (each.answer, each.answered_by, each.answered_on, each.get_state_display(), each.outcome)
        yield (*asked, each.unit.short_name if each.unit else "", each.due_on, *done)
