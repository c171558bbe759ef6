"""Token streams for the index, and phrases for a query, such that nothing is found across a comma or a full stop.

The streams of kit.tokens drop punctuation: in “法治、治政府” the pairs 法治 治政 政府 stand in a row as they do in 法治政府.
Here a break token stands for every run of signs between two words, in the text and inside a word of the query alike.
"""

import re
from collections import Counter
from collections.abc import Iterator
from unicodedata import normalize

from fazhi.kit.tokens import index_tokens, pieces, query_phrases

BREAK = "\uff58"  # full-width: what is brought to half width never holds it, so no word of a text or query is this token
MOST = 255  # PostgreSQL keeps that many positions of one token in a vector, and drops the rest in silence
SHORTEST = 250  # characters; so few cannot hold more than MOST of one token
OVERLAP = 50  # characters on either side of a cut
_SIGNS = re.compile(r"(?:[^\w\s]|_)+")


def streams(text: str) -> Iterator[tuple[str, str]]:
    """(phrase stream, single stream) of each piece of `text`; a phrase of up to 100 characters lies whole in one of them."""
    for piece in pieces(storable(text)):
        yield from _fitting(piece)


def phrases(query: str) -> list[str]:
    """One phrase for each word of the query, to be joined by AND; it holds letters, digits and blanks only."""
    found = []
    for word in _plain(query).split():
        parts = [part for part in _SIGNS.split(word) if index_tokens(part)[1]]
        if len(parts) > 1:
            found.append(f" {BREAK} ".join(index_tokens(part)[1] for part in parts))
        elif parts:
            found += query_phrases(parts[0])
    return found


def storable(text: str) -> str:
    """Without what no database stores: the null character and halves of surrogate pairs."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _plain(text: str) -> str:
    return normalize("NFKC", storable(text))


def _fitting(piece: str) -> Iterator[tuple[str, str]]:
    pair = _streams(piece)
    if len(piece) <= SHORTEST or max((Counter(pair[1].split()) | Counter(pair[0].split())).values(), default=0) <= MOST:
        if pair[1]:
            yield pair
        return
    middle = len(piece) // 2
    yield from _fitting(piece[: middle + OVERLAP])
    yield from _fitting(piece[middle - OVERLAP :])


def _streams(piece: str) -> tuple[str, str]:
    parts = [pair for part in _SIGNS.split(_plain(piece)) if (pair := index_tokens(part))[1]]
    return f" {BREAK} ".join(pair[0] for pair in parts), f" {BREAK} ".join(pair[1] for pair in parts)
