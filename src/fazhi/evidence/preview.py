"""What a page can show of a file: page images, clean HTML, a table, a picture; runs in a process of its own and knows no database."""

import csv
import io
import time
from itertools import islice
from pathlib import Path
from typing import Any

import mammoth
import nh3
import pypdfium2
import python_calamine
from PIL import Image, ImageOps

from . import kinds
from .converting import NotConverted, as_pdf
from .decoding import decoded, storable
from .ofd.document import Document
from .ofd.drawing import draw

DPI = 110
LONGEST_SIDE = 2000  # pixels of a page or a picture
THUMB_SIDE = 360
MOST_PAGES = 60
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, MOST_CELL = 20, 200, 30, 500
MOST_HTML = 1_500_000  # characters
MOST_PICTURES = 40  # in one document
MOST_SECONDS = 150
MOST_PIXELS = 120_000_000
Image.MAX_IMAGE_PIXELS = None  # the limit is ours, below: Pillow's own first warns and refuses only at twice it
_TAGS = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "strong",
    "em",
    "u",
    "s",
    "sub",
    "sup",
    "br",
    "img",
}
_ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "img": {"src", "alt"}}
_DOWNLOAD = "请下载后查看。"


def render(path: Path, media_type: str, folder: Path, *, seconds: float = MOST_SECONDS) -> dict[str, Any]:
    """The preview of the file at `path`; pictures are written into `folder` as WebP and named in the answer.

    {"kind": "pages", "pages": [name…], "total": n} · {"kind": "html", "html": text, "pictures": [name…], "cut": bool} ·
    {"kind": "table", "sheets": [{"name", "rows"}], "cut": bool} · {"kind": "image", "image": name, "thumb": name, "width", "height"} ·
    {"kind": "video"} · {"kind": "audio"} · {"kind": "text"} (the extracted words) · {"kind": "none", "why": text}.
    In the HTML a picture's address is picture:0, picture:1 …: its place in `pictures`.
    """
    until = time.monotonic() + seconds
    maker = _MAKERS.get(media_type)
    try:
        if maker is not None:
            return maker(path, folder, until)
        if media_type in _CONVERTED:
            return _pages(as_pdf(path, kinds.BY_MEDIA_TYPE[media_type].extension, folder), folder, until)
    except NotConverted:
        return _simple(media_type)
    except Exception as error:  # a strange file can fail in any way; the page then says so and offers the file
        return {"kind": "none", "why": f"预览做不出来（{type(error).__name__}），文件已保存。{_DOWNLOAD}"}
    return _simple(media_type)


def _simple(media_type: str) -> dict[str, Any]:
    if media_type in _PLAYABLE:
        return {"kind": "video"}
    if media_type == kinds.TXT.media_type:
        return {"kind": "text"}
    if media_type in _WORDS:
        return {"kind": "text", "why": f"这里只显示文字，版式{_DOWNLOAD}"}
    kind = kinds.BY_MEDIA_TYPE.get(media_type)
    if kind is not None and kind.group == "audio" and kind is not kinds.AMR:
        return {"kind": "audio"}
    if kind is not None and kind.group in ("video", "audio"):
        return {"kind": "none", "why": f"浏览器放不了{kind.label}，{_DOWNLOAD}转成 MP4（录音转成 MP3）再上传新版本，就能在页面里播放。"}
    return {"kind": "none", "why": f"{kind.label if kind else '这种文件'}暂不能在页面里预览，{_DOWNLOAD}"}


def _pages(path: Path, folder: Path, until: float) -> dict[str, Any]:
    document = pypdfium2.PdfDocument(path)
    document.init_forms()  # filled-in form fields are drawn too
    names: list[str] = []
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        scale = min(DPI / 72, LONGEST_SIDE / max(*page.get_size(), 1))
        picture = page.render(scale=scale).to_pil()
        names.append(_saved(picture, folder, f"page-{number}"))
        page.close()
        if time.monotonic() > until:
            break
    return {"kind": "pages", "pages": names, "total": len(document)}


def _ofd(path: Path, folder: Path, until: float) -> dict[str, Any]:
    document = Document(path)
    names: list[str] = []
    missing: set[str] = set()
    for number in range(min(len(document), MOST_PAGES)):
        page = document.page(number)
        scale = min(DPI / 25.4, LONGEST_SIDE / max(page.box[2], page.box[3]))
        names.append(_saved(draw(document, page, scale), folder, f"page-{number}"))
        missing |= page.missing
        if time.monotonic() > until:
            break
    if document.seals:
        missing.add(f"电子签章{document.seals}个（未验签）")
    why = f"OFD 预览只画文字、图片和线条，字体可能与原件不同；没有画出：{'、'.join(sorted(missing))}。以原件为准。" if missing else ""
    total = len(document)
    document.close()
    return {"kind": "pages", "pages": names, "total": total, **({"why": why} if why else {})}


def _saved(picture: Image.Image, folder: Path, name: str) -> str:
    """As WebP without any of the picture's own marks (place, camera): those stay in the original."""
    if picture.mode not in ("RGB", "RGBA", "L"):
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    picture.save(folder / f"{name}.webp", "WEBP", quality=78, method=3, exif=b"", icc_profile=None)
    return f"{name}.webp"


def _picture(path: Path, folder: Path, until: float) -> dict[str, Any]:
    with Image.open(path) as source:
        if source.width * source.height > MOST_PIXELS:
            return {"kind": "none", "why": f"图片像素过多，不能在页面里预览，{_DOWNLOAD}"}
        source.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # lets a JPEG be unpacked small
        picture = ImageOps.exif_transpose(source)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    small = picture.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return {
        "kind": "image",
        "image": _saved(picture, folder, "image"),
        "thumb": _saved(small, folder, "thumb"),
        "width": picture.width,
        "height": picture.height,
    }


def _html(path: Path, folder: Path, until: float) -> dict[str, Any]:
    names: list[str] = []

    def place(image: Any) -> dict[str, str]:
        """Pictures of a document, re-drawn by us; what cannot be drawn (EMF, WMF, too many) leaves a word."""
        if len(names) >= MOST_PICTURES or time.monotonic() > until:
            return {"alt": "图片"}
        try:
            with image.open() as stream, Image.open(io.BytesIO(stream.read())) as source:
                if source.width * source.height > MOST_PIXELS:
                    return {"alt": "图片"}
                picture = ImageOps.exif_transpose(source)
            picture.thumbnail((1200, 1200))
            names.append(_saved(picture, folder, f"picture-{len(names)}"))
        except (OSError, ValueError, SyntaxError):
            return {"alt": "图片"}
        return {"src": f"picture:{len(names) - 1}"}

    with path.open("rb") as file:
        made = mammoth.convert_to_html(file, convert_image=mammoth.images.img_element(place), include_embedded_style_map=False).value
    html = nh3.clean(made[:MOST_HTML], tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"picture"}, link_rel=None)
    return {"kind": "html", "html": storable(html), "pictures": names, "cut": len(made) > MOST_HTML}


def _book(path: Path, folder: Path, until: float) -> dict[str, Any]:
    book = python_calamine.load_workbook(str(path))
    cut = len(book.sheet_names) > MOST_SHEETS
    sheets: list[dict[str, Any]] = []
    for name in book.sheet_names[:MOST_SHEETS]:
        rows, is_cut = _table(book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1))
        sheets.append({"name": storable(name), "rows": rows})
        cut = cut or is_cut
    return {"kind": "table", "sheets": sheets, "cut": cut}


def _csv(path: Path, folder: Path, until: float) -> dict[str, Any]:
    with path.open("rb") as file:
        data = file.read(4 * 1024 * 1024)
        whole = not file.read(1)
    text = decoded(data if whole else data[: data.rfind(b"\n") + 1]) or ""
    first = text.partition("\n")[0]
    divider = max(",\t;", key=first.count)
    rows, cut = _table(list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=divider), MOST_ROWS + 1)))
    return {"kind": "table", "sheets": [{"name": "CSV", "rows": rows}], "cut": cut or not whole}


def _table(rows: list[list[Any]]) -> tuple[list[list[str]], bool]:
    """The first rows and columns as text, without the empty right and lower edge; and whether anything was left out."""
    shown = [[_cell(cell) for cell in row[:MOST_COLUMNS]] for row in rows[:MOST_ROWS]]
    width = max((number for row in shown for number, cell in enumerate(row, 1) if cell), default=0)
    while shown and not any(shown[-1]):
        shown.pop()
    cut = len(rows) > MOST_ROWS or any(cell not in ("", None) for row in rows for cell in row[MOST_COLUMNS:])
    return [row[:width] for row in shown], cut


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return storable(str(value))[:MOST_CELL]


_PICTURES = (kinds.PNG, kinds.JPG, kinds.GIF, kinds.WEBP, kinds.BMP, kinds.TIFF, kinds.AVIF)
_MAKERS = {
    kinds.PDF.media_type: _pages,
    kinds.OFD.media_type: _ofd,
    kinds.DOCX.media_type: _html,
    kinds.XLSX.media_type: _book,
    kinds.XLS.media_type: _book,
    kinds.ODS.media_type: _book,
    kinds.CSV.media_type: _csv,
    **{kind.media_type: _picture for kind in _PICTURES},
}
_PLAYABLE = {kinds.MP4.media_type, kinds.MOV.media_type, kinds.WEBM.media_type}
_WORDS = {kind.media_type for kind in (kinds.DOC, kinds.PPTX, kinds.ODT, kinds.ODP)}
_CONVERTED = {*_WORDS, kinds.PPT.media_type}
