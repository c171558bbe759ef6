"""What a file is, judged by its content: the kinds that are taken in, and a reason for every other."""

import re
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

import pypdfium2
from PIL import Image, UnidentifiedImageError

from fazhi.kit.files import safe_name

from . import kinds
from .decoding import decoded, looks_like_text
from .kinds import ACCEPTED, FileKind, FileRefused, Verdict
from .office import look_into
from .ole import MAGIC, ole_kind
from .pdfs import look_into_pdf
from .polyglots import refuse_hidden, refuse_hidden_in_pdf
from .zips import zip_kind

HEAD = 8192  # bytes
MOST_PIXELS = 300_000_000  # of one picture; unpacked it would take a gigabyte
_BOX_HEADS = {b"qt  ": kinds.MOV, b"M4A ": kinds.M4A, b"M4B ": kinds.M4A, b"avif": kinds.AVIF, b"avis": kinds.AVIF}
_BOX_HEADS |= dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), kinds.HEIC)
_BOX_HEADS |= dict.fromkeys((b"3gp4", b"3gp5", b"3gp6", b"3ge6", b"3gg6"), kinds.TGP)
_STARTS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG\r\n\x1a\n", kinds.PNG),
    (b"\xff\xd8\xff", kinds.JPG),
    (b"GIF87a", kinds.GIF),
    (b"GIF89a", kinds.GIF),
    (b"II*\x00", kinds.TIFF),
    (b"MM\x00*", kinds.TIFF),
    (bytes.fromhex("3026b2758e66cf11"), kinds.WMV),
    (b"FLV\x01", kinds.FLV),
    (b"\x00\x00\x01\xba", kinds.MPG),
    (b"\x00\x00\x01\xb3", kinds.MPG),
    (b"ID3", kinds.MP3),
    (b"#!AMR", kinds.AMR),
)
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF", b"\x28\xb5\x2f\xfd", b"PK\x05\x06", b"PK\x07\x08")
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"dex\n",
    b"#!/",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
_DANGEROUS = re.compile(
    r"\.(?:exe|dll|scr|com|bat|cmd|ps1|vbs|vbe|js|mjs|jse|wsf|wsh|hta|msi|lnk|reg|jar|sh|py|php|jsp|asp|aspx|html?|xhtml|mht|mhtml|svg|swf|chm|apk)$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<head|<body|<script|<svg|<iframe|<\?php|<%|mime-version:)", re.IGNORECASE)
_BOX_NAME = re.compile(rb"[\x20-\x7e\xa9]{4}")
_SCRIPT = re.compile(r"<(?:script|iframe|object|embed)[\s>]|javascript:\s*\S", re.IGNORECASE)
_FORMULA = re.compile(r"(?:^|[,;\t])[ \"]*=\s*[A-Za-z(\"]", re.MULTILINE)
_PROGRAM_CELL = re.compile(r"(?:^|[,;\t])[ \"\']*[=+\-@][^,;\n]{0,200}\|[^\n]{0,200}!", re.MULTILINE)
MOST_BOXES = 200_000  # of a film; one of three hours in pieces of a second has some 30,000
_AGAIN = "请确认能正常打开后重新上传。"


def judge(source: Path | BinaryIO, name: str) -> Verdict:
    """The verdict on a file called `name`; raises FileRefused with what, why and what to do next."""
    with source.open("rb") if isinstance(source, Path) else nullcontext(source) as file:
        size = file.seek(0, 2)
        if not size:
            raise FileRefused("这个文件是空的（0 字节）。请确认选对了文件，再重新上传。")
        given = safe_name(name)
        if found := _DANGEROUS.search(given):
            raise FileRefused(f"不接收 {found[0].lower()} 文件：它可能带有程序或脚本。请改交 {ACCEPTED}；网页请用“链接”提交或打印成 PDF。")
        kind, remark = _kind(file, size, given)
        return _verdict(kind, given, remark)


def _verdict(kind: FileKind, given: str, remark: str) -> Verdict:
    stem, dot, extension = given.rpartition(".")
    if dot and extension.lower() in kind.extensions:
        return Verdict(kind.media_type, extension.lower(), given, remark)
    known = dot and any(extension.lower() in other.extensions for other in kinds.KINDS)
    fitting = f"{stem if known else given}.{kind.extension}"
    note = (
        f"文件名写的是“{extension}”，内容其实是{kind.label}，已按实际内容改名为“{fitting}”。"
        if known
        else f"文件名没有写明类型，内容是{kind.label}，已补上扩展名。"
    )
    return Verdict(kind.media_type, kind.extension, fitting, note + remark)


def _kind(file: BinaryIO, size: int, name: str) -> tuple[FileKind, str]:
    """The kind, and a remark for the person who hands it in."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return zip_kind(file), look_into(file)
    if head.startswith(MAGIC):
        return ole_kind(file), ""
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar" or name.lower().endswith((".tar", ".iso", ".rar", ".zip", ".7z")):
        raise FileRefused("这是一个压缩包，不能直接作为材料：审核人打不开，也无法检索。请解压后把里面的文件逐个上传。")
    if head.startswith(_PROGRAMS) and not head.startswith(b"#!AMR"):
        raise FileRefused("这是可以运行的程序或快捷方式，有安全风险，不接收。请确认选对了文件。")
    if b"%PDF-" in head[:1024]:
        refuse_hidden_in_pdf(file, size, head)
        return _checked_pdf(file)
    kind = _by_start(head)
    if kind is None:
        return _text_kind(file, size, name)
    if kind.group == "image" and kind is not kinds.HEIC:
        _check_picture(file)
    if head[4:8] == b"ftyp" and kind.group == "video":
        _check_boxes(file, size)
    refuse_hidden(file, size, kind.group)
    return kind, ""


def _by_start(head: bytes) -> FileKind | None:
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp":
        return _BOX_HEADS.get(head[8:12], kinds.MP4)
    if head[:4] == b"RIFF":
        return {b"WEBP": kinds.WEBP, b"AVI ": kinds.AVI, b"WAVE": kinds.WAV}.get(head[8:12])
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return kinds.BMP
    if head[:4] == b"\x1aE\xdf\xa3":
        return kinds.WEBM if b"webm" in head[:64] else kinds.MKV
    if head[4:8] in (b"moov", b"mdat", b"wide") and head[:1] == b"\0":  # QuickTime of old cameras has no ftyp
        return kinds.MOV
    if head[:1] == b"\xff" and len(head) > 3 and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0:  # MPEG layer III without tags
        return kinds.MP3
    return None


def _checked_pdf(file: BinaryIO) -> tuple[FileKind, str]:
    file.seek(0)
    try:
        document = pypdfium2.PdfDocument(file)
        pages = len(document)
        remark = look_into_pdf(document)
        document.close()
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise FileRefused("这个 PDF 设了打开密码，审核人打不开。请去除打开密码后再上传。") from error
        raise FileRefused(f"这个 PDF 已损坏或没有传完。{_AGAIN}") from error
    if not pages:
        raise FileRefused(f"这个 PDF 里一页也没有。{_AGAIN}")
    return kinds.PDF, remark


def _check_picture(file: BinaryIO) -> None:
    """That it opens and is not a bomb. Only the head is read; a damaged rest shows in the preview."""
    file.seek(0)
    try:
        with Image.open(file) as picture:
            width, height = picture.size
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise FileRefused(f"这张图片已损坏或没有传完。{_AGAIN}") from error
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> FileRefused:
    return FileRefused("这张图片的像素过多，展开后会占满系统内存。请缩小到 3 亿像素以内再上传。")


def _check_boxes(file: BinaryIO, size: int) -> None:
    """Walk the top boxes of an MP4 or MOV (ISO/IEC 14496-12, 4.2): without its index, or cut short, it cannot be played."""
    at, found, count = 0, set(), 0
    while at + 8 <= size:
        count += 1
        file.seek(at)
        header = file.read(16)
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        found.add(header[4:8])
        if length == 0:
            break
        if count > MOST_BOXES or not _BOX_NAME.fullmatch(header[4:8]):
            raise FileRefused("这段视频的内部结构不正常，多半已损坏。请用播放软件确认能完整播放，重新导出为 MP4 后再上传。")
        if length < 8 or at + length > size:
            raise FileRefused("这段视频不完整，后半部分没有传上来。请在手机或电脑上确认能完整播放，再重新上传。")
        at += length
    if not found & {b"moov", b"moof"}:
        raise FileRefused("这段视频缺少索引，播放不了，多半是录制或导出中断了。请重新导出后再上传。")


def _text_kind(file: BinaryIO, size: int, name: str) -> tuple[FileKind, str]:
    file.seek(0)
    head = file.read(1 << 20)
    if not head.strip(b"\0 \t\r\n"):
        raise FileRefused("这个文件里没有内容，多半没有保存或没有传完。请确认能正常打开后重新上传。")
    if head.startswith(b"{\\rtf"):
        raise FileRefused("这是 RTF 文档，里面可能藏有程序，不直接接收。请用 Word 或 WPS 打开，另存为 .docx 后再上传。")
    if size > len(head):  # the cut may have fallen inside a sign
        head = head[: head.rfind(b"\n") + 1] or head[:-4]
    text = decoded(head)
    if text is None or not looks_like_text(text):
        raise FileRefused(f"认不出这是什么文件。请改交 {ACCEPTED}。")
    if _PAGE.match(text) or _SCRIPT.search(text):
        raise FileRefused("这是网页或带脚本的文件，有安全风险，不直接接收。请用“链接”提交网址，或打开后打印成 PDF、另存为 .docx 再上传。")
    if not name.lower().endswith(".csv"):
        return kinds.TXT, ""
    if _PROGRAM_CELL.search(text):
        raise FileRefused("这个 CSV 表格里有会启动其他程序的公式（DDE），有安全风险。请删去以“=”等符号开头、带“|”的单元格后再上传。")
    return kinds.CSV, "表格里有以“=”开头的内容，用表格软件打开时会当作公式计算。" if _FORMULA.search(text) else ""
