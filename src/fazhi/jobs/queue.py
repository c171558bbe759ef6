"""Asking for background work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from .declare import Job
from .models import UNFINISHED, Ticket


def enqueue(job: Job, *args: Any, by: str = "", key: str = "", after: datetime | None = None) -> Ticket:
    """Ask for `job(*args)` and return the ticket a page can show. `by` is the name of who asks, empty for the system.

    The ticket is written in the transaction of the caller: workers see it when that commits, and a rollback takes it back.
    With a `key`, work of the same job and key that is unfinished is not asked for twice: its ticket is returned.
    """
    for _ in range(5):
        if key and (found := Ticket.objects.filter(job=job.module_path, key=key, state__in=UNFINISHED).first()):
            return found
        try:
            with transaction.atomic():
                return _written(job, args, by, key, after)
        except IntegrityError:  # somebody asked in the same moment; his ticket is found in the next round
            if not key:
                raise
    raise RuntimeError(f"no ticket for {job.module_path} under key {key!r}: each one met ended before it could be read")


def _written(job: Job, args: tuple[Any, ...], by: str, key: str, after: datetime | None) -> Ticket:
    now = timezone.now()
    run_after = after or now
    task = job.using(run_after=run_after).enqueue(*args)
    return Ticket.objects.create(
        id=UUID(task.id),
        job=job.module_path,
        label=job.label,
        key=key,
        asked_by=by,
        retries=job.retries,
        asked_at=now,
        run_after=run_after,
    )
