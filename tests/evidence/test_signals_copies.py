"""Copies of text: found over units and years, with common text left out, the newer naming the older."""

import random
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from fazhi.evidence.models import Gram, Item, Severity, Signal, SignalKind, Version
from fazhi.evidence.signals import copies, prints
from fazhi.evidence.signals.backfill import fingerprint_stored
from fazhi.evidence.signals.boilerplate import BoilerplateRefused, add_boilerplate, drop_boilerplate, keep_boilerplate
from fazhi.evidence.signals.examining import examine
from fazhi.jobs.models import Ticket
from fazhi.journal.models import Entry
from fazhi.journal.write import SYSTEM
from fazhi.people.actor import NotAllowed
from fazhi.people.models import Unit, UnitKind

sys.path.append(str(Path(__file__).parents[2] / "bench"))
from signalcorpus import Writer

pytestmark = pytest.mark.postgres


@pytest.fixture
def writer():
    return Writer(random.Random(7))


def handed_in(unit, text, *, on=date(2024, 5, 1), title="示例报告", **fields):
    item = Item.objects.create(
        unit=unit, unit_name=unit.name, kind=fields.pop("kind", "file"), title=title, effective_on=on, created_by="王某"
    )
    return Version.objects.create(item=item, no=1, text=text, text_state="done", uploaded_by="王某", **fields)


def found_on(version):
    examine.call(version.pk)
    kept = Signal.objects.filter(version=version, family="copies").exclude(state=Signal.State.GONE)
    return [(signal.kind, signal.severity, signal.other_id) for signal in kept]


def test_copies_near_copy_of_another_unit_names_the_older_with_its_passages(cast, writer):
    paper = writer.paper("市司法局", count=40)
    older = handed_in(cast.justice, "".join(paper))
    newer = handed_in(cast.education, "".join(writer.replaced(paper, 0.3, "市教育局")))

    assert found_on(older) == []
    assert found_on(newer) == [(SignalKind.NEAR_COPY, Severity.ATTENTION, older.pk)]
    facts = Signal.objects.get(version=newer, family=copies.FAMILY).facts
    assert 0.6 < facts["share"] < 0.8
    assert sum(length for _, _, length in facts["passages"]) >= facts["shared"]


def test_copies_same_words_in_another_form_are_an_exact_copy(cast, writer):
    paper = writer.paper("市司法局", count=20)
    older = handed_in(cast.justice, "".join(paper))
    newer = handed_in(cast.education, "\n".join(paper).replace("，", ", "))
    found_on(older)

    assert found_on(newer) == [(SignalKind.EXACT_COPY, Severity.SERIOUS, older.pk)]


def test_copies_only_one_who_may_read_both_sees_the_signal(cast, writer):
    paper = "".join(writer.paper("市司法局", count=20))
    older, newer = handed_in(cast.justice, paper), handed_in(cast.education, paper)
    found_on(older)
    found_on(newer)

    def seen_by(actor):
        return [each.other_id for each in Signal.visible_to(actor).filter(family=copies.FAMILY)]

    assert seen_by(cast.stranger) == []
    assert seen_by(cast.owner) == []
    assert seen_by(cast.taskforce) == [older.pk]


def test_copies_joint_paper_is_only_a_note_and_says_so(cast, writer):
    paper = "".join(["市司法局、市教育局关于联合开展示例工作的通知。", *writer.sentences("各单位", 30)])
    older, newer = handed_in(cast.justice, paper), handed_in(cast.education, paper + "附后")
    found_on(older)

    assert found_on(newer) == [(SignalKind.NEAR_COPY, Severity.NOTE, older.pk)]
    assert "联合发文" in Signal.objects.get(version=newer, family=copies.FAMILY).said


def test_copies_own_paper_of_last_year_asks_and_of_the_same_day_notes(cast, writer):
    paper = "".join(writer.paper("市司法局", count=30))
    first = handed_in(cast.justice, paper, on=date(2023, 12, 1))
    same = handed_in(cast.justice, paper + "再次报送。", on=date(2023, 12, 1))
    later = handed_in(cast.justice, paper + "特此报告。", on=date(2024, 12, 1))
    for version in (first, same):
        found_on(version)

    assert found_on(same) == [(SignalKind.NEAR_COPY, Severity.NOTE, first.pk)]
    assert sorted(found_on(later)) == [
        (SignalKind.NEAR_COPY, Severity.ATTENTION, first.pk),
        (SignalKind.NEAR_COPY, Severity.ATTENTION, same.pk),
    ]


def test_copies_versions_of_one_item_and_removed_items_are_not_compared(cast, writer):
    paper = "".join(writer.paper("市司法局", count=30))
    older = handed_in(cast.justice, paper)
    again = Version.objects.create(item=older.item, no=2, text=paper + "修订。", text_state="done", uploaded_by="王某")
    other = handed_in(cast.education, paper)
    found_on(older)

    assert found_on(again) == []
    older.item.removed_at = older.uploaded_at
    older.item.save()
    assert found_on(other) == []


def test_copies_part_inside_a_long_file_is_found(cast, writer):
    long = writer.paper("市司法局", count=300)
    older = handed_in(cast.justice, "".join(long))
    part = [*writer.sentences("市教育局", 60), *long[100:120], *writer.sentences("市教育局", 60)]
    newer = handed_in(cast.education, "".join(part))
    found_on(older)

    assert found_on(newer) == [(SignalKind.NEAR_COPY, Severity.ATTENTION, older.pk)]
    assert Signal.objects.get(version=newer, family=copies.FAMILY).facts["share"] < 0.5


def test_copies_older_text_read_later_has_the_newer_looked_at_again(cast, writer):
    paper = writer.paper("市司法局", count=30)
    older = handed_in(cast.justice, "")
    newer = handed_in(cast.education, "".join(paper))
    found_on(older)
    assert found_on(newer) == []
    older.text = "".join(paper[:-3])
    older.save()

    assert found_on(older) == []
    assert list(Ticket.objects.filter(job__endswith="copies.look_again").values_list("key", flat=True)) == [f"copies-{newer.pk}"]
    assert copies.look_again.call(newer.pk) == 1


def test_copies_fingerprint_follows_the_text_and_leaves_no_old_rows(cast, writer):
    version = handed_in(cast.justice, "".join(writer.paper("市司法局", count=30)))
    found_on(version)
    before = Gram.objects.count()
    version.text = "过短。"
    version.save()
    found_on(version)

    assert before > 30
    assert Gram.objects.count() == 0


def test_copies_listed_text_is_left_out_until_it_is_dropped(cast, writer):
    law = "".join(writer.sentences("行政机关", 40))
    listed = add_boilerplate(cast.taskforce, cast.city, "《示例条例》", law)
    older = handed_in(cast.justice, "".join(writer.paper("市司法局", count=20)) + law)
    newer = handed_in(cast.education, "".join(writer.paper("市教育局", count=20)) + law)
    found_on(older)

    assert found_on(newer) == []
    drop_boilerplate(cast.taskforce, listed)
    assert found_on(newer) == [(SignalKind.NEAR_COPY, Severity.ATTENTION, older.pk)]
    add_boilerplate(cast.taskforce, cast.city, "《示例条例》", law)
    assert found_on(newer) == []


def test_copies_finding_says_how_much_was_left_out(cast, writer):
    law, paper = "".join(writer.sentences("行政机关", 20)), "".join(writer.paper("市司法局", count=30))
    keep_boilerplate(cast.city, "创建方案", law, by=SYSTEM)
    older, newer = handed_in(cast.justice, paper + law), handed_in(cast.education, paper + law + "特此报告。")
    found_on(older)
    found_on(newer)

    signal = Signal.objects.get(version=newer, family=copies.FAMILY)
    assert signal.facts["left_out"]["listed"] > 500
    assert f"未计入通用文字（法律、方案、模板）{signal.facts['left_out']['listed']}字" in signal.said


def test_copies_passage_of_many_units_is_learned_as_common(cast, writer):
    form = "".join(writer.sentences("本单位", 50))
    units = [Unit.objects.create(name=f"示例{n}局", short_name=f"示例{n}局", kind=UnitKind.GOVERNMENT, parent=cast.city) for n in range(12)]
    early = handed_in(units[0], form + "".join(writer.paper("示例0局", count=15)))
    second = handed_in(units[1], form + "".join(writer.paper("示例1局", count=15)))
    found_on(early)
    assert [kind for kind, _, _ in found_on(second)] == [SignalKind.NEAR_COPY]
    for unit in units[2:]:
        found_on(handed_in(unit, form + "".join(writer.paper(unit.name, count=15))))
    last = handed_in(cast.justice, form + "".join(writer.paper("市司法局", count=15)))

    assert found_on(last) == []


def test_copies_introduced_quotation_is_not_counted(cast, writer):
    law = "".join(writer.sentences("行政机关", 30))
    quotation = f"《示例条例》第三条规定：“{law}”"
    older = handed_in(cast.justice, quotation + "".join(writer.paper("市司法局", count=15)))
    newer = handed_in(cast.education, quotation + "".join(writer.paper("市教育局", count=15)))
    found_on(older)

    assert found_on(newer) == []


def test_boilerplate_is_the_task_force_s_alone_and_journalled(cast, writer):
    text = "".join(writer.sentences("行政机关", 10))
    with pytest.raises(NotAllowed):
        add_boilerplate(cast.owner, cast.city, "《示例条例》", text)
    with pytest.raises(BoilerplateRefused):
        add_boilerplate(cast.taskforce, cast.city, "《示例条例》", "太短")
    listed = add_boilerplate(cast.taskforce, cast.city, "《示例条例》", text)
    with pytest.raises(NotAllowed):
        drop_boilerplate(cast.owner, listed)
    drop_boilerplate(cast.taskforce, listed)
    with pytest.raises(BoilerplateRefused):
        drop_boilerplate(cast.taskforce, listed)

    assert list(Entry.objects.filter(object_name="《示例条例》").order_by("pk").values_list("verb", flat=True)) == ["created", "removed"]


def test_copies_index_keeps_no_more_than_it_needs_of_what_all_have(cast, writer, monkeypatch):
    monkeypatch.setattr(prints, "FULL", 3)
    paper = "".join(writer.paper("市司法局", count=20))
    for number in range(6):
        found_on(handed_in(cast.justice, paper, title=f"第{number}份"))

    assert set(Counter(Gram.objects.values_list("hash", flat=True)).values()) == {3}


def test_backfill_prints_what_has_none_and_then_nothing(cast, writer):
    paper = "".join(writer.paper("市司法局", count=20))
    older, newer = handed_in(cast.justice, paper), handed_in(cast.education, paper)

    assert fingerprint_stored.call() == 2
    assert list(Signal.objects.filter(family=copies.FAMILY).values_list("version", "other")) == [(newer.pk, older.pk)]
    assert fingerprint_stored.call() == 0
