"""What the start-up checks find: a front-end file that was not fetched, and a line of the menu that leads nowhere."""

import shutil
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from fazhi.people.models import Role
from fazhi.web.frame import checks
from fazhi.web.frame.menu import MENU, Line

MEND = "重新安装：.venv/bin/pip install --no-deps -e .（会按 package-lock.json 取回）"


def complaints():
    return [(each.id, each.msg, each.hint) for each in run_checks() if (each.id or "").startswith("web.")]


@pytest.fixture
def package(settings, tmp_path):
    """A package folder that has every front-end file the checks know, and nothing else."""
    icons = [f"@tabler/icons/icons/outline/{line.icon}.svg" for line in MENU]
    for name in (*checks.VENDOR, *icons):
        path = tmp_path / "static/vendor" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    settings.PACKAGE = tmp_path
    return tmp_path


def test_installation_as_it_is_has_nothing_to_mend():
    assert complaints() == []


def test_missing_front_end_files_are_named_with_their_mend(package):
    assert complaints() == []
    (package / "static/vendor/tus-js-client/dist/tus.min.js").unlink()

    assert complaints() == [("web.E001", "缺少前端文件 tus-js-client/dist/tus.min.js", MEND)]
    shutil.rmtree(package / "static/vendor/@tabler/core")
    assert [said for _, said, _ in complaints()] == [f"缺少前端文件 {name}" for name in checks.VENDOR]


def test_line_of_the_menu_without_address_or_icon_is_named(package, monkeypatch):
    nowhere = Line("去哪里", "home", "nowhere", tuple(Role))
    bare = Line("没有图标", "unicorn", "today", tuple(Role))
    monkeypatch.setattr(checks, "MENU", (*MENU, nowhere, bare))

    assert complaints() == [
        ("web.E002", "菜单“去哪里”指向不存在的地址 nowhere", None),
        ("web.W001", "菜单“没有图标”的图标 unicorn 没有列在 assets.toml", None),
    ]


def test_start_stops_at_a_missing_file(package):
    shutil.rmtree(package / "static/vendor/@tabler/core")

    with pytest.raises(SystemCheckError) as stopped:
        call_command("check", stdout=StringIO(), stderr=StringIO())

    lines = [line.strip() for line in str(stopped.value).splitlines() if "web.E001" in line or "HINT" in line]
    assert lines == [f"{package / 'static/vendor'}: (web.E001) 缺少前端文件 {checks.VENDOR[0]}", f"HINT: {MEND}"]
