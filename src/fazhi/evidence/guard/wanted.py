"""What a copy is to hide: the chosen values, wherever they stand in the file, also where no label tells that they are personal."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from fazhi.kit.numerals import half_width

from .personal import LABELS, Found, Kind, found_in


class CopyRefused(Exception):
    """No copy can be made; the message says what, why and what to do next."""


@dataclass
class Wanted:
    """`keys` are (kind, masked form) as chosen on the page; `literals` are the values behind them, known in this process alone."""

    keys: set[tuple[str, str]]
    literals: dict[str, Found] = field(default_factory=dict)

    def learn(self, texts: Iterable[str]) -> None:
        """Take the chosen values from the words of the file, so that they are hidden where they are repeated without a label."""
        for text in texts:
            for each in found_in(text):
                if each.key in self.keys:
                    value = half_width(text[each.start : each.end])
                    self.literals.setdefault(value, each)
                    if each.kind in (Kind.ID_CARD, Kind.BANK_CARD, Kind.MOBILE):
                        self.literals.setdefault(re.sub(r"[^0-9Xx]", "", value), each)

    def refuse_lost(self) -> None:
        """Raise CopyRefused where a chosen value was met nowhere: it would stay readable, and nobody would know."""
        met = {each.key for each in self.literals.values()}
        if lost := sorted(self.keys - met):
            shown = "、".join(f"{LABELS[Kind(kind)]} {form}" for kind, form in lost[:3])
            raise CopyRefused(
                f"{shown}{f'等{len(lost)}个' if len(lost) > 3 else ''}在页面上定位不到，没有遮盖。请不勾选它，改用画框遮盖它所在的位置。"
            )

    def spans(self, text: str) -> list[Found]:
        """Where the values stand in the text, in order and not overlapping."""
        found = [each for each in found_in(text) if each.key in self.keys]
        plain, taken = half_width(text), [(each.start, each.end) for each in found]
        for value in sorted(self.literals, key=len, reverse=True):
            at = plain.find(value) if value else -1
            while at >= 0:
                end = at + len(value)
                if not any(start < end and at < stop for start, stop in taken):
                    known = self.literals[value]
                    taken.append((at, end))
                    found.append(Found(known.kind, at, end, known.masked))
                at = plain.find(value, end)
        return sorted(found, key=lambda each: each.start)

    def hidden(self, text: str) -> str:
        """The text with the values in their masked form."""
        out, at = [], 0
        for each in self.spans(text):
            out += [text[at : each.start], each.masked]
            at = each.end
        return "".join([*out, text[at:]])


class Words:
    """The words of many nodes as one text, so that a value split over runs, cells or lines is found and hidden as one."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._owners: list[tuple[int, int, int]] = []  # start, end, number of the owner
        self._size = 0
        self._owned = 0

    def add(self, text: str) -> None:
        """Words of the next owner."""
        self._owners.append((self._size, self._size + len(text), self._owned))
        self._owned += 1
        self._put(text)

    def divide(self, sign: str = "\n") -> None:
        """A sign that belongs to nobody: the end of a paragraph or of a cell."""
        self._put(sign)

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._size += len(text)

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def hidden(self, wanted: Wanted) -> dict[int, str]:
        """Number of the owner → its new words, for those that change: the first of a value gets the masked form."""
        text, changed = self.text, {}
        spans = wanted.spans(text)
        for start, end, owner in self._owners:
            met = [each for each in spans if each.start < end and each.end > start]
            if not met:
                continue
            out, at = [], start
            for each in met:
                out.append(text[at : max(at, each.start)])
                if each.start >= start:
                    out.append(each.masked)
                at = min(end, each.end)
            changed[owner] = "".join([*out, text[at:end]])
        return changed
