"""任务分解表 in Word, on web pages and pasted: columns in any order and by any name, merged cells, rows that name a section."""

import io
from datetime import date

import docx
import pytest

from fazhi.plan.reader import read, read_file

WANTED = [
    (1, "公开清单", "政府职能", ["编制清单。"], ["市司法局"], ["市财政局", "县区政府"], date(2025, 8, 31)),
    (2, "规范检查", "政府职能", ["减少检查。", "检查率不低于90%。"], ["市司法局"], ["市直各部门"], date(2025, 12, 31)),
    (3, "化解纠纷", "矛盾纠纷", ["就地化解。"], ["市信访局"], [], None),
]


def facts(reading):
    titles = {section.no: section.title for section in reading.sections}
    return [
        (
            task.no,
            task.title,
            titles.get(task.section),
            [sentence.text for sentence in task.sentences],
            [unit.name for unit in task.lead],
            [unit.name for unit in task.responsible],
            task.due_on,
        )
        for task in reading.tasks
    ]


def word(rows, merges=()):
    document = docx.Document()
    document.add_paragraph("示例市2025年创建任务分解表")
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    for (top, left), (bottom, right), words in merges:
        merged = table.cell(top, left).merge(table.cell(bottom, right))
        merged.text = words
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_word_table_with_merged_cells():
    rows = [
        ["序号", "一级指标", "重点任务", "工作措施", "牵头单位", "责任单位", "完成时限"],
        ["1", "", "公开清单", "编制清单。", "", "市财政局、县区政府", "8月底前"],
        ["2", "", "", "减少检查。", "", "市直各部门", "2025年12月底前"],
        ["", "", "", "检查率不低于90%。", "", "市直各部门", "2025年12月底前"],
        ["3", "矛盾纠纷", "化解纠纷", "就地化解。", "市信访局", "", "长期坚持"],
    ]
    merges = [((1, 1), (3, 1), "政府职能"), ((2, 2), (3, 2), "规范检查"), ((1, 4), (3, 4), "市司法局"), ((2, 0), (3, 0), "2")]

    reading = read_file("分解表.docx", word(rows, merges))

    assert facts(reading) == WANTED
    assert [(target.operator, target.value, target.unit) for task in reading.tasks for target in task.targets] == [(">=", 90, "%")]
    assert reading.not_understood == ()


def test_columns_in_another_order_by_other_names():
    text = (
        "示例市2025年创建任务表\n配合单位\t时限要求\t主要任务\t牵头部门\t工作内容\t类别\n"
        "市财政局，县区政府\t8月底前\t1.公开清单\t市司法局\t编制清单。\t政府职能\n"
        "市直各部门\t2025年12月底前\t2.规范检查\t市司法局\t减少检查。检查率不低于90%。\t政府职能\n"
        "\t长期坚持\t3.化解纠纷\t市信访局\t就地化解。\t矛盾纠纷\n"
    )

    assert facts(read(text)) == WANTED


def test_rows_that_name_a_section_and_a_second_heading_row():
    rows = [
        ["序号", "任务", "责任分工", "", "完成时间"],
        ["", "", "牵头单位", "配合单位", ""],
        ["一、政府职能", "", "", "", ""],
        ["1", "公开清单。编制清单。", "市司法局", "市财政局、县区政府", "8月底前"],
        ["2", "规范检查。减少检查。检查率不低于90%。", "市司法局", "市直各部门", "2025年12月底前"],
        ["二、矛盾纠纷", "", "", "", ""],
        ["3", "化解纠纷。就地化解。", "市信访局", "", "长期坚持"],
    ]
    merges = [
        ((0, 2), (0, 3), "责任分工"),
        ((0, 0), (1, 0), "序号"),
        ((0, 1), (1, 1), "任务"),
        ((2, 0), (2, 4), "一、政府职能"),
        ((5, 0), (5, 4), "二、矛盾纠纷"),
    ]

    assert facts(read_file("表.docx", word(rows, merges))) == WANTED


def test_web_table_with_spans():
    page = (
        "<html><body><p>示例市2025年任务分解表</p><table><tr><th>序号</th><th>一级指标</th><th>重点任务</th><th>工作措施</th><th>牵头单位</th><th>责任单位</th>"
        "<th>完成时限</th></tr><tr><td>1</td><td rowspan='3'>政府职能</td><td>公开清单</td><td>编制清单。</td><td rowspan=3>市司法局</td>"
        "<td><p>市财政局</p><p>县区政府</p></td><td>8月底前</td></tr><tr><td rowspan=2>2</td><td "
        "rowspan=2>规范<b>检查</b></td><td>减少检查。</td><td rowspan=2>市直各部门</td>"
        "<td rowspan=2>2025年12月底前</td></tr><tr><td>检查率不低于90%。</td></tr>"
        "<tr><td>3</td><td>矛盾纠纷</td><td>化解纠纷</td><td>就地化解。"
        "</td><td>市信访局</td><td></td><td>长期坚持</td></tr></table></body></html>"
    )

    assert facts(read_file("表.html", page.encode("gb18030"))) == WANTED


def test_cell_that_names_roles_itself():
    reading = read(
        "任务分解表\n序号 | 工作任务 | 责任分工 |\n1 | 公开清单 | 牵头单位：市司法局；配合单位：市财政局 |\n2 | "
        "规范检查 | 市司法局牵头，市直各部门配合 |"
    )

    assert [([unit.name for unit in task.lead], [unit.name for unit in task.responsible]) for task in reading.tasks] == [
        (["市司法局"], ["市财政局"]),
        (["市司法局"], ["市直各部门"]),
    ]


def test_table_that_repeats_the_running_text_adds_nothing_but_its_strange_rows_are_listed():
    reading = read(
        "示例市方案\n一、任务\n1.公开清单。编制清单。（责任单位：市司法局）\n附件：任务分解表\n序号 | "
        "重点任务 | 责任单位 |\n1 | 公开清单 | 市司法局 |\n2 | 从未提到 | 市财政局 |"
    )

    assert [task.title for task in reading.tasks] == ["公开清单"]
    assert [item.text for item in reading.not_understood] == ["2 | 从未提到 | 市财政局 |"]


def test_row_without_a_task_is_listed():
    reading = read("任务表\n序号 | 重点任务 | 责任单位 |\n | | 市财政局 |\n1 | 公开清单 | 市司法局 |\n合计 | 1 项 | |")

    assert [task.title for task in reading.tasks][:1] == ["公开清单"]


def test_automatic_numbers_of_word_are_counted():
    document = docx.Document()
    document.add_paragraph("示例市创建方案")
    for words in ("公开清单。（责任单位：市司法局）", "规范检查。（责任单位：市财政局）"):
        document.add_paragraph(words, style="List Number")
    stream = io.BytesIO()
    document.save(stream)

    reading = read_file("方案.docx", stream.getvalue())

    assert [(task.label, task.title) for task in reading.tasks] == [("1.", "公开清单"), ("2.", "规范检查")]


@pytest.mark.parametrize("sign", ["|", "\t"])
def test_spans_of_cells_are_their_words(sign):
    reading = read(f"任务表\n重点任务{sign}牵头单位{sign}责任单位{sign}\n公开清单{sign}市司法局{sign}市财政局、县区政府{sign}")

    units = [*reading.tasks[0].lead, *reading.tasks[0].responsible]
    assert [reading.text[unit.start : unit.end] for unit in units] == ["市司法局", "市财政局", "县区政府"]
    assert reading.text[slice(*reading.tasks[0].title_at)] == "公开清单"
