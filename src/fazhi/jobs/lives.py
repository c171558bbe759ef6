"""Which workers live: signing on and off, the beat, and taking the work of the dead away from them."""

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.utils import timezone

from . import ending
from .models import State, Ticket, Worker

BEAT = 5.0  # seconds between two beats
SILENT = timedelta(seconds=60)  # a worker of another machine without a beat for so long is dead
STUCK = timedelta(minutes=10)  # one of this machine whose process is there may only be waiting for the database


def sign_on() -> Worker:
    now = timezone.now()
    return Worker.objects.create(id=uuid4().hex, pid=os.getpid(), machine=machine(), started_at=now, beat_at=now)


def sign_off(worker: Worker) -> None:
    Worker.objects.filter(pk=worker.pk).delete()


def beat(worker: Worker, now: datetime) -> None:
    """Still here; a row taken away by mistake (the machine slept) is written again."""
    if not Worker.objects.filter(pk=worker.pk).update(beat_at=now):
        Worker.objects.create(id=worker.pk, pid=worker.pid, machine=worker.machine, started_at=worker.started_at, beat_at=now)


def is_dead(worker: Worker, now: datetime) -> bool:
    silent = now - worker.beat_at
    if worker.machine != machine():
        return silent > SILENT
    return silent > STUCK or not _has_process(worker.pid)


def reap(now: datetime, *, by: Worker) -> list[Ticket]:
    """Take running work from workers that are dead; back in the queue or failed, as ending.orphaned says."""
    dead = [worker.pk for worker in Worker.objects.exclude(pk=by.pk) if is_dead(worker, now)]
    living = Worker.objects.exclude(pk__in=dead)
    lost = list(Ticket.objects.filter(state=State.RUNNING).exclude(worker__in=living.values("pk")))
    taken = [ticket for ticket in lost if ending.orphaned(ticket, now)]
    Worker.objects.filter(pk__in=dead).delete()
    return taken


def machine() -> str:
    """Names what shares process numbers with us: host, this boot of it, and the container's own numbering."""
    parts = [socket.gethostname()[:80]]
    boot = Path("/proc/sys/kernel/random/boot_id")
    parts.append(boot.read_text().strip() if boot.exists() else "")
    numbering = Path("/proc/self/ns/pid")
    parts.append(os.readlink(numbering) if os.path.lexists(numbering) else "")
    return "/".join(parts)


def _has_process(pid: int) -> bool:
    if os.name != "posix":
        return True  # asking would end the process there; its beat decides
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"  # killed, and only not yet waited for by its parent
    except (FileNotFoundError, ProcessLookupError):
        return not Path("/proc/self").exists()
