"""The XML of a sheet and of its strings, parsed as it streams by: one row, one string in memory at a time."""

import re
from collections.abc import Iterator
from typing import IO
from xml.parsers.expat import ParserCreate, XMLParserType

from fazhi.kit.sheets import SheetRefused

PIECE = 1 << 16  # bytes
RawCell = tuple[str, str, str, str | None, bool]  # letters of its column, type, style, text, whether a formula stands in it
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LETTERS = re.compile(r"[A-Z]+")


class _Parsing:
    """What both parsers share: no document type, for that is where entities are declared that unfold without end."""

    def __init__(self) -> None:
        self.parser: XMLParserType = ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.text: list[str] | None = None

    def refuse(self, *told: object) -> None:
        raise SheetRefused("这个 Excel 文件里有不该有的内容（文档类型声明），不予读取。请用 Excel 或 WPS 另存后再上传。")

    def listen(self) -> None:
        self.text = []
        self.parser.CharacterDataHandler = self.text.append

    def heard(self) -> str:
        text = "".join(self.text or ())
        self.text, self.parser.CharacterDataHandler = None, None
        return text

    def start(self, tag: str, told: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, tag: str) -> None:
        raise NotImplementedError

    def fed(self, stream: IO[bytes]) -> Iterator[None]:
        while piece := stream.read(PIECE):
            self.parser.Parse(piece, False)
            yield
        self.parser.Parse(b"", True)
        yield


class _Rows(_Parsing):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[int, list[RawCell]]] = []
        self.number = 0
        self.cells: list[RawCell] = []
        self.place = self.kind = self.style = ""
        self.held: str | None = None
        self.is_formula = self.is_phonetic = False

    def start(self, tag: str, told: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2] if ":" in tag else tag
        if tag == "c":
            self.place, self.kind, self.style = told.get("r", ""), told.get("t", ""), told.get("s", "")
            self.held, self.is_formula = None, False
        elif tag == "v" or (tag == "t" and not self.is_phonetic):
            self.listen()
        elif tag == "row":
            self.number = int(told.get("r") or self.number + 1)
            self.cells = []
        elif tag == "f":
            self.is_formula = True
        elif tag == "rPh":
            self.is_phonetic = True

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2] if ":" in tag else tag
        if tag == "c":
            if self.held is not None or self.is_formula or not self.place:
                found = _LETTERS.match(self.place)
                self.cells.append((found[0] if found else "", self.kind, self.style, self.held, self.is_formula))
        elif tag == "v" or (tag == "t" and not self.is_phonetic):
            self.held = (self.held or "") + self.heard()
        elif tag == "row":
            if self.cells:
                self.rows.append((self.number, self.cells))
        elif tag == "rPh":
            self.is_phonetic = False


class _Strings(_Parsing):
    def __init__(self) -> None:
        super().__init__()
        self.items: list[str] = []
        self.parts: list[str] = []
        self.is_phonetic = False

    def start(self, tag: str, told: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "si":
            self.parts = []
        elif tag == "rPh":
            self.is_phonetic = True
        elif tag == "t" and not self.is_phonetic:
            self.listen()

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "t" and not self.is_phonetic:
            self.parts.append(self.heard())
        elif tag == "rPh":
            self.is_phonetic = False
        elif tag == "si":
            self.items.append(unescaped("".join(self.parts)))


def sheet_rows(stream: IO[bytes]) -> Iterator[tuple[int, list[RawCell]]]:
    """(number of the row, its cells that hold something). Raises ExpatError, SheetRefused."""
    parsing = _Rows()
    for _ in parsing.fed(stream):
        yield from parsing.rows
        parsing.rows = []


def string_items(stream: IO[bytes]) -> Iterator[str]:
    """The shared strings in their order, without phonetic readings. Raises ExpatError, SheetRefused."""
    parsing = _Strings()
    for _ in parsing.fed(stream):
        yield from parsing.items
        parsing.items = []


def unescaped(text: str) -> str:
    """_x000D_ and its like as the sign they stand for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
