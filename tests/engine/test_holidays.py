"""The holiday table: seeded, loaded, changed by a later notice, and always what the calendar says."""

from datetime import date

import pytest

from fazhi.engine.holidays import calendar
from fazhi.engine.models import HolidayYear, SpecialDay
from fazhi.journal.models import Entry, Verb
from fazhi.journal.write import Who
from fazhi.kit.days import DayRule, YearNotLoaded, count_workdays
from fazhi.kit.holidayseed import SEEDED_YEARS, seed_from_chinesecalendar
from fazhi.kit.notice import NoticeRefused
from fazhi.people.actor import NotAllowed, acting
from fazhi.people.models import Post, Role, Unit, UnitKind, User
from fazhi.records.holidays import load_notice, load_notice_as, preview_notice, seed

BY = Who(None, "命令行")


def special_days():
    return {day.day: DayRule(day.kind, day.name) for day in SpecialDay.objects.all()}


def test_seed_loads_every_known_year_once(seeded):
    assert seeded == list(SEEDED_YEARS)
    assert special_days() == seed_from_chinesecalendar()
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor_name, entry.rows) == (Verb.IMPORTED, "系统", len(SEEDED_YEARS))
    assert entry.said == "导入了2004年至2026年的放假安排，来源：内置数据（chinesecalendar）"

    assert seed() == []
    assert (Entry.objects.count(), HolidayYear.objects.count()) == (1, len(SEEDED_YEARS))


def test_seed_leaves_a_year_that_a_notice_has_told(seeded, notice):
    load_notice(notice, 2027, "国办发明电〔2026〕7号", BY)
    told = special_days()

    assert seed() == []
    assert special_days() == told


def test_a_seed_after_a_notice_fills_the_other_years_only(db, notice):
    load_notice(notice, 2027, "通知", BY)

    assert seed() == list(SEEDED_YEARS)
    assert special_days()[date(2026, 12, 27)] == DayRule("班", "元旦")
    assert special_days()[date(2027, 6, 9)] == DayRule("休", "端午节")


def test_both_years_of_the_table_have_248_workdays(seeded):
    held = calendar()

    for year in (2025, 2026):
        days = [date.fromordinal(number) for number in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())]
        assert sum(held.is_workday(day) for day in days) == 248


def test_load_notice_adds_a_year_and_journals_it(seeded, notice):
    loaded = load_notice(notice, 2027, "国办发明电〔2026〕7号", BY)

    assert (loaded.is_new, len(loaded.added), loaded.changed, loaded.removed) == (True, 33, {}, {})
    assert HolidayYear.objects.get(year=2027).source == "国办发明电〔2026〕7号"
    entry = Entry.objects.first()
    assert entry.said == "导入了2027年放假安排：放假28天，调休上班5天；来源：国办发明电〔2026〕7号"
    before, after = entry.changes["放假与调休日"]
    assert (before, len(after), after[0]) == ([], 33, "2026年12月27日 调休上班（元旦）")


def test_a_corrected_notice_changes_only_what_differs_and_leaves_the_neighbours(seeded, notice):
    load_notice(notice, 2027, "通知", BY)
    corrected = notice.replace("2026年12月27日（周日）上班。", "").replace(
        "6月9日（周三）放假1天", "6月9日（周三）至10日（周四）放假调休，共2天"
    )
    others = {day: rule for day, rule in special_days().items() if day.year != 2027 and day != date(2026, 12, 27)}

    loaded = load_notice(corrected, 2027, "更正通知", BY)

    assert (loaded.is_new, loaded.added, loaded.changed, loaded.removed) == (
        False,
        {date(2027, 6, 10): DayRule("休", "端午节")},
        {},
        {date(2026, 12, 27): DayRule("班", "元旦")},
    )
    assert {day: rule for day, rule in special_days().items() if day.year != 2027} == others
    assert calendar().is_workday(date(2026, 12, 27)) is False
    assert Entry.objects.first().changes == {"放假与调休日": [["2026年12月27日 调休上班（元旦）"], ["2027年6月10日 放假（端午节）"]]}


def test_reloading_a_year_keeps_the_december_days_of_the_next(seeded, notice):
    load_notice(notice, 2027, "通知", BY)
    of_2026 = """2026年部分节假日安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（周日）至23日（周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
"""

    loaded = load_notice(of_2026, 2026, "国办发明电〔2025〕7号", BY)

    assert (loaded.added, loaded.removed) == ({}, {})
    assert special_days()[date(2026, 12, 27)] == DayRule("班", "元旦")


def test_a_notice_that_changes_nothing_says_so(seeded, notice):
    load_notice(notice, 2027, "通知", BY)

    assert preview_notice(notice, 2027).changes_nothing


def test_preview_writes_nothing(seeded, notice):
    preview = preview_notice(notice, 2027)

    assert (preview.is_new, len(preview.added), preview.changes_nothing) == (True, 33, False)
    assert (HolidayYear.objects.filter(year=2027).count(), Entry.objects.count()) == (0, 1)


@pytest.mark.parametrize("spoil", ["", "今天天气很好", "2026年元旦"])
def test_what_is_not_the_notice_is_refused_and_changes_nothing(seeded, notice, spoil):
    text = notice.replace("现将2027年元旦", f"现将{spoil}") if spoil == "2026年元旦" else spoil
    before = special_days()

    with pytest.raises(NoticeRefused):
        load_notice(text, 2027, "通知", BY)

    assert (special_days(), HolidayYear.objects.filter(year=2027).count(), Entry.objects.count()) == (before, 0, 1)


def test_a_notice_with_days_of_another_year_is_refused(seeded, notice):
    with pytest.raises(NoticeRefused, match=r"^通知里有2028年5月6日，不属于2027年的安排。请核对年份和原文。$"):
        preview_notice(notice.replace("5月8日（周六）上班", "2028年5月6日（周六）上班"), 2027)


def test_a_year_not_loaded_is_never_guessed(seeded, notice):
    with pytest.raises(YearNotLoaded) as missing:
        count_workdays(date(2026, 12, 20), 20, calendar())
    assert missing.value.year == 2027

    load_notice(notice, 2027, "通知", BY)
    assert count_workdays(date(2026, 12, 20), 20, calendar()).date == date(2027, 1, 15)


def test_the_calendar_is_kept_until_any_process_loads_a_year(seeded, notice, django_assert_num_queries):
    calendar()
    with django_assert_num_queries(1):
        first = calendar()
    # What another process writes is seen by the row's moment, not by a word from this one.
    HolidayYear.objects.create(year=2027, source="另一进程")
    SpecialDay.objects.create(day=date(2027, 1, 1), kind="休", name="元旦")

    with django_assert_num_queries(2):
        second = calendar()

    assert (2027 in first.years, 2027 in second.years, second.is_workday(date(2027, 1, 1))) == (False, True, False)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM_ADMIN])
def test_at_a_page_only_the_system_admin_loads(seeded, notice, role):
    city = Unit.objects.create(name="金昌市", short_name="金昌市", kind=UnitKind.CITY)

    def actor(wanted):
        post = Post(user=User.objects.create(username=wanted, name=wanted), unit=city, role=wanted, since=date(2025, 1, 1))
        post.save()
        return acting(post.user, today=date(2026, 11, 22))

    with pytest.raises(NotAllowed, match="由系统管理员办理"):
        load_notice_as(actor(role), notice, 2027, "通知")
    assert HolidayYear.objects.filter(year=2027).count() == 0

    load_notice_as(actor(Role.SYSTEM_ADMIN), notice, 2027, "通知")
    assert Entry.objects.first().actor_name == "system-admin"
