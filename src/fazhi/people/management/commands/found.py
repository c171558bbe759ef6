"""fazhi found: the first unit and the three admins of a new installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fazhi.people.actor import Refused
from fazhi.people.founding import found
from fazhi.people.models import ADMINS, Role


class Command(BaseCommand):
    """Once for each installation; afterwards the admins add units and accounts on their pages."""

    help = "初始化一个空的系统：建立本市，任命系统、安全、审计三名管理员，打印各自的首次密码"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="本市全称，如 金昌市")
        parser.add_argument("--short", default="市", help="方案里单位名称前用的简称，默认“市”")
        for role in ADMINS:
            parser.add_argument(f"--{role.value}", required=True, metavar="账号：姓名", help=f"{role.label}，如 zhang：张某")

    def handle(self, *args: Any, **options: Any) -> None:
        admins: dict[Role, tuple[str, str]] = {}
        for role in ADMINS:
            account, _, person = options[role.value.replace("-", "_")].replace("\uff1a", ":").partition(":")
            admins[role] = (account.strip(), person.strip())
        try:
            made = found(options["name"], options["short"], admins, timezone.localdate())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for role, (user, password) in made.items():
            self.stdout.write(f"{role.label}  {user.name}  账号 {user.username}  首次密码 {password}（登录后须修改）")
