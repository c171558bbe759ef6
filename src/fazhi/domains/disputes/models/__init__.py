"""The registers of disputes, one a file."""

from .lawtelling import LawTelling
from .mediation import Mediation
from .petition import Petition
from .reconsideration import Reconsideration

__all__ = ["LawTelling", "Mediation", "Petition", "Reconsideration"]
