"""What a file is, and why others are refused."""

import io
import os
import shutil
import struct
import subprocess
import zipfile

import pytest

from evidence import files
from fazhi.evidence.judge import judge
from fazhi.evidence.kinds import FileRefused

OOXML = "application/vnd.openxmlformats-officedocument."
SEP = "application/vnd.oasis.opendocument."


def refusal(data, name):
    with pytest.raises(FileRefused) as refused:
        judge(io.BytesIO(data), name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("make", "name", "media_type", "group"),
    [
        (files.docx_file, "会议纪要.docx", OOXML + "wordprocessingml.document", "file"),
        (files.xlsx_file, "台账.xlsx", OOXML + "spreadsheetml.sheet", "file"),
        (lambda: files.pptx_file("一"), "汇报.pptx", OOXML + "presentationml.presentation", "file"),
        (files.pdf_file, "审核意见.PDF", "application/pdf", "file"),
        (files.doc_file, "旧文件.doc", "application/msword", "file"),
        (files.doc_file, "旧文件.wps", "application/msword", "file"),
        (files.xls_file, "旧表.xls", "application/vnd.ms-excel", "file"),
        (lambda: files.xls_file(size=600), "小表.xls", "application/vnd.ms-excel", "file"),
        (files.ppt_file, "旧演示.ppt", "application/vnd.ms-powerpoint", "file"),
        (lambda: files.zip_file({"mimetype": SEP + "spreadsheet", "content.xml": "<a/>"}), "表.ods", SEP + "spreadsheet", "file"),
        (lambda: files.zip_file({"OFD.xml": "<a/>", "Doc_0/Document.xml": "<a/>"}), "公文.ofd", "application/ofd", "file"),
        (lambda: "一、总体要求\n".encode("gb18030"), "通知.txt", "text/plain", "file"),
        (lambda: "指标,数量\n审核率,12\n".encode(), "数据.csv", "text/csv", "file"),
        (files.picture_file, "现场.png", "image/png", "image"),
        (lambda: files.picture_file("JPEG"), "现场.jpeg", "image/jpeg", "image"),
        (lambda: files.picture_file("GIF"), "现场.gif", "image/gif", "image"),
        (lambda: files.picture_file("WEBP"), "现场.webp", "image/webp", "image"),
        (lambda: files.picture_file("BMP"), "现场.bmp", "image/bmp", "image"),
        (lambda: files.picture_file("TIFF"), "扫描.tif", "image/tiff", "image"),
        (lambda: files.box(b"ftyp", b"heic\0\0\0\0mif1heic") + bytes(50), "手机.heic", "image/heic", "image"),
        (files.mp4_file, "庭审.mp4", "video/mp4", "video"),
        (lambda: files.mp4_file(b"qt  "), "庭审.mov", "video/quicktime", "video"),
        (lambda: b"\x1aE\xdf\xa3\x9fB\x82\x84webm" + bytes(40), "庭审.webm", "video/webm", "video"),
        (lambda: b"RIFF\0\0\0\0AVI LIST" + bytes(40), "庭审.avi", "video/x-msvideo", "video"),
        (lambda: b"ID3\4" + bytes(60), "访谈.mp3", "audio/mpeg", "audio"),
    ],
)
def test_judge_knows_a_kind_by_its_content(make, name, media_type, group):
    verdict = judge(io.BytesIO(make()), name)

    assert (verdict.media_type, verdict.group, verdict.name, verdict.note) == (media_type, group, name, "")


def test_judge_reads_a_path_too(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(files.picture_file())

    assert judge(path, "照片.png").extension == "png"


def test_judge_mends_an_extension_that_contradicts_the_content():
    verdict = judge(io.BytesIO(files.pdf_file()), "审核意见.jpg")

    assert (verdict.name, verdict.extension) == ("审核意见.pdf", "pdf")
    assert verdict.note == "文件名写的是“jpg”，内容其实是PDF，已按实际内容改名为“审核意见.pdf”。"


def test_judge_keeps_a_dot_that_is_not_an_extension():
    verdict = judge(io.BytesIO(files.pdf_file()), "2.8.3 审核意见")

    assert (verdict.name, verdict.note) == ("2.8.3 审核意见.pdf", "文件名没有写明类型，内容是PDF，已补上扩展名。")


def odf(kind, **entries):
    return files.zip_file(
        {"mimetype": SEP + kind, "content.xml": "<a/>"} | {name.replace("__", "/"): text for name, text in entries.items()}
    )


@pytest.mark.parametrize(
    ("make", "name", "said"),
    [
        (lambda: b"", "空.docx", "这个文件是空的"),
        (lambda: bytes(5000), "零.docx", "这个文件里没有内容"),
        (files.docm_file, "方案.docm", "这个文件含有宏或控件"),
        (files.docm_file, "方案.docx", "这个文件含有宏或控件"),
        (lambda: files.changed_zip(files.xlsx_file(), {"xl/vbaProject.bin": b"x"}), "表.xlsx", "这个文件含有宏或控件"),
        (lambda: files.changed_zip(files.xlsx_file(), {"xl/macrosheets/sheet1.xml": b"x"}), "表.xlsx", "这个文件含有宏或控件"),
        (lambda: files.changed_zip(files.docx_file(), {"word/activeX/activeX1.bin": b"x"}), "文.docx", "这个文件含有宏或控件"),
        (lambda: files.zip_file({"mimetype": SEP + "text", "Basic/Standard/Module1.xml": "x"}), "文.odt", "这个文件含有宏"),
        (lambda: files.doc_file(storages=("Macros", "VBA")), "旧.doc", "这个文件含有宏"),
        (lambda: files.xls_file(sheet_type=1), "旧.xls", "这个文件含有宏"),
        (lambda: files.ppt_file(macros=True), "旧.ppt", "这个文件含有宏"),
        (lambda: files.zip_file({"纪要.txt": "一"}), "材料.zip", "这是一个压缩包"),
        (lambda: files.zip_file({"纪要.txt": "一"}), "材料.docx", "这是一个压缩包"),
        (lambda: b"Rar!\x1a\x07\x01\0" + bytes(50), "材料.rar", "这是一个压缩包"),
        (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(50), "材料.7z", "这是一个压缩包"),
        (
            lambda: files.changed_zip(files.docx_file(), {"word/embeddings/a.zip": b"PK"}),
            "文.docx",
            "这个文件里面又嵌了压缩包（word/embeddings/a.zip）",
        ),
        (
            lambda: files.changed_zip(files.docx_file(), {"word/media/a.exe": b"MZ"}),
            "文.docx",
            "这个文件里面嵌了可以运行的程序（word/media/a.exe）",
        ),
        (lambda: b"MZ" + bytes(100), "工具.pdf", "这是可以运行的程序"),
        (lambda: b"\x7fELF" + bytes(100), "工具", "这是可以运行的程序"),
        (files.picture_file, "照片.exe", "不接收 .exe 文件"),
        (lambda: b"<svg onload='x()'/>", "图.svg", "不接收 .svg 文件"),
        (lambda: b"<!DOCTYPE html><p>x", "网页.txt", "这是网页或带脚本的文件"),
        (lambda: "通知<script>alert(1)</script>".encode(), "通知.txt", "这是网页或带脚本的文件"),
        (lambda: b"{\\rtf1 x}", "旧.doc", "这是 RTF 文档"),
        (files.locked_pdf, "密.pdf", "这个 PDF 设了打开密码"),
        (lambda: files.pdf_file()[:400], "断.pdf", "这个 PDF 已损坏或没有传完"),
        (lambda: files.doc_file(locked=True), "密.doc", "这个文件设了打开密码"),
        (lambda: files.xls_file(locked=True), "密.xls", "这个文件设了打开密码"),
        (lambda: files.ole_file({"EncryptedPackage": bytes(5000), "EncryptionInfo": bytes(300)}), "密.docx", "这个文件设了打开密码"),
        (
            lambda: files.zip_file({"mimetype": SEP + "text", "META-INF/manifest.xml": "<encryption-data/>"}),
            "密.odt",
            "这个文件设了打开密码",
        ),
        (lambda: files.ole_file({"__substg1.0_0037001F": bytes(5000)}), "邮件.msg", "认不出这是哪种旧版 Office 文件"),
        (lambda: files.doc_file()[:700], "断.doc", "这个旧版 Office 文件已损坏"),
        (lambda: files.docx_file()[:-300], "断.docx", "这个文件不完整"),
        (lambda: files.picture_file()[:20], "断.png", "这张图片已损坏"),
        (lambda: files.mp4_file()[:-10], "断.mp4", "这段视频不完整"),
        (lambda: files.box(b"ftyp", b"isom\0\0\0\0") + files.box(b"mdat", bytes(90)), "断.mp4", "这段视频缺少索引"),
        (lambda: os.urandom(4000), "随机.dat", "认不出这是什么文件"),
    ],
)
def test_judge_refuses_with_what_and_why(make, name, said):
    message = refusal(make(), name)

    assert message[: len(said)] == said
    assert message[-1] == "。"


def test_judge_refuses_an_archive_bomb():
    bomb = files.changed_zip(files.docx_file(), {"word/media/image1.bmp": bytes(60 * 1024 * 1024)})

    assert refusal(bomb, "图.docx")[:16] == "这个文件展开后异常庞大（压缩炸弹）"[:16]


def test_judge_refuses_an_archive_of_too_many_entries():
    crowd = files.zip_file({"[Content_Types].xml": "x"} | {f"word/{n}": "" for n in range(10_001)})

    assert "压缩炸弹" in refusal(crowd, "多.docx")


def test_judge_refuses_an_entry_that_holds_more_than_it_declares():
    honest = files.changed_zip(files.docx_file(), {"word/media/a.bin": bytes(50_000)})
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        entry = archive.getinfo("word/media/a.bin")
    declared = struct.pack("<2I", entry.compress_size, 50_000)
    lying = honest.replace(declared, struct.pack("<2I", entry.compress_size, 20))

    assert lying != honest
    assert judge(io.BytesIO(honest), "文.docx").extension == "docx"
    assert "压缩炸弹" in refusal(lying, "文.docx")


def test_judge_refuses_a_picture_bomb():
    small = bytearray(files.picture_file())
    small[16:24] = struct.pack(">2I", 60_000, 60_000)
    import zlib

    small[29:33] = struct.pack(">I", zlib.crc32(bytes(small[12:29])))

    assert refusal(bytes(small), "大图.png")[:9] == "这张图片的像素过多"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("made", "to"), [("docx", "doc"), ("xlsx", "xls"), ("docx", "odt"), ("xlsx", "ods")])
def test_judge_knows_what_another_program_writes(tmp_path, made, to):
    source = tmp_path / f"文.{made}"
    source.write_bytes(files.docx_file() if made == "docx" else files.xlsx_file())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", to, "--outdir", tmp_path, source], check=True, capture_output=True)

    verdict = judge(tmp_path / f"文.{to}", f"文.{to}")

    assert (verdict.extension, verdict.note) == (to, "")
