"""A masked copy of a PDF or a picture: its pages drawn with black bars and put into a new PDF that holds pictures alone."""

import ctypes
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageDraw, ImageOps

from .picture_pdf import PicturePdf
from .wanted import CopyRefused, Wanted

DPI = 150
LONGEST_SIDE = 3000  # pixels
MOST_PAGES = 500
QUALITY = 82
Image.MAX_IMAGE_PIXELS = None  # the judge refused what is too large
Bar = tuple[float, float, float, float]  # left, top, right, bottom, as shares of the page


def masked_pages(path: Path, made: Path, keys: set[tuple[str, str]], boxes: list[dict[str, Any]]) -> None:
    """Write the copy to `made`; raises CopyRefused. Bars lie on the chosen values and on `boxes`; under them is nothing to be read."""
    drawn: dict[int, list[Bar]] = {}
    for box in boxes:
        drawn.setdefault(int(box["page"]), []).append((box["x"], box["y"], box["x"] + box["w"], box["y"] + box["h"]))
    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    if keys and not is_pdf:
        raise CopyRefused("图片里的文字不能按内容定位。请在图片上画框，遮盖要保护的位置。")
    with made.open("wb") as out:
        copy = PicturePdf(out)
        pages = _pdf_pages(path, keys) if is_pdf else ((picture, []) for picture in _pictures(path))
        for number, (picture, bars) in enumerate(pages, 1):
            copy.add(*_barred(picture, [*bars, *drawn.pop(number, [])]))
        copy.close()
    if drawn:
        raise CopyRefused(f"没有第{min(drawn)}页，框没有画上。请核对页码后重新制作。")
    _refuse_words(made)


def _refuse_words(made: Path) -> None:
    """The copy is read again: a single letter in it would be one too many."""
    document = pypdfium2.PdfDocument(made)
    if any(document[number].get_textpage().count_chars() for number in range(len(document))):
        raise CopyRefused("副本里仍能读出文字，没有保存。请联系系统管理员。")


def _barred(picture: Image.Image, bars: list[Bar]) -> tuple[bytes, tuple[int, int]]:
    """A JPEG without any marks, and its size in pixels."""
    plain = picture.convert("RGB")
    pen, (width, height) = ImageDraw.Draw(plain), plain.size
    for left, top, right, bottom in bars:
        pen.rectangle((left * width - 1, top * height - 1, right * width + 1, bottom * height + 1), fill=(0, 0, 0))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    return out.getvalue(), plain.size


def _pictures(path: Path) -> Iterator[Image.Image]:
    with Image.open(path) as source:
        count = getattr(source, "n_frames", 1) if source.format == "TIFF" else 1
        if count > MOST_PAGES:
            raise CopyRefused(f"图片有{count}页，超过{MOST_PAGES}页。请拆成几份后上传新版本，再做副本。")
        for number in range(count):
            source.seek(number)
            picture = _on_white(ImageOps.exif_transpose(source))
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            yield picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGB", "L"):
        return picture.copy()
    layer = picture.convert("RGBA")
    ground = Image.new("RGB", layer.size, "white")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _pdf_pages(path: Path, keys: set[tuple[str, str]]) -> Iterator[tuple[Image.Image, list[Bar]]]:
    document = pypdfium2.PdfDocument(path)
    count = len(document)
    if count > MOST_PAGES:
        raise CopyRefused(f"PDF 有{count}页，超过{MOST_PAGES}页。请拆成几份后上传新版本，再做副本。")
    document.init_forms()
    wanted = Wanted(keys)
    if keys:
        wanted.learn(_words(document[number])[0] for number in range(count))
    wanted.refuse_lost()
    for number in range(count):
        page = document[number]
        scale = min(DPI / 72, LONGEST_SIDE / max(*page.get_size(), 1))
        picture = page.render(scale=scale).to_pil()
        yield picture, (_bars(page, wanted) if wanted.literals else [])
        page.close()


def _words(page: pypdfium2.PdfPage) -> tuple[str, pypdfium2.PdfTextPage]:
    """The page's words sign for sign, so that the n-th sign is the n-th box; what is no sign stands as a blank."""
    words = page.get_textpage()
    signs = (pdfium.FPDFText_GetUnicode(words, number) for number in range(words.count_chars()))
    return "".join(chr(sign) if 0x20 <= sign < 0xD800 or 0xE000 <= sign < 0xFFFE or sign in (9, 10, 13) else " " for sign in signs), words


def _bars(page: pypdfium2.PdfPage, wanted: Wanted) -> list[Bar]:
    text, words = _words(page)
    bars = []
    for found in wanted.spans(text):
        line: list[Bar] = []
        for number in range(found.start, found.end):
            box = _box(page, words, number)
            if box is None:
                continue
            if line and abs(line[-1][1] - box[1]) > 0.6 * max(box[3] - box[1], 0.004):  # the value goes on in the next line
                bars.append(_around(line))
                line = []
            line.append(box)
        if line:
            bars.append(_around(line))
    return bars


def _around(boxes: list[Bar]) -> Bar:
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    grown = max(0.15 * (bottom - top), 0.001)
    return left - 0.002, top - grown, right + 0.002, bottom + grown


def _box(page: pypdfium2.PdfPage, words: pypdfium2.PdfTextPage, number: int) -> Bar | None:
    """The box of a sign as shares of the page as it is shown, turned and cropped; None for one that takes no room."""
    left, bottom, right, top = words.get_charbox(number, loose=True)
    if right <= left or top <= bottom:
        return None
    corners = [_place(page, x, y) for x, y in ((left, bottom), (right, top))]
    (x1, y1), (x2, y2) = corners
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


_FINE = 100_000  # the page is measured on a board so many points wide and high


def _place(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return across.value / _FINE, down.value / _FINE
