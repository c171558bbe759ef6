"""From the bytes of a file to the source text, by what the file contains and not by what it is called."""

from __future__ import annotations

import codecs
import re

from legacy_doc import ExtractionOptions, LegacyDocError, extract_text

from fazhi.plan.reader.refusal import NotAPlan
from fazhi.plan.reader.source_docx import docx_text
from fazhi.plan.reader.source_html import declared_charset, html_text, is_html
from fazhi.plan.reader.source_pdf import pdf_text
from fazhi.plan.reader.wording import normalised

LARGEST = 50 * 1024 * 1024  # bytes
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ANOTHER_FORM = "请用 Word（.docx）、文本（.txt）、网页（.html）或带文字的 PDF，也可以把正文直接粘贴进来。"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_KNOWN = (
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
)


def source_text(data: bytes) -> str:
    """The normalised text of a file. Raises NotAPlan for an empty, encrypted, scanned, too large or unreadable one."""
    if not data.strip(b"\x00 \t\r\n"):
        raise NotAPlan("这个文件是空的。", "请确认选对了文件，再重新上传。")
    if len(data) > LARGEST:
        raise NotAPlan("这个文件超过50兆字节，不会是一份方案的正文。", _ANOTHER_FORM)
    text = normalised(_extracted(data))
    if not text.strip():
        raise NotAPlan("这个文件里没有文字。", _ANOTHER_FORM)
    return text


def _extracted(data: bytes) -> str:
    for mark, name in _KNOWN:
        if data.startswith(mark):
            raise NotAPlan(f"这个文件是{name}，不是方案的文字。", _ANOTHER_FORM)
    if data.startswith(b"PK"):
        return docx_text(data)
    if b"%PDF-" in data[:1024]:
        return pdf_text(data)
    if data.startswith(_OLE):
        return _doc_text(data)
    return _html_or_plain(data)


def _doc_text(data: bytes) -> str:
    """Text of a Word 97–2003 file; its tables come without their cells, as lines of words parted by blanks."""
    if _ENCRYPTED in data:
        raise NotAPlan("这个文档设了打开密码，内容已加密。", "请取消密码后另存，再上传。")
    try:
        text = extract_text(data, options=ExtractionOptions(max_file_bytes=LARGEST)).text
    except LegacyDocError as error:
        raise NotAPlan("这个旧版 Word 文档（.doc）读不出文字，可能已损坏、加密，或者不是文档。", "请另存为 .docx 再上传。") from error
    except Exception as error:  # the library reads offsets out of the file: a damaged one can fail in any way
        raise NotAPlan("这个旧版 Word 文档（.doc）已损坏。", "请另存为 .docx 再上传。") from error
    return str(text)


def _html_or_plain(data: bytes) -> str:
    charset = declared_charset(data)
    text = decoded(data, charset)
    if is_html(text):
        return html_text(text)
    strange = len(_CONTROL.findall(text))
    if strange > len(text) // 200:
        raise NotAPlan("这个文件不是文字，读出来是乱码。", _ANOTHER_FORM)
    return text


def decoded(data: bytes, charset: str | None = None) -> str:
    """Bytes as text: by byte-order mark, then the charset a page declares, then UTF-8, UTF-16 without a mark, GB18030."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    for name in filter(None, (charset, "utf-8", _utf16(data), "gb18030")):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    raise NotAPlan("这个文件不是文字，或者文字编码认不出来。", _ANOTHER_FORM)


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: newlines and signs of ASCII leave zero bytes on one side only."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2 or not (even or odd):
        return None
    if odd > even * 4:
        return "utf-16-le"
    return "utf-16-be" if even > odd * 4 else None
