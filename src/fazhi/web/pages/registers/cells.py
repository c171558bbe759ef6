"""Cells: one value of a record as a person reads it, personal ones masked, clocks as a colour with words."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fazhi.engine.clocks import Clock, clocks_of
from fazhi.engine.register import Register
from fazhi.kit.dates import chinese_date
from fazhi.kit.masks import masked
from fazhi.records.columns import Column
from fazhi.records.running import Colour, Running, running
from fazhi.web.templatetags.shapes import icon

NOTHING = "—"
TONES = {  # colour of a clock → class, icon
    Colour.RUNNING: ("run", "clock"),
    Colour.NEAR: ("warn", "clock"),
    Colour.OVERDUE: ("bad", "clock-exclamation"),
    Colour.DONE: ("ok", "circle-check"),
    Colour.LATE: ("bad", "alert-triangle"),
    Colour.PAUSED: ("paused", "circle-minus"),
}
URGENT = (Colour.OVERDUE, Colour.NEAR, Colour.PAUSED, Colour.RUNNING, Colour.LATE, Colour.DONE)


def said(column: Column, value: Any) -> str:
    """The value in words; personal ones masked."""
    if value is None or value == "":
        return NOTHING
    if column.kind == "personal":
        return masked(str(value))
    if column.choices:
        return str(dict(column.choices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    return str(value)


@dataclass(frozen=True)
class Chip:
    """A clock of a record: how it stands, until when, how long is left."""

    shown: Running
    left: str

    @property
    def name(self) -> str:
        return self.shown.name

    @property
    def label(self) -> str:
        return str(self.shown.clock.verbose_name)  # type: ignore[attr-defined]

    @property
    def due(self) -> str:
        return day_said(self.shown.due) + ("（暂定）" if self.shown.provisional else "") if self.shown.due else ""

    def __str__(self) -> str:
        return self.html

    @property
    def html(self) -> SafeString:
        tone, drawing = TONES[self.shown.colour]
        words = f"{self.shown.colour.label} {self.left}".strip()
        until = f"{self.label}：{self.due}" if self.due else self.label
        return format_html('<span class="state {}" title="{}">{}{}</span>', tone, until, icon(drawing), words)


def chips(record: Register, day: date) -> dict[str, Chip]:
    """Clock name → its chip, for the clocks that run or ran."""
    return {each.name: Chip(each, left(each, record, day)) for each in running(record, day)}


def most_urgent(known: dict[str, Chip]) -> Chip | None:
    return min(known.values(), key=lambda chip: URGENT.index(chip.shown.colour), default=None)


def left(shown: Running, record: Register, day: date) -> str:
    """How long is left, in the words of the colour."""
    last = date_of(shown.due)
    stopped = date_of(getattr(record, shown.clock.stop))
    if shown.colour == Colour.LATE and last and stopped and not shown.clock.limits[0].floor:
        return f"{(stopped - last).days} 天" if stopped > last else ""
    if shown.colour == Colour.OVERDUE and last:
        return f"{(day - last).days} 天"
    if shown.colour in (Colour.RUNNING, Colour.NEAR) and last:
        return f"还有 {(last - day).days} 天" if last > day else "今天到期"
    return ""


def date_of(value: date | datetime | None) -> date | None:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def day_said(value: date | datetime | None) -> str:
    """2025年10月30日, with the minute where there is one."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        moment = timezone.localtime(value)
        return f"{chinese_date(moment.date())} {moment:%H:%M}"
    return chinese_date(value)


def clock_of(model: type[Register], name: str) -> Clock:
    return clocks_of(model)[name]
