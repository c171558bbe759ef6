"""A calendar that goes on where the loaded notices end: weekends and the 13 statutory days, no weekend day worked.

What it says of such a day is provisional: the notice of that year may still move days off (全国年节及纪念日放假办法 2024, 2、7条).
"""

from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from lunar_python import Lunar, Solar

from fazhi.kit.days import OFF, Calendar, DayRule

LUNAR_YEARS = range(1900, 2200)  # the years that a date may be in, see fazhi.kit.dates


class Provisional(Calendar):
    """The same days as the calendar it is made of, and in a year not loaded the days that the law itself names; never refuses a year."""

    def __init__(self, loaded: Calendar):
        super().__init__(loaded.rules, loaded.years)

    def reason(self, day: date) -> str:
        """Why `day` is worked or not, in Chinese; a day off that no notice has confirmed says so."""
        said = super().reason(day)
        return said if day.year in self.years or self._rule(day) is None else f"{said}（暂定）"

    def _rule(self, day: date) -> DayRule | None:
        if isinstance(day, datetime) or day.year in self.years:
            return super()._rule(day)
        return self.rules.get(day) or statutory_days(day.year).get(day)


@lru_cache(maxsize=8)
def beyond_notices(calendar: Calendar) -> Provisional:
    """The calendar that goes on beyond the last notice; the same one for the same calendar."""
    return calendar if isinstance(calendar, Provisional) else Provisional(calendar)


@cache
def statutory_days(year: int) -> dict[date, DayRule]:
    """The 13 days off that 全国年节及纪念日放假办法 (2024) 2条 gives to all: day → rule.

    Before 1900 and after 2199 only the six that need no lunar calendar.
    """
    days = {date(year, 1, 1): "元旦", date(year, 5, 1): "劳动节", date(year, 5, 2): "劳动节"}
    if year in LUNAR_YEARS:
        spring, first = _lunar(year, 1, 1), timedelta(days=1)
        days |= {spring + n * first: "春节" for n in (-1, 0, 1, 2)}
        days |= {_clear_and_bright(year): "清明节", _lunar(year, 5, 5): "端午节", _lunar(year, 8, 15): "中秋节"}
    days |= {date(year, 10, day): "国庆节" for day in (1, 2, 3)}
    return {day: DayRule(OFF, name) for day, name in sorted(days.items())}


def _lunar(year: int, month: int, day: int) -> date:
    return _date(Lunar.fromYmd(year, month, day).getSolar())


def _clear_and_bright(year: int) -> date:
    return _date(Solar.fromYmd(year, 4, 1).getLunar().getJieQiTable()["清明"])


def _date(solar: Solar) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
