"""An OFD file as the archive it is: parts by their place, numbers and matrices as GB/T 33190-2016 writes them (7.3, basic types)."""

import posixpath
import zipfile
from pathlib import Path
from types import TracebackType

from lxml import etree

MOST_PART = 64 * 1024 * 1024  # bytes of one part
MOST_NUMBERS = 100_000  # of one list
Matrix = tuple[float, float, float, float, float, float]
WHOLE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Package:
    """The archive, open for reading. Places are resolved within it: none leads out."""

    def __init__(self, path: Path):
        self._archive = zipfile.ZipFile(path)
        self._names = {name.lstrip("/").casefold(): name for name in self._archive.namelist()}

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._archive.close()

    def data(self, place: str) -> bytes:
        """The bytes of a part; raises KeyError where there is none."""
        with self._archive.open(self._names[place.casefold()]) as part:
            content = part.read(MOST_PART + 1)
        if len(content) > MOST_PART:
            raise ValueError("part too large")
        return content

    def xml(self, place: str) -> etree._Element:
        """The root of a part; entities are never resolved."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
        return etree.fromstring(self.data(place), parser)

    def has(self, place: str) -> bool:
        return place.casefold() in self._names


def resolved(said: str | None, base: str) -> str:
    """The place that a part at `base` means: from the root with a slash, else from its own folder."""
    text = (said or "").strip().replace("\\", "/")
    joined = text if text.startswith("/") else posixpath.join(posixpath.dirname(base), text)
    return posixpath.normpath("/" + joined).lstrip("/")


def name_of(node: etree._Element) -> str:
    """The name without its space; there are files with either of two."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def child(node: etree._Element | None, name: str) -> etree._Element | None:
    return next((each for each in node if name_of(each) == name), None) if node is not None else None


def children(node: etree._Element | None, name: str) -> list[etree._Element]:
    return [each for each in node if name_of(each) == name] if node is not None else []


def said(node: etree._Element | None, name: str) -> str:
    """The text of a child; empty where there is none."""
    found = child(node, name)
    return (found.text or "").strip() if found is not None else ""


def number(text: str | None, default: float = 0.0) -> float:
    try:
        value = float(text or default)
    except ValueError:
        return default
    return value if abs(value) < 1e7 else default  # NaN fails the comparison, too


def numbers(text: str | None) -> list[float]:
    """A list of numbers, such as a box; what is none counts as nought."""
    return [number(each) for each in (text or "").split()[:MOST_NUMBERS]]


def deltas(text: str | None, most: int) -> list[float]:
    """Distances from sign to sign: “g 3 10 5” means 10 10 10 5 (11.3); never more than `most`."""
    parts, at = (text or "").split()[:MOST_NUMBERS], 0
    found: list[float] = []
    while at < len(parts) and len(found) < most:
        if parts[at].lower() == "g" and at + 2 < len(parts):
            found += [number(parts[at + 2])] * min(_count(parts[at + 1]), most - len(found))
            at += 3
        else:
            found.append(number(parts[at]))
            at += 1
    return found


def _count(text: str) -> int:
    return int(text[:12]) if text.isascii() and text.isdigit() else 0


def matrix(text: str | None) -> Matrix:
    found = numbers(text)
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if len(found) == 6 else WHOLE


def moved(point: tuple[float, float], by: Matrix, origin: tuple[float, float]) -> tuple[float, float]:
    """Where a point of an object lies on the page: its matrix first, then the corner of its boundary (8.5)."""
    x, y = point
    return by[0] * x + by[2] * y + by[4] + origin[0], by[1] * x + by[3] * y + by[5] + origin[1]
