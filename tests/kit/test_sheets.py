"""Spreadsheets written and read back, and broken files refused."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from fazhi.kit.sheets import Sheet, SheetRefused, read_rows, sheet_names, write_xlsx

DANGEROUS = [
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+86 0935",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "http://example.org",
    "001",
    " 空 格 ",
    "一\n二",
    "_x0041_",
]


def written(*sheets):
    stream = io.BytesIO()
    write_xlsx(stream, sheets)
    return stream.getvalue()


def test_text_comes_back_the_same_and_is_never_a_formula():
    content = written(Sheet("台账", ["内容"], ([text] for text in DANGEROUS)))

    assert list(read_rows(content)) == [["台账"], ["内容"], *([text] for text in DANGEROUS)]
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=3)]
    assert [cell.data_type for cell in cells] == ["s"] * len(DANGEROUS)
    assert [cell.quotePrefix for cell in cells] == [True] * 7 + [False] * 5
    assert [cell.hyperlink for cell in cells] == [None] * len(DANGEROUS)


def test_values_keep_their_kind_and_control_characters_go():
    row = [
        3,
        1.5,
        Decimal("0.95"),
        True,
        None,
        date(2025, 6, 13),
        datetime(2025, 6, 13, 8, 30),
        620102199001011234,
        "甲\x00\x08乙\x0b",
        float("nan"),
    ]
    content = written(Sheet("数", list("一二三四五六七八九十"), [row], title="各类数据"))

    assert list(read_rows(content))[2] == [
        3, 1.5, 0.95, "是", "", date(2025, 6, 13), datetime(2025, 6, 13, 8, 30), "620102199001011234", "甲乙", "nan",
    ]  # fmt: skip


def test_page_is_ready_to_print():
    page = openpyxl.load_workbook(
        io.BytesIO(written(Sheet("台账", ["序号", "处罚决定书文号"], [[1, "x"]], title="处罚台账", widths=[8, 30])))
    ).active

    assert (page["A1"].value, page["A2"].value, page["B2"].value) == ("处罚台账", "序号", "处罚决定书文号")
    assert [str(span) for span in page.merged_cells.ranges] == ["A1:B1"]
    assert page.freeze_panes == "A3"
    assert page["A2"].font.bold is True
    assert page.print_title_rows == "$1:$2"
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert (page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (True, 1, 0)
    assert page.oddFooter.center.text == "第 &P 页\uff0c共 &N 页"
    assert [round(page.column_dimensions[name].width) for name in "AB"] == [9, 31]


def test_sheet_names_are_made_fit_and_kept_apart():
    content = written(*(Sheet(name, ["a"], []) for name in ["甲/乙:[1]", "甲/乙:[1]", "", "长" * 40]))

    assert sheet_names(content) == ["甲_乙__1_", "甲_乙__1_(2)", "工作表", "长" * 31]
    assert list(read_rows(content, sheet="工作表")) == [[""], ["a"]]
    with pytest.raises(SheetRefused, match="没有工作表“丙”"):
        list(read_rows(content, sheet="丙"))


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (Sheet("甲", ["a"], [["长" * 32768]]), "第3行第1列有32768个字"),
        (Sheet("甲", [], []), "没有表头"),
    ],
)
def test_write_refuses_what_a_spreadsheet_cannot_hold(sheet, said):
    with pytest.raises(SheetRefused, match=said):
        written(sheet)


def test_write_refuses_more_rows_than_a_sheet_holds(monkeypatch):
    monkeypatch.setattr("fazhi.kit.sheets.MOST_ROWS", 5)
    assert len(list(read_rows(written(Sheet("甲", ["a"], ([n] for n in range(3))))))) == 5
    with pytest.raises(SheetRefused, match="“甲”超过3行"):
        written(Sheet("甲", ["a"], ([n] for n in range(4))))


def test_write_refuses_no_sheets():
    with pytest.raises(SheetRefused, match="没有可以写的工作表"):
        written()


def test_read_leaves_no_row_or_column_out(tmp_path):
    book = openpyxl.Workbook()
    book.active["C4"] = "内容"
    book.active["D5"] = 20250603
    book.save(tmp_path / "空.xlsx")

    assert list(read_rows(tmp_path / "空.xlsx")) == [[""] * 4, [""] * 4, [""] * 4, ["", "", "内容", ""], ["", "", "", 20250603]]


CSV = '文号,金额\n金政发〔2025〕33号,"1,000"\n=1+1,\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_read_csv_in_every_encoding(encoding, ends):
    content = CSV.replace("\n", ends).encode(encoding)

    assert list(read_rows(content)) == [["文号", "金额"], ["金政发〔2025〕33号", "1,000"], ["=1+1", ""]]
    assert sheet_names(content) == ["CSV"]


def test_read_csv_divided_by_tabs():
    assert list(read_rows("甲\t乙,丙\n1\t2\n".encode())) == [["甲", "乙,丙"], ["1", "2"]]
    assert list(read_rows(b"")) == []


def packed(name, data):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 broken", "不是完好的 Excel"),
        (packed("word/document.xml", "<a/>"), "不是完好的 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "不是完好的 Excel"),
        (b"%PDF-1.7\n\x00\x01\x02\xff\xfe", "不是能读懂的表格"),
        (b"\xff\xff\xff", "不是能读懂的表格"),
        ('甲,"乙\n'.encode(), "引号不成对"),
    ],
)
def test_read_refuses_broken_files_in_chinese(content, said):
    with pytest.raises(SheetRefused, match=said):
        list(read_rows(content))


def test_read_refuses_a_bomb(monkeypatch):
    monkeypatch.setattr("fazhi.kit.sheets.MOST_UNPACKED", 10)
    with pytest.raises(SheetRefused, match="解开后超过"):
        list(read_rows(written(Sheet("甲", ["a"], [["b"]]))))


def test_read_refuses_a_missing_file(tmp_path):
    with pytest.raises(SheetRefused, match=r"打不开文件“无\.xlsx”"):
        list(read_rows(tmp_path / "无.xlsx"))
