"""Verifying: whatever is altered, taken away or put in by hand is named exactly. Runs on SQLite and on PostgreSQL alike."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from fazhi.journal import triggers
from fazhi.journal.finding import Fault
from fazhi.journal.leaves import leaves
from fazhi.journal.merkle import leaf_hash
from fazhi.journal.models import Checkpoint, Entry, Leaf, Verb
from fazhi.journal.proving import checkpoint_json
from fazhi.journal.sealing import seal_now
from fazhi.journal.signing import path_of_key
from fazhi.journal.verify import CannotVerify, verify
from fazhi.journal.write import SYSTEM, write
from fazhi.people.models import Unit, UnitKind
from journal.hands import BY, act

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

COPY = (
    "INSERT INTO journal_entry (at, verb, kind, object_id, object_name, digest, campaign_id, actor_id, actor_name, actor_unit_id,"
    " actor_unit, address, said, changes, rows, rows_root) SELECT {at}, verb, kind, object_id, object_name, digest, campaign_id,"
    " actor_id, actor_name, actor_unit_id, actor_unit, address, '捏造的', changes, rows, rows_root FROM journal_entry WHERE id = %s"
)


def faults(**asked):
    return [(each.fault, each.number, each.entry) for each in verify(**asked).wrongs]


def test_an_untouched_journal_is_well(sealed):
    report = verify()

    assert (report.wrongs, report.entries, report.checkpoints, report.rows, report.unsealed) == ([], 12, 3, 6, 0)
    assert (report.size, report.root) == (12, sealed.checkpoints[-1].root)


def test_what_is_not_yet_sealed_is_said_and_no_fault(sealed):
    act(sealed.units[1])

    report = verify()

    assert (report.wrongs, report.entries, report.unsealed) == ([], 12, 1)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE journal_entry SET said = '别的' WHERE id = %s", 7),
        ("UPDATE journal_entry SET actor_name = '王某' WHERE id = %s", 0),
        ("UPDATE journal_entry SET changes = '{}' WHERE id = %s", 6),
        ("UPDATE journal_entry SET campaign_id = 1 WHERE id = %s", 11),
        ("UPDATE journal_touched SET digest = '' WHERE entry_id = %s", 3),
        ("UPDATE journal_touched SET object_id = '0' WHERE entry_id = %s", 3),
        ("DELETE FROM journal_affected WHERE entry_id = %s", 4),
    ],
)
def test_an_altered_entry_is_named(sealed, hand, statement, place):
    hand(statement, sealed.entries[place].pk)

    assert faults(only_entries=True) == [(Fault.ALTERED, place, sealed.entries[place].pk)]


def test_a_moment_moved_by_a_second_is_named(sealed, hand):
    entry = sealed.entries[8]
    hand("UPDATE journal_entry SET at = %s WHERE id = %s", entry.at + timedelta(seconds=1), entry.pk)

    assert faults(only_entries=True) == [(Fault.ALTERED, 8, entry.pk)]


def delete_entry(hand, entry):
    for table, key in (("journal_touched", "entry_id"), ("journal_affected", "entry_id"), ("journal_entry", "id")):
        hand(f"DELETE FROM {table} WHERE {key} = %s", entry.pk)


def test_a_missing_entry_is_named(sealed, hand):
    entry = sealed.entries[6]
    delete_entry(hand, entry)

    wrong, *others = verify(only_entries=True).wrongs
    assert (wrong.fault, wrong.number, wrong.entry, others) == (Fault.MISSING, 6, entry.pk, [])
    assert wrong.said == f"第 7 条（日志编号 {entry.pk}）已不在日志中，而它封存过。"


def test_an_entry_put_in_with_an_old_moment_is_named_before_and_after_it_is_sealed(sealed, hand):
    old = timezone.now() - timedelta(days=3)
    hand(COPY.format(at="%s"), old, sealed.entries[2].pk)
    made = Entry.objects.order_by("-pk").first()

    assert faults(only_entries=True) == [(Fault.INSERTED, None, made.pk)]
    seal_now()
    assert faults(only_entries=True) == [(Fault.INSERTED, 12, made.pk)]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only one writer at a time gives numbers in the order of commits")
def test_an_entry_put_in_between_is_never_sealed_and_named(sealed, hand):
    gap = sealed.entries[5]
    delete_entry(hand, gap)
    hand(
        COPY.format(at="at").replace("(at,", "(id, at,").replace("SELECT at", f"SELECT {gap.pk} - 1000, at"),
        sealed.entries[2].pk,
    )
    seal_now()

    assert faults(only_entries=True) == [(Fault.MISSING, 5, gap.pk), (Fault.INSERTED, None, gap.pk - 1000)]


def resealed(entry):
    """The leaf hash of the entry as it now stands."""
    return leaf_hash(dict(leaves([entry.pk]))[entry.pk])


def test_an_entry_altered_together_with_its_leaf_row_is_named(sealed, hand):
    entry = sealed.entries[7]
    hand("UPDATE journal_entry SET said = '别的' WHERE id = %s", entry.pk)
    hand("UPDATE journal_leaf SET hash = %s WHERE entry_id = %s", resealed(entry), entry.pk)

    wrong, *others = verify(only_entries=True).wrongs
    assert (wrong.fault, wrong.number, wrong.entry, others) == (Fault.ALTERED, 7, entry.pk, [])
    assert wrong.said == f"第 8 条（日志编号 {entry.pk}）的内容和封存记录被改动，不是本系统写下的。"


def test_without_the_key_an_entry_altered_with_its_leaf_row_is_found_between_two_checkpoints(sealed, hand):
    entry = sealed.entries[7]
    hand("UPDATE journal_entry SET said = '别的' WHERE id = %s", entry.pk)
    hand("UPDATE journal_leaf SET hash = %s WHERE entry_id = %s", resealed(entry), entry.pk)
    kept = path_of_key().rename(path_of_key().with_suffix(".kept"))

    wrong, *others = verify(only_entries=True).wrongs
    kept.rename(path_of_key())

    assert (wrong.fault, wrong.number, others) == (Fault.TREE, 5, [])
    assert wrong.said == "第 6 至 9 条之间有改动：由现有内容算出的根，与签过名的检查点“前 9 条”不一致。"


def test_an_altered_leaf_row_alone_is_told_from_an_altered_entry(sealed, hand):
    hand("UPDATE journal_leaf SET mark = hash WHERE number = 3")

    wrong, *others = verify(only_entries=True).wrongs
    assert (wrong.fault, wrong.number, others) == (Fault.LEAF, 3, [])
    assert wrong.said == f"第 4 条（日志编号 {sealed.entries[3].pk}）的封存记录被改动，条目本身没有变。"

    hand("UPDATE journal_leaf SET hash = mark WHERE number = 8")
    assert faults(only_entries=True) == [(Fault.LEAF, 3, sealed.entries[3].pk), (Fault.LEAF, 8, sealed.entries[8].pk)]


def test_two_leaf_rows_that_change_places_are_both_named(sealed, hand):
    first, second = sealed.entries[1].pk, sealed.entries[2].pk
    for old, new in ((first, -1), (second, first), (-1, second)):
        hand("UPDATE journal_leaf SET entry_id = %s WHERE entry_id = %s", new, old)

    assert faults(only_entries=True) == [(Fault.LEAF, 1, second), (Fault.LEAF, 2, first)]


def test_an_entry_taken_out_with_its_leaf_row_is_named_also_when_the_rest_moves_up(sealed, hand):
    delete_entry(hand, sealed.entries[4])
    hand("DELETE FROM journal_leaf WHERE number = 4")
    assert faults(only_entries=True) == [(Fault.LEAF, 4, None)]

    for number in range(5, 12):
        hand("UPDATE journal_leaf SET number = %s WHERE number = %s", number - 1, number)
    found = faults(only_entries=True)
    assert (found[0], found[-1]) == ((Fault.ALTERED, 4, sealed.entries[5].pk), (Fault.LEAF, 11, None))


def test_a_leaf_row_put_in_behind_the_last_checkpoint_is_named(sealed, hand):
    hand("INSERT INTO journal_leaf (number, entry_id, hash, mark) SELECT 12, -5, hash, mark FROM journal_leaf WHERE number = 1")

    assert faults(only_entries=True) == [(Fault.LEAF, 12, -5)]


def test_a_checkpoint_altered_or_signed_by_another_key_is_named(sealed, hand):
    hand("UPDATE journal_checkpoint SET root = %s WHERE size = 9", "0" * 64)
    assert faults(only_entries=True) == [(Fault.SIGNATURE, 8, None)]

    path = path_of_key()
    kept = path.rename(path.with_suffix(".kept"))
    act(sealed.city)
    forged = seal_now()  # a key of his own
    path.unlink()
    kept.rename(path)

    wrongs = verify(only_entries=True).wrongs
    assert [(each.fault, each.number) for each in wrongs] == [(Fault.SIGNATURE, 8), (Fault.LEAF, 12), (Fault.SIGNATURE, 12)]
    assert wrongs[-1].said == f"检查点“前 13 条”（{forged.at_text}）是用另一把密钥签的，不是本系统签的。"


def test_leaves_without_any_checkpoint_are_named(sealed, hand):
    hand("DELETE FROM journal_checkpoint")

    assert faults(only_entries=True) == [(Fault.LEAF, 0, sealed.entries[0].pk)]


def test_a_row_edited_by_hand_is_named_with_its_last_entry(sealed, hand):
    hand("UPDATE people_unit SET name = '假局' WHERE id = %s", sealed.units[2].pk)

    wrong, *others = verify().wrongs
    assert (wrong.fault, wrong.kind, wrong.object_id, wrong.entry) == (
        Fault.ROW,
        "people.unit",
        str(sealed.units[2].pk),
        sealed.entries[7].pk,
    )
    assert "单位“乙”" in wrong.said and "第 2 次修改" in wrong.said
    assert others == []


def test_a_row_put_back_to_an_earlier_state_is_named(sealed, hand, monkeypatch):
    unit = sealed.units[1]
    unit.order = 9
    unit.save()
    act(unit)
    monkeypatch.setattr("fazhi.journal.rows.MEANWHILE", timedelta(0))  # entries of one test are all of one moment
    assert verify().wrongs == []

    hand('UPDATE people_unit SET "order" = 0 WHERE id = %s', unit.pk)

    assert [(each.fault, each.object_id) for each in verify().wrongs] == [(Fault.ROW, str(unit.pk))]


def test_a_row_deleted_by_hand_is_named_and_one_removed_by_an_act_is_not(sealed, hand):
    lone, other = (Unit.objects.create(name=f"{name}局", short_name=name, kind=UnitKind.GOVERNMENT, parent=sealed.city) for name in "己庚")
    made = [write(Verb.CREATED, each, "新增了单位", by=BY) for each in (lone, other)]
    write(Verb.REMOVED, other, "删除了单位", by=BY)
    kept = lone.pk
    other.delete()
    assert verify().wrongs == []

    hand("DELETE FROM people_unit WHERE id = %s", kept)

    assert [(each.fault, each.object_id, each.entry) for each in verify().wrongs] == [(Fault.ROW_MISSING, str(kept), made[0].pk)]


def test_a_row_that_comes_back_after_its_removal_is_named(sealed, hand):
    other = Unit.objects.create(name="己局", short_name="己", kind=UnitKind.GOVERNMENT, parent=sealed.city)
    number = other.pk
    Unit.objects.filter(pk=number).delete()
    write(Verb.REMOVED, other, "删除了单位", by=SYSTEM)
    assert verify().wrongs == []

    other.save(force_insert=True)

    assert [(each.fault, each.object_id) for each in verify().wrongs] == [(Fault.ROW_INSERTED, str(number))]


def test_missing_triggers_are_named(sealed):
    triggers.remove(connection, ("no_update",))

    assert [each.fault for each in verify(only_entries=True).wrongs] == [Fault.TRIGGER] * len(triggers.TABLES)


def test_an_anchor_of_earlier_or_now_agrees(sealed):
    for checkpoint in sealed.checkpoints:
        report = verify(anchor=checkpoint_json(checkpoint), only_entries=True)
        assert (report.wrongs, len(report.notes)) == ([], 1)


def test_a_tail_that_was_cut_off_is_found_with_an_anchor_alone(sealed, hand):
    anchor = checkpoint_json(sealed.checkpoints[2])
    for entry in sealed.entries[9:]:
        delete_entry(hand, entry)
    hand("DELETE FROM journal_leaf WHERE number >= 9")
    hand("DELETE FROM journal_checkpoint WHERE size > 9")

    assert faults(only_entries=True) == []
    assert faults(only_entries=True, anchor=anchor) == [(Fault.OLDER, 9, None)]

    for _ in range(4):  # and life goes on
        act(sealed.units[1])
        seal_now()
    assert faults(only_entries=True) == []
    assert faults(only_entries=True, anchor=anchor) == [(Fault.FORKED, 11, None)]


def test_an_anchor_that_is_none_is_refused(sealed):
    good = checkpoint_json(sealed.checkpoints[0])
    for bad in (b"", b"[]", b"{}", good.replace(b'"size":5', b'"size":6'), good.replace(b"fazhi-checkpoint/1", b"other"), good[:-20]):
        with pytest.raises(CannotVerify, match="留存的检查点"):
            verify(anchor=bad)


def test_verifying_since_a_checkpoint_looks_only_at_what_came_later(sealed, hand):
    hand("UPDATE journal_entry SET said = '别的' WHERE id = %s", sealed.entries[11].pk)
    report = verify(since=9, only_entries=True)
    assert [(each.fault, each.number) for each in report.wrongs] == [(Fault.ALTERED, 11)]
    with pytest.raises(CannotVerify, match="没有条数为 4 而签名正确的检查点"):
        verify(since=4)


def test_many_blocks_and_their_nodes_are_checked(sealed, hand):
    for _ in range(300):
        act(sealed.city)
    seal_now()
    for _ in range(300):
        act(sealed.city)
    seal_now()
    assert Leaf.objects.count() == 612
    assert faults(only_entries=True) == []
    assert faults(only_entries=True, since=Checkpoint.objects.get(size=312).size) == []

    hand("UPDATE journal_node SET hash = %s WHERE place = %s", b"0" * 32, (8 << 48) + 1)

    wrong, *others = verify(only_entries=True).wrongs
    assert (wrong.fault, wrong.said, others) == (Fault.TREE, "封存树中第 257 至 512 条的合计值不对，被改动或者缺失。", [])
