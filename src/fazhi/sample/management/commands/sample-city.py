"""fazhi sample-city: a made-up city to try everything on."""  # Django names a command after its file

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fazhi.kit.dates import DateRefused, chinese_date, parse_date
from fazhi.people.actor import Refused
from fazhi.sample.city import PASSWORD, SEED, SIZES, made, make


class Command(BaseCommand):
    """Only for an empty database. Exit code 1 where it is not empty or the date cannot be read."""

    help = "生成示例市：虚构的单位、人员、方案、材料和审核，处处标明“示例”；只能在空的数据库里执行"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--size", choices=tuple(SIZES), default="demo", help="规模：demo 演示（默认），city 一百个单位、两万份佐证，test 最小"
        )
        parser.add_argument("--on", metavar="日期", help="以这一天为“今天”安排阶段和期限，如 2025-08-20，默认当天")
        parser.add_argument("--seed", type=int, default=SEED, metavar="数", help=f"随机种子，相同的种子生成相同的内容，默认 {SEED}")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = monotonic()
        try:
            on = parse_date(options["on"]) if options["on"] else timezone.localdate()
            make(SIZES[options["size"]], on, options["seed"], self.stdout.write)
        except (Refused, DateRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"示例市已生成，以{chinese_date(on)}为“今天”，用时 {monotonic() - begun:.0f} 秒。")
        for line in made():
            self.stdout.write(f"  {line}")
        self.stdout.write(f"  所有账号的密码都是 {PASSWORD}")
