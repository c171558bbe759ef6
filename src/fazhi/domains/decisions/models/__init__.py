"""The registers of decisions, one a file."""

from .counsel import LegalCounsel
from .decision import MajorDecision

__all__ = ["LegalCounsel", "MajorDecision"]
