"""Which column of a foreign indicator table holds what: header words, their synonyms, one-line and two-line headers."""

import re
import unicodedata
from dataclasses import dataclass

Row = list[object]

HEADERS = {
    "code": "编码",
    "no": "序号",
    "one": "一级指标",
    "two": "二级指标",
    "title": "三级指标",
    "measures": "量什么",
    "targets": "目标",
    "registers": "台账",
    "materials": "佐证材料",
    "methods": "评测方式",
    "kind": "标记",
    "sources": "来源",
    "metrics": "判定算法",
    "no_metric": "不由台账计算的部分",
}
_SYNONYMS = {
    "code": "编码 指标编码 编号 指标编号 代码 指标代码 三级指标编码 三级指标编号 三级指标代码",
    "no": "序号 序 指标序号 全表序号 总序号 三级指标序号 三级序号",
    "one": "一级指标 一级 一级指标名称 一级名称",
    "two": "二级指标 二级 二级指标名称 二级名称",
    "title": "三级指标 三级 三级指标名称 三级名称 短标题 标题 名称 指标名称 指标",
    "measures": "量什么 评测内容 测评内容 考核内容 评估内容 指标内容 三级指标内容 具体内容 指标说明 内容",
    "targets": "目标 标准 目标值 目标要求 评测标准 测评标准 评估标准 达标标准 考核标准",
    "registers": "台账 对应台账 台账代号",
    "materials": "佐证材料 佐证 证明材料 主要佐证 应交材料 材料清单 材料 申报材料 报送材料",
    "methods": "评测方式 评测方法 测评方式 测评方法 评估方式 评估方法 考核方式 方式 方法",
    "kind": "标记 类别 指标类别 类型 指标类型 性质 指标性质",
    "sources": "来源 来源标记 出处",
    "metrics": "判定算法 算法",
    "no_metric": "不由台账计算的部分",
    # numbers of the upper levels: known, so that they are not taken for the running number, but not needed
    "ignored": "一级指标序号 一级序号 一级指标编码 一级指标编号 二级指标序号 二级序号 二级指标编码 二级指标编号",
}
_FIELDS = {word: field for field, words in _SYNONYMS.items() for word in words.split()}
SEARCHED_ROWS = 40


@dataclass(frozen=True)
class Header:
    """Where the table starts: the header's first and last row (from 0) and the column of each field it names."""

    first: int
    last: int
    columns: dict[str, int]


def field_named(*words: object) -> str:
    """The field a header cell stands for, trying the words in turn; empty when none is known."""
    for word in words:
        plain = unicodedata.normalize("NFKC", str(word or ""))
        plain = re.sub(r"\(.*?\)|\[.*?\]|[\s::*/_、-]", "", plain)
        if field := _FIELDS.get(plain):
            return field
    return ""


def find_header(rows: list[Row]) -> Header | None:
    """The row, or pair of rows, in which most fields are named; None when no row names the third level and one more field."""
    best: Header | None = None
    for place in range(min(len(rows), SEARCHED_ROWS)):
        for last in (place, place + 1):
            if last < len(rows) and (found := _header(rows, place, last)) and (best is None or len(found.columns) > len(best.columns)):
                best = found
    return best


def _header(rows: list[Row], first: int, last: int) -> Header | None:
    columns: dict[str, int] = {}
    for column, lower in enumerate(rows[last]):
        upper = rows[first][column] if column < len(rows[first]) else ""
        field = field_named(lower) if first == last else field_named(f"{upper or ''}{lower or ''}", lower, upper)
        if field and field != "ignored":
            columns.setdefault(field, column)
    if "title" not in columns or len(columns) < 2:
        return None
    return Header(first, last, columns)


def repeats_header(row: Row, header: Header) -> bool:
    """Whether a row below the header only says the header again, as printed tables do on every page."""
    said = [field for field, column in header.columns.items() if column < len(row) and field_named(row[column]) == field]
    return len(said) >= 2


def letter(column: int) -> str:
    """The column's name as a spreadsheet shows it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
