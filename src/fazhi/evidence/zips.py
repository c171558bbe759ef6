"""Documents that are zip archives (OOXML, ODF, OFD): which one it is, and whether it is a bomb, locked, broken or carries macros."""

import re
import struct
import zipfile
import zlib
from collections import Counter
from itertools import pairwise
from typing import BinaryIO

from .kinds import DOCX, ODP, ODS, ODT, OFD, PPTX, XLSX, FileKind, FileRefused

MOST_ENTRIES = 10_000
MOST_UNPACKED = 1024 * 1024 * 1024  # bytes, all entries together
MOST_RATIO = 200  # of one entry larger than BIG_ENTRY; honest XML stays below about 60
BIG_ENTRY = 10 * 1024 * 1024
MOST_DIRECTORY = 8 * 1024 * 1024  # bytes of the archive's own table of contents
PIECE = 1 << 18

_MAIN_PARTS = (
    (re.compile(rb"wordprocessingml\.document\.main\+xml"), DOCX),
    (re.compile(rb"spreadsheetml\.sheet\.main\+xml"), XLSX),
    (re.compile(rb"presentationml\.(?:presentation|slideshow)\.main\+xml"), PPTX),
)
_ODF = {kind.media_type: kind for kind in (ODT, ODS, ODP)}
_MACRO = re.compile(
    r"vbaproject|vbadata|(?:^|/)macrosheets/|(?:^|/)activex/|\.(?:docm|dotm|xlsm|xltm|xlam|xlsb|pptm|ppsm|potm)$", re.IGNORECASE
)
_ODF_MACRO = re.compile(r"^(?:Basic|Scripts)/.+[^/]$")
_NESTED = re.compile(r"\.(?:zip|rar|7z|gz|tgz|tar|bz2|xz|cab|iso|jar)$", re.IGNORECASE)
RUNNABLE = re.compile(r"\.(?:exe|dll|scr|com|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|lnk|jar|sh)$", re.IGNORECASE)
_UNPACK = "请解压后把里面的文件逐个上传。"
_RESAVE = "请用原来的程序打开，确认能正常显示后另存一份，再上传。"


def zip_kind(file: BinaryIO) -> FileKind:
    """The kind of document; raises FileRefused."""
    _refuse_crowd(file)
    try:
        with zipfile.ZipFile(file) as archive:
            return _kind(file, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, struct.error, OSError) as error:
        raise FileRefused(f"这个文件已损坏或没有传完，打不开。{_RESAVE}") from error


def _kind(file: BinaryIO, archive: zipfile.ZipFile) -> FileKind:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    kind = _declared(archive, names)
    if kind is None:
        raise FileRefused(f"这是一个压缩包，不能直接作为材料：审核人打不开，也无法检索。{_UNPACK}")
    if any(entry.flag_bits & 1 for entry in entries) or _is_locked_odf(archive, names):
        raise FileRefused("这个文件设了打开密码，审核人打不开。请去除打开密码后再上传。")
    _refuse_bomb(entries)
    _refuse_tricks(entries)
    for name in sorted(names):
        if _NESTED.search(name):
            raise nested(name)
        if RUNNABLE.search(name):
            raise runnable(name)
    for entry in entries:
        _refuse_false_size(file, entry)
    return kind


def nested(name: str) -> FileRefused:
    """An archive inside the document, by the name it has there."""
    return FileRefused(f"这个文件里面又嵌了压缩包（{name}），无法检查。请把嵌入的文件取出来单独上传，并从文档中删去。")


def runnable(name: str) -> FileRefused:
    """A program inside the document, by the name it has there."""
    return FileRefused(f"这个文件里面嵌了可以运行的程序（{name}）。请从文档中删去后再上传。")


def _refuse_tricks(entries: list[zipfile.ZipInfo]) -> None:
    """Names that lead out of a folder, names held twice (each reader sees another), entries that lie over each other."""
    twice = Counter(entry.filename.casefold() for entry in entries)
    for entry in entries:
        parts = re.split(r"[/\\]", entry.orig_filename)
        if ".." in parts or (parts[0] == "" and len(parts) > 1) or ":" in parts[0] or "\0" in entry.orig_filename:
            shown = re.sub(r"[\x00-\x1f]", "", entry.orig_filename)[:80]
            raise FileRefused(f"这个文件内部的名称有问题（{shown}），像是要写到别的目录去，已拒收。{_RESAVE}")
        if twice[entry.filename.casefold()] > 1:
            raise FileRefused(f"这个文件内部有两份同名内容（{entry.filename}），不同软件打开会看到不同内容，已拒收。{_RESAVE}")
    places = sorted((entry.header_offset, entry.header_offset + 30 + entry.compress_size) for entry in entries)
    if any(end > start for (_, end), (start, _) in pairwise(places)):
        raise _bomb()


def _declared(archive: zipfile.ZipFile, names: set[str]) -> FileKind | None:
    """What the archive says it is; macros are refused here, because the same declaration names them."""
    if "[Content_Types].xml" in names:
        types = _small(archive, "[Content_Types].xml")
        if b"macroenabled" in types.lower() or any(_MACRO.search(name) for name in names):
            raise FileRefused("这个文件含有宏或控件，打开时会运行程序，有安全风险。请另存为不含宏的格式（.docx、.xlsx、.pptx）后再上传。")
        return next((kind for pattern, kind in _MAIN_PARTS if pattern.search(types)), None)
    if "mimetype" in names:
        kind = _ODF.get(_small(archive, "mimetype").decode("ascii", "replace").strip())
        if kind and any(_ODF_MACRO.search(name) for name in names):
            raise FileRefused("这个文件含有宏，打开时会运行程序，有安全风险。请删去宏后另存，再上传。")
        return kind
    return OFD if "OFD.xml" in names else None


def _small(archive: zipfile.ZipFile, name: str, most: int = 2 * 1024 * 1024) -> bytes:
    with archive.open(name) as entry:
        content = entry.read(most + 1)
    if len(content) > most:
        raise _bomb()
    return content


def _is_locked_odf(archive: zipfile.ZipFile, names: set[str]) -> bool:
    return "mimetype" in names and "META-INF/manifest.xml" in names and b"encryption-data" in _small(archive, "META-INF/manifest.xml")


def _refuse_crowd(file: BinaryIO) -> None:
    """Read the end record first: opening an archive of millions of entries would itself fill the memory (APPNOTE 4.3.16)."""
    end = file.seek(0, 2)
    file.seek(max(0, end - 65557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise FileRefused(f"这个文件不完整，后半部分没有传上来，打不开。{_RESAVE}")
    count, directory = _counted(tail, at)
    if count > MOST_ENTRIES or directory > MOST_DIRECTORY:  # 0xFFFF means more than 65535
        raise _bomb()
    file.seek(0)


def _counted(tail: bytes, at: int) -> tuple[int, int]:
    """How many entries, and the bytes of their table: what the end record at `at` says, or zip64's where it says more (4.3.14)."""
    count, directory = struct.unpack_from("<HI", tail, at + 10)
    if at < 76 or tail[at - 20 : at - 16] != b"PK\x06\x07":
        return count, directory
    if tail[at - 76 : at - 72] != b"PK\x06\x06":  # the record is not where every writer puts it
        raise _bomb()
    larger = struct.unpack_from("<QQ", tail, at - 76 + 32)
    return max(count % 0xFFFF, larger[0]), max(directory % 0xFFFFFFFF, larger[1])


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _bomb()
    for entry in entries:
        if entry.file_size > BIG_ENTRY and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            raise _bomb()


def _refuse_false_size(file: BinaryIO, entry: zipfile.ZipInfo) -> None:
    """Unpack to see that an entry holds no more than it declares: other readers trust the stream, not the declaration."""
    file.seek(entry.header_offset)
    header = file.read(30)
    if header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile
    length, extra = struct.unpack_from("<HH", header, 26)
    said = file.read(length).decode("utf-8" if entry.flag_bits & 0x800 else "cp437", "replace")
    if said != entry.orig_filename:  # the table of contents calls it something else
        raise zipfile.BadZipFile
    if entry.compress_type == zipfile.ZIP_STORED:
        if entry.compress_size != entry.file_size:
            raise _bomb()
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise FileRefused(f"这个文件用了少见的压缩方式，无法检查。{_RESAVE}")
    file.seek(extra, 1)
    inflate, left, got = zlib.decompressobj(-15), entry.compress_size, 0
    while left and not inflate.eof:
        piece = file.read(min(left, PIECE))
        if not piece:
            raise zipfile.BadZipFile
        left -= len(piece)
        while piece and not inflate.eof:
            got += len(inflate.decompress(piece, PIECE))
            piece = inflate.unconsumed_tail
            if got > entry.file_size:
                raise _bomb()
    if got + len(inflate.flush()) != entry.file_size:
        raise zipfile.BadZipFile


def _bomb() -> FileRefused:
    return FileRefused("这个文件展开后异常庞大（压缩炸弹），可能使系统瘫痪，已拒收。如确是正常文件，请删去无关内容、另存一份后再上传。")
