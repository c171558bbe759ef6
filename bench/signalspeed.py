"""How long one new file takes against very many stored ones, and in how much memory: fingerprints made cheaply, one in ten a template's."""

import random
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil
from signalcorpus import City

ROWS = 40_000
NEW_FILES = 25


def measured(files: int, seed: int) -> dict[str, Any]:
    from django.conf import settings

    from fazhi.evidence.models import Gram
    from fazhi.evidence.signals import copies

    city = City(random.Random(seed)).found()
    begun = time.perf_counter()
    careless(True)
    fill(city, files)
    careless(False)
    filled = time.perf_counter() - begun
    writer, before, times, work, found = city.writer, memory(), [], [], 0
    for _ in range(NEW_FILES):
        one, two = city.two()
        paper = writer.paper(one.short_name, count=70)
        older = city.handed_in(one, "".join(paper))
        newer = bare(city, two, "".join(writer.mixed(paper, 0.3, two.short_name)))
        begun, worked = time.perf_counter(), time.process_time()
        findings = copies.find(newer)
        times.append(time.perf_counter() - begun)
        work.append(time.process_time() - worked)
        found += any(each.other == older for each in findings)
    database = settings.DATABASES["default"]
    size = Path(str(database["NAME"])).stat().st_size / 2**20 if "sqlite" in database["ENGINE"] else 0
    return {
        "已有指纹": files,
        "抽样行数": Gram.objects.count(),
        "建库秒数": round(filled, 1),
        "数据库兆字节": round(size),
        "新文件": NEW_FILES,
        "找到": found,
        "一份新文件中位毫秒": round(1000 * median(times), 1),
        "一份新文件九五分位毫秒": round(1000 * quantiles(times, n=20)[-1], 1),
        "其中处理器中位毫秒": round(1000 * median(work), 1),
        "比对增加的内存兆字节": round(memory() - before, 1),
    }


def careless(is_so: bool) -> None:
    """SQLite fills a throw-away database without waiting for the disk; what is measured afterwards has its usual settings again."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous = {'OFF' if is_so else 'NORMAL'}")
            cursor.execute(f"PRAGMA cache_size = {-400_000 if is_so else -2000}")
            cursor.execute("PRAGMA shrink_memory")


def memory() -> float:
    """What this process holds now, in megabytes."""
    return psutil.Process().memory_info().rss / 2**20


def bare(city: City, unit: Any, text: str) -> Any:
    """A version as it is before its examination, without any print."""
    from fazhi.evidence.models import Item, Version

    item = Item.objects.create(unit=unit, unit_name=unit.name, kind="file", title="示例新材料", created_by="示例")
    return Version.objects.create(item=item, no=1, text=text, text_state="done", uploaded_by="示例")


def fill(city: City, files: int) -> None:
    """Versions with a short text and the fingerprint of a long one: hashes at random, some out of a pool of stock phrases."""
    from fazhi.evidence.models import Fingerprint, Gram, Item, Version
    from fazhi.evidence.signals import shingles
    from fazhi.evidence.signals.prints import FULL

    pick, low = city.random, 2**64 // shingles.ONE_IN
    stock = [pick.randrange(low) - 2**63 for _ in range(4000)]
    template = [pick.randrange(low) - 2**63 for _ in range(40)]
    kept = dict.fromkeys([*stock, *template], 0)  # how often each is in the index, which keeps no more than FULL
    for start in range(0, files, ROWS):
        count = min(ROWS, files - start)
        units = [pick.choice(city.units) for _ in range(count)]
        items = Item.objects.bulk_create(
            [Item(unit=unit, unit_name=unit.name, kind="file", title="示例", created_by="示例") for unit in units], batch_size=80
        )
        versions = Version.objects.bulk_create(
            [Version(item=item, no=1, text="示例正文", text_state="done", uploaded_by="示例") for item in items], batch_size=80
        )
        prints, rows = [], []
        for version in versions:
            length = min(60_000, round(pick.lognormvariate(7.6, 0.8)))
            own = {pick.randrange(low) - 2**63 for _ in range(max(shingles.FEWEST, length // shingles.ONE_IN))}
            sampled = sorted({*own, *pick.sample(stock, 4), *(template if pick.random() < 0.1 else ())})
            prints.append(Fingerprint(version=version, made_by=shingles.FORMAT, length=length, grams=shingles.packed(sampled)))
        for made, unit in zip(Fingerprint.objects.bulk_create(prints, batch_size=80), units, strict=True):
            for each in shingles.unpacked(made.grams):
                if each in kept:
                    kept[each] += 1
                if kept.get(each, 0) <= FULL:
                    rows.append((each, made.pk, unit.pk))
        insert(Gram, rows)


def insert(model: Any, rows: list[tuple[int, int, int]]) -> None:
    from django.db import connection, transaction

    rows.sort()  # the key begins with the hash: in its order a big index is filled many times faster
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} (hash, fingerprint_id, unit_id) VALUES (%s, %s, %s)", rows)
