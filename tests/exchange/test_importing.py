"""The way of a sheet into a register: what is new, what changes, what is wrong, what is left alone."""

from datetime import date

import pytest

from exchange.town import counts, header, label, line, said, xlsx
from fazhi.exchange import flow
from fazhi.exchange.models import State
from fazhi.jobs.worker import drain
from fazhi.journal.models import Entry, Verb


def test_sheet_with_the_labels_is_imported_without_asking(city):
    held = city.imported(xlsx([header(), line("示例001"), line("示例002", answered_on="2025.6.21")]))

    assert (held.state, counts(held)) == (State.DONE, {"new": 2, "changed": 0, "unchanged": 0, "wrong": 0, "skipped": 0})
    record = city.record("示例002")
    assert (record.unit, record.applicant, record.channel, record.answered_on, record.stage, record.source, record.batch) == (
        city.education,
        "张某某",
        "当面",
        date(2025, 6, 21),
        "answered",
        "imported",
        held.pk,
    )
    assert record.answer_due_on == date(2025, 7, 1)
    entry = Entry.objects.get(verb=Verb.IMPORTED, kind=city.model._meta.label_lower)
    assert (entry.actor_name, entry.rows, entry.said) == ("教育联络员", 2, f"从“台账.xlsx”导入{city.model._meta.verbose_name}2条")


def test_second_sheet_changes_by_business_key(city):
    city.imported(xlsx([header(), line("示例001"), line("示例002")]))

    held = city.imported(xlsx([header(), line("示例001"), line("示例002", outcome="部分公开"), line("示例003")]))

    assert counts(held) == {"new": 1, "changed": 1, "unchanged": 1, "wrong": 0, "skipped": 0}
    assert held.shown["changes"] == [[3, "示例002 示例：学位数据", [[label("outcome"), "予以公开", "部分公开"]]]]
    assert (city.record("示例002").outcome, city.record("示例002").version) == ("部分公开", 2)
    assert city.model.versions.filter(business_key="示例002").count() == 2


def test_every_fault_is_said_at_once(city):
    rows = [
        header(),
        line("示例001", answered_on="2025.13.3", channel="口头", received_on=""),
        line("", answered_on="昨天"),
        line("示例003", unit="市水利局"),
        line("示例004", unit="市公安局"),
        line("示例005"),
        line("示例005"),
        line("示例006"),
    ]
    held = city.checked(xlsx(rows))

    assert counts(held) == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 6, "skipped": 0}
    assert said(held) == [
        "第2行“申请渠道”：没有“口头”这一项。可以填：当面提交、挂号信、快递等签收邮寄、平信、网络、传真。",
        "第2行“答复日期”：“2025.13.3”不是真实的日期：2025年没有13月3日。请写成“2025年6月13日”或“2025-06-13”。",
        "第3行“答复日期”：读不懂日期“昨天”。请写成“2025年6月13日”或“2025-06-13”。",
        "第4行“责任单位”：没有叫“市水利局”的单位，或不止一个。请写全称，或请管理员加上这个别名。",
        "第5行“责任单位”：您不能填写市公安局的记录。请由该单位联络员、分管领导或工作专班导入。",
        "第6行：与第7行的编号重复，分不清以哪一行为准。请只留一行。",
        "第7行：与第6行的编号重复，分不清以哪一行为准。请只留一行。",
    ]
    assert city.model.objects.count() == 0


def test_good_rows_are_written_and_wrong_ones_left(city):
    held = city.imported(xlsx([header(), line("示例001"), line("示例002", answered_on="不详"), line("示例003")]))

    assert (held.written_new, held.written_changed, held.left_out) == (2, 0, 0)
    assert sorted(city.model.objects.values_list("business_key", flat=True)) == ["示例001", "示例003"]


def test_nothing_is_written_when_it_is_given_up(city):
    held = city.checked(xlsx([header(), line("示例001")]))

    flow.drop(city.liaison, held)

    assert city.model.objects.count() == 0
    with pytest.raises(flow.TooLate, match=r"^这次导入现在是“已放弃”，不能这样办。请刷新页面查看。$"):
        flow.confirm(city.liaison, held)


def test_record_changed_after_the_preview_is_not_overwritten(city):
    city.imported(xlsx([header(), line("示例001"), line("示例002")]))
    held = city.checked(xlsx([header(), line("示例001", outcome="部分公开"), line("示例002", outcome="部分公开")]))
    from fazhi.records.keeping import change

    change(city.record("示例001"), {"subject": "改过的内容"}, city.force)
    flow.confirm(city.liaison, held)
    drain()
    held.refresh_from_db()

    assert (held.written_changed, held.left_out, city.record("示例001").outcome, city.record("示例002").outcome) == (
        1,
        1,
        "公开",
        "部分公开",
    )
    assert said(held) == ["第2行：检查之后专班王改过或新登记了这条记录，没有覆盖。请重新上传，核对后再导入。"]


def test_two_imports_of_one_file_at_once_one_wins(city):
    data = xlsx([header(), line("示例001")])
    first, second = city.checked(data), city.checked(data, actor=city.force)
    flow.confirm(city.liaison, first)

    with pytest.raises(
        flow.TooLate,
        match=r"^教育联络员（市教育局）正在导入同一个文件，您这一次没有开始。请等它完成后点“重新检查”，看还有没有要导入的行。$",
    ):
        flow.confirm(city.force, second)
    drain()
    with pytest.raises(flow.TooLate, match=r"^教育联络员（市教育局）刚刚导入了同一个文件。请点“重新检查”，看还有没有要导入的行。$"):
        flow.confirm(city.force, second)
    flow.check_again(city.force, second)
    drain()
    second.refresh_from_db()

    assert (city.model.objects.count(), counts(second)["unchanged"]) == (1, 1)


def test_order_of_stages_is_not_refused_but_counted(city):
    from fazhi.engine.rules import broken, rules_of

    city.imported(xlsx([header(), line("示例001", answered_on="2025-06-01")]))

    rule = rules_of(city.model)["stages_in_order"]
    assert [record.number for record in broken(city.model.standing(), rule, date(2025, 7, 1))] == ["示例001"]


def test_blank_cells_keep_or_clear_as_the_person_says(city):
    city.imported(xlsx([header(), line("示例001")]))
    again = xlsx([header(), line("示例001", answered_on="", outcome="")])

    kept = city.checked(again)
    flow.map_again(city.liaison, kept)
    flow.map_columns(city.liaison, kept, kept.mapping, None, clears=True)
    drain()
    before = counts(kept)["changed"]
    kept.refresh_from_db()

    assert (before, counts(kept)["changed"], kept.shown["changes"][0][2]) == (
        0,
        1,
        [[label("answered_on"), "2025-06-20", "空"], [label("outcome"), "予以公开", "空"]],
    )
