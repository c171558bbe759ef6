"""The layout of official documents (党政机关公文格式 GB/T 9704-2012) as Word files."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from fazhi.kit.dates import chinese_date

TITLE_FONT, BODY_FONT, HEADING_FONT, SUBHEADING_FONT, NUMBER_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
TITLE, BODY, NUMBER, CELL = Pt(22), Pt(16), Pt(14), Pt(12)  # 2号, 3号, 4号, 小四
LINE = Pt(28.95)  # 22 lines in 225 mm; 29 pt would give 21 (time-limits §10)
CELL_LINE = Pt(20)
BODY_WIDTH_MM = 156
# Twentieths of a point: 28 characters of 16 pt fill 156 mm. A character grid would do it too, but LibreOffice halves the line under one.
_SQUEEZE = -4
_PAGE_FIELD: tuple[tuple[str, dict[str, str], str | None], ...] = (
    ("w:fldChar", {"fldCharType": "begin"}, None),
    ("w:instrText", {}, "PAGE"),
    ("w:fldChar", {"fldCharType": "separate"}, None),
    ("w:t", {}, "1"),
    ("w:fldChar", {"fldCharType": "end"}, None),
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class OfficialDocument:
    """An A4 document built from top to bottom; each method adds what its name says and returns the paragraph or table."""

    def __init__(self, mark: str = ""):
        """`mark`, e.g. “示例”, stands in the header of every page."""
        self.word = docx.Document()
        _set_properties(self.word)
        _set_body_style(self.word)
        _set_page(self.word)
        for footer, alignment in (
            (self._section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (self._section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            _add_page_number(footer.paragraphs[0], alignment)
        for header in (self._section.header, self._section.even_page_header):
            _add_mark(header.paragraphs[0], _clean(mark))

    def title(self, text: str) -> Paragraph:
        """The title: 2号小标宋, centred, an empty line below; a newline breaks it where the meaning is whole."""
        paragraph = self._paragraph(text, TITLE_FONT, TITLE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.word.core_properties.title = self.word.core_properties.title or _clean(text).replace("\n", "")[:255]
        self._paragraph("", BODY_FONT, BODY)
        return paragraph

    def addressee(self, text: str) -> Paragraph:
        """The 主送机关: from the edge, with its full-width colon."""
        return self._paragraph(text.rstrip(":\uff1a") + "\uff1a", BODY_FONT, BODY)

    def heading1(self, text: str) -> Paragraph:
        """“一、…” in 黑体."""
        return self._heading(text, HEADING_FONT, level=0)

    def heading2(self, text: str) -> Paragraph:
        """“(一)…” in 楷体."""
        return self._heading(text, SUBHEADING_FONT, level=1)

    def heading3(self, text: str) -> Paragraph:
        """“1.…” in 仿宋."""
        return self._heading(text, BODY_FONT, level=2)

    def body(self, text: str) -> list[Paragraph]:
        """Text with the first line of each paragraph two characters in; each line of `text` is a paragraph."""
        return [_indent(self._paragraph(line, BODY_FONT, BODY)) for line in text.splitlines() if line.strip()]

    def table(self, header: Sequence[str], rows: Iterable[Sequence[object]], widths_mm: Sequence[float] | None = None) -> Table:
        """A ruled table as wide as the text, its header repeated on every page; widths in millimetres."""
        widths = widths_mm or [BODY_WIDTH_MM / len(header)] * len(header)
        if len(widths) != len(header):
            raise ValueError(f"表头有{len(header)}列，列宽给了{len(widths)}个。")
        table = self.word.add_table(rows=0, cols=len(header), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        _add_row(table, header, widths, HEADING_FONT, is_header=True)
        for row in rows:
            if len(row) != len(header):
                raise ValueError(f"表头有{len(header)}列，有一行却是{len(row)}列：{row!r}。")
            _add_row(table, row, widths, BODY_FONT)
        return table

    def date_line(self, org: str, day: date, *, is_sealed: bool = False) -> Paragraph:
        """The issuing body and the date, at the right (7.3.5): placed for a seal over the date, or without one."""
        written = chinese_date(day)
        org_width, date_width = _width(org), _width(written)
        if is_sealed:
            date_indent, org_indent = 4.0, max(0.0, 4 + (date_width - org_width) / 2)
        elif date_width > org_width:
            date_indent, org_indent = 2.0, date_width + 4 - org_width
        else:
            date_indent, org_indent = org_width - date_width, 2.0
        self._paragraph("", BODY_FONT, BODY)
        if org:
            paragraph = self._at_right(org, org_indent)
            paragraph.paragraph_format.keep_with_next = True
        return self._at_right(written, date_indent)

    def page_break(self) -> None:
        """What follows begins on a new page."""
        self._paragraph("", BODY_FONT, BODY).add_run().add_break(WD_BREAK.PAGE)

    def save(self, target: str | Path | BinaryIO) -> None:
        """Write the .docx to a path or a stream."""
        self.word.save(str(target) if isinstance(target, Path) else target)

    @property
    def _section(self):
        return self.word.sections[0]

    def _paragraph(self, text: str, font: str, size: Pt) -> Paragraph:
        paragraph = self.word.add_paragraph()
        if text:
            _set_font(paragraph.add_run(_clean(text)), font, size)
        return paragraph

    def _heading(self, text: str, font: str, level: int) -> Paragraph:
        paragraph = _indent(self._paragraph(text, font, BODY))
        paragraph.paragraph_format.keep_with_next = True
        # The outline level fills the navigation pane and a table of contents without the look of Word's heading styles.
        _element(paragraph._p.get_or_add_pPr(), "w:outlineLvl", val=level)
        return paragraph

    def _at_right(self, text: str, characters: float) -> Paragraph:
        paragraph = self._paragraph(text, BODY_FONT, BODY)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(characters * BODY.pt)
        return paragraph


def _set_properties(word) -> None:
    properties = word.core_properties
    properties.author = properties.title = properties.comments = ""
    properties.language = "zh-CN"


def _set_body_style(word) -> None:
    style = word.styles["Normal"]
    _set_font(style, BODY_FONT, BODY)
    _element(style.element.get_or_add_rPr(), "w:lang", val="zh-CN", eastAsia="zh-CN")
    _element(style.element.get_or_add_rPr(), "w:spacing", val=_SQUEEZE)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.widow_control = False


def _set_page(word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.gutter = 0
    # The page number stands 7 mm below the text: 35 less 7 less its own height of 5 mm.
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    word.settings.odd_and_even_pages_header_footer = True
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    _element(section._sectPr, "w:docGrid", type="lines", linePitch=579)


def _add_page_number(paragraph: Paragraph, alignment: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = alignment
    form = paragraph.paragraph_format
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    if alignment == WD_ALIGN_PARAGRAPH.RIGHT:
        form.right_indent = NUMBER
    else:
        form.left_indent = NUMBER
    _set_font(paragraph.add_run("— "), NUMBER_FONT, NUMBER)
    for tag, attributes, text in _PAGE_FIELD:
        run = paragraph.add_run()
        _set_font(run, NUMBER_FONT, NUMBER)
        _element(run._r, tag, **attributes).text = text
    _set_font(paragraph.add_run(" —"), NUMBER_FONT, NUMBER)


def _add_mark(paragraph: Paragraph, mark: str) -> None:
    if mark:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(mark)
        _set_font(run, HEADING_FONT, BODY)
        run.font.color.rgb = RGBColor(0xC0, 0x00, 0x00)


def _add_row(table: Table, cells: Sequence[object], widths: Sequence[float], font: str, is_header: bool = False) -> None:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    _element(properties, "w:cantSplit")
    if is_header:
        _element(properties, "w:tblHeader")
    for cell, value, width in zip(row.cells, cells, widths, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = CELL_LINE
        if is_header:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _set_font(paragraph.add_run(_clean("" if value is None else str(value))), font, CELL)


def _set_font(owner: Any, name: str, size: Pt) -> None:
    """Latin and Chinese font alike: Word keeps them apart, and a run with only one of them falls back to another font."""
    owner.font.size, owner.font.name = size, name
    element: Any = owner._element if isinstance(owner, Run) else owner.element
    for script in ("eastAsia", "cs"):
        element.rPr.rFonts.set(qn(f"w:{script}"), name)


def _indent(paragraph: Paragraph) -> Paragraph:
    # LibreOffice ignores firstLineChars alone; Word prefers it, so that the indent follows the character grid.
    paragraph.paragraph_format.first_line_indent = Pt(2 * BODY.pt)
    paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")
    return paragraph


def _element(parent, tag: str, **attributes):
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    parent.append(element)
    return element


def _width(text: str) -> float:
    """In characters: digits and letters are half of one."""
    return sum(0.5 if ord(sign) < 0x80 else 1.0 for sign in text)


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text.replace("\t", " "))
