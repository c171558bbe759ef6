"""Marks of secrecy in words and names, and the sentences and names that only talk of secrecy."""

import pytest

from fazhi.evidence.guard.marks import bears_mark, name_bears_mark


@pytest.mark.parametrize(
    "text",
    [
        "机密★1年",
        "秘密★",
        "绝　密★30年",
        "机\n密\n★\n1年",
        "000001\n机密★１年\n特急\n金昌市人民政府文件",
        "（机密★1年）",
        "密级：机密",
        "密 级：秘密★5年",
        "保密等级：机密",
        "【机密】\n关于有关工作的报告",
        "机密\n金昌市人民政府文件",
        "0001 秘密  长期",
        "绝\n密\n关于",
        "文件编号001  机密★3年  特急",
        "正文一段。\n" * 80 + "机密★1年\n后文",
        "机密*10年\n通知",
    ],
)
def test_words_that_bear_a_mark_are_found(text):
    assert bears_mark(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "做好保密工作，严守国家秘密",
        "不得泄露国家秘密、商业秘密和个人隐私。",
        "商业秘密",
        "工作秘密★★★",
        "国家秘密★★★",
        "内部资料　注意保存",
        "秘密级以上文件管理制度",
        "机密文件的制发和保管",
        "国家秘密的密级分为绝密、机密、秘密三级。",
        "文件首页左上角标注“机密★1年”的字样",
        "例如：机密★1年",
        "密级：公开",
        "密级：绝密/机密/秘密",
        "密级：□绝密 □机密 □秘密",
        "密级：\n紧急程度：特急",
        "涉密人员培训登记表",
        "正文一段。\n" * 20 + "秘密\n",
    ],
)
def test_words_that_talk_of_secrecy_bear_no_mark(text):
    assert bears_mark(text) is False


@pytest.mark.parametrize(
    "name",
    [
        "机密★1年关于某事.docx",
        "【机密】方案.docx",
        "方案（秘密）.pdf",
        "秘密-关于某事.doc",
        "某事_机密.pdf",
        "绝密.docx",
        "一/机密★/某事.pdf",
        "机密：某事",
    ],
)
def test_names_that_bear_a_mark_are_found(name):
    assert name_bears_mark(name) is True


@pytest.mark.parametrize(
    "name",
    [
        "秘密级以上文件管理制度.docx",
        "保守国家秘密法宣传.pdf",
        "商业秘密保护工作总结.docx",
        "机密文件管理台账.xlsx",
        "2.8.3 保密工作.pdf",
        "不涉及国家秘密（承诺书）.pdf",
        "商业秘密-保护.docx",
        "绝密、机密、秘密载体管理.docx",
    ],
)
def test_names_that_talk_of_secrecy_bear_no_mark(name):
    assert name_bears_mark(name) is False
