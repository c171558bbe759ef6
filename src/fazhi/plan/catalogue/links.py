"""Links between two editions: which indicator of the new one continues which of the old, proposed for a person to confirm."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from fazhi.plan.catalogue.load import Edition, Indicator

ALIKE = 0.6  # from here on two wordings are taken for the same indicator
SAME_CODE = 0.1  # the old place speaks for a candidate, but less than its wording does
NEARBY = 0.4  # from here on a candidate that was not chosen is worth naming
_COMPARED = {"title": "短标题", "measures": "量什么", "targets": "目标", "kind": "标记", "materials": "佐证", "methods": "评测方式"}

How = Literal["same", "moved", "changed", "new", "gone"]


@dataclass(frozen=True)
class Link:
    """One proposed link; `old_code` is empty for a new indicator and `new_code` for one that is gone; `score` is 0 to 1."""

    old_code: str
    new_code: str
    how: How
    score: float
    explanation: str


def compare(old: Edition, new: Edition) -> list[Link]:
    """A link for every indicator of both editions, in the order of the new one, then what is gone; the same input gives the same links."""
    olds, news = old.by_code, new.by_code
    scores = {(a, b): _alike(olds[a], news[b]) for a in olds for b in news}
    pairs = _pairs(olds, news, scores)
    links = [
        _continued(olds[pairs[code]], indicator, scores[pairs[code], code]) if code in pairs else _new(indicator, olds, scores)
        for code, indicator in news.items()
    ]
    kept = set(pairs.values())
    return links + [_gone(indicator, news, scores) for code, indicator in olds.items() if code not in kept]


def _pairs(olds: dict[str, Indicator], news: dict[str, Indicator], scores: dict[tuple[str, str], float]) -> dict[str, str]:
    """New code → old code, the most alike first; equals are decided by running number."""
    ranked = sorted(
        (-(score + (SAME_CODE if a == b else 0)), news[b].no, olds[a].no, b, a)
        for (a, b), score in scores.items()
        if score + (SAME_CODE if a == b else 0) >= ALIKE
    )
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for *_, new_code, old_code in ranked:
        if new_code not in pairs and old_code not in taken:
            pairs[new_code] = old_code
            taken.add(old_code)
    return pairs


def _alike(old: Indicator, new: Indicator) -> float:
    """0 to 1: likeness of the titles, and of what is measured where both say it."""
    title = _ratio(old.title, new.title)
    if not (old.measures and new.measures):
        return title
    return 0.6 * title + 0.4 * (_ratio(old.measures, new.measures) if title >= 0.2 or old.code == new.code else 0)


def _ratio(old: str, new: str) -> float:
    a, b = _letters(old), _letters(new)
    return 1.0 if a == b else SequenceMatcher(None, a, b, autojunk=False).ratio()


def _letters(said: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", said))


def _continued(old: Indicator, new: Indicator, score: float) -> Link:
    changed = [word for name, word in _COMPARED.items() if _value(old, name) != _value(new, name)]
    place = f"编码由 {old.code} 变为 {new.code}" if old.code != new.code else f"编码 {new.code} 未变"
    number = f"，序号由 {old.no} 变为 {new.no}" if old.no != new.no else ""
    if changed:
        carry = "原责任分工和佐证可以沿用，变化之处需要核对。"
        return Link(
            old.code, new.code, "changed", round(score, 3), f"{place}{number}；{'、'.join(changed)}有变化（相似度 {score:.0%}）。{carry}"
        )
    how: How = "same" if old.code == new.code else "moved"
    return Link(old.code, new.code, how, round(score, 3), f"{place}{number}；内容一致。原责任分工和佐证直接沿用。")


def _value(indicator: Indicator, name: str) -> object:
    value = getattr(indicator, name)
    return _letters_and_signs(value) if isinstance(value, str) else value


def _letters_and_signs(said: str) -> str:
    """Wording without blanks and the width of its signs: “≥ 90%” and “≥90%” are no change."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", said))


def _new(indicator: Indicator, olds: dict[str, Indicator], scores: dict[tuple[str, str], float]) -> Link:
    near = max(olds, key=lambda code: (scores[code, indicator.code], -olds[code].no), default="")
    score = scores.get((near, indicator.code), 0.0)
    hint = f"最相近的旧指标是 {near}“{olds[near].title}”（相似度 {score:.0%}），请核对。" if score >= NEARBY else "没有相近的旧指标。"
    return Link("", indicator.code, "new", round(score, 3), f"新版新增“{indicator.title}”。{hint}需要重新分工。")


def _gone(indicator: Indicator, news: dict[str, Indicator], scores: dict[tuple[str, str], float]) -> Link:
    near = max(news, key=lambda code: (scores[indicator.code, code], -news[code].no), default="")
    score = scores.get((indicator.code, near), 0.0)
    hint = f"最相近的新指标是 {near}“{news[near].title}”（相似度 {score:.0%}），请核对。" if score >= NEARBY else "没有相近的新指标。"
    return Link(indicator.code, "", "gone", round(score, 3), f"新版不再有“{indicator.title}”。{hint}原有佐证保留，可以改挂到其他指标。")
