"""Planted faults of family `dates`: back-dated files, bursts, photos of other days and places, and innocent look-alikes.

Run alone: python bench/faults_dates.py. Authors are only ever mentioned (提示), so that no row is counted for them.
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from faultfiles import WHERE, alone, handed_in, moment, photo, scanned, word
from signalcorpus import Trial

APART = "几个单位各一份"
BEGIN = date(2023, 2, 1)


def late(city: Any, cases: int) -> Iterator[Trial]:
    """Files made after the day they bear, and those that only look so."""
    dice, writer = city.random, city.writer
    for case in range(cases):
        day = BEGIN + timedelta(days=dice.randint(0, 500))
        lines = writer.sentences("本单位", 4)

        def trial(level: str, planted: bool, data: bytes, kind: str = "docx", day: date = day, case: int = case) -> Trial:
            unit = city.random.choice(city.units)
            return Trial("made-late", level, planted, handed_in(city, unit, f"示例{level}记录之{case}", data, kind, day))

        after = lambda least, most, day=day: moment(day + timedelta(days=dice.randint(least, most)), dice.uniform(8, 22))  # noqa: E731
        yield trial("事后一至六个月创建", True, word(lines, after(35, 175)))
        yield trial("事后半年以上创建", True, word(lines, after(185, 600)))
        yield trial("事后制作、时间被抹去", True, word(lines, None))
        yield trial("事后制作、再导出版式文件", True, scanned(after(60, 600), "WPS"), "pdf")
        yield trial("事先起草", False, word(lines, after(-60, -1)))
        yield trial("一个月内整理", False, word(lines, after(0, 28)))
        yield trial("三个月内重新保存", False, word(lines, after(-9, 5), after(20, 85)))
        yield trial("模板自带时间", False, word(lines, None))
        yield trial("事后扫描", False, scanned(after(60, 600)), "pdf")
        yield trial("事后导出版式文件", False, scanned(after(60, 600), "WPS"), "pdf")


def differs(city: Any, cases: int) -> Iterator[Trial]:
    """The day in the words and the day filled in; scans older than what they show."""
    dice = city.random
    for case in range(cases):
        day = BEGIN + timedelta(days=dice.randint(0, 500))
        unit = dice.choice(city.units)
        begun = moment(day - timedelta(days=1))

        def trial(level: str, planted: bool, on: date, extra: str = "", day: date = day, unit: Any = unit, begun: Any = begun) -> Trial:
            lines = [f"{unit.name}关于示例工作的通知", "各科室：", *city.writer.sentences("各科室", 3), extra or "请抓好落实。"]
            lines += [unit.name, f"{day.year}年{day.month}月{day.day}日"]
            return Trial("date-differs", level, planted, handed_in(city, unit, f"示例通知之{case}", word(lines, begun), on=on))  # noqa: B023

        later = day + timedelta(days=dice.randint(40, 300))
        yield trial("填报日期差一个月以上", True, later)
        yield trial("年份填错", True, day + timedelta(days=365))
        scan = scanned(moment(day - timedelta(days=dice.randint(6, 90))))
        yield Trial("date-differs", "扫描早于所载日期", True, handed_in(city, unit, f"示例扫描之{case}", scan, "pdf", day))
        yield trial("日期一致", False, day)
        yield trial("填的是施行日期", False, later, f"本通知自{later.year}年{later.month}月{later.day}日起施行。")
        yield trial("相差几天", False, day + timedelta(days=dice.randint(1, 20)))


def bursts(city: Any, cases: int) -> Iterator[Trial]:
    """Months of papers made in one evening; each case has a unit and an evening of its own, far from the others."""
    for case in range(cases):
        unit = city.units[case % len(city.units)]
        evening = date(2024, 9, 1) + timedelta(days=20 * (case // len(city.units)))
        for number, (level, planted, make) in enumerate(SERIES):
            last = None
            for step, (day, title, data, kind) in enumerate(
                make(city, evening + timedelta(days=2 * number - (30 + 2 * case if level == APART else 0)))
            ):
                owner = city.units[(case + step) % len(city.units)] if level == APART else unit
                last = handed_in(city, owner, title, data, kind, day)
            yield Trial("burst", level, planted, last)


def _months(city: Any, evening: date, begun: str = "evening", ahead: bool = False) -> Iterator[tuple[date, str, bytes, str]]:
    name = city.random.choice(("行政执法统计表", "普法宣传情况表", "调解案件月报"))
    first = 10 if ahead else 1
    for month in range(first, min(first + city.random.randint(3, 8), 13)):
        day = date(evening.year, month, 28)
        made = moment(evening, 19 + (month % 10) * 0.3)
        start = {"evening": made, "month": moment(day), "template": moment(date(2022, 5, 5))}[begun]
        saved = moment(day, 16) if begun == "month" and not ahead else made
        yield day, f"{evening.year}年{month}月{name}", word(city.writer.sentences("本单位", 3), start, saved), "docx"


def _quarters(city: Any, evening: date) -> Iterator[tuple[date, str, bytes, str]]:
    for quarter, sign in enumerate("一二三四"):
        day = date(evening.year - 1, 3 * quarter + 3, 28)
        yield day, f"第{sign}季度法治工作小结", word(city.writer.sentences("本单位", 3), moment(evening, 20 + quarter * 0.2)), "docx"


def _by_twos(city: Any, evening: date) -> Iterator[tuple[date, str, bytes, str]]:
    """Two an evening, a week apart: fewer than a burst."""
    for month in range(1, 7):
        made = moment(evening - timedelta(days=100 + 7 * (month // 2)), 20 + month * 0.1)
        yield date(evening.year - 1, month, 28), f"{month}月重大决策月报", word(city.writer.sentences("本单位", 3), made), "docx"


def _resaved(city: Any, evening: date) -> Iterator[tuple[date, str, bytes, str]]:
    for month in range(1, 6):
        data = word(city.writer.sentences("本单位", 3), moment(date(evening.year, month, 27)), moment(evening, 20 + month * 0.1))
        yield date(evening.year, month, 28), f"{month}月信访接待登记表", data, "docx"


def _printed(city: Any, evening: date) -> Iterator[tuple[date, str, bytes, str]]:
    for month, name in zip((1, 4, 7), ("示例权责清单", "示例决策目录", "示例培训小结"), strict=True):
        yield date(evening.year, month, 15), name, scanned(moment(evening, 20 + month * 0.1), "WPS"), "pdf"


def _ahead(city: Any, evening: date) -> Iterator[tuple[date, str, bytes, str]]:
    for month in (1, 2, 3, 4):
        data = word(["日期、事项、经办人"], moment(evening, 19 + month * 0.2))
        yield date(evening.year + 1, month, 28), f"{evening.year + 1}年{month}月值班安排表", data, "docx"


def _apart(city: Any, evening: date) -> Iterator[tuple[date, str, bytes, str]]:
    for month in (1, 3, 5):
        yield date(evening.year, month, 20), f"{month}月工作小结", word(["小结"], moment(evening, 20 + month * 0.1)), "docx"


SERIES = (
    ("一晚做出多期月报", True, lambda city, evening: _months(city, evening)),
    ("一晚做出四期季报", True, _quarters),
    ("旧模板一晚填完", True, lambda city, evening: _months(city, evening, "template")),
    ("每晚只做两份", True, _by_twos),
    ("逐月制作", False, lambda city, evening: _months(city, evening, "month")),
    ("逐月起草、一晚统一排版", False, _resaved),
    ("一晚导出不同材料", False, _printed),
    ("提前制作空表", False, _ahead),
    (APART, False, _apart),
)


def photos(city: Any, cases: int) -> Iterator[Trial]:
    """Photos of other days and of other places."""
    from django.conf import settings

    settings.FAZHI_SIGNALS = {"city_place": WHERE}
    dice = city.random
    for case in range(cases):
        day = BEGIN + timedelta(days=dice.randint(0, 500))
        near = (WHERE[0] + dice.uniform(-0.3, 0.3), WHERE[1] + dice.uniform(-0.3, 0.3))
        far = (WHERE[0] + dice.choice((-9, -5, 3)) + dice.random(), WHERE[1] + dice.choice((3, 8, 14)) + dice.random())
        away = moment(day + timedelta(days=dice.choice((-1, 1)) * dice.randint(6, 300)), 15)
        for level, planted, taken, place in (
            ("日期不符", True, away, near),
            ("在外地拍摄", True, moment(day, 15), far),
            ("当天在本市", False, moment(day, 15), near),
            ("前后两天", False, moment(day + timedelta(days=dice.choice((-2, 2))), 9), near),
            ("没有位置", False, moment(day, 10), None),
        ):
            version = handed_in(city, dice.choice(city.units), f"示例活动照片{case}", photo(taken, place), "jpg", day)
            yield Trial("photo-elsewhere", level, planted, version)


FAULTS = {"晚制文件": late, "日期不一致": differs, "集中制作": bursts, "照片": photos}

if __name__ == "__main__":
    sys.exit(alone(FAULTS, "var/bench-faults"))
