"""fazhi plan read: what it prints and how it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from fazhi.plan.reader import read
from web.plancity import TEXT


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "方案.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_plan_read_prints_the_reading_as_json(file, capsys):
    call_command("plan", "read", str(file), "--json")

    assert json.loads(capsys.readouterr().out) == read(TEXT).as_dict()


def test_plan_read_prints_a_summary_for_people(file, capsys):
    call_command("plan", "read", str(file))

    lines = capsys.readouterr().out.splitlines()
    assert "实际读出：2 章节、3 项任务、牵头 4、责任 3、目标 2、阶段 2、未识别 0" in lines
    at = lines.index("1. 优化公共服务")
    assert lines[at - 1 : at + 4] == [
        "【政府职能依法全面履行】",
        "1. 优化公共服务",
        "   牵头：市司法局、市教育局",
        "   责任：市直各有关单位",
        "   目标：政务服务事项网上可办率 不少于 90%",
    ]
    assert lines[-2:] == ["  1. 部署启动：2025年6月1日至2025年6月20日", "  2. 评估验收：2025年11月1日至创建活动结束"]


@pytest.mark.parametrize(
    ("content", "code", "why"),
    [(b"hello", 2, "没有读出创建方案"), (b"", 2, "没有读出创建方案"), (None, 3, "找不到文件")],
)
def test_plan_read_ends_with_a_code_and_a_reason(tmp_path, capsys, content, code, why):
    path = tmp_path / "a.txt"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SystemExit) as end:
        call_command("plan", "read", str(path), "--json")

    said = capsys.readouterr()
    assert (end.value.code, said.out, said.err.startswith(why)) == (code, "", True)


def test_plan_read_works_as_a_program(file, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "fazhi", "plan", "read", str(file), "--json"],
        capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, env=environment(tmp_path),
    )  # fmt: skip

    assert (done.returncode, done.stderr, len(json.loads(done.stdout)["tasks"])) == (0, "", 3)


def environment(home):
    return {**os.environ, "FAZHI_HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
