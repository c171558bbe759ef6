"""Chinese dates both ways, and the spans of time that plans write (“2025年6月初至6月中旬”, “8月底前”)."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from fazhi.kit.numerals import half_width, to_chinese, to_int

FIRST_YEAR, LAST_YEAR = 1900, 2199
GOOD = "请写成“2025年6月13日”或“2025-06-13”。"
GOOD_SPAN = "请写成“2025年6月初至7月”“2025年8月底前”或“2025年6月13日”。"

_SIGNS = str.maketrans("\uff08\uff09\uff0c\uff1b\uff5e\uff3b\uff3d", "(),;~[]")
_DIGITS = "〇一二三四五六七八九"
_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]", re.ASCII)
_SIGNED_DATE = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})", re.ASCII)
_PACKED_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)

_THIRDS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "中": (11, 20), "下旬": (21, 31), "底": (21, 31), "末": (21, 31)}
_HALVES = {"上半年": (1, 6), "下半年": (7, 12), "": (1, 12), "内": (1, 12), "全年": (1, 12)}
_YEAR = r"(?:(?P<year>\d{4})年?|(?P<next>次年|翌年))?"
_MONTH = re.compile(_YEAR + r"(?:(?P<month>\d{1,2})月份?)?(?P<third>初|上旬|中旬|中|下旬|底|末)?", re.ASCII)
_QUARTER = re.compile(_YEAR + r"第?(?P<quarter>[1-4])季度(?P<end>底|末)?", re.ASCII)
_WHOLE_YEAR = re.compile(_YEAR + r"(?P<half>上半年|下半年|全年|内|)", re.ASCII)
_SIGNED_MONTH = re.compile(r"(?P<year>\d{4})[-./](?P<month>\d{1,2})", re.ASCII)
_OPEN = re.compile(r"长期(?:坚持|推进|执行)?|持续(?:推进|开展)?|常态化(?:推进|开展)?")
_OPEN_END = re.compile(r"\D*(?:结束|完成|终止|为止|届满)(?:时|后|之日|为止|止)?|今后|长期")


class DateRefused(ValueError):
    """A text that is not a date or a span; the message says which text, why, and how to write it."""


@dataclass(frozen=True)
class Span:
    """A stretch of time, both days included; `start` or `end` is None when the text does not give it.

    `open_ended` means that it ends with an event or never (“至示范创建活动结束”), not that the end was left out.
    """

    start: date | None
    end: date | None
    open_ended: bool = False


def chinese_date(day: date) -> str:
    """“2025年6月13日”: Arabic digits, no leading zeros (GB/T 9704-2012, 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_capital_date(day: date) -> str:
    """“二〇二五年六月十三日”."""
    year = "".join(_DIGITS[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年{to_chinese(day.month)}月{to_chinese(day.day)}日"


def parse_date(text: str, default_year: int | None = None) -> date:
    """One day as Chinese offices write it, between 1900 and 2199; raises DateRefused.

    Without a year (“6月13日”) `default_year` is needed.
    """
    day = _whole_day(_plain(text), text, default_year)
    if day is None:
        raise DateRefused(f"读不懂日期“{text}”。{GOOD}")
    return day


def parse_span(text: str, default_year: int | None = None) -> Span:
    """A span as plans write it; raises DateRefused when nothing is understood or it contradicts itself.

    初 and 上旬 are days 1–10, 中旬 11–20, 下旬 and 底 21 to the end: a start takes the first of these days, an end the
    last. “6月30日前” and “8月底前” include their last day (民法典 1259条: “以前”包括本数) and have no start, nor has
    “即日起”. Without a year, the end takes the start's; else `default_year` is needed.
    """
    plain = re.sub(r"(?:全面|基本)?完成$", "", _plain(text).strip("()[],; 【】。"))
    if _OPEN.fullmatch(plain):
        return Span(None, None, open_ended=True)
    plain = re.sub(r"^(?:自|从)(?=\d|即日)", "", plain)
    if found := re.fullmatch(r"(.+?)(?:起|以来|开始)(?:施行|实施|执行)?", plain):
        start = None if found[1] in ("即日", "即") else _point(found[1], text, default_year)[0]
        return Span(start, None, open_ended=True)
    parts = _ends(plain)
    span = _between(parts[0], parts[1], text, default_year) if len(parts) == 2 else _single(plain, text, default_year)
    if span.start and span.end and span.end < span.start:
        raise DateRefused(
            f"“{text}”的结束（{chinese_date(span.end)}）早于开始（{chinese_date(span.start)}）。跨年的请写明年份，如“2025年10月至2026年2月”。"
        )
    return span


def _single(plain: str, text: str, default_year: int | None) -> Span:
    before = re.fullmatch(r"(.+?)(?:之|以)?前", plain)
    if not before:
        return Span(*_point(plain, text, default_year))
    _refuse_vague(before[1], text)
    return Span(None, _point(before[1], text, default_year)[1])


def _between(first: str, last: str, text: str, default_year: int | None) -> Span:
    first = re.sub(r"起$", "", first)
    # “6-7月” and “6月1-30日”: the unit is written once, after the end.
    if first[-1:].isdigit() and not _SIGNED_MONTH.fullmatch(first) and (unit := re.match(r"\d{1,2}([月日])", last)):
        first += unit[1]
    if first in ("即日", "现在"):
        start, year, month = None, default_year, None
    else:
        start = _point(first, text, default_year)[0]
        year, month = start.year, start.month
    if _OPEN_END.fullmatch(last):
        return Span(start, None, open_ended=True)
    if shortened := re.fullmatch(r"(.+?)(?:之|以)?前", last):
        _refuse_vague(shortened[1], text)
        last = shortened[1]
    return Span(start, _point(re.sub(r"止$", "", last), text, year, month)[1])


def _ends(plain: str) -> list[str]:
    """The start and the end, or the text alone; a hyphen divides only where it is not part of a date."""
    for divider in (r"至|到", r"[—–―─~〜]+"):
        if len(parts := re.split(divider, plain, maxsplit=1)) == 2 and all(parts):
            return parts
    if "-" in plain and re.search(r"[年月日季.]", plain) and not _SIGNED_DATE.fullmatch(plain):
        parts = plain.split("-")
        if len(parts) == 2 and all(parts):
            return parts
    return [plain]


def _point(plain: str, text: str, year: int | None, month: int | None = None) -> tuple[date, date]:
    """First and last day of one point in time; a missing year or month is taken from the arguments."""
    if re.fullmatch(r"\d{1,2}[日号]", plain) and month:
        plain = f"{month}月{plain}"
    if day := _whole_day(plain, text, year):
        return day, day
    if found := re.fullmatch(r"(次年|翌年)(\d{1,2})月(\d{1,2})[日号]", plain):
        day = _day(_year(found[1], None, year, text), int(found[2]), int(found[3]), text)
        return day, day
    if found := _QUARTER.fullmatch(plain):
        last = int(found["quarter"]) * 3
        first_day = _month(_year(found["next"], found["year"], year, text), last if found["end"] else last - 2, found["end"], text)[0]
        return first_day, _month(first_day.year, last, None, text)[1]
    if found := _SIGNED_MONTH.fullmatch(plain):
        return _month(int(found["year"]), int(found["month"]), None, text)
    if (found := _WHOLE_YEAR.fullmatch(plain)) and plain:
        chosen = _year(found["next"], found["year"], year, text)
        first, last = _HALVES[found["half"]]
        return _month(chosen, first, None, text)[0], _month(chosen, last, None, text)[1]
    if (found := _MONTH.fullmatch(plain)) and plain:
        chosen = _year(found["next"], found["year"], year, text)
        return _month(chosen, _month_number(found, month, text), found["third"], text)
    raise DateRefused(f"读不懂时间“{text}”。{GOOD_SPAN}")


def _whole_day(plain: str, text: str, year: int | None) -> date | None:
    """The day `plain` names in full; None when it is not written as a day."""
    if found := _DATE.fullmatch(plain):
        return _day(_year(None, found[1], year, text), int(found[2]), int(found[3]), text)
    if found := _SIGNED_DATE.fullmatch(plain):
        return _day(int(found[1]), int(found[3]), int(found[4]), text)
    if found := _PACKED_DATE.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    return None


def _month_number(found: re.Match[str], month: int | None, text: str) -> int:
    third = found["third"]
    if found["month"]:
        return int(found["month"])
    if found["year"] or found["next"]:
        # “2025年底” is its last ten days, “2025年初” its first ten; “年中” is anyone's guess.
        if third in ("初", "底", "末"):
            return 1 if third == "初" else 12
    elif month and third:
        return month
    raise DateRefused(f"“{text}”没有写清是哪个月。{GOOD_SPAN}")


def _month(year: int, month: int, third: str | None, text: str) -> tuple[date, date]:
    first, last = _THIRDS.get(third or "", (1, 31))
    start = _day(year, month, first, text)
    return start, start.replace(day=min(last, calendar.monthrange(year, month)[1]))


def _year(following: str | None, written: str | None, year: int | None, text: str) -> int:
    if written:
        return int(written)
    if year is None:
        raise DateRefused(f"时间“{text}”没有写年份。{GOOD_SPAN}")
    return year + 1 if following else year


def _day(year: int, month: int, day: int, text: str) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateRefused(f"“{text}”的年份不在{FIRST_YEAR}至{LAST_YEAR}之间。{GOOD}")
    try:
        return date(year, month, day)
    except ValueError:
        raise DateRefused(f"“{text}”不是真实的日期：{year}年没有{month}月{day}日。{GOOD}") from None


def _refuse_vague(point: str, text: str) -> None:
    if re.fullmatch(r"(?:\d{4}年)?(?:\d{1,2}月份?)?", point) and point:
        raise DateRefused(f"“{text}”说不清期限包不包括“{point}”。请写成“{point}底前”，或写明上一个月、上一年的“底前”。")


def _plain(text: str) -> str:
    """Half width, no blanks, Arabic digits, signs unified."""
    plain = re.sub(r"\s", "", half_width(text)).translate(_SIGNS)
    plain = re.sub(r"[〇○零一二三四五六七八九]{4}(?=年)", lambda found: str(to_int(found[0])), plain)
    plain = re.sub(r"([一二三四])(?=季度)", lambda found: str(to_int(found[0])), plain)
    return re.sub(
        r"(?<![一-龥])([一二三四五六七八九十]{1,3})(?=[月日号])|(?<=[年月至到])([一二三四五六七八九十]{1,3})(?=[月日号])", _arabic, plain
    )


def _arabic(found: re.Match[str]) -> str:
    return str(to_int(found[1] or found[2]))
