"""Finding the header of a sheet and saying which of its columns is which of the register's."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import islice
from typing import Any

from fazhi.engine.register import Register
from fazhi.kit.numerals import half_width
from fazhi.kit.sheets import SheetRefused
from fazhi.people.models import Unit
from fazhi.records.columns import Column, columns

from .cells import is_blank
from .models import Remembered
from .reading import Book, Row, filled_rows

LOOKED_AT = 40  # rows from the top in which the header is looked for
ALIKE, NEARLY = 0.75, 0.75
MARK = "标记"  # the template's first column: a row with 示例 in it is skipped
OURS = {MARK, "错误", "原行号", "序号", "行号"}  # columns that our own files have and no register
UNIT_NAMES = (
    "责任单位",
    "单位",
    "单位名称",
    "部门",
    "承办单位",
    "填报单位",
    "所属单位",
    "责任部门",
    "报送单位",
    "承办部门",
    "主管单位",
    "机关名称",
)
SAME = (("时间", "日期"), ("日", "日期"), ("号", "编号"), ("号码", "编号"), ("名称", "名"), ("情况", ""), ("是否", ""))


@dataclass
class Header:
    """Where the header stands and what it says: one label a column, empty where it has none."""

    row: int
    lines: int
    labels: list[str]
    mapping: list[str] = field(default_factory=list)  # per column the name of the register's column, or ""
    is_certain: bool = False  # every column is known by its very label, or a person mapped this header before
    known: int = 0


def importable(model: type[Register]) -> list[Column]:
    """The columns a sheet may fill: all but the clocks, which are counted."""
    return [column for column in columns(model) if column.kind != "clock"]


def needed(model: type[Register]) -> list[Column]:
    """The columns without which no record is known."""
    return [column for column in importable(model) if column.name in model.identity or column.name == "unit"]


def plain(label: Any) -> str:
    """A label as it is compared: half width, without blanks, stars, brackets and what stands in them."""
    text = re.sub(r"[\s*＊#：:、，,。.\"“”]", "", half_width(str(label)))
    return re.sub(r"[（(【\[].*?[）)】\]]", "", text) or text


def signature(labels: Iterable[str]) -> str:
    """Digest of a header: the same form filled in by another person has the same."""
    told = [plain(label) for label in labels]
    while told and not told[-1]:
        told.pop()
    return sha256("\n".join(told).encode()).hexdigest()


def find_header(model: type[Register], book: Book, sheet: str, area: Unit | None, at: int = 0) -> Header:
    """The header of a sheet, with its columns mapped as far as known; `at` names its row. Raises SheetRefused."""
    merges = book.merges(sheet)
    top: list[Row] = list(islice(filled_rows(book, sheet, merges, across_until=LOOKED_AT), LOOKED_AT))
    if not top:
        raise SheetRefused(f"工作表“{sheet}”是空的。请核对文件后重新上传。")
    tried = [each for each in _candidates(top) if not at or each.row == at]
    if not tried:
        raise SheetRefused(f"第{at}行没有可以作表头的内容。请另选一行。")
    remembered = {each.signature: each.mapping for each in Remembered.objects.filter(register=model.code, area=area)}
    for header in tried:
        held = remembered.get(signature(header.labels))
        if held is not None and len(held) >= len(header.labels):
            header.mapping, header.is_certain, header.known = held[: len(header.labels)], True, 10_000
        else:
            guess(model, header)
    best = max(header.known for header in tried)
    good = [header for header in tried if header.known >= NEARLY * best] if best > 0 else tried
    # The header may be printed again further down: the first that is nearly as good holds.
    return min(good, key=lambda header: (header.row + header.lines, -header.known, header.lines))


def find_sheet(model: type[Register], book: Book, area: Unit | None) -> tuple[str, Header]:
    """The sheet whose header is known best, the first among equals. Raises SheetRefused."""
    found: list[tuple[str, Header]] = []
    refusal: SheetRefused | None = None
    for name in book.names[:20]:
        try:
            found.append((name, find_header(model, book, name, area)))
        except SheetRefused as error:
            refusal = error
    if not found:
        raise refusal or SheetRefused("这个文件里没有可读的工作表。请核对后重新上传。")
    return max(found, key=lambda pair: pair[1].known)


def _candidates(top: list[Row]) -> list[Header]:
    """Every row that may be a header, alone and with the one below it."""
    found = []
    for place, (number, cells) in enumerate(top):
        labels = _labels(cells)
        if len({label for label in labels if label}) < 2 and len(top) > 1 and place < len(top) - 1:
            continue  # a title, a date, who filled it in
        found.append(Header(number, 1, labels))
        if place + 1 < len(top) and top[place + 1][0] == number + 1:
            found.append(Header(number, 2, _joined(labels, _labels(top[place + 1][1]))))
    return found


def _labels(cells: Sequence[Any]) -> list[str]:
    labels = [" ".join(str(cell).split())[:100] if isinstance(cell, str) else "" for cell in cells]
    while labels and not labels[-1]:
        labels.pop()
    return labels


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """A header of two lines as one: 办理情况 over 答复日期 is 办理情况/答复日期; an upper label reaches to the right until the next."""
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    held, joined = "", []
    for above, below in zip(upper, lower, strict=True):
        held = above or (held if below else "")
        joined.append(held if not below or below == held else f"{held}/{below}" if held else below)
    return joined


def guess(model: type[Register], header: Header) -> None:
    """Map what can be guessed: by label, by other names, by likeness; each of the register's columns once."""
    every = columns(model)
    by_label = {plain(column.label): column for column in every}
    mapping: list[str | None] = [None] * len(header.labels)
    taken: set[str] = set()
    exact = 0
    for level in (_by_label, _by_alias, _by_likeness):
        for place, label in enumerate(header.labels):
            if mapping[place] is None and label:
                found = level(label, by_label, every)
                if found and found.name not in taken:
                    mapping[place] = found.name
                    taken.add(found.name)
                    exact += level is _by_label
    clocks = {column.name for column in every if column.kind == "clock"}
    counted = {label for label in map(plain, header.labels) if label and label not in OURS}
    header.known = sum(3 if name else 0 for name in mapping) + exact - header.lines
    header.is_certain = exact == len(counted) and all(column.name in taken for column in needed(model))
    header.mapping = ["" if name is None or name in clocks else name for name in mapping]


def _by_label(label: str, by_label: dict[str, Column], every: list[Column]) -> Column | None:
    return by_label.get(plain(label))


def _by_alias(label: str, by_label: dict[str, Column], every: list[Column]) -> Column | None:
    """By the last part of a two-line label, the name of the field, or a usual other word."""
    for told in dict.fromkeys((plain(label.rpartition("/")[2]), plain(label.replace("/", "")), plain(label))):
        if found := by_label.get(told) or next((column for column in every if column.name == told), None):
            return found
        if told in UNIT_NAMES:
            return every[0]
        for known, column in by_label.items():
            if any(_swap(told, pair) == _swap(known, pair) for pair in SAME):
                return column
    return None


def _swap(text: str, pair: tuple[str, str]) -> str:
    one, other = pair
    return (
        text[: -len(one)] + other
        if text.endswith(one) and not text.endswith(other or "\0")
        else text.removeprefix(one)
        if not other
        else text
    )


def _by_likeness(label: str, by_label: dict[str, Column], every: list[Column]) -> Column | None:
    told = plain(label.rpartition("/")[2]).replace("时间", "日期")
    if len(told) < 2:
        return None
    held = [known for known in by_label if len(known) > 1 and (told.endswith(known) or known.endswith(told))]
    if len(held) == 1:
        return by_label[held[0]]
    ranked = sorted(
        ((SequenceMatcher(None, told, known.replace("时间", "日期"), autojunk=False).ratio(), known) for known in by_label), reverse=True
    )
    best = ranked[0]
    is_alone = len(ranked) == 1 or best[0] - ranked[1][0] > 0.1
    return by_label[best[1]] if best[0] >= ALIKE and is_alone else None


def refused_mapping(model: type[Register], mapping: Sequence[str], fixed_unit: Unit | None) -> list[str]:
    """Why a mapping cannot be used: a needed column missing, one given twice."""
    named = [name for name in mapping if name]
    labels = {column.name: column.label for column in importable(model)}
    reasons = [f"“{labels[name]}”对应了两列。请只留一列。" for name in dict.fromkeys(named) if named.count(name) > 1 and name in labels]
    missing = [column.label for column in needed(model) if column.name not in named and not (column.name == "unit" and fixed_unit)]
    if missing:
        reasons.append(f"表中没有哪一列对应“{'”“'.join(missing)}”，认不出是哪条记录。请选出对应的列；没有的，请改用模板。")
    return reasons


def blank_columns(rows: Iterable[Sequence[Any]], width: int) -> set[int]:
    """The places of columns in which none of the rows has anything."""
    filled: set[int] = set()
    for cells in rows:
        filled |= {place for place, cell in enumerate(cells) if not is_blank(cell)}
    return set(range(width)) - filled
