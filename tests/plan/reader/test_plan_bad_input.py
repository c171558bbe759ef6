"""Whatever is given: a reading whose spans hold, or NotAPlan with a Chinese message — never another exception."""

import io
import zipfile

import docx
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.plan.reader import NotAPlan, read, read_file
from plan.reader.invariants import holds
from plan.reader.makers import docx_of, html_of, pdf_of

PLAN = (
    "示例市方案\n一、总体要求\n建设。\n二、任务\n（一）甲\n1.公开清单。率达100%，不得漏报。"
    "（牵头单位：市司法局；责任单位：县区党委、政府）\n三、步骤\n（一）启动（2025年6月）。1.开会。部署。"
)


def refused(name, data):
    with pytest.raises(NotAPlan) as caught:
        read_file(name, data)
    return str(caught.value)


def zipped(names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return stream.getvalue()


def scanned_pdf():
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842).close()
    stream = io.BytesIO()
    document.save(stream)
    document.close()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "没有读出创建方案。文件“x”：这个文件是空的。请确认选对了文件，再重新上传。"),
        (b" \r\n\t", "没有读出创建方案。文件“x”：这个文件是空的。请确认选对了文件，再重新上传。"),
        (
            b"\x89PNG\r\n\x1a\n\x00\x01",
            "没有读出创建方案。文件“x”：这个文件是PNG 图片，不是方案的文字。请用 Word（.docx）、文本（.txt）、"
            "网页（.html）或带文字的 PDF，也可以把正文直接粘贴进来。",
        ),
        (
            scanned_pdf(),
            "没有读出创建方案。文件“x”：这个 PDF 里没有文字，多半是扫描件。请先做文字识别（OCR），或把正文以 Word、"
            "文本形式上传，也可以直接粘贴。",
        ),
        (b"%PDF-1.7\nnothing", "没有读出创建方案。文件“x”：这个 PDF 已损坏或没有传完。请重新导出或下载后再上传。"),
        (
            zipped({"xl/workbook.xml": "<a/>"}),
            "没有读出创建方案。文件“x”：这个文件是电子表格，不是 Word 文档。请上传方案的 Word（.docx）、文本、网页或带文字的 PDF。",
        ),
        (
            zipped({"word/document.xml": "<a>"}),
            "没有读出创建方案。文件“x”：这个 Word 文档的内容已损坏。请用 Word 打开后另存为 .docx，再上传。",
        ),
        (
            zipped({"word/document.xml": b" " * (64 * 1024 * 1024 + 1)}),
            "没有读出创建方案。文件“x”：这个 Word 文档展开后过大，不会是一份方案的正文。请用 Word 打开后另存为 .docx，再上传。",
        ),
        (
            docx_of(PLAN)[:-400],
            "没有读出创建方案。文件“x”：这个 Word 文档已损坏、没有传完或设了密码。请用 Word 打开后另存为 .docx，再上传。",
        ),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "没有读出创建方案。文件“x”：这个文档设了打开密码，内容已加密。请取消密码后另存，再上传。",
        ),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600,
            "没有读出创建方案。文件“x”：这个旧版 Word 文档（.doc）读不出文字，可能已损坏、加密，或者不是文档。请另存为 .docx 再上传。",
        ),
        (
            "今天天气很好。\n1.买菜\n2.做饭".encode(),
            "没有读出创建方案。文件“x”：查找了编号的任务、“牵头单位”“责任单位”和任务分解表，"
            "在17个字里读到编号标题2个、单位说明0处，没有一处能认作创建任务。"
            "请确认这是实施方案的正文；如果任务写法特殊，请整理成含“重点任务、牵头单位、责任单位”三列的任务分解表再导入。",
        ),
    ],
)
def test_unreadable_file_is_refused_with_what_why_and_what_next(data, message):
    assert refused("x", data) == message


def test_binary_junk_is_refused():
    assert refused("x", bytes(range(256)) * 40).startswith("没有读出创建方案。文件“x”：这个文件不是文字")


def test_empty_paste_is_refused():
    with pytest.raises(NotAPlan, match=r"^没有读出创建方案。没有收到文字，内容是空的。请粘贴或上传方案的正文。$"):
        read(" \n\u200b")


def test_a_law_is_not_a_plan():
    with pytest.raises(NotAPlan):
        read(
            "中华人民共和国示例法\n第一章 总则\n第一条 为了规范，制定本法。\n第二章 任务\n第二条 责任单位应当履行职责。\n一、附则\n二、施行"
        )


def test_empty_word_document_is_refused():
    stream = io.BytesIO()
    docx.Document().save(stream)

    assert refused("空.docx", stream.getvalue()) == (
        "没有读出创建方案。文件“空.docx”：这个文件里没有文字。请用 Word（.docx）、文本（.txt）、"
        "网页（.html）或带文字的 PDF，也可以把正文直接粘贴进来。"
    )


def test_content_decides_and_not_the_name():
    wanted = [task.title for task in read(PLAN).tasks]

    assert [
        [task.title for task in read_file("方案.pdf", data).tasks]
        for data in (PLAN.encode("gb18030"), docx_of(PLAN), html_of(PLAN), pdf_of(PLAN))
    ] == [wanted] * 4


def outcome(call):
    """read, refused, or what else was said; a reading that does not hold fails here."""
    try:
        holds(call())
    except NotAPlan as refusal:
        return "refused" if str(refusal).startswith("没有读出创建方案。") else str(refusal)
    return "read"


VOCABULARY = (
    "一、 二、 （一） (二) 1. 2、 （1） ① 第一阶段 附件 \n \n | \t 。 ； ， ： ( ) （ ） 牵头单位： "
    "责任单位: 完成时限： 8月底前 市司法局 县区党委、政府 市财政局牵头 配合 "
    "主要任务 实施步骤 总体要求 组织保障 序号 重点任务 责任单位 牵头单位 不低于90% 达到100% 不得发生 "
    "没有因 至少一次 〃 同上 2025年6月初 至 活动结束 示例市 方案 关于印发 的通知 "
    "成文日期 2025-06-13 金政发〔2025〕33号 10项一级指标 百分之九十 ⼯ 等部门 政府"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))
TEXTS = st.one_of(
    st.text(), st.lists(WORDS, max_size=60).map("".join), st.lists(WORDS, max_size=40).map(lambda words: PLAN + "".join(words))
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_text_is_read_or_refused(text):
    assert outcome(lambda: read(text)) in ("read", "refused")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=2000),
        TEXTS.map(lambda text: text.encode("utf-8", "replace")),
        st.binary(max_size=300).map(lambda junk: b"<html>" + junk),
    )
)
def test_any_bytes_are_read_or_refused(data):
    assert outcome(lambda: read_file("任意", data)) in ("read", "refused")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2), st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_damaged_files_are_read_or_refused(form, place, junk):
    whole = (docx_of, pdf_of, html_of)[form](PLAN)
    place %= len(whole)
    damaged = whole[:place] + junk + whole[place + len(junk) :]

    assert outcome(lambda: read_file("损坏", damaged)) in ("read", "refused")


def test_a_very_long_text_is_read_in_time():
    text = PLAN + "\n" + "(" * 20_000 + "达" * 20_000 + "不少于" * 5_000 + "|" * 20_000

    holds(read(text))
