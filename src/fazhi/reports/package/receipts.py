"""Receipts: what of each unit left in a package, kept for its people and laid beside the package."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from fazhi.people.models import Unit

from .contents import Piece
from .figures import FigureFile
from .manifest import Listed
from .models import Package, Receipt

WHAT = {"proof": "原件", "public-copy": "脱敏副本", "frozen": "冻结网页", "readable": "网页可读副本", "text": "引用", "figure": "台账记录"}
Lines = dict[int, list[dict[str, Any]]]


def lines_of(pieces: Iterable[tuple[Piece, Listed]], figures: Iterable[FigureFile], listed: Mapping[str, Listed]) -> Lines:
    """Unit id → its lines, in the order of the package."""
    found: Lines = defaultdict(list)
    for piece, file in pieces:
        if piece.unit_id:
            found[piece.unit_id].append(_line(file, WHAT.get(file.role, file.role), file.title))
    for figure in figures:
        for unit, rows in sorted(figure.rows_of.items()):
            file = listed[figure.path]
            found[unit].append(_line(file, "台账记录", f"“{figure.label}”中本单位的记录 {rows} 行（个人信息已遮盖）"))
    return found


def told(lines: Lines) -> list[dict[str, Any]]:
    """The same with names, the units in their order, for 回执.json and for the rows of the table."""
    units = Unit.objects.filter(pk__in=list(lines)).order_by("order", "pk")
    return [{"unit_id": unit.pk, "unit": unit.name, "lines": lines[unit.pk]} for unit in units]


def keep(package: Package, rows: Iterable[Mapping[str, Any]]) -> list[Receipt]:
    """The receipts of a package, anew."""
    Receipt.objects.filter(package=package).delete()
    made = [Receipt(package=package, unit_id=row["unit_id"], unit_name=row["unit"], lines=row["lines"]) for row in rows]
    for receipt in made:
        receipt.save()
    return made


def _line(file: Listed, what: str, title: str) -> dict[str, Any]:
    return {"indicator": file.indicator, "title": title, "path": file.path, "size": file.size, "sha256": file.sha256, "what": what}
