"""fazhi holidays: the loaded years, and loading the State Council's yearly notice."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fazhi.engine.models import HolidayYear, SpecialDay
from fazhi.journal.write import Who
from fazhi.kit.days import DayRule
from fazhi.kit.notice import NoticeRefused
from fazhi.records.holidays import LoadedNotice, load_notice, preview_notice, told_day
from fazhi.web.management.needs_tables import tables_needed

LARGEST = 1024 * 1024  # bytes; a notice has two pages


class Command(BaseCommand):
    """List, preview and load; exit codes: 0 done, 1 refused, 3 no database."""

    help = "查看、导入年度放假安排。退出码：0 完成；1 通知读不懂或有矛盾；3 数据库未建"
    requires_system_checks: list[str] = []  # they would load every page

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="list|preview|load", title="要做什么")
        listed = acts.add_parser("list", help="列出已导入的年份；加 --year 列出当年每一天")
        listed.add_argument("--year", type=int, metavar="年份", help="只看这一年，逐日列出")
        preview = acts.add_parser("preview", help="只看通知会带来什么变化，不导入")
        load = acts.add_parser("load", help="导入国务院办公厅放假通知")
        for act in (preview, load):
            act.add_argument("file", metavar="文件", help="通知正文的文本文件（.txt）；“-”表示从标准输入读")
            act.add_argument("--year", type=int, required=True, metavar="年份", help="通知安排的年份，如 2027")
        load.add_argument("--source", default="", metavar="来源", help="如 国办发明电〔2026〕7号；默认用文件名")
        for act in (listed, preview, load):
            act.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        with tables_needed():
            if options["act"] == "list":
                self.listed(options["year"], as_json=options["json"])
                return
            text = text_of(options["file"])
            try:
                if options["act"] == "preview":
                    notice = preview_notice(text, options["year"])
                else:
                    source = options["source"] or Path(options["file"]).name
                    notice = load_notice(text, options["year"], source, Who(None, "命令行"))
            except NoticeRefused as error:
                raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(as_data(notice), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines_of(notice, done=options["act"] == "load")))

    def listed(self, year: int | None, *, as_json: bool) -> None:
        years = HolidayYear.objects.order_by("year")
        days = SpecialDay.objects.order_by("day")
        if year is not None:
            years, days = years.filter(year=year), days.filter(day__year=year)
            if not years:
                raise CommandError(f"{year}年的放假安排还没有导入。请用 fazhi holidays load 文件 --year {year} 导入。")
        rows = [{"year": each.year, "source": each.source, "loaded_at": each.loaded_at.isoformat()} for each in years]
        told = [(day.day, DayRule(day.kind, day.name)) for day in days] if year is not None else []
        if as_json:
            dated = [{"day": day.isoformat(), "kind": rule.kind, "name": rule.name} for day, rule in told]
            self.stdout.write(json.dumps({"years": rows, **({"days": dated} if year is not None else {})}, ensure_ascii=False))
            return
        if not rows:
            raise CommandError("还没有导入任何年份的放假安排。请先运行 fazhi setup。")
        self.stdout.write("\n".join([*(f"{row['year']}年  {row['source']}" for row in rows), *(f"  {told_day(*each)}" for each in told)]))


def text_of(file: str) -> str:
    """The text of a file, UTF-8 or GB18030; “-” is standard input."""
    if file == "-":
        return sys.stdin.read(LARGEST)
    path = Path(file)
    try:
        if path.stat().st_size > LARGEST:
            raise CommandError(f"文件“{path.name}”超过1 MB，不像放假通知。请只保存通知正文。")
        raw = path.read_bytes()
    except OSError as error:
        raise CommandError(f"打不开文件“{file}”：{error.strerror}。请核对路径和权限。") from None
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(coding)
        except UnicodeDecodeError:
            continue
    raise CommandError(f"文件“{path.name}”不是文本。请把通知正文另存为 .txt 后再导入。")


def as_data(notice: LoadedNotice) -> dict[str, Any]:
    """The notice and its changes for a machine; dates ISO, kinds “休” and “班”."""
    return {
        "year": notice.year,
        "is_new": notice.is_new,
        "added": [{"day": day.isoformat(), **asdict(rule)} for day, rule in notice.added.items()],
        "changed": [{"day": day.isoformat(), "before": asdict(old), "after": asdict(new)} for day, (old, new) in notice.changed.items()],
        "removed": [{"day": day.isoformat(), **asdict(rule)} for day, rule in notice.removed.items()],
    }


def lines_of(notice: LoadedNotice, *, done: bool) -> list[str]:
    """The changes for a person."""
    if notice.changes_nothing:
        return [f"{notice.year}年的放假安排与已导入的一致，没有变化。"]
    lines = [f"{'已导入' if done else '将导入（尚未写入）'}：{notice.year}年放假安排，共{len(notice.rules)}天。"]
    lines += [f"  新增  {told_day(day, rule)}" for day, rule in notice.added.items()]
    lines += [
        f"  改为  {told_day(day, new)}，原为{SpecialDay.Kind(old.kind).label}（{old.name}）" for day, (old, new) in notice.changed.items()
    ]
    return lines + [f"  取消  {told_day(day, rule)}" for day, rule in notice.removed.items()]
