"""Names of units in a list: where each stands, and which bodies it means."""

from __future__ import annotations

import re

from fazhi.plan.reader.reading import UnitMention
from fazhi.plan.reader.wording import folded, trimmed

_PARTING = set("、,;/\n\t|。:")
_AND = re.compile(r"(?<=[局委办院部室会府校厅心社队位门])(?:以及|和|及|与|或)(?=[市县区省各州盟旗本])")
_PARTY = re.compile(r"(.*?)(党委|[县区市旗]委)")
_BOTH = re.compile(r"(.*?)(党委)(?:和|及|、)?(政府|人民政府)")
_REST = re.compile(r"(?<=[^\s])等(?:有关|相关)?(?:部门|单位|部门单位)?$")
_FILLER = re.compile(r"^(?:由|及|和|以及|会同|其他)(?=[市县区省各有相])")


def unit_mentions(text: str, start: int, end: int) -> tuple[UnitMention, ...]:
    """The bodies named between two places, in order. A name with a bracket stays whole; 县区党委、政府 gives 县区党委 and 县区政府."""
    mentions: list[UnitMention] = []
    for begin, stop in _pieces(text, start, end):
        mentions.extend(_bodies(text, begin, stop, mentions[-1] if mentions else None))
    return tuple(mentions)


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    plain = folded(text[start:end])
    cuts, depth = [0], 0
    for place, sign in enumerate(plain):
        depth += (sign == "(") - (sign == ")" and depth > 0)
        if depth == 0 and (sign in _PARTING or (sign == " " and _parts(plain, place))):
            cuts.extend((place, place + 1))
    for joint in _AND.finditer(plain):
        cuts.extend(joint.span())
    cuts.append(len(plain))
    cuts.sort()
    spans = (trimmed(text, start + a, start + b) for a, b in zip(cuts[::2], cuts[1::2], strict=True))
    return [span for span in spans if span[0] < span[1]]


def _parts(plain: str, place: int) -> bool:
    """A blank parts two names unless it only spreads out one, as in 县 区 政 府."""
    before, after = plain[:place].rsplit(" ", 1)[-1], plain[place + 1 :].split(" ", 1)[0]
    return len(before) > 1 and len(after) > 1


def _bodies(text: str, start: int, end: int, before: UnitMention | None) -> list[UnitMention]:
    piece = text[start:end]
    both = _BOTH.fullmatch(piece)
    if both:
        middle = start + both.end(2)
        at = start + both.start(3)
        return [
            UnitMention(both.group(1) + "党委", text[start:middle], start, middle),
            UnitMention(both.group(1) + both.group(3), text[at:end], at, end),
        ]
    name = piece
    if piece in ("政府", "人民政府") and before is not None:
        party = _PARTY.fullmatch(before.name)
        if party:
            seat = party.group(1) if party.group(2) == "党委" else party.group(1) + party.group(2)[0]
            name = seat + piece
    name = _FILLER.sub("", _REST.sub("", name))
    return [UnitMention(name, piece, start, end)] if name else []
