"""Framing a draw: members out of pasted lines or a register's rows, numbers a stratum, and who must not meet whom."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from fazhi.engine.register import Register
from fazhi.people.actor import Refused

from .columns import Column, columns
from .drawing import WHOLE, Member

STRATA = ("unit", "choice", "stage", "yes-no")  # kinds of columns that make strata
ALIKE = (*STRATA, "text", "reference")  # kinds of columns whose equal values mean 回避
_GAP = re.compile(r"[\t,，]|\s{1,}")


def pasted(text: str, *, with_strata: bool) -> list[Member]:
    """Members out of lines “编号 名称 层 回避项” (objects) or “编号 姓名 回避项” (inspectors); raises Refused naming the line."""
    found = []
    most = 4 if with_strata else 3
    for number, line in enumerate(text.splitlines(), 1):
        parts = [part.strip() for part in _GAP.split(line.strip()) if part.strip()]
        if not parts:
            continue
        if len(parts) > most:
            order = "编号 名称 层 回避项" if with_strata else "编号 姓名 回避项"
            raise Refused(f"第{number}行有{len(parts)}项，最多{most}项。请按“{order}”填写，名称里不要有空格和逗号。")
        parts += [""] * (4 - len(parts))
        key, name, third, fourth = parts[:4]
        found.append(Member(key, name, third, fourth) if with_strata else Member(key, name, same=third))
    return found


def strata_of(model: type[Register]) -> list[Column]:
    """The columns by which a register's rows may be put in strata."""
    return [column for column in columns(model) if column.kind in STRATA]


def alike_of(model: type[Register], other: type[Register]) -> list[tuple[str, str]]:
    """(name, label) of the columns that both registers have and whose equal values may mean 回避."""
    known = {column.name: column.kind for column in columns(other)}
    return [(each.name, each.label) for each in columns(model) if each.kind in ALIKE and known.get(each.name) == each.kind]


def of_records(rows: Iterable[Register], stratum: Column | None = None, same: Column | None = None) -> list[Member]:
    """Each record by its business key."""
    return [Member(row.business_key, str(row)[:200], _word(stratum, row), _word(same, row)) for row in rows]


def _word(column: Column | None, row: Register) -> str:
    if column is None:
        return ""
    value: Any = column.of(row)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(dict(column.choices).get(value, value) if value is not None else "").strip()


def wanted_of(text: str, objects: Sequence[Member]) -> dict[str, int]:
    """层 → 数 out of “10”, “5%” (of every stratum, rounded up) or lines “层 10” and “层 5%”; raises Refused."""
    held = Counter(each.stratum or WHOLE for each in objects)
    said = [line.strip() for line in text.splitlines() if line.strip()]
    if not said:
        raise Refused("请填写抽取多少：一个数（每层相同），一个比例如“5%”，或者每层一行“层 数量”。")
    if len(said) == 1 and len(said[0].split()) == 1:
        return {stratum: _number(said[0], count) for stratum, count in held.items()}
    found = {}
    for line in said:
        stratum, _, amount = line.rpartition(" ") if " " in line else line.rpartition("\t")
        stratum = stratum.strip()
        if stratum not in held:
            raise Refused(f"“{line[:40]}”读不出层和数量，或名单里没有这一层。现有的层：{'、'.join(sorted(held)[:20])}。")
        found[stratum] = _number(amount, held[stratum])
    return found


def _number(text: str, count: int) -> int:
    amount = text.strip().replace("％", "%")
    if amount.isascii() and amount.isdigit() and len(amount) < 7:
        return int(amount)
    share = amount.removesuffix("%")
    if amount.endswith("%") and re.fullmatch(r"\d{1,3}(\.\d{1,2})?", share) and float(share) <= 100:
        return math.ceil(count * float(share) / 100 - 1e-9)
    raise Refused(f"“{text[:20]}”不是数量。请填整数如“10”，或比例如“5%”。")


def pairs_of(text: str) -> frozenset[tuple[str, str]]:
    """(object, inspector) out of lines “对象编号 人员编号”; raises Refused naming the line."""
    found = set()
    for number, line in enumerate(text.splitlines(), 1):
        parts = [part.strip() for part in _GAP.split(line.strip()) if part.strip()]
        if parts and len(parts) != 2:
            raise Refused(f"回避关系第{number}行要有两项：对象编号、人员编号，中间用空格隔开。请更正。")
        if parts:
            found.add((parts[0], parts[1]))
    return frozenset(found)
