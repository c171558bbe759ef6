"""The days off and weekend days worked of past years, from the chinesecalendar package (2004–2026)."""

from collections.abc import Collection
from datetime import date

from chinese_calendar import constants

from fazhi.kit.days import OFF, WORKED, DayRule

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗日战争胜利70周年纪念日",
}
SEEDED_YEARS = range(min(constants.holidays).year, max(constants.holidays).year + 1)


def seed_from_chinesecalendar(years: Collection[int] | None = None) -> dict[date, DayRule]:
    """The rules of the years asked for, all when None; raises ValueError for a year the package does not know."""
    unknown = sorted(set(years or ()) - set(SEEDED_YEARS))
    if unknown:
        named = "、".join(f"{year}年" for year in unknown)
        raise ValueError(f"内置放假安排只有{SEEDED_YEARS[0]}年至{SEEDED_YEARS[-1]}年，没有{named}。请导入当年的国务院办公厅放假通知。")
    wanted = set(SEEDED_YEARS if years is None else years)
    rules = {day: DayRule(OFF, NAMES[name]) for day, name in constants.holidays.items() if day.year in wanted}
    rules |= {day: DayRule(WORKED, NAMES[name]) for day, name in constants.workdays.items() if day.year in wanted}
    return dict(sorted(rules.items()))
