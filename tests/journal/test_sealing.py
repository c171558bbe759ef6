"""Sealing: nothing is missed, nothing twice, whoever else seals and whenever the sealer is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from fazhi.journal import jobs, sealing
from fazhi.journal.anchors import LATEST, lay_down, standing
from fazhi.journal.merkle import root
from fazhi.journal.models import Anchored, Checkpoint, Entry, Leaf, Verb
from fazhi.journal.proof import proof_of
from fazhi.journal.proving import checkpoint_json, consistency, latest, leaf_of, proofs, seal_now
from fazhi.journal.signing import KeyUnreadable, held_key, is_signed, path_of_key
from fazhi.journal.verify import verify

pytestmark = pytest.mark.postgres

SEALER = """
import django
django.setup()
from fazhi.journal import sealing
sealing.BATCH = 20
print("ready", flush=True)
sealing.seal_now()
"""


def entries(count):
    what = {"verb": Verb.CHANGED, "kind": "people.unit", "object_id": "1", "object_name": "市", "actor_name": "李某"}
    made = Entry.objects.bulk_create(Entry(at=timezone.now(), said=f"第 {n} 次", **what) for n in range(count))
    return [each.pk for each in made]


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def faults():
    return [each.said for each in verify(only_entries=True).wrongs if each.fault != "trigger"]


@pytest.mark.django_db
def test_checkpoints_are_signed_over_the_root_of_all_leaves(home):
    first, second = entries(3), []
    one = seal_now()
    second = entries(300)
    two = seal_now()

    lines = [line for _, line in leaf_of([*first, *second])]
    assert (one.size, one.root) == (3, root(lines[:3]).hex())
    assert (two.size, two.root) == (303, root(lines).hex())
    said = f"fazhi-checkpoint/1\n{two.origin}\n303\n{two.root}\n{two.at_text}\n".encode()
    assert is_signed("Ed25519", held_key().public, said, two.signature)
    assert not is_signed("Ed25519", held_key().public, said + b" ", two.signature)
    assert not is_signed("Ed448", held_key().public, said, two.signature)
    assert seal_now() == two == latest()
    assert Checkpoint.objects.count() == 2


@pytest.mark.django_db
def test_an_empty_journal_has_a_checkpoint_of_nothing(home):
    held = seal_now()

    assert (held.size, held.root) == (0, root([]).hex())
    assert seal_now() == held
    entries(1)
    assert seal_now().size == 1


@pytest.mark.django_db
def test_the_checkpoint_file_has_the_shape_others_check(home):
    entries(2)
    held = seal_now()

    said = json.loads(checkpoint_json(held))
    assert list(said) == ["algorithm", "at", "format", "origin", "public_key", "root", "signature", "size"]
    assert said == {
        "format": "fazhi-checkpoint/1",
        "origin": f"fazhi-{held_key().public[:8]}",
        "size": 2,
        "root": held.root,
        "at": held.at_text,
        "algorithm": "Ed25519",
        "public_key": held_key().public,
        "signature": held.signature,
    }
    assert held.at_text.endswith("+00:00") and "." not in held.at_text


@pytest.mark.django_db
def test_proofs_are_given_in_the_order_asked_for(home):
    made = entries(700)
    held = seal_now()
    late = entries(1)

    found = list(proofs([made[5], late[0], made[2], made[699]], held))

    assert [(entry, number) for entry, number, _ in found] == [(made[5], 5), (made[2], 2), (made[699], 699)]
    assert all(proof_of(entry).holds for entry, *_ in found)
    assert proof_of(late[0]) is None
    assert consistency(700, held) == []


@pytest.mark.django_db
def test_the_key_is_made_once_and_readable_by_its_owner_only(home):
    key = held_key()

    assert path_of_key().stat().st_mode & 0o777 == 0o600
    assert held_key() == key
    path_of_key().write_text("nothing")
    with pytest.raises(KeyUnreadable, match="读不出来"):
        held_key()


@pytest.mark.django_db
def test_anchors_are_files_of_the_latest_and_of_each_day(home, settings, tmp_path):
    settings.FAZHI_ANCHOR_FOLDER = str(tmp_path / "外")
    entries(2)
    held = seal_now()

    refused = lay_down(held)
    assert refused.done == [] and refused.refused[0].startswith(f"检查点没有写到留存文件夹 {tmp_path / '外'}：")
    assert "已封存 2 条" in jobs.seal.call() and standing() != []

    (tmp_path / "外").mkdir()
    assert lay_down(held).done == [f"已留存到 {tmp_path / '外'}"]
    day = timezone.localtime(held.at).date()
    files = {path.name: path.read_bytes() for path in (tmp_path / "外").iterdir()}
    assert files == {LATEST: checkpoint_json(held), f"fazhi-检查点-{day}.json": checkpoint_json(held)}
    assert lay_down(held).done == [] and Anchored.objects.count() == 1 and standing() == []


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_do_no_harm(process_env, home):
    made = entries(600)
    held_key()
    sealers = [subprocess.Popen([sys.executable, "-c", SEALER], env=process_env, stdout=subprocess.PIPE) for _ in range(2)]

    assert [(each.wait(120), each.stdout.read()) for each in sealers] == [(0, b"ready\n")] * 2
    assert list(Leaf.objects.order_by("number").values_list("number", flat=True)) == list(range(600))
    assert set(Leaf.objects.values_list("entry_id", flat=True)) == set(made)
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_sealer_killed_again_and_again_leaves_whole_batches(process_env, home):
    made, kills, stops = entries(2000), 0, set()
    held_key()
    for wait in (0.0, 0.01, 0.03, 0.002, 0.02, 0.005):
        sealer = subprocess.Popen([sys.executable, "-c", SEALER], env=process_env, stdout=subprocess.PIPE)
        assert sealer.stdout.readline() == b"ready\n"
        before, end = Leaf.objects.count(), time.monotonic() + 60
        while sealer.poll() is None and Leaf.objects.count() == before and time.monotonic() < end:
            pass
        time.sleep(wait)
        if sealer.poll() is None:
            os.kill(sealer.pid, signal.SIGKILL)
            kills += 1
        sealer.wait(60)
        last = latest()
        assert Leaf.objects.count() == (last.size if last else 0)
        stops.add(last.size if last else 0)
        assert faults() == []

    assert kills >= 1 and any(0 < stop < 2000 for stop in stops)
    assert seal_now().size == len(made) == Leaf.objects.count()
    assert faults() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_an_entry_committed_after_a_higher_number_was_sealed_comes_in_the_next_batch(home):
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(
                "INSERT INTO journal_entry (at, verb, kind, object_id, object_name, digest, actor_name, actor_unit, address, said, changes,"
                " rows, rows_root) VALUES (now(), 'changed', 'people.unit', '1', '市', '', '李某', '', '', '慢', '{}', 1, '') RETURNING id"
            )
            slow = cursor.fetchone()[0]
        (quick,) = entries(1)
        assert slow < quick
        assert seal_now().size == 1
        other.commit()
    finally:
        other.close()

    assert seal_now().size == 2
    assert list(Leaf.objects.order_by("number").values_list("entry_id", flat=True)) == [quick, slow]
    assert faults() == []


@pytest.mark.django_db
def test_a_batch_another_sealer_has_sealed_meanwhile_is_left_out(home, monkeypatch):
    made = entries(6)
    monkeypatch.setattr(sealing, "BATCH", 4)
    found = sealing._hashed(made[:4])
    with transaction.atomic():
        seal_now()

    assert sealing._seal_batch(found, held_key()).size == 6
    assert Leaf.objects.count() == 6


@pytest.mark.django_db
def test_the_day_before_is_the_floor_of_what_is_looked_through(home, monkeypatch):
    entries(5)
    monkeypatch.setattr(timezone, "now", lambda at=timezone.now() - timedelta(days=2): at)
    seal_now()
    monkeypatch.undo()

    last = Leaf.objects.order_by("-number").first().entry_id
    assert sealing._floor() == last
