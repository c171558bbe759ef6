"""The shapes every page is made of: icons, states, meters, dates that say what happens then."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from fazhi.journal.models import Entry, Leaf
from fazhi.journal.say import sentence
from fazhi.kit.files import human_size

register = template.Library()
SEEN = "seen in a trail"  # salt of the keys that lead from a trail to a proof

# state value → (word, icon, colour class); one table for every page, so that a state looks the same everywhere
STATES = {
    "draft": ("待提交", "circle-dashed", "run"),
    "head": ("待分管领导审签", "clock", "run"),
    "lead": ("待牵头单位审核", "clock", "run"),
    "taskforce": ("待专班认定", "clock", "run"),
    "submitted": ("审核中", "clock", "run"),
    "accepted": ("已认定", "circle-check", "ok"),
    "returned": ("已退回", "arrow-back-up", "bad"),
    "removed": ("已撤下", "minus", ""),
    "passed": ("通过", "check", "ok"),
    "skipped": ("跳过", "minus", ""),
    "preparing": ("筹备中", "circle-dashed", "warn"),
    "running": ("进行中", "progress", "run"),
    "closed": ("已结束", "circle-check", ""),
    "waiting": ("未开始", "circle-dashed", ""),
    "open": ("进行中", "progress", "run"),
    "confirmed": ("已确认", "circle-check", "ok"),
    "superseded": ("已被新版取代", "history", ""),
    "none": ("未开始", "circle-dashed", ""),
    "nothing": ("无须报送", "minus", ""),
    "overdue": ("已逾期", "clock-exclamation", "bad"),
    "not-applicable": ("不适用", "circle-minus", ""),
    "making": ("生成中", "progress", "run"),
    "ready": ("已生成", "circle-check", "ok"),
    "failed": ("失败", "circle-x", "bad"),
    "receiving": ("接收中", "progress", "run"),
    "received": ("已接收", "circle-check", "ok"),
    "refused": ("已拒收", "ban", "bad"),
    "done": ("已完成", "circle-check", "ok"),
    "stopped": ("已停止", "ban", ""),
    "drafted": ("待批准", "clock", "run"),
    "approved": ("已批准", "circle-check", "ok"),
    "withdrawn": ("已撤回", "minus", ""),
}
KINDS = {"否决": ("veto", "ban"), "负面": ("bad", "alert-triangle"), "红线": ("warn", "flag"), "加分": ("ok", "star")}


@lru_cache
def svg(name: str) -> str:
    """The icon's own drawing, without comments, sized by the style sheet."""
    path = settings.PACKAGE / "static/vendor/@tabler/icons/icons/outline" / f"{name}.svg"
    text = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"\s+", " ", re.sub(r'\sclass="[^"]*"', "", text)).strip()
    return text.replace("<svg", '<svg class="icon" aria-hidden="true"', 1)


@register.simple_tag
@lru_cache
def icon(name: str) -> SafeString:
    """An outline icon, drawn in the page."""
    return mark_safe(svg(name))  # our own file


def used(name: str) -> SafeString:
    """An icon that the page's sprite holds; for shapes that stand a hundred times on a page."""
    return mark_safe(f'<svg class="icon use" aria-hidden="true"><use href="#i-{name}"/></svg>')  # our own names


@register.simple_tag
@lru_cache
def sprite() -> SafeString:
    """Each drawing of a state once, for the whole page."""
    drawings = sorted(
        {drawing for _, drawing, _ in STATES.values()} | {drawing for _, drawing in KINDS.values()} | {"point", "shield-check"}
    )
    drawn = "".join(
        f'<symbol id="i-{name}" viewBox="0 0 24 24">{svg(name).partition(">")[2].removesuffix("</svg>")}</symbol>' for name in drawings
    )
    return mark_safe(f'<svg width="0" height="0" class="symbols" aria-hidden="true">{drawn}</svg>')  # our own files


@register.simple_tag
@lru_cache(maxsize=1024)
def state(value: str, word: str = "") -> SafeString:
    """A state as word, icon and colour."""
    usual, drawing, colour = STATES.get(value, (value, "point", ""))
    return format_html('<span class="state {}">{}{}</span>', colour, used(drawing), word or usual)


@register.simple_tag
@lru_cache
def kind_chip(kind: str) -> SafeString:
    """否决, 负面, 红线, 加分 as a chip; 普通 shows nothing."""
    if kind not in KINDS:
        return SafeString("")
    colour, drawing = KINDS[kind]
    return format_html('<span class="chip {}">{}{}</span>', colour, used(drawing), kind)


@register.simple_tag
@lru_cache(maxsize=4096)
def meter(required: int, supplied: int, accepted: int) -> SafeString:
    """应交, 已交, 已认定 as a bar with its words for those who cannot see it."""
    whole = max(required, 1)
    return format_html(
        '<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="应交{}件，已交{}件，已认定{}件">'
        '<rect class="track" width="100" height="8" rx="2"/><rect class="supplied" width="{}" height="8" rx="2"/>'
        '<rect class="accepted" width="{}" height="8" rx="2"/></svg>',
        required,
        supplied,
        accepted,
        min(100, round(100 * supplied / whole)),
        min(100, round(100 * accepted / whole)),
    )


@register.simple_tag
def due(day: date | None, then: str = "") -> SafeString:
    """A date that says what happens then and how long is left: 6月27日前交牵头单位审核 · 还有 5 天."""
    return due_on(day, then, timezone.localdate())


@lru_cache(maxsize=1024)
def due_on(day: date | None, then: str, today: date) -> SafeString:
    if day is None:
        return SafeString('<span class="soft">未定期限</span>')
    left = (day - today).days
    words = f"还有 {left} 天" if left > 0 else "今天到期" if left == 0 else f"逾期 {-left} 天"
    colour = "bad" if left < 0 else "warn" if left <= 5 else ""
    return format_html('<span class="nowrap">{}前{}</span> <span class="state {}">{}</span>', chinese_day(day), then, colour, words)


@register.filter
def chinese_day(day: date | None) -> str:
    """6月27日, with the year where it is not this one."""
    if day is None:
        return "—"
    year = "" if day.year == timezone.localdate().year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


@register.filter
def size(count: int) -> str:
    return human_size(count)


@register.filter
def standing(proofs: Iterable[Any]) -> int:
    """How many of the proofs count: what was returned and not mended does not."""
    return sum(1 for proof in proofs if proof.state != "returned")


@register.filter
def lookup(table: dict, key: Any) -> Any:
    """table[key], for tables keyed by numbers."""
    return table.get(key)


@register.inclusion_tag("parts/_trail.html", takes_context=True)
def trail(context: dict, entries: Iterable[Entry]) -> dict:
    """What happened, as sentences; what is under seal bears a mark that leads to its proof, for the reader of this page alone."""
    held = list(entries)
    actor = getattr(context.get("request"), "actor", None)
    sealed = dict(Leaf.objects.filter(entry_id__in=[each.pk for each in held]).values_list("entry_id", "number")) if actor and held else {}
    lines = [(sentence(each), sealed.get(each.pk, -1) + 1, proof_address(actor, each) if each.pk in sealed else "") for each in held]
    return {"lines": lines, "mark": used("shield-check") if sealed else ""}


def proof_address(actor: Any, entry: Entry) -> str:
    """The page of the entry's proof, with a key that says: this reader was shown it."""
    return f"{reverse('entry-proof', args=[entry.pk])}?key={signing.dumps([actor.user.pk, entry.pk], salt=SEEN)}"


@register.inclusion_tag("parts/_pager.html", takes_context=True)
def pager(context: dict, page: Any) -> dict:
    """Turn pages, keeping the filters of the address."""
    kept = context["request"].GET.copy()
    kept.pop("page", None)
    return {"page": page, "kept": kept.urlencode()}


@register.inclusion_tag("parts/_empty.html")
def empty(title: str, advice: str = "", drawing: str = "file", address: str = "", act: str = "") -> dict:
    """Nothing here yet, and what to do first."""
    return {"title": title, "advice": advice, "drawing": drawing, "address": address, "act": act}
