"""Writing an .xlsx as it is sent: rows go out as they come in, so that a list of any length takes no memory and no waiting."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fazhi.kit.sheets import MOST_CHARACTERS

from .cells import SHORTENED
from .xlsx import letters_of

PIECE = 1 << 16  # bytes sent at once
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
TEXT, HEADER, DATE, MOMENT, QUOTED, WRAPPED = range(6)  # places in the style table below
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH = date(1899, 12, 30).toordinal()
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{REL}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF3"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6">'
    '<xf xfId="0"/><xf xfId="0" fontId="1" fillId="2" applyFill="1" applyFont="1"/>'
    '<xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" numFmtId="165" applyNumberFormat="1"/>'
    '<xf xfId="0" quotePrefix="1"/><xf xfId="0" applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


class Pipe:
    """What the archive is written into: bytes wait here until they are sent. It cannot be wound back."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self.waiting.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self.waiting, self.size = b"".join(self.waiting), [], 0
        return taken


def streamed_xlsx(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[float] = ()) -> Iterator[bytes]:
    """The bytes of an .xlsx with one sheet, header in its first row. Text is text whatever it begins with."""
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as packed:  # type: ignore[call-overload]
        sheet_name = _escaped(re.sub(r"[\[\]:*?/\\]", "_", name)[:31] or "台账")
        book = f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="{sheet_name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        for part, text in {**_PARTS, "xl/workbook.xml": book}.items():
            packed.writestr(part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_opening(header, widths).encode())
            letters = [letters_of(place) for place in range(max(len(header), 1) + 1)]
            sheet.write(_row(1, header, letters, style=HEADER).encode())
            held: list[str] = []
            for number, row in enumerate(rows, start=2):
                held.append(_row(number, row, letters))
                if len(held) >= 200:
                    sheet.write("".join(held).encode())
                    held = []
                if pipe.size >= PIECE:
                    yield pipe.take()
            sheet.write("".join(held).encode())
            sheet.write(b"</sheetData></worksheet>")
        yield pipe.take()
    yield pipe.take()


def _opening(header: Sequence[str], widths: Sequence[float]) -> str:
    shown = [*widths, *(max(10, 2 * len(label) + 2) for label in header[len(widths) :])]
    columns = "".join(f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>' for place, width in enumerate(shown, start=1))
    frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        f"{frozen}</sheetView></sheetViews>{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
    )


def _row(number: int, row: Sequence[Any], letters: list[str], style: int | None = None) -> str:
    cells = "".join(
        _cell(f"{letters[place]}{number}", value, style) for place, value in enumerate(row) if value is not None and value != ""
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(at: str, value: Any, style: int | None) -> str:
    if isinstance(value, bool):
        value = "是" if value else "否"
    elif isinstance(value, (int, float, Decimal)):
        if len(str(abs(value)).replace(".", "").lstrip("0")) <= 15:
            return f'<c r="{at}"><v>{value}</v></c>'
    elif isinstance(value, datetime):
        if value.year > 1900:
            seconds = value.hour * 3600 + value.minute * 60 + value.second
            return f'<c r="{at}" s="{MOMENT}"><v>{value.toordinal() - _EPOCH + seconds / 86400:.10f}</v></c>'
        value = value.strftime("%Y-%m-%d %H:%M:%S")
    elif isinstance(value, date):
        if value.year > 1900:
            return f'<c r="{at}" s="{DATE}"><v>{value.toordinal() - _EPOCH}</v></c>'
        value = value.isoformat()
    text = _BAD.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - len(SHORTENED)] + SHORTENED
    kind = style if style is not None else QUOTED if text.startswith(FORMULA_SIGNS) else WRAPPED if "\n" in text else TEXT
    return f'<c r="{at}" s="{kind}" t="inlineStr"><is><t xml:space="preserve">{_escaped(_LOOKS_ESCAPED.sub("_x005F_", text))}</t></is></c>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
