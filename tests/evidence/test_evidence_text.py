"""The words of files, and what is said where there are none."""

import shutil
import subprocess

import pytest

from evidence import files
from fazhi.evidence import kinds, recognising, text
from fazhi.evidence.text import Extracted, extract

SCAN = "这份文件里没有文字，多半是扫描件，检索不到正文；请在标题和说明里写清内容。"


@pytest.fixture
def words(tmp_path):
    def read(data, kind, **how):
        path = tmp_path / "file"
        path.write_bytes(data)
        return extract(path, kind.media_type, **how)

    return read


def test_text_of_pdf_docx_xlsx_pptx_and_plain_files(words):
    docx = files.docx_file("第一段", "第二段", table=[["单位", "数量"], ["市司法局", "12"]], header="页眉文字")

    assert words(files.pdf_file("第一页", "第二页"), kinds.PDF) == Extracted("第一页\n第二页", "done")
    assert words(docx, kinds.DOCX) == Extracted("第一段\n第二段\n单位\n数量\n市司法局\n12\n页眉文字", "done")
    assert (
        words(files.xlsx_file(sheets=("甲", "乙")), kinds.XLSX).text
        == "甲\n指标\t数量\n合法性审核率\t12.0\n乙\n指标\t数量\n合法性审核率\t12.0"
    )
    assert words(files.pptx_file(*"一二三四五六七八九十甲"), kinds.PPTX).text == "\n".join("一二三四五六七八九十甲")
    assert words("“一网一门一次”改革".encode("gb18030"), kinds.TXT) == Extracted("“一网一门一次”改革", "done")
    assert words("\ufeff单位,数量\n".encode(), kinds.CSV) == Extracted("单位,数量", "done")


def test_text_of_odf(words):
    space = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = f'<o xmlns:text="{space}"><text:h>标题</text:h><text:p>正<text:span>文</text:span></text:p></o>'

    assert words(files.zip_file({"content.xml": content}), kinds.ODT) == Extracted("标题\n正文", "done")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("to", ["doc", "odt"])
def test_text_of_what_another_program_writes(words, tmp_path, to):
    (tmp_path / "文.docx").write_bytes(files.docx_file("第一段", "第二段"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", to, "--outdir", tmp_path, tmp_path / "文.docx"], check=True, capture_output=True
    )

    found = words((tmp_path / f"文.{to}").read_bytes(), kinds.DOC if to == "doc" else kinds.ODT)

    assert (found.text.split(), found.state) == (["第一段", "第二段"], "done")


def test_text_of_a_scan_is_none_and_says_so(words, monkeypatch):
    monkeypatch.setattr(recognising, "is_there", lambda: False)
    assert words(files.docx_file("", picture=files.picture_file()), kinds.DOCX) == Extracted("", "none", SCAN)
    assert words(files.picture_file(), kinds.PNG) == Extracted("", "none", "")
    without = "旧版演示文稿（.ppt）要装有 LibreOffice 才能提取文字。另存为 .pptx 再上传新版本，就可以检索。"
    assert words(b"x", kinds.PPT) == Extracted("", "none", without)


@pytest.mark.parametrize("kind", [kinds.PDF, kinds.DOCX, kinds.XLSX, kinds.PPTX, kinds.ODT, kinds.DOC, kinds.XLS, kinds.OFD])
def test_text_of_a_damaged_file_is_a_note_and_no_error(words, kind):
    found = words(b"broken" * 100, kind)

    assert (found.text, found.state, found.note[:7], found.note[-15:]) == (
        "",
        "failed",
        "正文读不出来（",
        "字；文件本身已保存，可以下载。"[-15:],
    )


def test_text_is_bounded_in_length_and_time(words, monkeypatch):
    monkeypatch.setattr(text, "MOST_CHARACTERS", 10)
    long = words("一二三四五\n六七八九十\n".encode(), kinds.TXT)
    late = words("一\n二\n".encode(), kinds.TXT, seconds=-1)

    assert (long.text, long.state) == ("一二三四五\n六七八九", "done")
    assert (late.text, late.note) == ("一", "文件过大，正文只提取了前一部分，后面的文字检索不到。")


def test_text_has_nothing_a_database_refuses(words):
    assert words("一\0二".encode(), kinds.TXT).text == "一二"


def test_text_leaves_out_deleted_words_and_copies_for_old_programs(words):
    w, mc = "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        f'<w:document xmlns:w="{w}" xmlns:mc="{mc}"><w:p><w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>'
        "<mc:AlternateContent><mc:Choice><w:t>框</w:t></mc:Choice><mc:Fallback><w:t>框</w:t></mc:Fallback></mc:AlternateContent></w:p></w:document>"
    )

    assert words(files.zip_file({"word/document.xml": body}), kinds.DOCX).text == "留框"
