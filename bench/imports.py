"""Import of 100,000 rows beside reading the file and a bare bulk insert: each step in a process of its own, with its peak memory.

Seconds differ from machine to machine, the ratio does not: nothing here passes or fails, it is printed.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")
STEPS = {
    "nothing": "只启动程序",
    "whole": "整张读入（calamine）",
    "stream": "逐行读取",
    "insert": "直接批量写入",
    "check": "检查（预览）",
    "apply": "导入（分批写入）",
    "again": "再检查一次（全部未变化）",
    "export": "导出",
    "undo": "撤销",
}


def main() -> int:
    asked = words().parse_args()
    if asked.step:
        print(json.dumps(step(asked.step, Path(asked.file), asked.rows)))
        return 0
    with tempfile.TemporaryDirectory(prefix="fazhi-bench-") as folder:
        os.environ["FAZHI_HOME"] = folder
        found = {}
        for rows in (asked.rows // 10, asked.rows):
            file = Path(folder) / f"{rows}.xlsx"
            in_process("make", file, rows)
            found[rows] = {name: in_process(name, file, rows) for name in STEPS}
    print(json.dumps(found) if asked.json else "\n".join(table(found)))
    return 0


def words() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench/imports.py", description="导入测速：与读文件、直接批量写入同场比较。只看倍数，不看秒数。")
    parser.add_argument("--rows", type=int, default=100_000, help="行数，默认十万")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--step", default="", help=argparse.SUPPRESS)
    parser.add_argument("--file", default="", help=argparse.SUPPRESS)
    return parser


def in_process(name: str, file: Path, rows: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--step", name, "--file", str(file), "--rows", str(rows)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def table(found: dict[int, dict[str, dict[str, float]]]) -> Iterator[str]:
    for rows, steps in found.items():
        yield f"{rows:,} 行"
        for name, label in STEPS.items():
            yield f"  {label:\u3000<14}{steps[name]['seconds']:8.1f} 秒{steps[name]['mib']:8.0f} MiB"
        bare = steps["whole"]["seconds"] + steps["insert"]["seconds"]
        both = steps["check"]["seconds"] + steps["apply"]["seconds"]
        yield f"  检查加导入是“读文件加直接写入”的 {both / bare:.1f} 倍；只算导入是 {steps['apply']['seconds'] / bare:.1f} 倍"


def step(name: str, file: Path, rows: int) -> dict[str, float]:
    """One measured step: seconds and the peak memory of this process, in MiB."""
    import django

    django.setup()
    from fazhi.engine.register import register

    work = prepared(name, file, rows, register("R34"))
    begun = perf_counter()
    work()
    return {"seconds": perf_counter() - begun, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def prepared(name: str, file: Path, rows: int, model: Any) -> Callable[[], Any]:
    """What a step does, with what it needs already there."""
    from django.db import transaction

    from fazhi.exchange import applying, checking, exporting, flow, undoing
    from fazhi.exchange.models import Import, State
    from fazhi.exchange.reading import opened_book
    from fazhi.kit.sheets import read_rows

    if name == "make":
        return lambda: make(file, rows, model)
    held = Import.objects.select_related("blob", "user", "unit").latest("pk")
    if name == "stream":

        def read() -> None:
            with opened_book(file) as book:
                for _ in book.rows(book.names[0]):
                    pass

        return read
    if name == "insert":
        records = [made(model, number, held.unit) for number in range(rows)]

        def insert() -> None:
            with transaction.atomic():
                model.objects.bulk_create(records, batch_size=500)
                transaction.set_rollback(True)

        return insert
    if name == "apply":
        flow.confirm(actor(), held)
        held.refresh_from_db()
    if name == "again":
        flow.hand_in(actor(), model, file.name, file.open("rb"), file.stat().st_size)
        held = Import.objects.select_related("blob", "user", "unit").latest("pk")
    if name == "undo":
        held = Import.objects.select_related("blob", "user", "unit").filter(state=State.DONE).latest("pk")
        Import.objects.filter(pk=held.pk).update(state=State.UNDOING)
        held.state = State.UNDOING
    return {
        "nothing": lambda: None,
        "whole": lambda: [None for _ in read_rows(file)],
        "check": lambda: checking.check(held),
        "apply": lambda: applying.apply(held),
        "again": lambda: checking.check(held),
        "undo": lambda: undoing.undo(held, actor().who),
        "export": lambda: [len(piece) for piece in exporting.exported(model.standing(), model, actor())],
    }[name]


def actor() -> Any:
    from fazhi.people.actor import acting
    from fazhi.people.models import User

    return acting(User.objects.get(username="bench"))


def make(file: Path, rows: int, model: Any) -> None:
    """A city, a liaison, and the sheet of so many rows, handed in."""
    from django.core.management import call_command

    from fazhi.exchange import exporting, flow
    from fazhi.people.models import Post, Role, Unit, UnitKind, User
    from fazhi.records.columns import columns
    from fazhi.records.holidays import seed

    call_command("migrate", run_syncdb=True, verbosity=0)
    if not User.objects.filter(username="bench").exists():
        seed()
        city = Unit.objects.create(name="临江市", short_name="临江市", kind=UnitKind.CITY)
        unit = Unit.objects.create(name="临江市教育局", short_name="市教育局", kind=UnitKind.GOVERNMENT, parent=city)
        user = User.objects.create(username="bench", name="测速")
        Post.objects.create(user=user, unit=unit, role=Role.LIAISON, since=date(2020, 1, 1))
    unit = Unit.objects.get(short_name="市教育局")
    every = columns(model)
    lines = (
        [exporting.cell_of(column, made(model, number, unit)) if column.kind != "unit" else unit.name for column in every]
        for number in range(rows)
    )
    with file.open("wb") as stream:
        for piece in exporting.streamed_xlsx("台账", [column.label for column in every], lines):
            stream.write(piece)
    with file.open("rb") as stream:
        flow.hand_in(actor(), model, file.name, stream, file.stat().st_size)


def made(model: Any, number: int, unit: Any) -> Any:
    """A believable record, the same for the same number."""
    day = date(2024, 1, 2) + timedelta(days=number % 700)
    record = model(unit=unit, number=f"示例{number:07d}", applicant="张某某", subject=f"示例：第{number}件申请", channel="当面")
    record.submitted_on = record.received_on = day
    record.answered_on, record.outcome, record.stage = day + timedelta(days=14), "公开", "answered"
    record.business_key = record.made_key()
    return record


if __name__ == "__main__":
    sys.exit(main())
