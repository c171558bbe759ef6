"""fazhi package: make the package of a campaign from the command line and lay it where it is wanted."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fazhi.campaign.models import Campaign
from fazhi.evidence.store import opened
from fazhi.jobs.declare import JobRefused
from fazhi.journal.write import Who
from fazhi.kit.dates import DateRefused, parse_date
from fazhi.reports.models import Package, PackageProfile
from fazhi.reports.package.making import COMMAND, begun, make_package
from fazhi.reports.package.profiles import profiles_for
from fazhi.reports.package.zipping import pieces_of


class Command(BaseCommand):
    """Exit codes: 0 made and written, 1 refused."""

    help = "打申报材料包并写到文件，最后一行是材料包摘要（清单.json 的 SHA-256）。退出码：0 打好；1 没有打包，说明原因"
    requires_system_checks: list[str] = []  # they would load every page

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--campaign", metavar="编号或名称", required=True, help="创建活动，如 3 或 2025年度创建")
        parser.add_argument("--out", metavar="文件", required=True, help="写到哪里，如 /tmp/材料包.zip；已有的文件不覆盖")
        parser.add_argument("--profile", metavar="名称", default="", help="打包方案，默认第一个（综合示范创建申报）")
        parser.add_argument("--as-of", metavar="日期", default="", help="台账数据截至哪一天，默认今天")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        out = Path(options["out"])
        if out.exists():
            raise CommandError(f"文件 {out} 已经存在，没有覆盖。请换一个文件名，或先移走它。")
        campaign = _campaign(options["campaign"])
        made = begun(campaign, _profile(campaign, options["profile"]), _day(options["as_of"]), Who(None, COMMAND))
        try:
            make_package.call(made.pk)
        except JobRefused as refusal:
            raise CommandError(str(refusal)) from None
        made.refresh_from_db()
        _copied(made, out)
        assert made.blob is not None
        known = {"digest": made.digest, "file": str(out), "size": made.blob.size, "sha256": made.blob.sha256, "files": made.facts["files"]}
        if options["json"]:
            self.stdout.write(json.dumps(known | {"left_out": made.facts["left_out"]}, ensure_ascii=False))
            return
        left = f"，{made.facts['left']} 件材料没有放入（见材料包页面）" if made.facts["left"] else ""
        self.stdout.write(f"已写到 {out}：{made.facts['files']} 个文件，{made.blob.size:,} 字节{left}。\n{made.digest}")


def _campaign(named: str) -> Campaign:
    found = Campaign.objects.select_related("unit")
    chosen = found.filter(pk=int(named)).first() if named.isdecimal() else found.filter(name=named).first()
    if chosen is None:
        there = "；".join(f"{each.pk} {each.name}" for each in found) or "还没有创建活动"
        raise CommandError(f"没有创建活动“{named}”。现有：{there}。")
    return chosen


def _profile(campaign: Campaign, named: str) -> PackageProfile:
    profiles = profiles_for(campaign.unit)
    chosen = next((each for each in profiles if not named or each.name == named), None)
    if chosen is None:
        raise CommandError(f"没有打包方案“{named}”。现有：{'；'.join(each.name for each in profiles)}。")
    return chosen


def _day(typed: str) -> date:
    today = timezone.localdate()
    try:
        day = parse_date(typed) if typed else today
    except DateRefused as refusal:
        raise CommandError(str(refusal)) from None
    if day > today:
        raise CommandError(f"日期 {typed} 还没有到。请写今天或以前的日期。")
    return day


def _copied(made: Package, out: Path) -> None:
    assert made.blob is not None
    with out.open("xb") as target:
        for piece in pieces_of(opened(made.blob)):  # type: ignore[arg-type]
            target.write(piece)
