"""The words of a file, to be searched; runs in a process of its own, knows no database and never raises for a bad file."""

import io
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import python_calamine
from legacy_doc import ExtractionOptions, LegacyDocError, extract_text
from lxml import etree

from . import kinds, recognising
from .converting import NotConverted, as_pdf
from .decoding import decoded, storable
from .ofd.words import words_of

MOST_CHARACTERS = 2_000_000
MOST_PAGES = 3000
MOST_SECONDS = 90
LARGEST_DOC = 64 * 1024 * 1024  # bytes
MOST_TEXT_BYTES = 4 * MOST_CHARACTERS

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TEXTS = {_W + "t", _A + "t"}
_ENDS = {
    _W + "p": "\n",
    _A + "p": "\n",
    _T + "p": "\n",
    _T + "h": "\n",
    _W + "br": "\n",
    _A + "br": "\n",
    _W + "tab": " ",
    _T + "s": " ",
    _T + "tab": " ",
}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SCAN = "这份文件里没有文字，多半是扫描件，检索不到正文；请在标题和说明里写清内容。"
_UNREADABLE = "正文读不出来，检索不到其中的文字；文件本身已保存，可以下载。"
_CUT = f"正文过长，只检索前{MOST_CHARACTERS // 10_000}万字。"


@dataclass(frozen=True)
class Extracted:
    """What was found. `state` is done, none or failed (Version.TextState); `note` says in Chinese what is missing and why."""

    text: str
    state: str
    note: str = ""


def extract(path: Path, media_type: str, *, seconds: float = MOST_SECONDS) -> Extracted:
    """The words of the file at `path`, at most MOST_CHARACTERS and for about `seconds`."""
    until = time.monotonic() + seconds
    reader = _READERS.get(media_type)
    if reader is None:
        return Extracted("", "none", _WITHOUT.get(media_type, ""))
    try:
        found = _gathered(reader(path), until)
        return _recognised(path, media_type, until) if found.state == "none" and media_type in _SCANS else found
    except NotConverted:
        return Extracted("", "none", _WITHOUT.get(media_type, _UNREADABLE))
    except Exception as error:  # a strange file can fail in any way; the version then says so and stays usable
        return Extracted("", "failed", f"正文读不出来（{type(error).__name__}），检索不到其中的文字；文件本身已保存，可以下载。")


def _recognised(path: Path, media_type: str, until: float) -> Extracted:
    """What a scan shows, where the optional program for it is installed; else why there is nothing to search."""
    is_pdf = media_type == kinds.PDF.media_type
    nothing = Extracted("", "none", _SCAN if is_pdf else "")
    if not recognising.is_there():
        return nothing
    try:
        pieces = list(recognising.of_pdf(path, until) if is_pdf else recognising.of_picture(path, until))
        found, total = _gathered(iter(pieces), until), len(pypdfium2.PdfDocument(path)) if is_pdf else 1
    except Exception:  # the file itself is fine: only nothing could be recognised
        return nothing
    if not found.text:
        return nothing
    rest = f"；共{total}页，只识别了前{len(pieces)}页" if len(pieces) < total else ""
    return Extracted(found.text, "done", f"{recognising.MARK}{rest}。请对照原件核对。")


def _gathered(pieces: Iterator[str], until: float) -> Extracted:
    found: list[str] = []
    size, note = 0, ""
    for piece in pieces:
        found.append(piece[: MOST_CHARACTERS - size])
        size += len(found[-1])
        if size >= MOST_CHARACTERS:
            note = _CUT
            break
        if time.monotonic() > until:
            note = "文件过大，正文只提取了前一部分，后面的文字检索不到。"
            break
    text = storable("".join(found)).strip()
    return Extracted(text, "done", note) if text else Extracted("", "none", note or _SCAN)


def _pdf(path: Path) -> Iterator[str]:
    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        words = page.get_textpage()
        yield words.get_text_bounded().replace("\r\n", "\n").replace("\ufffe", "") + "\n"
        words.close()
        page.close()


def _docx(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        wanted = ["word/document.xml", *_numbered(names, "word/header"), *_numbered(names, "word/footer")]
        for name in [*wanted, "word/footnotes.xml", "word/endnotes.xml", "word/comments.xml"]:
            if name in names:
                yield from _words(archive, name)


def _pptx(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in [*_numbered(archive.namelist(), "ppt/slides/slide"), *_numbered(archive.namelist(), "ppt/notesSlides/notesSlide")]:
            yield from _words(archive, name)


def _odf(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        yield from _words(archive, "content.xml", everything=True)


def _numbered(names: list[str], start: str) -> list[str]:
    """Parts called start1.xml, start2.xml … in the order of their numbers."""
    found = [(int(name[len(start) : -4] or 0), name) for name in names if name.startswith(start) and name[len(start) : -4].isdigit()]
    return [name for _, name in sorted(found)]


def _words(archive: zipfile.ZipFile, name: str, *, everything: bool = False) -> Iterator[str]:
    """Text of one XML part, a paragraph a line; a drawing's fallback copy is left out, field codes and deleted words have other tags."""
    inside_fallback = 0
    with archive.open(name) as part:
        for event, node in etree.iterparse(part, events=("start", "end"), resolve_entities=False, no_network=True):
            if node.tag == _FALLBACK:
                inside_fallback += 1 if event == "start" else -1
            if event == "start" or inside_fallback or not isinstance(node.tag, str):
                continue
            if everything and node.tag.startswith(_T) and node.tag in _ENDS:
                yield "".join(node.itertext()) + "\n"
                node.clear()
            elif node.tag in _TEXTS:
                yield node.text or ""
            elif not everything and node.tag in _ENDS:
                yield _ENDS[node.tag]
                node.clear()


def _sheets(path: Path) -> Iterator[str]:
    book = python_calamine.load_workbook(str(path))
    for name in book.sheet_names:
        yield name + "\n"
        for row in book.get_sheet_by_name(name).iter_rows():
            cells = [str(cell).strip() for cell in row if cell not in ("", None)]
            if cells:
                yield "\t".join(cells) + "\n"


def _doc(path: Path) -> Iterator[str]:
    options = ExtractionOptions(max_file_bytes=LARGEST_DOC, max_text_bytes=4 * MOST_TEXT_BYTES)
    try:
        found = str(extract_text(path.read_bytes(), options=options).text)
    except LegacyDocError as error:
        try:
            found = "".join(_converted(path, "doc"))
        except (NotConverted, pypdfium2.PdfiumError):
            raise ValueError("unreadable .doc") from error
    yield found


def _ppt(path: Path) -> Iterator[str]:
    yield from _converted(path, "ppt")


def _nothing(path: Path) -> Iterator[str]:
    """A picture has no words of its own."""
    yield from ()


def _converted(path: Path, extension: str) -> Iterator[str]:
    """The words of what LibreOffice makes of the file; raises NotConverted."""
    with tempfile.TemporaryDirectory(prefix="fazhi-") as folder:
        yield from _pdf(as_pdf(path, extension, Path(folder)))


def _plain(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        data = file.read(MOST_TEXT_BYTES)
        if file.read(1):
            data = data[: data.rfind(b"\n") + 1] or data[:-4]
    with io.StringIO(decoded(data) or "") as lines:
        yield from lines


_PICTURES = (kinds.PNG, kinds.JPG, kinds.GIF, kinds.WEBP, kinds.BMP, kinds.TIFF, kinds.AVIF)
_SCANS = {kinds.PDF.media_type, *(kind.media_type for kind in _PICTURES)}
_READERS = {
    kinds.PDF.media_type: _pdf,
    kinds.DOCX.media_type: _docx,
    kinds.PPTX.media_type: _pptx,
    kinds.ODT.media_type: _odf,
    kinds.ODP.media_type: _odf,
    kinds.XLSX.media_type: _sheets,
    kinds.XLS.media_type: _sheets,
    kinds.ODS.media_type: _sheets,
    kinds.DOC.media_type: _doc,
    kinds.PPT.media_type: _ppt,
    kinds.OFD.media_type: words_of,
    **{kind.media_type: _nothing for kind in _PICTURES},
    kinds.TXT.media_type: _plain,
    kinds.CSV.media_type: _plain,
}
_WITHOUT = {
    kinds.PPT.media_type: "旧版演示文稿（.ppt）要装有 LibreOffice 才能提取文字。另存为 .pptx 再上传新版本，就可以检索。",
}
