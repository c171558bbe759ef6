"""Reads the text of the yearly holiday notice of 国务院办公厅 and checks it against itself."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from fazhi.kit.days import OFF, WEEKDAYS, WORKED, DayRule
from fazhi.kit.numerals import half_width

HOLIDAYS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
LONGEST = 15  # days; the longest so far had nine

_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:\([^)]*\))?"
_WORKED = rf"(?P<worked>{_DAY}(?:[、,和及]{_DAY})*)(?:均|正常|照常)?上班"
_OFF = (
    rf"(?P<first>{_DAY})(?:至(?P<last>{_DAY}))?(?:放假调休|放假|休息)(?P<alone>\d{{1,2}}天)?"
    r"(?:,共(?P<total>\d{1,2})天|,(?P<joined>与周末连休)|,不调休)*"
)
_SENTENCE = re.compile(rf"(?:{_OFF}(?:,{_WORKED.replace('<worked>', '<also>')})?|{_WORKED})")
_PARTS = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?")
_HEADING = re.compile(r"(?:^|(?<=[。:;\n]))\s*(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、])\s*([^:。;\d]{1,20}):")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_SAYS_SOMETHING = re.compile(r"放假|上班|休息|连休|补休|调休|工作")
_SIGNS = dict(zip(map(ord, "\uff08\uff09\uff1a\uff0c\uff1b\uff5e~—"), (*"():,;", *"至至至"), strict=True))


class NoticeRefused(ValueError):
    """A notice that cannot be read or contradicts itself; the message names the sentence."""


def parse_notice(text: str, year: int) -> dict[date, DayRule]:
    """The rules of one year's notice: day → DayRule, sorted by day.

    Checked: the year it is for, all seven holidays named, every “共N天” against its range, every weekday in brackets
    against its date, every day worked is a weekend day, no day told twice. Raises NoticeRefused.
    """
    sections = list(_sections(half_width(text).translate(_SIGNS), year))
    missing = [name for name in HOLIDAYS if not any(name in heading for heading, _ in sections)]
    if missing:
        raise NoticeRefused(
            f"通知读不全：没有读到{'、'.join(missing)}的安排。请粘贴{year}年放假通知的全文，每个节日以“一、元旦：”这样的序号和冒号开头。"
        )
    rules: dict[date, DayRule] = {}
    for name, sentences in sections:
        before = len(rules)
        for sentence in sentences:
            for day, kind in _read(sentence, year):
                if day in rules:
                    raise NoticeRefused(f"“{sentence}”中的{day.isoformat()}在通知里出现了两次，请核对原文。")
                rules[day] = DayRule(kind, name)
        if len(rules) == before:
            raise NoticeRefused(f"通知读不全：“{name}”一段没有读到放假日期，请核对原文。")
    return dict(sorted(rules.items()))


def _sections(text: str, year: int) -> Iterator[tuple[str, list[str]]]:
    headings = list(_HEADING.finditer(text))
    if not headings:
        raise NoticeRefused("读不懂这份通知：没有找到“一、元旦：”这样的段落。请粘贴国务院办公厅放假通知的正文。")
    said = re.search(r"(\d{4})年(?:部分节假日|元旦)", text[: headings[0].start()])
    if said and int(said[1]) != year:
        raise NoticeRefused(f"这份通知写的是{said[1]}年的安排，不是{year}年的。请核对年份后再导入。")
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        body = re.split(r"[。;]", text[heading.end() : end])
        yield re.sub(r"\s", "", heading[1]), [sentence for part in body if (sentence := re.sub(r"\s", "", part))]


def _read(sentence: str, year: int) -> Iterator[tuple[date, str]]:
    found = _SENTENCE.fullmatch(sentence)
    if not found:
        # Advice (“鼓励……”), the closing words and the signature say nothing about any one day.
        telling = bool(re.search(r"\d日", sentence) and _SAYS_SOMETHING.search(sentence))
        if re.match(_DAY, sentence) and not re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日", sentence):
            telling = True
        if telling and not sentence.startswith("鼓励"):
            raise NoticeRefused(
                f"读不懂这一句：“{sentence}”。请改成“1月1日（周四）至3日（周六）放假调休，共3天。”或“1月4日（周日）上班。”的写法。"
            )
        return
    if found["first"]:
        yield from ((day, OFF) for day in _days_off(found, sentence, year))
    for worked in filter(None, (found["also"], found["worked"])):
        yield from ((day, WORKED) for day in _days_worked(worked, sentence, year))


def _days_off(found: re.Match[str], sentence: str, year: int) -> list[date]:
    first = _date(found["first"], sentence, date(year, 1, 1), needs_month=True)
    last = _date(found["last"], sentence, first) if found["last"] else first
    if last < first or (last - first).days >= LONGEST:
        raise NoticeRefused(f"“{sentence}”：从{first.isoformat()}到{last.isoformat()}不像一个假期，请核对日期。")
    if found["joined"]:
        while (first - timedelta(days=1)).weekday() >= 5:
            first -= timedelta(days=1)
        while (last + timedelta(days=1)).weekday() >= 5:
            last += timedelta(days=1)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    said = found["total"] or (found["alone"] and not found["joined"] and found["alone"][:-1])
    if said and int(said) != len(days):
        raise NoticeRefused(f"“{sentence}”：写的是{said}天，按起止日期算是{len(days)}天，请核对原文。")
    return days


def _days_worked(worked: str, sentence: str, year: int) -> Iterator[date]:
    previous = None
    for part in re.finditer(_DAY, worked):
        previous = _date(part[0], sentence, previous or date(year, 1, 1), needs_month=previous is None)
        if previous.weekday() < 5:
            raise NoticeRefused(
                f"“{sentence}”：{previous.isoformat()}是{WEEKDAYS[previous.weekday()]}，本来就上班，不会是调休上班日，请核对原文。"
            )
        yield previous


def _date(text: str, sentence: str, context: date, needs_month: bool = False) -> date:
    """One day as written; a missing year or month is taken from `context`."""
    # _DAY and _PARTS read the same texts, so this one always matches.
    year, month, day, bracket = _PARTS.findall(text)[0]
    if needs_month and not month:
        raise NoticeRefused(f"“{sentence}”：“{text}”没有写月份，请补上。")
    try:
        found = date(int(year or context.year), int(month or context.month), int(day))
    except ValueError:
        raise NoticeRefused(f"“{sentence}”：没有“{text}”这一天，请核对原文。") from None
    weekday = _WEEKDAY.search(bracket or "")
    if weekday and WEEKDAYS[found.weekday()][1] != weekday[1].replace("天", "日"):
        raise NoticeRefused(f"“{sentence}”：{found.isoformat()}是{WEEKDAYS[found.weekday()]}，通知写的是{weekday[0]}，请核对年份和原文。")
    return found
