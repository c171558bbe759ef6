"""python3 run.py bench: size, queries and speed of the pages used most, beside hand-written views in the same run, and the server's memory.

Ratios hold from one machine to the next, milliseconds do not: nothing here passes or fails, it is printed.
"""

import argparse
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unicodedata import east_asian_width

import psutil
from granian import Granian
from granian.constants import Interfaces
from load import Asked, Load

HERE = Path(__file__).resolve().parent
AIM_RATIO, AIM_MIB = 2.5, 200
CLIENTS = (1, 8)
ROUNDS = 4
COLUMNS = ("页面", "KB", "查询", "客户端", "p50 ms", "p95 ms", "次/秒", "手写 p50", "手写 次/秒", "倍数")
WIDTHS = (24, 7, 6, 7, 9, 9, 8, 9, 11, 6)


def main() -> int:
    asked = words().parse_args()
    if asked.bare:
        return serve_bare(asked.bare)
    home = Path(asked.home).resolve()
    os.environ |= {"FAZHI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "fazhi.settings"}
    make_city(home, asked.home != "var/bench")
    say("清点页面……")
    facts = json.loads(subprocess.run([sys.executable, str(HERE / "facts.py")], check=True, capture_output=True, text=True).stdout)
    found = measure(facts, 40 if asked.quick else 200, 1.0 if asked.quick else 4.0)
    print(json.dumps(found, ensure_ascii=False, indent=2) if asked.json else "\n".join(table(found)))
    return 0


def words() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 run.py bench", description="测速：与手写的最简页面同场比较。只看倍数，不看秒数。")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--home", default="var/bench", help="数据文件夹，有数据就沿用；默认 var/bench")
    parser.add_argument("--quick", action="store_true", help="每页少测几次，只看个大概")
    parser.add_argument("--bare", type=int, default=0, help=argparse.SUPPRESS)
    return parser


def say(said: str) -> None:
    print(said, file=sys.stderr, flush=True)


def make_city(home: Path, is_given: bool) -> None:
    """The city of 100 units and 20,000 proofs, once for each shape of the tables; in a folder somebody named, what is there is kept."""
    done, shape = home / "bench-ready", shape_of_tables()
    is_there = (home / "fazhi.sqlite3").exists() if is_given else done.exists() and done.read_text() == shape
    if not is_there:
        if not is_given:
            shutil.rmtree(home, ignore_errors=True)
        say("正在生成测速用的城市（一百个单位、两万份佐证，只做一次，约几分钟）……")
    for command in (["setup"], *([] if is_there else [["sample-city", "--size", "city"]])):
        subprocess.run([sys.executable, "-m", "fazhi", *command], check=True, stdout=sys.stderr)
    done.write_text(shape)


def shape_of_tables() -> str:
    """A digest of the migrations: data made under others is not measured."""
    paths = sorted((HERE.parent / "src/fazhi").rglob("migrations/*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def measure(facts: dict, most: int, seconds: float) -> dict:
    """Each page at each number of clients, ours and the hand-written one by turns."""
    rows = []
    ours_words = [sys.executable, "-m", "fazhi", "serve", "--no-worker", "--no-setup", "--port"]
    with served(ours_words) as (ours, server), served([sys.executable, str(HERE / "pages.py"), "--bare"]) as (bare, other):
        for page in facts["pages"]:
            say(f"测量 {page['name']}……")
            for clients in CLIENTS:
                at = compared((ours, bare), page, clients, most, seconds)
                known = {key: page[key] for key in ("name", "bytes", "queries")} | {"clients": clients}
                rows.append(known | {"ours": vars(at[0]), "bare": vars(at[1]), "ratio": round(at[0].p50 / at[1].p50, 2)})
        memory = {"ours": memory_of(server), "bare": memory_of(other)}
    over = sorted({row["name"] for row in rows if row["ratio"] > AIM_RATIO}, key=[row["name"] for row in rows].index)
    aims = {"ratio": AIM_RATIO, "over_ratio": over, "mib": AIM_MIB, "over_mib": memory["ours"]["rss_mib"] > AIM_MIB}
    return {"counts": facts["counts"], "rows": rows, "memory": memory, "aims": aims}


def compared(ports: tuple[int, int], page: dict, clients: int, most: int, seconds: float) -> list[Load]:
    """Both servers in short turns, so that what else the machine does falls on both."""
    asked = [Asked() for _ in ports]
    for _ in range(ROUNDS):
        for each, port in zip(asked, ports, strict=True):
            each.round(port, page["address"], page["cookie"], clients, most // ROUNDS, seconds / ROUNDS)
    return [each.told() for each in asked]


@contextmanager
def served(command: list[str]) -> Iterator[tuple[int, psutil.Process]]:
    """A server on a free port, ended by its own process id."""
    port = free_port()
    process = subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL, stderr=sys.stderr)
    try:
        await_port(port, process)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def await_port(port: int, process: subprocess.Popen) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit("服务没有起来，原因见上面的输出。")


def serve_bare(port: int) -> int:
    """The hand-written views behind the same kind of server, with as many threads."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bare_settings"
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH"))))
    Granian(
        "bare:application", address="127.0.0.1", port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=4, log_enabled=False
    ).serve()
    return 0


def memory_of(server: psutil.Process) -> dict[str, float]:
    """MiB of the server and all it started: resident (shared pages counted each time) and, where the system tells, proportional."""
    parts = [each.memory_full_info() for each in (server, *server.children(recursive=True))]
    found = {"rss_mib": sum(part.rss for part in parts), "pss_mib": sum(getattr(part, "pss", 0) for part in parts)}
    return {name: round(value / 2**20, 1) for name, value in found.items() if value}


def table(found: dict) -> list[str]:
    """The same for people: a table, the memory, and what misses the aim."""
    counts = found["counts"]
    head = f"单位 {counts['unit']}，材料 {counts['item']}，佐证 {counts['proof']}，报送 {counts['submission']}"
    lines = [head, "", line(COLUMNS)]
    for row in found["rows"]:
        ours, bare = row["ours"], row["bare"]
        first = (row["name"], f"{row['bytes'] / 1024:.0f}", row["queries"]) if row["clients"] == CLIENTS[0] else ("", "", "")
        lines.append(
            line((*first, row["clients"], ours["p50"], ours["p95"], ours["rate"], bare["p50"], bare["rate"], f"{row['ratio']:.1f}"))
        )
    memory, aims = found["memory"], found["aims"]
    over = "、".join(aims["over_ratio"])
    said = {
        name: f"RSS 合计 {each['rss_mib']} MiB" + (f"（共用部分分摊后 {each['pss_mib']}）" if "pss_mib" in each else "")
        for name, each in memory.items()
    }
    lines += ["", f"服务进程内存：{said['ours']}；手写的{said['bare']}。"]
    lines.append(f"超过目标（手写的 {AIM_RATIO} 倍）：{over}。" if over else f"各页都在手写的 {AIM_RATIO} 倍以内。")
    lines.append(f"内存{'超过' if aims['over_mib'] else '在'}目标 {AIM_MIB} MiB{'' if aims['over_mib'] else ' 以内'}。")
    return lines


def line(values: tuple) -> str:
    """One row; a Chinese character takes two cells."""
    cells = []
    for place, (value, width) in enumerate(zip(values, WIDTHS, strict=True)):
        text = str(value)
        gap = " " * max(1, width - sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text))
        cells.append(text + gap if place == 0 else gap + text)
    return "".join(cells)


if __name__ == "__main__":
    raise SystemExit(main())
