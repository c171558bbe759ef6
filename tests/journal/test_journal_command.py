"""fazhi journal: what it prints and how it ends; a restored backup found by the anchor."""

import json
import shutil
import sqlite3
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection


def run(*words):
    """(exit code, standard output, standard error)."""
    out, err = StringIO(), StringIO()
    try:
        call_command("journal", *words, stdout=out, stderr=err)
    except SystemExit as end:
        return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_verify_says_that_all_is_well(sealed):
    code, said, wrong = run("verify")

    assert (code, wrong) == (0, "")
    assert said.splitlines()[0].startswith("日志：核对了 12 条、检查点 3 个，用时 ")
    assert said.splitlines()[1:] == ["业务数据：核对了 6 行。", f"一切正常。封存到第 12 条，根 {sealed.checkpoints[-1].root}"]


def test_verify_names_the_first_fault_and_ends_with_one(sealed, hand):
    hand("UPDATE journal_entry SET said = '别的' WHERE id = %s", sealed.entries[7].pk)
    code, said, _ = run("verify", "--entries-only")

    assert code == 1
    assert said.splitlines()[1] == "发现 1 处问题，第一处："
    assert said.splitlines()[2].startswith(f"  第 8 条（日志编号 {sealed.entries[7].pk}）被改动：现在的内容与封存时的不一致。")
    code, told, _ = run("verify", "--entries-only", "--json")
    wrong = json.loads(told)["wrongs"][0]
    assert (code, wrong["fault"], wrong["number"], wrong["entry"]) == (1, "altered", 7, sealed.entries[7].pk)


def test_what_cannot_be_done_ends_with_two(sealed, tmp_path):
    assert run("verify", "--anchor", str(tmp_path / "none"))[0] == 2
    assert run("verify", "--since", "4")[0] == 2
    assert run("prove", "999999")[0] == 2
    assert run("checkpoint", str(tmp_path / "none" / "file"))[0] == 2


def test_seal_checkpoint_prove_and_digest(sealed, tmp_path):
    entry = sealed.entries[3].pk

    assert run("seal") == (0, f"已封存 12 条，根 {sealed.checkpoints[-1].root}\n", "")
    assert json.loads(run("checkpoint")[1])["size"] == 12
    assert run("checkpoint", str(tmp_path / "c.json"))[0] == 0
    assert run("verify", "--anchor", str(tmp_path / "c.json"))[0] == 0
    proof = json.loads(run("prove", str(entry))[1])
    assert (proof["entry"], proof["index"], json.loads(proof["leaf"])["id"]) == (entry, 3, entry)
    assert run("digest")[1].startswith("本文件生成时，工作日志已封存 12 条，封存于")


def test_before_anything_was_sealed(db):
    assert run("checkpoint")[0] == 2
    assert run("digest") == (0, "本文件生成时，工作日志尚未封存。\n", "")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="copies the file of the database")
@pytest.mark.django_db(transaction=True)
def test_an_older_backup_put_back_is_found_by_the_anchor(process_env, settings, tmp_path):
    from fazhi.journal import triggers
    from journal.hands import act, sealed_town

    settings.HOME = tmp_path
    town = sealed_town()
    connection.close()
    home = tmp_path / "restored"
    (home / "keys").mkdir(parents=True)
    with sqlite3.connect(connection.settings_dict["NAME"]) as live, sqlite3.connect(home / "fazhi.sqlite3") as backup:
        live.backup(backup)
    shutil.copy(tmp_path / "keys" / "journal.key", home / "keys" / "journal.key")
    act(town.city)
    run("seal")
    run("checkpoint", str(tmp_path / "anchor.json"))
    triggers.remove(connection, triggers.EMPTYING)

    command = [sys.executable, "-m", "fazhi", "journal"]
    restored = process_env | {"FAZHI_HOME": str(home)}
    plain = subprocess.run([*command, "verify"], env=restored, capture_output=True, text=True)
    asked = subprocess.run([*command, "verify", "--anchor", str(tmp_path / "anchor.json")], env=restored, capture_output=True, text=True)

    assert (plain.returncode, plain.stderr) == (0, "")
    assert asked.returncode == 1
    assert "已有 13 条，数据库只封存到 12 条：数据库被恢复成了更早的备份，或者末尾被删。" in asked.stdout
