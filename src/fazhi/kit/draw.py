"""The drawing anyone can repeat: the same seed and the same names always draw the same ones."""

import hashlib
from collections.abc import Iterable


def draw(seed: str, ids: Iterable[str], n: int) -> list[str]:
    """The first n of `ids` ordered by the SHA-256 hex of seed + newline + id, ascending; all of them when n is larger.

    The order in which `ids` come does not matter. Raises ValueError for an id given twice or a negative n.
    """
    frame = list(ids)
    if n < 0:
        raise ValueError(f"抽取数量不能是负数（{n}）。")
    if len(set(frame)) != len(frame):
        twice = sorted({name for name in frame if frame.count(name) > 1})
        raise ValueError(f"抽取名单里有重复：{'、'.join(twice[:5])}。请先去掉重复再抽取。")
    return sorted(frame, key=lambda name: _rank(seed, name))[:n]


def _rank(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()
