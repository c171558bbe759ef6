"""Looking a file through for a mark of secrecy; runs in the process of its own and answers yes or no, never with words."""

import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from lxml import etree

from .. import kinds
from ..text import extract
from .marks import bears_mark

SECONDS = 40  # of looking; what is left over is looked at again when the words are extracted in the background
MOST_PAGES = 3000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FRAMES = ("word/header", "word/footer", "ppt/slides/slide")


def file_bears_mark(path: Path, media_type: str) -> bool:
    """Whether any page, header, text box or stretch of words of the file bears a mark. A file nobody can read bears none."""
    until = time.monotonic() + SECONDS
    looked = _PLACES.get(media_type)
    try:
        if looked and any(bears_mark(text) for text in _in_time(looked(path), until)):
            return True
    except Exception:  # noqa: S110 - a strange file can fail in any way; the ordinary extraction below has the last word
        pass
    if media_type == kinds.PDF.media_type:  # page by page is all there is
        return False
    return bears_mark(extract(path, media_type, seconds=max(1.0, until - time.monotonic())).text)


def _in_time(texts: Iterator[str], until: float) -> Iterator[str]:
    for text in texts:
        yield text
        if time.monotonic() > until:
            return


def _pages(path: Path) -> Iterator[str]:
    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        words = page.get_textpage()
        yield words.get_text_bounded().replace("\r\n", "\n").replace("\ufffe", "")
        words.close()
        page.close()


def _frames(path: Path) -> Iterator[str]:
    """Headers, footers, slides and text boxes: each stands alone on the paper, so each has a head of its own."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith(_FRAMES) or name == "word/document.xml":
                root = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
                boxes = root.iter(_W + "txbxContent", _A + "txBody") if name == "word/document.xml" else [root]
                yield from (_words(box) for box in boxes)


def _words(box: etree._Element) -> str:
    lines = ("".join(node.text or "" for node in line.iter(_W + "t", _A + "t")) for line in box.iter(_W + "p", _A + "p"))
    return "\n".join(lines)


_PLACES = {kinds.PDF.media_type: _pages, kinds.DOCX.media_type: _frames, kinds.PPTX.media_type: _frames}
