"""Re-dating: a notice moves exactly the open clocks it touches, each told with its reason; the preview says so beforehand."""

from datetime import date

import pytest

from engine.toyapp.models import Errand, Yearbook
from engine.toys import errand, put
from fazhi.engine.models import Pause
from fazhi.journal.models import Entry
from fazhi.journal.write import SYSTEM
from fazhi.kit.notice import parse_notice
from fazhi.records.holidays import load_notice
from fazhi.records.models import Redating
from fazhi.records.redating import preview, redate
from fazhi.records.running import set_clocks

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
FIRST = "2026-12-27"


@pytest.fixture
def open_ones(town):
    """Clocks that run into 2027: open, done, paused once, due before, backwards from 2027, of a fixed day."""
    received = date(2027, 1, 14)
    rows = {
        "open": errand(town.education, "open", received_on=received),
        "done": errand(town.education, "done", received_on=received, done_on=date(2027, 1, 20)),
        "paused": errand(town.education, "paused", received_on=received),
        "stopped": errand(town.education, "stopped", received_on=received),
        "before": errand(town.education, "before", received_on=date(2026, 3, 2)),
        "backwards": errand(town.education, "backwards", hearing_on=date(2027, 1, 5)),
        "secret": errand(town.education, "secret", kind="许可", is_secret=True, done_on=date(2027, 2, 1)),
        "both": errand(town.education, "both", kind="许可", posted_on=date(2027, 2, 1), done_on=date(2027, 2, 1)),
    }
    for name, until in (("paused", date(2027, 1, 20)), ("stopped", None)):
        Pause.objects.create(
            kind="toyapp.errand", object_id=rows[name].pk, clock="due_on", reason="征求第三方意见", since=received, until=until
        )
        set_clocks(rows[name])
        rows[name].save()
    put(Yearbook, town.education, year=2026)
    return rows


def told(moved):
    return sorted((each.record.number, each.name, each.before, each.after) for each in moved)


def clocks():
    names = ("due_on", "publish_by", "end_from", "notice_by", "tell_by", "version")
    return {row.pop("number"): row for row in Errand.objects.values("number", *names)}


def test_notice_moves_open_clocks_as_the_preview_says_and_once(open_ones, notice, town):
    foreseen, before = told(preview(parse_notice(notice, 2027), 2027)), clocks()
    assert foreseen == [  # counted by hand: the made-up notice gives 5 to 12 February off, and works on the 13th, the 14th and 27 December
        ("backwards", "notice_by", date(2026, 12, 24), date(2026, 12, 25)),
        ("both", "end_from", date(2027, 2, 13), date(2027, 2, 17)),
        ("both", "publish_by", date(2027, 2, 12), date(2027, 2, 16)),
        ("done", "publish_by", date(2027, 2, 19), date(2027, 2, 23)),
        ("open", "due_on", date(2027, 2, 15), date(2027, 2, 17)),
        ("paused", "due_on", date(2027, 2, 19), date(2027, 2, 23)),
    ]
    assert clocks() == before  # the preview writes nothing

    load_notice(notice, 2027, "示例通知", SYSTEM)
    redate.func(2027, FIRST)

    after = clocks()
    expected = {number: dict(values) for number, values in before.items()}
    for number, name, _, due in foreseen:
        expected[number][name] = due
        expected[number]["version"] += 1
    assert after == expected
    rows = Redating.objects.values_list("object_id", "clock", "before", "after", "reason", "year")
    numbers = {row.pk: number for number, row in open_ones.items()}
    assert sorted((numbers[pk], *rest) for pk, *rest in rows) == [(*each, "2027年放假安排（示例通知）", 2027) for each in foreseen]

    redate.func(2027, FIRST)

    assert (clocks(), Redating.objects.count(), told(preview(parse_notice(notice, 2027), 2027))) == (after, len(foreseen), [])


def test_moved_clock_keeps_its_version_before_and_is_journalled(open_ones, notice):
    before = Errand.objects.get(number="open").due_on
    load_notice(notice, 2027, "示例通知", SYSTEM)
    entries = Entry.objects.count()
    redate.func(2027, FIRST)

    row = Errand.objects.get(number="open")
    assert [(each.due_on, each.version) for each in Errand.versions.filter(of=row.pk)] == [(before, 1)]
    said = list(Entry.objects.order_by("pk")[entries:].values_list("said", flat=True))
    assert said == [
        f"按2027年放假安排（示例通知）重算了{count}条示例事项的{label}"
        for count, label in ((2, "办结期限"), (2, "公开期限"), (1, "公示期"), (1, "听证通知期限"))
    ]
