"""fazhi serve: the web server and one worker beside it."""

import signal
import subprocess
import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from granian import Granian
from granian.constants import Interfaces


class Command(BaseCommand):
    """Serve until told to stop; the worker ends with the server."""

    help = "启动网页服务和后台任务"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只本机")
        parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
        parser.add_argument("--workers", type=int, default=1, help="网页进程数，默认 1")
        parser.add_argument("--no-worker", action="store_true", help="不启动后台任务")
        parser.add_argument("--no-setup", action="store_true", help="不先执行 setup")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["no_setup"]:
            call_command("setup", stdout=self.stdout)
        worker = None if options["no_worker"] else subprocess.Popen([sys.executable, "-m", "fazhi", "worker"])
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self.stdout.write(f"网址：http://{options['host']}:{options['port']}/  （按 Ctrl+C 停止）")
            self.stdout.flush()
            serve(options["host"], options["port"], options["workers"])
        finally:
            if worker:
                worker.terminate()
                worker.wait(timeout=20)


def serve(host: str, port: int, workers: int) -> None:
    Granian(
        "fazhi.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_enabled=False,
    ).serve()
