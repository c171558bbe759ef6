"""Taking an import back: what it entered, what it changed, what was touched since."""

import pytest

from exchange.town import header, line, xlsx
from fazhi.exchange import flow
from fazhi.exchange.models import State
from fazhi.jobs.worker import drain
from fazhi.journal.models import Entry, Verb
from fazhi.people.actor import NotAllowed, Refused
from fazhi.records.keeping import change, remove


def undone(actor, held):
    flow.ask_undo(actor, held)
    drain()
    held.refresh_from_db()
    return held


def test_new_rows_are_closed_and_changed_ones_put_back(city):
    city.imported(xlsx([header(), line("示例001"), line("示例002")]))
    held = city.imported(xlsx([header(), line("示例001", outcome="部分公开", applicant="李某"), line("示例003")]))

    undone(city.liaison, held)

    first = city.record("示例001")
    assert (held.state, held.undone, held.kept) == (State.UNDONE, 2, [])
    assert (first.outcome, first.applicant, first.version, first.batch) == ("公开", "张某某", 3, None)
    assert sorted(city.model.objects.values_list("business_key", flat=True)) == ["示例001", "示例002"]
    assert city.model.versions.filter(business_key="示例003").count() == 1
    entry = Entry.objects.get(verb=Verb.UNDONE)
    assert (entry.actor_name, entry.said) == ("教育联络员", "撤销从“台账.xlsx”的导入")


def test_rows_touched_since_are_left_and_listed(city):
    held = city.imported(xlsx([header(), line("示例001"), line("示例002"), line("示例003")]))
    first, second = city.record("示例001"), city.record("示例002")
    change(first, {"subject": "改过的内容"}, city.force)
    remove(second, city.force, "重复登记")

    undone(city.liaison, held)

    assert held.kept == [[first.pk, "示例001 改过的内容", "专班王改过"], [second.pk, "示例002 示例：学位数据", "已删除"]]
    assert (held.undone, list(city.model.objects.values_list("business_key", flat=True))) == (1, ["示例001"])


def test_nothing_left_to_undo_is_said(city):
    held = city.imported(xlsx([header(), line("示例001")]))
    change(city.record("示例001"), {"subject": "改过的内容"}, city.force)

    with pytest.raises(Refused) as refusal:
        flow.ask_undo(city.liaison, held)

    assert str(refusal.value) == "这次导入的记录都已经另外改过，没有可以撤销的。请到台账中逐条处理。"


def test_stranger_may_not_undo_and_the_taskforce_may(city):
    held = city.imported(xlsx([header(), line("示例001")]))

    with pytest.raises(NotAllowed) as refusal:
        flow.ask_undo(city.stranger, held)
    undone(city.force, held)

    assert str(refusal.value) == "这次导入由教育联络员（市教育局）办理，您不能代办。请联系教育联络员，或自己上传一次。"
    assert (held.undone_by, city.model.objects.count()) == ("专班王", 0)
    assert Entry.objects.get(verb=Verb.REMOVED).actor_name == "专班王"


def test_undone_rows_can_be_imported_again(city):
    data = xlsx([header(), line("示例001")])
    undone(city.liaison, city.imported(data))

    assert city.imported(data).written_new == 1
