"""The journal's work that the clock asks for: sealing, and laying checkpoints down outside."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from fazhi.jobs import JobRefused, every
from fazhi.jobs.models import State, Ticket

from .anchors import lay_down
from .sealing import Torn, seal_now
from .signing import KeyUnreadable

log = logging.getLogger(__name__)


@every("* * * * *", label="封存日志")
def seal() -> str:
    """Every minute. Killed at any moment it leaves whole batches; the next run goes on behind them."""
    try:
        checkpoint = seal_now()
    except (KeyUnreadable, Torn) as error:
        raise JobRefused(str(error)) from error
    outcome = lay_down(checkpoint)
    for why in outcome.refused:
        log.warning(why)
    _forget_runs()
    return "；".join([f"已封存 {checkpoint.size} 条", *outcome.done, *outcome.refused])


def _forget_runs() -> None:
    """Of what is done every minute only the last hour is kept."""
    old = Ticket.objects.filter(job=seal.module_path, state=State.DONE, ended_at__lt=timezone.now() - timedelta(hours=1))
    ids = list(old.values_list("pk", flat=True)[:1000])
    with transaction.atomic():
        Ticket.objects.filter(pk__in=ids).delete()
        DBTaskResult.objects.filter(pk__in=ids).delete()
