"""What a file says of itself and what its words say, beside the form: a person takes over a value, never the machine."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from fazhi.evidence.confirming import FIELDS
from fazhi.evidence.models import Item, Version
from fazhi.evidence.noting import fact, moment, signed
from fazhi.kit.dates import chinese_date

_TIMES = {"created": "创建时间", "modified": "最后保存", "printed": "最后打印", "taken": "拍摄时间"}
_WORDS = {"author": "作者", "modified_by": "最后保存者", "company": "单位", "software": "软件", "camera": "相机"}


@dataclass(frozen=True)
class Row:
    """A fact as it was read, beside what stands in the form."""

    name: str
    label: str
    read: str
    stands: str
    is_taken: bool


def facts_read(version: Version | None, item: Item) -> list[Row]:
    """What was read from the words, in the order of the form."""
    if version is None:
        return []
    rows = []
    for name, (field, label) in FIELDS.items():
        if read := fact(version, name):
            held = getattr(item, field)
            taken = held.isoformat() == read if name == "issued_on" and held else str(held or "") == read
            rows.append(Row(name, "成文日期" if name == "issued_on" else label, shown_as(version, name), _spelt(held), taken))
    return rows


def said_inside(version: Version | None) -> list[tuple[str, str]]:
    """What the file says of itself, as label and words; times are those of the office's clock."""
    made: dict[str, Any] = version.made if version else {}
    rows = [(label, _time(made[name])) for name, label in _TIMES.items() if name in made]
    rows += [(label, str(made[name])) for name, label in _WORDS.items() if name in made]
    if place := made.get("place"):
        rows.append(("拍摄地点", f"北纬 {place[0]:.4f}°，东经 {place[1]:.4f}°"))
    if "revision" in made:
        rows.append(("保存次数", f"{made['revision']} 次"))
    if "minutes" in made:
        rows.append(("编辑用时", f"{made['minutes']} 分钟"))
    return rows + ([("来源", "扫描仪或扫描软件")] if made.get("scan") else [])


def shown_as(version: Version, name: str) -> str:
    day = signed(version) if name == "issued_on" else None
    return chinese_date(day) if day else fact(version, name)


def _spelt(held: Any) -> str:
    return chinese_date(held) if hasattr(held, "year") else str(held or "")


def _time(spelt: str) -> str:
    found = moment(spelt)
    if found is None or len(spelt) == 10:
        return chinese_date(found.date()) if found else spelt
    local = timezone.localtime(found)
    return f"{chinese_date(local.date())} {local:%H:%M}"
