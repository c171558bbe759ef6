"""The registers of officials: R41–R43."""

from .conduct import Conduct
from .learning import Learning
from .officialtraining import OfficialTraining

__all__ = ["Conduct", "Learning", "OfficialTraining"]
