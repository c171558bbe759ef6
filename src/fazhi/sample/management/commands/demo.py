"""fazhi demo: the sample city, the server, and who can sign in."""

import socket
import threading
import webbrowser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fazhi.people.models import User
from fazhi.sample.city import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    """Make the sample city where there is none yet, and serve it."""

    help = "建示例市并打开系统"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
        parser.add_argument("--no-browser", action="store_true", help="不打开浏览器")
        parser.add_argument("--on", help="示例市以这一天为“今天”前后安排阶段，默认当天")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise CommandError(f"端口 {port} 已被占用。请换一个：python3 run.py demo --port {port + 1}")
        call_command("setup", stdout=self.stdout)
        if not User.objects.exists():
            self.stdout.write("正在生成示例市……")
            call_command("sample-city", size="demo", on=options["on"], stdout=self.stdout)
        address = f"http://127.0.0.1:{port}/"
        self.stdout.write(f"\n示例市已就绪：{address}\n\n  {'账号':<18}身份")
        for username, says in ACCOUNTS:
            self.stdout.write(f"  {username:<20}{says}")
        self.stdout.write(f"\n  密码都是 {PASSWORD}\n")
        if not options["no_browser"]:
            threading.Timer(2.5, webbrowser.open, [address]).start()
        call_command("serve", port=port, no_setup=True, stdout=self.stdout)
