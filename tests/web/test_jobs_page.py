"""The page of 后台任务: what stands where, for whom, why it failed; repeating and stopping leave their trace."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from fazhi.jobs import job
from fazhi.jobs.models import State, Ticket, Worker
from fazhi.jobs.queue import enqueue
from fazhi.journal.models import Entry, Verb
from web.offices import Offices, cells, said, text_of


@job(label="整理测试材料")
def tidy(number: int) -> int:
    return number


@pytest.fixture
def offices(db):
    return Offices()


def failed(**values):
    ticket = enqueue(tidy, 7, by="王某")
    told = {"last_error": "没有找到原件。请重新上传。", "traceback": "Traceback <b>raw</b>", "ended_at": timezone.now(), **values}
    Ticket.objects.filter(pk=ticket.pk).update(state=State.FAILED, **told)
    return Ticket.objects.get(pk=ticket.pk)


def act(ticket, word):
    return reverse("job-act", args=(ticket.pk, word))


def buttons(response):
    return re.findall(r"/jobs/[0-9a-f-]+/([a-z]+)/", response.content.decode())


def test_jobs_shows_what_failed_for_whom_and_why(offices):
    failed()
    response = offices.system.get(reverse("jobs"))

    assert cells(response, 0) == ["整理测试材料 没有找到原件。请重新上传。 出错详情 Traceback &lt;b&gt;raw&lt;/b&gt;"]
    assert cells(response, 1)[0].endswith("王某")
    assert cells(response, 2) == ["失败"]
    assert buttons(response) == ["repeat"]


def test_jobs_shows_progress_of_what_runs(offices):
    ticket = enqueue(tidy, 1)
    Ticket.objects.filter(pk=ticket.pk).update(state=State.RUNNING, progress=40, progress_said="已整理 4 份", started_at=timezone.now())
    response = offices.system.get(reverse("jobs"))

    assert cells(response, 2) == ["执行中 40% · 已整理 4 份"]
    assert cells(response, 1)[0].endswith("系统")
    assert 'hx-trigger="every 5s"' in response.content.decode()


def test_jobs_asks_again_only_while_something_moves(offices):
    failed()
    assert "hx-get" not in text_between(offices.system.get(reverse("jobs")))
    enqueue(tidy, 2)
    part = offices.system.get(reverse("jobs"), headers={"HX-Request": "true"})
    assert part.content.decode().startswith('<section class="panel" id="tickets" hx-get="/jobs/?"')


def text_between(response):
    return response.content.decode().partition('<section class="panel" id="tickets"')[2]


def test_jobs_says_when_nobody_works(offices):
    enqueue(tidy, 1)
    warning = "有任务等着，但没有后台进程执行它们。"
    assert warning in text_of(offices.system.get(reverse("jobs")))
    now = timezone.now()
    Worker.objects.create(id="w", pid=1, machine="elsewhere", started_at=now, beat_at=now)
    assert warning not in text_of(offices.system.get(reverse("jobs")))
    Worker.objects.update(beat_at=now - timedelta(minutes=5))
    assert warning in text_of(offices.system.get(reverse("jobs")))


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0 秒"), (59, "59 秒"), (185, "3 分 5 秒"), (7800, "2 小时 10 分")])
def test_jobs_say_how_long_it_took(offices, seconds, shown):
    now = timezone.now()
    failed(started_at=now - timedelta(seconds=seconds), ended_at=now)

    assert cells(offices.system.get(reverse("jobs")), 3) == [shown]


def test_jobs_are_filtered_by_state_and_words(offices):
    failed()
    enqueue(tidy, 1, by="李某")

    assert cells(offices.system.get(reverse("jobs"), {"state": "waiting"}), 2) == ["等待"]
    assert cells(offices.system.get(reverse("jobs"), {"q": "王某"}), 2) == ["失败"]
    assert cells(offices.system.get(reverse("jobs"), {"state": "<script>"}), 2) == ["等待", "失败"]


def test_failed_job_is_repeated_with_its_arguments(offices):
    old = failed()
    response = offices.system.post(act(old, "repeat"))

    new = Ticket.objects.exclude(pk=old.pk).get()
    assert said(response) == "“整理测试材料”已重新排队。"
    assert (new.state, new.asked_by, new.label) == (State.WAITING, "系统员", "整理测试材料")
    entry = Entry.objects.get()
    assert (entry.verb, entry.object_id, entry.actor_name) == (Verb.REOPENED, str(new.pk), "系统员")
    assert set(entry.touched.values_list("object_id", flat=True)) == {str(new.pk), str(old.pk)}


def test_waiting_job_is_stopped_at_once_and_only_once(offices):
    ticket = enqueue(tidy, 1)
    first = offices.system.post(act(ticket, "stop"))
    second = offices.system.post(act(ticket, "stop"))

    ticket.refresh_from_db()
    assert (ticket.state, ticket.last_error) == (State.STOPPED, "系统员停止了这项工作。")
    assert said(first) == "“整理测试材料”已停止。"
    assert said(second) == "“整理测试材料”已经结束（已停止），无需停止。"
    assert [json.dumps(entry.changes, ensure_ascii=False) for entry in Entry.objects.all()] == ['{"状态": ["等待", "已停止"]}']


def test_unfinished_job_is_not_repeated(offices):
    ticket = enqueue(tidy, 1)
    response = offices.system.post(act(ticket, "repeat"))

    assert said(response).startswith("“整理测试材料”还没有结束，不能重新执行。")
    assert (Ticket.objects.count(), Entry.objects.count()) == (1, 0)


def test_jobs_are_closed_to_others(offices):
    ticket = failed()
    for client in (offices.security, offices.audit, offices.taskforce, offices.liaison):
        read, acted = client.get(reverse("jobs")), client.post(act(ticket, "repeat"))
        assert (read.status_code, acted.status_code) == (403, 403)
        assert "整理测试材料" not in read.content.decode()
        assert "这一页由系统管理员使用" in read.content.decode()
    assert Ticket.objects.count() == 1
