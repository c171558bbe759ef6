"""What the registers that concern businesses, and recognition, refuse at once: rows from which nothing could be counted."""

from datetime import date

import pytest

from fazhi.engine.register import registers


def reasons(code: str, **values) -> list[str]:
    """What the register says to a record with these values."""
    if code not in registers():
        pytest.skip(f"{code} 没有装在这份设置里")
    return registers()[code](**values).refuse()


def test_an_inspection_says_whom_it_concerns_and_how():
    assert reasons("R07", kind="检查", number="示例1", form="日常", manner="现场", enterprise_code="示例代码") == []
    assert reasons("R07", kind="检查", number="示例1", form="日常", target="示例1") == [
        "检查没有写明类型、方式和统一社会信用代码。请补填。",
        "检查不能以自己为检查对象或者检查事项。请填写对象、事项的编号。",
    ]


def test_a_cap_stands_on_an_enterprise_of_a_year():
    assert reasons("R07", kind="对象", number="示例1", enterprise_code="示例代码", year=2025, cap=2) == []
    assert reasons("R07", kind="对象", number="示例1", cap=2) == [
        "检查对象没有写明年度和统一社会信用代码，频次无法按户、按年累计。请补填。"
    ]
    assert reasons("R07", kind="事项", number="示例1", cap=2) == [
        "频次上限按检查对象登记，这一条不是检查对象。请改填在检查对象上，或者删去上限。"
    ]


def test_a_repair_begins_with_its_application_and_ends_in_its_own_words():
    assert reasons("R08", kind="修复", number="示例1", received_on=date(2026, 5, 6), outcome="准予修复") == []
    assert reasons("R08", kind="修复", number="示例1", outcome="异议成立") == [
        "修复没有写明收到申请日期，期限无法起算。请补填。",
        "修复申请的结果只能是准予或者不予修复。请改选处理结果。",
    ]
    assert reasons("R08", kind="异议", number="示例1", received_on=date(2026, 5, 6), outcome="准予修复") == [
        "异议的结果只能是成立或者不成立。请改选处理结果。"
    ]
    assert reasons("R08", kind="信息", number="示例1") == ["信息没有写明内容和产生日期。请补填。"]


def test_old_measures_are_cleaned_and_new_ones_reviewed():
    assert reasons("R09", kind="新出台", number="示例1", stage="reviewed") == []
    assert reasons("R09", kind="存量", number="示例1", stage="adopted") == [
        "存量清理没有审查出台的环节。请登记清理结果，或者把类别改为新出台。"
    ]
    assert reasons("R09", kind="新出台", number="示例1", stage="cleaned", adopted_on=date(2025, 5, 6), dropped_on=date(2025, 5, 6)) == [
        "新出台的政策措施没有清理环节。请登记审查结论，或者把类别改为存量。",
        "同一件政策措施不能既出台又不出台。请核对，只保留一个日期。",
    ]


def test_arrears_name_their_year_and_contracts_their_term():
    assert reasons("R10", kind="逾期账款公开", number="示例1", year=2025) == []
    assert reasons("R10", kind="逾期账款公开", number="示例1") == ["逾期账款公开没有写明是哪一年的账款，公开期限无法计算。请补填年度。"]
    assert reasons("R10", kind="政府合同", number="示例1", is_small_business=True) == [
        "政府合同没有写明作出、签订、认定或者收到的日期。请补填。",
        "与中小企业的合同没有写明付款期限是否约定，付款期限无法计算。请补填；不是采购货物、工程、服务的，不勾选中小企业。",
    ]


def test_a_rating_has_a_rating_and_an_order_a_tier():
    assert reasons("R12", kind="好差评", number="示例1", rating="满意") == []
    assert reasons("R12", kind="好差评", number="示例1") == ["好差评没有选评价。请选择满意程度。"]
    assert reasons("R12", kind="热线工单", number="示例1", rating="满意", original="示例1 ") == [
        "热线工单没有选诉求类型，办理时限无法计算。请选择咨询、一般或者复杂。",
        "热线工单不填评价，满意程度登记在回访满意度。请删去评价。",
        "工单不能并入它自己。请填写首张工单的编号。",
    ]


def test_nobody_honours_itself_and_a_newspaper_honours_nobody(units):
    own = units["市司法局"]

    assert reasons("R48", unit=own, kind="命名表彰", number="示例1", awarded_by="示例省政府") == []
    assert reasons("R48", unit=own, kind="命名表彰", number="示例1", awarded_by="市司法局") == [
        "授予机关就是本单位，单位不能给自己授予荣誉。请核对授予机关；属于本单位创新做法的，类别选制度创新。"
    ]
    assert reasons("R48", unit=own, kind="典型案例", number="示例1", awarded_by="示例日报", promoted_level="省部级") == [
        "只有创新做法才登记推广。请把类别改为制度创新，或者删去被推广的级别。",
        "媒体报道不是表彰、命名。请填写发文机关；只有报道没有文件的，作为佐证材料上传，不在本台账登记。",
    ]
