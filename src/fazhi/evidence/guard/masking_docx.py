"""A masked copy of a Word document: values replaced in every run, header and text box; revisions settled, comments and makers gone."""

from pathlib import Path
from typing import Any

from lxml import etree

from .. import kinds
from ..text import extract
from .parts_cleaned import cleaned, hide_everywhere, is_xml, parsed, read, refuse_left, spelt, write
from .wanted import CopyRefused, Wanted, Words

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_TEXTS = {_W + "t", _A + "t", _C + "v", _W + "instrText"}
_ENDS = {_W + "p": "\n", _A + "p": "\n", _W + "br": "\n", _A + "br": "\n", _W + "tab": " ", _C + "pt": "\n"}
_GONE = {
    *(_W + name for name in ("del", "moveFrom", "delText", "delInstrText", "commentRangeStart", "commentRangeEnd", "commentReference")),
    *(
        _W + name
        for name in ("annotationRef", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange", "tblGridChange")
    ),
    *(
        _W + name
        for name in ("tblPrExChange", "numberingChange", "cellIns", "cellDel", "cellMerge", "dataBinding", "docVars", "attachedTemplate")
    ),
    *(
        _W + name
        for name in ("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "trackRevisions", "rsids", "docVar")
    ),
}
_UNWRAPPED = {_W + "ins", _W + "moveTo"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def masked_docx(path: Path, made: Path, keys: set[tuple[str, str]], boxes: list[dict[str, Any]]) -> None:
    """Write the copy to `made`; raises CopyRefused. Pictures in the document stay: their words can only be hidden on pages."""
    if boxes:
        raise CopyRefused("Word 文档不能按位置画框。文档里的图片需要遮盖的，请导出为 PDF 后上传新版本，再做副本。")
    parts = cleaned(read(path))
    roots = {name: parsed(data) for name, data in parts.items() if is_xml(name)}
    for root in roots.values():
        settle_revisions(root)
    wanted = Wanted(keys)
    wanted.learn([extract(path, kinds.DOCX.media_type).text, *(_gathered(root)[0].text for root in roots.values())])
    wanted.refuse_lost()
    for name, root in roots.items():
        _hide(root, wanted)
        hide_everywhere(root, wanted)
        parts[name] = spelt(root)
    refuse_left(parts, wanted)
    write(parts, made)
    if wanted.spans(extract(made, kinds.DOCX.media_type).text):
        raise CopyRefused("副本里仍能读出要遮盖的内容，没有保存。请导出为 PDF 后上传新版本，再做副本。")


def settle_revisions(root: etree._Element) -> None:
    """As after 接受所有修订: what was deleted is gone, what was inserted stands, and nothing says who did it."""
    for row in [*root.iter(_W + "tr")]:
        if row.find(f"{_W}trPr/{_W}del") is not None:
            row.getparent().remove(row)
    for node in [*root.iter(*_GONE)]:
        if node.getparent() is not None:
            _take_out(node)
    for node in [*root.iter(*_UNWRAPPED)]:
        parent = node.getparent()
        if parent is None:
            continue
        at = parent.index(node)
        for child in reversed(list(node)):
            parent.insert(at + 1, child)
        parent.remove(node)


def _take_out(node: etree._Element) -> None:
    node.getparent().remove(node)


def _gathered(root: etree._Element) -> tuple[Words, list[etree._Element]]:
    """The words of a part, a paragraph a line, and the nodes that hold them."""
    words, nodes = Words(), []
    for _, node in etree.iterwalk(root, events=("end",)):
        if node.tag in _TEXTS:
            words.add(node.text or "")
            nodes.append(node)
        elif node.tag in _ENDS:
            words.divide(_ENDS[node.tag])
    return words, nodes


def _hide(root: etree._Element, wanted: Wanted) -> None:
    words, nodes = _gathered(root)
    for owner, text in words.hidden(wanted).items():
        nodes[owner].text = text
        nodes[owner].set(_SPACE, "preserve")
