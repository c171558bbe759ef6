"""Tickets: asked for once, carried out, tried again, refused, stopped, repeated."""

import json
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from fazhi.jobs import ending, lives, overview
from fazhi.jobs.declare import JobRefused, every
from fazhi.jobs.models import State, Ticket, Worker
from fazhi.jobs.queue import enqueue
from fazhi.jobs.running import carry_out, progress, take
from fazhi.jobs.worker import drain
from jobs.toy_jobs import ask_for_more, break_a_rule, count, fail, fail_with_null, note, refuse, wait_for_go

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_drain_carries_out_in_order(tmp_path):
    first, second = enqueue(note, str(tmp_path / "said"), "一", by="王强"), enqueue(note, str(tmp_path / "said"), "二")

    ran = drain()

    assert [ticket.pk for ticket in ran] == [first.pk, second.pk]
    assert (tmp_path / "said").read_text() == "一\n二\n"
    assert [(each.state, each.progress, each.tries, each.asked_by, each.label, each.returned) for each in ran] == [
        (State.DONE, 100, 1, "王强", "记一笔", {"said": "一"}),
        (State.DONE, 100, 1, "", "记一笔", {"said": "二"}),
    ]
    assert (Worker.objects.count(), drain()) == (0, [])


def test_drain_carries_out_what_a_job_asks_for(tmp_path):
    enqueue(ask_for_more, str(tmp_path / "said"))

    assert [ticket.label for ticket in drain()] == ["再交办一项", "记一笔"]


def test_rollback_takes_a_ticket_back(tmp_path):
    with transaction.atomic():
        enqueue(note, str(tmp_path / "said"), "never")
        transaction.set_rollback(True)

    assert (Ticket.objects.count(), DBTaskResult.objects.count(), drain()) == (0, 0, [])


def test_key_holds_one_unfinished_ticket(tmp_path):
    path = str(tmp_path / "said")
    first = enqueue(note, path, "一", key="item 7")

    assert enqueue(note, path, "一", key="item 7") == first
    assert enqueue(note, path, "一", key="item 8") != first
    assert enqueue(count, path, key="item 7") != first
    assert len(drain()) == 3
    assert enqueue(note, path, "一", key="item 7") != first


@pytest.mark.django_db(transaction=True)
def test_key_holds_when_many_ask_at_once(tmp_path):
    together, asked = Barrier(4), []

    def ask():
        together.wait()
        asked.append(enqueue(note, str(tmp_path / "said"), "一", key="same").pk)
        connection.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert (len(asked), len(set(asked)), Ticket.objects.count(), DBTaskResult.objects.count()) == (4, 1, 1, 1)


def test_work_waits_for_its_moment(tmp_path):
    enqueue(note, str(tmp_path / "said"), "later", after=timezone.now() + timedelta(hours=1))

    assert drain() == []


def test_failure_waits_for_its_next_try_and_fails_in_the_end():
    ticket = enqueue(fail, "boom")
    pauses = []
    for _ in range(3):
        before = timezone.now()
        assert len(drain()) == 1
        ticket.refresh_from_db()
        pauses.append((ticket.state, ticket.tries, round((ticket.run_after - before).total_seconds())))
        assert drain() == []
        DBTaskResult.objects.update(run_after=before)

    expected = [round(ending.pause_before(ticket.pk, number).total_seconds()) for number in (2, 3)]
    assert [(state, tries) for state, tries, _ in pauses] == [(State.WAITING, 1), (State.WAITING, 2), (State.FAILED, 3)]
    assert [abs(pauses[n][2] - expected[n]) <= 2 for n in (0, 1)] == [True, True]
    assert ticket.last_error == "“总是出错”没有完成：程序出错（ValueError）。可点“重新执行”；仍失败时，请把出错详情发给系统管理员。"
    assert ticket.traceback.splitlines()[-1] == "ValueError: boom"


def test_pauses_grow_and_stay_near_their_length():
    ticket = enqueue(fail, "boom").pk
    seconds = [ending.pause_before(ticket, number).total_seconds() for number in (2, 3, 4, 5, 6)]

    assert [low <= each <= high for each, (low, high) in zip(
        seconds, [(24, 36), (96, 144), (480, 720), (2880, 4320), (2880, 4320)], strict=True
    )] == [True] * 5  # fmt: skip
    assert seconds[0] == ending.pause_before(ticket, 2).total_seconds()


def test_refused_work_is_not_tried_again():
    enqueue(refuse)

    (ticket,) = drain()

    assert (ticket.state, ticket.tries, ticket.last_error) == (State.FAILED, 1, "这不是 Word 文件。请换成 .docx 后重新上传。")


def test_error_that_databases_refuse_is_kept_without_what_they_refuse():
    enqueue(fail_with_null)

    (ticket,) = drain()

    assert (ticket.state, ticket.traceback.splitlines()[-1]) == (State.WAITING, "ValueError: ab")


def test_error_of_the_database_leaves_the_callers_transaction_usable():
    enqueue(break_a_rule)

    (ticket,) = drain()

    task = DBTaskResult.objects.get(pk=ticket.pk)
    assert (ticket.state, task.status, task.exception_class_path) == (State.FAILED, "FAILED", "django.db.utils.IntegrityError")


def test_progress_reaches_the_ticket_and_is_harmless_outside(tmp_path):
    worker, ticket = lives.sign_on(), enqueue(count, str(tmp_path / "said"))
    progress(1, 2, "outside of a job")
    carry_out(take(worker.pk))

    ticket.refresh_from_db()
    assert (ticket.state, ticket.progress, ticket.progress_said) == (State.DONE, 100, "第 3 步")


def test_stop_of_waiting_work_is_at_once(tmp_path):
    ticket = enqueue(note, str(tmp_path / "said"), "never")

    stopped = overview.stop(ticket, by="王强")

    assert (stopped.state, stopped.last_error, drain()) == (State.STOPPED, "王强停止了这项工作。", [])
    assert not (tmp_path / "said").exists()
    with pytest.raises(JobRefused) as refusal:
        overview.stop(ticket, by="王强")
    assert str(refusal.value) == "“记一笔”已经结束（已停止），无需停止。"


def test_stop_of_running_work_is_at_its_next_progress(tmp_path):
    worker, ticket = lives.sign_on(), enqueue(count, str(tmp_path / "said"))
    taken = take(worker.pk)
    assert overview.stop(ticket, by="王强").state == State.RUNNING

    carry_out(taken)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.last_error) == (State.STOPPED, "已按要求停止。")
    assert not (tmp_path / "said").exists()


def test_worker_that_lost_its_work_writes_nothing_more(tmp_path):
    gone, ticket = lives.sign_on(), enqueue(count, str(tmp_path / "said"))
    taken = take(gone.pk)
    lives.sign_off(gone)
    reaper = lives.sign_on()
    assert lives.reap(timezone.now(), by=reaper) == [ticket]
    again = take(reaper.pk)

    carry_out(taken)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.worker, ticket.tries, ticket.progress) == (State.RUNNING, reaper.pk, 2, 0)
    assert not (tmp_path / "said").exists()
    carry_out(again)
    assert (tmp_path / "said").read_text() == "1\n2\n3\n"


def test_repeat_asks_again_with_the_same_arguments(tmp_path):
    ticket = enqueue(note, str(tmp_path / "said"), "一", by="王强", key="k")
    with pytest.raises(JobRefused) as refusal:
        overview.repeat(ticket, by="李娜")
    assert str(refusal.value) == "“记一笔”还没有结束，不能重新执行。请等它结束，或先停止它。"
    (ended,) = drain()

    again = overview.repeat(ended, by="李娜")

    assert (again.asked_by, again.key, again.state, again.pk != ticket.pk) == ("李娜", "k", State.WAITING, True)
    drain()
    assert (tmp_path / "said").read_text() == "一\n一\n"
    assert list(overview.tickets()) == [again, ticket]


def test_work_whose_job_is_gone_fails_with_a_reason_and_cannot_be_repeated(tmp_path):
    ticket = enqueue(note, str(tmp_path / "said"), "一")
    Ticket.objects.update(job="jobs.toy_jobs.removed")
    DBTaskResult.objects.update(task_path="jobs.toy_jobs.removed")

    (ended,) = drain()

    assert (ended.state, ended.last_error) == (
        State.FAILED,
        "系统已没有“记一笔”这项程序（可能在升级时取消）。如仍需要，请从原页面重新发起。",
    )
    with pytest.raises(JobRefused):
        overview.repeat(ended, by="王强")
    assert Ticket.objects.get() == ticket


def test_arguments_that_are_no_json_are_refused():
    with pytest.raises(TypeError):
        enqueue(note, Path("/"), object())
    assert json.dumps(list(Ticket.objects.values_list("pk", flat=True))) == "[]"


def test_every_refuses_a_time_it_cannot_read():
    with pytest.raises(ValueError, match="is not a cron expression"):
        every("at three", label="x")


def test_job_keeps_what_was_declared():
    assert (wait_for_go.label, wait_for_go.retries, wait_for_go.cron) == ("等到放行", 2, "")
