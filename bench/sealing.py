"""python3 run.py bench sealing: appending beside bare inserts, sealing and verifying beside raw SHA-256 of the same bytes, in one run.

Ratios hold from one machine to the next; rates do not.
"""

import argparse
import json
import os
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

ROWS, QUICK, ACTS, AT_ONCE = 1_000_000, 50_000, 3000, 2000
SAID = "退回了 2 份材料：日期不在创建周期内，请补充 2025 年度的统计表后重新提交"
BARE = (
    "INSERT INTO journal_entry (at, verb, kind, object_id, object_name, digest, campaign_id, actor_id, actor_name, actor_unit_id,"
    " actor_unit, address, said, changes, rows, rows_root)"
    " VALUES (%s, 'changed', 'people.unit', '1', '示例市教育局', %s, 1, 7, '李某', 3, '示例市教育局', '10.0.0.8', %s, '{}', 1, '')"
)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python3 run.py bench sealing", description="测速：日志的追加、封存和核对，与裸插入、裸摘要同场比较"
    )
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--quick", action="store_true", help=f"只用 {QUICK} 条")
    parser.add_argument("--home", default="var/bench-journal")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = QUICK if asked.quick else asked.rows
    home = Path(asked.home).resolve() / str(rows)
    for name in ("fazhi.sqlite3", "fazhi.sqlite3-wal", "fazhi.sqlite3-shm"):
        (home / name).unlink(missing_ok=True)
    os.environ |= {"FAZHI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "fazhi.settings"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from fazhi.journal import triggers

    call_command("migrate", verbosity=0)
    triggers.install(connection)
    found = {"rows": rows, **appending(), **sealing(rows), **verifying()}
    print(json.dumps(found, ensure_ascii=False, indent=2) if asked.json else "\n".join(told(found)))
    return 0


def appending() -> dict[str, float]:
    """Acts a second: write() in a transaction of its own, as pages do it, beside three bare inserts in one; and many rows at once."""
    from django.db import connection, transaction
    from django.utils import timezone

    from fazhi.journal.models import Verb
    from fazhi.journal.write import SYSTEM, write
    from fazhi.people.models import Unit, UnitKind

    unit = Unit.objects.create(name="示例市", short_name="示例市", kind=UnitKind.CITY)
    begun = time.perf_counter()
    for _ in range(ACTS):
        with transaction.atomic():
            write(Verb.CHANGED, unit, SAID, by=SYSTEM, units=[unit.pk])
    written = ACTS / (time.perf_counter() - begun)
    begun = time.perf_counter()
    for _ in range(ACTS):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(BARE, [timezone.now(), "ab" * 32, SAID])
            entry = cursor.lastrowid if connection.vendor == "sqlite" else _last(cursor)
            cursor.execute(_TOUCHED, [entry])
            cursor.execute("INSERT INTO journal_affected (entry_id, unit_id) VALUES (%s, 1)", [entry])
    bare = ACTS / (time.perf_counter() - begun)
    many = [Unit(name=f"示例{n}局", short_name=f"示例{n}", kind=UnitKind.GOVERNMENT, parent=unit, path=f"/{n}/") for n in range(5000)]
    Unit.objects.bulk_create(many, batch_size=500)
    begun = time.perf_counter()
    with transaction.atomic():
        write(Verb.IMPORTED, many[0], SAID, by=SYSTEM, about=many, units=[unit.pk])
    return {"write": written, "bare": bare, "bulk": len(many) / (time.perf_counter() - begun)}


_TOUCHED = f"INSERT INTO journal_touched (entry_id, kind, object_id, digest, shape) VALUES (%s, 'people.unit', '1', '{'ab' * 32}', '')"


def _last(cursor: Any) -> int:
    cursor.execute("SELECT lastval()")
    return cursor.fetchone()[0]


def sealing(rows: int) -> dict[str, float]:
    """Entries a second put under seal, each with one object touched and one unit concerned."""
    from fazhi.journal.models import Affected, Entry, Leaf, Touched
    from fazhi.journal.sealing import seal_now

    print(f"生成 {rows} 条……", file=sys.stderr)
    for first in range(Entry.objects.count(), rows, AT_ONCE):
        _make(min(AT_ONCE, rows - first), Entry, Touched, Affected)
    begun, before = time.perf_counter(), Leaf.objects.count()
    size = seal_now().size
    return {"seal": (size - before) / (time.perf_counter() - begun)}


def _make(count: int, entries: Any, touched: Any, affected: Any) -> None:
    from django.db import transaction
    from django.utils import timezone

    now = timezone.now()
    what = {
        "verb": "changed",
        "kind": "people.unit",
        "object_id": "1",
        "object_name": "示例市教育局",
        "digest": "ab" * 32,
        "campaign_id": 1,
    }
    who = {"actor_id": 7, "actor_name": "李某", "actor_unit_id": 3, "actor_unit": "示例市教育局", "address": "10.0.0.8"}
    with transaction.atomic():
        made = entries.objects.bulk_create([entries(at=now, said=SAID, **what, **who) for _ in range(count)], batch_size=500)
        held = [touched(entry=each, kind="people.unit", object_id="1", digest="ab" * 32) for each in made]
        touched.objects.bulk_create(held, batch_size=500)
        affected.objects.bulk_create([affected(entry=each, unit_id=1) for each in made], batch_size=500)


def verifying() -> dict[str, float]:
    """Entries a second verified by two processes and by one, and SHA-256 alone over the very bytes that the leaves are."""
    from fazhi.journal.leaves import leaves
    from fazhi.journal.models import Entry
    from fazhi.journal.verify import verify
    from fazhi.web.management.commands.journal import side_by_side

    with side_by_side() as workers:
        two = verify(only_entries=True, workers=workers)
    begun = time.perf_counter()
    one = verify(only_entries=True)
    alone = time.perf_counter() - begun
    if not (one.is_well and two.is_well):
        raise SystemExit("\n".join(each.said for each in [*one.wrongs, *two.wrongs][:5]))
    sample = [line for _, line in leaves(Entry.objects.order_by("pk").values_list("pk", flat=True)[:50_000])]
    begun = time.perf_counter()
    for line in sample:
        sha256(b"\x00" + line).digest()
    hashed = len(sample) / (time.perf_counter() - begun)
    size = sum(map(len, sample)) / len(sample)
    return {"verify": two.entries / two.seconds, "verify_one": one.entries / alone, "hash": hashed, "leaf": size, "seconds": two.seconds}


def told(found: dict[str, float]) -> list[str]:
    """The table for people."""
    lines = [
        ("逐条追加 write()", found["write"], f"裸插入（三行一个事务）{found['bare']:,.0f}/秒的 {found['write'] / found['bare']:.0%}"),
        ("成批追加（每行一个对象）", found["bulk"], f"裸插入的 {found['bulk'] / found['bare']:.1f} 倍"),
        ("封存", found["seal"], f"裸 SHA-256 {found['hash']:,.0f}/秒的 {found['seal'] / found['hash']:.0%}"),
        ("核对（两个进程）", found["verify"], f"裸 SHA-256 的 {found['verify'] / found['hash']:.0%}，共 {found['seconds']:.1f} 秒"),
        ("核对（一个进程）", found["verify_one"], f"裸 SHA-256 的 {found['verify_one'] / found['hash']:.0%}"),
    ]
    head = f"{found['rows']:,} 条，每条平均 {found['leaf']:.0f} 字节"
    return [head, *(f"  {name}　{rate:,.0f}/秒　{beside}" for name, rate, beside in lines)]


if __name__ == "__main__":
    raise SystemExit(main())
