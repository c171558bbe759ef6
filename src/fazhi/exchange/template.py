"""The template of a register: a sheet to fill in, with lists to choose from, a note on every column, and one example."""

import io
from datetime import date
from typing import Any

import xlsxwriter

from fazhi.engine.register import Register, register, registers
from fazhi.kit.dates import chinese_date
from fazhi.people.actor import Actor
from fazhi.people.directory import units_seen_by
from fazhi.records.columns import Column

from .mapping import MARK, importable

LISTS = "选项"  # the sheet of the lists to choose from
FILLED_TO = 5000  # rows that the lists to choose from reach down to
HOW = {
    "unit": "写单位全称、简称或别名",
    "date": "日期，写成 2025-06-13 或 2025年6月13日",
    "moment": "日期和时间，写成 2025-06-13 14:30",
    "yes-no": "填“是”或“否”",
    "whole": "填整数",
    "decimal": "填数字",
    "personal": "个人信息，保存时加密",
    "address": "完整网址，以 http:// 或 https:// 开头",
    "stage": "现在所处的环节，从列表中选；不填为第一个环节",
    "choice": "从列表中选",
}


def template(model: type[Register], actor: Actor) -> bytes:
    """The .xlsx of the template, as the actor would fill it in."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    title = str(model._meta.verbose_name)
    every = importable(model)
    formats = _formats(book)
    page, lists, notes = book.add_worksheet(title[:31]), book.add_worksheet(LISTS), book.add_worksheet("填写说明")
    units = [unit.name for unit in units_seen_by(actor).on(actor.today).order_by("order", "id") if model.may_write(actor, unit)]
    page.write_string(0, 0, MARK, formats["header"])
    page.write_comment(0, 0, "写“示例”的行导入时跳过。自己填的行，这一列留空。")
    page.write_string(1, 0, "示例", formats["example"])
    page.set_column(0, 0, 7)
    place_of_list = 0
    for place, column in enumerate(every, start=1):
        page.write_string(0, place, column.label, formats["needed" if _is_needed(model, column) else "header"])
        page.write_comment(0, place, note(model, column), {"x_scale": 1.6, "y_scale": 1.2})
        page.set_column(place, place, 14 if column.kind != "long" else 36, formats.get(column.kind))
        _write(page, 1, place, example(model, column, actor), formats["example"])
        options = (
            units
            if column.kind == "unit"
            else [str(label) for _, label in column.choices] or (["是", "否"] if column.kind == "yes-no" else [])
        )
        if options:
            source = _listed(lists, place_of_list, column.label, options, formats)
            place_of_list += 1
            strict = {
                "error_title": "没有这一项",
                "error_message": f"“{column.label}”请从列表中选。",
                "error_type": "stop" if column.kind != "unit" else "warning",
            }
            page.data_validation(1, place, FILLED_TO, place, {"validate": "list", "source": source, **strict})
        elif column.kind == "date":
            page.data_validation(1, place, FILLED_TO, place, _dates(column))
    page.freeze_panes(1, 0)
    _explain(notes, model, every, formats)
    book.close()
    return stream.getvalue()


def note(model: type[Register], column: Column) -> str:
    """What a person needs to know to fill in a column, in a line or two."""
    parts = ["必填。" if _is_needed(model, column) else "可不填。"]
    parts.append(HOW.get(column.kind, "填文字") + "。")
    if column.name in model.identity:
        parts.append("编号相同的记录视为同一条：已有的按表中内容修改，没有的新增。")
    if column.to in registers():
        parts.append(f"填“{register(column.to)._meta.verbose_name}”台账中的编号。")
    if column.help:
        parts.append(column.help.removesuffix("。") + "。")
    if column.choices:
        parts.append("可填：" + "、".join(str(label) for _, label in column.choices[:20]) + "。")
    return "".join(parts)


def example(model: type[Register], column: Column, actor: Actor) -> Any:
    """A value of the right kind, visibly an example."""
    if column.kind == "unit":
        return actor.unit.short_name if actor.unit else ""
    if column.choices:
        return str(column.choices[0][1])
    made = {
        "date": date(2025, 6, 13),
        "moment": "2025-06-13 14:30",
        "yes-no": "否",
        "address": "https://example.gov.cn/",
        "personal": "张某某",
    }
    if column.kind in ("whole", "decimal"):
        return 2025 if column.name == "year" else 1
    return made.get(column.kind, f"示例{column.label}")


def file_name(model: type[Register], what: str, day: date) -> str:
    """“信息公开申请导入模板（2026年1月5日）.xlsx”."""
    return f"{model._meta.verbose_name}{what}（{chinese_date(day)}）.xlsx"


def _is_needed(model: type[Register], column: Column) -> bool:
    return column.required or column.name in model.identity


def _formats(book: xlsxwriter.Workbook) -> dict[str, Any]:
    head = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center", "font_name": "宋体"}
    return {
        "header": book.add_format(head | {"bg_color": "#E8EDF3"}),
        "needed": book.add_format(head | {"bg_color": "#FDF3E0", "font_color": "#8F5A00"}),
        "example": book.add_format({"font_color": "#5F6470", "italic": True, "num_format": "yyyy-mm-dd", "font_name": "宋体"}),
        "text": book.add_format({"num_format": "@"}),
        "reference": book.add_format({"num_format": "@"}),
        "personal": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "long": book.add_format({"text_wrap": True, "num_format": "@"}),
        "plain": book.add_format({"text_wrap": True, "valign": "top", "font_name": "宋体"}),
    }


def _write(page: Any, row: int, place: int, value: Any, style: Any) -> None:
    if isinstance(value, date):
        page.write_datetime(row, place, value, style)
    elif isinstance(value, (int, float)):
        page.write_number(row, place, value, style)
    else:
        page.write_string(row, place, str(value), style)


def _listed(lists: Any, place: int, label: str, options: list[str], formats: dict[str, Any]) -> str:
    """Write the options under their label; the address of the range."""
    lists.write_string(0, place, label, formats["header"])
    for row, option in enumerate(options, start=1):
        lists.write_string(row, place, option, formats["plain"])
    lists.set_column(place, place, 24)
    letters = xlsxwriter.utility.xl_col_to_name(place, col_abs=True)
    return f"={LISTS}!{letters}$2:{letters}${len(options) + 1}"


def _dates(column: Column) -> dict[str, Any]:
    told = {"error_title": "不是日期", "error_message": f"“{column.label}”请写成 2025-06-13 的样子。", "error_type": "warning"}
    return {"validate": "date", "criteria": "between", "minimum": date(1950, 1, 1), "maximum": date(2199, 12, 31), **told}


def _explain(notes: Any, model: type[Register], every: list[Column], formats: dict[str, Any]) -> None:
    notes.set_column(0, 0, 24)
    notes.set_column(1, 1, 90)
    notes.write_string(0, 0, "列", formats["header"])
    notes.write_string(0, 1, f"怎样填写（{model._meta.verbose_name}）", formats["header"])
    for row, column in enumerate(every, start=1):
        notes.write_string(row, 0, column.label, formats["plain"])
        notes.write_string(row, 1, note(model, column), formats["plain"])
