"""The tables of people."""

from .grants import Grant
from .names import Alias, CollectiveName, Expansion
from .units import Succession, Unit, UnitKind
from .users import ADMINS, Post, Role, User

__all__ = ["ADMINS", "Alias", "CollectiveName", "Expansion", "Grant", "Post", "Role", "Succession", "Unit", "UnitKind", "User"]
