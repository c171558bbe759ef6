"""打开的数字: one figure with its formula, line and trend, and the rows behind it: counted, left out with why, moved, unit by unit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fazhi.campaign.aims import aims_of
from fazhi.engine.metrics import Binds, Metric, Period
from fazhi.engine.register import Register, Source
from fazhi.people.actor import Actor
from fazhi.people.models import Role, Unit
from fazhi.records.columns import listed
from fazhi.records.figures import opened as open_figure
from fazhi.records.overview import by_unit, month_before, moves, overview, standing_ids, told
from fazhi.records.periods import previous
from fazhi.records.periods import said as period_said
from fazhi.records.stored import again, stored
from fazhi.records.trends import trend
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.campaigns import current_campaign
from fazhi.web.frame.menu import STAFF
from fazhi.web.pages.registers.cells import said

from .asking import Asked, asked_for, metric_or_404
from .shapes import Shown, chart, shown, table_of

SHOWN, STORED_SHOWN, SHORT_COLUMNS = 50, 5, 5
NOT_ASKED = "不在考核范围"
MOVES = {"entered": "新计入", "left": "不再计入"}
TABS = {"counted": "计入", "left-out": "未计入及原因", "moves": "变动", "units": "各单位", "stored": "存档"}


@dataclass
class Opening:
    """A figure being opened: what is asked, of which metric, and the figure itself."""

    asked: Asked
    model: type[Register]
    metric: Metric
    name: str
    shown: Shown
    page: str = "1"
    which: str = ""

    @property
    def arguments(self) -> tuple[type[Register], Metric, Unit, Period, date]:
        return self.model, self.metric, self.asked.unit, self.asked.period, self.asked.day


def opening_of(request: HttpRequest, name: str) -> Opening:
    """The figure that the address names, for this reader."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    model, metric = metric_or_404(name, actor)
    asked = asked_for(actor, request.GET)
    aim = aims_of(current_campaign(request)).of(name, metric, asked.period.last)
    line = overview(
        model, asked.unit, asked.period, asked.day, asked.rows, before=previous(asked.period) if metric.over else None, only=[metric.name]
    )[metric.name]
    return Opening(asked, model, metric, name, shown(line, aim), request.GET.get("page", "1"), request.GET.get("which", ""))


@for_roles(*STAFF)
def figure(request: HttpRequest, name: str, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The opened figure; what a tab needs is asked only when it is looked at."""
    opening = opening_of(request, name)
    asked = opening.asked
    tabs = {key: word for key, word in TABS.items() if asked.whole or key not in ("units", "stored")}
    tab = request.GET.get("tab", "counted")
    tab = tab if tab in tabs else "counted"
    drawn = trend(opening.model, opening.metric, asked.unit, asked.day, asked.rows)
    known = {
        "opening": opening,
        "asked": asked,
        "shown": opening.shown,
        "metric": opening.metric,
        "register": opening.model,
        "binds": Binds(opening.metric.binds).label,
        "trend": drawn,
        "chart": chart(drawn, opening.shown.aim),
        "chart_table": table_of(drawn),
        "tabs": tabs,
        "tab": tab,
        "may_store": asked.actor.is_(Role.TASKFORCE) and asked.actor.oversees(asked.unit),
        "refusal": refusal,
        "typed": request.POST.get("used_in", ""),
    }
    return render(request, "figures/figure.html", known | FILL[tab](opening), status=status)


def rows_of(opening: Opening, found: QuerySet, why: Callable[[Any], str] | None = None) -> dict[str, Any]:
    """A page of records as the table shows them: a few columns, who entered them from where, and why."""
    page = Paginator(found.select_related("unit"), SHOWN).get_page(opening.page)
    page.object_list = list(page.object_list)
    heads = [each for each in listed(opening.model) if each.name != "unit"][:SHORT_COLUMNS]
    lines = [
        {
            "record": row,
            "cells": [said(each, each.of(row)) for each in heads],
            "came": came(row),
            "why": why(row) if why else "",
        }
        for row in page.object_list
    ]
    return {"page": page, "heads": heads, "lines": lines}


def came(row: Register) -> str:
    """Who entered the row, and from where."""
    source = Source(row.source).label + (f"（{row.source_name}）" if row.source_name else "")
    return f"{row.entered_by or '—'} · {source}"


def counted(opening: Opening) -> dict[str, Any]:
    found = open_figure(*opening.arguments, seen=opening.asked.rows)
    return rows_of(opening, found.counted.order_by("-pk"))


def left_out(opening: Opening) -> dict[str, Any]:
    """Those asked and not counted first, each with the rule; then those of whom nothing is asked."""
    found = open_figure(*opening.arguments, seen=opening.asked.rows)
    why = found.why_not or NOT_ASKED
    return rows_of(opening, found.left_out.order_by("-was_asked", "-pk"), lambda row: why if row.was_asked else NOT_ASKED)


def moved(opening: Opening) -> dict[str, Any]:
    """What entered the figure and what left it since the evening a month ago."""
    since = month_before(opening.asked.day)
    found = moves(*opening.arguments, opening.asked.rows, since)
    entered, left = found.entered.count(), found.left.count()
    which = opening.which if opening.which in MOVES else ("left" if left and not entered else "entered")
    rows = rows_of(opening, found.entered if which == "entered" else found.left)
    if which == "left":
        there = standing_ids(opening.model, opening.asked.day, [line["record"].record_id for line in rows["lines"]])
        for line in rows["lines"]:
            line["why"] = "内容改动后不再计入" if line["record"].record_id in there else "已从台账中删除"
    return rows | {"since": since, "entered": entered, "left": left, "which": which}


def per_unit(opening: Opening) -> dict[str, Any]:
    """The figure of each unit, the one furthest from the line first."""
    asked = opening.asked
    found = by_unit(*opening.arguments, asked.rows)
    page: Page = Paginator(found, SHOWN).get_page(opening.page)
    page.object_list = [(unit, Shown(opening.name, each, opening.shown.aim)) for unit, each in page.object_list]
    return {"page": page}


def stored_ones(opening: Opening) -> dict[str, Any]:
    """What was stored of this figure, each computed again."""
    page: Page = Paginator(stored(opening.model, opening.metric, opening.asked.unit), STORED_SHOWN).get_page(opening.page)
    page.object_list = [
        {"again": again(opening.model, opening.metric, each), "value": told(opening.metric, each.value), "period": span(each)}
        for each in page.object_list
    ]
    return {"page": page}


def span(published: Any) -> str:
    return period_said(Period(published.first, published.last))


FILL: dict[str, Callable[[Opening], dict[str, Any]]] = {
    "counted": counted,
    "left-out": left_out,
    "moves": moved,
    "units": per_unit,
    "stored": stored_ones,
}
