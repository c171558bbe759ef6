"""Photos: the camera's clock against the day that was filled in, and where the photo was taken."""

import math
import re
from datetime import datetime

from django.utils import timezone

from fazhi.kit.dates import chinese_date

from ..models import ItemKind, Severity, SignalKind, Version
from ..noting import moment
from .finding import Finding
from .others import others
from .tolerances import Tolerances

MOST = 60  # other photos of the unit that are looked at
FEWEST = 3  # photos by which one can say where a unit usually is
_OF_A_PAPER = re.compile(r"扫描|原件|复印|证书|截图|文件|通知|公告|奖状|牌匾|台账|档案|签到|会议记录")


def photo(version: Version, limits: Tolerances) -> list[Finding]:
    """PHOTO_ELSEWHERE for time and for place. Facts: {"taken", "filled", "days"} and {"place", "from", "km"}."""
    return [each for each in (_other_day(version, limits), _other_place(version, limits)) if each]


def _other_day(version: Version, limits: Tolerances) -> Finding | None:
    taken, filled = moment(version.made.get("taken")), version.item.effective_on
    if taken is None or filled is None:
        return None
    day = timezone.localtime(taken).date()
    days = (day - filled).days
    if abs(days) <= limits.photo_days:
        return None
    of_paper = days > 0 and _OF_A_PAPER.search(f"{version.item.title} {version.item.note}")
    why = "拍的是纸质文件的，拍摄晚于文件日期属正常。" if of_paper else "如相机时钟不准，或照片取自资料，请单位说明。"
    said = f"照片拍摄于{_spelt(taken)}，比填报的形成日期{chinese_date(filled)}{'晚' if days > 0 else '早'}{abs(days)}天。{why}"
    facts = {"taken": day.isoformat(), "filled": filled.isoformat(), "days": days}
    return Finding(SignalKind.PHOTO_ELSEWHERE, Severity.NOTE if of_paper else Severity.ATTENTION, "day", said, facts)


def _other_place(version: Version, limits: Tolerances) -> Finding | None:
    place = version.made.get("place")
    if not place:
        return None
    if limits.city_place:
        middle, most, whence = limits.city_place, limits.photo_km, "本市"
        severity = Severity.ATTENTION
    else:
        found = others(version).filter(item__unit=version.item.unit_id, item__kind=ItemKind.IMAGE, made__place__isnull=False)
        places = [tuple(each) for each in found.order_by("-pk").values_list("made__place", flat=True)[:MOST]]
        if len(places) < FEWEST:
            return None
        middle, most, whence = _middle(places), limits.apart_km, f"本单位另外{len(places)}张照片的拍摄地"
        severity = Severity.NOTE
    km = distance(place, middle)
    if km <= most:
        return None
    where = f"北纬{place[0]:.2f}度、东经{place[1]:.2f}度"
    said = f"照片所记位置（{where}）距{whence}约{km:.0f}公里。外出学习、培训、送达等在外地拍摄的，请单位说明。"
    facts = {"place": list(place), "from": list(middle), "km": round(km)}
    return Finding(SignalKind.PHOTO_ELSEWHERE, severity, "place", said, facts)


def _middle(places: list[tuple[float, float]]) -> tuple[float, float]:
    """The median north and east: one photo from far away does not move it."""
    norths, easts = (sorted(each) for each in zip(*places, strict=True))
    return norths[len(norths) // 2], easts[len(easts) // 2]


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres along the surface of a round earth (haversine)."""
    north, east, to_north, to_east = map(math.radians, (*one, *other))
    half = math.sin((to_north - north) / 2) ** 2 + math.cos(north) * math.cos(to_north) * math.sin((to_east - east) / 2) ** 2
    return 2 * 6371 * math.asin(min(1, math.sqrt(half)))


def _spelt(taken: datetime) -> str:
    found = timezone.localtime(taken)
    return f"{chinese_date(found.date())}{found:%H:%M}"
