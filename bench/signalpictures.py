"""Made-up photographs and scanned pages to plant copies of: scaled, re-compressed, a little cropped, and look-alikes."""

import io
import random
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from PIL import Image, ImageDraw, ImageFilter
from signalcorpus import City, Trial


def photograph(pick: random.Random) -> Image.Image:
    """Coloured shapes on a ground: nobody could take it for a place."""
    picture = Image.new("RGB", (800, 600), colour(pick))
    draw = ImageDraw.Draw(picture)
    for _ in range(pick.randint(15, 40)):
        x, y = pick.randint(-100, 800), pick.randint(-100, 600)
        shape = pick.choice((draw.rectangle, draw.ellipse))
        shape((x, y, x + pick.randint(30, 400), y + pick.randint(30, 300)), fill=colour(pick))
    return picture.filter(ImageFilter.GaussianBlur(2))


def colour(pick: random.Random) -> tuple[int, int, int]:
    return pick.randint(0, 255), pick.randint(0, 255), pick.randint(0, 255)


def page(pick: random.Random) -> Image.Image:
    """A page of strokes in lines, as a scan at 110 dots an inch: it has the grey of writing and says nothing."""
    picture = Image.new("L", (910, 1286), 248)
    draw = ImageDraw.Draw(picture)
    line(draw, pick, 300, 60, 12)
    height = 110
    while height < 1180:
        line(draw, pick, 90, height, pick.choice((34, 34, 34, 20, 10, 28)))
        height += 36 + (30 if pick.random() < 0.1 else 0)
    return picture


def line(draw: ImageDraw.ImageDraw, pick: random.Random, left: int, top: int, count: int) -> None:
    for place in range(count):
        for _ in range(7):
            x, y = left + place * 22 + pick.randint(0, 19), top + pick.randint(0, 21)
            across = pick.random() < 0.5
            draw.line((x, y, x + (pick.randint(4, 14) if across else 0), y + (0 if across else pick.randint(4, 14))), fill=30, width=2)


def scaled(picture: Image.Image, pick: random.Random) -> Image.Image:
    share = pick.uniform(0.35, 0.8)
    return picture.resize((round(picture.width * share), round(picture.height * share)))


def compressed(picture: Image.Image, pick: random.Random) -> Image.Image:
    data = io.BytesIO()
    picture.convert("RGB").save(data, "JPEG", quality=pick.randint(20, 45))
    return Image.open(data)


def cropped(most: float) -> Callable[[Image.Image, random.Random], Image.Image]:
    def cut(picture: Image.Image, pick: random.Random) -> Image.Image:
        left, top, right, bottom = (pick.uniform(0, most) for _ in range(4))
        width, height = picture.size
        return picture.crop((int(width * left), int(height * top), int(width * (1 - right)), int(height * (1 - bottom))))

    return cut


def all_three(picture: Image.Image, pick: random.Random) -> Image.Image:
    return compressed(cropped(0.04)(scaled(picture, pick), pick), pick)


CHANGES: dict[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "缩小": scaled,
    "重新压缩": compressed,
    "四边各裁去不超过3%": cropped(0.03),
    "四边各裁去不超过6%": cropped(0.06),
    "四边各裁去不超过10%": cropped(0.1),
    "缩小并裁去4%再压缩": all_three,
}


def image_of(city: City, unit: Any, picture: Image.Image, **fields: Any) -> Any:
    thumb = picture.copy()
    thumb.thumbnail((360, 360))
    preview = {"kind": "image", "image": kept(picture), "thumb": kept(thumb), "width": picture.width, "height": picture.height}
    return city.handed_in(unit, kind="image", preview=preview, **fields)


def scan_of(city: City, unit: Any, pages: list[Image.Image], **fields: Any) -> Any:
    preview = {"kind": "pages", "pages": [kept(each) for each in pages], "total": len(pages)}
    return city.handed_in(unit, preview=preview, pages=len(pages), **fields)


def kept(picture: Image.Image) -> str:
    from fazhi.evidence.store import put

    data = io.BytesIO()
    picture.save(data, "WEBP", quality=78)
    return put(data.getvalue(), "image/webp").sha256


def copied_pictures(city: City, cases: int) -> Iterator[Trial]:
    """Another unit's photograph, changed; and a page of another day's scan, used again among other pages."""
    pick, day, later = city.random, date(2024, 3, 1), date(2024, 9, 1)
    for name, change in CHANGES.items():
        for _ in range(cases):
            one, two = city.two()
            picture = photograph(pick)
            older = image_of(city, one, picture, effective_on=day)
            yield Trial("near-picture", f"照片{name}", True, image_of(city, two, change(picture, pick), effective_on=day), older)
            picture = page(pick)
            older = scan_of(city, one, [page(pick), picture], effective_on=day)
            copy = scan_of(city, one, [change(picture, pick), page(pick)], effective_on=later)
            yield Trial("same-scan", f"扫描页{name}", True, copy, older)


def other_pictures(city: City, cases: int) -> Iterator[Trial]:
    """Photographs with the same ground and a different scene, pages of the same form, and empty pages."""
    pick, day, later = city.random, date(2024, 3, 1), date(2024, 9, 1)
    for _ in range(cases):
        one, two = city.two()
        first, second = photograph(pick), photograph(pick)
        second.paste(first.crop((0, 0, 800, 150)), (0, 0))
        image_of(city, one, first, effective_on=day)
        yield Trial("near-picture", "上部四分之一相同的照片", False, image_of(city, two, second, effective_on=day))
        head = page(pick).crop((0, 0, 910, 250))
        sheets = [page(pick), page(pick)]
        for sheet in sheets:
            sheet.paste(head, (0, 0))
        blank = Image.new("L", (910, 1286), 250)
        scan_of(city, one, [sheets[0], blank], effective_on=day)
        yield Trial("same-scan", "版头相同的扫描页和空白页", False, scan_of(city, one, [sheets[1], blank], effective_on=later))


FAULTS: dict[str, Callable[[City, int], Iterator[Trial]]] = {"抄用图片": copied_pictures, "相似图片": other_pictures}
