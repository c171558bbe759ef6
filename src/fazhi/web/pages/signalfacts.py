"""What a signal rests on, as its page shows it: the figures under their Chinese names, and two texts side by side."""

from typing import Any

from fazhi.evidence.models import Signal, SignalKind
from fazhi.evidence.signals.sidebyside import Row, rows

COPIES = (SignalKind.EXACT_COPY, SignalKind.NEAR_COPY)


def told(signal: Signal) -> list[tuple[str, str]]:
    """(label, value) of the figures behind the reason; what a family's facts do not hold is left out."""
    facts = signal.facts
    if signal.kind in COPIES:
        return _copied(facts)
    return [(str(label), str(value)) for label, value in facts.get("shown", [])]


def _copied(facts: dict[str, Any]) -> list[tuple[str, str]]:
    left = facts.get("left_out", {})
    out = [(name, left.get(key, 0)) for key, name in (("listed", "通用文字"), ("quoted", "引文"), ("learned", "多单位共有"))]
    said = "、".join(f"{name} {count} 字" for name, count in out if count) or "没有"
    return [
        ("本材料正文", f"{facts['length']} 字，其中自有 {facts['own']} 字"),
        ("对照材料正文", f"{facts['other_length']} 字"),
        ("相同文字", f"{facts['shared']} 字，占本材料 {facts['share']:.0%}，占对照材料 {facts['share_of_other']:.0%}"),
        ("比对时不计入的", said),
    ]


def compared(signal: Signal) -> list[Row]:
    """The two texts in rows, the shared passages facing each other; none where the signal compares no texts."""
    if signal.kind not in COPIES or signal.other is None or not signal.facts.get("passages"):
        return []
    return rows(signal.version.text, signal.other.text, signal.facts["passages"])
