"""The figures of a unit or area in a period: every metric, register by register, with its line, its verdict and what is missing."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fazhi.campaign.aims import Aims, aims_of
from fazhi.engine.metrics import metrics_of
from fazhi.people.actor import Actor
from fazhi.records.custom import registers_of
from fazhi.records.figures import full_name
from fazhi.records.overview import members_of, overview
from fazhi.records.periods import previous, said
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.campaigns import current_campaign
from fazhi.web.frame.menu import STAFF

from .asking import Asked, asked_for
from .shapes import SHORT, VERDICTS, Shown, shown


@for_roles(*STAFF)
def figures(request: HttpRequest) -> HttpResponse:
    """One grouped query a register; a reader gets the figures of what the own post reaches."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = asked_for(actor, request.GET)
    measured = {code: model for code, model in registers_of(actor).items() if metrics_of(model)}
    chosen = request.GET.get("register", "")
    groups = grouped(asked, aims_of(current_campaign(request)), {chosen: measured[chosen]} if chosen in measured else measured)
    every = [each for _, lines in groups for each in lines]
    counts = {verdict: sum(1 for each in every if each.verdict == verdict) for verdict in VERDICTS}
    wanted = request.GET.get("verdict", "")
    if wanted in VERDICTS:
        groups = [(model, kept) for model, lines in groups if (kept := [each for each in lines if each.verdict == wanted])]
    opened = wanted in VERDICTS or chosen in measured
    known = {
        "asked": asked,
        "groups": [(model, lines, sums(lines)) for model, lines in groups],
        "opened": opened,
        "counts": counts,
        "total": len(every),
        "wanted": wanted if wanted in VERDICTS else "",
        "registers": measured,
        "chosen": chosen if chosen in measured else "",
        "before": said(previous(asked.period)),
        "kept": f"{asked.address}{f'&register={chosen}' if chosen in measured else ''}",
        "short": SHORT,
    }
    return render(request, "figures/list.html", known)


def sums(lines: list[Shown]) -> list[tuple[str, str]]:
    """How many figures stand how, as (state that looks so, words); what falls short comes first."""
    counts = Counter(each.verdict for each in lines)
    return [(VERDICTS[each], f"{each} {counts[each]}") for each in sorted(VERDICTS, key=lambda verdict: verdict != SHORT) if counts[each]]


def grouped(asked: Asked, aims: Aims, measured: dict[str, Any]) -> list[tuple[Any, list[Shown]]]:
    """Register → its figures with their lines, each against the like period before."""
    before, members = previous(asked.period), members_of(asked.unit, asked.day)
    groups = []
    for model in measured.values():
        lines = overview(model, asked.unit, asked.period, asked.day, asked.rows, before=before, members=members)
        made = [shown(line, aims.of(full_name(model, name), line.figure.metric, asked.period.last)) for name, line in lines.items()]
        groups.append((model, made))
    return groups
