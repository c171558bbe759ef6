"""Pages of an OFD file drawn as pictures: words at their places in our own font, pictures, lines; what is not drawn is named."""

import io
import math
import re
from collections.abc import Callable
from functools import cache

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

from .document import Document, Lines, Page, Picture, Words
from .package import moved, number

MOST_POINTS = 20_000  # of one outline
MOST_PIXELS = 40_000_000  # of one picture on a page
STEPS = 12  # straight pieces of a curve
_PARTS = re.compile(r"[A-Za-z]|-?\d*\.?\d+(?:[eE]-?\d+)?")
_TAKES = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def draw(document: Document, page: Page, scale: float) -> Image.Image:
    """The page at `scale` pixels a millimetre; what could not be drawn is added to page.missing."""
    left, top, width, height = page.box
    sheet = Image.new("RGB", (max(1, round(width * scale)), max(1, round(height * scale))), "white")
    pen = ImageDraw.Draw(sheet)

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - left) * scale, (point[1] - top) * scale

    for each in page.objects:
        if isinstance(each, Words):
            _words(pen, each, scale, at)
        elif isinstance(each, Lines):
            _lines(pen, each, scale, at)
        else:
            _picture(sheet, document, page, each, scale, at)
    return sheet


At = Callable[[tuple[float, float]], tuple[float, float]]


def _words(pen: ImageDraw.ImageDraw, words: Words, scale: float, at: At) -> None:
    size = round(words.size * scale)
    if not 1 <= size <= 2000:
        return
    for sign, place in zip(words.text, words.places, strict=True):
        if sign.strip():
            pen.text(at(place), sign, font=_font(size), fill=words.colour, anchor="ls")


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.serif_path()), size)


def _picture(sheet: Image.Image, document: Document, page: Page, picture: Picture, scale: float, at: At) -> None:
    box = (*at(picture.box[:2]), picture.box[2] * scale, picture.box[3] * scale)
    size = (min(round(box[2]), sheet.width * 2), min(round(box[3]), sheet.height * 2))
    if min(size) < 1:
        return
    try:
        with Image.open(io.BytesIO(document.package.data(picture.place))) as source:
            if source.width * source.height > MOST_PIXELS:
                raise ValueError("too many pixels")
            shown = source.convert("RGBA").resize(size)
    except (OSError, ValueError, SyntaxError, KeyError):
        kind = "JBIG2 图片" if picture.place.lower().endswith((".jb2", ".jbig2", ".gbig2")) else "打不开的图片"
        page.missing.add(kind)
        ImageDraw.Draw(sheet).rectangle((box[0], box[1], box[0] + size[0], box[1] + size[1]), outline=(150, 150, 150))
        return
    sheet.paste(shown, (round(box[0]), round(box[1])), shown)


def _lines(pen: ImageDraw.ImageDraw, lines: Lines, scale: float, at: At) -> None:
    width = max(1, round(lines.width * scale))
    for stroke in outline(lines.data):
        points = [at(moved(point, lines.by, lines.origin)) for point in stroke]
        if lines.fill is not None and len(points) > 2:
            pen.polygon(points, fill=lines.fill)
        if lines.stroke is not None and len(points) > 1:
            pen.line(points, fill=lines.stroke, width=min(width, 200))


def outline(data: str) -> list[list[tuple[float, float]]]:
    """The strokes of an outline (9.1, table 36: S M L Q B A C) as points; an arc becomes its chord."""
    strokes: list[list[tuple[float, float]]] = []
    parts, at, count = _PARTS.findall(data), 0, 0
    while at < len(parts) and count < MOST_POINTS:
        act = parts[at].upper()
        takes = _TAKES.get(act)
        if takes is None or len(parts) < at + 1 + takes or any(each.isalpha() for each in parts[at + 1 : at + 1 + takes]):
            at += 1
            continue
        values = [number(each) for each in parts[at + 1 : at + 1 + takes]]
        points = list(zip(values[0::2], values[1::2], strict=False))
        at, count = at + 1 + takes, count + STEPS
        if act in "SM" or (points and not strokes):
            strokes.append([points[-1]])
        elif not strokes:
            continue
        elif act == "C" and strokes[-1]:
            strokes[-1].append(strokes[-1][0])
        elif act == "A":
            strokes[-1].append((values[5], values[6]))
        elif strokes[-1]:
            strokes[-1] += _curve([strokes[-1][-1], *points]) if act in "QB" else points
    return strokes


def _curve(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A Bézier curve of any degree in straight pieces."""
    degree = len(points) - 1
    found = []
    for step in range(1, STEPS + 1):
        t = step / STEPS
        weights = [math.comb(degree, k) * t**k * (1 - t) ** (degree - k) for k in range(degree + 1)]
        found.append(
            (sum(w * p[0] for w, p in zip(weights, points, strict=True)), sum(w * p[1] for w, p in zip(weights, points, strict=True)))
        )
    return found
