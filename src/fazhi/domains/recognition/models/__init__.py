"""The register of recognition: R48."""

from .honour import Honour

__all__ = ["Honour"]
