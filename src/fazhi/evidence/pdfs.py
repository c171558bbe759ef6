"""What a PDF would do by itself: scripts, programs, attachments. Forms and links of ordinary PDFs may stay.

The document is written anew by PDFium into a sieve: that undoes object streams, encryption with an empty password and odd
spellings of names, so that a few plain patterns find what ISO 32000-1 (7.7.3, 12.6.4, 12.7) calls by name.
"""

import ctypes
import re

import pypdfium2
import pypdfium2.raw as raw

from .kinds import FileRefused
from .zips import RUNNABLE

PIECE, OVERLAP = 1 << 20, 4096  # bytes of a piece, and those that two share
MOST_ATTACHMENTS = 200
_REMOVE_SECURITY = 3
_SCRIPT = re.compile(rb"/S\s*/JavaScript\b")
_ARGUMENTS = rb"(?:[^()\\;]|new Array\s*\\?\([^()\\;]*\\?\))*"
# Acrobat's own number and date formats in a form's fields: one call and nothing else.
_FORMATTING = re.compile(rb"/JS\s*\(\s*AF[A-Z][A-Za-z]+_[A-Za-z]+\s*\\?\(" + _ARGUMENTS + rb"\\?\)\s*;?\s*\)")
_LAUNCH = re.compile(rb"/S\s*/(?:Launch|ImportData)\b")
_MEDIA = re.compile(rb"/Subtype\s*/(?:RichMedia|Screen)\b")
_PINNED = re.compile(rb"/Subtype\s*/FileAttachment\b")
_ELSEWHERE = re.compile(rb"/S\s*/GoTo[RE]\b")
_REMOTE = re.compile(rb"/U?F\s*\((?:\\\\\\\\|//|https?:)", re.IGNORECASE)
_PRINT = "请用浏览器或 PDF 软件打开，选“打印”、另存为 PDF 后再上传。"
_ARCHIVE = re.compile(r"\.(?:zip|rar|7z|gz|tgz|tar|iso|cab|html?|svg|hta)$", re.IGNORECASE)


def look_into_pdf(document: pypdfium2.PdfDocument) -> str:
    """Raise FileRefused for what runs by itself; else a remark about attachments, mostly empty."""
    if document.get_formtype() in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND):
        raise FileRefused(f"这个 PDF 是动态表单（XFA），多数软件打不开，还能带脚本。{_PRINT}")
    names = _attachments(document)
    for name in names:
        if RUNNABLE.search(name.strip(" .")) or _ARCHIVE.search(name.strip(" .")):
            raise FileRefused(f"这个 PDF 里附带了程序、网页或压缩包（{name[:80]}），无法检查。请去掉附件后再上传，附件另行单独上传。")
    _sift(document)
    if not names:
        return ""
    return f"这个 PDF 带有{len(names)}个附件（{names[0][:60]}），附件的内容检索不到，也不能预览；如需作为材料，请单独上传。"


def _look_at(piece: bytes) -> None:
    for found in _SCRIPT.finditer(piece):
        begin, end = piece.rfind(b"<<", 0, found.start()), piece.find(b">>", found.end())
        if not _FORMATTING.search(piece[max(0, begin) : end if end > 0 else None]):
            raise FileRefused(f"这个 PDF 里带有脚本（JavaScript），打开时会自动运行，有安全风险。{_PRINT}")
    if _LAUNCH.search(piece):
        raise FileRefused(f"这个 PDF 打开或点击时会启动其他程序，有安全风险。{_PRINT}")
    if _MEDIA.search(piece):
        raise FileRefused(f"这个 PDF 里嵌有会自动播放或运行的媒体，无法检查。{_PRINT}音视频请单独上传。")
    if _PINNED.search(piece):
        raise FileRefused("这个 PDF 的页面上钉着附件，无法检查。请去掉附件后再上传，附件另行单独上传。")
    for found in _ELSEWHERE.finditer(piece):
        if _REMOTE.search(piece[max(0, found.start() - 300) : found.end() + 300]):
            raise FileRefused(f"这个 PDF 会去打开别处服务器上的文件，会把阅读人的信息发出去。{_PRINT}")


def _attachments(document: pypdfium2.PdfDocument) -> list[str]:
    return [document.get_attachment(number).get_name() for number in range(min(document.count_attachments(), MOST_ATTACHMENTS))]


class _Sieve:
    """Takes the document as PDFium writes it, and looks at it in pieces that overlap, so that no pattern falls between two."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.refusal: FileRefused | None = None

    def take(self, _: object, data: int, size: int) -> int:
        """Called by PDFium for each block; nothing may be raised through it, so a refusal is kept and the writing stopped."""
        self._held += ctypes.string_at(data, size)
        if len(self._held) >= PIECE:
            self.look()
            del self._held[:-OVERLAP]
        return 0 if self.refusal else 1

    def look(self) -> None:
        try:
            _look_at(bytes(self._held))
        except FileRefused as refusal:
            self.refusal = self.refusal or refusal


def _sift(document: pypdfium2.PdfDocument) -> None:
    sieve = _Sieve()
    writer = raw.FPDF_FILEWRITE(version=1)
    writer.WriteBlock = type(writer.WriteBlock)(sieve.take)
    raw.FPDF_SaveAsCopy(document, writer, _REMOVE_SECURITY)
    sieve.look()
    if sieve.refusal:
        raise sieve.refusal
