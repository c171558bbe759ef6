"""The tables of the plan and of the indicator editions."""

from .document import Leftover, Mention, Plan, PlanActivity, PlanPhase, PlanSection, PlanTask, Target
from .edition import Edition, EditionLink, Indicator, Material, Scheme, SchemeItem

__all__ = [
    "Edition",
    "EditionLink",
    "Indicator",
    "Leftover",
    "Material",
    "Mention",
    "Plan",
    "PlanActivity",
    "PlanPhase",
    "PlanSection",
    "PlanTask",
    "Scheme",
    "SchemeItem",
    "Target",
]
