"""The drawing anyone can repeat: the same seed and the same names always draw the same ones."""

import hashlib
from collections.abc import Iterable, Mapping, Set


class DrawRefused(ValueError):
    """A drawing that cannot be made as it is asked for; the message says why."""


def draw(seed: str, ids: Iterable[str], n: int) -> list[str]:
    """The first n of `ids` ordered by the SHA-256 hex of seed + newline + id, ascending; all of them when n is larger.

    The order in which `ids` come does not matter. Raises DrawRefused for an id given twice or a negative n.
    """
    frame = list(ids)
    if n < 0:
        raise DrawRefused(f"抽取数量不能是负数（{n}）。")
    if len(set(frame)) != len(frame):
        seen: set[str] = set()
        twice = sorted({name for name in frame if name in seen or seen.add(name)})  # type: ignore[func-returns-value]
        raise DrawRefused(f"抽取名单里有重复：{'、'.join(twice[:5])}。请先去掉重复再抽取。")
    return sorted(frame, key=lambda name: _rank(seed, name))[:n]


def drawn(
    seed: str, strata: Mapping[str, Iterable[str]], wanted: Mapping[str, int], reserves: int = 0
) -> dict[str, tuple[list[str], list[str]]]:
    """Stratum → (those drawn, the reserves that follow them in the same order).

    `wanted` is how many of each stratum; one it does not name is not drawn from. Raises DrawRefused for a stratum that holds
    fewer than are wanted or that does not exist; of reserves there may be fewer than asked for.
    """
    if stray := sorted(set(wanted) - set(strata)):
        raise DrawRefused(f"名单里没有“{'、'.join(stray[:5])}”这一层。请核对层的名称。")
    found = {}
    for stratum, ids in strata.items():
        n, frame = wanted.get(stratum, 0), list(ids)
        if n > len(frame):
            raise DrawRefused(f"“{stratum}”只有{len(frame)}个，不够抽{n}个。请减少抽取数量。")
        order = draw(seed, frame, n + max(reserves, 0) if n else 0)
        found[stratum] = (order[:n], order[n:])
    return found


def paired(seed: str, objects: Iterable[str], inspectors: Iterable[str], conflicts: Set[tuple[str, str]], per: int) -> dict[str, list[str]]:
    """Object → its `per` inspectors: the first in the order of the SHA-256 of seed + newline + object + newline + inspector.

    `conflicts` are (object, inspector) that must not meet. Raises DrawRefused when too few are left for an object.
    """
    everybody, found = list(inspectors), {}
    for each in objects:
        free = [name for name in everybody if (each, name) not in conflicts]
        if len(free) < per:
            raise DrawRefused(f"检查对象“{each}”回避之后只剩{len(free)}名检查人员，不够{per}名。请补充人员，或核对回避关系。")
        found[each] = draw(f"{seed}\n{each}", free, per)
    return found


def _rank(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()
