"""fazhi doctor: each part of an installation, whether it is there, what is lost without it, how to get it."""

import json
from dataclasses import asdict
from typing import Any
from unicodedata import east_asian_width

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from fazhi.web.management.probes import Part, parts

COLUMN = 18  # cells of the terminal that a name takes; a Chinese character takes two


class Command(BaseCommand):
    """Say what is there and what is not; exit with 1 only where something necessary is missing."""

    help = "检查各部件：有没有、少了会怎样、怎么装。必需的缺了，退出码为 1；只缺可选的为 0"
    requires_system_checks: list[str] = []  # a check that fails is just what one calls the doctor for

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        found = parts()
        missing = [part for part in found if part.needed and not part.there]
        if options["json"]:
            report = {"home": str(settings.HOME), "ok": not missing, "parts": [asdict(part) for part in found]}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(lines_of(found)))
        if missing:
            raise SystemExit(1)


def lines_of(found: list[Part]) -> list[str]:
    """The report as lines: necessary parts, optional parts, and where we stand."""
    lines = []
    for needed, title in ((True, "必需"), (False, "可选")):
        lines.append(title)
        for part in found:
            if part.needed == needed:
                lines += lines_about(part)
        lines.append("")
    must = [part.name for part in found if part.needed and not part.there]
    may = sum(1 for part in found if not part.needed and not part.there)
    stands = f"必需的缺 {len(must)} 项：{'、'.join(must)}。请先补齐。" if must else "必需的都齐了。"
    return [*lines, stands + (f"可选的缺 {may} 项，其余功能照常使用。" if may else "可选的也都有。")]


def lines_about(part: Part) -> list[str]:
    """One line for what is there; for what is not, two more that say what is lost and how to get it."""
    head = f"  {'有' if part.there else '缺'}  {padded(part.name)}{part.found}"
    if part.there:
        return [head]
    return [head, f"  {padded('', COLUMN + 4)}少了它：{part.lost}", f"  {padded('', COLUMN + 4)}怎么补：{part.get}"]


def padded(text: str, cells: int = COLUMN) -> str:
    """`text` filled up to so many cells of the terminal."""
    taken = sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(1, cells - taken)
