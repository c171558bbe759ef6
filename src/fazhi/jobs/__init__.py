"""Background work: declared, asked for, carried out, repeated, scheduled, and taken up again when a worker is killed."""

from .declare import JobRefused, Stopped, every, job

__all__ = ["JobRefused", "Stopped", "every", "job"]
