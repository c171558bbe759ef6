"""python3 run.py bench dating: a new holiday notice moves a hundred thousand open clocks, beside a bare UPDATE of as many rows."""

import argparse
import json
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path

NOTICE = (  # made up, to measure with
    "一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。\n"
    "二、春节：2月5日（周五）至12日（周五）放假调休，共8天。2月13日（周六）、2月14日（周日）上班。\n"
    "三、清明节：4月3日（周六）至5日（周一）放假调休，共3天。\n"
    "四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。\n"
    "五、端午节：6月9日（周三）放假1天。\n"
    "六、中秋节：9月15日（周三）放假1天。\n"
    "七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。10月9日（周六）上班。\n"
)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python3 run.py bench dating", description="测速：按新的放假通知重算十万条期限，与一条 UPDATE 比较"
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--home", default="var/bench-dating")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ |= {"FAZHI_HOME": str(Path(asked.home).resolve()), "DJANGO_SETTINGS_MODULE": "fazhi.settings"}
    import django

    django.setup()
    found = measure(asked.rows)
    print(json.dumps(found, ensure_ascii=False, indent=2) if asked.json else "，".join(f"{name} {value}" for name, value in found.items()))
    return 0


def measure(rows: int) -> dict[str, float]:
    from django.core.management import call_command
    from django.db import connection

    from fazhi.engine.register import register
    from fazhi.journal import triggers
    from fazhi.journal.write import SYSTEM
    from fazhi.records.holidays import load_notice, seed
    from fazhi.records.models import Redating
    from fazhi.records.redating import redate

    call_command("migrate", verbosity=0)
    triggers.remove(connection, triggers.EMPTYING)
    call_command("flush", interactive=False, verbosity=0)
    seed()
    model = register("R34")
    make(model, rows)
    load_notice(NOTICE, 2027, "示例通知", SYSTEM)
    begun = time.perf_counter()
    redate.call(2027, "2027-01-01")
    ours = time.perf_counter() - begun
    moved = Redating.objects.count()
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE oversight_publicinformation SET version = version + 1 WHERE until IS NULL")
    bare = time.perf_counter() - begun
    each = round(ours / max(moved, 1) * 1000, 3)
    return {"移动的期限": moved, "重算秒数": round(ours, 2), "每千条秒数": each, "一条UPDATE秒数": round(bare, 2)}


def make(model, rows: int) -> None:
    from fazhi.people.models import Unit, UnitKind
    from fazhi.records.running import set_clocks

    city = Unit.objects.create(name="示例市", short_name="示例市", kind=UnitKind.CITY)
    made = []
    for n in range(rows):
        received = date(2027, 1, 11) + timedelta(days=n % 30)
        record = model(unit=city, number=f"示例{n}", subject="示例", kind="依申请公开", received_on=received, stage="working")
        record.business_key = record.made_key()
        set_clocks(record, {})
        made.append(record)
    model.objects.bulk_create(made, batch_size=900)


if __name__ == "__main__":
    sys.exit(main())
