"""What the registers of rules and decisions refuse at once: a paper that is none, a row that names two things."""

import pytest

from fazhi.engine.register import registers

NOT_NORMATIVE = (
    "工作方案",
    "会议纪要",
    "应急预案",
    "内部管理",
    "机构编制",
    "请示报告",
    "表彰奖惩",
    "人事任免",
    "财务",
    "工作考核",
    "规划",
    "技术标准",
)


def reasons(code: str, **values) -> list[str]:
    """What the register says to a record with these values."""
    if code not in registers():
        pytest.skip(f"{code} 没有装在这份设置里")
    return registers()[code](**values).refuse()


@pytest.mark.parametrize("kind", NOT_NORMATIVE)
def test_a_paper_that_is_no_normative_document_is_refused_with_its_name(kind):
    said = reasons("R13", kind=kind, number="示例1", title="示例", issued_as="政府")
    named = dict(registers()["R13"]._meta.get_field("kind").flatchoices)[kind]

    assert said == [
        f"“{named}”不是规章，也不是行政规范性文件，不在本台账登记。"
        "请作为工作材料保存；确实规定了公民、法人和其他组织的权利义务并反复适用的，请审核机构认定后按规范性文件登记。"
    ]


@pytest.mark.parametrize("kind", ["规章", "规范性文件"])
def test_a_regulation_and_a_normative_document_are_taken(kind):
    assert reasons("R13", kind=kind, number="示例1", title="示例校外托管管理办法", issued_as="政府") == []


def test_a_plan_entered_as_normative_document_is_refused_by_its_title_until_it_is_confirmed():
    plan = {"kind": "规范性文件", "number": "示例政发〔2025〕33号", "title": "示例创建实施方案的通知", "issued_as": "政府"}

    assert reasons("R13", **plan) == [
        "名称以“实施方案”结尾，这类文件一般属于内部执行文件，不是规范性文件。请核对性质；审核机构认定为规范性文件的，勾选“已认定”后再登记。"
    ]
    assert reasons("R13", **plan, is_confirmed=True) == []


def test_a_department_can_make_no_regulation():
    assert reasons("R13", kind="规章", number="示例1", title="示例规定", issued_as="部门") == [
        "规章由设区的市人民政府制定，不能以其他名义印发。请核对文件性质和印发名义。"
    ]


def test_a_document_cannot_repeal_itself():
    assert reasons("R13", kind="规范性文件", number="示例1", title="示例办法", issued_as="部门", replaced_by="示例1 ") == [
        "文件不能被它自己修改、废止。请填写后一件的项目编号。"
    ]


def test_a_consultation_belongs_to_one_draft():
    assert reasons("R14", subject="重大决策", decision="示例决策1") == []
    assert reasons("R14", subject="规章草案", decision="示例决策1") == [
        "征求意见的对象是规章或规范性文件草案，却填了重大行政决策的编号。请改填文件的项目编号。"
    ]
    assert reasons("R14", subject="重大决策", document="示例1", decision="示例决策1") == [
        "一次征求意见只对应一件草案，不能同时填文件和重大行政决策。请分两条登记。",
        "征求意见的对象是重大行政决策草案，却填了文件的项目编号。请改填决策事项编号。",
    ]


def test_a_filing_is_of_a_document_or_of_a_year():
    assert reasons("R16", filed="规章目录", year=2025, recipient="国务院") == []
    assert reasons("R16", filed="规章目录", recipient="国务院") == ["报送规章目录没有填目录所属年度，报送期限无法计算。请填上一年的年份。"]
    assert reasons("R16", filed="规范性文件", recipient="国务院") == [
        "没有填对应的规章、规范性文件。请填文件台账中的项目编号。",
        "规范性文件不报国务院备案，报国务院的是规章。请核对报送对象。",
    ]


def test_a_decision_is_evaluated_and_not_cleaned():
    assert reasons("R17", work="后评估", decision="示例决策1") == []
    assert reasons("R17", work="清理", decision="示例决策1") == [
        "清理针对规章和规范性文件，重大行政决策作后评估。请将“工作”改为后评估，或改填文件的项目编号。"
    ]


@pytest.mark.parametrize(("matter", "kept_out"), [("公共政策", 0), ("财政货币政策", 1), ("政府立法", 1), ("应急处置", 1)])
def test_decisions_outside_the_regulation_are_refused(matter, kept_out):
    said = reasons("R18", matter=matter, number="示例1", title="示例", year=2025)

    assert len(said) == kept_out
    assert all(each.startswith(f"“{dict(registers()['R18']._meta.get_field('matter').flatchoices)[matter]}”不适用") for each in said)
