"""The issued document as it was issued, with what was read from it marked in place; built by joining strings."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop, heappush

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from fazhi.plan.reader import NotAPlan, read

from .contents import Contents, Line

HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节部])")
LONGEST_HEADING = 40  # characters; a longer line is a paragraph however it begins


@dataclass(frozen=True)
class Span:
    """text[start:end] is `kind`; the right side knows it by `key`; with an address it can be opened."""

    start: int
    end: int
    kind: str
    key: str
    address: str = ""


def coloured(contents: Contents) -> SafeString:
    """The source as paragraphs with its spans as elements. Spans may nest, touch, cross and run over several paragraphs."""
    text = contents.plan.text
    return mark_safe(marked(text, spans_of(contents), title_lines(contents.plan.title)))  # every piece of the text is escaped


def spans_of(contents: Contents) -> list[Span]:
    plan = contents.plan
    spans = [Span(start, end, "fact", f"f{no}") for no, (start, end) in enumerate(fact_places(plan.text))]
    spans += [Span(head.start, _line_end(plan.text, head.start, head.end), "section", f"c{head.no}") for head in contents.sections]
    for line in contents.lines:
        spans += _task_spans(plan.text, line, reverse("plan-task", args=(plan.pk, line.task.no)))
    for phase in contents.phases:
        place = f"{reverse('plan', args=(plan.pk,))}?part=phases#p{phase.pk}"
        spans.append(Span(phase.start, phase.end, "phase", f"p{phase.pk}"))
        spans.append(Span(phase.start, _named_end(plan.text, phase.name, phase.start, phase.end), "name", f"pn{phase.pk}", place))
    spans += [Span(left.start, left.end, "settled" if left.settled_as else "left", f"l{left.pk}") for left in contents.leftovers]
    return spans


def _task_spans(text: str, line: Line, address: str) -> Iterator[Span]:
    task = line.task
    yield Span(task.start, task.end, "task", f"t{task.no}")
    yield Span(task.start, _named_end(text, task.title, task.start, task.end), "name", f"n{task.no}", address)
    for chip in line.chips:
        kind = f"{chip.mention.role} open" if chip.is_open else chip.mention.role
        yield Span(chip.mention.start, chip.mention.end, kind, f"m{chip.mention.pk}")
    for target in line.targets:
        if (target.start, target.end) != (task.start, task.end):  # a target that a person added has no place of its own
            yield Span(target.start, target.end, "target", f"g{target.pk}")


def _line_end(text: str, start: int, end: int) -> int:
    found = text.find("\n", start, end)
    return end if found < 0 else found


def _named_end(text: str, name: str, start: int, end: int) -> int:
    """Where the name ends with which an item begins; a name that a person corrected does not stand there, so the first clause serves."""
    at = text.find(name, start, end)
    if at >= 0:
        return at + len(name)
    clause = re.compile(r"[^。\n]{1,40}").match(text, start, end)
    return clause.end() if clause else end


@lru_cache(maxsize=32)
def fact_places(text: str) -> tuple[tuple[int, int], ...]:
    """Where the document says its number, its dates and how many indicators there are. A stored text never changes, so it is read once."""
    try:
        found = read(text)
    except NotAPlan:
        return ()
    facts = found.document
    named = (facts.index_number, facts.issuer, facts.document_number, facts.title, facts.signed_on, facts.published_on)
    places = [fact.at for fact in named if fact] + list(found.counts.at)
    return tuple(sorted(set(places))) if found.text == text else ()


def title_lines(title: str) -> frozenset[str]:
    """The lines that are the document's title: the whole, and what stands between 《》."""
    return frozenset(filter(None, [_bare(title), *(_bare(inner) for inner in re.findall(r"《([^《》]+)》", title))]))


def _bare(line: str) -> str:
    return re.sub(r"\s", "", line)


def marked(text: str, spans: Iterable[Span], titles: frozenset[str] = frozenset()) -> str:
    """One <p> a line; a span over several lines is cut at their ends. The first piece carries the id, later ones data-s."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    ends = [*(start - 1 for start in starts[1:]), len(text)]
    rows: dict[int, list[_Piece]] = {}
    for order, span in enumerate(spans):
        is_first = True
        row = bisect_right(starts, span.start) - 1
        while row < len(starts) and starts[row] < span.end:
            start, end = max(span.start, starts[row]), min(span.end, ends[row])
            if start < end:
                rows.setdefault(row, []).append((start, -end, order, is_first, span))
                is_first = False
            row += 1
    lines = ((row, start, end) for row, (start, end) in enumerate(zip(starts, ends, strict=True)) if start < end)
    return "".join(f"<p{_look(text[start:end], titles)}>{_row(text, start, end, rows.get(row, []))}</p>" for row, start, end in lines)


def _look(line: str, titles: frozenset[str]) -> str:
    bare = _bare(line)
    if bare in titles:
        return ' class="title"'
    return ' class="heading"' if len(bare) <= LONGEST_HEADING and HEADING.match(line) else ""


_Piece = tuple[int, int, int, bool, Span]  # start, -end (the longer first), order, is it the span's first piece, the span


def _row(text: str, start: int, end: int, pieces: list[_Piece]) -> str:
    """One paragraph. A piece that ends behind the one around it is cut there and goes on as a later piece."""
    heapify(pieces)
    out: list[str] = []
    around: list[tuple[int, str]] = []  # end and closing tag of what is open
    at = start
    while pieces or around:
        if pieces and (not around or pieces[0][0] < around[-1][0]):
            begins, minus_end, order, is_first, span = heappop(pieces)
            ends = -minus_end
            if around and ends > around[-1][0]:
                heappush(pieces, (around[-1][0], minus_end, order, False, span))
                ends = around[-1][0]
            is_link = bool(span.address) and all(tag != "</a>" for _, tag in around)
            out += [escape(text[at:begins]), _opening(span, is_first, is_link)]
            around.append((ends, "</a>" if is_link else "</span>"))
            at = begins
        else:
            ends, tag = around.pop()
            out += [escape(text[at:ends]), tag]
            at = ends
    out.append(escape(text[at:end]))
    return "".join(out)


def _opening(span: Span, is_first: bool, is_link: bool) -> str:
    place = f'id="s-{span.key}"' if is_first else f'data-s="{span.key}"'
    return f'<a class="{span.kind}" {place} href="{span.address}">' if is_link else f'<span class="{span.kind}" {place}>'
