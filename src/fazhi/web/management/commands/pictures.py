"""fazhi pictures: a picture of every page at two widths, and what a browser finds wrong while it looks."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import NoReverseMatch

from fazhi.people.models import User
from fazhi.web.management.probes import CHROMIUM
from fazhi.web.management.shots import FORCE, SHOTS, Shot, address_of, cookie_of, uncovered
from fazhi.web.management.sitters import NothingToShow

try:
    from playwright import sync_api
except ImportError:  # a development dependency; the command says how to get it
    sync_api = None  # type: ignore[assignment]

SIZES = ((1440, 900), (390, 844))
PHONE = 390
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SETTLED = 150  # milliseconds after loading, for what a script still moves
NO_PLAYWRIGHT = (
    "没有安装 playwright，不能拍照。它是开发用的依赖，执行一次 python3 run.py check 会装上；再装浏览器：apt install chromium fonts-noto-cjk"
)
NO_CHROMIUM = "没有找到 Chromium，不能拍照。安装方法：apt install chromium fonts-noto-cjk"
NO_CITY = (
    "这个数据文件夹里没有示例市。请先执行 fazhi setup 和 fazhi sample-city --size demo，或用环境变量 FAZHI_HOME 指向有示例市的文件夹。"
)


class Command(BaseCommand):
    """Exit code 1 where something was found: an error, a request to somewhere else, a page wider than the phone."""

    help = "给每个页面拍照（1440 与 390 两种宽度），并报告脚本错误、外部请求和手机上超宽的页面"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", default="pictures", help="放照片的文件夹，默认 pictures")
        parser.add_argument("--only", action="append", metavar="名称", help="只拍名称以此开头的页面，可重复")
        parser.add_argument("--base-url", metavar="网址", help="用已在运行的服务（须是同一个数据文件夹），默认自行启动一个")

    def handle(self, *args: Any, **options: Any) -> None:
        if sync_api is None:
            raise CommandError(NO_PLAYWRIGHT)
        program = next(filter(None, map(shutil.which, CHROMIUM)), None)
        if program is None:
            raise CommandError(NO_CHROMIUM)
        if not options["base_url"]:
            call_command("setup", stdout=self.stdout)
        if not User.objects.filter(username=FORCE).exists():
            raise CommandError(NO_CITY)
        folder = Path(options["folder"])
        folder.mkdir(parents=True, exist_ok=True)
        wanted = [shot for shot in SHOTS if not options["only"] or shot.name.startswith(tuple(options["only"]))]
        plan, findings = planned(wanted)
        with served(options["base_url"]) as site, sync_api.sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            for shot, address, cookie in plan:
                for size in SIZES:
                    findings += taken(browser, site, shot, address, cookie, size, folder)
            browser.close()
        findings += [] if options["only"] else [f"{name}：这个页面没有列入拍照" for name in uncovered()]
        self.report(folder, len(plan) * len(SIZES), findings)

    def report(self, folder: Path, count: int, findings: list[str]) -> None:
        self.stdout.write(f"已拍 {count} 张，在 {folder.resolve()}")
        for each in findings:
            self.stdout.write(f"  {each}")
        self.stdout.write(f"发现 {len(findings)} 处问题。" if findings else "没有发现问题。")
        if findings:
            raise SystemExit(1)


def planned(shots: list[Shot]) -> tuple[list[tuple[Shot, str, str]], list[str]]:
    """Shots with their addresses and sessions, read before the browser starts; and those that cannot be taken, with the reason."""
    plan, missing, cookies = [], [], {"": ""}
    for shot in shots:
        try:
            if shot.account not in cookies:
                cookies[shot.account] = cookie_of(shot.account)
            plan.append((shot, address_of(shot), cookies[shot.account]))
        except NothingToShow as lack:
            missing.append(f"{shot.name}：拍不到，{lack}")
        except User.DoesNotExist:
            missing.append(f"{shot.name}：拍不到，没有账号 {shot.account}")
        except NoReverseMatch:
            missing.append(f"{shot.name}：没有这个网址（{shot.url_name}）")
    return plan, missing


def taken(browser: Any, site: str, shot: Shot, address: str, cookie: str, size: tuple[int, int], folder: Path) -> list[str]:
    """One picture of the whole page, in a profile of its own; returns what was found wrong."""
    width, height = size
    name, found = f"{shot.name}-{width}", []
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai")
    if cookie:
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    expected = f"status of {shot.status}"  # the browser logs a page of 404 as an error, also where it is the page meant
    context.on("console", lambda said: found.extend([f"{name}：{said.text}"] if said.type == "error" and expected not in said.text else []))
    context.on("weberror", lambda error: found.append(f"{name}：脚本出错 {error.error}"))
    ours = (site, "data:", "blob:")
    context.on("request", lambda asked: found.extend([] if asked.url.startswith(ours) else [f"{name}：请求了外部地址 {asked.url}"]))
    page = context.new_page()
    try:
        answer = page.goto(f"{site}{address}", wait_until="load")
        for each in shot.opens:
            page.locator(each).first.click()
    except sync_api.Error as error:
        context.close()
        return [*found, f"{name}：拍不了 {address}，{error.message.splitlines()[0]}"]
    if answer.status != shot.status:
        found.append(f"{name}：应答 {answer.status}，应为 {shot.status}（{address}）")
    page.wait_for_timeout(SETTLED)
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if width == PHONE and wide > shown:
        found.append(f"{name}：页面宽 {wide}，超出屏幕 {shown}")
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    context.close()
    return found


@contextmanager
def served(base_url: str | None) -> Iterator[str]:
    """The address of the server given, or of one of our own that ends with us."""
    if base_url:
        yield base_url.rstrip("/")
        return
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "fazhi", "serve", "--no-worker", "--no-setup", "--port", str(port)]
    quiet = {**os.environ, "FAZHI_LOG": "ERROR"}  # a refused page is looked at here on purpose
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=quiet)
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise CommandError("网页服务没有起来，原因见上面的输出。")
