"""Cells as people write them, and why one cannot be read."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import models
from django.utils import timezone

from fazhi.engine.register import registers
from fazhi.exchange.cells import CellRefused, date_of, moment_of, reader_of, yes_no
from fazhi.records.columns import Column, columns


@pytest.mark.parametrize(
    "cell",
    [
        "2025.6.3",
        "2025年6月3日",
        "二〇二五年六月三日",
        "2025-06-03",
        "2025/6/3",
        "２０２５年６月３日",
        "20250603",
        20250603,
        45811,
        "45811",
        45811.5,
        date(2025, 6, 3),
        datetime(2025, 6, 3, 9, 30),
        " 2025-06-03 00:00:00 ",
        "2025年6月3日（星期二）",
    ],
)
def test_dates_are_read_however_they_are_written(cell):
    assert date_of(cell) == date(2025, 6, 3)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("2025.13.3", "“2025.13.3”不是真实的日期：2025年没有13月3日。请写成“2025年6月13日”或“2025-06-13”"),
        ("2025-02-30", "“2025-02-30”不是真实的日期：2025年没有2月30日。请写成“2025年6月13日”或“2025-06-13”"),
        ("6月上旬", "读不懂日期“6月上旬”。请写成“2025年6月13日”或“2025-06-13”"),
        ("25.6.3", "“25.6.3”的年份只有两位，分不清是哪一年。请写成“2025-6-3”的样子"),
        (3, "读不懂日期“3”。请写成“2025年6月13日”或“2025-06-13”"),
    ],
)
def test_impossible_dates_say_why(cell, told):
    with pytest.raises(CellRefused) as refusal:
        date_of(cell)

    assert str(refusal.value) == told


@pytest.mark.parametrize(
    "cell",
    ["2025-06-03 14:30", "2025年6月3日14时30分", "2025.6.3 下午2:30", "２０２５－０６－０３ １４：３０", datetime(2025, 6, 3, 14, 30)],
)
def test_moments_are_read_however_they_are_written(cell):
    assert moment_of(cell) == timezone.make_aware(datetime(2025, 6, 3, 14, 30))


def test_moment_without_a_time_is_refused():
    with pytest.raises(CellRefused) as refusal:
        moment_of("2025-06-03")

    assert str(refusal.value) == "“2025-06-03”不是带时间的日期。请写成“2025-06-13 14:30”"


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("是", True), ("√", True), ("有", True), (1, True), (True, True), ("否", False), ("×", False), ("无", False), (0, False)],
)
def test_yes_and_no(cell, answer):
    assert yes_no(cell) is answer


def number(label, cell, kind="decimal"):
    field = models.DecimalField(max_digits=12, decimal_places=2) if kind == "decimal" else models.PositiveSmallIntegerField()
    field.name = "amount"
    model = type("Holder", (), {"_meta": type("Meta", (), {"concrete_fields": [field]})})
    return reader_of(model, Column("amount", label, kind), lambda text: text)(cell)


@pytest.mark.parametrize(
    ("label", "cell", "value"),
    [
        ("罚款（元）", "1.25万元", "12500"),
        ("罚款（元）", "1,234.5", "1234.5"),
        ("罚款", "3000元", "3000"),
        ("投资（万元）", "12.5万元", "12.5"),
        ("投资（万元）", "125000元", "12.5"),
        ("投资（万元）", 12.5, "12.5"),
        ("合格率（%）", "95%", "95"),
        ("合格率（%）", "百分之九十五", "95"),
        ("合格率", "95%", "0.95"),
        ("件数", "二十三件", "23"),
        ("件数", "１２", "12"),
        ("学时", "40学时", "40"),
        ("金额", 0.1 + 0.2, "0.3"),
    ],
)
def test_numbers_come_in_the_unit_of_the_label(label, cell, value):
    assert number(label, cell) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "kind", "told"),
    [
        ("约三件", "decimal", "“约三件”不是能读懂的数字。请填数字，如 23、1.5、1,234"),
        (1.234, "decimal", "“1.234”的小数多于2位。请保留2位小数"),
        (99999999999, "decimal", "“99999999999”太大，超过10位整数。请核对"),
        (2.5, "whole", "“2.5”不是整数。请填整数"),
        (-1, "whole", "“-1”不在0至32767之间。请核对"),
        (date(2025, 1, 1), "whole", "“2025-01-01”不是数字。请填数字"),
    ],
)
def test_numbers_that_cannot_be_say_why(cell, kind, told):
    with pytest.raises(CellRefused) as refusal:
        number("数量", cell, kind)

    assert str(refusal.value) == told


def test_number_that_a_spreadsheet_rounded_is_no_text():
    model = registers()["R34"]
    column = next(column for column in columns(model) if column.name == "number")

    with pytest.raises(CellRefused) as refusal:
        reader_of(model, column, lambda text: text)(620302199001011234)

    assert str(refusal.value) == "“620302199001011234”是超过15位的数字，表格软件已经把它舍入，不再可信。请把这一列设为文本后重新填写"


@pytest.mark.parametrize("code", sorted(registers()))
def test_labels_of_a_register_are_told_apart(code):
    """A sheet knows a column by its label alone."""
    labels = [column.label for column in columns(registers()[code])]

    assert [label for label in labels if labels.count(label) > 1] == []
