"""Bursts: monthly or quarterly papers of one unit whose files were all made in one evening."""

import re
from datetime import date, datetime, timedelta

from django.utils import timezone

from fazhi.kit.dates import chinese_date

from .. import kinds
from ..models import ItemKind, Severity, SignalKind, Version
from ..noting import moment
from .finding import Finding
from .others import borne_day, others
from .tolerances import Tolerances

MOST = 200  # other files of the unit in the same hours
_NUMBER = r"[\d一二三四五六七八九十〇]{1,4}"
_PERIOD = re.compile(
    rf"(?:(?:20\d\d|二〇[一二三四五六七八九〇]{{2}})年?(?:度)?)?(?:第?[一二三四1-4]季度|[上下]半年|{_NUMBER}月份?(?:{_NUMBER}日)?|第{_NUMBER}[期次周号])"
    r"|20\d\d[-._]?(?:0[1-9]|1[0-2])(?!\d)"
)
_FIXED = (kinds.PDF.media_type, kinds.OFD.media_type)


def burst(version: Version, limits: Tolerances) -> Finding | None:
    """BURST, where at least `burst_papers` papers for different times were made within `burst_hours`.

    Facts: {"first", "last": ISO times, "papers": [{"item", "title", "borne", "made"}…]}. Files that were begun at different times
    and only saved again together are no burst; prints and scans made together count only where their titles are one series.
    """
    if version.made_at is None or version.blob is None:
        return None
    near = timedelta(hours=limits.burst_hours)
    around = others(version).filter(item__unit=version.item.unit_id, made_at__range=(version.made_at - near, version.made_at + near))
    found = [version, *around.exclude(item__kind=ItemKind.IMAGE).select_related("blob")[:MOST]]
    papers = [paper for paper in found if not _lies_ahead(paper)]
    if version not in papers:
        return None
    series = _at_once([paper for paper in papers if stem(paper.item.title) == stem(version.item.title)], version, near)
    if period(version.item.title) and len(_periods(series)) >= limits.burst_papers and _begun_together(series, near):
        return _found(series, Severity.NOTE if _is_fixed(version) else Severity.ATTENTION, limits)
    drawn = _at_once([paper for paper in papers if not _is_fixed(paper)], version, near)
    if _is_fixed(version) or not _is_spread(drawn, limits) or not _begun_together(drawn, near):
        return None
    return _found(drawn, Severity.ATTENTION, limits)


def period(title: str) -> str:
    """2025年3月, 第三季度, 第5期: the time that a title names, or an empty text."""
    found = _PERIOD.search(title)
    return found[0] if found else ""


def stem(title: str) -> str:
    """The title without the times it names, which is the same for all papers of a series."""
    return re.sub(r"\s|20\d\d年?(?:度)?", "", _PERIOD.sub("", title))


def _at_once(papers: list[Version], version: Version, near: timedelta) -> list[Version]:
    """Those within one span of `near` that has the version in it, the fullest such span."""
    times = sorted(papers, key=lambda paper: paper.made_at or datetime.max)
    spans = [[paper for paper in times if first.made_at <= paper.made_at <= first.made_at + near] for first in times]  # type: ignore[operator]
    return max((span for span in spans if version in span), key=len, default=[])


def _periods(papers: list[Version]) -> set[str]:
    return {f"{_year(paper)}{period(paper.item.title)}" for paper in papers}


def _year(paper: Version) -> int | None:
    day = borne_day(paper)[0]
    return day.year if day and "年" not in period(paper.item.title) else None


def _is_spread(papers: list[Version], limits: Tolerances) -> bool:
    days = sorted({day for paper in papers if (day := borne_day(paper)[0])})
    months = {(day.year, day.month) for day in days}
    return len(months) >= limits.burst_papers and (days[-1] - days[0]).days >= limits.burst_spread_days


def _begun_together(papers: list[Version], near: timedelta) -> bool:
    """Not, where most of the files state that they were begun at times of their own: somebody only saved them again."""
    begun = [found for paper in papers if (found := moment(paper.made.get("created")))]
    if len(begun) * 2 < len(papers) or len(set(begun)) == 1:
        return True
    begun.sort()
    return begun[-1] - begun[0] <= near * 2


def _lies_ahead(paper: Version) -> bool:
    """Forms for months to come are made ahead, and together."""
    day = borne_day(paper)[0]
    return bool(day and paper.made_at and day > timezone.localtime(paper.made_at).date())


def _is_fixed(paper: Version) -> bool:
    return paper.blob is not None and paper.blob.media_type in _FIXED


def _found(papers: list[Version], severity: Severity, limits: Tolerances) -> Finding:
    times = sorted(timezone.localtime(paper.made_at) for paper in papers if paper.made_at)
    days = [day for paper in papers if (day := borne_day(paper)[0])]
    spread = f"，所载日期从{chinese_date(min(days))}到{chinese_date(max(days))}" if len(set(days)) > 1 else ""
    shown = "、".join(f"“{paper.item.title[:30]}”" for paper in papers[:3])
    how = f"{chinese_date(times[0].date())}{times[0]:%H:%M}至{'' if times[0].date() == times[-1].date() else '次日'}{times[-1]:%H:%M}之间"
    why = "版式文件集中导出也会如此，请核对原稿。" if severity == Severity.NOTE else "如系集中整理、统一排版，请单位说明并提供当时的稿子。"
    said = f"{shown}等{len(papers)}份不同时期的材料，文件都在{how}制作{spread}。{why}"
    rows = [
        {
            "item": paper.item_id,
            "title": paper.item.title[:100],
            "borne": _iso(borne_day(paper)[0]),
            "made": timezone.localtime(paper.made_at).isoformat() if paper.made_at else "",
        }
        for paper in papers[:50]
    ]
    return Finding(
        SignalKind.BURST, severity, "burst", said, {"first": times[0].isoformat(), "last": times[-1].isoformat(), "papers": rows}
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
