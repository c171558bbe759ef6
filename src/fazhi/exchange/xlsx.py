"""The inside of an .xlsx file, read a row at a time, so that a long sheet takes no more memory than a short one."""

import mmap
import posixpath
import re
import tempfile
import zipfile
from array import array
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any
from xml.parsers.expat import ExpatError

from lxml import etree

from fazhi.kit.sheets import MOST_UNPACKED, SheetRefused

from .sheetxml import RawCell, sheet_rows, string_items, unescaped

MOST_COLUMNS = 400  # further ones are formatting, never data
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # ECMA-376 18.8.30, with the Chinese ones
PERCENT_FORMATS = {9, 10}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
DAMAGED = "这个 Excel 文件不完整或已损坏（可能只传了一半）。请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再上传。"
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; rows from 1, columns from 0


class CellError(str):
    """A cell that holds no value but an error: #REF!, or a formula that was never worked out."""


class Strings:
    """The shared strings of a book, on disk: only where each begins is held in memory."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self.ends = array("Q", [0])
        self.spool = tempfile.TemporaryFile(prefix="fazhi-")  # noqa: SIM115  closed with the book
        for text in string_items(stream) if stream else ():
            self.ends.append(self.ends[-1] + self.spool.write(text.encode()))
        self.spool.flush()
        self.held = mmap.mmap(self.spool.fileno(), 0, access=mmap.ACCESS_READ) if self.ends[-1] else b""

    def __getitem__(self, place: int) -> str:
        if not 0 <= place < len(self.ends) - 1:
            raise SheetRefused(DAMAGED)
        return bytes(self.held[self.ends[place] : self.ends[place + 1]]).decode()

    def close(self) -> None:
        if isinstance(self.held, mmap.mmap):
            self.held.close()
        self.spool.close()


class XlsxBook:
    """An .xlsx file: its sheets in order, the merged cells of one, the rows of one. Raises SheetRefused."""

    def __init__(self, path: Path) -> None:
        try:
            self.packed = zipfile.ZipFile(path)
            if sum(part.file_size for part in self.packed.infolist()) > MOST_UNPACKED:
                raise SheetRefused("这个表格解开后超过600 MB，不予读取。请拆成几个文件再上传。")
            self.sheets = self._sheets()
            self.kinds, self.from_1904 = self._styles(), self._is_1904()
            self.strings: Strings | None = None
        except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, OSError, EOFError, ValueError) as error:
            if isinstance(error, SheetRefused):
                raise
            raise SheetRefused(DAMAGED) from error

    @property
    def names(self) -> list[str]:
        return list(self.sheets)

    def merges(self, name: str) -> list[Merge]:
        """The merged cells, found without reading the sheet as XML: they stand at its very end."""
        found: list[Merge] = []
        with self.packed.open(self.sheets[name]) as stream:
            kept = b""
            while piece := stream.read(1 << 20):
                held = kept + piece
                last = 0
                for each in _MERGE.finditer(held):
                    first, top, end, bottom = each.groups()
                    found.append((int(top), column_of(first.decode()), int(bottom), column_of(end.decode())))
                    last = each.end()
                kept = held[max(last, len(held) - 200) :]
        return found

    def rows(self, name: str) -> Iterator[tuple[int, list]]:
        """(number of the row from 1, its cells from column A on); rows without any value are left out."""
        try:
            if self.strings is None:
                part = next((each for each in self.packed.namelist() if each.lower().endswith("sharedstrings.xml")), None)
                self.strings = Strings(self.packed.open(part) if part else None)
            with self.packed.open(self.sheets[name]) as stream:
                for number, found in sheet_rows(stream):
                    if cells := self._cells(found):
                        yield number, cells
        except (zipfile.BadZipFile, etree.XMLSyntaxError, ExpatError, EOFError, ValueError, KeyError, OSError) as error:
            if isinstance(error, SheetRefused):
                raise
            raise SheetRefused(DAMAGED) from error

    def close(self) -> None:
        if self.strings:
            self.strings.close()
        self.packed.close()

    def _cells(self, found: list[RawCell]) -> list:
        cells: list[Any] = []
        for letters, kind, style, text, is_formula in found:
            place = column_of(letters) if letters else len(cells)
            if place >= MOST_COLUMNS:
                break
            value = self._value(kind, style, text, is_formula)
            if value != "" or not letters:
                cells.extend([""] * (place - len(cells)))
                cells.append(value)
        return cells if any(cell != "" for cell in cells) else []

    def _value(self, kind: str, style: str, text: str | None, is_formula: bool) -> Any:
        if not text:
            return CellError("公式没有结果") if is_formula and kind != "str" else ""
        if kind == "s":
            assert self.strings is not None
            return self.strings[int(text)]
        if kind in ("inlineStr", "str"):
            return unescaped(text)
        if kind == "b":
            return text == "1"
        if kind == "e":
            return CellError(text)
        if kind == "d":
            return datetime.fromisoformat(text)
        return self._number(text, self.kinds.get(int(style or 0), "")) if text else ""

    def _number(self, text: str, kind: str) -> Any:
        number = float(text)
        if kind == "date":
            return serial_moment(number, from_1904=self.from_1904)
        if kind == "percent":
            return f"{float(f'{number * 100:.12g}'):.12g}%"
        return int(number) if number.is_integer() and abs(number) < 1e17 else number

    def _xml(self, part: str) -> Any:
        return etree.fromstring(self.packed.read(part), _parser())

    def _sheets(self) -> dict[str, str]:
        relations = {}
        for each in self._xml("xl/_rels/workbook.xml.rels"):
            target = each.get("Target", "")
            relations[each.get("Id")] = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        found = {}
        for sheet in self._xml("xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
            link = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)
            if sheet.get("state") in (None, "visible") and relations.get(link) in self.packed.NameToInfo:
                found[sheet.get("name")] = relations[link]
        if not found:
            raise SheetRefused("这个 Excel 文件里没有可读的工作表。请核对文件后再上传。")
        return found

    def _is_1904(self) -> bool:
        told = self._xml("xl/workbook.xml").find("{*}workbookPr")
        return told is not None and told.get("date1904") in ("1", "true")

    def _styles(self) -> dict[int, str]:
        """Number of a cell style → date or percent, for the styles that are one."""
        part = next((each for each in self.packed.namelist() if each.lower() == "xl/styles.xml"), None)
        if part is None:
            return {}
        told = self._xml(part)
        codes = {int(each.get("numFmtId")): each.get("formatCode", "") for each in told.iterfind("{*}numFmts/{*}numFmt")}
        kinds = {}
        for place, style in enumerate(told.iterfind("{*}cellXfs/{*}xf")):
            number = int(style.get("numFmtId") or 0)
            code = _QUOTED.sub("", codes.get(number, "")).lower()
            if number in DATE_FORMATS or (code and code != "general" and re.search("[ymdhs]|年|月|日", code)):
                kinds[place] = "date"
            elif number in PERCENT_FORMATS or "%" in code:
                kinds[place] = "percent"
        return kinds


def serial_moment(number: float, *, from_1904: bool = False) -> date | datetime | time | float:
    """An Excel serial as a date, or with its time; numbers that name no day stay numbers."""
    if not 0 <= number < 2_958_466:
        return number
    seconds = round((number % 1) * 86400)
    if number < 1:
        return (datetime.min + timedelta(seconds=seconds)).time() if seconds < 86400 else number
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30) if number >= 60 else datetime(1899, 12, 31)
    moment = epoch + timedelta(days=int(number), seconds=seconds)
    return moment if seconds else moment.date()


_columns: dict[str, int] = {}


def column_of(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    if letters not in _columns:
        place = 0
        for letter in letters:
            place = place * 26 + ord(letter) - 64
        if len(letters) > 3:
            return MOST_COLUMNS
        _columns[letters] = place - 1
    return _columns[letters]


def letters_of(place: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def is_error(value: Any) -> bool:
    return isinstance(value, CellError) or (isinstance(value, str) and value in _ERRORS)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
