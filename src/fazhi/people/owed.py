"""What is owed: one act that waits for a unit or a person, in the one shape that every room answers in."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Owed:
    """One line of 今天要做的. `place` is (url name, arguments) of the page where the act is done; rooms know names, not addresses."""

    act: str  # “补充佐证”, a verb and its object
    subject: str  # “2.8.2 合法性审核率”
    why: str  # the reason in one sentence
    due_on: date | None
    place: tuple[str, tuple[object, ...]]
    unit_id: int | None = None
    waits_for: str = ""  # filled where somebody else has to act: “市司法局审核”
    kind: str = ""  # submit, fix, sign, review, accept, read, renew, settle: groups and icons hang on it

    def group(self, today: date) -> str:
        """已逾期, 本周到期, 等别人 or 待办."""
        if self.waits_for:
            return "等别人"
        if self.due_on and self.due_on < today:
            return "已逾期"
        if self.due_on and (self.due_on - today).days <= 6 - today.weekday():
            return "本周到期"
        return "待办"
