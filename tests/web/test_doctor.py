"""fazhi doctor: what it finds, what it says is lost, and when it fails."""

import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command

from fazhi.records.holidays import seed
from fazhi.web.management import probes
from fazhi.web.management.commands.doctor import lines_about, lines_of, padded
from fazhi.web.management.probes import Part

HERE = Part("数据库", True, True, "SQLite：已连上", "系统不能启动", "执行 fazhi setup")
GONE = Part("ClamAV 查毒", False, False, "没有安装", "不查病毒", "apt install clamav-daemon")


def report():
    out = StringIO()
    try:
        call_command("doctor", json=True, stdout=out)
    except SystemExit as end:
        return json.loads(out.getvalue()), end.code
    return json.loads(out.getvalue()), 0


@pytest.mark.django_db
def test_doctor_fails_where_something_necessary_is_missing_and_not_for_the_rest(settings, tmp_path):
    settings.HOME = tmp_path
    before, code = report()
    missing = [part["name"] for part in before["parts"] if part["needed"] and not part["there"]]
    year = probes.timezone.localdate().year
    assert (missing, before["ok"], code) == ([f"{year}年放假安排"], False, 1)

    seed()
    after, code = report()
    assert (after["ok"], code) == (True, 0)
    assert (f"{year + 1}年放假安排", False) in [(part["name"], part["there"]) for part in after["parts"]]


@pytest.mark.django_db
def test_doctor_names_every_part_with_what_is_lost_and_how_to_get_it():
    found, _ = report()
    year = probes.timezone.localdate().year

    assert [part["name"] for part in found["parts"]] == [
        "数据目录", "磁盘空间", "数据库", *needed_driver(), "页面静态文件", f"{year}年放假安排",
        *optional_driver(), f"{year + 1}年放假安排", "后台任务进程", "S3 对象存储", "LibreOffice", "中文字体", "Chromium",
        "ClamAV 查毒", "文字识别", "国密 SM3",
    ]  # fmt: skip
    assert [part["name"] for part in found["parts"] if not (part["found"] and part["lost"] and part["get"])] == []


def needed_driver():
    return ["PostgreSQL 驱动"] if probes.connection.vendor == "postgresql" else []


def optional_driver():
    return [] if needed_driver() else ["PostgreSQL 驱动"]


@pytest.mark.django_db
def test_doctor_sees_a_folder_that_is_not_there_and_a_full_disk(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path / "gone"
    monkeypatch.setattr(probes, "LEAST_FREE", 1 << 60)
    found, code = report()

    named = {part["name"]: part for part in found["parts"]}
    assert code == 1
    assert (named["数据目录"]["there"], named["数据目录"]["found"]) == (False, f"{tmp_path / 'gone'} 不存在或不能写入")
    assert named["磁盘空间"]["there"] is False


@pytest.mark.django_db
def test_doctor_finds_no_program_where_the_path_is_empty(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    found, _ = report()

    there = {part["name"]: part["there"] for part in found["parts"]}
    assert [there[name] for name in ("LibreOffice", "中文字体", "Chromium")] == [False, False, False]


@pytest.fixture
def peer(settings):
    """`peer(answer)` is a clamd that answers so to the one who asks its version."""

    @contextmanager
    def speaking(answer):
        with socket.create_server(("127.0.0.1", 0)) as server:
            settings.FAZHI_CLAMD = f"tcp://127.0.0.1:{server.getsockname()[1]}"

            def serve():
                line, _ = server.accept()
                with line:
                    line.recv(16)
                    line.sendall(answer)

            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            yield
        thread.join(5)

    return speaking


def clamav():
    return next(part for part in probes.parts() if part.name == "ClamAV 查毒")


@pytest.mark.django_db
def test_doctor_tells_the_scanners_version_and_the_day_of_its_signatures(peer, settings):
    with peer(b"ClamAV 1.4.6/27812/Sat Nov 21 07:26:42 2026\0"):
        part = clamav()
        assert (part.there, part.found) == (True, f"ClamAV 1.4.6，{settings.FAZHI_CLAMD}，病毒库 27812（2026-11-21）")
    with peer(b"ClamAV 1.4.6\0"):
        assert clamav().found == f"ClamAV 1.4.6，{settings.FAZHI_CLAMD}，病毒库没有版本（自备的特征文件）"


@pytest.mark.django_db
def test_doctor_tells_a_scanner_that_does_not_answer_and_what_that_stops(settings, tmp_path):
    settings.FAZHI_CLAMD, settings.FAZHI_CLAMD_REQUIRED = f"unix:{tmp_path}/none", True
    silent = clamav()
    settings.FAZHI_CLAMD = "off"

    assert (silent.there, silent.found) == (False, f"unix:{tmp_path}/none 没有应答")
    assert silent.lost == "收到的文件只查类型、宏和压缩炸弹，不查病毒；已要求必须查毒，现在不能接收文件"
    assert (clamav().found, clamav().lost) == ("已用 FAZHI_CLAMD=off 关闭", "收到的文件只查类型、宏和压缩炸弹，不查病毒")


def test_lines_say_what_is_lost_only_for_what_is_missing():
    assert lines_about(HERE) == ["  有  数据库            SQLite：已连上"]
    assert [line.strip() for line in lines_about(GONE)] == [
        "缺  ClamAV 查毒       没有安装",
        "少了它：不查病毒",
        "怎么补：apt install clamav-daemon",
    ]
    assert lines_of([HERE, GONE])[-1] == "必需的都齐了。可选的缺 1 项，其余功能照常使用。"


def test_names_are_padded_by_the_cells_they_take():
    assert [len(padded(name).encode("gbk")) for name in ("数据库", "Chromium", "PostgreSQL 驱动")] == [18, 18, 18]


def asked(env, *words):
    done = subprocess.run(
        [sys.executable, "-m", "fazhi", "doctor", *words], env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    return done.stdout, done.returncode


def test_doctor_speaks_before_there_is_anything(tmp_path):
    out, code = asked({"FAZHI_HOME": str(tmp_path), "FAZHI_DATABASE": ""})

    assert code == 1
    assert out.splitlines()[0] == "必需"
    assert f"SQLite：还没有建库（{tmp_path / 'fazhi.sqlite3'}）" in out
    assert out.splitlines()[-1].startswith(f"必需的缺 2 项：数据库、{probes.timezone.localdate().year}年放假安排。")


def test_doctor_names_a_database_that_does_not_answer(tmp_path):
    out, code = asked({"FAZHI_HOME": str(tmp_path), "FAZHI_DATABASE": "postgres://fazhi:word@127.0.0.1:9/none"}, "--json")

    database = next(part for part in json.loads(out)["parts"] if part["name"] == "数据库")
    assert (code, database["there"]) == (1, False)
    assert database["found"].startswith("PostgreSQL：连不上（")
    assert "word" not in database["found"]
