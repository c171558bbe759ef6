"""Files that are two things at once: a picture, film or PDF with an archive, a web page or a program hidden before or behind it."""

import re
import struct
from typing import BinaryIO

from .kinds import FileRefused

TAIL = 65_557  # bytes: an archive's end record with the longest remark
PIECE = 1 << 20
_CODE = re.compile(rb"<script[\s>]|<\?php\s|__HALT_COMPILER\s*\(", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:script|html|body|iframe|svg|!doctype)[\s>]|<\?php\s", re.IGNORECASE)
_GIF_COMMENT = re.compile(rb"GIF8[79]a(?:/\*|=\s*[\d'\"]*\s*;)")
_PICTURES = (b"GIF8", b"\xff\xd8", b"\x89PNG", b"BM", b"RIFF")
_RESAVE = "请用看图或播放软件打开，另存一份（或截图）后再上传。"


def refuse_hidden(file: BinaryIO, size: int, group: str) -> None:
    """Raise FileRefused where a picture, film or recording holds an archive behind it, or code within a picture."""
    if _ends_as_archive(file, size):
        raise FileRefused(f"这个文件后面还藏着一个压缩包，一份文件有两种内容，已拒收。{_RESAVE}")
    if group == "image" and _holds_code(file, size):
        raise FileRefused(f"这张图片里藏有网页脚本或程序代码，已拒收。{_RESAVE}")


def refuse_hidden_in_pdf(file: BinaryIO, size: int, head: bytes) -> None:
    """Raise FileRefused where something else stands before the PDF's first bytes or behind its end."""
    before = head[: head.find(b"%PDF-")].lstrip(b"\xef\xbb\xbf\0 \t\r\n")
    file.seek(max(0, size - TAIL))
    _, end, rest = file.read().rpartition(b"%%EOF")
    behind = rest if end else b""
    if b"<" in before or before.startswith(_PICTURES) or _PAGE.search(behind) or b"%PDF-" in behind:
        raise FileRefused("这个 PDF 的前面或后面还藏着别的内容，一份文件有两种内容，已拒收。请用 PDF 软件打开，打印或另存为 PDF 后再上传。")
    if _ends_as_archive(file, size):
        raise FileRefused("这个 PDF 后面还藏着一个压缩包，一份文件有两种内容，已拒收。请用 PDF 软件打开，打印或另存为 PDF 后再上传。")


def _ends_as_archive(file: BinaryIO, size: int) -> bool:
    """An end record whose remark reaches to the end of the file, with a table of contents right before it (APPNOTE 4.3.16)."""
    file.seek(max(0, size - TAIL))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) >= at + 22:
            directory, remark = struct.unpack_from("<I4xH", tail, at + 12)
            begin = max(0, size - TAIL) + at - directory
            file.seek(max(0, begin))
            if at + 22 + remark == len(tail) and begin >= 0 and file.read(4) == b"PK\x01\x02":
                return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False


def _holds_code(file: BinaryIO, size: int) -> bool:
    file.seek(0)
    kept = b""
    while piece := file.read(PIECE):
        looked = kept + piece
        if _CODE.search(looked) or (not kept and _GIF_COMMENT.match(looked)):
            return True
        kept = looked[-32:]
    return False
