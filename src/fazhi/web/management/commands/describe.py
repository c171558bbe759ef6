"""fazhi describe: docs/domains/ written out of the declarations, or compared with what stands there."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fazhi.plan import catalogue
from fazhi.records.describing import pages
from fazhi.web.pages.registers.overview import DOMAINS

EDITION = "2025-own"  # the edition whose indicators the coverage lists


class Command(BaseCommand):
    """Write the pages or compare them; exit codes: 0 written or current, 1 not current or no place for them."""

    help = "从台账的声明生成 docs/domains/ 的说明。退出码：0 已生成或与代码一致；1 不一致，或不在源代码目录中"
    requires_system_checks: list[str] = []  # they would load every page

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只比较，不写文件；不一致时退出码为1")
        parser.add_argument("--into", metavar="文件夹", help="写到或比较的文件夹，默认为源代码的 docs/domains")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["into"]) if options["into"] else settings.PACKAGE.parent.parent / "docs/domains"
        if not folder.parent.is_dir():
            raise CommandError(f"没有文件夹 {folder.parent}。请在源代码目录中运行，或用 --into 指明文件夹。")
        told = pages(DOMAINS, catalogue.load(catalogue.shipped()[EDITION]).indicators)
        there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
        changed = [name for name in told if there.get(name) != told[name]]
        gone = [name for name in there if name not in told]
        if options["check"]:
            if changed or gone:
                raise CommandError(f"与代码不一致：{'、'.join(changed + gone)}。请运行 fazhi describe 重新生成。")
            self.stdout.write(f"{len(told)}个文件与代码一致。")
            return
        folder.mkdir(exist_ok=True)
        for name in changed:
            (folder / name).write_text(told[name], encoding="utf-8")
        for name in gone:
            (folder / name).unlink()
        self.stdout.write(f"写了{len(changed)}个文件，删了{len(gone)}个，其余{len(told) - len(changed)}个没有变化：{folder}")
