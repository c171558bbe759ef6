"""Sample rows of recognition: made-up innovations and honours, some promoted, one revoked, one declined, one without a paper."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fazhi.engine.register import Register
from fazhi.kit.days import add_months
from fazhi.people.models import Unit

from .models import Honour

THINGS = (
    ("制度创新", "示例“一码通查”涉企检查做法", "1.3.2"),
    ("命名表彰", "示例依法行政先进集体", "4.20.2"),
    ("典型案例", "示例行政复议实质化解案例", "6.26.2"),
    ("制度创新", "示例行政规范性文件体检机制", "2.9.1"),
    ("示范项目", "示例法治政府建设单项示范项目", "9.31.1"),
    ("通报表扬", "示例营商环境通报表扬", "1.4.1"),
    ("典型案例", "示例轻微免罚案例", "4.19.1"),
    ("制度创新", "示例容缺受理承诺制", "1.1.4"),
)
LEVELS = ("国家级", "省部级", "省部级", "市厅级")


def rows(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    """Thirty over two years, from departments and counties; most were confirmed."""
    owners = units["departments"] + units["counties"]
    for number in range(1, 31):
        kind, name, indicator = THINGS[number % len(THINGS)]
        day = add_months(today, -random.randint(1, 23)) - timedelta(days=random.randint(0, 20))
        made = Honour(unit=random.choice(owners), number=f"示例荣{number:03}", kind=kind, name=f"{name}（{number}）", indicator=indicator)
        made.awarded_on, made.summary = day, "示例：形成制度，办理时间缩短。"
        made.level = "市厅级" if kind == "制度创新" else random.choice(LEVELS)
        made.awarded_by = "" if kind == "制度创新" else f"示例{made.level}机关"
        made.document_number = "" if number == 13 else f"示例发〔{day.year}〕{number}号"  # one has only a report in a newspaper
        made.url = f"https://example.gov.cn/honour/{number}"
        if kind == "制度创新":
            _innovation(made, number, today)
        if number == 11:
            made.valid_until_on = today - timedelta(days=15)  # run out, not renewed
        _settle(made, number, today)
        yield made


def _innovation(made: Honour, number: int, today: date) -> None:
    """Every second one is new here; every fourth was taken over by others."""
    made.is_original = number % 2 == 0
    taken_over = made.awarded_on + timedelta(days=120)
    if number % 4 == 0 and taken_over <= today:
        made.promoted_level, made.promoted_on = "省部级" if number % 8 else "国家级", taken_over
        made.promotion_paper = f"示例推广〔{taken_over.year}〕{number}号"


def _settle(made: Honour, number: int, today: date) -> None:
    """The task force decides within a month."""
    decided = made.awarded_on + timedelta(days=25)
    if decided > today:
        return
    if number == 13:
        made.stage, made.declined_on, made.decline_reason = "declined", decided, "示例：只有媒体报道，没有表彰文件。"
        return
    made.stage, made.confirmed_on = "confirmed", decided
    if number == 22 and decided + timedelta(days=60) <= today:
        made.stage, made.revoked_on, made.revocation_paper = "revoked", decided + timedelta(days=60), "示例撤销〔2026〕1号"
