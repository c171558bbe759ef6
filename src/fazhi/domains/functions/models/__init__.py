"""The registers of functions: R01, R02, R04–R10, R12."""

from .charge import ChargeItem
from .competition import CompetitionReview
from .credit import CreditMatter
from .inspection import BusinessInspection
from .matter import ServiceMatter
from .power import PowerItem
from .promise import GovernmentPromise
from .proof import ProofItem
from .randomcheck import RandomCheck
from .voice import PublicVoice

__all__ = [
    "BusinessInspection",
    "ChargeItem",
    "CompetitionReview",
    "CreditMatter",
    "GovernmentPromise",
    "PowerItem",
    "ProofItem",
    "PublicVoice",
    "RandomCheck",
    "ServiceMatter",
]
