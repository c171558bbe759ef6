"""Links: dead, changed or leading elsewhere since they were frozen, and a publication date that differs from the one filled in.

It reads the captures alone. `facts` of its findings: {"captures": [first, latest] as ids, "address", …} and what each kind names.
"""

from datetime import timedelta

from django.utils import timezone

from fazhi.kit.dates import chinese_date

from ..freezing.comparing import Difference, differences, leads_elsewhere
from ..freezing.keeping import baseline, words_kept
from ..models import Capture, Fault, Severity, Signal, SignalKind, Version
from .finding import Finding
from .raising import settle

FAMILY = "links"
DEAD_AFTER, DEAD_SPAN = 3, timedelta(days=2)  # so many failures in a row over at least this time, before a page is called dead
NOTED, ATTENTION, SERIOUS = 0.03, 0.10, 0.50  # shares of the words that changed
State = Capture.State


def find(version: Version) -> list[Finding]:
    """What the captures of a link tell; nothing of a version that is no link or was never looked at."""
    if not version.url:
        return []
    captures = list(version.captures.exclude(state=State.NOT_TAKEN).order_by("-taken_at", "-pk")[:60])
    seen = [each for each in captures if each.state != State.FAILED]
    first, found = baseline(version), []
    found += _failing(captures, seen)
    if seen and first is not None and not seen[0].seems_gone and not leads_elsewhere(first.final_url, seen[0].final_url):
        found += _changed(first, seen[0])
    if seen:
        found += _moved(first, seen[0])
    if first is not None:
        found += _dated(version, first)
    return found


def look_at_captures(version: Version) -> list[Signal]:
    """Bring the signals of this family up to date after a look."""
    return settle(version, FAMILY, find(version))


def _failing(captures: list[Capture], seen: list[Capture]) -> list[Finding]:
    """The failures since the page was last had; those of a machine without a network do not count."""
    series: list[Capture] = []
    for each in captures:
        if each.state != State.FAILED:
            break
        if each.counts:
            series.append(each)
    if not series:
        return []
    last, begun = series[0], series[-1]
    facts = {"failures": len(series), "since": begun.taken_at.isoformat(), "until": last.taken_at.isoformat(), "fault": last.fault}
    facts |= {"status": last.status, "address": last.url, "captures": [begun.pk, last.pk]}
    kept = f"冻结副本仍可打开（最近一次正常是{_day(seen[0])}）。" if seen else "提交时就没有冻结成。"
    if last.fault == Fault.BARRED:
        return [Finding(SignalKind.LINK_DEAD, Severity.NOTE, "barred", f"{last.why}{kept}", facts)]
    is_dead = len(series) >= DEAD_AFTER and last.taken_at - begun.taken_at >= DEAD_SPAN
    often = f"自{_day(begun)}起连续{len(series)}次打不开" if is_dead else f"{_day(last)}检查时打不开（第{len(series)}次）"
    end = kept if is_dead else f"{kept}也可能只是网站临时维护，系统会再查。"
    return [Finding(SignalKind.LINK_DEAD, Severity.SERIOUS if is_dead else Severity.ATTENTION, "dead", f"{often}：{last.why}{end}", facts)]


def _changed(first: Capture, latest: Capture) -> list[Finding]:
    if latest.digest == first.digest:
        return []
    now = latest if latest.words_id else first.version.captures.filter(state=State.TAKEN, digest=latest.digest).first()
    if now is None:
        return []
    found = differences(words_kept(first), words_kept(now))
    lost = _lost(first, now, found)
    if found.share < NOTED and not lost:
        return []
    severity = Severity.SERIOUS if found.share >= SERIOUS else Severity.ATTENTION if found.share >= ATTENTION or lost else Severity.NOTE
    what = f"不见了{'、'.join(lost)}；" if lost else ""
    said = (
        f"{_day(latest)}检查时，网页与{_day(first)}冻结的相比：原有文字{found.share_gone:.0%}不见了，现有文字{found.share_new:.0%}是新的。"
        f"{what}网站改版、正常更新也会如此，请对照两份存档。"
    )
    facts = {"captures": [first.pk, now.pk], "share_gone": found.share_gone, "share_new": found.share_new, "lost": lost}
    facts |= {"gone": [each[:200] for each in found.gone], "new": [each[:200] for each in found.new]}
    return [Finding(SignalKind.LINK_CHANGED, severity, "changed", said, facts)]


def _lost(first: Capture, now: Capture, found: Difference) -> list[str]:
    """What weighs more than its length: the title, the document's number, the date it was published."""
    lost = [f"标题“{first.title[:60]}”"] if first.title and now.title and first.title != now.title else []
    lost += [f"文号“{number}”" for number in found.numbers[:3]]
    if first.published_on and now.published_on and first.published_on != now.published_on:
        lost.append(f"发布日期{chinese_date(first.published_on)}（现为{chinese_date(now.published_on)}）")
    return lost


def _moved(first: Capture | None, latest: Capture) -> list[Finding]:
    facts = {
        "from": latest.url,
        "to": latest.final_url,
        "redirects": latest.redirects,
        "captures": [first.pk if first else None, latest.pk],
    }
    if latest.seems_gone:
        said = f"网站答复正常（HTTP {latest.status}），但页面写着“{latest.seems_gone}”，原内容多半已撤下。请核对网址。"
        return [Finding(SignalKind.LINK_MOVED, Severity.SERIOUS, "gone-page", said, facts)]
    how = leads_elsewhere(latest.url, latest.final_url)
    if how == "home":
        said = f"打开后跳转到网站首页（{latest.final_url[:120]}），看不到原来的页面。请改交现在的网址。"
        return [Finding(SignalKind.LINK_MOVED, Severity.SERIOUS, "home", said, facts)]
    if how != "host":
        return []
    same = first is not None and leads_elsewhere(first.final_url, latest.final_url) == ""
    severity = Severity.NOTE if same else Severity.ATTENTION
    when = "提交时就跳转到另一个网站" if same else "现在跳转到另一个网站"
    said = f"打开后{when}（{latest.final_url[:120]}）。网站合并、更换域名也会如此，请核对后换成现在的网址。"
    return [Finding(SignalKind.LINK_MOVED, severity, "host", said, facts)]


def _dated(version: Version, first: Capture) -> list[Finding]:
    """The date on the page and the date filled in; a page may well be published some days after the paper it carries."""
    on, filled = first.published_on, version.item.effective_on
    if on is None or filled is None or on == filled:
        return []
    days = (on - filled).days
    severity = Severity.NOTE if 0 < days <= 31 else Severity.ATTENTION
    how = "早" if days < 0 else "晚"
    said = f"网页标注的发布日期是{chinese_date(on)}，比填报的形成日期{chinese_date(filled)}{how}{abs(days)}天。"
    said += "文件成文后隔些日子公开属于正常，请核对。"
    facts = {"published_on": on.isoformat(), "effective_on": filled.isoformat(), "days": days, "captures": [first.pk]}
    return [Finding(SignalKind.DATE_DIFFERS, severity, "published-on", said, facts)]


def _day(capture: Capture) -> str:
    return chinese_date(timezone.localtime(capture.taken_at).date())
