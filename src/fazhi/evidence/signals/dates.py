"""Family `dates`: the day a paper bears against the times its file states, and against the day that was filled in."""

import re
from datetime import date, datetime

from django.utils import timezone

from fazhi.kit.dates import chinese_date

from .. import kinds
from ..models import Severity, SignalKind, Version
from ..noting import moment, signed
from .authors import authors
from .bursts import burst
from .finding import Finding
from .others import borne_day, is_photo
from .photos import photo
from .tolerances import Tolerances, in_force

FAMILY = "dates"
_FIXED = (kinds.PDF.media_type, kinds.OFD.media_type)  # made from a paper or another file: their time is that of printing or scanning
_OTHER_DAYS = r"(?:发布|印发|公开|施行|实施|生效|公布|通过)"


def find(version: Version) -> list[Finding]:
    """What the dates of a version give to ask. Facts: {"borne", "borne_by", "stated", "stated_by", "days"} where days are compared."""
    limits = in_force()
    if is_photo(version):
        return photo(version, limits)
    found = [late(version, limits), differs(version, limits), early(version, limits), burst(version, limits)]
    return [each for each in found if each] + authors(version)


def late(version: Version, limits: Tolerances) -> Finding | None:
    """MADE_LATE: created, or at least saved, long after the day that the paper bears."""
    borne, borne_by = borne_day(version)
    if borne is None:
        return None
    created, modified = local(version.made.get("created")), local(version.made.get("modified"))
    if created and (created - borne).days > limits.late_days:
        return _made_late(version, limits, borne, borne_by, created)
    if not created and modified and (modified - borne).days > limits.late_days:
        return _compared(SignalKind.MADE_LATE, Severity.NOTE, "saved", borne, borne_by, modified, "文件最后保存时间", _RESAVED)
    if created and modified and (modified - borne).days > limits.resaved_days and not is_fixed(version):
        return _compared(SignalKind.MADE_LATE, Severity.NOTE, "saved", borne, borne_by, modified, "文件最后保存时间", _RESAVED)
    uploaded = timezone.localtime(version.uploaded_at).date()
    if not created and not modified and (uploaded - borne).days > limits.upload_days:
        return _compared(SignalKind.MADE_LATE, Severity.NOTE, "uploaded", borne, borne_by, uploaded, "上传日期", "旧材料补交属正常。")
    return None


_RESAVED = "打开后重新保存也会如此。"


def _made_late(version: Version, limits: Tolerances, borne: date, borne_by: str, created: date) -> Finding:
    kind = SignalKind.MADE_LATE
    if is_scan(version):
        why = "扫描件的时间是扫描的时间，纸质原件可能早已形成，请核对原件。"
        return _compared(kind, Severity.NOTE, "created", borne, borne_by, created, "扫描时间", why)
    if is_fixed(version):
        why = "版式文件的时间是导出或打印的时间，原稿可能早已形成，必要时请单位提供原稿。"
        return _compared(kind, Severity.NOTE, "created", borne, borne_by, created, "文件生成时间", why)
    severity = Severity.SERIOUS if (created - borne).days > limits.serious_days else Severity.ATTENTION
    return _compared(kind, severity, "created", borne, borne_by, created, "文件创建时间", "如系另存、重新排版或汇编，请单位说明。")


def differs(version: Version, limits: Tolerances) -> Finding | None:
    """DATE_DIFFERS: 成文日期 in the words is not the day that was filled in, nor is that another day the document states."""
    read, filled = signed(version), version.item.effective_on
    if read is None or filled is None or read == filled or states(version.text, filled):
        return None
    severity = Severity.ATTENTION if abs((filled - read).days) > limits.differ_days else Severity.NOTE
    why = "月日相同而年份不同，可能填错了年份。" if (read.month, read.day) == (filled.month, filled.day) else "请核对应填哪一个日期。"
    return _compared(SignalKind.DATE_DIFFERS, severity, "filled", read, "正文成文日期", filled, "填报的形成日期", why)


def early(version: Version, limits: Tolerances) -> Finding | None:
    """DATE_DIFFERS: a scan or a print that is older than the day on the paper it shows."""
    borne, borne_by = borne_day(version)
    created = local(version.made.get("created"))
    if borne is None or created is None or not is_fixed(version) or (borne - created).days <= limits.early_days:
        return None
    if is_scan(version):
        why = "已经签发的纸质文件不会晚于它的扫描件，请核对原件日期。"
        return _compared(SignalKind.DATE_DIFFERS, Severity.ATTENTION, "early", borne, borne_by, created, "扫描时间", why)
    why = "如提交的是签发前的稿子，请换成正式文件。"
    return _compared(SignalKind.DATE_DIFFERS, Severity.NOTE, "early", borne, borne_by, created, "文件生成时间", why)


def states(text: str, day: date) -> bool:
    """Does the document name this day as the one on which it is published or takes effect?"""
    spelt = rf"(?:{day.year}年0?{day.month}月0?{day.day}日|{day.isoformat()})"
    plain = re.sub(r"\s", "", text)
    return bool(re.search(rf"{_OTHER_DAYS}(?:日期|时间)?[:：|]*{spelt}|{spelt}(?:起|正式|日)?{_OTHER_DAYS}", plain))


def is_fixed(version: Version) -> bool:
    return version.blob is not None and version.blob.media_type in _FIXED


def is_scan(version: Version) -> bool:
    """Made by a scanner, or pages without words, or words that had to be recognised."""
    without_words = version.text_state == Version.TextState.NONE or "识别" in version.text_note
    return is_fixed(version) and (bool(version.made.get("scan")) or without_words)


def local(spelt: str | None) -> date | None:
    """The day of a stated time, where the office is."""
    found: datetime | None = moment(spelt)
    return timezone.localtime(found).date() if found else None


def _compared(
    kind: SignalKind, severity: Severity, key: str, borne: date, borne_by: str, stated: date, stated_by: str, why: str
) -> Finding:
    days = (stated - borne).days
    said = f"{stated_by}是{chinese_date(stated)}，比{borne_by}{chinese_date(borne)}{'晚' if days > 0 else '早'}{abs(days)}天。{why}"
    facts = {"borne": borne.isoformat(), "borne_by": borne_by, "stated": stated.isoformat(), "stated_by": stated_by, "days": days}
    return Finding(kind, severity, key, said, facts)
