"""Little real files, made when a test needs them."""

import io
import struct
import zipfile

import docx
import pylopdf_fonts_zh_cn
import typst
import xlsxwriter
from PIL import Image

FREE, END = 0xFFFFFFFF, 0xFFFFFFFE


def docx_file(*paragraphs, table=(), header="", picture=None):
    document = docx.Document()
    for text in paragraphs or ("关于推进法治政府建设的会议纪要",):
        document.add_paragraph(text)
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if picture:
        document.add_picture(io.BytesIO(picture))
    return _saved(document.save)


def xlsx_file(rows=(("指标", "数量"), ("合法性审核率", 12)), sheets=("台账",)):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for name in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def sparse_xlsx():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("稀疏")
        sheet.write(0, 0, "一")
        sheet.write(1_048_575, 16_383, "末")
    return stream.getvalue()


def pdf_file(*pages):
    text = "#pagebreak()\n".join(pages or ("合法性审核意见书",))
    source = '#set page(paper: "a5")\n#set text(font: "Noto Serif SC")\n' + text
    fonts = [str(pylopdf_fonts_zh_cn.serif_path().parent)]
    return typst.compile(source.encode(), font_paths=fonts, ignore_system_fonts=True)


def locked_pdf():
    """A PDF whose standard handler (revision 2, 40 bit) was given a user password we do not know."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<" + b"43" * 16 + b"><" + b"43" * 16 + b">]>>\nstartxref\n%d\n%%%%EOF" % start
    return bytes(out)


def picture_file(kind="PNG", size=(40, 20), **how):
    return _saved(lambda stream: Image.new("RGB", size, (200, 30, 30)).save(stream, kind, **how))


def turned_picture():
    """A JPEG 40 × 20 that its EXIF says to turn by a quarter, with a place of origin in it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    return picture_file("JPEG", exif=exif)


def box(kind, content=b""):
    return struct.pack(">I", 8 + len(content)) + kind + content


def mp4_file(brand=b"isom"):
    return box(b"ftyp", brand + b"\0\0\2\0" + brand) + box(b"moov", box(b"mvhd", bytes(100))) + box(b"mdat", bytes(64))


def zip_file(entries, **how):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def changed_zip(data, changes):
    """The archive with entries put in or replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return zip_file(entries | changes)


def docm_file():
    types = docx_file()
    with zipfile.ZipFile(io.BytesIO(types)) as archive:
        content = archive.read("[Content_Types].xml")
    content = content.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    return changed_zip(types, {"[Content_Types].xml": content, "word/vbaProject.bin": b"macro"})


def pptx_file(*slides):
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    types = f'<?xml version="1.0"?><Types xmlns="{space}"><Override PartName="/ppt/presentation.xml" ContentType="{main}"/></Types>'
    start = '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    parts = {
        f"ppt/slides/slide{number}.xml": f"{start}<a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>" for number, text in enumerate(slides, 1)
    }
    return zip_file({"[Content_Types].xml": types, "ppt/presentation.xml": "<p/>", **parts})


def ole_file(streams, storages=()):
    """A compound file ([MS-CFB], version 3) with these streams; short ones go into the mini stream as the format asks."""
    sectors, chains, mini, mini_fat, entries = [], {}, bytearray(), [], []

    def chain(data):
        first = len(sectors)
        pieces = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        sectors.extend(pieces)
        chains.update({first + n: first + n + 1 if n + 1 < len(pieces) else END for n in range(len(pieces))})
        return first

    for name, data in streams.items():
        if len(data) < 4096:
            start, count = len(mini_fat), -(-len(data) // 64)
            mini_fat += [start + n + 1 for n in range(count - 1)] + [END]
            mini += data.ljust(count * 64, b"\0")
        else:
            start = chain(data)
        entries.append((name, 2, start, len(data)))
    entries += [(name, 1, 0, 0) for name in storages]
    mini_start = chain(bytes(mini)) if mini else END
    table = struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(512, b"\xff") if mini else b""
    table_start = chain(table) if mini else END
    folder = b"".join(_entry(*entry) for entry in [("Root Entry", 5, mini_start, len(mini)), *entries])
    folder_start = chain(folder.ljust(-(-len(folder) // 512) * 512, b"\0"))
    fat_start, needed = len(sectors), -(-(len(sectors) + 8) // 128)
    fat = [chains.get(n, FREE) for n in range(fat_start)] + [0xFFFFFFFD] * needed
    fat += [FREE] * (needed * 128 - len(fat))
    places = [fat_start + n if n < needed else FREE for n in range(109)]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, needed, folder_start, 0, 4096, table_start, 1 if mini else 0, END, 0) + struct.pack("<109I", *places)
    return header + b"".join(sectors) + struct.pack(f"<{needed * 128}I", *fat)


def _entry(name, kind, start, size):
    spelt = (name + "\0").encode("utf-16-le")
    links = struct.pack("<3I", FREE, FREE, FREE)
    return spelt.ljust(64, b"\0") + struct.pack("<HBB", len(spelt), kind, 1) + links + bytes(36) + struct.pack("<IQ", start, size)


def doc_file(locked=False, storages=()):
    start = struct.pack("<5H", 0xA5EC, 0xC1, 0, 0x0804, 0) + struct.pack("<H", 0x0100 if locked else 0)
    return ole_file({"WordDocument": start.ljust(4096, b"\0"), "1Table": bytes(4096)}, storages)


def xls_file(sheet_type=0, locked=False, size=4096):
    records = struct.pack("<2H16s", 0x0809, 16, bytes(16))
    if locked:
        records += struct.pack("<2H6s", 0x002F, 6, bytes(6))
    records += struct.pack("<2HIBB2s", 0x0085, 8, 0, 0, sheet_type, b"\x01A") + struct.pack("<2H", 0x000A, 0)
    return ole_file({"Workbook": records.ljust(size, b"\0")})


def ppt_file(macros=False):
    atom = b"\x02\x00\x00\x04\x0c\x00\x00\x00" + struct.pack("<3I", 3, 1 if macros else 0, 2)
    return ole_file({"PowerPoint Document": (bytes(1000) + atom).ljust(5000, b"\0")})


def _saved(save):
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()
