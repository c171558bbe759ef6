"""The plan reader: an issued creation plan in, its facts with their places in the source out."""

from fazhi.plan.reader.read import read, read_file
from fazhi.plan.reader.reading import Reading
from fazhi.plan.reader.refusal import NotAPlan

__all__ = ["NotAPlan", "Reading", "read", "read_file"]
