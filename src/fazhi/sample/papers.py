"""The little files of the sample city: notices, compilations, ledgers and photographs, each marked 示例, the same bytes each time."""

import io
import math
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from random import Random

import pylopdf_fonts_zh_cn
import typst
import xlsxwriter
from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from PIL import Image, ImageDraw, ImageFont

from fazhi.kit.dates import chinese_date

EPOCH = datetime(2025, 1, 1, tzinfo=UTC)  # every file says it was made then: the same seed gives the same bytes
FICTION = "示例文件，单位、文号、数字均为虚构，仅供试用"
WIDTH, HEIGHT = 960, 640  # pixels of a photograph
RED = "C00000"


def notice(unit: str, number: str, title: str, paragraphs: Sequence[str], on: date, made: datetime = EPOCH) -> bytes:
    """A .docx in the shape of an issued notice: issuer in red, document number, title, text, signature and date.

    `made` is when the file says that it was created and saved, in UTC.
    """
    paper = Document()
    paper.core_properties.created = paper.core_properties.modified = made.replace(tzinfo=None)
    paper.core_properties.author, paper.core_properties.title = unit, title
    paper.sections[0].header.paragraphs[0].text = FICTION
    _line(paper, f"{unit}文件", 26, WD_ALIGN_PARAGRAPH.CENTER, red=True)
    if number:
        _line(paper, number, 16, WD_ALIGN_PARAGRAPH.CENTER)
    _line(paper, title, 22, WD_ALIGN_PARAGRAPH.CENTER)
    for text in paragraphs:
        _line(paper, text, 16, WD_ALIGN_PARAGRAPH.LEFT, indent=True)
    for text in (unit, chinese_date(on), "（示例印章）"):
        _line(paper, text, 16, WD_ALIGN_PARAGRAPH.RIGHT)
    stream = io.BytesIO()
    paper.save(stream)
    return _same_each_time(stream.getvalue())


def morning(on: date) -> datetime:
    """When a paper of that day was written, as its file says it."""
    return datetime(on.year, on.month, on.day, 1, 20, tzinfo=UTC)


def _line(paper: Paper, text: str, size: int, where: WD_ALIGN_PARAGRAPH, *, red: bool = False, indent: bool = False) -> None:
    line = paper.add_paragraph()
    line.alignment = where
    line.paragraph_format.first_line_indent = Pt(size * 2) if indent else None
    run = line.add_run(text)
    run.font.size, run.font.name = Pt(size), "仿宋_GB2312"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")  # Word keeps the Chinese font apart
    if red:
        run.font.color.rgb = RGBColor.from_string(RED)


def _same_each_time(archive: bytes) -> bytes:
    """The archive packed again with one date on every part, for the writer stamps the moment."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def compilation(unit: str, title: str, chapters: Sequence[tuple[str, Sequence[str]]], on: date) -> bytes:
    """A .pdf with a cover and a page for each chapter (title, paragraphs), closed by a round seal that says 示例."""
    pages = [
        f"#pagebreak()\n#align(center)[#text(size: 18pt, weight: 700)[{_plain(head)}]]\n#v(12pt)\n"
        + "\n\n".join(_plain(text) for text in paragraphs)
        for head, paragraphs in chapters
    ]
    source = f"""#set document(title: "{title}", date: none)
#set page(paper: "a4", margin: 30mm, header: align(right)[#text(size: 9pt, fill: rgb("#666"))[示例]], numbering: "1")
#set text(font: "Noto Serif SC", size: 14pt, lang: "zh")
#set par(first-line-indent: (amount: 2em, all: true), leading: 1.1em)
#v(60mm)
#align(center)[#text(size: 24pt, fill: rgb("#{RED}"))[{_plain(title)}]]
#v(20mm)
#align(center)[{_plain(unit)}]
#align(center)[{chinese_date(on)}]
#align(center)[#text(size: 9pt, fill: rgb("#666"))[{FICTION}]]
{"".join(pages)}
#v(10mm)
#align(right)[#box(width: 34mm, height: 34mm, stroke: 1.6pt + rgb("#{RED}"), radius: 17mm)[#align(center + horizon)[
#par(first-line-indent: 0em)[#text(fill: rgb("#{RED}"), size: 10pt)[{_plain(unit)}\\ ★\\ 示例]]]]]
"""
    fonts = [str(pylopdf_fonts_zh_cn.serif_path().parent)]
    return bytes(typst.compile(source.encode(), font_paths=fonts, ignore_system_fonts=True, timestamp=EPOCH))  # type: ignore[misc]


def _plain(text: str) -> str:
    """Text that typst takes literally."""
    return "".join(f"\\{sign}" if sign in "#$*_[]<>@`\\~/" else sign for sign in text)


def ledger(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """An .xlsx register with a line that says it is made up."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": title, "created": EPOCH.replace(tzinfo=None)})
    sheet = book.add_worksheet("台账（示例）")
    bold = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
    cell = book.add_format({"border": 1})
    sheet.write(0, 0, f"{title}　{FICTION}", book.add_format({"bold": True, "font_size": 14}))
    sheet.write_row(1, 0, header, bold)
    for number, row in enumerate(rows, 2):
        sheet.write_row(number, 0, row, cell)
    sheet.set_column(0, len(header) - 1, 18)
    sheet.freeze_panes(2, 0)
    book.close()
    return stream.getvalue()


def photograph(sign: str, lines: Sequence[str], hue: int) -> bytes:
    """A .png drawn as a room with a sign over it and a board with these lines; each `hue` (0–359) and sign is another room."""
    tint = tuple(int(208 + 14 * math.cos(math.radians(hue + turn))) for turn in (0, 120, 240))
    picture = Image.new("RGB", (WIDTH, HEIGHT), tint)
    draw, rng = ImageDraw.Draw(picture), Random(f"{sign}{hue}")  # noqa: S311  # repeatable, no secret
    floor, corner = rng.randint(400, 470), rng.randint(40, 320)
    draw.polygon([(0, HEIGHT), (WIDTH, HEIGHT), (WIDTH - rng.randint(40, 320), floor), (corner, floor)], fill=(150, 120, 90))
    for _ in range(rng.randint(1, 3)):
        left, top = rng.randint(0, WIDTH - 160), rng.randint(110, 260)
        draw.rectangle((left, top, left + rng.randint(90, 220), top + rng.randint(90, 200)), fill=(90 + rng.randint(0, 120),) * 3)
    top = rng.choice((20, 40, 70))
    draw.rectangle((130, top, WIDTH - 130, top + 80), fill=(176, 24, 24))
    draw.text((WIDTH / 2, top + 40), sign, font=_font(38), fill=(255, 240, 200), anchor="mm")
    left = rng.choice((40, 150, 260, 400))
    draw.rectangle((left, 165, left + 500, 405), fill=(250, 250, 246), outline=(90, 90, 90), width=6)
    for number, text in enumerate(lines[:5]):
        draw.text((left + 30, 182 + 43 * number), text, font=_font(26), fill=(30, 30, 60))
    _furnish(draw, rng)
    draw.rectangle((0, HEIGHT - 36, WIDTH, HEIGHT), fill=(0, 0, 0))
    draw.text((12, HEIGHT - 18), f"示例图片：程序绘制，不是实景。{sign}", font=_font(20), fill=(255, 255, 255), anchor="lm")
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def _furnish(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    """A row of seats or a counter, somewhere on the floor."""
    left, width, height = rng.randint(20, 180), rng.randint(80, 140), rng.randint(70, 120)
    shade = (rng.randint(30, 120), rng.randint(50, 110), rng.randint(60, 140))
    if rng.random() < 0.4:
        draw.rectangle((left, 600 - height, left + rng.randint(400, 700), 600), fill=shade)
        return
    for seat in range(rng.randint(3, 6)):
        at = left + seat * (width + rng.randint(10, 40))
        draw.ellipse((at + 24, 530 - height, at + 76, 582 - height), fill=(70, 60, 60))
        draw.rounded_rectangle((at, 590 - height, at + width - 20, 600), 24, fill=shade)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)
