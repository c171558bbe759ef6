"""Carrying work out: take the next ticket, call its job, show how far it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult

from . import ending
from .declare import JobRefused, Stopped
from .models import State, Ticket

BETWEEN_WRITES = 0.3  # seconds; a page asks less often than that


@dataclass
class Run:
    """The work that is going on in this thread."""

    ticket: Ticket
    written_at: float = 0.0


_run: ContextVar[Run | None] = ContextVar("run", default=None)


def progress(done: int, total: int, said: str = "") -> None:
    """Inside a job: `done` of `total`, and a few words for the page. Outside of one it does nothing.

    Raises Stopped when somebody stopped the work or another worker took it over, so call it between steps, outside of
    transactions: what a transaction of the job's own writes is seen, and kept, only when that commits.
    """
    run = _run.get()
    if run is None or (done < total and monotonic() - run.written_at < BETWEEN_WRITES):
        return
    run.written_at = monotonic()
    share = min(100, max(0, done * 100 // total)) if total > 0 else 0
    mine = Ticket.objects.filter(pk=run.ticket.pk, state=State.RUNNING, worker=run.ticket.worker, tries=run.ticket.tries)
    if not mine.filter(is_stopping=False).update(progress=share, progress_said=said[:200]):
        raise Stopped


def take(worker: str) -> Ticket | None:
    """The next ticket due, now this worker's; None if there is none."""
    if not _due().exists():  # a look without a lock: an idle worker disturbs nobody
        return None
    with transaction.atomic():
        task = _due().select_for_update(skip_locked=True).first()
        if task is None:
            return None
        task.claim(worker)
        ending.claimed(task.pk, worker, timezone.now())
    return Ticket.objects.get(pk=task.pk)


def _due() -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.ready().filter(pk__in=Ticket.objects.filter(state=State.WAITING).values("pk"))


def carry_out(ticket: Ticket) -> None:
    """Call the job and write how it ended. An interruption of the process puts the work back and goes on upwards."""
    token = _run.set(Run(ticket))
    try:
        ending.done(ticket, _called(ticket))
    except Stopped:
        ending.stopped(ticket)
    except Exception as error:
        ending.failed(ticket, error)
    except BaseException:
        ending.orphaned(ticket, timezone.now())
        raise
    finally:
        _run.reset(token)


def _called(ticket: Ticket) -> object:
    task = DBTaskResult.objects.get(pk=ticket.pk)
    try:
        job = task.task
    except (ImportError, SuspiciousOperation) as error:
        raise JobRefused(f"系统已没有“{ticket.label}”这项程序（可能在升级时取消）。如仍需要，请从原页面重新发起。") from error
    with _shielded():
        return normalize_json(job.call(*task.args_kwargs["args"], **task.args_kwargs["kwargs"]))


@contextmanager
def _shielded() -> Iterator[None]:
    """Inside somebody's transaction (a test's) a savepoint, so that an error of the job leaves that transaction usable."""
    if transaction.get_connection().in_atomic_block:
        with transaction.atomic():
            yield
    else:
        yield
