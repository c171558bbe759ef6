"""Entries as Chinese sentences: “6月20日 10:32 李某（市教育局）退回了 2 份材料：日期不在创建周期内”."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from .models import Entry
from .personal import SEALED, opened

HIDDEN, ERASED = "（个人信息，不显示）", "（个人信息，已删除）"


@dataclass(frozen=True)
class Change:
    """One line of the before/after table; an empty text stands for no value."""

    label: str
    before: str
    after: str


def moment(entry: Entry, today: date | None = None) -> str:
    """When, in local time; the year is named when it is not this year."""
    at = timezone.localtime(entry.at)
    year = "" if at.year == (today or timezone.localdate()).year else f"{at.year}年"
    return f"{year}{at.month}月{at.day}日 {at:%H:%M}"


def actor(entry: Entry) -> str:
    """Who, with the unit of that moment: 李某（市教育局）."""
    return f"{entry.actor_name}（{entry.actor_unit}）" if entry.actor_unit else entry.actor_name


def changes(entry: Entry, *, personal: bool = False) -> list[Change]:
    """What the entry says of each field before and after; `personal` opens sealed values for a reader who may know them."""
    return [Change(label, *(_told(entry, value, personal) for value in pair)) for label, pair in entry.changes.items()]


def _told(entry: Entry, value: Any, personal: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_told(entry, each, personal) for each in value)
    if isinstance(value, str) and value.startswith(SEALED):
        if not personal:
            return HIDDEN
        text = opened(entry.kind, entry.object_id, value)
        return ERASED if text is None else text
    return str(value)


def sentence(entry: Entry, today: date | None = None) -> str:
    """When, who and what, in one line."""
    return f"{moment(entry, today)} {actor(entry)}{entry.said}"
