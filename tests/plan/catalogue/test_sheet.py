"""An official table is read however it is laid out, its bad rows are named, and an edition written out reads back equal."""

import io
from dataclasses import replace

import pytest
import xlsxwriter

from fazhi.plan.catalogue import Material, RowProblem, check, compare, load, read_sheet, shipped, write_sheet

WORDS = ["编码", "序号", "一级指标", "二级指标", "三级指标", "量什么", "目标", "佐证材料", "评测方式", "标记", "来源"]


def book(rows, merges=()):
    """An .xlsx with one sheet; merges are (top, left, bottom, right) from 0, their value stands in `rows`."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    page = workbook.add_worksheet("指标")
    for place, row in enumerate(rows):
        page.write_row(place, 0, row)
    for top, left, bottom, right in merges:
        page.merge_range(top, left, bottom, right, rows[top][left])
    workbook.close()
    return stream.getvalue()


def row(code="", no="", one="", two="", title="", **said):
    rest = {"量什么": "", "目标": "", "佐证材料": "", "评测方式": "", "标记": "", "来源": ""} | said
    return [code, no, one, two, title, *rest.values()]


def places(reading):
    return [(one.no, one.name, two.no, two.name, found.code, found.no, found.title) for one, two, found in reading.edition.walk()]


def test_written_edition_reads_back_equal():
    own = load(shipped()["2025-own"])
    stream = io.BytesIO()
    write_sheet(stream, own)
    reading = read_sheet(stream.getvalue())
    assert reading.problems == []
    assert reading.edition == own


def test_merged_levels_under_a_two_line_header_and_title_rows_are_inherited():
    rows = [
        ["市县法治政府建设示范指标", "", "", "", "", ""],
        ["（2027年版）", "", "", "", "", ""],
        ["指标", "", "", "", "评测", ""],
        ["一级指标", "二级指标", "序号", "名称", "评测内容", "评测方式"],
        ["一、政府职能依法全面履行", "1.加大简政放权力度", "1", "五办覆盖", "按期办结", "网络检索、实地查看"],
        ["", "", "2", "依法许可", "变相许可", "材料审查"],
        ["", "2 全面落实权责清单", "3", "权责清单", "公布比例", "网材"],
        ["二、依法行政制度体系完善", "3 健全制度建设机制", "4", "党的领导", "请示报告", ""],
    ]
    reading = read_sheet(book(rows, [(0, 0, 0, 5), (2, 0, 2, 3), (2, 4, 2, 5), (4, 0, 6, 0), (4, 1, 5, 1)]))
    assert reading.problems == []
    assert reading.edition.name == "市县法治政府建设示范指标"
    assert places(reading) == [
        (1, "政府职能依法全面履行", 1, "加大简政放权力度", "1.1.1", 1, "五办覆盖"),
        (1, "政府职能依法全面履行", 1, "加大简政放权力度", "1.1.2", 2, "依法许可"),
        (1, "政府职能依法全面履行", 2, "全面落实权责清单", "1.2.1", 3, "权责清单"),
        (2, "依法行政制度体系完善", 3, "健全制度建设机制", "2.3.1", 4, "党的领导"),
    ]
    assert [found.methods for found in reading.edition.indicators] == [
        ("网络检索", "实地核查"),
        ("材料审查",),
        ("网络检索", "材料审查"),
        (),
    ]
    assert check(replace(reading.edition, slug="2027")) == []


def test_full_width_digits_band_rows_and_numbers_in_titles_are_understood():
    rows = [
        ["二级指标", "三级指标", "标准"],
        ["一、政府职能", "", ""],
        ["１．简政放权", "１．五办覆盖", "100%"],
        ["", "２．依法许可", ""],
        ["二、制度体系", "", ""],
        ["1.制度建设", "3.党的领导", ""],
        ["注：本表由专班填写", "", ""],
    ]
    reading = read_sheet(book(rows))
    assert reading.problems == []
    assert places(reading) == [
        (1, "政府职能", 1, "简政放权", "1.1.1", 1, "五办覆盖"),
        (1, "政府职能", 1, "简政放权", "1.1.2", 2, "依法许可"),
        (2, "制度体系", 2, "制度建设", "2.2.1", 3, "党的领导"),
    ]


def test_material_is_parted_with_its_kind_guessed_or_said():
    said = "办件导出、网页（含起止日、版本）；现场照片\n1.合同〔2份、主牵头单位、文件〕"
    reading = read_sheet(book([WORDS, row("1.1.1", 1, "一、甲", "1.乙", "丙", 佐证材料=said)]))
    assert reading.problems == []
    assert reading.edition.indicators[0].materials == (
        Material("办件导出", "数据"),
        Material("网页（含起止日、版本）", "链接"),
        Material("现场照片", "图片"),
        Material("合同", "文件", 2, "主牵头单位"),
    )


def test_bad_rows_are_named_and_good_rows_are_read():
    rows = [
        WORDS,
        row("1.1.1", 1, "一、甲", "1.乙", "好的一行", 标记="红线", 来源="S、L"),
        row("1.1.1", 2, "", "", "重复编码"),
        row("2.1.3", 3, "", "", "编码不在此处"),
        row("1.1.4", 1, "", "", "重复序号"),
        row("1.1.5", "五", "", "", "序号不是数字"),
        row("一点一", 6, "", "", "编码不成样"),
        row("1.1.7", 7, "", "", "标记不认识", 标记="蓝线"),
        row("1.1.8", 8, "", "", "方式不认识", 评测方式="占卜"),
        row("1.1.9", 9, "", "", "来源不认识", 来源="Q"),
        row("1.1.10", 10, "", "", "目标是分数", 目标=0.9),
        row("1.1.11", 11, "", "", "", 量什么="没有名称"),
        row("1.1.12", 12, "", "", "又是好的一行"),
    ]
    reading = read_sheet(book(rows))
    assert [(found.code, found.no, found.title, found.kind, found.sources) for found in reading.edition.indicators] == [
        ("1.1.1", 1, "好的一行", "红线", ("S", "L")),
        ("1.1.12", 12, "又是好的一行", "普通", ()),
    ]
    assert reading.problems == [
        RowProblem(3, "编码（A列）", "编码 1.1.1 与第2行重复。请改正其中一行。"),
        RowProblem(4, "编码（A列）", "编码 2.1.3 与所在的一级指标“1 甲”不符。请改正编码或者一级指标。"),
        RowProblem(5, "序号（B列）", "序号 1 与第2行重复。请改正其中一行。"),
        RowProblem(6, "序号（B列）", "序号“五”不是正整数。请改正；整列留空时按顺序自动编号。"),
        RowProblem(7, "编码（A列）", "编码“一点一”不是“一级.二级.组内序号”的样式，例如 2.8.3。请改正；整列留空时按顺序自动编码。"),
        RowProblem(8, "标记（J列）", "标记“蓝线”不认识，应为否决、负面、红线、普通、加分之一。请改正。"),
        RowProblem(
            9,
            "评测方式（I列）",
            "评测方式“占卜”不认识，应为网络检索、实地核查、座谈访谈、随机抽考、案卷评查、满意度测评、材料审查。请改正。",
        ),
        RowProblem(10, "来源（K列）", "来源“Q”不认识，应为 N、S、S*、L、D。请改正。"),
        RowProblem(11, "目标（G列）", "目标在表格中存为数字 0.9，可能是百分比格式。请把这一格设为文本格式，写成例如“100%”。"),
        RowProblem(12, "三级指标（E列）", "三级指标的名称为空。请补上名称，或者删除这一行。"),
    ]


def test_row_without_a_level_is_named():
    reading = read_sheet(book([WORDS, row("", "", "", "", "甲"), row("", "", "一、乙", "", "丙")]))
    assert reading.edition.levels == ()
    assert [(problem.row, problem.column) for problem in reading.problems] == [(2, "一级指标（C列）"), (3, "二级指标（D列）")]


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04broken", "一段文字，不是表格".encode(), book([["甲", "乙"], ["丙", "丁"]])])
def test_file_without_a_table_is_refused_with_a_sentence(raw):
    reading = read_sheet(raw)
    assert reading.edition.levels == ()
    assert [(problem.row, problem.column) for problem in reading.problems] == [(0, "")]
    assert reading.problems[0].message.endswith("。")


def _edition(*titles):
    rows = [row("", "", "一、甲", "1.乙", title, 量什么=measures) for title, measures in titles]
    return read_sheet(book([WORDS, *rows])).edition


def test_compare_tells_same_moved_changed_new_and_gone():
    old = _edition(("五办覆盖与按期办结", "按期比例"), ("依法许可", "变相许可数"), ("行政应诉", "出庭率"), ("中介清理", "无依据项数"))
    new = _edition(("五办覆盖与按期办结", "按期比例"), ("行政应诉", "出庭率"), ("依法许可", "变相许可的件数"), ("数字政府", "平台接入"))
    links = compare(old, new)
    assert [(link.old_code, link.new_code, link.how) for link in links] == [
        ("1.1.1", "1.1.1", "same"),
        ("1.1.3", "1.1.2", "moved"),
        ("1.1.2", "1.1.3", "changed"),
        ("", "1.1.4", "new"),
        ("1.1.4", "", "gone"),
    ]
    assert links[1].explanation == "编码由 1.1.3 变为 1.1.2，序号由 3 变为 2；内容一致。原责任分工和佐证直接沿用。"
    assert links[3].explanation == "新版新增“数字政府”。没有相近的旧指标。需要重新分工。"
    assert links[4].explanation == "新版不再有“中介清理”。没有相近的新指标。原有佐证保留，可以改挂到其他指标。"


def test_compare_of_an_edition_with_itself_is_all_same():
    own = load(shipped()["2025-own"])
    assert {(link.how, link.score, link.old_code == link.new_code) for link in compare(own, own)} == {("same", 1.0, True)}
