"""The indicator editions as data: the shipped one, the import of an official table, and the links between editions."""

from fazhi.plan.catalogue.links import Link, compare
from fazhi.plan.catalogue.load import Edition, EditionUnreadable, Indicator, LevelOne, LevelTwo, Material, check, load, shipped
from fazhi.plan.catalogue.sheet import RowProblem, SheetReading, read_sheet, write_sheet

__all__ = [
    "Edition",
    "EditionUnreadable",
    "Indicator",
    "LevelOne",
    "LevelTwo",
    "Link",
    "Material",
    "RowProblem",
    "SheetReading",
    "check",
    "compare",
    "load",
    "read_sheet",
    "shipped",
    "write_sheet",
]
