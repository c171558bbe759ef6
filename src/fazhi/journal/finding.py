"""What a verification finds: each thing that is wrong, said so that a person can act on it."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """The closed list of what can be wrong."""

    ALTERED = "altered"  # an entry is not what was sealed
    MISSING = "missing"  # a sealed entry is gone
    INSERTED = "inserted"  # an entry came in past the program
    LEAF = "leaf"  # a leaf row was altered, taken away or added
    TREE = "tree"  # the tree or a checkpoint says otherwise than the leaves
    SIGNATURE = "signature"  # a checkpoint is not signed by this installation
    OLDER = "older"  # the database is older than what was laid down outside
    FORKED = "forked"  # the database tells another history than what was laid down outside
    ROW = "row"  # a business row is not what its last entry left
    ROW_MISSING = "row-missing"
    ROW_INSERTED = "row-inserted"
    TRIGGER = "trigger"  # what keeps the journal append-only is missing


@dataclass(frozen=True)
class Wrong:
    """One finding. `number` counts leaves from 0; `entry` is the entry's number in the journal."""

    fault: Fault
    said: str
    number: int | None = None
    entry: int | None = None
    kind: str = ""
    object_id: str = ""


@dataclass
class Report:
    """The outcome of one verification."""

    entries: int = 0  # leaves whose entry was recomputed
    unsealed: int = 0
    checkpoints: int = 0
    rows: int = 0
    unchecked: dict[str, int] = field(default_factory=dict)  # kind → rows whose fields have changed since
    notes: list[str] = field(default_factory=list)
    wrongs: list[Wrong] = field(default_factory=list)
    size: int = 0
    root: str = ""
    seconds: float = 0.0

    @property
    def is_well(self) -> bool:
        return not self.wrongs

    def as_data(self) -> dict[str, Any]:
        return {"is_well": self.is_well, **asdict(self)}
