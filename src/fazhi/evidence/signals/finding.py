"""A finding: what a check says of a version before it is kept as a signal."""

from dataclasses import dataclass, field
from typing import Any

from ..models import Severity, SignalKind, Version


@dataclass(frozen=True)
class Finding:
    """`key` tells it from the other findings of its family on the same version (≤ 120 characters, stable from run to run).

    `said` is the reason in one Chinese sentence with its figures; `facts` is what the page shows, JSON only;
    `other` is the version it is compared with.
    """

    kind: SignalKind
    severity: Severity
    key: str
    said: str
    facts: dict[str, Any] = field(default_factory=dict)
    other: Version | None = None
