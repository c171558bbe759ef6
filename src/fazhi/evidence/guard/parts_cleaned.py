"""The parts of an OOXML document (ECMA-376-2): read, cleaned of what tells of its makers, and written anew."""

import io
import posixpath
import re
import zipfile
from pathlib import Path

from lxml import etree
from PIL import Image

from .wanted import CopyRefused, Wanted

MOST_UNPACKED = 400 << 20  # bytes
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
# Comments and who made them, hidden data stores, thumbnails, printers, and what Excel builds again for itself.
_DROPPED = re.compile(
    r"(?:^|/)(?:comments[^/]*\.xml|threadedComments/|persons?/|people\.xml|commentsDrawing|vmlDrawing\d*\.vml|customXml/|thumbnail\.|printerSettings/|calcChain\.xml"
    r"|docProps/custom\.xml|glossary/|docMetadata/|revisions/|webextensions?/|keyMapCustomizations\.xml|attachedToolbars\.bin)",
    re.IGNORECASE,
)
_CANNOT = re.compile(r"(?:^|/)(?:embeddings/|activeX/|pivotCache/|externalLinks/|connections\.xml|queryTables/|ink/|model/)", re.IGNORECASE)
_CORE = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
_APP = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
_PICTURE = re.compile(r"\.(?:jpe?g|png|tiff?|webp)$", re.IGNORECASE)

Parts = dict[str, bytes]


def read(path: Path) -> Parts:
    """Every part by its name; raises CopyRefused where something is embedded that cannot be looked through."""
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
            raise CopyRefused("文件展开后过大，做不了副本。请拆成几份，或导出为 PDF 后上传新版本，再做副本。")
        names = [name for name in archive.namelist() if not name.endswith("/")]
        if any(_CANNOT.search(name) for name in names):
            raise CopyRefused(
                "文件里嵌有别的表格、控件、透视表缓存或外部数据，里面的个人信息遮不干净。请导出为 PDF 后上传新版本，再做副本。"
            )
        return {name: archive.read(name) for name in names}


def cleaned(parts: Parts) -> Parts:
    """Without comments, makers, hidden stores and thumbnails; relationships and types that named them go with them."""
    kept = {name: data for name, data in parts.items() if not _DROPPED.search(name)}
    for name in kept:
        if name.endswith(".rels"):
            kept[name] = _without_lost(name, kept[name], kept)
        elif name == "docProps/core.xml":
            kept[name] = _CORE
        elif name == "docProps/app.xml":
            kept[name] = _APP
        elif _PICTURE.search(name):
            kept[name] = without_marks(kept[name])
    types = parsed(kept["[Content_Types].xml"])
    for node in [*types.iter(_TYPES + "Override")]:
        if node.get("PartName", "").lstrip("/") not in kept:
            types.remove(node)
    kept["[Content_Types].xml"] = spelt(types)
    return kept


def _without_lost(name: str, data: bytes, kept: Parts) -> bytes:
    """A relationship goes with its target, and so do those that name a template or a file of the maker's computer."""
    root = parsed(data)
    folder = posixpath.dirname(posixpath.dirname(name))
    for node in [*root.iter(_RELS + "Relationship")]:
        target, kind = node.get("Target", ""), node.get("Type", "")
        if node.get("TargetMode") == "External":
            is_lost = kind.endswith("/attachedTemplate") or target.lower().startswith("file:")
        else:
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            is_lost = place.partition("#")[0] not in kept
        if is_lost and not kind.endswith("/hyperlink"):
            root.remove(node)
        elif is_lost:
            node.set("Target", "about:blank")
    return spelt(root)


def without_marks(data: bytes) -> bytes:
    """A picture without EXIF, comments and other marks of its maker; one that cannot be read stays as it is."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.format not in ("JPEG", "PNG", "TIFF", "WEBP") or not (
                set(picture.info) - {"dpi", "jfif", "jfif_version", "jfif_density", "jfif_unit"}
            ):
                return data
            out, kind = io.BytesIO(), picture.format
            plain = picture.copy()
            plain.info = {key: value for key, value in picture.info.items() if key in ("dpi", "transparency")}
            plain.save(out, kind, **({"quality": 92, "exif": b""} if kind in ("JPEG", "WEBP") else {}))
            return out.getvalue()
    except (OSError, ValueError, SyntaxError):
        return data


def parsed(data: bytes) -> etree._Element:
    return etree.fromstring(
        data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    )


def spelt(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels", ".vml"))


def hide_everywhere(root: etree._Element, wanted: Wanted) -> None:
    """Hide the values in every attribute and in every text that no reader of words asks for."""
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        for name, value in node.attrib.items():
            if len(value) > 1 and (shown := literally_hidden(value, wanted)) != value:
                node.set(name, shown)
        for place in ("text", "tail"):
            value = getattr(node, place)
            if value and len(value) > 1 and (shown := literally_hidden(value, wanted)) != value:
                setattr(node, place, shown)


def literally_hidden(text: str, wanted: Wanted) -> str:
    for value, known in wanted.literals.items():
        text = text.replace(value, known.masked)
    return text


def refuse_left(parts: Parts, wanted: Wanted) -> None:
    """Raise CopyRefused where a part still holds one of the values."""
    for name, data in parts.items():
        if not is_xml(name):
            continue
        text = data.decode("utf-8", "replace")
        if any(value in text for value in wanted.literals):
            raise CopyRefused(f"副本里“{name}”这一部分仍留有要遮盖的内容，没有保存。请导出为 PDF 后上传新版本，再做副本。")


def write(parts: Parts, made: Path) -> None:
    """As a new archive, with no times of its own; the types come first, as readers expect."""
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda each: (each != "[Content_Types].xml", each)):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts[name], zipfile.ZIP_DEFLATED)
