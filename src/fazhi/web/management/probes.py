"""What `fazhi doctor` looks at: each part, whether it is there, what is lost without it, how to get it."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Collection
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from fazhi.engine.holidays import calendar
from fazhi.evidence import recognising
from fazhi.evidence.antivirus import address, scanner
from fazhi.jobs.overview import living_workers
from fazhi.kit.files import human_size

LEAST_FREE = 1 << 30  # bytes: room for one large video while it is received, and for the database to grow
VENDOR_FILES = ("@tabler/core/dist/css/tabler.min.css", "tus-js-client/dist/tus.min.js", "@tabler/icons/icons/outline/home.svg")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ASKED = 10  # seconds a program may take to answer


@dataclass(frozen=True)
class Part:
    """One part as found: `found` says what was seen, `lost` what does not work without it, `get` how to have it."""

    name: str
    needed: bool
    there: bool
    found: str
    lost: str
    get: str


def parts() -> list[Part]:
    """Every part, the necessary ones first. Never raises: what cannot be asked is reported as missing."""
    database = _database()
    found = [_home(), _disk(), database, _driver(), _static(), *_holidays(database.there), _worker(database.there)]
    found += [_storage(), _libreoffice(), _fonts(), _chromium(), _clamav(), _reader(), _sm3()]
    return sorted(found, key=lambda part: not part.needed)


def _home() -> Part:
    there = settings.HOME.is_dir() and os.access(settings.HOME, os.W_OK | os.X_OK)
    found = f"{settings.HOME} 可以写入" if there else f"{settings.HOME} 不存在或不能写入"
    get = "fazhi setup 会建好它；目录属于别人时，用 FAZHI_HOME 指到可写的位置"
    return Part("数据目录", True, there, found, "数据库、材料、密钥无处存放", get)


def _disk() -> Part:
    place = settings.HOME
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    found = f"还剩 {human_size(free)}" + ("" if free >= LEAST_FREE else f"，低于 {human_size(LEAST_FREE)}")
    return Part("磁盘空间", True, free >= LEAST_FREE, found, "磁盘写满后，上传和保存都会失败", "清理磁盘，或把 FAZHI_HOME 移到更大的磁盘")


def _database() -> Part:
    if _wants_postgres() and find_spec("psycopg") is None:
        return Part("数据库", True, False, "PostgreSQL：没有驱动", "系统不能启动", "先补齐 PostgreSQL 驱动")
    kind = "PostgreSQL" if _wants_postgres() else "SQLite"
    lost, get = "系统不能启动", "执行 fazhi setup 建库；用 PostgreSQL 时核对 FAZHI_DATABASE 的地址、账号和密码"
    if not _wants_postgres() and connection.connection is None and not Path(connection.settings_dict["NAME"]).exists():
        return Part("数据库", True, False, f"{kind}：还没有建库（{connection.settings_dict['NAME']}）", lost, get)
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return Part("数据库", True, False, f"{kind}：连不上（{first}）", lost, get)
    found = f"{kind}：已连上" + (f"，还有 {waiting} 项结构没有建" if waiting else "，结构是最新的")
    return Part("数据库", True, not waiting, found, lost, get)


def _wants_postgres() -> bool:
    """Asked of the settings: without its driver Django cannot even make the connection object."""
    return "postgresql" in settings.DATABASES["default"]["ENGINE"]


def _driver() -> Part:
    needed = _wants_postgres()
    there = find_spec("psycopg") is not None
    lost = "连不上 PostgreSQL" if needed else "只能用 SQLite（一个城市一般够用），不能换成 PostgreSQL"
    found = "已安装" + ("" if needed else "，现在用的是 SQLite") if there else "没有安装"
    return Part("PostgreSQL 驱动", needed, there, found, lost, "重新执行 python3 run.py serve 补齐依赖，再设置 FAZHI_DATABASE")


def _static() -> Part:
    vendor = settings.PACKAGE / "static" / "vendor"
    missing = [name for name in VENDOR_FILES if not (vendor / name).is_file()]
    found = f"缺 {len(missing)} 个：{'、'.join(missing)}" if missing else "齐全"
    lost, get = "页面没有样式和图标，不能分块上传", "联网重新执行 python3 run.py serve，会自动补齐"
    return Part("页面静态文件", True, not missing, found, lost, get)


def _holidays(can_ask: bool) -> list[Part]:
    this = timezone.localdate().year
    years: Collection[int] = calendar().years if can_ask else ()
    get = "在“节假日”页粘贴国务院办公厅的放假通知，或用命令 fazhi holidays load"
    return [
        Part(
            f"{year}年放假安排",
            year == this,
            year in years,
            "已导入" if year in years else "没有导入" if can_ask else "数据库没有就绪，无从得知",
            f"按工作日计算的期限算到{year}年就会停下，不作判断",
            get if year == this else f"{get}（通知一般在上一年11月印发）",
        )
        for year in (this, this + 1)
    ]


def _worker(can_ask: bool) -> Part:
    workers = living_workers(timezone.now()) if can_ask else []
    unknown = "没有在运行" if can_ask else "数据库没有就绪，无从得知"
    found = f"{'、'.join(map(str, workers))} 正在运行" if workers else unknown
    lost, get = "报告、正文提取、预览和提醒都排队等着，不会开始", "fazhi serve 会一并启动；单独启动用 fazhi worker"
    return Part("后台任务进程", False, bool(workers), found, lost, get)


def _storage() -> Part:
    used = type(storages["default"])
    backend = f"{used.__module__}.{used.__qualname__}"
    there = "s3" in backend.lower()
    asked = sorted(name for name in os.environ if name.startswith("FAZHI_S3_"))
    found = f"使用 {backend}" if there else f"没有启用，材料存放在 {settings.HOME / 'files'}"
    if asked and not there:
        found += f"（设置了 {'、'.join(asked)}，但没有起作用）"
    lost, get = "材料只在本机磁盘，几台服务器不能共用一份", "单机使用不用处理；多台共用时，把 files 目录放到共享存储上"
    return Part("S3 对象存储", False, there, found, lost, get)


def _libreoffice() -> Part:
    path = shutil.which("soffice") or shutil.which("libreoffice")
    lost = "旧版 .doc、.ppt 和 .pptx、ODF 只显示文字或只能下载，不能按页预览；.ppt 的文字检索不到"
    get = "apt install libreoffice；Windows 上安装后把 soffice 加入 PATH"
    return Part("LibreOffice", False, path is not None, path or "没有找到 soffice", lost, get)


def _fonts() -> Part:
    program = shutil.which("fc-list")
    lost, get = "给页面拍照时汉字会变成方框；页面和 Word 报告用打开它的那台电脑的字体，不受影响", "apt install fontconfig fonts-noto-cjk"
    if program is None:
        return Part("中文字体", False, False, "没有 fc-list，无从得知", lost, get)
    try:
        listed = subprocess.run([program, ":lang=zh", "family"], capture_output=True, text=True, timeout=ASKED, check=False).stdout
    except subprocess.TimeoutExpired:
        return Part("中文字体", False, False, f"fc-list {ASKED} 秒没有回答", lost, get)
    families = {line.split(",")[0] for line in listed.splitlines() if line.strip()}
    found = f"{len(families)} 种，如 {min(families)}" if families else "一种也没有"
    return Part("中文字体", False, bool(families), found, lost, get)


def _chromium() -> Part:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    lost = "不能给页面拍照（fazhi pictures），浏览器测试会跳过；日常使用不受影响"
    return Part("Chromium", False, path is not None, path or "没有找到", lost, "apt install chromium")


def _clamav() -> Part:
    found = scanner()
    place = address()
    if found is not None:
        day = found.made_on.strftime("%Y-%m-%d") if found.made_on else ""
        signed = f"，病毒库 {found.signatures}（{day}）" if day else "，病毒库没有版本（自备的特征文件）"
        seen = f"{found.program}，{found.address}{signed}"
    else:
        seen = f"{place} 没有应答" if place else "已用 FAZHI_CLAMD=off 关闭" if settings.FAZHI_CLAMD == "off" else "没有安装"
    required = place and settings.FAZHI_CLAMD_REQUIRED
    lost = "收到的文件只查类型、宏和压缩炸弹，不查病毒" + ("；已要求必须查毒，现在不能接收文件" if required else "")
    get = "apt install clamav-daemon，等病毒库下载完、服务启动；不在本机时设置 FAZHI_CLAMD"
    return Part("ClamAV 查毒", False, found is not None, seen, lost, get)


def _reader() -> Part:
    there = recognising.is_there()
    lost, get = "扫描件和图片里的文字检索不到，也不能核对", "在系统所用的 Python 环境里执行 pip install 'fazhi[ocr]'，再重启；识别不用联网"
    return Part("文字识别", False, there, "已安装，扫描件会自动识别" if there else "没有安装", lost, get)


def _sm3() -> Part:
    there = "sm3" in hashlib.algorithms_available
    found = "OpenSSL 自带" if there else "OpenSSL 没有，改由 cryptography 计算"
    return Part("国密 SM3", False, there, found, "摘要仍能算，只是大文件慢一些", "换用带 SM3 的 OpenSSL 3 及相应的 Python")
