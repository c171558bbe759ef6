"""The tables of the campaign."""

from .campaign import Campaign, Phase, RosterMember, TaskLink
from .changes import Change, ChangeFor
from .demand import Applies, Assignment, Demand, Requirement
from .proof import Narrative, Proof, Submission

__all__ = [
    "Applies",
    "Assignment",
    "Campaign",
    "Change",
    "ChangeFor",
    "Demand",
    "Narrative",
    "Phase",
    "Proof",
    "Requirement",
    "RosterMember",
    "Submission",
    "TaskLink",
]
