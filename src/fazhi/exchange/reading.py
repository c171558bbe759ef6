"""Reading whatever a unit hands in — .xlsx, .xls, .ods, CSV — row by row, with the merged cells filled."""

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import python_calamine

from fazhi.kit.files import human_size
from fazhi.kit.sheets import SheetRefused

from .xlsx import MOST_COLUMNS, Merge, XlsxBook

MOST_WHOLE = 48 << 20  # bytes of an .xls, or of an .ods unpacked: these are read whole, so they may not be long
UNQUOTED = "这个 CSV 文件的引号不成对（可能只传了一半），或有单元格过长，无法读取。请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再上传。"
CUT_OFF = "这个 CSV 文件像是只传了一半：最后一行不完整。请核对原文件，重新上传。"
DAMAGED = "这个文件不是完好的 Excel（.xlsx、.xls）或 .ods 表格（可能只传了一半）。请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再上传。"
Row = tuple[int, list]  # the number of the row in its sheet, from 1, and its cells from column A on


class CalamineBook:
    """An .xls or .ods file. Its reader takes a whole sheet into memory, so its size is bounded."""

    def __init__(self, path: Path) -> None:
        size = path.stat().st_size
        try:
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as packed:
                    size = sum(part.file_size for part in packed.infolist())
            if size > MOST_WHOLE:
                raise SheetRefused(f"这个表格有 {human_size(size)}，这种格式只能读到 {human_size(MOST_WHOLE)}。请另存为 .xlsx 后再上传。")
            self.book = _shielded(lambda: python_calamine.CalamineWorkbook.from_path(str(path)))
        except (zipfile.BadZipFile, OSError) as error:
            raise SheetRefused(DAMAGED) from error
        self.names = list(self.book.sheet_names)

    def merges(self, name: str) -> list[Merge]:
        found = _shielded(lambda: self.book.get_sheet_by_name(name).merged_cell_ranges) or []
        return [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in found]

    def rows(self, name: str) -> Iterator[Row]:
        page = _shielded(lambda: self.book.get_sheet_by_name(name))
        missing = [""] * (page.start[1] if page.start else 0)
        for number, row in enumerate(page.iter_rows(), start=1):
            cells = missing + [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row[:MOST_COLUMNS]]
            if any(cell != "" for cell in cells):
                yield number, cells

    def close(self) -> None:
        self.book.close()


class CsvBook:
    """A CSV: UTF-8, UTF-16 with its mark, or GB 18030; never held whole."""

    names = ["CSV"]

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as stream:
            mark = stream.read(3)
        encodings = ("utf-16",) if mark[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
        self.encoding = next((each for each in encodings if self._reads_as(each)), "")
        if not self.encoding:
            raise SheetRefused(
                "这个文件不是能读懂的表格：既不是 Excel、.ods，也不是完整的 UTF-8 或 GB 18030 编码的 CSV。请另存为 .xlsx 后再上传。"
            )

    def merges(self, name: str) -> list[Merge]:
        return []

    def rows(self, name: str) -> Iterator[Row]:
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, encoding=self.encoding, newline="") as text:
            first = text.readline(100_000)
            divider = max("\t,;", key=first.count)
            text.seek(0)
            reader = csv.reader(text, delimiter=divider, strict=True)
            widest = width = 0
            try:
                for number, cells in enumerate(reader, start=1):
                    width = len(cells)
                    widest = max(widest, width) if number < 50 else widest
                    if any(cell.strip() for cell in cells):
                        yield number, cells[:MOST_COLUMNS]
            except csv.Error as error:
                raise SheetRefused(UNQUOTED) from error
        if 1 < width < widest and not self._ends_whole():
            raise SheetRefused(CUT_OFF)

    def close(self) -> None:
        pass

    def _reads_as(self, encoding: str) -> bool:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with self.path.open("rb") as stream:
                while piece := stream.read(1 << 20):
                    if "\0" in decoder.decode(piece):
                        return False
                return "\0" not in decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False

    def _ends_whole(self) -> bool:
        with self.path.open("rb") as stream:
            stream.seek(max(0, self.path.stat().st_size - 4))
            return stream.read().rstrip(b"\0").endswith((b"\n", b"\r"))


Book = XlsxBook | CalamineBook | CsvBook


@contextmanager
def opened_book(path: Path) -> Iterator[Book]:
    """The file as a book, by what it is and not by its name. Raises SheetRefused."""
    with path.open("rb") as stream:
        head = stream.read(8)
    if not head:
        raise SheetRefused("这个文件是空的。请核对后重新上传。")
    book: Book
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        book = CalamineBook(path)
    elif head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        book = XlsxBook(path) if _is_xlsx(path) else CalamineBook(path)
    else:
        book = CsvBook(path)
    try:
        yield book
    finally:
        book.close()


def filled_rows(book: Book, sheet: str, merges: list[Merge], *, across_until: int = 0) -> Iterator[Row]:
    """The rows of a sheet with the cells that a merged one covers filled from it.

    Downwards everywhere; to the right only in rows up to `across_until` (the header): a note across the whole width stays one cell.
    """
    waiting = sorted(merges)
    open_ones: list[tuple[Merge, Any]] = []
    place = 0
    for number, cells in book.rows(sheet):
        while place < len(waiting) and waiting[place][0] <= number:
            merge = waiting[place]
            place += 1
            if merge[2] >= number and merge[3] < MOST_COLUMNS:
                open_ones.append((merge, cells[merge[1]] if merge[0] == number and merge[1] < len(cells) else ""))
        if open_ones:
            open_ones = [(merge, value) for merge, value in open_ones if merge[2] >= number]
            _fill(number, cells, open_ones, across=number <= across_until)
        yield number, cells


def _fill(number: int, cells: list, merged: list[tuple[Merge, Any]], *, across: bool) -> None:
    for (top, left, _, right), value in merged:
        if value == "" or (number == top and not across):
            continue
        last = right if across else left
        cells.extend([""] * (last + 1 - len(cells)))
        for column in range(left, last + 1):
            if cells[column] == "":
                cells[column] = value


def _is_xlsx(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as packed:
            return "xl/workbook.xml" in packed.NameToInfo
    except zipfile.BadZipFile as error:
        raise SheetRefused(DAMAGED) from error


def _shielded(read: Callable[[], Any]) -> Any:
    """What the reader gives; its panics (it is written in Rust) are refusals, too."""
    try:
        return read()
    except python_calamine.PasswordError as error:
        raise SheetRefused("这个表格设了密码，无法读取。请去掉密码另存后再上传。") from error
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError, SheetRefused)):
            raise
        raise SheetRefused(DAMAGED) from error
