"""Scans and old formats: recognised or converted where the machine can, said plainly where it cannot."""

import io
import shutil
import subprocess
import time

import pylopdf_fonts_zh_cn
import pytest
from PIL import Image, ImageDraw, ImageFont

from evidence import files
from fazhi.evidence import converting, kinds, recognising
from fazhi.evidence.converting import NotConverted, as_pdf
from fazhi.evidence.preview import render
from fazhi.evidence.text import Extracted, extract

SCAN = "这份文件里没有文字，多半是扫描件，检索不到正文；请在标题和说明里写清内容。"
TITLE = "关于开展合法性审核的通知"
has_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
has_reader = pytest.mark.skipif(not recognising.is_there(), reason="the extra “ocr” (rapidocr, onnxruntime) is not installed")


def scan(*pages, kind="PDF"):
    sheets = []
    for words in pages:
        sheet = Image.new("RGB", (1000, 500), "white")
        font = ImageFont.truetype(str(pylopdf_fonts_zh_cn.serif_path()), 44)
        ImageDraw.Draw(sheet).text((80, 200), words, font=font, fill="black")
        sheets.append(sheet)
    stream = io.BytesIO()
    more = {"save_all": True, "append_images": sheets[1:]} if kind == "PDF" else {}
    sheets[0].save(stream, kind, resolution=150, **more)
    return stream.getvalue()


@pytest.fixture
def words(tmp_path):
    def read(data, kind):
        (tmp_path / "file").write_bytes(data)
        return extract(tmp_path / "file", kind.media_type)

    return read


@has_reader
@pytest.mark.parametrize(("kind", "spelt"), [(kinds.PDF, "PDF"), (kinds.PNG, "PNG")])
def test_scan_is_recognised_and_marked(words, kind, spelt):
    assert words(scan(TITLE, kind=spelt), kind) == Extracted(TITLE, "done", "识别文字，可能有误。请对照原件核对。")


@has_reader
def test_recognising_ends_at_its_limit_and_says_so(words, monkeypatch):
    monkeypatch.setattr(recognising, "MOST_PAGES", 1)

    assert words(scan(TITLE, TITLE), kinds.PDF) == Extracted(TITLE, "done", "识别文字，可能有误；共2页，只识别了前1页。请对照原件核对。")


def test_scan_without_the_reader_says_why_it_has_no_words(words, monkeypatch):
    monkeypatch.setattr(recognising, "is_there", lambda: False)

    assert words(scan(TITLE), kinds.PDF) == Extracted("", "none", SCAN)
    assert words(scan(TITLE, kind="PNG"), kinds.PNG) == Extracted("", "none", "")


def converted(folder, data, source, to):
    (folder / f"a.{source}").write_bytes(data)
    options = [f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", to, "--outdir", folder]
    subprocess.run(["soffice", *options, folder / f"a.{source}"], check=True, capture_output=True)
    return folder / f"a.{to}"


@has_office
def test_old_document_is_shown_as_pages_and_its_table_is_found(tmp_path):
    path = converted(tmp_path, files.docx_file("第一段", table=[["单位", "数量"], ["市司法局", "12"]]), "docx", "doc")

    made = render(path, kinds.DOC.media_type, tmp_path)

    assert made == {"kind": "pages", "pages": ["page-0.webp"], "total": 1}
    assert extract(path, kinds.DOC.media_type).text.split() == ["第一段", "单位", "数量", "市司法局", "12"]


@has_office
def test_conversion_keeps_to_a_folder_of_its_own_and_leaves_nobody_behind(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(files.docx_file("第一段"))

    made = as_pdf(path, "docx", tmp_path)

    work = tmp_path / "libreoffice"
    settings = (work / "profile" / "user" / "registrymodifications.xcu").read_text("utf-8")
    assert (made, made.read_bytes()[:5], sorted(each.name for each in tmp_path.iterdir())) == (
        work / "file.pdf",
        b"%PDF-",
        ["a.docx", "libreoffice"],
    )
    assert [name for name in ("MacroSecurityLevel", "DisableMacrosExecution", "BlockUntrustedRefererLinks") if name not in settings] == []
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert [each for each in listed.splitlines() if str(work) in each] == []


@has_office
def test_conversion_that_takes_too_long_is_ended(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(files.docx_file("第一段"))
    begun = time.monotonic()

    with pytest.raises(NotConverted):
        as_pdf(path, "docx", tmp_path, seconds=0.2)

    assert time.monotonic() - begun < 20


def test_without_libreoffice_only_the_words_are_shown(tmp_path, monkeypatch):
    monkeypatch.setattr(converting, "program", lambda: None)
    path = tmp_path / "a"
    path.write_bytes(files.doc_file())

    assert render(path, kinds.DOC.media_type, tmp_path) == {"kind": "text", "why": "这里只显示文字，版式请下载后查看。"}
    assert extract(path, kinds.PPT.media_type) == Extracted(
        "", "none", "旧版演示文稿（.ppt）要装有 LibreOffice 才能提取文字。另存为 .pptx 再上传新版本，就可以检索。"
    )
