"""fazhi package: the archive lies where it was asked for, and the last line is its digest."""

import io
import zipfile
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command

from fazhi.reports.models import Package, Receipt


def run(*words):
    said = io.StringIO()
    call_command("package", *words, stdout=said)
    return said.getvalue().splitlines()


def test_command_writes_the_package_and_says_its_digest(packed, tmp_path):
    out = tmp_path / "材料包.zip"
    lines = run("--campaign", "2025年度创建", "--out", str(out), "--as-of", "2025-09-10")

    with zipfile.ZipFile(out) as files:
        assert (files.testzip(), lines[-1]) == (None, sha256(files.read("清单.json")).hexdigest())
    assert (Package.objects.get().asked_by, Receipt.objects.count()) == ("命令行", 1)


def test_command_says_what_is_there_and_never_overwrites(packed, tmp_path):
    there = tmp_path / "there.zip"
    there.write_bytes(b"mine")
    for words, why in (
        (("--campaign", "没有的", "--out", str(tmp_path / "x")), f"没有创建活动“没有的”。现有：{packed.campaign.pk} 2025年度创建。"),
        (("--campaign", "2025年度创建", "--out", str(there)), f"文件 {there} 已经存在，没有覆盖。请换一个文件名，或先移走它。"),
        (
            ("--campaign", "2025年度创建", "--profile", "无", "--out", str(tmp_path / "x")),
            "没有打包方案“无”。现有：综合示范创建申报；单项示范项目申报。",
        ),
    ):
        with pytest.raises(CommandError) as refusal:
            run(*words)
        assert str(refusal.value) == why
    assert (there.read_bytes(), Package.objects.count()) == (b"mine", 0)
