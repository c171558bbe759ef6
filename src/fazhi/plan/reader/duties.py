"""Who leads, who is responsible and by when, from what the notes of a task say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from fazhi.kit.dates import DateRefused, parse_span
from fazhi.plan.reader.notes import Segment
from fazhi.plan.reader.reading import Deadline, UnitMention
from fazhi.plan.reader.units import unit_mentions

Duties = tuple[tuple[UnitMention, ...], tuple[UnitMention, ...], tuple[Deadline, ...]]
_MARKED_LEAD = re.compile(r"[(（](?:牵头|牵头单位|主办)[)）]$")


def duties(text: str, segments: Iterable[Segment], year: int | None) -> Duties:
    """Lead units, responsible units and time limits in order; a unit named twice in one role counts once.

    市司法局（牵头） among the responsible units is a lead unit.
    """
    lead: dict[str, UnitMention] = {}
    responsible: dict[str, UnitMention] = {}
    limits: list[Deadline] = []
    for segment in segments:
        if segment.role == "deadline":
            limits.append(deadline(text, segment.start, segment.end, year))
        if segment.role not in ("lead", "responsible"):
            continue
        for mention in unit_mentions(text, segment.start, segment.end):
            leads = segment.role == "lead" or bool(_MARKED_LEAD.search(mention.name))
            mention = replace(mention, name=_MARKED_LEAD.sub("", mention.name) or mention.name)
            (lead if leads else responsible).setdefault(mention.name, mention)
    return tuple(lead.values()), tuple(responsible.values()), tuple(limits)


def deadline(text: str, start: int, end: int, year: int | None) -> Deadline:
    """A time limit as written; a limit that names no day (长期坚持, 8月前) keeps its words without a date."""
    try:
        due_on = parse_span(text[start:end], year).end
    except DateRefused:
        due_on = None
    return Deadline(text[start:end], start, end, due_on)
