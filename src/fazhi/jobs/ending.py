"""How a piece of work ends: done, failed, stopped, or back in the queue; ticket and task always together."""

from datetime import datetime, timedelta
from errno import ENOSPC
from traceback import format_exception
from typing import Any
from uuid import UUID
from zlib import crc32

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import retry

from .declare import JobRefused
from .models import State, Ticket

PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
STATUS = {
    State.WAITING: TaskResultStatus.READY,
    State.DONE: TaskResultStatus.SUCCESSFUL,
    State.FAILED: TaskResultStatus.FAILED,
    State.STOPPED: TaskResultStatus.FAILED,  # the library knows no other end
}


def done(ticket: Ticket, value: Any) -> bool:
    """`value` must be JSON already."""
    return _settle(ticket, State.DONE, {"progress": 100, "last_error": "", "traceback": ""}, {"return_value": value})


def stopped(ticket: Ticket) -> bool:
    return _settle(ticket, State.STOPPED, {"last_error": "已按要求停止。"}, {})


def failed(ticket: Ticket, error: Exception) -> bool:
    """Failed for good, or waiting for its next try."""
    trace = "".join(format_exception(error)).replace("\0", "")
    said = {"last_error": explained(ticket, error), "traceback": trace}
    kept = {"exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}", "traceback": trace}
    if ticket.tries > ticket.retries or isinstance(error, JobRefused):
        return _settle(ticket, State.FAILED, said, kept)
    at = timezone.now() + pause_before(ticket.pk, ticket.tries + 1)
    return _settle(ticket, State.WAITING, {**said, "run_after": at}, {**kept, "run_after": at})


def orphaned(ticket: Ticket, now: datetime) -> bool:
    """The worker is gone: back in the queue at once where the work may be repeated, else failed."""
    why = "执行这项工作的后台进程意外中止"
    if ticket.is_stopping:
        return stopped(ticket)
    if ticket.tries <= ticket.retries:
        said = {"last_error": f"{why}，已重新排队。", "run_after": now}
        return _settle(ticket, State.WAITING, said, {"run_after": now})
    if ticket.retries:
        said = {"last_error": f"{why}，已执行 {ticket.tries} 次仍未完成，不再自动重做。请联系系统管理员查明原因，再点“重新执行”。"}
    else:
        said = {"last_error": f"{why}，而这项工作做到一半不能自动重做。请先核对已产生的结果，再决定是否点“重新执行”。"}
    return _settle(ticket, State.FAILED, said, {})


def pause_before(ticket: UUID, number: int) -> timedelta:
    """How long to wait before try `number` (2 is the first repetition): 30 s, 2 min, 10 min, 1 h, each within ± 20 %.

    The deviation comes from the ticket itself: many that failed together do not come back together, and a test can say when.
    """
    pause = PAUSES[min(number - 2, len(PAUSES) - 1)]
    return pause * (0.8 + 0.4 * (crc32(f"{ticket}/{number}".encode()) % 1000) / 999)


def explained(ticket: Ticket, error: Exception) -> str:
    """What a person reads of the error: our own Chinese sentence as it is, else what can be said of its kind."""
    said = str(error)
    if isinstance(error, JobRefused) or any("\u4e00" <= sign <= "\u9fff" for sign in said):
        return said.replace("\0", "")
    if isinstance(error, MemoryError):
        return "服务器内存不足。请稍后重试，或请系统管理员增加内存。"
    if isinstance(error, OSError) and error.errno == ENOSPC:
        return "服务器磁盘已满。请联系系统管理员清理后，再点“重新执行”。"
    if isinstance(error, OperationalError):
        return "数据库暂时不可用。请稍后重试；多次出现请联系系统管理员。"
    return f"“{ticket.label}”没有完成：程序出错（{type(error).__name__}）。可点“重新执行”；仍失败时，请把出错详情发给系统管理员。"


@retry(retries=5, backoff_delay=1.0)
def _settle(ticket: Ticket, state: State, of_ticket: dict[str, Any], of_task: dict[str, Any]) -> bool:
    """False if the work is no longer this worker's, in which case nothing is written: another took it over."""
    now = timezone.now()
    ended = None if state == State.WAITING else now
    with transaction.atomic():
        mine = Ticket.objects.filter(pk=ticket.pk, state=State.RUNNING, worker=ticket.worker, tries=ticket.tries)
        if not mine.update(state=state, worker="", ended_at=ended, **of_ticket):
            return False
        DBTaskResult.objects.filter(pk=ticket.pk).update(status=STATUS[state], finished_at=ended, **of_task)
    return True


def claimed(ticket: UUID, worker: str, now: datetime) -> None:
    """The other end: the ticket of a task that `worker` has just locked and marked as running."""
    Ticket.objects.filter(pk=ticket).update(
        state=State.RUNNING, worker=worker, tries=F("tries") + 1, started_at=now, ended_at=None, progress=0, progress_said=""
    )
