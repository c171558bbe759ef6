"""Sentences of a task, and what in them is measurable: a number with an operator and a unit, or something that must not occur."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi.kit.numerals import NumeralRefused, parse_number
from fazhi.plan.reader.reading import Sentence, Target
from fazhi.plan.reader.wording import trimmed

_AT_LEAST = "不低于|不少于|不得少于|不得低于|不小于|至少|最少|大于等于|≥|>="
_AT_MOST = "不超过|不得超过|不高于|不得高于|不多于|不得多于|不大于|至多|最多|小于等于|≤|<="
_MORE = "超过|超出|高于|大于|多于|>"
_LESS = "低于|少于|小于|不足|不到|<"
_REACHES = "达到了?|达|="
_UNITS = (
    "%|个百分点|个工作日|个自然日|工作日|自然日|个小时|小时|学时|课时|个月|分钟|万元|亿元|万人|人次|件次|"
    "场次|个|件|名|人|次|天|日|场|期|户|家|分|倍|元|年|项|条|"
    "份|篇|例|起|类|处|所|部|轮|批|宗|支|届|节|门"
)
_DIGITS = r"\d+(?:\.\d+)?"
_HAN = "[一二两三四五六七八九十百千]{1,6}"
# What may stand between 不少于 and its number: words, but no stop, no other number.
_GAP = r"[^,。;、\d:!?\n]{0,24}?"
_QUANTITY = rf"(?:百分之(?P<share>{_HAN})|(?P<number>{_DIGITS}|{_HAN})\s*(?P<unit>{_UNITS}))"
_AFTER = r"\s?(?P<after>(?:及|或|或者)?以上|(?:及|或|或者)?以下|以内|之内|(?<=[日天时月年])内)"
_NAME_BEFORE = r"(?<![\d.年月第〔（(号/-])"
_BEFORE_AND = re.compile(
    rf"(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<more>{_MORE})|(?P<less>{_LESS})){_GAP}{_QUANTITY}(?:{_AFTER})?"
)
# 达到 needs its number at once and in figures: 达到一个新水平, 分为5个步骤 are no targets.
_AT_ONCE = re.compile(
    rf"(?:(?P<reaches>{_REACHES})\s*(?:百分之(?P<share>{_HAN})|(?P<number>{_DIGITS})\s*(?P<unit>{_UNITS}))|"
    rf"(?:为|保持在?|实现)(?:百分之(?P<share2>{_HAN})|(?P<number2>{_DIGITS})\s*(?P<unit2>%)))(?:{_AFTER})?"
)
_ONLY_AFTER = re.compile(rf"(?:有|设|配备|配)?{_NAME_BEFORE}{_QUANTITY}{_AFTER}")
_RATE = re.compile(
    rf"(?<=率)(?:分别|均|都|全部)?{_QUANTITY}|(?P<whole>100\s*%|百分之百)(?=完成|覆盖|落实|公开|公示|备案|"
    rf"审查|审核|办结|执行|到位|录入|归集)"
)
_FURTHER = re.compile(rf"\s*(?:[、和及与]|以及)\s*(?P<number>{_DIGITS})\s*%(?P<after>以上|以下|以内)?")
# A thing that must not occur. 不得不 and bounds such as 不得少于 say something else.
_NEVER = re.compile(
    r"不得(?!不|已|少于|低于|超过|高于|多于|小于|大于)|没有(?:因|发生|出现|发现)|(?:未|不)(?:发生|"
    r"出现)(?=[^,。;]{3})|零(?:发生|事故|投诉|败诉|差错|纠错)"
)
_SENTENCE = re.compile(r"[^。!?\n]*(?:[。!?]+[”’」』\")]*|\n|$)")
_CLAUSE_STOPS = re.compile(r"[,;。!?\n]")
_CONNECTIVE = re.compile(r"^(?:且|并且|并|同时|其中|确保|做到|以及|要|应当|应|须|力争|实现|另外|此外|还要)+")
_LONGEST_CLAUSE = 400  # characters on each side of a number
_LINK = re.compile(r"(?:分别|均|都|占|为)+$")
_PER = re.compile(r"每人每年|每年度?|年均|每季度|每半年|每月|每周|每人|每次|每件|任期内")


def sentences(text: str, plain: str, start: int, end: int) -> tuple[Sentence, ...]:
    """The sentences between two places with the targets each gave; nothing but blanks is left out."""
    found = []
    for match in _SENTENCE.finditer(plain, start, end):
        begin, stop = trimmed(text, *match.span())
        if begin < stop:
            found.append(Sentence(text[begin:stop], begin, stop, _targets(text, plain, begin, stop)))
    return tuple(found)


def _targets(text: str, plain: str, start: int, end: int) -> tuple[Target, ...]:
    found = [*_numbers(text, plain, start, end), *_never(text, plain, start, end)]
    return tuple(sorted(found, key=lambda target: (target.start, target.end)))


def _numbers(text: str, plain: str, start: int, end: int) -> Iterator[Target]:
    taken = start
    for match in sorted(_matches(plain, start, end), key=lambda match: match.start()):
        operator, value, unit = _measure(match)
        if match.start() < taken or value is None:
            continue
        clause = _clause(plain, match.start(), match.end(), start, end)
        further = _chain(plain, match.end(), clause[1]) if unit == "%" else []
        taken = further[-1].end() if further else match.end()
        for said, how in [(value, operator)] + [(_value(more["number"]) or 0, _bound(more["after"], operator)) for more in further]:
            yield _target(text, plain, clause, (match.start(), taken), how, said, unit, start)


def _chain(plain: str, place: int, end: int) -> list[re.Match[str]]:
    """分别达到95%、90%和80%: the shares that follow the first with nothing but an “and” between."""
    found: list[re.Match[str]] = []
    while more := _FURTHER.match(plain, place, end):
        found.append(more)
        place = more.end()
    return found


def _bound(after: str | None, operator: str) -> str:
    return {"以上": ">=", "以下": "<=", "以内": "<="}.get(after or "", operator)


def _matches(plain: str, start: int, end: int) -> Iterator[re.Match[str]]:
    for form in (_BEFORE_AND, _AT_ONCE, _ONLY_AFTER, _RATE):
        yield from form.finditer(plain, start, end)


def _measure(match: re.Match[str]) -> tuple[str, int | float | None, str]:
    said = match.groupdict()
    if said.get("whole"):
        return "=", 100, "%"
    share, number = said.get("share") or said.get("share2"), said.get("number") or said.get("number2")
    unit = "%" if share else said.get("unit") or said.get("unit2") or ""
    value = _value(share or number or "")
    after = said.get("after") or ""
    if unit == "年" and value is not None and value >= 1900:
        return "", None, ""
    return _operator(said, after, value, unit), value, unit


def _operator(said: dict[str, str | None], after: str, value: int | float | None, unit: str) -> str:
    if after:
        return ">=" if after.endswith("以上") else "<="
    for name, operator in (("least", ">="), ("most", "<="), ("more", ">"), ("less", "<")):
        if said.get(name):
            return operator
    # Who must reach 90 % or 40 hours may pass it; 100 % cannot be passed.
    return "=" if (unit == "%" and value == 100) or said.get("reaches") == "=" else ">="


def _value(said: str) -> int | float | None:
    try:
        number = parse_number(said)
    except NumeralRefused:
        return None
    return int(number) if number == int(number) else float(number)


def _clause(plain: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    begin = start = max(start, first - _LONGEST_CLAUSE)
    for stop in _CLAUSE_STOPS.finditer(plain, start, first):
        begin = stop.end()
    end = min(end, last + _LONGEST_CLAUSE)
    after = _CLAUSE_STOPS.search(plain, last, end)
    return trimmed(plain, begin, after.start() if after else end)


def _target(
    text: str, plain: str, clause: tuple[int, int], at: tuple[int, int], operator: str, value: int | float, unit: str, start: int
) -> Target:
    subject = _bare(text[clause[0] : at[0]] + text[at[1] : clause[1]])
    if len(subject) < 2 and clause[0] > start:  # “…,达到100%”: the clause before says what
        before = _clause(plain, clause[0] - 1, clause[0] - 1, start, clause[0] - 1)
        subject = _bare(text[slice(*before)])
    per = _PER.search(text, *clause)
    return Target(text[clause[0] : clause[1]], operator, value, unit, subject, per.group() if per else "", *clause)


def _bare(words: str) -> str:
    return _LINK.sub("", _CONNECTIVE.sub("", words.strip(" 、")))


def _never(text: str, plain: str, start: int, end: int) -> Iterator[Target]:
    """From the clause that forbids to the end of its sentence or the next semicolon: conditions after a comma belong to it."""
    taken = start
    for match in _NEVER.finditer(plain, start, end):
        if match.start() < taken:
            continue
        begin = _clause(plain, match.start(), match.end(), start, end)[0]
        stop = re.compile(r"[;。!?\n]").search(plain, match.end(), end)
        begin, stop_at = trimmed(text, max(begin, taken), stop.start() if stop else end)
        taken = stop_at
        subject = text[match.end() : stop_at] if match.group() != "没有因" else text[match.end() - 1 : stop_at]
        yield Target(text[begin:stop_at], "none", 0, "", subject.strip(), "", begin, stop_at)
