"""The registers of oversight, one a file."""

from .advice import ProcuratorialAdvice
from .exposure import PressExposure
from .finding import Finding
from .information import PublicInformation
from .lawsuit import Lawsuit
from .post import KeyPost
from .proposal import Proposal

__all__ = ["Finding", "KeyPost", "Lawsuit", "PressExposure", "ProcuratorialAdvice", "Proposal", "PublicInformation"]
