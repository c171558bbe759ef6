"""Hostile files at the real door: each is refused with the very words a person reads, or comes in made harmless. See docs/uploads.md."""

import io
import struct

import pytest

from evidence import files, ofd_made
from evidence import hostile as h
from fazhi.evidence import taking
from fazhi.evidence.kinds import CSV, GIF
from fazhi.evidence.models import Blob, Upload
from fazhi.evidence.preview import render
from fazhi.journal.models import Entry
from fazhi.kit.sheets import Sheet, read_rows, write_xlsx

BOMB = "这个文件展开后异常庞大（压缩炸弹），可能使系统瘫痪，已拒收。如确是正常文件，请删去无关内容、另存一份后再上传。"
RESAVE = "请用原来的程序打开，确认能正常显示后另存一份，再上传。"
ARCHIVE = "这是一个压缩包，不能直接作为材料：审核人打不开，也无法检索。请解压后把里面的文件逐个上传。"
MACRO = "这个文件含有宏或控件，打开时会运行程序，有安全风险。请另存为不含宏的格式（.docx、.xlsx、.pptx）后再上传。"
OLD_MACRO = "这个文件含有宏，打开时会运行程序，有安全风险。请用 Office 或 WPS 打开，另存为 .docx、.xlsx 或 .pptx 后再上传。"
ENTITY = f"这个文件的内部数据里定义了“实体”，展开后会异常庞大或读取别的文件，已拒收。{RESAVE}"
RUNS = "会启动其他程序的内容（DDE 或事件脚本），有安全风险。请在原来的程序里删去，另存后再上传。"
OLD_RUNS = "这个旧版文件里有会启动其他程序的内容（DDE），有安全风险。请用 Office 或 WPS 打开，另存为 .docx、.xlsx 或 .pptx 后再上传。"
PAGE = "这是网页或带脚本的文件，有安全风险，不直接接收。请用“链接”提交网址，或打开后打印成 PDF、另存为 .docx 再上传。"
PRINT = "请用浏览器或 PDF 软件打开，选“打印”、另存为 PDF 后再上传。"
PDF_SCRIPT = f"这个 PDF 里带有脚本（JavaScript），打开时会自动运行，有安全风险。{PRINT}"
PDF_TWO = "这个 PDF 的前面或后面还藏着别的内容，一份文件有两种内容，已拒收。请用 PDF 软件打开，打印或另存为 PDF 后再上传。"
PICTURE_CODE = "这张图片里藏有网页脚本或程序代码，已拒收。请用看图或播放软件打开，另存一份（或截图）后再上传。"
HIDDEN_ARCHIVE = "这个文件后面还藏着一个压缩包，一份文件有两种内容，已拒收。请用看图或播放软件打开，另存一份（或截图）后再上传。"
BROKEN_FILM = "这段视频的内部结构不正常，多半已损坏。请用播放软件确认能完整播放，重新导出为 MP4 后再上传。"
ACTION = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
CLICKED = "这个演示文稿里有点一下就会启动程序或宏的动作，有安全风险。请在原来的程序里删去这个动作，另存后再上传。"
DOCUMENT_LINKS = "word/_rels/document.xml.rels"


def fetches(address, what):
    return (
        f"这个文件打开时会自动从外部地址（{address}）载入{what}：内容不在文件里，还会把阅读人的信息发出去。"
        "请在原来的程序里断开这个链接（图片改为嵌入），另存后再上传。"
    )


def odd_name(shown):
    return f"这个文件内部的名称有问题（{shown}），像是要写到别的目录去，已拒收。{RESAVE}"


def program(name):
    return f"这个文件里面嵌了可以运行的程序（{name}）。请从文档中删去后再上传。"


def nested(name):
    return f"这个文件里面又嵌了压缩包（{name}），无法检查。请把嵌入的文件取出来单独上传，并从文档中删去。"


def forbidden(extension):
    accepted = "PDF、Word、Excel、演示文稿、WPS、OFD、文本、图片、视频和录音"
    return f"不接收 {extension} 文件：它可能带有程序或脚本。请改交 {accepted}；网页请用“链接”提交或打印成 PDF。"


def doc_with_program():
    start = struct.pack("<6H", 0xA5EC, 0xC1, 0, 0x0804, 0, 0).ljust(4096, b"\0")
    return files.ole_file({"WordDocument": start, "\x01Ole10Native": bytes(4) + b"\x02\0a.exe\0c:\\a.exe\0MZ\x90\0"})


REFUSED = {
    # archives
    "42.zip": (lambda: files.zip_file({f"{n}.zip": files.zip_file({"0": bytes(9999)}) for n in range(3)}), "材料.zip", ARCHIVE),
    "42.zip as docx": (lambda: files.zip_file({f"{n}.zip": b"PK" for n in range(3)}), "材料.docx", ARCHIVE),
    "bomb": (lambda: h.docx_with({"word/media/a.bmp": bytes(60 << 20)}), "图.docx", BOMB),
    "nested bomb": (h.nested_bomb, "文.docx", nested("word/embeddings/oleObject1.bin")),
    "overlapping entries": (h.overlapping, "文.docx", BOMB),
    "zip64 that lies": (h.zip64_lie, "文.docx", BOMB),
    "entry above the folder": (lambda: h.renamed_entry(b"../../evil.xml"), "文.docx", odd_name("../../evil.xml")),
    "entry from the root": (lambda: h.renamed_entry(b"/etc/crontab"), "文.docx", odd_name("/etc/crontab")),
    "entry on a drive": (lambda: h.renamed_entry(b"C:\\a.xml"), "文.docx", odd_name("C:\\a.xml")),
    "entry with NUL": (lambda: h.renamed_entry(b"a.xml\0.exe"), "文.docx", odd_name("a.xml.exe")),
    "entry twice": (
        h.twice,
        "文.docx",
        f"这个文件内部有两份同名内容（word/document.xml），不同软件打开会看到不同内容，已拒收。{RESAVE}",
    ),
    # office
    "docm renamed": (files.docm_file, "方案.docx", MACRO),
    "macro under another name": (
        lambda: h.docx_with({"word/media/x.bin": files.ole_file({"VBA": b"x", "dir": b"x"})}),
        "文.docx",
        OLD_MACRO,
    ),
    "macro by relation": (lambda: h.docx_with({DOCUMENT_LINKS: h.relations(("vbaProject", "media/x", "Internal"))}), "文.docx", MACRO),
    "docm within docx": (lambda: h.docx_with({"word/embeddings/p.bin": files.docm_file()}), "文.docx", MACRO),
    "template from the web": (
        lambda: h.docx_linked("attachedTemplate", "http://e.example/t.dotm"),
        "文.docx",
        fetches("http://e.example/t.dotm", "模板"),
    ),
    "template from a share": (
        lambda: h.docx_linked("attachedTemplate", r"\\10.0.0.1\s\t.dotm"),
        "文.docx",
        fetches(r"\\10.0.0.1\s\t.dotm", "模板"),
    ),
    "template by file://": (
        lambda: h.docx_linked("attachedTemplate", "file://10.0.0.1/s/t.dotm"),
        "文.docx",
        fetches("file://10.0.0.1/s/t.dotm", "模板"),
    ),
    "picture from the web": (
        lambda: h.docx_linked("image", "https://e.example/a.png", DOCUMENT_LINKS),
        "文.docx",
        fetches("https://e.example/a.png", "图片"),
    ),
    "object from the web": (
        lambda: h.docx_linked("oleObject", "mhtml:http://e.example/x", DOCUMENT_LINKS),
        "文.docx",
        fetches("mhtml:http://e.example/x", "对象"),
    ),
    "link that is a script": (
        lambda: h.docx_linked("hyperlink", "javascript:alert(1)", DOCUMENT_LINKS),
        "文.docx",
        "这个文件里有会运行脚本的链接，有安全风险。请在原来的程序里删去这个链接，另存后再上传。",
    ),
    "packed program": (lambda: h.docx_with({"word/embeddings/oleObject1.bin": h.packed_program()}), "文.docx", program("setup.exe")),
    "program as picture": (
        lambda: h.docx_with({"word/media/image1.png": b"MZ\x90\0" + bytes(99)}),
        "文.docx",
        program("word/media/image1.png"),
    ),
    "DDE over two runs": (lambda: h.docx_field("(", "DD", "EAUTO c:\\\\cmd.exe", ")"), "文.docx", "这个文档里有" + RUNS),
    "DDE spelt by QUOTE": (lambda: h.docx_field("(", "(", "QUOTE 68 68 69", ")", " cmd", ")"), "文.docx", "这个文档里有" + RUNS),
    "INCLUDEPICTURE": (
        lambda: h.docx_field("(", ' INCLUDEPICTURE "http://e.example/a.png" ', ")"),
        "文.docx",
        fetches("http://e.example/a.png", "图片"),
    ),
    "web page as a chunk": (
        lambda: h.docx_with({DOCUMENT_LINKS: h.relations(("aFChunk", "a.html", "Internal"))}),
        "文.docx",
        "这个文件里整段嵌了网页，正文检索不到，也可能带有脚本。请用 Word 或 WPS 打开，另存为 .docx 后再上传。",
    ),
    "sheet links to the web": (lambda: h.xlsx_linked("http://e.example/a.xlsx"), "表.xlsx", fetches("http://e.example/a.xlsx", "工作簿")),
    "sheet DDE": (h.xlsx_dde, "表.xlsx", "这个表格里有" + RUNS),
    "sheet 4.0 macro": (lambda: files.changed_zip(files.xlsx_file(), {"xl/macrosheets/sheet1.xml": b"<x/>"}), "表.xlsx", MACRO),
    "old sheet 4.0 macro": (lambda: files.xls_file(sheet_type=1), "表.xls", OLD_MACRO),
    "old sheet DDE": (h.xls_dde, "表.xls", OLD_RUNS),
    "old document DDE": (h.doc_dde, "文.doc", OLD_RUNS),
    "old document program": (doc_with_program, "文.doc", program("a.exe")),
    "ODF event": (
        lambda: h.odt(f'<o:d xmlns:o="o" xmlns:s="{h.ODF}script:1.0"><s:event-listener/></o:d>'),
        "文.odt",
        "这个文件里有" + RUNS,
    ),
    "ODF program": (
        lambda: h.odt(f'<o:d xmlns:o="o" xmlns:p="{h.ODF}presentation:1.0"><p:event-listener p:action="execute"/></o:d>'),
        "文.odt",
        CLICKED,
    ),
    "slide that starts a program": (
        lambda: files.changed_zip(files.pptx_file("一"), {"ppt/slides/slide2.xml": '<a><hlinkClick action="ppaction://program"/></a>'}),
        "文.pptx",
        CLICKED,
    ),
    "RTF": (lambda: b"{\\rtf1 x}", "旧.doc", "这是 RTF 文档，里面可能藏有程序，不直接接收。请用 Word 或 WPS 打开，另存为 .docx 后再上传。"),
    # entities
    "billion laughs in docx": (lambda: h.docx_with({"word/document.xml": h.BOMB}), "文.docx", ENTITY),
    "billion laughs in UTF-16": (
        lambda: h.docx_with({"word/document.xml": h.BOMB.replace("1.0", '1.0" encoding="UTF-16', 1).encode("utf-16")}),
        "文.docx",
        ENTITY,
    ),
    "entity from a file in docx": (lambda: h.docx_with({"docProps/core.xml": h.OUTSIDE}), "文.docx", ENTITY),
    "billion laughs in OFD": (lambda: ofd_made.ofd_file("", extra={"Doc_0/PublicRes.xml": h.BOMB}), "文.ofd", ENTITY),
    "entity from a file in ODF": (lambda: h.odt(h.OUTSIDE), "文.odt", ENTITY),
    # pages and scripts
    "html": (lambda: b"<html><script>alert(1)</script></html>", "页.html", forbidden(".html")),
    "html as text": (lambda: b"<html><script>alert(1)</script></html>", "页.txt", PAGE),
    "svg": (lambda: b"<svg onload='x()'/>", "图.svg", forbidden(".svg")),
    "svg as png": (lambda: b"<svg xmlns='x'><script/></svg>", "图.png", PAGE),
    "program": (lambda: b"MZ" + bytes(99), "工具.pdf", "这是可以运行的程序或快捷方式，有安全风险，不接收。请确认选对了文件。"),
    # PDF
    "PDF script": (lambda: h.pdf(b"/OpenAction" + ACTION), "文.pdf", PDF_SCRIPT),
    "PDF script spelt oddly": (lambda: h.pdf(b"/OpenAction<</S/J#61vaScript/JS(x)>>"), "文.pdf", PDF_SCRIPT),
    "PDF script in an object stream": (lambda: h.pdf(b"/OpenAction 5 0 R", ACTION, stream=True), "文.pdf", PDF_SCRIPT),
    "PDF script behind a format": (
        lambda: h.pdf(b"/AA<</K<</S/JavaScript/JS(AFNumber_Format\\(1\\);app.launchURL\\(1\\))>>>>"),
        "文.pdf",
        PDF_SCRIPT,
    ),
    "PDF launch": (
        lambda: h.pdf(b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
        "文.pdf",
        f"这个 PDF 打开或点击时会启动其他程序，有安全风险。{PRINT}",
    ),
    "PDF to a share": (
        lambda: h.pdf(b"/OpenAction<</S/GoToE/F(\\\\\\\\10.0.0.1\\\\a)/D[0/Fit]>>"),
        "文.pdf",
        f"这个 PDF 会去打开别处服务器上的文件，会把阅读人的信息发出去。{PRINT}",
    ),
    "PDF with a program": (
        lambda: h.pdf_with_attachment(b"setup.exe"),
        "文.pdf",
        "这个 PDF 里附带了程序、网页或压缩包（setup.exe），无法检查。请去掉附件后再上传，附件另行单独上传。",
    ),
    "PDF with a pinned file": (
        lambda: h.pdf(b"/X<</Type/Annot/Subtype/FileAttachment>>"),
        "文.pdf",
        "这个 PDF 的页面上钉着附件，无法检查。请去掉附件后再上传，附件另行单独上传。",
    ),
    "PDF XFA": (
        lambda: h.pdf(b"/NeedsRendering true/AcroForm<</Fields[]/XFA 4 0 R>>", b"<</Length 4>>stream\n<x/>\nendstream"),
        "文.pdf",
        f"这个 PDF 是动态表单（XFA），多数软件打不开，还能带脚本。{PRINT}",
    ),
    "PDF media": (
        lambda: h.pdf(b"/X<</Subtype/RichMedia>>"),
        "文.pdf",
        f"这个 PDF 里嵌有会自动播放或运行的媒体，无法检查。{PRINT}音视频请单独上传。",
    ),
    "PDF locked": (files.locked_pdf, "密.pdf", "这个 PDF 设了打开密码，审核人打不开。请去除打开密码后再上传。"),
    # two things at once
    "PDF and ZIP": (
        lambda: files.pdf_file() + files.zip_file({"a.exe": "x"}),
        "文.pdf",
        "这个 PDF 后面还藏着一个压缩包，一份文件有两种内容，已拒收。请用 PDF 软件打开，打印或另存为 PDF 后再上传。",
    ),
    "PDF and HTML": (lambda: files.pdf_file() + b"<html><script>x</script>", "文.pdf", PDF_TWO),
    "HTML and PDF": (lambda: b"<html><script>x</script>" + files.pdf_file(), "文.pdf", PDF_TWO),
    "GIF and script": (lambda: b"GIF89a/*\x01\0" + files.picture_file("GIF")[10:] + b"*/=1;alert(1)", "图.gif", PICTURE_CODE),
    "JPEG and ZIP": (lambda: files.picture_file("JPEG") + files.zip_file({"a.php": "x"}), "图.jpg", HIDDEN_ARCHIVE),
    "JPEG and PHAR": (lambda: files.picture_file("JPEG", comment=b"<?php __HALT_COMPILER(); ?>"), "图.jpg", PICTURE_CODE),
    "PNG and HTML": (lambda: files.picture_file() + b"<script>alert(1)</script>", "图.png", PICTURE_CODE),
    "MP4 of too many boxes": (h.many_boxes, "片.mp4", BROKEN_FILM),
    "MP4 with an odd box": (lambda: files.mp4_file() + files.box(b"\1\2\3\4", b"x"), "片.mp4", BROKEN_FILM),
    "MP4 and ZIP": (lambda: files.mp4_file() + files.box(b"free", files.zip_file({"a": "b"})), "片.mp4", HIDDEN_ARCHIVE),
    # tables
    "CSV that starts a program": (
        lambda: "单位,=cmd|' /C calc'!A0\n".encode(),
        "表.csv",
        "这个 CSV 表格里有会启动其他程序的公式（DDE），有安全风险。请删去以“=”等符号开头、带“|”的单元格后再上传。",
    ),
    # names
    "name turned round": (files.picture_file, "报告\u202egnp.exe", forbidden(".exe")),
    "name with NUL": (files.picture_file, "图.png\0.exe", forbidden(".exe")),
    "name with dots behind": (files.picture_file, "图.exe...", forbidden(".exe")),
}


@pytest.mark.parametrize(("make", "name", "said"), REFUSED.values(), ids=REFUSED)
def test_hostile_upload_is_refused_with_these_words(cast, send, home, make, name, said):
    upload = send(cast.owner, name, make())

    assert (upload.state, upload.refusal, upload.blob) == (Upload.State.REFUSED, said, None)
    assert (Blob.objects.count(), list((home / "uploads").iterdir())) == (0, [])
    assert Entry.objects.get().said == f"上传的文件“{upload.name}”被拒收：{said}"


TAKEN = {
    "path": (files.picture_file, "../../etc/图.png", "图.png", ""),
    "drive": (files.picture_file, "C:\\windows\\图.png", "图.png", ""),
    "reserved": (files.picture_file, "CON.png", "_CON.png", ""),
    "full-width dot": (files.picture_file, "图．exe", "图．exe.png", "文件名没有写明类型，内容是PNG 图片，已补上扩展名。"),
    "very long": (files.picture_file, "图" * 300 + ".png", "图" * 78 + ".png", ""),
    "turned round": (files.picture_file, "图\u202egpj.png", "图gpj.png", ""),
    "link to a share": (
        lambda: h.docx_linked("hyperlink", r"\\server\share\a.docx", DOCUMENT_LINKS),
        "文.docx",
        "文.docx",
        "文件里有指向本机或内网位置的链接，审核人打不开。",
    ),
    "template of one's own disk": (lambda: h.docx_linked("attachedTemplate", "file:///C:\\Users\\a\\公文.dot"), "文.docx", "文.docx", ""),
    "sheet of one's own disk": (h.xlsx_linked, "表.xlsx", "表.xlsx", "表格引用了别的工作簿，审核人看到的是上次保存时的数值。"),
    "sheet in a document": (
        lambda: h.docx_with({"word/embeddings/Microsoft_Excel_Sheet.xlsx": files.xlsx_file()}),
        "文.docx",
        "文.docx",
        "",
    ),
    "ODF slide that turns a page": (
        lambda: h.odt(f'<o:d xmlns:o="o" xmlns:p="{h.ODF}presentation:1.0"><p:event-listener p:action="next-page"/></o:d>'),
        "文.odt",
        "文.odt",
        "",
    ),
    "page number field": (lambda: h.docx_field("(", " PAGE ", ")"), "文.docx", "文.docx", ""),
    "PDF form with a number format": (
        lambda: h.pdf(
            b"/AcroForm<</Fields[4 0 R]>>",
            b'<</FT/Tx/T(a)/AA<</F<</S/JavaScript/JS(AFNumber_Format\\(2, 0, 0, 0, "", true\\);)>>>>>>',
        ),
        "表.pdf",
        "表.pdf",
        "",
    ),
    "PDF voucher with its data": (
        lambda: h.pdf_with_attachment(b"invoice.xml"),
        "票.pdf",
        "票.pdf",
        "这个 PDF 带有1个附件（invoice.xml），附件的内容检索不到，也不能预览；如需作为材料，请单独上传。",
    ),
    "CSV with a formula": (
        lambda: '单位,数\n=HYPERLINK("http://e.example"),1\n'.encode(),
        "表.csv",
        "表.csv",
        "表格里有以“=”开头的内容，用表格软件打开时会当作公式计算。",
    ),
    "CSV with signed numbers": (lambda: "单位,-5\n甲,+3%|乙\n".encode(), "表.csv", "表.csv", ""),
}


@pytest.mark.parametrize(("make", "name", "kept", "note"), TAKEN.values(), ids=TAKEN)
def test_upload_comes_in_made_harmless_or_with_a_remark(cast, send, make, name, kept, note):
    upload = send(cast.owner, name, make())

    assert (upload.state, upload.refusal, upload.name, upload.note) == (Upload.State.RECEIVED, "", kept, note)


def test_formulas_of_a_table_stay_words_in_preview_and_export(tmp_path):
    cell = '=HYPERLINK("http://e.example")'
    (tmp_path / "a.csv").write_text(f'"{cell.replace(chr(34), chr(34) * 2)}",1\n', "utf-8")
    stream = io.BytesIO()

    assert render(tmp_path / "a.csv", CSV.media_type, tmp_path)["sheets"] == [{"name": "CSV", "rows": [[cell, "1"]]}]
    write_xlsx(stream, [Sheet("表", ["一"], [[cell], ["+1"], ["-1"], ["@a"]])])
    assert list(read_rows(stream.getvalue()))[2:] == [[cell], ["+1"], ["-1"], ["@a"]]


def test_picture_bomb_by_its_head_is_refused(cast, send):
    small = bytearray(files.picture_file("GIF"))
    small[6:10] = struct.pack("<2H", 60_000, 60_000)

    upload = send(cast.owner, "图.gif", bytes(small))

    assert (upload.state, upload.refusal) == ("refused", "这张图片的像素过多，展开后会占满系统内存。请缩小到 3 亿像素以内再上传。")
    assert GIF.media_type == "image/gif"


def test_large_hostile_upload_is_refused_by_the_job(cast, monkeypatch, send):
    monkeypatch.setattr(taking, "AT_ONCE", 10)
    upload = send(cast.owner, "文.docx", h.docx_with({"word/document.xml": h.BOMB}))

    assert (upload.state, taking.take_in.call(str(upload.pk))) == ("receiving", "refused")
    assert Upload.objects.get().refusal == ENTITY
