"""The numbers Word counts by itself: list labels such as （一） and 1. that stand in no paragraph's text (ISO/IEC 29500-1 §17.9)."""

from __future__ import annotations

import re

from docx.oxml.ns import qn
from lxml import etree

from fazhi.kit.numerals import to_chinese

_NS = {"w": qn("w:p")[1:].partition("}")[0]}
_VAL = qn("w:val")
_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCountingThousand"}
_DECIMAL = {"decimal", "decimalZero", "decimalFullWidth", "decimalFullWidth2", "decimalHalfWidth", "decimalEnclosedParen"}
_PLACE = re.compile(r"%([1-9])")


class ListNumbers:
    """Counts the automatic labels of a document's paragraphs in order; `label(paragraph)` is "" where there is none."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None):
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}  # list -> level -> format, text, first number
        self._counts: dict[str, dict[int, int]] = {}
        self._styled: dict[str, tuple[str, int]] = {}
        self._abstract: dict[str, str] = {}
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            self._read_styles(styles)

    def label(self, paragraph: etree._Element) -> str:
        """The label Word shows before the paragraph; calling it counts the paragraph."""
        place = self._place(paragraph)
        if place is None:
            return ""
        name, level = place
        levels = self._levels.get(name, {})
        if level not in levels or levels[level][0] not in _CHINESE | _DECIMAL:
            return ""
        counts = self._counts.setdefault(self._abstract.get(name, name), {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return _PLACE.sub(lambda found: self._shown(levels, counts, int(found.group(1)) - 1), levels[level][1])

    @staticmethod
    def _shown(levels: dict[int, tuple[str, str, int]], counts: dict[int, int], level: int) -> str:
        kind, _, first = levels.get(level, ("decimal", "", 1))
        number = counts.get(level, first)
        return to_chinese(number) if kind in _CHINESE else str(number)

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        own = _numbered(paragraph.find("w:pPr/w:numPr", _NS))
        if own is not None:
            return own if own[0] != "0" else None
        style = paragraph.find("w:pPr/w:pStyle", _NS)
        return self._styled.get(style.get(_VAL, "")) if style is not None else None

    def _read_lists(self, numbering: etree._Element) -> None:
        kinds = {}
        for abstract in numbering.iterfind("w:abstractNum", _NS):
            kinds[abstract.get(qn("w:abstractNumId"), "")] = dict(_level(level) for level in abstract.iterfind("w:lvl", _NS))
        for number in numbering.iterfind("w:num", _NS):
            name, kind = number.get(qn("w:numId"), ""), _text(number, "w:abstractNumId")
            self._levels[name] = dict(kinds.get(kind, {}))
            restarts = list(number.iterfind("w:lvlOverride/w:startOverride", _NS))
            self._abstract[name] = name if restarts else f"abstract {kind}"
            for restart in restarts:
                level = _digits(restart.getparent().get(qn("w:ilvl"), ""), 0)
                if level in self._levels[name]:
                    self._levels[name][level] = (*self._levels[name][level][:2], _digits(restart.get(_VAL, ""), 1))

    def _read_styles(self, styles: etree._Element) -> None:
        for style in styles.iterfind("w:style", _NS):
            place = _numbered(style.find("w:pPr/w:numPr", _NS))
            if place is not None and place[0] != "0":
                self._styled[style.get(qn("w:styleId"), "")] = place


def _level(level: etree._Element) -> tuple[int, tuple[str, str, int]]:
    said = (_text(level, "w:numFmt") or "decimal", _text(level, "w:lvlText"), _digits(_text(level, "w:start"), 1))
    return _digits(level.get(qn("w:ilvl"), ""), 0), said


def _numbered(node: etree._Element | None) -> tuple[str, int] | None:
    if node is None:
        return None
    name = _text(node, "w:numId")
    return (name, _digits(_text(node, "w:ilvl"), 0)) if name else None


def _text(parent: etree._Element, path: str) -> str:
    node = parent.find(path, _NS)
    return node.get(_VAL, "") if node is not None else ""


def _digits(said: str, otherwise: int) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else otherwise
