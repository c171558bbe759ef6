"""The registers of emergencies: R39 and R40."""

from .emergency import Emergency
from .risksource import RiskSource

__all__ = ["Emergency", "RiskSource"]
