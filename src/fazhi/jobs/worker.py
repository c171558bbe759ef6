"""The worker: a loop that carries work out, and a pulse beside it that beats and, in one worker, leads."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from . import leader, lives
from .declare import scheduled
from .models import Ticket, Worker
from .running import carry_out, take

IDLE = 1.0  # seconds between two looks into an empty queue

logger = logging.getLogger(__name__)


class Pulse(Thread):
    """Beats for a worker while that is busy; a thread of its own has a database connection of its own."""

    def __init__(self, worker: Worker, *, may_lead: bool) -> None:
        super().__init__(name="pulse", daemon=True)
        self.worker, self.may_lead = worker, may_lead
        self.ending = Event()
        self.last = timezone.now()

    def run(self) -> None:
        try:
            self.round()
            while not self.ending.wait(lives.BEAT):
                self.round()
        finally:
            connection.close()

    def round(self) -> None:
        now = timezone.now()
        try:
            lives.beat(self.worker, now)
            if self.may_lead and leader.leads(self.worker, now):
                self.lead(now)
        except Exception:  # whatever it is, the next round tries again; without a pulse the worker would be taken for dead
            logger.exception("后台进程的心跳这一轮没有完成，几秒后再试")
            connection.close()
        self.last = now

    def lead(self, now: datetime) -> None:
        # After a sleep of the machine all look silent: give the others one round to beat.
        if now - self.last < lives.SILENT:
            for ticket in lives.reap(now, by=self.worker):
                logger.warning("后台进程中止，工作“%s”已重新排队或记为失败（%s)", ticket.label, ticket.pk)
        leader.queue_due(scheduled(), now)

    def end(self) -> None:
        self.ending.set()
        self.join(timeout=30)


def work(*, once: bool = False, is_ending: Callable[[], bool] = lambda: False) -> int:
    """Carry work out until `is_ending()` says so (the work in hand is finished first); with `once` until none is due.

    How many tickets were carried out.
    """
    worker = lives.sign_on()
    pulse = Pulse(worker, may_lead=not once)
    pulse.start()
    count = 0
    try:
        while not is_ending():
            if _one(worker):
                count += 1
            elif once:
                break
            else:
                close_old_connections()
                time.sleep(IDLE)
    finally:
        pulse.end()
        leader.resign(worker, timezone.now())
        lives.sign_off(worker)
    return count


def drain() -> list[Ticket]:
    """Carry out, in this process and thread, all that is due now (also what that asks for), and return the tickets as they ended."""
    worker = lives.sign_on()
    ran = []
    try:
        while ticket := take(worker.pk):
            carry_out(ticket)
            lives.beat(worker, timezone.now())
            ran.append(ticket.pk)
    finally:
        lives.sign_off(worker)
    ended = Ticket.objects.in_bulk(ran)
    return [ended[each] for each in ran if each in ended]


def _one(worker: Worker) -> bool:
    try:
        ticket = take(worker.pk)
    except DatabaseError:  # locked for long, or the server was restarted
        logger.exception("暂时取不到工作，稍后再试")
        connection.close()
        time.sleep(IDLE)
        return False
    if ticket is None:
        return False
    logger.info("开始：%s(%s)", ticket.label, ticket.pk)
    carry_out(ticket)
    return True
