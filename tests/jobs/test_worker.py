"""Real worker processes: killed, ended in order, run once."""

import signal
import subprocess
import sys
import time

import pytest

from fazhi.jobs.models import State, Ticket, Worker
from fazhi.jobs.queue import enqueue
from jobs.toy_jobs import note, wait_for_go, wait_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
PATIENCE = 25  # seconds


@pytest.fixture
def start(process_env):
    """Starts `fazhi worker …`; whatever still runs at the end is killed."""
    started = []

    def start(*words):
        command = [sys.executable, "-m", "fazhi", "worker", *words]
        started.append(subprocess.Popen(command, env=process_env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()
        each.stdout.close()


def until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def begun(folder, times=1):
    return lambda: (folder / "begun").exists() and (folder / "begun").read_text().count("begun") == times


def state(ticket):
    return Ticket.objects.get(pk=ticket.pk).state


def test_work_of_a_killed_worker_is_taken_up_again(start, tmp_path):
    repeatable = enqueue(wait_for_go, str(tmp_path))
    first = start()
    until(begun(tmp_path))
    until(lambda: Ticket.objects.get(pk=repeatable.pk).progress_said == "等待放行")

    first.send_signal(signal.SIGKILL)
    first.wait()
    assert (state(repeatable), Worker.objects.count()) == (State.RUNNING, 1)
    second = start()
    until(begun(tmp_path, times=2))
    (tmp_path / "go").touch()
    until(lambda: state(repeatable) == State.DONE)

    ticket = Ticket.objects.get(pk=repeatable.pk)
    assert (ticket.tries, ticket.returned, ticket.last_error) == (2, "gone", "")
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE) == 0
    assert Worker.objects.count() == 0


def test_work_that_may_not_be_repeated_fails_when_its_worker_is_killed(start, tmp_path):
    ticket = enqueue(wait_once, str(tmp_path))
    first = start()
    until(begun(tmp_path))

    first.send_signal(signal.SIGKILL)
    first.wait()
    start()
    until(lambda: state(ticket) != State.RUNNING)

    assert (state(ticket), (tmp_path / "begun").read_text()) == (State.FAILED, "begun\n")


def test_worker_told_to_end_finishes_the_work_in_hand(start, tmp_path):
    in_hand, next_one = enqueue(wait_for_go, str(tmp_path)), enqueue(note, str(tmp_path / "said"), "next")
    worker = start()
    until(begun(tmp_path))

    worker.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert (worker.poll(), state(in_hand)) == (None, State.RUNNING)
    (tmp_path / "go").touch()

    assert worker.wait(PATIENCE) == 0
    assert worker.stdout.read() == "后台任务已启动，按 Ctrl+C 停止。\n后台任务已结束，共执行 1 项。\n"
    assert (state(in_hand), state(next_one), Worker.objects.count()) == (State.DONE, State.WAITING, 0)


def test_worker_told_twice_puts_the_work_back(start, tmp_path):
    ticket = enqueue(wait_for_go, str(tmp_path))
    worker = start()
    until(begun(tmp_path))

    worker.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(PATIENCE) == 0
    assert (state(ticket), Worker.objects.count()) == (State.WAITING, 0)


def test_once_carries_out_what_is_due_and_ends(start, tmp_path):
    for number in range(5):
        enqueue(note, str(tmp_path / "said"), number)

    worker = start("--once")

    assert worker.wait(PATIENCE) == 0
    assert worker.stdout.read() == "后台任务已结束，共执行 5 项。\n"
    assert (tmp_path / "said").read_text() == "0\n1\n2\n3\n4\n"


def test_two_workers_carry_out_each_work_once(start, tmp_path):
    for number in range(60):
        enqueue(note, str(tmp_path / f"said-{number}"), number)

    workers = [start("--once"), start("--once")]

    assert [worker.wait(PATIENCE) for worker in workers] == [0, 0]
    assert [(tmp_path / f"said-{number}").read_text() for number in range(60)] == [f"{number}\n" for number in range(60)]
    assert set(Ticket.objects.values_list("state", "tries")) == {(State.DONE, 1)}


def test_help_is_chinese(start):
    worker = start("--help")

    assert worker.wait(PATIENCE) == 0
    assert worker.stdout.read().splitlines()[-1] == "  --once      做完已到时间的全部工作就退出\uff0c不等新的\uff0c不管定时"
