"""An edition in and out of a spreadsheet: an official table replaces the shipped edition by import."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import python_calamine

from fazhi.kit.numerals import to_chinese
from fazhi.kit.sheets import Sheet, SheetRefused, read_rows, sheet_names, write_xlsx
from fazhi.plan.catalogue import cells
from fazhi.plan.catalogue.columns import HEADERS, Row, find_header
from fazhi.plan.catalogue.load import Edition, Indicator, LevelOne, LevelTwo, Material
from fazhi.plan.catalogue.rows import Reader, RowProblem

TABLE_SHEET, GROUPS_SHEET, ABOUT_SHEET = "三级指标", "二级指标要点", "版本说明"
MOST_ROWS = 20_000
_GROUP_HEADER = ("序号", "二级指标", "可量化要点", "主要佐证", "评测方式")
_ABOUT = {"版本代号": "slug", "版本名称": "name", "是否官方文本": "official", "说明": "note"}
_WIDTHS = {"measures": 44, "targets": 24, "materials": 44, "title": 24, "one": 22, "two": 24, "methods": 18}


@dataclass(frozen=True)
class SheetReading:
    """What a table gave: the edition of its good rows, and its bad rows in order. Slug and name are empty when the file has none."""

    edition: Edition
    problems: list[RowProblem]


def read_sheet(source: str | Path | bytes) -> SheetReading:
    """Read an edition from a spreadsheet (.xlsx, .xls, .ods, CSV), given as a path or as its bytes; what is wrong stands in `problems`."""
    try:
        tables = {name: list(islice(read_rows(source, name), MOST_ROWS + 1)) for name in sheet_names(source)}
    except SheetRefused as refused:
        return _refused(str(refused))
    for name, rows in tables.items():
        if name in (ABOUT_SHEET, GROUPS_SHEET):
            continue
        if len(rows) > MOST_ROWS:
            return _refused(f"工作表“{name}”超过 {MOST_ROWS} 行。请只保留指标表后重新选择。")
        filled = _filled(rows, _merges(source, name))
        if header := find_header(filled):
            reader = Reader(rows, filled, header)
            levels = reader.read()
            if not levels and not reader.problems:
                reader.problems.append(RowProblem(header.last + 1, "", "表头之下没有任何三级指标。请补上各行后重新选择。"))
            levels = _with_points(levels, tables.get(GROUPS_SHEET, []), reader.problems)
            return SheetReading(_about(levels, rows[: header.first], tables.get(ABOUT_SHEET, [])), reader.problems)
    return _refused("没有找到表头。表头至少要有“三级指标”（或者“短标题”“名称”）和另外一列，例如“编码”“二级指标”。请补上表头后重新选择。")


def _refused(message: str) -> SheetReading:
    return SheetReading(Edition("", ""), [RowProblem(0, "", message)])


def _merges(source: str | Path | bytes, name: str) -> Iterable[tuple[tuple[int, int], tuple[int, int]]]:
    """The merged areas of a sheet as ((top, left), (bottom, right)), from 0; formats without them give none."""
    raw = source if isinstance(source, bytes) else Path(source).read_bytes()
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_name(name).merged_cell_ranges or ()
    except python_calamine.CalamineError:
        return ()  # a CSV, which read_rows has read already


def _filled(rows: list[Row], merges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> list[Row]:
    """The rows with the value of each merged area in all its cells."""
    filled = [list(row) for row in rows]
    for (top, left), (bottom, right) in merges:
        if top < len(rows) and left < len(rows[top]):
            for row in filled[top : bottom + 1]:
                row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    return filled


def _about(levels: tuple[LevelOne, ...], above: list[Row], about: list[Row]) -> Edition:
    """The edition's own facts from their sheet; without it the first line above the header is its name."""
    title = next((said for row in above for value in row if (said := cells.text(value))), "")
    facts = {_ABOUT[word]: cells.text(row[1]) for row in about if len(row) > 1 and (word := cells.text(row[0])) in _ABOUT}
    return Edition(facts.get("slug", ""), facts.get("name") or title, facts.get("official") == "是", facts.get("note", ""), levels)


def _with_points(levels: tuple[LevelOne, ...], rows: list[Row], problems: list[RowProblem]) -> tuple[LevelOne, ...]:
    """The levels with points, material and methods of the second level, which stand on a sheet of their own."""
    points: dict[int, dict] = {}
    for place, row in enumerate(rows, 1):
        said = [*row, "", "", "", "", ""][:5]
        try:
            no = cells.number(said[0]) if cells.plain(said[0]).isdigit() else None
            if no:
                points[no] = {"points": cells.text(said[2]), "material": cells.text(said[3]), "methods": cells.methods(said[4])}
        except cells.CellRefused as refused:
            problems.append(RowProblem(place, f"工作表“{GROUPS_SHEET}”", str(refused)))
    return tuple(replace(one, groups=tuple(replace(two, **points.get(two.no, {})) for two in one.groups)) for one in levels)


def write_sheet(stream: BinaryIO, edition: Edition) -> None:
    """Write an edition as an .xlsx that `read_sheet` reads back equal: the table, the second levels' points, and the edition's facts."""
    groups = (
        (two.no, _named(two), two.points, two.material, "、".join(two.methods)) for one in edition.levels for two in one.groups
    )  # the name is there to be read; the number decides
    about = [(word, getattr(edition, name)) for word, name in _ABOUT.items()]
    table = Sheet(
        TABLE_SHEET,
        tuple(HEADERS.values()),
        (_row(*place) for place in edition.walk()),
        title=edition.name,
        widths=[_WIDTHS.get(name, 10) for name in HEADERS],
    )
    write_xlsx(
        stream,
        [
            table,
            Sheet(GROUPS_SHEET, _GROUP_HEADER, groups, widths=[8, 30, 44, 30, 24]),
            Sheet(ABOUT_SHEET, ("项目", "内容"), about, widths=[16, 90]),
        ],
    )


def _row(one: LevelOne, two: LevelTwo, indicator: Indicator) -> tuple:
    said = {
        "code": indicator.code,
        "no": indicator.no,
        "one": f"{to_chinese(one.no)}、{_named(one)}",
        "two": f"{two.no}.{' ' if two.name[:1].isdigit() else ''}{_named(two)}",
        "title": indicator.title,
        "measures": indicator.measures,
        "targets": indicator.targets,
        "registers": "、".join(indicator.registers),
        "materials": "\n".join(_material(material) for material in indicator.materials),
        "methods": "、".join(indicator.methods),
        "kind": indicator.kind,
        "sources": "、".join(indicator.sources),
        "metrics": "、".join(indicator.metrics),
        "no_metric": indicator.no_metric,
    }
    return tuple(said[name] for name in HEADERS)


def _named(level: LevelOne | LevelTwo) -> str:
    return level.name + ("（推断）" if level.inferred else "")


def _material(material: Material) -> str:
    return f"{material.name}〔{material.kind}，{material.count}份，{material.asked_of}〕"
