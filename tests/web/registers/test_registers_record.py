"""One record in detail: its clock with a pause, rules, personal values, proof, versions, moves, and two people at once."""

from datetime import date

import pytest

from fazhi.engine.models import Pause
from fazhi.engine.register import register
from fazhi.evidence.models import Item, ItemKind
from fazhi.journal.models import Entry
from fazhi.records.keeping import change, pause
from fazhi.records.models import Attachment
from registers_made import typed
from web.desks import error, refusal, said, text, texts
from web.desks import typed as standing
from web.registers.requests import answered, request_of


@pytest.fixture
def record(cast):
    return request_of(cast, cast.education, "甲")


def place(record, *more):
    return "/registers/R34/" + "/".join([str(record.pk), *more]) + "/"


def days(answer, tone):
    return texts(answer, f"//section[@id='clock-answer_due_on']//ol/li[contains(concat(' ', @class, ' '), ' {tone} ')]")


# The clock


def test_clock_is_counted_day_by_day_over_the_holidays(cast, record):
    answer = cast.browser(cast.owner).get(place(record))

    assert texts(answer, "//section[@id='clock-answer_due_on']//ul[@class='says']/li")[0] == (
        "信息公开申请答复：自2025年9月26日（收到日）次日起算20个工作日。"
    )
    assert (days(answer, "start"), days(answer, "end")) == (["26起"], ["30止"])
    assert (len(days(answer, "counted")), len(days(answer, "holiday")), days(answer, "paused")) == (20, 8, [])


def test_paused_clock_hatches_the_days_that_do_not_count(cast, record):
    pause(record, "answer_due_on", "征求第三方意见", date(2025, 10, 9), cast.owner, until=date(2025, 10, 20))
    answer = cast.browser(cast.owner).get(place(record))

    assert days(answer, "paused") == [f"{day}停" for day in range(10, 21)]
    assert texts(answer, "//section[@id='clock-answer_due_on']/div[@class='head']/span[2]") == ["2025年11月11日"]
    assert texts(answer, "//ul[@class='pauses']/li") == ["停表：征求第三方意见，2025年10月9日起至2025年10月20日"]


def test_clock_is_stopped_and_goes_on_from_the_page(cast, record):
    client = cast.browser(cast.owner)
    told = {"clock": "answer_due_on", "reason": "征求第三方意见", "since": "2025-10-09", "note": "示例征询函"}
    stopped = client.post(place(record, "pause"), told, follow=True)
    again = client.post(place(record, "pause"), told)

    assert said(stopped) == ["已停表。期限按停表后重新计算。"]
    assert text(stopped, "//section[@id='clock-answer_due_on']/div[@class='head']/span[1]") == "停表"
    assert (again.status_code, refusal(again)) == (422, "这项时限自2025-10-09起已经停表（征求第三方意见）。请先恢复再停表。")
    held = Pause.objects.get()
    went_on = client.post(place(record, "resume"), {"pause": held.pk, "on": "2025-10-20"}, follow=True)
    assert (said(went_on), register("R34").objects.get(pk=record.pk).answer_due_on) == (["已恢复计时。"], date(2025, 11, 11))


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"reason": "心情不好", "since": "2025-10-09"}, "“心情不好”不是这项时限可以停表的事由。"),
        ({"reason": "征求第三方意见", "since": "2025-09-01"}, "停表日早于起算日。请核对停表的日期。"),
        ({"reason": "征求第三方意见", "since": ""}, "请填写停表日：从这一天的次日起不计入期限。"),
        ({"reason": "征求第三方意见", "since": "2025-13-40"}, "停表日："),
    ],
)
def test_a_pause_that_cannot_be_is_refused_in_words(cast, record, told, why):
    answer = cast.browser(cast.owner).post(place(record, "pause"), {"clock": "answer_due_on", **told})

    assert (answer.status_code, refusal(answer)[: len(why)], Pause.objects.count()) == (422, why, 0)


# Rules, versions, personal values


def test_broken_rules_stand_first_with_basis_and_remedy(cast):
    late = answered(cast, cast.education, "乙", date(2025, 11, 30))
    answer = cast.browser(cast.owner).get(place(late))

    assert texts(answer, "//section[@id='rules']/ul/li/div[1]") == ["红线 不符合：依申请公开在法定期限内答复。"]
    assert texts(answer, "//section[@id='rules']/ul/li/div[@class='row-why']")[0].startswith("依据：政府信息公开条例")


def test_versions_say_who_changed_what_and_hide_personal_values(cast, record):
    change(record, {"subject": "改后的内容", "applicant": "李示例"}, cast.colleague)
    answer = cast.browser(cast.force).get(place(record))

    assert texts(answer, "//dl[@class='changes']/dt") == ["申请内容或者事项名称", "申请人"]
    assert texts(answer, "//dl[@class='changes']/dd") == ["示例内容甲 → 改后的内容", "（个人信息） → （已改）"]
    assert "教育分管" in texts(answer, "//main//ul[@class='rows']/li//span[@class='row-why']")[0]
    assert ("张示例" in answer.content.decode(), "李示例" in answer.content.decode()) == (False, False)


def test_personal_values_are_opened_once_and_journalled(cast, record):
    client = cast.browser(cast.owner)
    before = client.get(place(record)).content.decode()
    answer = client.post(place(record, "open"))

    assert ("张示例" in before, "张**" in before, "张示例" in client.get(place(record)).content.decode()) == (False, True, False)
    assert ("张示例" in answer.content.decode(), answer["Cache-Control"]) == (True, "no-store")
    assert [each.said for each in Entry.objects.filter(verb="opened", object_id=str(record.pk))] == [
        "查看了政府信息公开“甲 示例内容甲”的申请人"
    ]


def test_strangers_and_leaders_open_no_personal_value(cast, record):
    assert error(cast.browser(cast.leader).post(place(record, "open")))[0] == 403
    assert error(cast.browser(cast.stranger).post(place(record, "open")))[0] == 404
    assert Entry.objects.filter(verb="opened").count() == 0


def test_a_personal_field_left_empty_keeps_what_it_held(cast, record):
    client = cast.browser(cast.owner)
    page = client.get(place(record, "edit"))
    told = typed(record) | {"seen": "1", "subject": "改了", "applicant": ""}

    assert ("张示例" in page.content.decode(), standing(page, "applicant")) == (False, [""])
    client.post(place(record, "edit"), told)
    assert register("R34").objects.get(pk=record.pk).applicant == "张示例"
    client.post(place(record, "edit"), told | {"seen": "2", "applicant-clear": "on"})
    assert register("R34").objects.get(pk=record.pk).applicant == ""


# The form


def new(cast, **told):
    facts = {
        "unit": cast.education.pk,
        "kind": "依申请公开",
        "number": "乙",
        "subject": "新的",
        "channel": "当面",
        "overturned": "未被纠错",
    }
    facts |= {"submitted_on": "2025-09-26", "received_on": "2025-09-26", "extended_days": "0"}
    return cast.browser(cast.owner).post("/registers/R34/new/", facts | told)


def test_errors_stand_beside_their_fields_and_what_was_typed_stays(cast):
    answer = new(cast, subject="", received_on="2025-02-30", channel="飞鸽")

    assert (answer.status_code, register("R34").versions.count()) == (422, 0)
    found = {name: texts(answer, f"//div[*[@name='{name}']]/ul[contains(@class,'errorlist')]/li") for name in ("subject", "channel")}
    assert found == {"subject": ["请填写“申请内容或者事项名称”。"], "channel": ["请从列表中选择。"]}
    assert "2025-02-30" in texts(answer, "//div[*[@name='received_on']]/ul/li")[0]
    assert (standing(answer, "number"), standing(answer, "received_on")) == (["乙"], ["2025-02-30"])


def test_dates_are_read_as_offices_write_them(cast):
    assert new(cast, received_on="2025年9月26日", submitted_on="2025.9.26").status_code == 302
    assert register("R34").objects.get().received_on == date(2025, 9, 26)


def test_a_key_that_is_taken_and_an_extension_beyond_the_law_are_refused(cast, record):
    taken, long = new(cast, number="甲"), new(cast, extended_days="40")

    assert refusal(taken) == "已有一条编号相同的政府信息公开。请核对编号；如是同一件事，请打开原记录修改。"
    assert (long.status_code, "延长" in refusal(long), register("R34").versions.count()) == (422, True, 1)


def test_what_the_register_refuses_is_said_while_typing_and_on_saving(cast):
    told = {"kind": "依申请公开", "number": "乙", "subject": "新的"}
    live = cast.browser(cast.owner).post("/registers/R34/check/", told)
    why = "依申请公开要写明申请渠道、提交或寄到日期和收到申请日期：期限从收到之日起算。请补填。"

    assert texts(live, "//li") == [why]
    assert refusal(new(cast, received_on="", submitted_on="", channel="")) == why


def test_who_saves_second_sees_what_the_first_changed_and_loses_nothing(cast, record):
    client = cast.browser(cast.owner)
    change(record, {"subject": "同事改的", "ground": "同事写的"}, cast.colleague, seen=1)
    told = typed(record) | {"seen": "1", "subject": "我改的", "applicant": ""}
    answer = client.post(place(record, "edit"), told)

    assert answer.status_code == 409
    assert texts(answer, "//table[contains(@class,'clash')]/tbody/tr/td") == [
        *("申请内容或者事项名称", "示例内容甲", "同事改的"),
        *("不予公开、不予处理的法律依据", "—", "同事写的"),
    ]
    assert (standing(answer, "subject"), [each.strip() for each in standing(answer, "ground")]) == (["我改的"], ["同事写的"])
    assert standing(answer, "seen") == ["2"]
    client.post(place(record, "edit"), told | {"seen": "2", "ground": "同事写的"})
    held = register("R34").objects.get(pk=record.pk)
    assert (held.subject, held.ground, held.version) == ("我改的", "同事写的", 3)


# Moving


def test_a_move_says_everything_that_is_missing_at_once(cast, record):
    client = cast.browser(cast.owner)
    page = client.get(place(record, "move", "answered"))
    answer = client.post(place(record, "move", "answered"), {"seen": "1"})

    assert texts(page, "//main//form//label")[:2] == ["答复日期", "答复类型"]
    assert texts(answer, "//main//div[@role='alert']//li") == ["缺少“答复日期”。请先填写。", "缺少“答复类型”。请先填写。"]
    done = client.post(place(record, "move", "answered"), {"seen": "1", "answered_on": "2025-10-20", "outcome": "公开"}, follow=True)
    assert (said(done), texts(done, "//ol[@class='stops']/li[@aria-current='step']")) == (
        ["“甲 示例内容甲”已转为“已答复”。"],
        ["已答复2025-10-20"],
    )


def test_a_move_before_its_time_and_a_stale_one_are_refused(cast, record):
    client = cast.browser(cast.owner)
    early = client.post(place(record, "move", "answered"), {"seen": "1", "answered_on": "2025-09-01", "outcome": "公开"})
    stale = client.post(place(record, "move", "answered"), {"seen": "9", "answered_on": "2025-10-20", "outcome": "公开"})

    assert texts(early, "//main//div[@role='alert']//li") == ["“答复日期”早于“收到申请日期”，先后颠倒。请核对这两个日期。"]
    assert (early.status_code, stale.status_code, register("R34").objects.get().stage) == (422, 409, "received")
    assert standing(stale, "answered_on") == ["2025-10-20"]


# Proof


def item(unit, title):
    return Item.objects.create(unit=unit, unit_name=unit.name, kind=ItemKind.OFFLINE, title=title, created_by="示例")


def test_material_is_attached_for_a_purpose_and_taken_away(cast, record):
    mine = item(cast.education, "答复书")
    client = cast.browser(cast.owner)
    added = client.post(place(record, "attach"), {"item": mine.pk, "other": "答复书原件"}, follow=True)

    assert texts(added, "//section[@id='proof']//ul/li//div[@class='grow']") == ["答复书答复书原件"]
    assert Entry.objects.filter(said="为政府信息公开“甲 示例内容甲”添加了佐证：答复书原件").count() == 1
    twice = client.post(place(record, "attach"), {"item": mine.pk, "other": "答复书原件"})
    assert refusal(twice) == "“答复书”已经作为“答复书原件”添加过。如要证明别的内容，请换一个用途。"
    gone = client.post(place(record, "detach"), {"attachment": Attachment.objects.get().pk}, follow=True)
    assert (said(gone), Attachment.objects.count(), Item.objects.count()) == (["佐证已移除，材料仍在材料库中。"], 0, 1)


def test_nobody_attaches_what_he_may_not_see_nor_to_what_he_may_not_write(cast, record):
    theirs, mine = item(cast.police, "公安的材料"), item(cast.education, "答复书")
    hidden = cast.browser(cast.owner).post(place(record, "attach"), {"item": theirs.pk, "other": "说明"})

    assert (hidden.status_code, refusal(hidden)) == (422, "没有选到材料：它已移出材料库，或不对您开放。请重新选择，或先上传材料。")
    assert cast.browser(cast.stranger).post(place(record, "attach"), {"item": mine.pk, "other": "说明"}).status_code == 404
    assert Attachment.objects.count() == 0


def test_a_reader_learns_nothing_of_an_item_that_is_not_open_to_him(cast, record):
    theirs = item(cast.police, "公安的材料")
    cast.browser(cast.force).post(place(record, "attach"), {"item": theirs.pk, "other": "说明"})
    answer = cast.browser(cast.owner).get(place(record))

    assert ("公安的材料" in answer.content.decode(), texts(answer, "//section[@id='proof']//ul/li//div[@class='grow']")) == (
        False,
        ["不对您开放的材料说明"],
    )


def test_record_page_takes_the_same_queries_for_one_version_and_for_ten(cast, record, queries):
    client = cast.browser(cast.owner)
    few = queries(client, place(record))
    for number in range(10):
        change(record, {"subject": f"第{number}次"}, cast.owner)

    assert queries(client, place(record)) == few
