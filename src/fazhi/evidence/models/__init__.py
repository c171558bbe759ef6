"""The tables of evidence."""

from .captures import Capture, Fault
from .content import Blob, Upload
from .copies import PublicCopy
from .fingerprints import Boilerplate, BoilerplateGram, Fingerprint, Gram, PictureBand, PicturePrint
from .items import Item, ItemKind, Version
from .signals import Severity, Signal, SignalKind
from .uses import PlaceKind, Use

__all__ = [
    "Blob",
    "Boilerplate",
    "BoilerplateGram",
    "Capture",
    "Fault",
    "Fingerprint",
    "Gram",
    "Item",
    "ItemKind",
    "PictureBand",
    "PicturePrint",
    "PlaceKind",
    "PublicCopy",
    "Severity",
    "Signal",
    "SignalKind",
    "Upload",
    "Use",
    "Version",
]
