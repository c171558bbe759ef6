"""The opened figure as a workbook with the same content: the figure, counted rows, rows left out and why, what moved, units, trend."""

import tempfile
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from fazhi.engine.register import Register
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.dates import chinese_date
from fazhi.kit.sheets import Sheet, write_xlsx
from fazhi.records.columns import columns
from fazhi.records.figures import opened
from fazhi.records.overview import by_unit, month_before, moves
from fazhi.records.trends import trend
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import STAFF
from fazhi.web.pages.registers.cells import said

from .opened import MOVES, NOT_ASKED, Opening, came, opening_of
from .shapes import Shown, table_of

AT_ONCE = 1000


@require_safe
@for_roles(*STAFF)
def export(request: HttpRequest, name: str) -> FileResponse:
    """Written row by row into a file that is then streamed; who took it stands in the journal."""
    opening = opening_of(request, name)
    asked = opening.asked
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write_xlsx(file, sheets(opening))
    file.seek(0)
    told = f"下载了{asked.unit.short_name}{asked.period_said}“{opening.metric.label}”的明细，截至{chinese_date(asked.day)}"
    write(Verb.DOWNLOADED, asked.unit, told, by=asked.actor.who, units=[asked.unit.pk])
    file_name = f"{opening.metric.label}_{asked.unit.short_name}_{asked.period_said}_截至{asked.day.isoformat()}.xlsx"
    return FileResponse(file, as_attachment=True, filename=file_name)


def sheets(opening: Opening) -> list[Sheet]:
    """The page, tab by tab."""
    asked = opening.asked
    found = opened(*opening.arguments, seen=asked.rows)
    moved = moves(*opening.arguments, asked.rows, month_before(asked.day))
    why = found.why_not or NOT_ASKED
    made = [
        Sheet("数字", ("项目", "内容"), facts(opening), title=opening.metric.label, widths=(16, 90)),
        listed_rows(opening, "计入", found.counted.order_by("pk")),
        listed_rows(opening, "未计入及原因", found.left_out.order_by("-was_asked", "pk"), lambda row: why if row.was_asked else NOT_ASKED),
        listed_rows(opening, MOVES["entered"], moved.entered),
        listed_rows(opening, MOVES["left"], moved.left),
    ]
    if asked.whole:
        made.append(Sheet("各单位", ("单位", "数值", "判断", "还差"), units(opening), widths=(28, 16, 16, 24)))
    drawn = trend(opening.model, opening.metric, asked.unit, asked.day, asked.rows)
    return [*made, Sheet("趋势", ("期间", "数值"), table_of(drawn), title=drawn.says, widths=(16, 60))]


def facts(opening: Opening) -> list[tuple[str, str]]:
    """The head of the page, line by line."""
    asked, shown = opening.asked, opening.shown
    return [
        ("单位", asked.unit.name),
        ("期间", asked.period_said),
        ("数据截至", chinese_date(asked.day)),
        ("数值", shown.value),
        ("判断", shown.verdict),
        ("目标", shown.line),
        ("目标来源", f"{shown.aim.level} {shown.aim.source}".strip() or "没有目标，只作参考"),
        ("还差", shown.missing or "—"),
        ("算法", opening.metric.formula),
        ("依据", opening.metric.basis or "—"),
        ("算法名", opening.name),
    ]


def listed_rows(opening: Opening, name: str, rows: QuerySet, why: Any = None) -> Sheet:
    heads = columns(opening.model)
    tail = ("填报", "版本", *(("未计入原因",) if why else ()))

    def lines() -> Iterator[tuple]:
        row: Register
        for row in rows.select_related("unit").iterator(AT_ONCE):
            told = [said(each, each.of(row)) for each in heads]
            yield (*told, came(row), row.version, *((why(row),) if why else ()))

    return Sheet(name, (*(each.label for each in heads), *tail), lines())


def units(opening: Opening) -> Iterator[tuple]:
    for unit, figure in by_unit(*opening.arguments, opening.asked.rows):
        shown = Shown(opening.name, figure, opening.shown.aim)
        yield unit.name, shown.value, shown.verdict, shown.missing or "—"
