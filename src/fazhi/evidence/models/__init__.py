"""The tables of evidence."""

from .content import Blob, Upload
from .items import Item, ItemKind, Version
from .uses import PlaceKind, Use

__all__ = ["Blob", "Item", "ItemKind", "PlaceKind", "Upload", "Use", "Version"]
