"""The registers of rulemaking, one a file."""

from .consultation import Consultation
from .document import NormativeDocument
from .filing import DocumentFiling
from .reappraisal import Reappraisal

__all__ = ["Consultation", "DocumentFiling", "NormativeDocument", "Reappraisal"]
