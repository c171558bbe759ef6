"""Unit notes: where a plan says who leads, who is responsible and by when — in brackets, on lines of their own or behind a full stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fazhi.plan.reader.wording import trimmed

# What a label may be called, and whom it names. The longest come first, so that 牵头责任单位 is not read as 责任单位.
_ROLES = {
    "lead": "牵头责任(?:单位|部门)|主要责任(?:单位|部门)|第一责任(?:单位|部门)|牵头(?:单位|部门)|主办(?:单位|"
    "部门)|主责(?:单位|部门)|牵头负责(?:单位|部门)",
    "deadline": "完成时限|完成时间|完成期限|办结时限|时限要求|时间要求|时间节点|工作时限|整改时限",
    "person": "责任领导|牵头领导|分管领导|责任人员|责任人|联系人",
    "responsible": "(?:责任|配合|协办|协同|参与|参加|落实|承办|实施|完成|协作)(?:单位|部门)(?:[及和]责任人)?",
}
LABEL = re.compile("|".join(f"(?P<{role}>{names})" for role, names in _ROLES.items()))
_LABELLED = re.compile(rf"\s*(?:{LABEL.pattern})\s*:")
_ANY_LABEL = re.compile(rf"(?:{LABEL.pattern})\s*:")
# 主办单位 and 承办单位 stand at the foot of every government web page; without brackets they are no note.
_OPEN_LINE = re.compile(rf"(?:^|(?<=[。;)\n]))[^\S\n]*(?!主办|承办)(?:{LABEL.pattern})\s*:[^\n]*(?:\n[^\n]*)?", re.MULTILINE)
_CLAUSE = re.compile(r"[^,;。]+")
_LEADS = re.compile(r"(?:牵头负责|牵头落实|牵头组织|牵头实施|牵头抓总|牵头|主办|主责)(?:,|$)?$|(?<!分别)(?<!分工)(?:负责落实|负责)$")
_HELPS = re.compile(
    r"(?:(?:按照?|根据|依)(?:各自)?(?:职责|职能)(?:权限)?(?:分工)?(?:分别)?(?:负责|配合|落实|协同)?|"
    r"分工负责|分别负责|(?:积极|共同|协同|协助)?(?:配合|参与|参加|协办|协助|协同|落实))(?:配合|落实|负责|"
    r"实施|参与)?$"
)
_LIMIT = re.compile(r"(?:年|月|季度|日).*(?:前|底|完成|内)$|^(?:长期坚持|持续推进|持续实施|立行立改|全年)$")
_LONGEST_NOTE = 1500
_EDGES = "、,;。.，；．:："


@dataclass(frozen=True)
class Segment:
    """What a part of a note says: role is lead, responsible, deadline or person."""

    role: str
    start: int
    end: int


@dataclass(frozen=True)
class Note:
    """A unit note with its brackets, and what its parts say in order."""

    start: int
    end: int
    segments: tuple[Segment, ...]


def unit_notes(plain: str, closed: list[tuple[int, int]]) -> list[Note]:
    """Every unit note of the folded text in order, neighbours made one; `closed` are table rows, which speak for themselves."""
    found = [*_bracketed(plain)]
    taken = [(note.start, note.end) for note in found] + closed
    found += [note for note in _open(plain) if not any(start < note.end and note.start < end for start, end in taken)]
    found = [note for note in found if not any(start <= note.start < end for start, end in closed)]
    return _joined(plain, sorted(found, key=lambda note: note.start))


def _bracketed(plain: str) -> Iterator[Note]:
    opened: list[int] = []
    for place, sign in enumerate(plain):
        if sign == "(":
            opened.append(place)
        elif sign == ")" and opened:
            start = opened.pop()
            if place - start > _LONGEST_NOTE:
                continue
            segments = _said(plain, start + 1, place)
            if segments:
                opened.clear()
                yield Note(start, place + 1, segments)
        elif sign == "\n" and opened and place - opened[0] > _LONGEST_NOTE:
            opened.clear()


def _said(plain: str, start: int, end: int) -> tuple[Segment, ...]:
    content = plain[start:end]
    if _LABELLED.match(content):
        return tuple(_labelled(plain, start, end))
    if len(content) > 4 and _closes(plain, end + 1):
        return tuple(_clauses(plain, start, end))
    return ()


def segments(plain: str, start: int, end: int) -> tuple[Segment, ...]:
    """What a table cell says about units when it names roles itself; empty where it only lists names."""
    if _ANY_LABEL.search(plain, start, end):
        return tuple(_labelled(plain, start, end))
    return tuple(_clauses(plain, start, end))


def _closes(plain: str, place: int) -> bool:
    """Whether a bracket stands where a note does: at the end of a line, or before a full stop and the next number."""
    return bool(re.compile(r"[。;.]?[^\S\n]*(?:$|\n|\(?[一二三四五六七八九十\d]{1,3}[)、.])").match(plain, place))


def _labelled(plain: str, start: int, end: int) -> Iterator[Segment]:
    labels = list(_ANY_LABEL.finditer(plain, start, end))
    if labels and labels[0].start() > start:
        yield from _clauses(plain, start, labels[0].start())
    stops = [label.start() for label in labels[1:]] + [end]
    for label, stop in zip(labels, stops, strict=True):
        role = label.lastgroup or "responsible"
        begin, stop = trimmed(plain, label.end(), stop, _EDGES)
        if begin == stop:
            continue
        split = tuple(_clauses(plain, begin, stop)) if role == "responsible" and "牵头" in plain[begin:stop] else ()
        yield from split or (Segment(role, begin, stop),)


def _clauses(plain: str, start: int, end: int) -> Iterator[Segment]:
    """市司法局牵头,市财政局,市教育局配合: what stands before a role word belongs to it, back to the last one. Nothing if a rest is left."""
    segments: list[Segment] = []
    begin = start
    for clause in _CLAUSE.finditer(plain, start, end):
        stop = trimmed(plain, clause.start(), clause.end())[1]
        words = plain[clause.start() : stop]
        if begin == clause.start() and _LIMIT.search(words) and re.search(r"[\d年月]|长期|持续|立行", words):
            segments.append(Segment("deadline", *trimmed(plain, begin, stop)))
            begin = clause.end() + 1
            continue
        role = _LEADS.search(words), _HELPS.search(words)
        suffix = role[0] or role[1]
        if suffix is None:
            continue
        last = trimmed(plain, begin, clause.start() + suffix.start(), _EDGES)
        if last[0] < last[1]:
            segments.append(Segment("lead" if role[0] else "responsible", *last))
        begin = clause.end() + 1
    if begin >= end and any(segment.role != "deadline" for segment in segments):
        yield from segments


def _open(plain: str) -> Iterator[Note]:
    """Notes without brackets: from a label at the begin of a line or behind a full stop to the end of the line."""
    place = 0
    while found := _OPEN_LINE.search(plain, place):
        start = found.start() + len(found.group()) - len(found.group().lstrip())
        line_end = plain.find("\n", start)
        line_end = len(plain) if line_end < 0 else line_end
        if not plain[start:line_end].rstrip(" :").count(":") and plain[start:line_end].rstrip().endswith(":"):
            line_end = found.end()  # the label stands alone, its units on the next line
        segments = tuple(_labelled(plain, start, line_end))
        if segments:
            yield Note(start, trimmed(plain, start, line_end)[1], segments)
        place = max(line_end, found.start() + 1)


def _joined(plain: str, notes: list[Note]) -> list[Note]:
    joined: list[Note] = []
    for note in notes:
        if joined and note.start < joined[-1].end:
            continue
        if joined and not plain[joined[-1].end : note.start].strip(" \n。;,"):
            above = joined.pop()
            note = Note(above.start, note.end, above.segments + note.segments)
        joined.append(note)
    return joined
