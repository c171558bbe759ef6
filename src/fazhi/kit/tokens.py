"""Search tokens: Chinese text cut so that SQLite FTS5 and PostgreSQL find any part of it exactly.

Two streams are made of a text, and each is stored where a phrase cannot run from one into the other:

- the *phrase* stream: every pair of neighbouring Han characters, and every word of letters and digits;
- the *single* stream: every Han character alone, marked with a leading "x", and the same words in their places.

A query phrase (`query_phrases`) matches one stream or the other by its form alone, so both are always searched:

- SQLite: `CREATE VIRTUAL TABLE t USING fts5(phrases, singles, tokenize='unicode61')` with the two streams as columns;
  `WHERE t MATCH ?` with `' AND '.join(f'"{phrase}"' for phrase in query_phrases(query))`. A phrase never crosses a column.
- PostgreSQL: two tsvector columns, `to_tsvector('simple', phrases)` and `to_tsvector('simple', singles)`, each with GIN;
  for each phrase `(phrases @@ phraseto_tsquery('simple', p) OR singles @@ phraseto_tsquery('simple', p))`, joined by AND.

Phrases hold only letters and digits, no quotes or operators: nothing in them needs escaping. An empty list means that
the query holds nothing to search for; show no results instead of asking the database.

PostgreSQL keeps 16,383 positions a vector and 256 a token, and drops the rest in silence: index `pieces(text)`, one row
each, never a whole long text. A phrase then is found within a piece; pieces overlap so that none is lost at a cut.
"""

import re
import unicodedata
from collections.abc import Iterator

MARK = "x"
PIECE = 4000  # characters; the commonest character then stays under 256 occurrences
OVERLAP = 100  # characters; the longest phrase sure to be found across a cut

# Iteration mark and 〇, extension A, the unified block, compatibility ideographs, extensions B to G.
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134a"
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|(?:(?![{_HAN}])[^\W_])+")
_ALL_HAN = re.compile(rf"[{_HAN}]{{2,}}")
_GAP = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")


def index_tokens(text: str) -> tuple[str, str]:
    """(phrase stream, single stream), blank-separated, in the order of the text.

    White space between two Han characters is dropped first: lines broken by a page and names spread to three
    characters (“王 强”) are found as they are read.
    """
    phrases: list[str] = []
    singles: list[str] = []
    for run, is_han in _runs(_GAP.sub("", _plain(text))):
        phrases += _pairs(run) if is_han else [run]
        singles += [MARK + sign for sign in run] if is_han else [run]
    return " ".join(phrases), " ".join(singles)


def query_phrases(query: str) -> list[str]:
    """One phrase for each blank-separated word of `query`, to be joined by AND; see the module for how to ask.

    Han alone gives pairs; a single character, or Han mixed with letters and digits (“第3条”, “2025年”), gives tokens of
    the single stream, where every neighbour is certain.
    """
    phrases = []
    for word in _plain(query).split():
        if _ALL_HAN.fullmatch(word):
            phrases.append(" ".join(_pairs(word)))
        elif tokens := index_tokens(word)[1]:
            phrases.append(tokens)
    return phrases


def pieces(text: str) -> Iterator[str]:
    """`text` in parts of at most 4,000 characters, each beginning with the last 100 of the part before."""
    yield text[:PIECE]
    for start in range(PIECE - OVERLAP, len(text) - OVERLAP, PIECE - OVERLAP):
        yield text[start : start + PIECE]


def _plain(text: str) -> str:
    # NFKC brings full-width letters and digits to half width; folding may undo it for a few letters, hence twice.
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _runs(plain: str) -> Iterator[tuple[str, bool]]:
    for found in _RUN.finditer(plain):
        yield found[0], found["han"] is not None


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[n : n + 2] for n in range(len(run) - 1)]
