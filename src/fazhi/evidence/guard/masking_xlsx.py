"""A masked copy of an Excel workbook: values replaced in shared strings, cells and numbers, row by row; comments and makers gone."""

from pathlib import Path
from typing import Any

from lxml import etree

from .. import kinds
from ..text import extract
from .parts_cleaned import cleaned, hide_everywhere, is_xml, parsed, read, refuse_left, spelt, write
from .wanted import CopyRefused, Wanted, Words

_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def masked_xlsx(path: Path, made: Path, keys: set[tuple[str, str]], boxes: list[dict[str, Any]]) -> None:
    """Write the copy to `made`; raises CopyRefused."""
    if boxes:
        raise CopyRefused("表格不能按位置画框。请勾选要遮盖的内容，或导出为 PDF 后上传新版本，再做副本。")
    parts = cleaned(read(path))
    roots = {name: parsed(data) for name, data in parts.items() if is_xml(name)}
    strings = _strings(roots.get("xl/sharedStrings.xml"))
    sheets = [root for name, root in roots.items() if root.tag == _M + "worksheet"]
    wanted = Wanted(keys)
    rows = ["\n".join(_row(row, strings)[0].text for row in sheet.iter(_M + "row")) for sheet in sheets]
    wanted.learn([extract(path, kinds.XLSX.media_type).text, *rows])
    wanted.refuse_lost()
    for sheet in sheets:
        for row in [*sheet.iter(_M + "row")]:
            _hide(row, strings, wanted)
        for node in [*sheet.iter(_M + "legacyDrawing", _M + "legacyDrawingHF")]:  # the shapes of comments, which are gone
            node.getparent().remove(node)
    for name, root in roots.items():
        hide_everywhere(root, wanted)
        parts[name] = spelt(root)
    refuse_left(parts, wanted)
    write(parts, made)
    if wanted.spans(extract(made, kinds.XLSX.media_type).text):
        raise CopyRefused("副本里仍能读出要遮盖的内容，没有保存。请导出为 PDF 后上传新版本，再做副本。")


def _strings(root: etree._Element | None) -> list[etree._Element]:
    return [] if root is None else list(root.iter(_M + "si"))


def _words_of(node: etree._Element) -> str:
    """Of a string item: its runs joined, without the reading aids of East Asian names (rPh)."""
    return "".join(each.text or "" for each in node.iter(_M + "t") if each.getparent().tag != _M + "rPh")


def _row(row: etree._Element, strings: list[etree._Element]) -> tuple[Words, list[etree._Element]]:
    """The words of a row, a cell a stretch, as the extraction of words joins them."""
    words, cells = Words(), []
    for cell in row.iter(_M + "c"):
        if (text := _shown(cell, strings)) != "":
            words.add(text)
            words.divide("\t")
            cells.append(cell)
    return words, cells


def _shown(cell: etree._Element, strings: list[etree._Element]) -> str:
    value = cell.findtext(_M + "v") or ""
    kind = cell.get("t", "n")
    if kind == "s":
        return _words_of(strings[int(value)]) if value.isdigit() and int(value) < len(strings) else ""
    inline = cell.find(_M + "is")
    if kind == "inlineStr" and inline is not None:
        return _words_of(inline)
    if kind == "n" and value:
        return _whole(value)
    return value


def _whole(value: str) -> str:
    """A number as people read it: 13812345678 also where it is stored as 1.3812345678E10."""
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value


def _hide(row: etree._Element, strings: list[etree._Element], wanted: Wanted) -> None:
    words, cells = _row(row, strings)
    for owner, text in words.hidden(wanted).items():
        cell = cells[owner]
        if cell.get("t") == "s":
            _rewrite(strings[int(cell.findtext(_M + "v") or 0)], text)
        for child in list(cell):
            cell.remove(child)
        cell.set("t", "inlineStr")
        _rewrite(etree.SubElement(cell, _M + "is"), text)


def _rewrite(node: etree._Element, text: str) -> None:
    for child in list(node):
        node.remove(child)
    etree.SubElement(node, _M + "t").text = text
