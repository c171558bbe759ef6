"""What changed between two readings of a page: sentence by sentence, wherever on the page a sentence stands."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from .wording import passing_removed, sentences

MOST_SHOWN = 12
LONGEST = 4000  # sentences that are aligned for showing
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}〔\d{4}〕\s*\d{1,4}\s*号|[\u4e00-\u9fff]{1,12}[\[［(（]\d{4}[\]］)）]\s*\d{1,4}\s*号")
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")


@dataclass(frozen=True)
class Difference:
    """Shares are of characters, 0 to 1; `gone` and `new` are sentences, the longest first; `numbers` and `dates` are gone from the page."""

    share_gone: float
    share_new: float
    gone: list[str]
    new: list[str]
    numbers: list[str]
    dates: list[str]

    @property
    def share(self) -> float:
        return max(self.share_gone, self.share_new)


def differences(before: str, now: str) -> Difference:
    """What is gone and what is new; the order of sentences does not count, nor do blanks and what passes."""
    old, new = ([re.sub(r"\s+", "", each) for each in sentences(passing_removed(text))] for text in (before, now))
    gone, added = Counter(old) - Counter(new), Counter(new) - Counter(old)
    whole_now = "".join(new)
    # A sentence that was only broken otherwise, or stands inside a longer one, is not gone.
    lost = {each: count for each, count in gone.items() if each not in whole_now}
    whole_old = "".join(old)
    found = {each: count for each, count in added.items() if each not in whole_old}
    numbers, dates = (list(dict.fromkeys(hit for each in old for hit in pattern.findall(each))) for pattern in (_NUMBER, _DATE))
    return Difference(
        _share(lost, old),
        _share(found, new),
        sorted(lost, key=len, reverse=True)[:MOST_SHOWN],
        sorted(found, key=len, reverse=True)[:MOST_SHOWN],
        [each for each in numbers if each not in whole_now][:MOST_SHOWN],
        [each for each in dates if each not in whole_now][:MOST_SHOWN],
    )


def _share(part: dict[str, int], whole: list[str]) -> float:
    size = sum(map(len, whole))
    return round(min(1.0, sum(len(each) * count for each, count in part.items()) / size), 4) if size else 0.0


def beside(before: str, now: str) -> list[tuple[str, str, str]]:
    """Rows (how, left, right) for showing side by side; how is same, gone, new or changed; long runs of the same are one row of “…”."""
    old, new = sentences(before)[:LONGEST], sentences(now)[:LONGEST]
    rows: list[tuple[str, str, str]] = []
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = old[first:last], new[start:end]
        if tag == "equal":
            rows += _folded(left)
            continue
        for number in range(max(len(left), len(right))):
            was, now_is = (side[number] if number < len(side) else "" for side in (left, right))
            rows.append(("changed" if was and now_is else "gone" if was else "new", was, now_is))
    return rows


def _folded(same: list[str]) -> list[tuple[str, str, str]]:
    if len(same) <= 4:
        return [("same", each, each) for each in same]
    middle = ("fold", f"…… 相同的 {len(same) - 2} 句", "")
    return [("same", same[0], same[0]), middle, ("same", same[-1], same[-1])]


def leads_elsewhere(before: str, now: str) -> str:
    """ "home" where an inner page became a site's front page, "host" where another site answers, else ""."""
    old, new = urlsplit(before), urlsplit(now)
    if _is_front(new.path) and not new.query and not _is_front(old.path):
        return "home"
    return "" if _host(old.hostname) == _host(new.hostname) else "host"


def _is_front(path: str) -> bool:
    return re.fullmatch(r"/*(?:(?:index|default|home|main)(?:\.\w{2,5})?)?/*", path, re.IGNORECASE) is not None


def _host(name: str | None) -> str:
    return (name or "").lower().removeprefix("www.")
