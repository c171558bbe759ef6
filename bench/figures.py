"""python3 run.py bench figures: all metrics of a register over a million rows, beside one statement written by hand.

Three states: as it stands, after one row was changed, and as of a past evening. Ratios hold from one machine to the next.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

UNITS, YEAR = 100, 2025
PERIOD = ("2025-01-01", "2025-12-31")

BY_HAND = """
SELECT unit_id,
  COUNT(CASE WHEN kind = '依申请公开' AND received_on BETWEEN '{first}' AND '{last}' THEN 1 END),
  COUNT(CASE WHEN answer_due_on BETWEEN '{first}' AND '{last}' AND (answered_on IS NOT NULL OR answer_due_on < '{day}') THEN 1 END),
  COUNT(CASE WHEN answer_due_on BETWEEN '{first}' AND '{last}' AND answered_on IS NOT NULL THEN 1 END),
  COUNT(CASE WHEN answer_due_on BETWEEN '{first}' AND '{last}' AND (answered_on IS NOT NULL OR answer_due_on < '{day}')
    AND answer_due_on <= '{loaded}' THEN 1 END),
  COUNT(CASE WHEN answer_due_on BETWEEN '{first}' AND '{last}' AND answered_on <= answer_due_on AND answer_due_on <= '{loaded}' THEN 1 END),
  COUNT(CASE WHEN received_on BETWEEN '{first}' AND '{last}' AND extended_days > 0 THEN 1 END),
  COUNT(CASE WHEN received_on BETWEEN '{first}' AND '{last}' AND extended_days > 0 AND extension_told THEN 1 END),
  COUNT(CASE WHEN overturned_on BETWEEN '{first}' AND '{last}' AND overturned <> '未被纠错' THEN 1 END),
  COUNT(CASE WHEN kind = '目录事项' THEN 1 END),
  COUNT(CASE WHEN kind = '目录事项' AND stage = 'opened' AND url <> '' THEN 1 END),
  COUNT(CASE WHEN open_due_on BETWEEN '{first}' AND '{last}' AND (opened_on IS NOT NULL OR open_due_on < '{day}')
    AND open_due_on <= '{loaded}' THEN 1 END),
  COUNT(CASE WHEN open_due_on BETWEEN '{first}' AND '{last}' AND opened_on <= open_due_on AND open_due_on <= '{loaded}' THEN 1 END),
  {median}
  COUNT(CASE WHEN answered_on BETWEEN '{first}' AND '{last}' AND received_on IS NOT NULL THEN 1 END)
FROM oversight_publicinformation WHERE {standing} GROUP BY unit_id
"""
MEDIAN = {
    "sqlite": "fz_percentile(CASE WHEN answered_on BETWEEN '{first}' AND '{last}' AND received_on IS NOT NULL"
    " THEN julianday(answered_on) - julianday(received_on) END, 0.5),",
    "postgresql": "percentile_disc(0.5) WITHIN GROUP (ORDER BY CASE WHEN answered_on BETWEEN '{first}' AND '{last}'"
    " AND received_on IS NOT NULL THEN (answered_on - received_on)::float END),",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py bench figures", description="测速：一百万行台账的全部数据，与手写的一条 SQL 比较")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--home", default="var/bench-figures")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ |= {"FAZHI_HOME": str(Path(asked.home).resolve()), "DJANGO_SETTINGS_MODULE": "fazhi.settings"}
    import django

    django.setup()
    make(asked.rows)
    found = measure()
    print(json.dumps(found, ensure_ascii=False, indent=2) if asked.json else "\n".join(told(found)))
    return 0


def make(rows: int) -> None:
    """A hundred units and `rows` records of R34 over 24 months, unless they are there."""
    from django.core.management import call_command

    from fazhi.engine.register import register
    from fazhi.people.models import Unit, UnitKind
    from fazhi.records.holidays import seed

    call_command("migrate", verbosity=0)
    seed()
    model = register("R34")
    if model.versions.count() >= rows:
        return
    print(f"生成 {rows} 行……", file=sys.stderr)
    city = Unit.objects.create(name="示例市", short_name="示例市", kind=UnitKind.CITY)
    units = [Unit.objects.create(name=f"示例{n}局", short_name=f"示例{n}局", kind=UnitKind.GOVERNMENT, parent=city) for n in range(UNITS)]
    for first in range(0, rows, 20_000):
        model.objects.bulk_create([row(model, units, n) for n in range(first, min(first + 20_000, rows))], batch_size=900)


def row(model: Any, units: list[Any], n: int) -> Any:
    """The n-th record, made from its number alone."""
    received = date(2024, 1, 1) + timedelta(days=n % 730)
    kind = ("依申请公开", "依申请公开", "目录事项", "主动公开")[n % 4]
    answered = received + timedelta(days=n % 37) if n % 11 else None
    made = model(unit=units[n % UNITS], number=f"示例{n}", subject="示例", kind=kind, received_on=received, business_key=f"示例{n}")
    made.since = f"{received}T09:00:00+08:00"
    made.extended_days, made.extension_told = (20 if n % 13 == 0 else 0), n % 26 == 0
    if kind == "依申请公开":
        made.answered_on, made.answer_due_on, made.stage = answered, received + timedelta(days=28), "answered" if answered else "working"
    else:
        made.formed_on, made.opened_on, made.open_due_on = received, answered, received + timedelta(days=28)
        made.stage, made.url = ("opened", "https://example.invalid/") if answered else ("received", "")
    return made


def measure() -> list[dict[str, Any]]:
    from fazhi.engine.clocks import LastLoaded
    from fazhi.engine.metrics import Period
    from fazhi.engine.register import end_of, register
    from fazhi.records.figures import computed

    model, period, today, past = register("R34"), Period(date(YEAR, 1, 1), date(YEAR, 12, 31)), date.today(), date(2025, 6, 30)
    held = {"first": PERIOD[0], "last": PERIOD[1], "loaded": LastLoaded().on(today).isoformat()}
    now = held | {"day": today.isoformat(), "standing": "until IS NULL"}
    found = [one("现在", lambda: computed(model, period, today), now)]
    changed = model.objects.order_by("pk").first()
    changed.version += 1
    changed.save(update_fields=["version"])
    found.append(one("改动一行以后", lambda: computed(model, period, today), now))
    end = end_of(past).astimezone().strftime("%Y-%m-%d %H:%M:%S.%f")
    standing = f"(until IS NULL OR until > '{end}') AND since <= '{end}'"
    found.append(one("截至2025年6月30日", lambda: computed(model, period, past), held | {"day": past.isoformat(), "standing": standing}))
    return found


def one(name: str, ours: Callable[[], Any], values: dict[str, str]) -> dict[str, Any]:
    """The best of three of either, in turns."""
    from django.db import connection

    median = MEDIAN[connection.vendor].format(**values)
    statement = BY_HAND.format(**values, median=median)

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.fetchall()

    times = [(timed(ours), timed(by_hand)) for _ in range(3)]
    mine, hand = min(each[0] for each in times), min(each[1] for each in times)
    return {"state": name, "ours_s": round(mine, 2), "by_hand_s": round(hand, 2), "ratio": round(mine / hand, 2)}


def timed(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def told(found: list[dict[str, Any]]) -> list[str]:
    return [f"{each['state']}：全部数据 {each['ours_s']} 秒，手写 {each['by_hand_s']} 秒，{each['ratio']} 倍" for each in found]


if __name__ == "__main__":
    sys.exit(main())
