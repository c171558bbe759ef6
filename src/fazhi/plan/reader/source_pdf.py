"""The text of a PDF: lines that the page width broke are joined again, page numbers and running heads are dropped."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from fazhi.plan.reader.refusal import NotAPlan

MOST_PAGES = 500
_PAGE_NUMBER = re.compile(
    r"\s*(?:[—–―‐\-－·.•\s]*\d{1,4}[—–―‐\-－·.•\s]*|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|\d{1,4}\s*/\s*\d{1,4})\s*"
)
_MARKER = re.compile(
    r"(?:[一二三四五六七八九十百]{1,4}[、.．]|[(（][一二三四五六七八九十\d]{1,4}[)）]|\d{1,3}[.、．](?!\d)|"
    r"第[一二三四五六七八九十]{1,3}[章节部阶步])"
)
_FULL_STOP = tuple("。；;!！?？)）】》|")
_NO_TEXT = "请先做文字识别（OCR），或把正文以 Word、文本形式上传，也可以直接粘贴。"
_REPEATED = 3  # pages on which the same first or last line makes it a running head


@dataclass(frozen=True)
class _Line:
    """A line of a page with its left and right edge and the height of its signs, in points."""

    text: str
    left: float
    right: float
    size: float


def pdf_text(data: bytes) -> str:
    """The words of a PDF. Raises NotAPlan for an encrypted, damaged or scanned one."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise NotAPlan("这个 PDF 设了打开密码，内容已加密。", "请取消密码后再上传。") from error
        raise NotAPlan("这个 PDF 已损坏或没有传完。", "请重新导出或下载后再上传。") from error
    try:
        pages = [_page_lines(document, number) for number in range(min(len(document), MOST_PAGES))]
    except pypdfium2.PdfiumError as error:
        raise NotAPlan("这个 PDF 有损坏的页面。", "请重新导出或下载后再上传。") from error
    finally:
        document.close()
    lines = [line for page in _without_edges(pages) for line in page]
    if not lines:
        raise NotAPlan("这个 PDF 里没有文字，多半是扫描件。", _NO_TEXT)
    return "\n".join(_paragraphs(lines))


def _page_lines(document: pypdfium2.PdfDocument, number: int) -> list[_Line]:
    page = document[number]
    text_page = page.get_textpage()
    try:
        return _lines_of(text_page)
    finally:
        text_page.close()
        page.close()


def _lines_of(text_page: pypdfium2.PdfTextPage) -> list[_Line]:
    lines: list[_Line] = []
    signs: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    for index in range(text_page.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(text_page, index))
        if sign in "\r\n":
            _close(lines, signs, boxes)
            continue
        if sign == " " and raw.FPDFText_IsGenerated(text_page, index) == 1 and _beside_chinese(text_page, index):
            continue  # the narrow gap typesetters leave between Chinese and Latin signs
        signs.append(sign)
        if not sign.isspace():
            boxes.append(text_page.get_charbox(index, loose=True))
    _close(lines, signs, boxes)
    return lines


def _beside_chinese(text_page: pypdfium2.PdfTextPage, index: int) -> bool:
    beside = (place for place in (index - 1, index + 1) if 0 <= place < text_page.count_chars())
    return any(raw.FPDFText_GetUnicode(text_page, place) > 0x2E80 for place in beside)


def _close(lines: list[_Line], signs: list[str], boxes: list[tuple[float, float, float, float]]) -> None:
    if boxes:
        size = sorted(box[3] - box[1] for box in boxes)[len(boxes) // 2]
        lines.append(_Line("".join(signs).strip(), min(box[0] for box in boxes), max(box[2] for box in boxes), size))
    signs.clear()
    boxes.clear()


def _without_edges(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Pages without page numbers and without lines that stand first or last on several pages."""
    pages = [_cut(page, _PAGE_NUMBER.fullmatch) for page in pages]
    edges = Counter(line.text for page in pages for line in {page[0], page[-1]} if page) if any(pages) else Counter()
    heads = {text for text, times in edges.items() if times >= _REPEATED and times * 2 > len(pages)}
    return [_cut(_cut(page, heads.__contains__), _PAGE_NUMBER.fullmatch) for page in pages]


def _cut(page: list[_Line], unwanted: Callable[[str], object]) -> list[_Line]:
    if page and unwanted(page[0].text):
        page = page[1:]
    if page and unwanted(page[-1].text):
        page = page[:-1]
    return page


def _paragraphs(lines: list[_Line]) -> list[str]:
    margin = _usual(line.left for line in lines)
    edge = max(line.right for line in lines)
    paragraphs = [lines[0].text]
    for above, line in itertools.pairwise(lines):
        if _begins(above, line, margin, edge):
            paragraphs.append(line.text)
        else:
            paragraphs[-1] += _blank(paragraphs[-1], line.text) + line.text
    return paragraphs


def _begins(above: _Line, line: _Line, margin: float, edge: float) -> bool:
    """Whether a line begins a paragraph: the one above ends early, or this one is indented, or a numbered one follows a full stop."""
    if above.right < edge - 2.2 * above.size:
        return True
    if margin + 1.2 * line.size < line.left:
        return True
    return bool(_MARKER.match(line.text)) and above.text.endswith(_FULL_STOP)


def _usual(lefts: Iterable[float]) -> float:
    counted = Counter(round(left) for left in lefts)
    return float(counted.most_common(1)[0][0])


def _blank(before: str, after: str) -> str:
    """Latin words broken at the edge need their blank again, Chinese ones do not."""
    return " " if before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalpha() else ""
