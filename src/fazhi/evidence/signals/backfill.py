"""Fingerprints for what was stored before there were any, or before their format changed: found each night, oldest first."""

from fazhi.jobs.declare import every
from fazhi.jobs.running import progress

from ..models import Version
from .examining import examine
from .shingles import FORMAT

AT_A_TIME = 200


@every("41 2 * * *", label="为已有材料补建指纹")
def fingerprint_stored() -> int:
    """Examine every version whose words are there and whose fingerprint is not; returns how many. May be stopped and goes on later."""
    ready = (Version.TextState.DONE, Version.TextState.NONE, Version.TextState.FAILED)
    missing = Version.objects.filter(text_state__in=ready).exclude(fingerprint__made_by=FORMAT).order_by("pk")
    total, done, last = missing.count(), 0, 0
    while part := list(missing.filter(pk__gt=last).values_list("pk", flat=True)[:AT_A_TIME]):
        for pk in part:
            examine.call(pk)
            done, last = done + 1, pk
            progress(done, total, f"已补建{done}件")
    return done
