"""Text as it is compared: squeezed to letters and digits, cut into shingles of eight characters, sampled by hash.

A sample keeps every shingle whose hash falls below one in 32, at least the 32 lowest and at most the 2,000 lowest (MinHash with
k lowest values, its k growing with the text). The same shingle is therefore kept in every text that has it, and one index finds
near-copies as well as a passage of some hundred characters in a long file. BLAKE2b and nothing else decides, so what is stored
stays comparable for good.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b, sha256
from heapq import nsmallest
from unicodedata import normalize

FORMAT = 1  # another number here has every fingerprint made anew
SHINGLE = 8  # characters
ONE_IN = 32
FEWEST, MOST = 32, 2000  # sampled hashes of a text
_LOW = 2**64 // ONE_IN


@dataclass(frozen=True)
class Squeezed:
    """`text` holds letters and digits alone, in one width and case; `places[i]` is where its character i stood in the original."""

    text: str
    places: "array[int]"

    @property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()


def squeezed(text: str) -> Squeezed:
    """Spaces, punctuation, width and case fall away: a copy that differs in nothing else is the same text."""
    kept: list[str] = []
    places = array("I")
    for place, character in enumerate(text):
        for each in _folded(character):
            kept.append(each)
            places.append(place)
    return Squeezed("".join(kept), places)


@lru_cache(maxsize=40_000)
def _folded(character: str) -> str:
    return "".join(each for each in normalize("NFKC", character).lower() if each.isalnum())


def hashes(text: str) -> Iterator[int]:
    """The hash of the shingle that begins at each place of a squeezed text, as a signed 64-bit number."""
    data = text.encode("utf-32-le")
    for start in range(0, len(data) - 4 * SHINGLE + 1, 4):
        yield _number(blake2b(data[start : start + 4 * SHINGLE], digest_size=8).digest())


def sample(of: Iterable[int]) -> list[int]:
    """The hashes to keep of all those of a text, lowest first."""
    every = {each + 2**63 for each in of}
    low = [each for each in every if each < _LOW]
    chosen = nsmallest(MOST, low) if len(low) >= FEWEST else nsmallest(FEWEST, every)
    return [each - 2**63 for each in chosen]


def packed(sampled: list[int]) -> bytes:
    return b"".join((each + 2**63).to_bytes(8, "big") for each in sampled)


def unpacked(data: bytes | memoryview) -> list[int]:
    return [_number(bytes(data[place : place + 8])) for place in range(0, len(data), 8)]


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big") - 2**63
