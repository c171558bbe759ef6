"""Office files of 1997–2003 (OLE compound files): which program's, whether locked, whether with macros.

Sources: [MS-CFB], [MS-DOC], [MS-XLS], [MS-PPT].
"""

import re
import struct
from dataclasses import dataclass
from typing import BinaryIO

from .kinds import DOC, PPT, XLS, FileKind, FileRefused
from .zips import RUNNABLE

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
MOST_SECTORS = 2_000_000
MOST_FOLDER = 4 * 1024 * 1024  # bytes of the directory
MOST_GLOBALS = 8 * 1024 * 1024  # bytes of a workbook's first part that are looked through
MOST_WORDS = 64 * 1024 * 1024  # bytes of a document's text that are looked through
MOST_NATIVE = 1024 * 1024  # bytes of a packed file that are looked at
_MACRO_NAMES = {"_vba_project", "vba", "macros", "_vba_project_cur"}
_XLS_BOUND_SHEET, _XLS_FILE_PASS, _XLS_EOF, _XLS_SUP_BOOK = 0x0085, 0x002F, 0x000A, 0x01AE
_DOC_DDE = re.compile(rb"\x13\s*DDE(?:AUTO)?\s|\x13\0(?:[ \t]\0)*D\0D\0E\0(?:A\0U\0T\0O\0)?[ \t]\0", re.IGNORECASE)
_PPT_VBA = re.compile(rb"\x02\x00\x00\x04\x0c\x00\x00\x00.{4}\x01\x00\x00\x00", re.DOTALL)  # VBAInfoAtom with fHasMacros
_RESAVE = "请用 Office 或 WPS 打开，另存为 .docx、.xlsx 或 .pptx 后再上传。"


@dataclass(frozen=True)
class _Stream:
    name: str
    start: int
    size: int


def ole_kind(file: BinaryIO) -> FileKind:
    """The kind of document; raises FileRefused."""
    try:
        return _judged(_Compound(file))
    except (struct.error, IndexError, OSError, ValueError, OverflowError) as error:
        raise FileRefused(f"这个旧版 Office 文件已损坏或没有传完。{_RESAVE}") from error


def stream_of(file: BinaryIO, name: str, most: int) -> bytes:
    """The first `most` bytes of the stream of this name; none where there is no such stream. Raises ValueError or struct.error."""
    compound = _Compound(file)
    entry = next((each for each in compound.entries if each.name.lower() == name.lower()), None)
    return compound.read(entry, most) if entry else b""


def _judged(compound: "_Compound") -> FileKind:
    names = {entry.name.lower(): entry for entry in compound.entries}
    if "encryptedpackage" in names or "encryptedsummary" in names:
        raise _locked()
    if names.keys() & _MACRO_NAMES:
        raise _macros()
    _refuse_packages(compound)
    if "worddocument" in names:
        if struct.unpack_from("<H", compound.read(names["worddocument"], 64), 10)[0] & 0x0100:  # FibBase.fEncrypted
            raise _locked()
        if _DOC_DDE.search(compound.read(names["worddocument"], MOST_WORDS)):
            raise _dde()
        return DOC
    book = names.get("workbook") or names.get("book")
    if book:
        _check_workbook(compound.read(book, MOST_GLOBALS))
        return XLS
    if "powerpoint document" in names:
        show = names["powerpoint document"]
        if _PPT_VBA.search(compound.read(show, show.size)):
            raise _macros()
        return PPT
    raise FileRefused("认不出这是哪种旧版 Office 文件（可能是安装包、邮件或其他程序的文件）。" + _RESAVE)


def _refuse_packages(compound: "_Compound") -> None:
    """A file packed into the document as an icon ([MS-OLEDS] 2.3.6): its name and its first bytes say whether it is a program."""
    for entry in compound.entries:
        if entry.name.lower() != "\x01ole10native":
            continue
        content = compound.read(entry, MOST_NATIVE)
        names = [part.decode("gb18030", "replace") for part in content[6:1000].split(b"\0")[:3]]
        name = next((each for each in names if RUNNABLE.search(each.strip())), "")
        if name or b"MZ\x90\0" in content or b"\x7fELF" in content[:2000]:
            raise FileRefused(f"这个文件里面嵌了可以运行的程序（{name or '内嵌对象'}）。请从文档中删去后再上传。")


def embedded_kind(file: BinaryIO, name: str) -> None:
    """Raise FileRefused where a compound file inside another document carries macros or a program; any other object may stay."""
    try:
        compound = _Compound(file)
        names = {entry.name.lower() for entry in compound.entries}
        if names & _MACRO_NAMES:
            raise _macros()
        _refuse_packages(compound)
    except (struct.error, IndexError, OSError, ValueError, OverflowError) as error:
        raise FileRefused(f"这个文件里嵌入的对象（{name}）已损坏，无法检查。请从文档中删去后再上传。") from error


def _check_workbook(records: bytes) -> None:
    """Look through the workbook globals: a FilePass record means locked, a sheet of type 1 or 6 means macros."""
    at = 0
    while at + 4 <= len(records):
        kind, length = struct.unpack_from("<HH", records, at)
        if kind == _XLS_FILE_PASS:
            raise _locked()
        if kind == _XLS_BOUND_SHEET and length >= 6 and records[at + 9] in (1, 6):
            raise _macros()
        if kind == _XLS_SUP_BOOK and length > 5 and records[at + 9] > 2 and b"\x03" in records[at + 9 : at + 4 + length]:
            raise _dde()  # [MS-XLS] 2.5.277: a file's path begins with 0x01; 0x03 else parts service and topic of a DDE link
        if kind == _XLS_EOF:
            return
        at += 4 + length


class _Compound:
    """The directory of a compound file, and the beginnings of its streams."""

    def __init__(self, file: BinaryIO):
        self._file = file
        self._end = file.seek(0, 2)
        header = self._bytes(0, 512)
        shift = struct.unpack_from("<H", header, 30)[0]
        if shift not in (9, 12):
            raise ValueError(shift)
        self._sector = 1 << shift
        self._fat = self._table(header)
        self._small_table = struct.unpack_from("<I", header, 60)[0]
        self._cutoff = struct.unpack_from("<I", header, 56)[0]
        folder = self._chain(struct.unpack_from("<I", header, 48)[0], MOST_FOLDER)
        self.entries = list(self._listed(folder))
        if not self.entries:
            raise ValueError("no directory")

    def read(self, stream: _Stream, most: int) -> bytes:
        """The first bytes of a stream."""
        wanted = min(most, stream.size)
        if stream.size >= self._cutoff:
            return self._chain(stream.start, wanted)[:wanted]
        root = self.entries[0]
        small, table = self._chain(root.start, root.size), self._chain(self._small_table, self._sector * 1000)
        pieces: list[bytes] = []
        sector = stream.start
        while sector < _LAST and len(pieces) * 64 < wanted:
            pieces.append(small[sector * 64 : sector * 64 + 64])
            sector = struct.unpack_from("<I", table, sector * 4)[0]
        return b"".join(pieces)[:wanted]

    def _bytes(self, at: int, size: int) -> bytes:
        self._file.seek(at)
        content = self._file.read(size)
        if len(content) < min(size, 512):
            raise ValueError("cut off")
        return content

    def _table(self, header: bytes) -> list[int]:
        """The sector table, gathered from the places that the header and its continuation name."""
        places = list(struct.unpack_from("<109I", header, 76))
        further, count = struct.unpack_from("<2I", header, 68)
        each = self._sector // 4
        for _ in range(min(count, 1000)):
            if further >= _LAST:
                break
            numbers = struct.unpack(f"<{each}I", self._bytes((further + 1) * self._sector, self._sector))
            places += numbers[:-1]
            further = numbers[-1]
        table: list[int] = []
        for place in places:
            if place >= _LAST:
                continue
            table += struct.unpack(f"<{each}I", self._bytes((place + 1) * self._sector, self._sector))
            if len(table) > MOST_SECTORS:
                raise ValueError("too many sectors")
        return table

    def _chain(self, sector: int, most: int) -> bytes:
        pieces: list[bytes] = []
        got = 0
        while sector < _LAST and got < most:
            piece = self._bytes((sector + 1) * self._sector, self._sector)
            pieces.append(piece)
            got += self._sector  # counts up even on a circular chain, which so ends at `most`
            sector = self._fat[sector]
        return b"".join(pieces)

    @staticmethod
    def _listed(folder: bytes) -> "list[_Stream]":
        entries = []
        for at in range(0, len(folder) - 127, 128):
            length, kind = struct.unpack_from("<HB", folder, at + 64)
            if kind in (1, 2, 5) and 2 <= length <= 64:
                name = folder[at : at + length - 2].decode("utf-16-le", "replace")
                start, size = struct.unpack_from("<II", folder, at + 116)
                entries.append(_Stream(name, start, size))
        return entries


def _locked() -> FileRefused:
    return FileRefused("这个文件设了打开密码，审核人打不开。请去除打开密码后再上传。")


def _macros() -> FileRefused:
    return FileRefused("这个文件含有宏，打开时会运行程序，有安全风险。" + _RESAVE)


def _dde() -> FileRefused:
    return FileRefused("这个旧版文件里有会启动其他程序的内容（DDE），有安全风险。" + _RESAVE)
