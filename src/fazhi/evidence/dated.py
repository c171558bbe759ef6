"""The dates of an item as people type them, checked against each other and against today."""

from datetime import date

from fazhi.kit.dates import DateRefused, chinese_date, parse_date

from .refusals import ItemRefused

Typed = date | str | None


def a_day(value: Typed, label: str) -> date | None:
    """The day, or None for an empty field; raises ItemRefused for 2025-02-30."""
    if value is None or isinstance(value, date):
        return value
    if not value.strip():
        return None
    try:
        return parse_date(value)
    except DateRefused as refusal:
        raise ItemRefused(f"{label}：{refusal}") from None


def check_days(today: date, *, effective_on: date | None, expires_on: date | None, seen_on: date | None = None) -> None:
    """Raises ItemRefused where the days contradict each other or lie ahead."""
    for day, label in ((effective_on, "形成日期"), (seen_on, "查阅日期")):
        if day and day > today:
            raise ItemRefused(f"{label}{chinese_date(day)}还没有到。请核对日期：{label}应是今天（{chinese_date(today)}）或以前。")
    if effective_on and expires_on and expires_on < effective_on:
        raise ItemRefused(f"有效期至{chinese_date(expires_on)}，早于形成日期{chinese_date(effective_on)}。请核对两个日期。")
