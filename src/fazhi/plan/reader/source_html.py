"""The text of a web page in reading order: one line a block, one line a table row."""

from __future__ import annotations

import re

from lxml import etree, html

from fazhi.plan.reader.refusal import NotAPlan
from fazhi.plan.reader.wording import SAME_AS_ABOVE, row

_BLOCK_NAMES = (
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "html li main nav ol p pre section summary ul td th tr table"
)
_SILENT_NAMES = "script style head noscript template iframe object svg select option button textarea"
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT = frozenset(_SILENT_NAMES.split())
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_FIRST_TAG = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,5000}?-->\s*)*<(?:!doctype\s+html|[a-z][a-z0-9]*[\s>/])", re.IGNORECASE | re.DOTALL
)
_BROKEN = re.compile(r"(?<=[^\x00-\xff])[ \t]*[\r\n]\s*(?=[^\x00-\xff])")  # a source line break between two Chinese signs is no blank
_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")
_WIDEST = 200  # columns a merged cell may span


def is_html(text: str) -> bool:
    """Whether the text begins like a web page."""
    return bool(_FIRST_TAG.match(text[:20_000]))


def declared_charset(data: bytes) -> str | None:
    """The charset named in the first 4,096 bytes; GB2312 and GBK are read as their superset GB18030."""
    found = _CHARSET.search(data[:4096])
    if not found:
        return None
    name = found.group(1).decode("ascii").lower()
    return "gb18030" if name in ("gb2312", "gbk", "gb_2312", "gb_2312-80") else name


def html_text(text: str) -> str:
    """The words of a page. Raises NotAPlan where nothing can be parsed."""
    try:
        root = html.document_fromstring(_ENCODING.sub("", text), parser=html.HTMLParser(remove_comments=True, remove_pis=True))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise NotAPlan("这个网页是空的或已损坏，没有读出文字。", "请在浏览器里打开原网页，把正文复制后粘贴进来。") from error
    pieces: list[str] = []
    _walk(root, pieces)
    return "".join(pieces)


def _walk(root: etree._Element, pieces: list[str]) -> None:
    """Depth first without recursion, so that a page of ten thousand nested tags is read like any other."""
    waiting: list[tuple[str, object]] = [("open", root)]
    while waiting:
        what, node = waiting.pop()
        if what == "say":
            pieces.append(str(node))
            continue
        assert isinstance(node, etree._Element)
        name = node.tag.lower() if isinstance(node.tag, str) else ""
        if name in _SILENT or not name:
            continue
        if name == "table" and _is_data_table(node):
            pieces.append("\n" + "\n".join(_rows(node)) + "\n")
            continue
        edge = "\n" if name in _BLOCKS or name == "br" else ""
        pieces.append(edge + _flat(node.text))
        waiting.append(("say", edge if name != "br" else ""))
        for child in reversed(node):
            waiting.append(("say", _flat(child.tail)))
            waiting.append(("open", child))


def _flat(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", _BROKEN.sub("", text)) if text else ""


def _is_data_table(table: etree._Element) -> bool:
    """A table with nested tables, or with one column, is how old pages are laid out: its cells are read as blocks."""
    if table.find(".//table") is not None:
        return False
    return any(len(line.findall("td")) + len(line.findall("th")) > 1 for line in table.iter("tr"))


def _rows(table: etree._Element) -> list[str]:
    lines: list[str] = []
    running: dict[int, int] = {}  # column -> rows it still covers
    for line in table.iter("tr"):
        cells: list[str] = []
        for cell in line.iterchildren("td", "th"):
            _covered(cells, running)
            wide, high = _number(cell.get("colspan")), _number(cell.get("rowspan"))
            words: list[str] = []
            _walk(cell, words)
            for offset in range(wide):
                if high > 1:
                    running[len(cells)] = high - 1
                cells.append("".join(words) if offset == 0 else "")
        _covered(cells, running)
        lines.append(row(cells))
    return lines


def _covered(cells: list[str], running: dict[int, int]) -> None:
    """Cells of this row that a taller cell above covers."""
    while running.get(len(cells), 0) > 0:
        running[len(cells)] -= 1
        cells.append(SAME_AS_ABOVE)


def _number(said: str | None) -> int:
    return min(int(said), _WIDEST) if said and said.isascii() and said.isdigit() and int(said) > 0 else 1
