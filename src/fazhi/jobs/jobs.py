"""The scheduled work of background work itself: old tickets go."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .declare import every
from .models import UNFINISHED, Ticket
from .tending import tend

KEPT = timedelta(days=90)
AT_ONCE = 1000


@every("10 3 * * *", label="更新数据库统计信息")
def tend_database() -> None:
    """Every night, so that the database keeps choosing well as it grows."""
    tend()


@every("40 3 * * *", label="清理三个月前的后台工作记录")
def remove_old_tickets() -> int:
    """What ended more than 90 days ago is removed, in short transactions; acts themselves stand in the journal."""
    removed = 0
    while True:
        old = Ticket.objects.exclude(state__in=UNFINISHED).filter(ended_at__lt=timezone.now() - KEPT)
        ids = list(old.order_by("ended_at").values_list("pk", flat=True)[:AT_ONCE])
        if not ids:
            return removed
        with transaction.atomic():
            Ticket.objects.filter(pk__in=ids).delete()
            DBTaskResult.objects.filter(pk__in=ids).delete()
        removed += len(ids)
