"""A worker killed in the middle of an import: another goes on where it stopped, and nothing is there twice."""

import signal
import subprocess
import sys
import time

import pytest

from exchange.town import City, header, line
from fazhi.exchange import flow
from fazhi.exchange.models import Import, State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
PATIENCE = 60  # seconds
ROWS = 12_000


def until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def start(process_env):
    started = []

    def start():
        command = [sys.executable, "-m", "fazhi", "worker"]
        started.append(subprocess.Popen(command, env=process_env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()


def test_killed_import_goes_on_without_doubling(start, transactional_db):
    city = City()
    data = "\n".join(",".join(each) for each in [header(), *(line(f"示例{number:05d}") for number in range(ROWS))]).encode()
    held = city.checked(data, "台账.csv")
    flow.confirm(city.liaison, held)
    reached = lambda: Import.objects.values_list("done_row", flat=True).get(pk=held.pk)  # noqa: E731

    first = start()
    until(lambda: reached() > 2000)
    first.send_signal(signal.SIGKILL)
    first.wait()
    broken_off = reached()
    assert (Import.objects.get().state, city.model.objects.count()) == (State.APPLYING, broken_off - 1)
    start()
    until(lambda: Import.objects.get().state == State.DONE)

    done = Import.objects.get()
    assert (broken_off < ROWS, done.written_new, done.left_out) == (True, ROWS, 0)
    assert (city.model.objects.count(), city.model.versions.count()) == (ROWS, ROWS)
