#!/usr/bin/env python3
"""Set-up and start in one command: python3 run.py demo · test · check · serve · bench. Standard library only."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
INPUTS = ("pyproject.toml", "package-lock.json", "assets.toml", "hatch_build.py")
USAGE = """用法:python3 run.py 命令

  demo    安装、生成示例市、启动网页和后台任务,并打印网址与账号(--port 端口,--no-browser 不打开浏览器)
  test    运行全部测试(SQLite 一遍,真实 PostgreSQL 一遍,浏览器旅程)
  check   代码检查、类型、导入方向、迁移、文档
  serve   只启动网页和后台任务
  bench   测速:与手写的最简做法同场比较(--json;bench figures、imports、dating 测台账，signals、sealing、package 测材料和封存)"""


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  # this file is what an older Python gets to read
        return say(f"需要 Python 3.11 或更高版本，现在是 {sys.version.split()[0]}。请安装后用 python3.11 run.py 重试。")
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        print(USAGE)
        return 0 if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help") else 2
    os.chdir(ROOT)
    os.environ["PATH"] = f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}"
    return COMMANDS[sys.argv[1]](sys.argv[2:])


def say(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


def install(lock: str) -> None:
    """Make .venv and install what the lock names, unless the stamp says that it is there."""
    digest = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in (*INPUTS, lock))).hexdigest()
    stamp = VENV / f".installed-{lock}"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == digest and (ROOT / "src/fazhi/static/vendor/.lock").exists():
        return
    print("正在安装（只在第一次或依赖变化时，约一分钟）……", file=sys.stderr, flush=True)
    uv = shutil.which("uv")
    if not PYTHON.exists():
        make_venv(uv)
    pip = [uv, "pip"] if uv else [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    pip += ["install", "-q", *(["--python", str(PYTHON)] if uv else [])]
    subprocess.run([*pip, "--require-hashes", "-r", lock], check=True)
    subprocess.run([*pip, "--no-deps", "-e", "."], check=True)
    stamp.write_text(digest)


def make_venv(uv: str | None) -> None:
    command = [uv, "venv", "-q", str(VENV)] if uv else [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.run(command).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SystemExit(say("不能建立虚拟环境。Debian 或 Ubuntu 上请先执行：apt install python3-venv"))


def fazhi(*words: str) -> int:
    os.execv(PYTHON, [str(PYTHON), "-m", "fazhi", *words])


def demo(words: list[str]) -> int:
    install("requirements.lock")
    return fazhi("demo", *words)


def serve(words: list[str]) -> int:
    install("requirements.lock")
    return fazhi("serve", *words)


def test(words: list[str]) -> int:
    """Every test, twice where the database matters. The closing line adds both runs up for whoever reads only that."""
    install("requirements-dev.lock")
    python = str(PYTHON)
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        print("没有找到 Chromium，浏览器测试将跳过。安装方法：apt install chromium fonts-noto-cjk", file=sys.stderr)
    workers = [] if any(word.startswith(("-n", "-k", "tests/")) for word in words) else ["-n", str(min(4, os.cpu_count() or 2))]
    first = subprocess.run([python, "-m", "pytest", *workers, *words]).returncode
    if first or words:
        return first
    print("在真实 PostgreSQL 上再跑一遍与数据库有关的测试……", flush=True)
    return subprocess.run([python, "tests/postgres.py", "--", python, "-m", "pytest", "-m", "postgres"]).returncode


def check(words: list[str]) -> int:
    install("requirements-dev.lock")
    steps = (
        ["ruff", "format", "--check", "src", "tests", "bench", "run.py", "hatch_build.py"],
        ["ruff", "check", "src", "tests", "bench", "run.py", "hatch_build.py"],
        ["lint-imports"],
        ["mypy"],
        [str(PYTHON), "-m", "fazhi", "check", "--fail-level", "WARNING"],
        [str(PYTHON), "-m", "fazhi", "makemigrations", "--check", "--dry-run"],
        [str(PYTHON), "tests/check_docs.py"],
        [str(PYTHON), "-m", "fazhi", "describe", "--check"],
    )
    failed = [step[0] if step[0] != str(PYTHON) else " ".join(step[1:3]) for step in steps if subprocess.run(step).returncode]
    return say("没有通过：" + "、".join(failed)) if failed else 0


def bench(words: list[str]) -> int:
    install("requirements-dev.lock")
    named = words[0] if words and (ROOT / "bench" / f"{words[0]}.py").exists() else ""
    os.execv(PYTHON, [str(PYTHON), f"bench/{named or 'pages'}.py", *(words[1:] if named else words)])


COMMANDS = {"demo": demo, "test": test, "check": check, "serve": serve, "bench": bench}

if __name__ == "__main__":
    raise SystemExit(main())
