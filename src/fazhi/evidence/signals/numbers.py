"""Family `numbers`: 发文字号 that stand on two documents or break the year's sequence, and formal documents without an end."""

import re
from datetime import date, timedelta

from fazhi.kit.dates import chinese_date

from ..documentfacts import Number
from ..documentwords import MOST as MOST_SIGNS
from ..models import Severity, SignalKind, Version
from ..noting import fact, number_of
from .finding import Finding
from .others import borne_day, others
from .tolerances import Tolerances, in_force

FAMILY = "numbers"
MOST = 500  # documents of one organ and year
PIECE = 4  # signs
LOOKED_AT = 6000  # signs of a text by which two documents are told apart
_FROM_A_SITE = re.compile(r"索\s*引\s*号|发布日期|信息来源|来源[:：]|打印本页|关闭窗口|扫一扫|浏览次数|字体[:：]|https?://")
_UNSIGNED_KIND = re.compile(r"(?:纪要|简报|条例|规章|名单|目录)(?:[（(][^（）()]*[)）])?$|令$")  # GB/T 9704-2012, 10: minutes bear no seal
_SEALED = re.compile(r"^[ \t]*[（(]?(?:盖章|印章|公章|签章)[)）]?[ \t]*$", re.MULTILINE)


def find(version: Version) -> list[Finding]:
    """What the number of a version gives to ask; nothing where it has none."""
    number, limits = number_of(version), in_force()
    if number is None:
        return []
    found = [
        *twice(version, number, limits),
        wrong_year(version, number, limits),
        order(version, number, limits),
        unsigned(version, number),
    ]
    return [each for each in found if each]


def twice(version: Version, number: Number, limits: Tolerances) -> list[Finding]:
    """NUMBER_TWICE: another document with this number whose words are others. Facts: {"number", "title", "other_title"}."""
    same = others(version).filter(number_series=number.series, number_no=number.no).defer(None).defer("preview").order_by("pk")[:20]
    different = next((each for each in same if not is_same_document(version, each, limits)), None)
    if different is None:
        return []
    mine, theirs = _title(version), _title(different)
    said = (
        f"发文字号{number}也出现在{different.item.unit}提供的另一份文件《{theirs[:60]}》上，两份文件内容不同，本件是《{mine[:60]}》。"
        "请核对哪一份的字号写错了；如一份是附件或转发件，请说明。"
    )
    facts = {"number": str(number), "title": mine, "other_title": theirs}
    return [Finding(SignalKind.NUMBER_TWICE, Severity.SERIOUS, f"twice-{number}"[:120], said, facts, different)]


def is_same_document(one: Version, other: Version, limits: Tolerances) -> bool:
    """The same document supplied twice, in whatever form: the same bytes, or words that are mostly the same.

    Where one has no words (a scan), the titles decide.
    """
    if one.blob_id is not None and one.blob_id == other.blob_id:
        return True
    mine, theirs = _pieces(one.text), _pieces(other.text)
    if not mine or not theirs:
        return _bare(_title(one)) == _bare(_title(other))
    return len(mine & theirs) >= limits.same_text * min(len(mine), len(theirs))


def wrong_year(version: Version, number: Number, limits: Tolerances) -> Finding | None:
    """NUMBER_ORDER: the year in the brackets is not the year of the document's day."""
    day, day_by = borne_day(version)
    if day is None or day.year == number.year:
        return None
    lag = timedelta(days=limits.number_days)
    if number.year in ((day - lag).year, (day + lag).year):  # numbered before, signed after New Year, or the other way round
        return None
    said = f"发文字号{number}的年份是{number.year}年，{day_by}是{chinese_date(day)}。请核对字号和日期哪一个写错了。"
    return Finding(SignalKind.NUMBER_ORDER, Severity.ATTENTION, "year", said, {"number": str(number), "borne": day.isoformat()})


def order(version: Version, number: Number, limits: Tolerances) -> Finding | None:
    """NUMBER_ORDER: a later number of the same organ and year bears an earlier day, or an earlier number a later one.

    Of two that contradict each other, the one is named that contradicts more of the others; facts:
    {"number", "borne", "others": [{"item", "number", "borne"}…]}.
    """
    day, _ = borne_day(version)
    if day is None:
        return None
    known = [(each.number_no, found, each) for each in _series(version, number) if (found := borne_day(each)[0]) and each.number_no]
    against = [row for row in known if _breaks(number.no, day, row[0], row[1], limits)]
    if not against:
        return None
    points = [(no, on) for no, on, _ in known] + [(number.no, day)]
    worst = max(sum(_breaks(no, on, *point, limits) for point in points) for no, on, _ in against)
    if worst > len(against):
        return None  # it is another document that stands wrong
    no, on, nearest = min(against, key=lambda row: abs(row[0] - number.no))
    larger, earlier = ("大", "早") if no > number.no else ("小", "晚")
    said = (
        f"发文字号{number}的日期是{chinese_date(day)}，而同一序列的{number.series}{no}号是{chinese_date(on)}，"
        f"号{larger}日期反而{earlier}{abs((on - day).days)}天。补登、分类编号也会如此，请核对。"
    )
    shown = [row for row in against if row[2] is nearest or row[2].item.unit_id == version.item.unit_id]  # who sees both sees these
    rows = [{"item": each.item_id, "number": f"{number.series}{at}号", "borne": when.isoformat()} for at, when, each in shown[:20]]
    severity = Severity.NOTE if worst == len(against) else Severity.ATTENTION
    facts = {"number": str(number), "borne": day.isoformat(), "others": rows}
    return Finding(SignalKind.NUMBER_ORDER, severity, "order", said, facts, nearest)


def _series(version: Version, number: Number) -> list[Version]:
    """One document a number: what two units supplied counts once."""
    found = others(version).filter(number_series=number.series).exclude(number_no=number.no)
    return list({each.number_no: each for each in found.order_by("number_no", "-pk")[:MOST]}.values())


def _breaks(no: int, day: date, other_no: int, other_day: date, limits: Tolerances) -> bool:
    """The later number bears a day that is earlier by more than is usual between signing and numbering."""
    if no == other_no:
        return False
    first, last = (day, other_day) if no < other_no else (other_day, day)
    return (first - last).days > limits.number_days


def unsigned(version: Version, number: Number) -> Finding | None:
    """SEAL_MISSING: a formal document whose words end without organ and day. Words alone: no seal can be seen in them."""
    text = version.text
    if not text or len(text) > MOST_SIGNS or "只提取" in version.text_note or version.facts.get("signed"):
        return None
    if _UNSIGNED_KIND.search(_title(version)) or _SEALED.search(text):
        return None
    from_site = bool(_FROM_A_SITE.search(text))
    if fact(version, "issued_on") and not from_site:
        return None
    why = "像是从网站上打印的，网页通常不带落款和印章；能提供盖章原件更好。" if from_site else "请核对是否为正式印发并盖章的文件。"
    said = f"{number}在正文末尾没有读到发文机关和成文日期。这里只看文字，看不见印章图形。{why}"
    severity = Severity.NOTE if from_site else Severity.ATTENTION
    return Finding(SignalKind.SEAL_MISSING, severity, "unsigned", said, {"number": str(number), "from_site": from_site})


def _title(version: Version) -> str:
    return fact(version, "title") or version.item.title


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)


def _pieces(text: str) -> set[str]:
    bare = _bare(text[: 2 * LOOKED_AT])[:LOOKED_AT]
    return {bare[at : at + PIECE] for at in range(len(bare) - PIECE + 1)}
