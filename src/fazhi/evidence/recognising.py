"""Words on pictures of pages, read by an optional program that needs no network; what it reads may be wrong and is marked so."""

import time
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

MARK = "识别文字，可能有误"  # how the note of such words begins
MOST_PAGES = 30
MOST_SECONDS = 60  # two threads for so long stay below what the process may take
DPI = 150
LONGEST_SIDE = 2400  # pixels
LEAST_SIDE = 64
MOST_PIXELS = 120_000_000
LEAST_SCORE = 0.5


def is_there() -> bool:
    """Whether the extra “ocr” is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def of_pdf(path: Path, until: float) -> Iterator[str]:
    """The words of its pages, in order."""
    until = min(until, time.monotonic() + MOST_SECONDS)
    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), MOST_PAGES)):
        if time.monotonic() > until:
            return
        page = document[number]
        scale = min(DPI / 72, LONGEST_SIDE / max(*page.get_size(), 1))
        yield _read(page.render(scale=scale).to_pil()) + "\n"
        page.close()


def of_picture(path: Path, until: float) -> Iterator[str]:
    """The words of a picture; nothing where it is too small to hold any."""
    with Image.open(path) as source:
        if min(source.size) < LEAST_SIDE or source.width * source.height > MOST_PIXELS:
            return
        source.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(source)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    yield _read(picture)


def _read(picture: Image.Image) -> str:
    """Lines from the top, from left to right within a line."""
    found = _engine()(picture.convert("RGB"))
    if found.txts is None:
        return ""
    pieces = []
    for text, box, score in zip(found.txts, found.boxes, found.scores, strict=True):
        if score >= LEAST_SCORE:
            top, bottom = min(float(point[1]) for point in box), max(float(point[1]) for point in box)
            pieces.append((top, bottom - top, min(float(point[0]) for point in box), text))
    lines: list[list[tuple[float, float, float, str]]] = []
    for piece in sorted(pieces):
        if lines and piece[0] - lines[-1][0][0] < lines[-1][0][1] / 2:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return "\n".join(" ".join(piece[3] for piece in sorted(line, key=lambda each: each[2])) for line in lines)


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415  # optional dependency

    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 2, "EngineConfig.onnxruntime.inter_op_num_threads": 1}
    return RapidOCR(params={"Global.log_level": "critical", **threads})
