"""What a file says about itself: when, by whom and with what it was made. Runs in a process of its own and never raises for a bad file."""

import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
from lxml import etree

from . import kinds
from .decoding import storable
from .inside_old import old_office
from .inside_pictures import picture

LONGEST = 200  # characters of a name or a program
MOST_XML = 2 * 1024 * 1024  # bytes of one part
MOST_XMP = 4 * 1024 * 1024  # bytes of a PDF's beginning and of its end that are searched for XMP
FIRST_YEAR = 1993  # no office file, PDF or digital photo is older; earlier years are clocks that were never set
_TIMES = ("created", "modified", "printed", "taken")
_WORDS = {"created": "创建时间", "modified": "最后修改时间", "printed": "打印时间", "taken": "拍摄时间"}
# empty documents that come with programs carry the time at which the maker of the program saved them
_TEMPLATES = {
    "2013-12-23T23:15:00+00:00": "python-docx 空白文档",
    "2013-01-27T09:14:16+00:00": "python-pptx 空白文档",
    "2006-09-16T00:00:00+00:00": "Excel 空白工作簿",
    "2006-09-13T11:21:51+00:00": "Excel 空白工作簿",
    "2015-06-05T18:17:20+00:00": "Excel 空白工作簿",
    "2015-06-05T18:19:34+00:00": "Excel 空白工作簿",
}
_SCANNERS = re.compile(
    r"scan|扫描|camscanner|全能王|canon|ricoh|konica|minolta|xerox|kyocera|epson|brother|sharp|toshiba|fujitsu|paperstream|naps2|bizhub|imagerunner|工作表扫描",
    re.IGNORECASE,
)
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([Zz])|([+-])(\d\d)'?(\d\d)?'?)?")  # ISO 32000-1, 7.9.4
_XMP = {"created": b"CreateDate", "modified": b"ModifyDate", "software": b"CreatorTool"}


def made(path: Path, media_type: str) -> dict[str, Any]:
    """What the file at `path` says of itself; a key that it does not state is left out.

    {"created", "modified", "printed", "taken": ISO 8601, with a zone where the file gives one, or only a day ·
    "author", "modified_by", "company", "software", "camera": text · "place": [latitude, longitude] in degrees ·
    "revision": times saved · "minutes": spent editing · "scan": True, where a scanner's program made it ·
    "doubts": [sentence…], what was stated and cannot be true; always there, also empty}.
    """
    reader = _READERS.get(media_type)
    try:
        found = reader(path) if reader else {}
    except Exception as error:  # a strange file can fail in any way; its own word is then simply missing
        return {"doubts": [f"文件自带信息读不出来（{type(error).__name__}）。"]}
    return _tidy(found)


def _tidy(found: dict[str, Any]) -> dict[str, Any]:
    """Times that can be true, texts without blanks at the ends; what cannot be true becomes a doubt and is not judged."""
    tidy: dict[str, Any] = {}
    doubts: list[str] = []
    for name, value in found.items():
        if name in _TIMES:
            moment, why = _believed(str(value))
            if moment:
                tidy[name] = moment
            elif why:
                doubts.append(f"{_WORDS[name]}{why}，不作判断。")
        elif isinstance(value, str):
            if text := storable(value).replace("\0", "").strip()[:LONGEST]:
                tidy[name] = text
        elif value not in (None, 0):
            tidy[name] = value
    if _SCANNERS.search(f"{tidy.get('software', '')}"):
        tidy["scan"] = True
    return tidy | {"doubts": doubts}


def _believed(spelt: str) -> tuple[str, str]:
    """The time in ISO form, or why it is not believed; two empty texts where nothing was stated."""
    spelt = spelt.strip()
    if not spelt.strip("0:-TZ +."):
        return "", ""
    try:
        moment = datetime.fromisoformat(re.sub(r"(\.\d{1,6})\d*", r"\1", spelt))
    except ValueError:
        return "", f"写作“{spelt[:30]}”，不是真实的时间"
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        aware = aware.astimezone(UTC)
    except OverflowError:
        return "", f"写作{moment.year}年，不合常理"
    if aware.year < FIRST_YEAR or aware > datetime.now(UTC) + timedelta(days=1):
        return "", f"写作{moment.year}年{moment.month}月{moment.day}日，不合常理"
    if template := _TEMPLATES.get(aware.isoformat(timespec="seconds")):
        return "", f"是{template}自带的"
    return (spelt[:10] if len(spelt) == 10 else moment.isoformat(timespec="seconds")), ""


def _ooxml(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        core, more = _leaves(archive, "docProps/core.xml"), _leaves(archive, "docProps/app.xml")
    return {
        "created": core.get("created", ""),
        "modified": core.get("modified", ""),
        "printed": core.get("lastPrinted", ""),
        "author": core.get("creator", ""),
        "modified_by": core.get("lastModifiedBy", ""),
        "company": more.get("Company", ""),
        "software": " ".join(part for part in (more.get("Application", ""), more.get("AppVersion", "")) if part),
        "revision": _count(core.get("revision", "")),
        "minutes": _count(more.get("TotalTime", "")),
    }


def _odf(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        meta = _leaves(archive, "meta.xml")
    return {
        "created": meta.get("creation-date", ""),
        "modified": meta.get("date", ""),
        "printed": meta.get("print-date", ""),
        "author": meta.get("initial-creator", "") or meta.get("creator", ""),
        "modified_by": meta.get("creator", ""),
        "software": meta.get("generator", ""),
        "revision": _count(meta.get("editing-cycles", "")),
    }


def _ofd(path: Path) -> dict[str, Any]:
    """GB/T 33190-2016, 7.4: DocInfo in OFD.xml."""
    with zipfile.ZipFile(path) as archive:
        info = _leaves(archive, "OFD.xml")
    return {
        "created": info.get("CreationDate", ""),
        "modified": info.get("ModDate", ""),
        "author": info.get("Author", ""),
        "software": " ".join(part for part in (info.get("Creator", ""), info.get("CreatorVersion", "")) if part),
    }


def _leaves(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """The texts of the innermost elements of a part, by their names without name space; the first of each counts."""
    if name not in archive.namelist():
        return {}
    with archive.open(name) as part:
        content = part.read(MOST_XML)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(content, parser)
    found: dict[str, str] = {}
    for node in root.iter(etree.Element) if root is not None else ():
        if not len(node) and node.text and node.text.strip():
            found.setdefault(etree.QName(node).localname, node.text.strip())
    return found


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _pdf(path: Path) -> dict[str, Any]:
    document = pypdfium2.PdfDocument(path)
    try:
        info = document.get_metadata_dict(skip_empty=True)
    finally:
        document.close()
    programs = list(dict.fromkeys(info[name].strip() for name in ("Creator", "Producer") if name in info))
    found = {
        "created": _pdf_time(info.get("CreationDate", "")),
        "modified": _pdf_time(info.get("ModDate", "")),
        "author": info.get("Author", ""),
        "software": " / ".join(programs),
    }
    further = _xmp(path)
    return {name: found.get(name) or further.get(name, "") for name in found.keys() | further.keys()}


def _pdf_time(spelt: str) -> str:
    """D:20250613093000+08'00' in ISO form; what is not of this form is given back as it stands, to be doubted."""
    found = _PDF_DATE.fullmatch(spelt.strip())
    if not found:
        return spelt.strip()
    year, month, day, *clock = found.groups()[:6]
    if clock[0] is None:
        return f"{year}-{month or '01'}-{day or '01'}"
    zone = "+00:00" if found[7] else f"{found[8]}{found[9]}:{found[10] or '00'}" if found[8] else ""
    return f"{year}-{month}-{day}T{clock[0]}:{clock[1] or '00'}:{clock[2] or '00'}{zone}"


def _xmp(path: Path) -> dict[str, str]:
    """Times and program from the XMP packet (ISO 16684-1), where it lies open near the beginning or the end of the file."""
    with path.open("rb") as file:
        data = file.read(MOST_XMP)
        size = file.seek(0, 2)
        if size > MOST_XMP:
            file.seek(max(MOST_XMP, size - MOST_XMP))
            data += file.read()
    start, end = data.find(b"<x:xmpmeta"), data.find(b"</x:xmpmeta>")
    packet = data[start:end] if 0 <= start < end else b""
    found = {}
    for name, tag in _XMP.items():
        match = re.search(rb"xmp:" + tag + rb"(?:>|=[\"'])([^<\"']{1,200})", packet)
        if match:
            found[name] = match[1].decode("utf-8", "replace")
    return found


_READERS: dict[str, Callable[[Path], dict[str, Any]]] = {
    **dict.fromkeys((kinds.DOCX.media_type, kinds.XLSX.media_type, kinds.PPTX.media_type), _ooxml),
    **dict.fromkeys((kinds.ODT.media_type, kinds.ODS.media_type, kinds.ODP.media_type), _odf),
    **dict.fromkeys((kinds.DOC.media_type, kinds.XLS.media_type, kinds.PPT.media_type), old_office),
    **dict.fromkeys((kinds.JPG.media_type, kinds.PNG.media_type, kinds.TIFF.media_type, kinds.WEBP.media_type), picture),
    kinds.OFD.media_type: _ofd,
    kinds.PDF.media_type: _pdf,
}
