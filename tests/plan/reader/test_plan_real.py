"""The real plan, where FAZHI_SHARED (or ../shared beside the repository) has it: its facts, from every kind of file."""

import pytest

from fazhi.plan.reader import read, read_file
from plan.reader.expected import REAL, STATED, stated, without_places
from plan.reader.makers import docx_of, html_of, pdf_of, table_docx_of

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not REAL.is_file(), reason=f"真实方案不在 {REAL}：请用 FAZHI_SHARED 指明所在文件夹"),
]


@pytest.fixture(scope="module")
def text():
    return REAL.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reading(text):
    return read(text)


def test_real_plan_facts(reading):
    assert stated(reading) == STATED


def test_real_plan_document_facts(reading):
    assert reading.as_dict()["document"] == {
        "index_number": "11620300013909010R/2025-48086",
        "issuer": "金昌市人民政府",
        "document_number": "金政发〔2025〕33号",
        "title": "金昌市人民政府关于印发《金昌市创建全国法治政府建设示范市实施方案》的通知",
        "signed_on": "2025-06-13",
        "published_on": "2025-06-30",
    }


def test_real_plan_numbers_of_units(reading):
    assert (sum(len(task.lead) for task in reading.tasks), sum(len(task.responsible) for task in reading.tasks)) == (98, 99)
    assert [unit.name for unit in reading.tasks[1].lead] == [
        "市委编办",
        "市发改委",
        "市商务局",
        "市市场监管局",
        "市财政局",
        "市民政局",
        "市信访局",
    ]
    assert [unit.name for unit in reading.tasks[28].responsible] == ["市直有关部门单位", "县区党委", "县区政府"]


def test_real_plan_has_the_fourteen_numbers_and_the_one_of_task_30(reading):
    numbers = {(task.no, target.value, target.unit) for task in reading.tasks for target in task.targets if target.operator != "none"}

    assert sorted(numbers) == [
        (5, 80, "%"),
        (5, 90, "%"),
        (7, 100, "%"),
        (8, 100, "%"),
        (9, 1, "件"),
        (9, 100, "%"),
        (14, 100, "%"),
        (18, 5, "%"),
        (18, 100, "%"),
        (21, 40, "学时"),
        (24, 100, "%"),
        (25, 1, "名"),
        (25, 2, "名"),
        (26, 100, "%"),
        (30, 1, "次"),
    ]


def test_real_plan_zero_occurrence_sentences(reading):
    never = [(task.no, target.text) for task in reading.tasks for target in task.targets if target.operator == "none"]

    assert never == [
        (2, "本级政府及部门不得另行制定带有市场准入性质的负面清单"),
        (4, "不得干预企业依法自主经营活动"),
        (
            8,
            "不得发生因行政规范性文件内容违法或者超越法定职权,被本级人大常委会或者上级行政机关责令改正或者撤销的情况,"
            "被行政复议机关、人民法院认定为不合法的情况",
        ),
        (13, "不得出现未经合法性审查、合法性审查不合法、以征求意见等方式代替合法性审查等情形"),
        (24, "没有因不履行或者不正确履行政府信息公开法定职责,在行政复议或者行政诉讼中被撤销、确认违法或者责令履行等情形"),
        (29, "政府领导班子成员没有因严重违法犯罪受到追究"),
    ]


def test_real_plan_spans_index_the_file_itself(text, reading):
    assert reading.text == text.strip("\n")
    assert [reading.text[target.start : target.end] for target in reading.tasks[4].targets] == [
        "实现政务服务事项网上可办率不低于90%",
        "80%以上实现“一窗”分类受理",
    ]
    assert reading.tasks[0].text.startswith("1.加大简政放权力度。") and reading.tasks[0].text.endswith("县区政府)")


def test_real_plan_keeps_every_sentence_of_its_tasks(reading):
    for task in reading.tasks:
        rest = reading.text[task.title_at[1] : task.notes[0][0]].lstrip("。")
        assert "".join(sentence.text for sentence in task.sentences) == rest


@pytest.mark.parametrize("made", [docx_of, html_of, pdf_of], ids=["docx", "html", "pdf"])
def test_real_plan_reads_the_same_from_another_file(made, text, reading):
    assert without_places(read_file("方案", made(text))) == without_places(reading)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_real_plan_reads_the_same_in_another_encoding(encoding, text, reading):
    assert read_file("方案.txt", text.encode(encoding)) == reading


def test_real_plan_reads_the_same_from_a_table(reading):
    assert without_places(read_file("任务分解表.docx", table_docx_of(reading))) == without_places(reading)


def test_real_plan_shows_a_figure_once_and_every_place_of_it(reading):
    rows = next(task for task in reading.as_dict()["tasks"] if task["no"] == 18)["targets"]
    stated_twice = next(row for row in rows if row["value"] == 100)

    assert len(reading.tasks[17].targets) == 3
    assert [(row["operator"], row["value"], len(row.get("also", []))) for row in rows] == [("=", 100, 1), (">=", 5, 0)]
    assert "法制审核制度执行率" in stated_twice["also"][0]["text"]
