"""The text of a Word document in body order: paragraphs with their automatic numbers, table rows as lines, merged cells marked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

from fazhi.plan.reader.docx_numbers import ListNumbers
from fazhi.plan.reader.refusal import NotAPlan
from fazhi.plan.reader.wording import SAME_AS_ABOVE, row

LARGEST_PART = 64 * 1024 * 1024  # bytes unpacked; a zip bomb claims or delivers more
_BODY = "word/document.xml"
_P, _TBL, _TR, _TC = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_ASIDE = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:pPr"), qn("w:rPr"), qn("w:tblPr")}
_TEXT, _TAB, _BREAKS = qn("w:t"), qn("w:tab"), {qn("w:br"), qn("w:cr")}
_RESAVE = "请用 Word 打开后另存为 .docx，再上传。"
_WIDEST = 200  # columns


def docx_text(data: bytes) -> str:
    """The words of a .docx. Raises NotAPlan for another kind of archive, a damaged or an oversized one."""
    body, numbering, styles = _parts(data)
    root = _parsed(body)
    numbers = ListNumbers(_parsed(numbering) if numbering else None, _parsed(styles) if styles else None)
    top = root.find(qn("w:body"))
    lines = list(_lines(top, numbers)) if top is not None else []
    return "\n".join(lines)


def _parts(data: bytes) -> tuple[bytes, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if _BODY not in names:
                raise NotAPlan(
                    f"这个文件是{_archive_kind(names)}，不是 Word 文档。", "请上传方案的 Word（.docx）、文本、网页或带文字的 PDF。"
                )
            return _part(archive, _BODY), *(_part(archive, name) if name in names else b"" for name in _EXTRAS)
    except NotAPlan:
        raise
    except Exception as error:  # zipfile raises a dozen kinds for damaged, encrypted or truncated archives
        raise NotAPlan("这个 Word 文档已损坏、没有传完或设了密码。", _RESAVE) from error


_EXTRAS = ("word/numbering.xml", "word/styles.xml")


def _archive_kind(names: set[str]) -> str:
    for name, kind in (("xl/", "电子表格"), ("ppt/", "演示文稿"), ("OFD.xml", "OFD 版式文件")):
        if any(entry.startswith(name) for entry in names):
            return kind
    return "压缩包"


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        content = stream.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise NotAPlan("这个 Word 文档展开后过大，不会是一份方案的正文。", _RESAVE)
    return content


def _parsed(xml: bytes) -> etree._Element:
    try:
        return etree.fromstring(xml, parser=etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.LxmlError as error:
        raise NotAPlan("这个 Word 文档的内容已损坏。", _RESAVE) from error


def _lines(parent: etree._Element, numbers: ListNumbers) -> Iterator[str]:
    for node in parent:
        if node.tag == _P:
            yield numbers.label(node) + _words(node)
        elif node.tag == _TBL:
            yield from _rows(node, numbers)
        elif node.tag not in _ASIDE and isinstance(node.tag, str):
            yield from _lines(node, numbers)  # content controls and tracked insertions wrap paragraphs


def _words(paragraph: etree._Element) -> str:
    pieces: list[str] = []
    waiting = [paragraph]
    while waiting:
        node = waiting.pop()
        if node.tag == _TEXT:
            pieces.append(node.text or "")
        elif node.tag == _TAB:
            pieces.append(" ")
        elif node.tag in _BREAKS:
            pieces.append("\n")
        elif isinstance(node.tag, str) and node.tag not in _ASIDE and not node.tag.endswith("}Fallback"):
            waiting.extend(reversed(node))
    return "".join(pieces)


def _rows(table: etree._Element, numbers: ListNumbers) -> Iterator[str]:
    rows = list(_own(table, _TR))
    if all(len(list(_own(line, _TC))) <= 1 for line in rows):  # a frame round ordinary text
        for line in rows:
            for cell in _own(line, _TC):
                yield from _lines(cell, numbers)
        return
    for line in rows:
        cells = [""] * _value(line, "w:trPr/w:gridBefore", 0)
        for cell in _own(line, _TC):
            merged = cell.find("w:tcPr/w:vMerge", _NS)
            below = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
            cells.append(SAME_AS_ABOVE if below else "\n".join(_lines(cell, numbers)))
            cells.extend([""] * (_value(cell, "w:tcPr/w:gridSpan", 1) - 1))
        yield row(cells)


_NS = {"w": qn("w:p")[1:].partition("}")[0]}


def _own(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table, cells of a row, also inside content controls, never those of a nested table."""
    for node in parent:
        if node.tag == tag:
            yield node
        elif isinstance(node.tag, str) and node.tag not in (_TBL, _TR, _TC, _P):
            yield from _own(node, tag)


def _value(parent: etree._Element, path: str, otherwise: int) -> int:
    node = parent.find(path, _NS)
    said = node.get(qn("w:val"), "") if node is not None else ""
    return min(int(said), _WIDEST) if said.isascii() and said.isdigit() else otherwise
