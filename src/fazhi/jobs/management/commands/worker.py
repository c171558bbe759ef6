"""The command `worker`: carries background work out until it is told to end."""

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from fazhi.jobs.worker import work


class Command(BaseCommand):
    help = "启动后台任务：提取文字、生成报告、定时工作等。收到停止信号时先做完手上的一项；再收到一次则立即停止，该项重新排队。"
    requires_system_checks = []  # it serves no pages, and starts at once
    suppressed_base_arguments = {
        "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color", "--skip-checks",
    }  # fmt: skip

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="做完已到时间的全部工作就退出，不等新的，不管定时")

    def handle(self, *, once: bool, **options: Any) -> None:
        self.is_ending = False
        for name in ("SIGTERM", "SIGINT"):
            signal.signal(getattr(signal, name), self.end)
        if not once:
            self.stdout.write("后台任务已启动，按 Ctrl+C 停止。")
        try:
            count = work(once=once, is_ending=lambda: self.is_ending)
        except KeyboardInterrupt:
            self.stdout.write("后台任务已立即停止，手上的一项已放回。")
            return
        self.stdout.write(f"后台任务已结束，共执行 {count} 项。")

    def end(self, signum: int, frame: FrameType | None) -> None:
        if self.is_ending:
            raise KeyboardInterrupt
        self.is_ending = True
