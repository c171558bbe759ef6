"""The list of a register in detail: filters, order, marks, clocks, earlier days, saved views and acts on several records."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from fazhi.engine.register import register
from fazhi.journal.models import Entry
from fazhi.records.keeping import change
from fazhi.records.models import SavedView
from web.desks import refusal, rows, said, text, texts
from web.registers.requests import answered, request_of

LIST = "/registers/R34/"


@pytest.fixture
def shelf(cast):
    """甲 open and overdue, 乙 answered in time, 丙 answered late; 丁 is the police's."""
    return {
        "甲": request_of(cast, cast.education, "甲"),
        "乙": answered(cast, cast.education, "乙"),
        "丙": answered(cast, cast.education, "丙", date(2025, 11, 30), outcome="不予公开", ground="条例第十六条"),
        "丁": request_of(cast, cast.police, "丁"),
    }


def numbers(answer):
    return [row[0] for row in rows(answer)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "示例内容甲"}, ["甲"]),
        ({"stage": "answered"}, ["丙", "乙"]),
        ({"outcome": "不予公开"}, ["丙"]),
        ({"needs_correction": "yes"}, []),
        ({"by": "answered_on", "first": "2025-11-01"}, ["丙"]),
        ({"by": "answered_on", "first": "2025-10-01", "last": "2025-10-31"}, ["乙"]),
        ({"clock": "any:overdue"}, ["甲"]),
        ({"clock": "answer_due_on:late"}, ["丙"]),
        ({"clock": "answer_due_on:done"}, ["乙"]),
        ({"rule": "any"}, ["丙", "甲"]),
        ({"rule": "answer_due_on_kept"}, ["丙", "甲"]),
        ({"rule": "answer_due_on_kept", "stage": "received"}, ["甲"]),
        ({"stage": "nonsense", "rule": "nonsense", "clock": "x:y", "sort": "applicant", "unit": "abc", "page": "x"}, ["丙", "乙", "甲"]),
        ({"q": "张示例"}, []),
    ],
)
def test_list_is_narrowed_by_what_is_asked(cast, shelf, asked, found):
    answer = cast.browser(cast.owner).get(LIST, asked)

    assert (answer.status_code, numbers(answer)) == (200, found)


def test_list_is_narrowed_to_a_unit_and_sorted_by_columns(cast, shelf):
    client = cast.browser(cast.force)

    assert numbers(client.get(LIST, {"unit": cast.police.pk})) == ["丁"]
    assert numbers(client.get(LIST, {"unit": cast.city.pk})) == ["丁", "丙", "乙", "甲"]
    assert numbers(client.get(LIST, {"sort": "answered_on"}))[:2] == ["乙", "丙"]
    assert numbers(client.get(LIST, {"sort": "-answered_on"}))[:2] == ["丙", "乙"]
    assert texts(client.get(LIST, {"sort": "answered_on"}), "//th[@aria-sort='ascending']/a") == ["答复日期 ↑"]


def test_a_date_that_is_none_is_said_and_the_list_still_stands(cast, shelf):
    answer = cast.browser(cast.owner).get(LIST, {"first": "2025-02-30", "q": "甲"})

    assert (answer.status_code, numbers(answer)) == (422, ["甲"])
    assert refusal(answer).startswith("起始日期：")


def test_what_narrows_can_be_taken_away_again(cast, shelf):
    answer = cast.browser(cast.owner).get(LIST, {"q": "示例", "clock": "any:overdue"})

    assert texts(answer, "//main//div[@aria-label='筛选条件']/a") == ["含“示例”", "任一时限：逾期", "全部去掉"]
    assert texts(answer, "//main//div[@aria-label='筛选条件']/a/@href") == ["?clock=any%3Aoverdue", "?q=%E7%A4%BA%E4%BE%8B", "?"]


def test_clocks_and_broken_rules_stand_beside_each_record(cast, shelf):
    today = timezone.localdate()
    answer = cast.browser(cast.owner).get(LIST)
    found = {row[0]: (row[-4], row[-1]) for row in rows(answer)}

    assert found == {
        "甲": (f"逾期 {(today - date(2025, 10, 30)).days} 天2025年10月30日", "红线 1"),
        "乙": ("已办结2025年10月30日", "无"),
        "丙": ("超期办结 31 天2025年10月30日", "红线 1"),
    }


def test_an_empty_list_says_what_to_do_first(cast, shelf):
    assert text(cast.browser(cast.county_liaison).get(LIST), "//main//div[@class='empty']/a") == "登记第一条"
    assert text(cast.browser(cast.owner).get(LIST, {"q": "没有的"}), "//main//div[@class='empty']/h2") == "没有符合条件的记录"
    assert texts(cast.browser(cast.leader).get(LIST + "?q=没有的"), "//main//div[@class='empty']/a") == []


def test_list_and_record_of_an_earlier_day(cast):
    row = request_of(cast, cast.education, "甲", days_ago=10)
    change(row, {"subject": "改后的内容"}, cast.owner)
    request_of(cast, cast.education, "乙")
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    client = cast.browser(cast.owner)
    then, now = client.get(LIST, {"as_of": yesterday}), client.get(LIST)

    assert ([row[3] for row in rows(then)], [row[3] for row in rows(now)]) == (["示例内容甲"], ["示例内容乙", "改后的内容"])
    assert texts(then, "//main//input[@name='ids']") == []
    page = client.get(f"{LIST}{row.pk}/", {"as_of": yesterday})
    assert (text(page, "//h1"), texts(page, "//main//aside//form")) == ("甲 示例内容甲", [])
    long_ago = (timezone.localdate() - timedelta(days=20)).isoformat()
    assert client.get(f"{LIST}{row.pk}/", {"as_of": long_ago}).status_code == 404


# Saved views


def test_a_view_is_kept_and_only_shared_ones_reach_others_of_the_area(cast, shelf):
    client = cast.browser(cast.owner)
    answer = client.post(f"{LIST}views/", {"name": "逾期的", "query": "clock=any%3Aoverdue&page=3"}, follow=True)
    client.post(f"{LIST}views/", {"name": "大家的", "query": "stage=answered", "shared": "1"})

    assert (said(answer), numbers(answer)) == (["已保存视图“逾期的”，只有您能看到。"], ["甲"])
    views = {who.user.name: texts(cast.browser(who).get(LIST), "//main//div[@class='views']/span/a") for who in (cast.owner, cast.stranger)}
    assert views == {"教育联络员": ["大家的", "逾期的"], "公安联络员": ["大家的"]}
    assert texts(cast.browser(cast.county_liaison).get(LIST), "//main//div[@class='views']") == []


def test_a_view_needs_a_name_and_is_dropped_by_its_owner_alone(cast, shelf):
    client = cast.browser(cast.owner)
    nameless = client.post(f"{LIST}views/", {"name": " ", "query": "stage=answered"})
    client.post(f"{LIST}views/", {"name": "大家的", "query": "stage=answered", "shared": "1"})
    view = SavedView.objects.get()
    theirs = cast.browser(cast.stranger).post(f"{LIST}views/", {"drop": view.pk})

    assert (nameless.status_code, refusal(nameless)) == (422, "请给视图起个名字，40字以内，如“本季度逾期”。")
    assert (theirs.status_code, refusal(theirs)) == (422, "这个视图已删除，或是别人保存的。共用的视图由保存的人删除。")
    assert client.post(f"{LIST}views/", {"drop": view.pk}).status_code == 302
    assert SavedView.objects.count() == 0


# Several at once


def test_several_are_moved_and_each_says_why_not(cast, shelf):
    ids = [shelf[name].pk for name in "甲乙丁"]
    told = {"ids": ids, "do": "move", "to": "answered", "answered_on": "2025-10-20", "outcome": "公开"}
    answer = cast.browser(cast.owner).post(f"{LIST}bulk/", told)

    assert {row[0]: row[2] for row in rows(answer)} == {
        "乙 示例内容乙": "没有办：现在是“已答复”，不能直接转为“已答复”。流程已经结束。",
        "甲 示例内容甲": "已转为“已答复”",
    }
    found = register("R34").objects.get(pk=ids[0])
    assert (found.stage, found.answered_on, register("R34").objects.get(pk=ids[2]).stage) == ("answered", date(2025, 10, 20), "received")


def test_one_field_of_several_is_changed(cast, shelf):
    ids = [shelf[name].pk for name in "甲乙"]
    client = cast.browser(cast.owner)
    choosing = client.get(f"{LIST}bulk/", {"ids": ids, "do": "change", "field": "subject"})
    answer = client.post(f"{LIST}bulk/", {"ids": ids, "do": "change", "field": "subject", "subject": "同一件事"})

    assert texts(choosing, "//form[@method='post']//input[@name='subject']/@maxlength") == ["200"]
    assert [row[2] for row in rows(answer)] == ["已修改", "已修改"]
    assert set(register("R34").objects.filter(pk__in=ids).values_list("subject", "version")) == {("同一件事", 2)}


def test_several_are_removed_only_with_a_reason(cast, shelf):
    ids = [shelf[name].pk for name in "甲乙"]
    client = cast.browser(cast.owner)
    silent = client.post(f"{LIST}bulk/", {"ids": ids, "do": "remove", "why": " "})
    answer = client.post(f"{LIST}bulk/", {"ids": ids, "do": "remove", "why": "重复登记"})

    assert (silent.status_code, refusal(silent)) == (422, "请选择要办理的事项；删除须写明原因。")
    assert [row[2] for row in rows(answer)] == ["已删除", "已删除"]
    assert numbers(client.get(LIST)) == ["丙"]
    assert Entry.objects.filter(verb="removed", said__endswith="重复登记").count() == 2
