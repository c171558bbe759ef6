"""Keeping findings as signals: found again they stay one, no longer found they are marked so, decided they stay as decided."""

from collections.abc import Sequence

from django.db import transaction

from fazhi.journal.models import Verb
from fazhi.journal.write import SYSTEM, write

from ..models import Signal, Version
from .finding import Finding

State = Signal.State


@transaction.atomic
def settle(version: Version, family: str, findings: Sequence[Finding]) -> list[Signal]:
    """Make the signals of `family` on `version` say what `findings` says; returns those that are new.

    A decided signal keeps its decision also when its reason is worded anew or is gone. New ones are journalled in one entry.
    """
    held = {signal.key: signal for signal in Signal.objects.select_for_update().filter(version=version, family=family)}
    fresh = [_made(version, family, finding) for finding in findings if finding.key not in held]
    for finding in findings:
        if finding.key in held:
            _renewed(held[finding.key], finding)
    found = {finding.key for finding in findings}
    gone = [signal.pk for key, signal in held.items() if key not in found and signal.state == State.OPEN]
    Signal.objects.filter(pk__in=gone).update(state=State.GONE)
    if fresh:
        kinds = "、".join(dict.fromkeys(signal.get_kind_display() for signal in fresh))
        write(Verb.CREATED, fresh[0], f"检查材料“{version.item.title}”时提示：{kinds}", by=SYSTEM, about=[version.item, *fresh[1:]])
    return fresh


def _made(version: Version, family: str, finding: Finding) -> Signal:
    return Signal.objects.create(item=version.item, version=version, family=family, key=finding.key, **_said(finding))


def _renewed(signal: Signal, finding: Finding) -> None:
    for name, value in _said(finding).items():
        setattr(signal, name, value)
    if signal.state == State.GONE:
        signal.state = State.OPEN
    signal.save()


def _said(finding: Finding) -> dict:
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "said": finding.said[:500],
        "facts": finding.facts,
        "other": finding.other,
    }
