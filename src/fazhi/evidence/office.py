"""What lies inside a document that is an archive: programs under other names, addresses it loads by itself, fields that start programs.

Sources: ECMA-376-1 (17.16 fields, 18.14 external links), ECMA-376-2 (9.3 relationships), ODF 1.3, GB/T 33190-2016.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, BinaryIO

from lxml import etree

from .kinds import FileRefused
from .ole import MAGIC, embedded_kind
from .zips import nested, runnable, zip_kind

DEEPEST = 3  # documents within documents
MOST_EMBEDDED = 64 * 1024 * 1024  # bytes of one document within another
LONGEST_FIELD = 20_000  # characters
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"MSCF", b"\xfd7zXZ", b"\x1f\x8b\x08")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!/", b"L\x00\x00\x00\x01\x14\x02\x00")
_HREF = "{http://www.w3.org/1999/xlink}href"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LOADED = (
    "attachedTemplate",
    "image",
    "oleObject",
    "frame",
    "subDocument",
    "externalLinkPath",
    "mailMergeSource",
    "video",
    "audio",
    "media",
)
_NAMES = {"attachedTemplate": "模板", "image": "图片", "externalLinkPath": "工作簿", "subDocument": "子文档", "mailMergeSource": "数据源"}
_REMOTE = re.compile(
    r"(?:https?|ftps?|mhtml|smb|webdav|ldap|ms-\w+):|[\\/]{2}|file:(?:[\\/]{2}(?![\\/])(?!localhost[\\/])|[\\/]{4,})", re.IGNORECASE
)
_SCRIPT = re.compile(r"(?:javascript|vbscript|ms-msdt|search-ms|mk|res):", re.IGNORECASE)
_FIELD = re.compile(r"^\s*DDE(?:AUTO)?\b", re.IGNORECASE)
_FETCHING = re.compile(r"^\s*INCLUDE(?:PICTURE|TEXT)\s+\"?(\S+)", re.IGNORECASE)
_SPELT = re.compile(r"QUOTE((?:\s+\d{1,7})+)", re.IGNORECASE)
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF_RUNNING = (f"{{{_ODF}script:1.0}}event-listener", "}dde-link", "}dde-source", "}dde-connection-decl")
_ROWS = re.compile(r"xl/(?:worksheets/sheet\w+|sharedStrings|pivotCache/\w+)\.xml$")  # millions of cells, and nothing in them acts
_CLICKS = ("hlinkClick", "hlinkHover", "hlinkMouseOver")
_ACTIONS = ("ppaction://program", "ppaction://macro")
_RESAVE = "请用原来的程序打开，确认能正常显示后另存一份，再上传。"


def look_into(file: BinaryIO, depth: int = 1) -> str:
    """Raise FileRefused for what a reader's computer would run or fetch; else a remark for the person who hands in, mostly empty."""
    remarks: list[str] = []
    try:
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as part:
                    remarks += _part(part, entry.filename, entry.file_size, depth)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, EOFError, ValueError) as error:
        raise FileRefused(f"这个文件已损坏或没有传完，打不开。{_RESAVE}") from error
    return "".join(dict.fromkeys(remarks))


def _part(part: IO[bytes], name: str, size: int, depth: int) -> Iterator[str]:
    head = part.read(4096)
    if head.startswith(_PROGRAMS):
        raise runnable(name)
    if head.startswith(_ARCHIVES):
        raise nested(name)
    if head.startswith(b"PK\x03\x04"):
        _embedded(head + part.read(MOST_EMBEDDED), name, depth)
    elif head.startswith(MAGIC):
        embedded_kind(io.BytesIO(head + part.read(MOST_EMBEDDED)), name)
    elif name.endswith(".rels") or re.search(rb"<\s*\?xml|<\w", head[:300].replace(b"\0", b"")):
        yield from _xml(_Joined(head, part), name)


def _embedded(data: bytes, name: str, depth: int) -> None:
    if depth >= DEEPEST or len(data) > MOST_EMBEDDED:
        raise nested(name)
    try:
        zip_kind(io.BytesIO(data))
    except FileRefused as refusal:
        raise nested(name) if "这是一个压缩包" in str(refusal) else refusal from None
    look_into(io.BytesIO(data), depth + 1)


class _Joined(io.RawIOBase):
    """A part whose beginning was read already."""

    def __init__(self, head: bytes, rest: IO[bytes]):
        self._head, self._rest = io.BytesIO(head), rest

    def read(self, size: int = -1) -> bytes:
        return self._head.read(size) or self._rest.read(size)


def _xml(part: "_Joined", name: str) -> Iterator[str]:
    """Go through one part; a document type declaration is refused at once, before an entity of it could be used."""
    is_first, fields = True, _Fields()
    seen: list[str] = []
    try:
        for event, node in etree.iterparse(part, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False):
            if is_first:
                _refuse_entities(node)
                is_first = False
                if _ROWS.match(name):
                    return
            if not isinstance(node.tag, str):
                continue
            if event == "end":
                seen += _read(node, name, fields)
                node.clear()
    except etree.XMLSyntaxError as error:
        if "entity" in str(error).lower() or "entities" in str(error).lower():
            raise _entities() from error
        if name.endswith((".rels", ".xml")) and not is_first:
            raise
    yield from seen


def _refuse_entities(node: etree._Element) -> None:
    inside = node.getroottree().docinfo.internalDTD
    if inside is not None and any(True for _ in inside.iterentities()):
        raise _entities()


def _entities() -> FileRefused:
    return FileRefused(f"这个文件的内部数据里定义了“实体”，展开后会异常庞大或读取别的文件，已拒收。{_RESAVE}")


def _read(node: etree._Element, name: str, fields: "_Fields") -> list[str]:
    tag = node.tag.rpartition("}")[2]
    if tag == "Relationship" and node.get("TargetMode", "").lower() == "external":
        return _relation(node.get("Type", "").rpartition("/")[2], node.get("Target", ""))
    if tag == "Relationship" and node.get("Type", "").rpartition("/")[2] in ("vbaProject", "xlMacrosheet", "xlIntlMacrosheet"):
        raise FileRefused("这个文件含有宏或控件，打开时会运行程序，有安全风险。请另存为不含宏的格式（.docx、.xlsx、.pptx）后再上传。")
    if tag == "Relationship" and node.get("Type", "").endswith("/aFChunk"):
        raise FileRefused("这个文件里整段嵌了网页，正文检索不到，也可能带有脚本。请用 Word 或 WPS 打开，另存为 .docx 后再上传。")
    if tag == "ddeLink" or (node.tag.endswith(_ODF_RUNNING)):
        raise _dde("表格" if tag == "ddeLink" else "文件")
    clicked = tag in _CLICKS and node.get("action", "").lower().startswith(_ACTIONS)
    if clicked or node.get(f"{{{_ODF}presentation:1.0}}action") in ("execute", "macro"):
        raise FileRefused("这个演示文稿里有点一下就会启动程序或宏的动作，有安全风险。请在原来的程序里删去这个动作，另存后再上传。")
    if tag in ("fldChar", "instrText", "fldSimple"):
        fields.add(node, tag)
    if name in ("content.xml", "styles.xml") and tag in ("image", "object", "plugin"):
        return _relation("image" if tag == "image" else "oleObject", node.get(_HREF, ""))
    return []


def _relation(kind: str, target: str) -> list[str]:
    """What is said of an address outside the file, or the refusal: what is loaded on opening tells others who reads, and vanishes."""
    target = target.strip()
    if _SCRIPT.match(target):
        raise FileRefused("这个文件里有会运行脚本的链接，有安全风险。请在原来的程序里删去这个链接，另存后再上传。")
    if kind in _LOADED and _REMOTE.match(target):
        what = _NAMES.get(kind, "对象")
        raise FileRefused(
            f"这个文件打开时会自动从外部地址（{target[:80]}）载入{what}：内容不在文件里，还会把阅读人的信息发出去。"
            "请在原来的程序里断开这个链接（图片改为嵌入），另存后再上传。"
        )
    if kind == "externalLinkPath":
        return ["表格引用了别的工作簿，审核人看到的是上次保存时的数值。"]
    if kind == "hyperlink" and re.match(r"file:|[\\/]{2}", target, re.IGNORECASE):
        return ["文件里有指向本机或内网位置的链接，审核人打不开。"]
    return []


class _Fields:
    """The instructions of the fields of a part (ECMA-376-1, 17.16.5), put together from the runs they are scattered over."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def add(self, node: etree._Element, tag: str) -> None:
        said = {key.rpartition("}")[2]: value for key, value in node.attrib.items()}  # Strict documents have another namespace
        mark = said.get("fldCharType", "")
        if tag == "fldSimple":
            _check_field(str(said.get("instr", "")))
        elif tag == "instrText" and self._open:
            self._open[-1] = (self._open[-1] + (node.text or ""))[:LONGEST_FIELD]
        elif tag == "instrText":
            _check_field(node.text or "")
        elif mark == "begin":
            self._open.append("")
        elif mark == "end" and self._open:
            text = _spelt(self._open.pop())
            _check_field(text)
            if self._open:  # what an inner field gives becomes part of the outer one's instruction
                self._open[-1] = (self._open[-1] + text)[:LONGEST_FIELD]


def _spelt(text: str) -> str:
    """QUOTE 68 68 69 is another way to write DDE."""
    return _SPELT.sub(lambda found: "".join(chr(min(int(code), 0xFFFF)) for code in found[1].split()), text)


def _check_field(text: str) -> None:
    if _FIELD.match(_spelt(text)):
        raise _dde("文档")
    fetched = _FETCHING.match(text)
    if fetched:
        _relation("image" if "PICTURE" in text.upper() else "subDocument", fetched[1].strip('"').replace("\\\\", "\\"))


def _dde(what: str) -> FileRefused:
    return FileRefused(f"这个{what}里有会启动其他程序的内容（DDE 或事件脚本），有安全风险。请在原来的程序里删去，另存后再上传。")
