"""The registers of enforcement: R20–R28."""

from .auxiliary import Auxiliary
from .case import EnforcementCase
from .discretion import DiscretionItem
from .filereview import FileReview
from .legalreview import LegalReview
from .officer import Officer
from .referral import CrimeReferral
from .supervision import SupervisionMatter
from .training import TrainingRecord

__all__ = [
    "Auxiliary",
    "CrimeReferral",
    "DiscretionItem",
    "EnforcementCase",
    "FileReview",
    "LegalReview",
    "Officer",
    "SupervisionMatter",
    "TrainingRecord",
]
