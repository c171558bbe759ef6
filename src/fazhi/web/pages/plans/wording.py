"""Two wordings side by side, with the words marked that differ."""

import re
from difflib import SequenceMatcher
from unicodedata import normalize

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WORD = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?%?|\s+|.", re.DOTALL)
ISLAND = 2  # an equal stretch of at most so many characters between two changes is marked with them: easier on the eye


def differing(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Both wordings, escaped, what went in <del> and what came in <ins>; whole where one of them is empty."""
    olds, news = WORD.findall(before), WORD.findall(after)
    left, right = [], []
    for is_equal, old, new in _stretches(olds, news):
        left.append(escape(old) if is_equal or not old else f"<del>{escape(old)}</del>")
        right.append(escape(new) if is_equal or not new else f"<ins>{escape(new)}</ins>")
    return mark_safe("".join(left)), mark_safe("".join(right))  # every stretch is escaped


def _plain(word: str) -> str:
    """Full-width or half-width makes no difference to what a plan asks."""
    return normalize("NFKC", word)


def _stretches(olds: list[str], news: list[str]) -> list[tuple[bool, str, str]]:
    found: list[tuple[bool, str, str]] = []
    codes = SequenceMatcher(None, [_plain(word) for word in olds], [_plain(word) for word in news], autojunk=False).get_opcodes()
    for at, (code, a, b, c, d) in enumerate(codes):
        old, new = "".join(olds[a:b]), "".join(news[c:d])
        is_equal = code == "equal" and not (0 < at < len(codes) - 1 and len(old) <= ISLAND)
        if found and found[-1][0] == is_equal:
            found[-1] = (is_equal, found[-1][1] + old, found[-1][2] + new)
        else:
            found.append((is_equal, old, new))
    return found
