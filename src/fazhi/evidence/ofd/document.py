"""The pages of an OFD file as words, pictures and lines at their places, in millimetres from the upper left corner."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from .package import Matrix, Package, child, children, deltas, matrix, moved, name_of, number, numbers, resolved, said

A4 = (0.0, 0.0, 210.0, 297.0)
DEEPEST = 20  # blocks within blocks
MOST_OBJECTS = 50_000  # of one page
MOST_SIGNS = 20_000  # of one piece of text
LONGEST_SIDE = 5000.0  # millimetres
Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)


@dataclass(frozen=True)
class Words:
    """A piece of text: a place for each sign (its base line), and the size in millimetres."""

    text: str
    places: tuple[tuple[float, float], ...]
    size: float
    colour: Colour


@dataclass(frozen=True)
class Picture:
    """A picture's part in the package and its box on the page."""

    place: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Lines:
    """An outline: strokes as lists of points."""

    data: str
    origin: tuple[float, float]
    by: Matrix
    width: float
    stroke: Colour | None
    fill: Colour | None


@dataclass
class Page:
    """One page; `missing` names what was seen and is not drawn."""

    box: tuple[float, float, float, float]
    objects: list[Words | Picture | Lines] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)


@dataclass
class _Resources:
    pictures: dict[str, str] = field(default_factory=dict)
    params: dict[str, etree._Element] = field(default_factory=dict)
    units: dict[str, etree._Element] = field(default_factory=dict)


class Document:
    """All bodies of the file, one after the other; `seals` counts the signatures, which nobody checks here."""

    def __init__(self, path: Path):
        self.package = Package(path)
        self._pages: list[tuple[etree._Element, str, _Resources, dict[str, str], dict[str, str]]] = []
        self._boxes: list[tuple[float, float, float, float]] = []
        self.seals = 0
        for body in children(self.package.xml("OFD.xml"), "DocBody"):
            if root := said(body, "DocRoot"):
                self._body(resolved(root, ""))
            if signs := said(body, "Signatures"):
                self.seals += self._signatures(resolved(signs, ""))
        if not self._pages:
            raise ValueError("no page")

    def __len__(self) -> int:
        return len(self._pages)

    def __iter__(self) -> Iterator[Page]:
        return (self.page(at) for at in range(len(self)))

    def close(self) -> None:
        self.package.__exit__(None, None, None)

    def page(self, at: int) -> Page:
        """The page with its templates below and its annotations above; a part that is broken is only missing."""
        node, base, known, templates, annotations = self._pages[at]
        place = resolved(node.get("BaseLoc"), base)
        page = Page(self._boxes[at])
        if not self.package.has(place):
            page.missing.add("缺少页面内容")
            return page
        root = self.package.xml(place)
        page.box = _box(child(root, "Area"), page.box)
        known = self._resources(children(root, "PageRes"), place, known)
        for behind in children(root, "Template"):
            source = templates.get(behind.get("TemplateID", ""), "")
            if self.package.has(source):
                template = self.package.xml(source)
                _Reader(page, self._resources(children(template, "PageRes"), source, known)).layers(child(template, "Content"))
        _Reader(page, known).layers(child(root, "Content"))
        notes = annotations.get(node.get("ID", ""), "")
        if self.package.has(notes):
            for each in children(self.package.xml(notes), "Annot"):
                if each.get("Visible", "true") != "false" and (shape := child(each, "Appearance")) is not None:
                    corner = numbers(shape.get("Boundary")) or [0.0, 0.0]
                    _Reader(page, known).block(shape, (corner[0], corner[1] if len(corner) > 1 else 0.0), 0)
        return page

    def _body(self, place: str) -> None:
        root = self.package.xml(place)
        common = child(root, "CommonData")
        known = self._resources([*children(common, "PublicRes"), *children(common, "DocumentRes")], place, _Resources())
        templates = {each.get("ID", ""): resolved(each.get("BaseLoc"), place) for each in children(common, "TemplatePage")}
        annotations: dict[str, str] = {}
        notes = resolved(said(root, "Annotations"), place)
        if said(root, "Annotations") and self.package.has(notes):
            for each in children(self.package.xml(notes), "Page"):
                annotations[each.get("PageID", "")] = resolved(said(each, "FileLoc"), notes)
        box = _box(child(common, "PageArea"), A4)
        for page in children(child(root, "Pages"), "Page"):
            self._pages.append((page, place, known, templates, annotations))
            self._boxes.append(box)

    def _resources(self, nodes: list[etree._Element], base: str, over: _Resources) -> _Resources:
        if not nodes:
            return over
        found = _Resources(dict(over.pictures), dict(over.params), dict(over.units))
        for node in nodes:
            place = resolved(node.text, base)
            if not self.package.has(place):
                continue
            root = self.package.xml(place)
            folder = resolved(f"{root.get('BaseLoc') or '.'}/x", place)
            for each in root.iter():
                key = each.get("ID", "")
                if name_of(each) == "MultiMedia" and said(each, "MediaFile"):
                    found.pictures[key] = resolved(said(each, "MediaFile"), folder)
                elif name_of(each) == "DrawParam":
                    found.params[key] = each
                elif name_of(each) == "CompositeGraphicUnit":
                    found.units[key] = each
        return found

    def _signatures(self, place: str) -> int:
        return len(children(self.package.xml(place), "Signature")) if self.package.has(place) else 0


class _Reader:
    """Puts the objects of one content onto a page."""

    def __init__(self, page: Page, known: _Resources):
        self._page, self._known = page, known

    def layers(self, content: etree._Element | None) -> None:
        order = {"Background": 0, "Body": 1, "Foreground": 2}
        for layer in sorted(children(content, "Layer"), key=lambda each: order.get(each.get("Type", "Body"), 1)):
            self.block(layer, (0.0, 0.0), 0, layer.get("DrawParam"))

    def block(self, node: etree._Element, origin: tuple[float, float], depth: int, param: str | None = None) -> None:
        for each in node:
            if len(self._page.objects) >= MOST_OBJECTS or depth > DEEPEST:
                self._page.missing.add("过多的内容")
                return
            name = name_of(each)
            if name == "PageBlock":
                self.block(each, origin, depth + 1, param)
            elif name in ("TextObject", "PathObject", "ImageObject", "CompositeObject") and each.get("Visible", "true") != "false":
                corner = (*numbers(each.get("Boundary")), 0.0, 0.0, 0.0, 0.0)
                at = (origin[0] + corner[0], origin[1] + corner[1])
                self._object(name, each, at, corner, depth, each.get("DrawParam") or param)

    def _object(
        self, name: str, node: etree._Element, at: tuple[float, float], corner: tuple[float, ...], depth: int, param: str | None
    ) -> None:
        if name == "TextObject":
            self._text(node, at, param)
        elif name == "PathObject":
            stroke = None if node.get("Stroke") == "false" else self._colour(node, "StrokeColor", param) or BLACK
            fill = (self._colour(node, "FillColor", param) or BLACK) if node.get("Fill") == "true" else None
            width = number(node.get("LineWidth") or self._param(param, "LineWidth"), 0.353)
            self._page.objects.append(Lines(said(node, "AbbreviatedData"), at, matrix(node.get("CTM")), width, stroke, fill))
        elif name == "ImageObject":
            self._page.objects.append(Picture(self._known.pictures.get(node.get("ResourceID", ""), ""), (*at, corner[2], corner[3])))
        elif (unit := self._known.units.get(node.get("ResourceID", ""))) is not None:
            for content in children(unit, "Content"):
                self.block(content, at, depth + 1, param)

    def _text(self, node: etree._Element, at: tuple[float, float], param: str | None) -> None:
        by, size = matrix(node.get("CTM")), number(node.get("Size"), 3.5)
        scale = abs(by[0] * by[3] - by[1] * by[2]) ** 0.5
        x = y = 0.0
        for code in children(node, "TextCode"):
            text = (code.text or "")[:MOST_SIGNS]
            if not text.strip():
                continue
            x, y = number(code.get("X"), x), number(code.get("Y"), y)
            right, down = deltas(code.get("DeltaX"), len(text)), deltas(code.get("DeltaY"), len(text))
            if not right and not down:
                right = [size if ord(sign) > 0x2E7F else size / 2 for sign in text]
            steps = itertools.zip_longest(right[: len(text) - 1], down[: len(text) - 1], fillvalue=0.0)
            places = [(x, y)]
            for step in itertools.islice(steps, len(text) - 1):
                places.append((places[-1][0] + step[0], places[-1][1] + step[1]))
            places += [places[-1]] * (len(text) - len(places))
            colour = self._colour(node, "FillColor", param) or BLACK
            self._page.objects.append(Words(text, tuple(moved(place, by, at) for place in places), size * scale, colour))

    def _param(self, key: str | None, name: str) -> str | None:
        for _ in range(DEEPEST):
            node = self._known.params.get(key or "")
            if node is None:
                return None
            if node.get(name):
                return str(node.get(name))
            key = node.get("Relative")
        return None

    def _colour(self, node: etree._Element, name: str, param: str | None) -> Colour | None:
        found = child(node, name)
        for _ in range(DEEPEST):
            holder = self._known.params.get(param or "")
            if found is not None or holder is None:
                break
            found, param = child(holder, name), holder.get("Relative")
        parts = numbers(found.get("Value")) if found is not None else []
        if len(parts) == 1:
            parts *= 3
        if len(parts) == 4:  # cyan, magenta, yellow, black
            parts = [255 * (1 - each / 255) * (1 - parts[3] / 255) for each in parts[:3]]
        shown = [max(0, min(255, int(each))) for each in parts[:3]]
        return (shown[0], shown[1], shown[2]) if len(shown) == 3 else None


def _box(area: etree._Element | None, default: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    found = numbers(said(area, "PhysicalBox"))
    if len(found) != 4 or not (1 <= found[2] <= LONGEST_SIDE and 1 <= found[3] <= LONGEST_SIDE):
        return default
    return found[0], found[1], found[2], found[3]
