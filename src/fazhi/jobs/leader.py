"""The one worker that leads: it asks for what the clock asks for, and looks after the dead."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from croniter import croniter
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from . import lives
from .declare import Job
from .models import Lease, Schedule, Ticket, Worker
from .queue import enqueue

TERM = timedelta(seconds=30)
OFFICE = "leader"


def leads(worker: Worker, now: datetime) -> bool:
    """Take the office or renew it; one of another who is dead is free at once.

    One UPDATE decides: of two at once, the second finds the row taken.
    """
    lease, _ = Lease.objects.get_or_create(name=OFFICE, defaults={"until": now})
    free = Q(holder=worker.pk) | Q(until__lte=now)
    holder = Worker.objects.filter(pk=lease.holder).first()
    if holder is None or lives.is_dead(holder, now):
        free |= Q(holder=lease.holder)
    return bool(Lease.objects.filter(free, name=OFFICE).update(holder=worker.pk, until=now + TERM))


def resign(worker: Worker, now: datetime) -> None:
    Lease.objects.filter(holder=worker.pk).update(holder="", until=now)


def queue_due(jobs: Iterable[Job], now: datetime) -> list[Ticket]:
    """Ask for every scheduled job that is due, each once, however often it was missed."""
    return [ticket for job in jobs if (ticket := _queued_if_due(job, now))]


def following(cron: str, now: datetime) -> datetime:
    """The next moment of `cron`, read in the installation's time zone, after `now`."""
    return croniter(cron, timezone.localtime(now)).get_next(datetime)


def _queued_if_due(job: Job, now: datetime) -> Ticket | None:
    row, _ = Schedule.objects.get_or_create(job=job.module_path, defaults={"cron": job.cron, "next_at": following(job.cron, now)})
    if row.cron != job.cron:
        Schedule.objects.filter(pk=row.pk, cron=row.cron).update(cron=job.cron, next_at=following(job.cron, now))
        return None
    if row.next_at > now:
        return None
    with transaction.atomic():
        # Only who moves the moment on may ask, so a leader that was late to notice its successor asks for nothing.
        if not Schedule.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=following(job.cron, now), last_at=now):
            return None
        return enqueue(job, by="定时", key="schedule")
