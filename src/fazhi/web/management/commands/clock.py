"""fazhi clock: when a statutory time limit is due, day by day why; and the list of all limits."""

import json
import re
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fazhi.engine.limits import UnknownLimit, limit, limits
from fazhi.kit.dates import DateRefused, parse_date
from fazhi.kit.days import Count
from fazhi.kit.limits import CountRefused, Due, Limit, Pause, due, explain

from .workday import held_or_shipped, lines_of

NOT_A_CLOCK = 2  # exit code
_PAUSE = re.compile(r"([^:\uff1a]+?)\.\.([^:\uff1a]*)[:\uff1a](.+)")
_TIME = re.compile(r"([01]?\d|2[0-3])[:\uff1a]([0-5]\d)")


class Command(BaseCommand):
    """Count one limit, or list them all; exit codes: 0 counted, 1 refused, 2 a quantity and no clock."""

    help = "按法定期限推算届满日，并逐日说明。退出码：0 算出；1 编号、日期、情形、延长或停表有误；2 这一条是数量要求，不是期限"
    requires_system_checks: list[str] = []  # they would load every page

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", metavar="编号", nargs="?", help="期限的编号，如 O04；分情形的也可以写成 P15/许可处罚")
        parser.add_argument(
            "--from", dest="start", metavar="起算日", help="起算事件发生的那一天（当日不计），如 2025-09-26；固定日期的写报告年度的任一天"
        )
        parser.add_argument("--at", metavar="时刻", help="按小时的期限从这一时刻起连续计算，如 09:30")
        parser.add_argument("--case", metavar="情形", help="一条分几种情形时指明一种，如 许可处罚")
        parser.add_argument("--extend", metavar="数字", default="0", help="已批准延长多少，单位与期限相同")
        parser.add_argument(
            "--pause",
            metavar="区间",
            action="append",
            default=[],
            help="停表区间，如 2025-10-09..2025-10-20:鉴定；尚未恢复的不写结束日；可重复",
        )
        parser.add_argument("--explain", action="store_true", help="用几句话说明怎样算出")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")
        parser.add_argument("--list", action="store_true", help="列出全部期限和数量要求")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.stdout.write(_listed(options["json"]))
            return
        if not (options["id"] and options["start"]):
            raise CommandError("请写明编号和起算日，如：fazhi clock O04 --from 2025-09-26；全部编号见 fazhi clock --list。")
        try:
            row, counted = _count(options)
        except (UnknownLimit, DateRefused, CountRefused) as error:
            raise CommandError(str(error)) from None
        said = explain(row, counted)
        if options["json"]:
            self.stdout.write(json.dumps(_told(row, counted) | ({"explain": said} if options["explain"] else {}), ensure_ascii=False))
            return
        head = (
            counted.due_at.isoformat(" ", "minutes") if counted.due_at else counted.due_on.isoformat() if counted.due_on else "停表尚未恢复"
        )
        lines = said if options["explain"] else [said[0], *lines_of(Count(counted.due_on or counted.start, list(counted.days)))]
        self.stdout.write("\n".join([head, *lines]))


def _count(options: dict[str, Any]) -> tuple[Limit, Due]:
    """The row of the case, and when it is due."""
    row = limit(options["id"])
    if row.quantity:
        raise CommandError(f"{row.id}（{row.what}）是数量要求，不是期限，没有届满日。{row.note}", returncode=NOT_A_CLOCK)
    row = row.of(options["case"])
    if not options["extend"].isdecimal():
        raise CountRefused(f"延长的数字“{options['extend']}”不是正整数。请写成数字，如 --extend 10")
    pauses = [_pause(text) for text in options["pause"]]
    start = _start(parse_date(options["start"]), options["at"])
    return row, due(row, start, held_or_shipped(), extended=int(options["extend"]), pauses=pauses)


def _start(day: date, at: str | None) -> date | datetime:
    if at is None:
        return day
    found = _TIME.fullmatch(at.strip())
    if not found:
        raise DateRefused(f"读不懂时刻“{at}”。请写成24小时制，如 --at 09:30")
    return datetime.combine(day, time(int(found[1]), int(found[2])))


def _pause(text: str) -> Pause:
    found = _PAUSE.fullmatch(text.strip())
    if not found:
        raise DateRefused(f"读不懂停表区间“{text}”。请写成 2025-10-09..2025-10-20:鉴定；尚未恢复的写成 2025-10-09..:鉴定")
    return Pause(parse_date(found[1]), parse_date(found[2]) if found[2].strip() else None, found[3].strip())


def _told(row: Limit, counted: Due) -> dict[str, Any]:
    """The answer for a machine."""
    days = [{"day": day.day.isoformat(), "counted": day.counted, "number": day.number, "reason": day.reason} for day in counted.days]
    return {
        "id": row.id,
        "what": row.what,
        "due_on": counted.due_on.isoformat() if counted.due_on else None,
        "due_at": counted.due_at.isoformat() if counted.due_at else None,
        "law": row.law,
        "article": row.article,
        "confidence": row.confidence,
        "only_reminds": row.only_reminds,
        "floor": row.floor,
        "provisional": counted.provisional,
        "days": days,
    }


def _listed(as_json: bool) -> str:
    """Every row and every case of it: a line each, or a JSON list."""
    rows = [each for row in limits().values() for each in ((row, *row.cases.values()))]
    told = [
        {
            "id": row.id,
            "kind": "clock" if row.is_clock else "quantity",
            "what": row.what,
            "start": row.start,
            "number": row.amount,
            "unit": row.unit.value if row.unit else None,
            "cases": list(row.cases),
            "law": row.law,
            "article": row.article,
            "confidence": row.confidence,
        }
        for row in rows
    ]
    if as_json:
        return json.dumps(told, ensure_ascii=False)
    return "\n".join(
        f"{row.id}  {'期限' if row.is_clock else '数量'}  {_length(row)}  {row.what}  {row.law}{row.article}（{row.confidence}）"
        for row in rows
    )


def _length(row: Limit) -> str:
    if row.fixed:
        return f"次年{row.fixed[0]}月{row.fixed[1]}日前"
    if row.quantity:
        return "—"
    if row.amount is None:
        return "分情形"
    return f"{'不少于' if row.floor else '事前' if row.before else ''}{row.amount}{row.measure}{'（建议）' if row.number is None else ''}"
