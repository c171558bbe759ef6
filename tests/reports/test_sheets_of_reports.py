"""The ledger and the task table: rows from live data, printable, and never a formula."""

import io
from datetime import date, datetime

import openpyxl
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fazhi.campaign.models import Submission
from fazhi.plan.models import Indicator
from fazhi.reports.ledger import write_ledger
from fazhi.reports.task_table import write_task_table

DAY = date(2025, 9, 10)


def book(write, campaign):
    stream = io.BytesIO()
    write(campaign, stream, DAY)
    stream.seek(0)
    return openpyxl.load_workbook(stream)


def rows(sheet):
    return [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]


def test_ledger_has_a_row_an_indicator_and_a_sheet_by_unit(city):
    moved = datetime(2025, 9, 8, 10, 30, tzinfo=timezone.get_default_timezone())
    city.at("accepted")
    city.at("taskforce", city.ask(4, "备案率", due_on=date(2025, 9, 20)))
    Submission.objects.update(moved_at=moved)

    written = book(write_ledger, city.campaign)

    assert written.sheetnames == ["工作清单台账", "按单位", "日志封存"]
    title, header, *body = rows(written["工作清单台账"])
    assert title[0] == "2025年度创建工作清单台账"
    assert header == [
        *("序号", "编码", "一级指标", "二级指标", "三级指标", "类别", "牵头单位", "责任单位"),
        *("应交", "已交", "已认定", "状态", "报送期限", "最近变动", "备注"),
    ]
    shared = ["依法行政制度体系完善", "加强行政规范性文件监督管理"]
    units = ["普通", "市司法局（主牵头）、市财政局", "市教育局"]
    at = datetime(2025, 9, 8)
    assert body == [
        [3, "2.8.3", *shared, "合法性审核率", *units, 1, 1, 1, "已认定", datetime(2025, 9, 30), at, ""],
        [4, "2.8.4", *shared, "备案率", *units, 1, 1, 0, "待审（专班）", datetime(2025, 9, 20), at, "在审 1 件"],
    ]
    assert [row[:6] for row in rows(written["按单位"])[2:]] == [
        [1, "市教育局", 2, 2, 2, 1],
        [2, "市司法局", 2, 0, 0, 0],
        [3, "市财政局", 2, 0, 0, 0],
    ]


def test_ledger_prints_on_a4_with_its_header_on_every_page(city):
    sheet = book(write_ledger, city.campaign)["工作清单台账"]

    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, sheet.sheet_properties.pageSetUpPr.fitToPage, setup.fitToHeight) == (
        "landscape",
        9,
        True,
        0,
    )
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.freeze_panes == "A3"


def test_no_title_becomes_a_formula(city):
    Indicator.objects.update(title="=1+1")
    city.demand.applies, city.demand.na_reason = "no", '=HYPERLINK("http://x")'
    city.demand.save()

    cells = [cell for row in book(write_ledger, city.campaign)["工作清单台账"].iter_rows(min_row=3) for cell in row]

    assert cells[4].value == "=1+1"
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert cells[14].value == '不适用：=HYPERLINK("http://x")'


def test_ledger_takes_as_many_queries_for_many_indicators_as_for_few(city):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            write_ledger(city.campaign, io.BytesIO(), DAY)
        return len(seen)

    city.at("accepted")
    before = queries()
    for no in range(20, 30):
        city.at("taskforce", city.ask(no, f"指标{no}"))
    assert queries() == before


def test_task_table_names_units_one_by_one_with_targets_and_indicators(city):
    city.planned(2)

    title, _, *body = rows(book(write_task_table, city.campaign)["任务分解表"])

    assert title[0] == "2025年度创建任务分解表"
    shared = [
        "依法行政制度体系完善",
        "审核",
        "全部审核。",
        "市司法局",
        "市直各部门（市教育局、市财政局）、某局（尚未对应到单位）",
        "合法性审核率≥100%",
    ]
    limit = [datetime(2025, 8, 31), "全面创建"]
    assert body == [
        [1, *shared, "8.加强行政规范性文件监督管理（待确认）", *limit],
        [2, *shared, "8.加强行政规范性文件监督管理", *limit],
    ]


def test_task_table_takes_as_many_queries_for_many_tasks_as_for_few(city):
    def queries(count):
        city.planned(count)
        with CaptureQueriesContext(connection) as seen:
            write_task_table(city.campaign, io.BytesIO(), DAY)
        return len(seen)

    assert queries(2) == queries(12)
