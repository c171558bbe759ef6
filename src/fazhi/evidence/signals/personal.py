"""Personal data in material: what kinds and how many, with masked examples; the plain values stay in the material alone."""

from collections import Counter
from typing import Any

from ..guard.personal import LABELS, Found, Kind, found_in, masked_already
from ..models import Severity, SignalKind, Version
from .finding import Finding

FAMILY = "personal"
MOST_EXAMPLES = 12
_GRAVE = (Kind.ID_CARD, Kind.BANK_CARD, Kind.PASSPORT)


def find(version: Version) -> list[Finding]:
    """At most one finding: 重要 where identity, card or passport numbers stand open, 注意 for phones and names, 提示 for the rest.

    facts: {"kinds": [{"kind", "label", "count"}], "examples": [{"kind", "label", "masked", "place", "line"}], "masked_already": n}.
    Office phones, hot lines, document numbers and 统一社会信用代码 are not personal data.
    """
    found = found_in(version.text)
    if not found:
        return []
    counts = Counter(each.kind for each in found)
    kinds = [{"kind": kind.value, "label": label, "count": counts[kind]} for kind, label in LABELS.items() if counts[kind]]
    shown = "、".join(f"{each['label']}{each['count']}处" for each in kinds)
    said = f"正文中有{shown}，都没有遮盖。确需报送的请在提交时确认；公开前请制作脱敏公开副本。若是依法公示或已公开的信息，可以说明。"
    facts = {"kinds": kinds, "examples": examples(version.text, found), "masked_already": masked_already(version.text)}
    return [Finding(SignalKind.PERSONAL, severity_of(found), "personal", said, facts)]


def severity_of(found: list[Found]) -> Severity:
    if any(each.kind in _GRAVE and each.is_sure for each in found):
        return Severity.SERIOUS
    return Severity.ATTENTION if any(each.is_sure for each in found) else Severity.NOTE


def examples(text: str, found: list[Found]) -> list[dict[str, Any]]:
    """The first of each value, masked, with the number of its line in the extracted words."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    line, at = 1, 0
    for each in found:
        line, at = line + text.count("\n", at, each.start), each.start
        if each.key not in rows and len(rows) < MOST_EXAMPLES:
            label = LABELS[each.kind]
            rows[each.key] = {"kind": each.kind.value, "label": label, "masked": each.masked, "place": f"第{line}行", "line": line}
    return list(rows.values())
