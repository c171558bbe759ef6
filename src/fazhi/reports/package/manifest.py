"""The manifest (清单.json): every file with its size and digests, the tree, and nothing that differs between two runs on the same state."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from fazhi.kit.digests import canonical

from .contents import Contents

NAME, FORMAT = "清单.json", "fazhi-package/1"


@dataclass(frozen=True)
class Listed:
    """One file of the manifest."""

    path: str
    size: int
    sha256: str
    sm3: str
    role: str
    title: str
    media_type: str
    indicator: str = ""
    unit: str = ""


def manifest(contents: Contents, files: Sequence[Listed], origin: str, entries: int, viewer_sha256: str) -> bytes:
    """Canonical JSON; the package's digest is the SHA-256 of these bytes."""
    campaign = contents.campaign
    told: dict[str, Any] = {
        "format": FORMAT,
        "title": f"{campaign.unit.name}{contents.profile.name}材料包",
        "city": campaign.unit.name,
        "campaign": campaign.name,
        "profile": contents.profile.name,
        "as_of": contents.as_of,
        "is_sample": campaign.is_sample,
        "files": [asdict(each) for each in sorted(files, key=lambda each: each.path)],
        "tree": contents.tree(),
        "log": {"origin": origin, "entries": entries},
        "viewer_sha256": viewer_sha256,
    }
    return canonical(told)


def digest(data: bytes) -> str:
    """The package's digest."""
    return sha256(data).hexdigest()


def grouped(hex_digits: str, size: int = 4) -> str:
    """The digest as people compare it on paper: eight groups a line."""
    groups = [hex_digits[at : at + size] for at in range(0, len(hex_digits), size)]
    return "\n".join("  ".join(groups[at : at + 8]) for at in range(0, len(groups), 8))
