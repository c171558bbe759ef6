"""One leader; schedules run once; the dead are found."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from fazhi.jobs import leader, lives
from fazhi.jobs.declare import scheduled
from fazhi.jobs.jobs import KEPT, remove_old_tickets
from fazhi.jobs.models import Schedule, State, Ticket, Worker
from fazhi.jobs.overview import living_workers
from fazhi.jobs.queue import enqueue
from fazhi.jobs.running import take
from fazhi.jobs.worker import drain
from jobs.toy_jobs import nightly, note, wait_for_go, wait_once

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOON = datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)


def test_office_is_held_by_one_until_its_term_ends():
    first, second = lives.sign_on(), lives.sign_on()
    Worker.objects.update(beat_at=NOON)

    assert [leader.leads(first, NOON), leader.leads(second, NOON), leader.leads(first, NOON + timedelta(seconds=20))] == [True, False, True]
    assert [leader.leads(second, NOON + timedelta(seconds=49)), leader.leads(second, NOON + timedelta(seconds=51))] == [False, True]
    assert leader.leads(first, NOON + timedelta(seconds=52)) is False
    leader.resign(second, NOON + timedelta(seconds=53))
    assert leader.leads(first, NOON + timedelta(seconds=53)) is True


def test_office_of_a_dead_worker_is_free_at_once():
    dead, second = lives.sign_on(), lives.sign_on()
    assert leader.leads(dead, NOON) is True
    Worker.objects.filter(pk=dead.pk).update(machine="other", beat_at=NOON - timedelta(minutes=2))

    assert leader.leads(second, NOON + timedelta(seconds=1)) is True


def test_schedule_runs_once_after_any_pause():
    assert leader.queue_due([nightly], NOON) == []
    assert timezone.localtime(Schedule.objects.get().next_at) == datetime(2026, 3, 11, 3, tzinfo=ZoneInfo("Asia/Shanghai"))

    (ticket,) = leader.queue_due([nightly], NOON + 5 * DAY)

    assert (ticket.label, ticket.asked_by, leader.queue_due([nightly], NOON + 5 * DAY)) == ("每天三点", "定时", [])
    assert timezone.localtime(Schedule.objects.get().next_at) == datetime(2026, 3, 16, 3, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert [each.returned for each in drain()] == ["run"]
    assert len(leader.queue_due([nightly], NOON + 6 * DAY)) == 1


def test_changed_time_of_a_schedule_is_taken_over():
    leader.queue_due([nightly], NOON)
    Schedule.objects.update(cron="0 1 * * *", next_at=NOON - DAY)

    assert leader.queue_due([nightly], NOON) == []
    assert (Schedule.objects.get().cron, Schedule.objects.get().next_at) == ("0 3 * * *", leader.following("0 3 * * *", NOON))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_leader_and_one_run():
    workers = [lives.sign_on(), lives.sign_on()]
    leader.queue_due([nightly], NOON)
    together, led, queued = Barrier(2), [], []

    def pulse(worker):
        together.wait()
        led.append(leader.leads(worker, NOON + DAY))
        queued.extend(leader.queue_due([nightly], NOON + DAY))  # even if both thought that they lead
        connection.close()

    threads = [Thread(target=pulse, args=(worker,)) for worker in workers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert (sorted(led), len(queued), Ticket.objects.count()) == ([False, True], 1, 1)


def test_scheduled_finds_the_jobs_of_the_rooms():
    assert remove_old_tickets in scheduled()
    assert [job.cron != "" for job in scheduled()] == [True] * len(scheduled())


def test_worker_is_dead_by_its_process_here_and_by_its_beat_elsewhere():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    now = timezone.now()

    def is_dead(silent, pid=None, machine=None):
        return lives.is_dead(
            Worker(pid=pid or os.getpid(), machine=machine or lives.machine(), beat_at=now - timedelta(seconds=silent)), now
        )

    assert [is_dead(0), is_dead(300), is_dead(601), is_dead(0, pid=ended.pid)] == [False, False, True, True]
    assert [is_dead(59, machine="other"), is_dead(61, machine="other")] == [False, True]


def test_process_that_nobody_waited_for_is_dead():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    worker = Worker(pid=child.pid, machine=lives.machine(), beat_at=timezone.now())
    assert lives.is_dead(worker, timezone.now()) is False

    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it is gone, and stays a zombie

    assert lives.is_dead(worker, timezone.now()) is True
    child.communicate()


def test_reap_puts_back_what_may_be_repeated_and_fails_the_rest(tmp_path):
    living, dead, reaper = lives.sign_on(), lives.sign_on(), lives.sign_on()
    kept = enqueue(note, str(tmp_path / "said"), "a")
    take(living.pk)
    repeatable, once = enqueue(wait_for_go, str(tmp_path)), enqueue(wait_once, str(tmp_path))
    take(dead.pk), take(dead.pk)
    Worker.objects.filter(pk=dead.pk).update(machine="other", beat_at=timezone.now() - timedelta(minutes=2))

    assert set(lives.reap(timezone.now(), by=reaper)) == {repeatable, once}

    states = {ticket.pk: (ticket.state, ticket.last_error) for ticket in Ticket.objects.all()}
    assert states == {
        kept.pk: (State.RUNNING, ""),
        repeatable.pk: (State.WAITING, "执行这项工作的后台进程意外中止，已重新排队。"),
        once.pk: (
            State.FAILED,
            "执行这项工作的后台进程意外中止，而这项工作做到一半不能自动重做。请先核对已产生的结果，再决定是否点“重新执行”。",
        ),
    }
    assert set(living_workers(timezone.now())) == {living, reaper}
    assert take(reaper.pk) == repeatable


def test_work_that_kills_every_worker_fails_in_the_end(tmp_path):
    reaper, ticket = lives.sign_on(), enqueue(wait_for_go, str(tmp_path))
    for _ in range(3):
        dying = lives.sign_on()
        assert take(dying.pk) == ticket
        lives.sign_off(dying)
        lives.reap(timezone.now(), by=reaper)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.last_error) == (
        State.FAILED,
        "执行这项工作的后台进程意外中止，已执行 3 次仍未完成，不再自动重做。请联系系统管理员查明原因，再点“重新执行”。",
    )


def test_old_tickets_go_and_others_stay(tmp_path):
    old, new, waiting = (enqueue(note, str(tmp_path / "said"), n, after=None if n < 2 else timezone.now() + DAY) for n in range(3))
    drain()
    Ticket.objects.filter(pk=old.pk).update(ended_at=timezone.now() - KEPT - DAY)

    assert remove_old_tickets.call() == 1
    assert set(Ticket.objects.all()) == {new, waiting}
