"""The holiday table is filled here: seeded, and loaded from the yearly notice, which moves every open clock it touches."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from fazhi.engine.holidays import rules_of_year
from fazhi.engine.models import HolidayYear, SpecialDay
from fazhi.jobs.queue import enqueue
from fazhi.journal.models import Verb
from fazhi.journal.write import SYSTEM, Who, write
from fazhi.kit.dates import chinese_date
from fazhi.kit.days import DayRule
from fazhi.kit.holidayseed import SEEDED_YEARS, seed_from_chinesecalendar
from fazhi.kit.notice import NoticeRefused, parse_notice
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.models import Role

from .redating import redate

SEED_SOURCE = "内置数据（chinesecalendar）"


@dataclass(frozen=True)
class LoadedNotice:
    """What a notice does to the table: days new, days told otherwise (before, after), days told no longer."""

    year: int
    rules: dict[date, DayRule]
    is_new: bool
    added: dict[date, DayRule] = field(default_factory=dict)
    changed: dict[date, tuple[DayRule, DayRule]] = field(default_factory=dict)
    removed: dict[date, DayRule] = field(default_factory=dict)

    @property
    def changes_nothing(self) -> bool:
        return not (self.is_new or self.added or self.changed or self.removed)


@transaction.atomic
def seed() -> list[int]:
    """Load the years that chinesecalendar knows and the table does not; gives those years. A year already loaded stays as it is."""
    loaded = set(HolidayYear.objects.values_list("year", flat=True))
    fresh = [year for year in SEEDED_YEARS if year not in loaded]
    if not fresh:
        return []
    wanted = set(fresh)
    rules = {day: rule for day, rule in seed_from_chinesecalendar().items() if year_of(day, rule) in wanted}
    SpecialDay.objects.bulk_create(SpecialDay(day=day, kind=rule.kind, name=rule.name) for day, rule in rules.items())
    HolidayYear.objects.bulk_create(HolidayYear(year=year, source=SEED_SOURCE) for year in fresh)
    years = list(HolidayYear.objects.filter(year__in=fresh))
    said = (
        f"导入了{fresh[0]}年至{fresh[-1]}年的放假安排，来源：{SEED_SOURCE}"
        if len(fresh) > 1
        else f"导入了{fresh[0]}年的放假安排，来源：{SEED_SOURCE}"
    )
    write(Verb.IMPORTED, years[-1], said, by=SYSTEM, about=years)
    return fresh


def preview_notice(text: str, year: int) -> LoadedNotice:
    """What loading this notice would do; nothing is written. Raises NoticeRefused."""
    rules = parse_notice(text, year)
    if stray := [day for day, rule in rules.items() if year_of(day, rule) != year]:
        raise NoticeRefused(f"通知里有{chinese_date(stray[0])}，不属于{year}年的安排。请核对年份和原文。")
    is_new = not HolidayYear.objects.filter(year=year).exists()
    there = {day: rule for day, rule in rules_of_year(year).items() if year_of(day, rule) == year}
    return LoadedNotice(
        year,
        rules,
        is_new,
        added={day: rule for day, rule in rules.items() if day not in there},
        changed={day: (there[day], rule) for day, rule in rules.items() if day in there and there[day] != rule},
        removed={day: rule for day, rule in there.items() if day not in rules},
    )


@transaction.atomic
def load_notice(text: str, year: int, source: str, by: Who) -> LoadedNotice:
    """Make the table say what the year's notice says, and journal every day that changed. Raises NoticeRefused.

    Pages call `load_notice_as`, which asks who may.
    """
    list(HolidayYear.objects.select_for_update())  # two loads at once follow one another, also of a year not there yet
    loaded = preview_notice(text, year)
    SpecialDay.objects.filter(day__in=[*loaded.removed, *loaded.changed]).delete()
    told = {**loaded.added, **{day: rule for day, (_, rule) in loaded.changed.items()}}
    SpecialDay.objects.bulk_create(SpecialDay(day=day, kind=rule.kind, name=rule.name) for day, rule in told.items())
    held, _ = HolidayYear.objects.update_or_create(year=year, defaults={"source": source[:200]})
    before = {**loaded.removed, **{day: rule for day, (rule, _) in loaded.changed.items()}}
    write(
        Verb.IMPORTED,
        held,
        f"导入了{year}年放假安排：{_summary(loaded)}；来源：{source}",
        by=by,
        before={"放假与调休日": [told_day(day, rule) for day, rule in sorted(before.items())]},
        after={"放假与调休日": [told_day(day, rule) for day, rule in sorted(told.items())]},
    )
    if not loaded.changes_nothing:
        enqueue(redate, year, min([*rules_of_notice(loaded), date(year, 1, 1)]).isoformat(), by=by.name)
    return loaded


def rules_of_notice(loaded: LoadedNotice) -> list[date]:
    """The days about which the table now says something else."""
    return [*loaded.added, *loaded.changed, *loaded.removed]


def load_notice_as(actor: Actor, text: str, year: int, source: str) -> LoadedNotice:
    """Load for a person at a page: only the system admin. Raises NotAllowed, NoticeRefused."""
    if not actor.is_(Role.SYSTEM_ADMIN):
        raise NotAllowed("您不能导入放假安排：全市的期限都按它计算，由系统管理员办理。请联系系统管理员。")
    return load_notice(text, year, source, actor.who)


def year_of(day: date, rule: DayRule) -> int:
    """Which year's notice a day comes from: 元旦 days at the end of December come with the next year's."""
    return day.year + 1 if day.month == 12 and rule.name.startswith("元旦") else day.year


def told_day(day: date, rule: DayRule) -> str:
    """2027年2月5日 放假（春节）"""
    return f"{chinese_date(day)} {SpecialDay.Kind(rule.kind).label}（{rule.name}）"


def _summary(loaded: LoadedNotice) -> str:
    kinds = Counter(rule.kind for rule in loaded.rules.values())
    whole = f"放假{kinds[SpecialDay.Kind.OFF]}天，调休上班{kinds[SpecialDay.Kind.WORK]}天"
    if loaded.is_new:
        return whole
    return f"{whole}，较原安排新增{len(loaded.added)}天、改动{len(loaded.changed)}天、取消{len(loaded.removed)}天"
