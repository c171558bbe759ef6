"""Spreadsheets: written for people to print and keep, and read from whatever they hand in."""

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import python_calamine
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576  # of an .xlsx sheet, title and header included
MOST_CHARACTERS = 32_767  # of one cell
MOST_UNPACKED = 600 * 1024 * 1024  # bytes; a larger .xlsx is a bomb or a mistake
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_WIDE = re.compile("[\u2e80-\uffff\U00020000-\U0003ffff]")


class SheetRefused(ValueError):
    """A file that cannot be read, or a table that does not fit a spreadsheet."""


@dataclass
class Sheet:
    """One sheet to write; `rows` may be an iterator, `widths` are in characters and found from the header when None."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]
    title: str = ""
    widths: Sequence[float] | None = None


LINE_POINTS, MOST_POINTS = 15, 400


def write_xlsx(stream: BinaryIO, sheets: Sequence[Sheet]) -> None:
    """Write the sheets to `stream`, one row in memory at a time; raises SheetRefused.

    Text is written as text whatever it begins with, so no cell becomes a formula; control characters are dropped, and
    numbers of more than fifteen digits are kept as text, because a spreadsheet would round them.
    """
    if not sheets:
        raise SheetRefused("没有可以写的工作表。")
    # XlsxWriter leaves its temporary files behind when a row fails; the folder takes them away.
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(stream, {"constant_memory": True, "tmpdir": folder})
        formats = _formats(book)
        taken: set[str] = set()
        for sheet in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(sheet.name, taken)), sheet, formats)
        book.close()


def sheet_names(source: str | Path | bytes) -> list[str]:
    """The names of the sheets in order; a CSV has the one name “CSV”."""
    content = _content(source)
    return _book(content).sheet_names if _is_book(content) else ["CSV"]


def read_rows(source: str | Path | bytes, sheet: str | None = None) -> Iterator[list]:
    """The rows of a sheet (the first when None) of an .xlsx, .xls, .ods or CSV file; raises SheetRefused.

    No row or column is left out, so the n-th list is row n of the sheet. Empty cells are "", whole numbers int.
    A CSV is UTF-8, UTF-16 with its mark, or GB 18030; all its cells are text.
    """
    content = _content(source)
    yield from (_book_rows(content, sheet) if _is_book(content) else _csv_rows(content))


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    cell = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_name": "宋体", "font_size": 11}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "font_name": "黑体", "align": "center", "valign": "vcenter"}),
        "header": book.add_format(cell | {"bold": True, "align": "center", "bg_color": "#E8EDF3"}),
        "text": book.add_format(cell),
        # The quote prefix keeps the text a text when somebody edits the cell.
        "quoted": book.add_format(cell | {"quote_prefix": True}),
        "date": book.add_format(cell | {"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format(cell | {"num_format": "yyyy-mm-dd hh:mm"}),
        "time": book.add_format(cell | {"num_format": "hh:mm"}),
    }


def _write_sheet(page: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    columns = len(sheet.header)
    if not columns:
        raise SheetRefused(f"工作表“{sheet.name}”没有表头。")
    widths = sheet.widths or [min(40, max(10, _width(name) + 4)) for name in sheet.header]
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    title, header = _clean(sheet.title or sheet.name), 1
    page.set_row(0, 30)
    if columns > 1:
        page.merge_range(0, 0, 0, columns - 1, "", formats["title"])
    page.write_string(0, 0, title, formats["title"])
    for column, name in enumerate(sheet.header):
        page.write_string(header, column, _clean(name), formats["header"])
    page.freeze_panes(header + 1, 0)
    for number, row in enumerate(sheet.rows, start=header + 1):
        if number >= MOST_ROWS:
            raise SheetRefused(f"“{sheet.name}”超过{MOST_ROWS - 2}行，一张工作表放不下。请缩小范围，分几次导出。")
        cells = list(row)
        page.set_row(number, _height(cells, widths))
        for column, value in enumerate(cells):
            _write_cell(page, number, column, value, formats)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, header)
    page.set_footer("&C第 &P 页，共 &N 页")


def _height(cells: Sequence[Any], widths: Sequence[float]) -> float:
    """Points for the cell that wraps most; not every program works it out when it opens a book."""
    lines = 1
    for value, width in zip(cells, widths, strict=False):
        if isinstance(value, str) and value:
            lines = max(lines, sum(-(-max(_width(line), 1) // max(int(width) - 1, 1)) for line in value.split("\n")))
    return min(LINE_POINTS * lines + 3, MOST_POINTS)


def _write_cell(page: Worksheet, row: int, column: int, value: Any, formats: dict[str, Format]) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, formats["text"])
    elif isinstance(value, bool):
        page.write_string(row, column, "是" if value else "否", formats["text"])
    elif isinstance(value, int | float | Decimal) and _is_exact(value):
        page.write_number(row, column, value, formats["text"])
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value.replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        page.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, time):
        page.write_datetime(row, column, value.replace(tzinfo=None), formats["time"])
    else:
        text = _clean(str(value))
        if len(text) > MOST_CHARACTERS:
            raise SheetRefused(f"第{row + 1}行第{column + 1}列有{len(text)}个字，超过一个单元格的{MOST_CHARACTERS}个字。请改用 Word 导出。")
        page.write_string(row, column, text, formats["quoted" if text.startswith(_FORMULA_SIGNS) else "text"])


def _is_exact(value: int | float | Decimal) -> bool:
    if isinstance(value, float):
        return value == value and abs(value) != float("inf")
    number = Decimal(value)
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= 15


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _width(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _sheet_name(name: str, taken: set[str]) -> str:
    plain = _NOT_IN_NAMES.sub("_", _clean(name)).strip("' ")[:31] or "工作表"
    chosen, number = plain, 2
    while chosen.lower() in taken:
        ending = f"({number})"
        chosen, number = plain[: 31 - len(ending)] + ending, number + 1
    taken.add(chosen.lower())
    return chosen


def _content(source: str | Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise SheetRefused(f"打不开文件“{Path(source).name}”：{error.strerror}。请确认文件还在并可以读取。") from error


def _is_book(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"))


def _book(content: bytes) -> python_calamine.CalamineWorkbook:
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                    raise SheetRefused("这个表格解开后超过600 MB，不予读取。请拆成几个文件再上传。")
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError as error:
        raise SheetRefused("这个表格设了密码，无法读取。请去掉密码另存后再上传。") from error
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError) as error:
        raise SheetRefused(
            "这个文件不是完好的 Excel（.xlsx、.xls）或 .ods 表格。请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再上传。"
        ) from error


def _book_rows(content: bytes, sheet: str | None) -> Iterator[list]:
    book = _book(content)
    names = book.sheet_names
    if not names or (sheet is not None and sheet not in names):
        raise SheetRefused(f"表格里没有工作表“{sheet or ''}”，有的是：{'、'.join(names) or '无'}。")
    try:
        page = book.get_sheet_by_name(sheet or names[0])
        # The reader begins at the first column that holds anything.
        missing = [""] * (page.start[1] if page.start else 0)
        for row in page.iter_rows():
            yield missing + [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row]
    except python_calamine.CalamineError as error:
        raise SheetRefused(f"工作表“{sheet or names[0]}”已损坏，无法读取。请用 Excel 或 WPS 打开核对，另存后再上传。") from error


def _csv_rows(content: bytes) -> Iterator[list]:
    text = _decode(content)
    first = text.split("\n", 1)[0]
    divider = max("\t,;", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    except csv.Error as error:
        raise SheetRefused(
            "这个 CSV 文件的引号不成对，或有单元格过长，无法读取。请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再上传。"
        ) from error


def _decode(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # GB 18030 reads almost any bytes; what is not a table shows itself by control characters.
        if not _UNPRINTABLE.search(text):
            return text
    raise SheetRefused("这个文件不是能读懂的表格：既不是 Excel、.ods，也不是 UTF-8 或 GB 18030 编码的 CSV。请另存为 .xlsx 后再上传。")
