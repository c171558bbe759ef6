"""fazhi workday: the date that so many working days lead to, and day by day why."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.utils import OperationalError, ProgrammingError

from fazhi.engine.holidays import calendar, shipped
from fazhi.kit.dates import DateRefused, chinese_date, parse_date
from fazhi.kit.days import WEEKDAYS, Calendar, Count, CountRefused, YearNotLoaded, count_workdays

YEAR_NOT_LOADED = 2  # exit code


class Command(BaseCommand):
    """Count working days; exit codes: 0 counted, 1 refused, 2 year not loaded."""

    help = "按工作日推算日期：起算日不算，从次日数起。退出码：0 算出；1 日期或天数有误；2 放假安排未导入到那一年"
    requires_system_checks: list[str] = []  # they would load every page

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("start", metavar="起算日", help="如 2026-02-12 或 2026年2月12日")
        parser.add_argument("days", metavar="天数", help="工作日数，如 20")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出：{date, days:[{day, counted, reason}]}")

    def handle(self, *args: Any, **options: Any) -> None:
        if not str(options["days"]).isdecimal():
            raise CommandError(f"天数“{options['days']}”不是正整数。请写成数字，如：fazhi workday 2026-02-12 20")
        try:
            start = parse_date(options["start"])
            count = count_workdays(start, int(options["days"]), held_or_shipped())
        except (DateRefused, CountRefused) as error:
            raise CommandError(str(error)) from None
        except YearNotLoaded as error:
            raise CommandError(str(error), returncode=YEAR_NOT_LOADED) from None
        if options["json"]:
            days = [{"day": day.day.isoformat(), "counted": day.counted, "reason": day.reason} for day in count.days]
            self.stdout.write(json.dumps({"date": count.date.isoformat(), "days": days}, ensure_ascii=False))
        else:
            self.stdout.write("\n".join([count.date.isoformat(), f"{chinese_date(start)}起算（当日不计）：", *lines_of(count)]))


def held_or_shipped() -> Calendar:
    """The installation's calendar; before there is a database, the years that come with the system."""
    try:
        return calendar()
    except (OperationalError, ProgrammingError):
        return shipped()


def lines_of(count: Count) -> list[str]:
    """One line a day: its number where it counts, the date, the weekday, the reason."""
    lines = []
    for day in count.days:
        number = f"第{day.number:>3}日" if day.counted else "  不计  "
        weekday = WEEKDAYS[day.day.weekday()]
        reason = day.reason if day.reason.startswith(weekday) else f"{weekday}，{day.reason}"
        lines.append(f"  {number}  {day.day.isoformat()}  {reason}")
    return lines
