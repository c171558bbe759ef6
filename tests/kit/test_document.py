"""The layout of official documents, read back from the saved file."""

import io
from datetime import date

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from fazhi.kit.document import OfficialDocument


def reopened(document):
    stream = io.BytesIO()
    document.save(stream)
    return docx.Document(io.BytesIO(stream.getvalue()))


@pytest.fixture
def word():
    document = OfficialDocument(mark="示例")
    document.title("金昌市法治政府建设情况报告")
    document.addressee("市人民政府：")
    document.heading1("一、总体情况")
    document.heading2("（一）组织领导")
    document.heading3("1.会议")
    document.body("第一段2025年\x00。\n\n第二段。")
    document.table(["序号", "事项"], iter([[1, "甲"], [2, None]]), widths_mm=[20, 136])
    document.date_line("金昌市司法局", date(2025, 6, 13))
    document.page_break()
    document.body("附件。")
    return reopened(document)


def font(run):
    fonts = run._r.rPr.rFonts
    return tuple(fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")), run.font.size.pt


def test_page_has_the_margins_and_grid_of_the_standard(word):
    section = word.sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))

    assert [round(length.mm) for length in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(length.mm, 1) for length in margins] == [37, 35, 28, 26]
    assert {name.split("}")[1]: value for name, value in grid.attrib.items()} == {
        "type": "lines",
        "linePitch": "579",
    }
    assert Mm(225).pt >= 22 * 579 / 20
    assert Mm(156).pt + 0.01 >= 28 * (16 - 847 / 4096)


def test_fonts_and_sizes_are_those_of_the_standard(word):
    assert [(paragraph.text, *font(paragraph.runs[0])) for paragraph in word.paragraphs if paragraph.text.strip()] == [
        (text, (name, name, name), size)
        for text, name, size in [
            ("金昌市法治政府建设情况报告", "方正小标宋简体", 22),
            ("市人民政府\uff1a", "仿宋_GB2312", 16),
            ("一、总体情况", "黑体", 16),
            ("（一）组织领导", "楷体_GB2312", 16),
            ("1.会议", "仿宋_GB2312", 16),
            ("第一段2025年。", "仿宋_GB2312", 16),
            ("第二段。", "仿宋_GB2312", 16),
            ("金昌市司法局", "仿宋_GB2312", 16),
            ("2025年6月13日", "仿宋_GB2312", 16),
            ("附件。", "仿宋_GB2312", 16),
        ]
    ]
    assert font_of_style(word) == ("仿宋_GB2312", "仿宋_GB2312", 16)


def font_of_style(word):
    style = word.styles["Normal"]
    fonts = style.element.rPr.rFonts
    return fonts.get(qn("w:ascii")), fonts.get(qn("w:eastAsia")), style.font.size.pt


def test_lines_are_fixed_and_paragraphs_indented(word):
    form = word.styles["Normal"].paragraph_format
    by_text = {paragraph.text: paragraph for paragraph in word.paragraphs}

    assert (form.line_spacing_rule, form.line_spacing) == (WD_LINE_SPACING.EXACTLY, Pt(28.95))
    assert by_text["金昌市法治政府建设情况报告"].alignment == WD_ALIGN_PARAGRAPH.CENTER
    for text in ("一、总体情况", "（一）组织领导", "1.会议", "第一段2025年。"):
        indent = by_text[text]._p.pPr.ind
        assert (indent.get(qn("w:firstLineChars")), indent.get(qn("w:firstLine"))) == ("200", "640")
    assert by_text["市人民政府\uff1a"].paragraph_format.first_line_indent is None
    levels = {text: by_text[text]._p.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) for text in ("一、总体情况", "（一）组织领导", "1.会议")}
    assert levels == {"一、总体情况": "0", "（一）组织领导": "1", "1.会议": "2"}


def test_page_numbers_stand_outside_on_odd_and_even_pages(word):
    section = word.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]

    assert word.settings.odd_and_even_pages_header_footer is True
    assert (odd.text, even.text) == ("— 1 —", "— 1 —")
    assert (odd.alignment, even.alignment) == (WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT)
    assert (odd.paragraph_format.right_indent, even.paragraph_format.left_indent) == (Pt(14), Pt(14))
    for footer in (odd, even):
        assert [code.text for code in footer._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert {font(run) for run in footer.runs} == {(("宋体",) * 3, 14.0)}


def test_mark_stands_in_both_headers(word):
    section = word.sections[0]
    assert [header.paragraphs[0].text for header in (section.header, section.even_page_header)] == ["示例", "示例"]
    plain = reopened(OfficialDocument()).sections[0]
    assert [header.paragraphs[0].text for header in (plain.header, plain.even_page_header)] == ["", ""]


def test_table_repeats_its_header_and_keeps_its_widths(word):
    table = word.tables[0]

    assert [[cell.text for cell in row.cells] for row in table.rows] == [["序号", "事项"], ["1", "甲"], ["2", ""]]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False]
    assert [round(cell.width.mm) for cell in table.rows[1].cells] == [20, 136]
    with pytest.raises(ValueError, match="有一行却是1列"):
        OfficialDocument().table(["a", "b"], [["c"]])


@pytest.mark.parametrize(
    ("org", "is_sealed", "indents"),
    [("司法局", False, [7.5, 2]), ("金昌市人民政府办公室", False, [2, 3.5]), ("司法局", True, [5.75, 4])],
)
def test_date_line_stands_where_the_standard_says(org, is_sealed, indents):
    document = OfficialDocument()
    document.date_line(org, date(2025, 6, 13), is_sealed=is_sealed)

    paragraphs = [paragraph for paragraph in reopened(document).paragraphs if paragraph.text]

    assert [paragraph.text for paragraph in paragraphs] == [org, "2025年6月13日"]
    assert [paragraph.paragraph_format.right_indent.pt / 16 for paragraph in paragraphs] == indents
