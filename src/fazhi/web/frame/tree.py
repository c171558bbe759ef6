"""The tree of indicators, joined from strings: 104 lines of a template loop would cost ten times as much."""

from collections.abc import Iterable
from itertools import groupby

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from fazhi.campaign.models import Demand
from fazhi.web.templatetags.shapes import STATES, used

NUMERALS = "零一二三四五六七八九十"


def tree(demands: Iterable[Demand], states: dict[int, str], current: int | None = None) -> SafeString:
    """一级 → 二级 → 三级 as nested <details>; the branch of the current indicator stands open. Lines without a state are faint."""
    here = reverse("indicator", args=[0]).replace("0/", "{}/")
    parts = ['<nav class="tree" aria-label="指标">']
    for (no, name), first in groupby(demands, key=lambda each: (each.indicator.level1_no, each.indicator.level1_name)):
        rows = list(first)
        opened = " open" if any(each.pk == current for each in rows) else ""
        number = NUMERALS[no] if no < len(NUMERALS) else str(no)
        parts.append(
            f'<details name="level1"{opened}><summary>{number}、{escape(name)}<span class="soft">{done(rows, states)}</span></summary>'
        )
        for (second, title), group in groupby(rows, key=lambda each: (each.indicator.level2_no, each.indicator.level2_name)):
            parts.append(f"<h4>{second}. {escape(title)}</h4><ul>")
            parts += [leaf(each, states.get(each.pk), here, each.pk == current) for each in group]
            parts.append("</ul>")
        parts.append("</details>")
    parts.append("</nav>")
    return mark_safe("".join(parts))  # every name is escaped above


def done(rows: list[Demand], states: dict[int, str]) -> str:
    counted = [states[each.pk] for each in rows if each.pk in states]
    return f" {sum(state == 'accepted' for state in counted)}/{len(counted)}" if counted else ""


def leaf(demand: Demand, state: str | None, here: str, current: bool) -> str:
    word, drawing, colour = STATES.get(state or "", ("", "point", "faint"))
    mark = ' aria-current="page"' if current else ""
    return (
        f'<li><a href="{here.format(demand.pk)}"{mark}><span class="state {colour}" title="{word}">'
        f"{used(drawing)}</span>"
        f"<span>{escape(demand.indicator.code)} {escape(demand.indicator.title)}</span></a></li>"
    )
