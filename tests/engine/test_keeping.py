"""Keeping: every change lays the version before beside the row, is journalled, and leaves the figures of the day before as they were."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from engine.toyapp.models import Errand, Yearbook
from engine.toys import errand
from fazhi.engine.metrics import Period
from fazhi.engine.models import Pause
from fazhi.engine.register import Source
from fazhi.journal.models import Entry
from fazhi.people.actor import NotAllowed, Refused
from fazhi.records.bulk import change_all, close_all, enter_all
from fazhi.records.figures import for_area
from fazhi.records.keeping import Stale, change, enter, pause, remove, resume

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def entered(town, number="示例1", **values):
    return enter(Errand(unit=town.education, number=number, **{"received_on": date(2025, 9, 26)} | values), town.liaison)


def journal():
    return list(Entry.objects.filter(kind="toyapp.errand").order_by("pk").values_list("verb", "said"))


def versions(row):
    return list(Errand.versions.filter(of=row.pk).order_by("version").values_list("version", "copies"))


def test_entering_signs_dates_and_journals(town):
    row = Errand.objects.get(pk=entered(town, party="张示例").pk)

    assert (row.business_key, row.due_on, row.version, row.source) == ("示例1", date(2025, 10, 30), 1, Source.TYPED)
    assert (row.entered_by_id, row.entered_by) == (town.liaison.user.pk, town.liaison.user.name)
    assert journal() == [("created", "登记了示例事项“示例1”")]
    assert Entry.objects.filter(said__contains="张示例").count() == 0


def test_stranger_neither_enters_nor_changes_nor_removes(town):
    row = entered(town)
    for act in (
        lambda: enter(Errand(unit=town.education, number="示例2"), town.stranger),
        lambda: change(row, {"copies": 9}, town.stranger),
        lambda: change(row, {"unit": town.police}, town.liaison),
        lambda: remove(row, town.stranger, "示例"),
        lambda: pause(row, "due_on", "征求第三方意见", date(2025, 10, 9), town.stranger),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert list(Errand.versions.values_list("number", "copies", "unit")) == [("示例1", 0, town.education.pk)]


def test_change_keeps_the_version_before_and_dates_the_clocks_anew(town):
    row = change(entered(town), {"received_on": date(2025, 10, 15), "copies": 2}, town.head, seen=1)

    assert (row.due_on, row.version, row.entered_by) == (date(2025, 11, 12), 2, town.head.user.name)
    assert list(Errand.versions.filter(of=row.pk).values_list("due_on", "entered_by")) == [(date(2025, 10, 30), town.liaison.user.name)]
    assert Errand.versions.get(of=row.pk).until == Errand.objects.get().since
    assert Entry.objects.latest("pk").changes == {"收到日期": ["2025-09-26", "2025-10-15"], "份数": [0, 2]}


def test_change_of_nothing_leaves_no_version_and_no_entry(town):
    row = change(entered(town), {"copies": 0}, town.head)

    assert (row.version, Errand.versions.count(), len(journal())) == (1, 1, 1)


def test_who_looked_at_an_older_version_is_refused_and_nothing_is_lost(town):
    row = entered(town)
    change(row, {"copies": 1}, town.head, seen=1)
    with pytest.raises(Stale) as stale:
        change(row, {"copies": 2}, town.liaison, seen=1)

    assert (stale.value.status, str(stale.value).partition("。")[0]) == (409, f"{town.head.user.name}刚刚改过这条记录")
    assert (Errand.objects.get().copies, versions(row)) == (1, [(1, 0)])


def test_second_record_with_the_same_number_is_refused_by_name(town):
    entered(town)
    with pytest.raises(Refused) as refused:
        entered(town)

    assert str(refused.value) == "已有一条编号相同的示例事项。请核对编号；如是同一件事，请打开原记录修改。"
    assert Errand.objects.count() == 1


def test_more_extension_than_the_law_allows_is_refused_in_words(town):
    with pytest.raises(Refused) as refused:
        entered(town, extended_days=21)

    assert str(refused.value) == "期限O04（政府信息公开申请答复）最多延长20个工作日，不能延长21个工作日。请核对批准的延长期限。".replace(
        "政府信息公开申请答复", "信息公开申请答复"
    )
    assert Errand.objects.count() == 0


def test_removed_record_stays_in_history_and_in_the_figures_of_the_day_before(town):
    yesterday = timezone.localdate() - timedelta(days=1)
    row, other = (errand(town.education, number, received_on=date(2025, 9, 26), copies=3) for number in ("示例1", "示例2"))
    before = {name: (figure.value, figure.pieces) for name, figure in for_area(Errand, town.city, YEAR, yesterday).items()}

    remove(row, town.liaison, "示例：重复登记", seen=1)
    change(other, {"copies": 30, "received_on": date(2024, 1, 1)}, town.liaison)

    assert for_area(Errand, town.city, YEAR, timezone.localdate())["errands_received"].value == 0
    assert {name: (figure.value, figure.pieces) for name, figure in for_area(Errand, town.city, YEAR, yesterday).items()} == before
    assert before["errands_received"][0] == 2
    assert journal()[0] == ("removed", Entry.objects.filter(verb="removed").get().said)
    with pytest.raises(Stale):
        change(row, {"copies": 1}, town.liaison)


def test_pause_and_resumption_move_the_due_day_and_are_versions(town):
    row = pause(entered(town), "due_on", "征求第三方意见", date(2025, 10, 9), town.liaison, note="示例")
    assert row.due_on is None

    row = resume(row, Pause.objects.get().pk, date(2025, 10, 20), town.liaison)

    assert (row.due_on, row.version) == (date(2025, 11, 11), 3)
    assert list(Errand.versions.filter(of=row.pk).order_by("version").values_list("due_on", flat=True)) == [date(2025, 10, 30), None]


def test_pauses_that_the_law_does_not_know_are_refused(town):
    row = pause(entered(town), "due_on", "征求第三方意见", date(2025, 10, 9), town.liaison, until=date(2025, 10, 20))

    def said(clock="due_on", reason="征求第三方意见", since=date(2025, 11, 3), **more):
        with pytest.raises(Refused) as refused:
            pause(row, clock, reason, since, town.liaison, **more)
        return str(refused.value)

    assert said(reason="鉴定") == "“鉴定”不是这项时限可以停表的事由。可以停表的事由：征求第三方意见、征求其他机关意见。"
    assert said(clock="tell_by") == "“征求第三方意见”不是这项时限可以停表的事由。这项时限不能停表。"
    assert said(since=date(2025, 9, 25)) == "停表日早于起算日。请核对停表的日期。"
    assert said(until=date(2025, 11, 2)) == "恢复日早于停表日。请核对这两个日期。"
    assert said(since=date(2025, 10, 15)) == "与2025-10-09至2025-10-20的停表（征求第三方意见）重叠。请核对日期。"
    with pytest.raises(Refused) as refused:
        resume(row, Pause.objects.get().pk, date(2025, 10, 30), town.liaison)
    assert str(refused.value) == "这次停表已经恢复。请刷新页面查看。"
    assert Pause.objects.count() == 1


def test_many_are_entered_changed_and_taken_back_with_one_entry_each(town):
    who = town.liaison.who
    rows = [Errand(unit=town.education, number=f"示例{n}", received_on=date(2025, 9, 26)) for n in range(3)]
    enter_all(rows, who, "导入了3条", source_name="示例表", batch=7)
    held = list(Errand.objects.order_by("number"))
    assert [(row.business_key, row.due_on, row.source, row.batch) for row in held] == [
        (f"示例{n}", date(2025, 10, 30), "imported", 7) for n in range(3)
    ]

    for row in held[:2]:
        row.copies, row.received_on = 5, date(2025, 10, 15)
    change_all(held[:2], who, "更新了2条", batch=8)
    close_all([held[2]], who, "撤回了1条")

    now = list(Errand.objects.order_by("number").values_list("number", "copies", "due_on", "version", "batch"))
    assert now == [(f"示例{n}", 5, date(2025, 11, 12), 2, 8) for n in range(2)]
    assert [versions(row) for row in held] == [[(1, 0)], [(1, 0)], []]
    assert Errand.versions.filter(number="示例2", until=None).count() == 0
    assert [said for _, said in journal()] == ["导入了3条", "更新了2条", "撤回了1条"]


def test_year_and_unit_make_one_book(town):
    enter(Yearbook(unit=town.education, year=2025), town.liaison)
    with pytest.raises(Refused) as refused:
        enter(Yearbook(unit=town.education, year=2025), town.liaison)

    assert str(refused.value).partition("。")[0] == "已有一条责任单位、年度相同的示例年报"
    assert enter(Yearbook(unit=town.education, year=2024), town.liaison).business_key == f"u{town.education.pk}/2024"
