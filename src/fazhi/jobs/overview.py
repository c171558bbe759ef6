"""What a page shows of background work, and what a person may do about it. Who calls these writes the journal."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from . import lives
from .declare import Job, JobRefused
from .models import State, Ticket, Worker
from .queue import enqueue


def tickets() -> QuerySet[Ticket]:
    """All work, the newest first."""
    return Ticket.objects.all()


def living_workers(now: datetime) -> list[Worker]:
    """Who would carry work out now; with none, a page says that background work stands still."""
    return [worker for worker in Worker.objects.all() if not lives.is_dead(worker, now)]


def repeat(ticket: Ticket, *, by: str) -> Ticket:
    """Ask again for work that has ended, with the same arguments; a new ticket, the old one stays as it ended."""
    if not ticket.is_finished:
        raise JobRefused(f"“{ticket.label}”还没有结束，不能重新执行。请等它结束，或先停止它。")
    task = DBTaskResult.objects.filter(pk=ticket.pk).first()
    try:
        job = import_string(ticket.job)
    except ImportError:
        job = None
    if task is None or not isinstance(job, Job):
        raise JobRefused(f"系统已没有“{ticket.label}”这项程序或它的参数，不能重新执行。如仍需要，请从原页面重新发起。")
    return enqueue(job, *task.args_kwargs["args"], by=by, key=ticket.key)


def stop(ticket: Ticket, *, by: str) -> Ticket:
    """Stop work: at once if it waits; if it is running, when its job next reports progress. The ticket as it stands then."""
    said = f"{by}停止了这项工作。"
    now = timezone.now()
    with transaction.atomic():
        # The task's row is what a worker locks to take it, so it is locked here first as well.
        task = DBTaskResult.objects.select_for_update().filter(pk=ticket.pk)
        list(task)
        row = Ticket.objects.select_for_update().get(pk=ticket.pk)
        if row.is_finished:
            raise JobRefused(f"“{row.label}”已经结束（{row.get_state_display()}），无需停止。")
        if row.state == State.WAITING:
            task.update(status=TaskResultStatus.FAILED, finished_at=now)
            row.state, row.ended_at, row.last_error = State.STOPPED, now, said
        row.is_stopping = True
        row.save(update_fields=("state", "ended_at", "last_error", "is_stopping"))
    return row
