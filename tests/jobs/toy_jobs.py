"""Jobs for these tests only; worker processes import them, too."""

import time
from pathlib import Path

from django.utils import timezone

from fazhi.jobs.declare import JobRefused, every, job
from fazhi.jobs.models import Lease
from fazhi.jobs.queue import enqueue
from fazhi.jobs.running import progress


@job(label="记一笔")
def note(path, said):
    with Path(path).open("a") as file:
        file.write(f"{said}\n")
    return {"said": said}


@job(label="等到放行", retries=2)
def wait_for_go(folder):
    return _wait(folder)


@job(label="等到放行，不可重复")
def wait_once(folder):
    return _wait(folder)


def _wait(folder):
    note.call(Path(folder) / "begun", "begun")
    for step in range(3000):
        if (Path(folder) / "go").exists():
            return "gone"
        progress(step, 3000, "等待放行")
        time.sleep(0.02)
    raise TimeoutError("the test never let it go")


@job(label="总是出错", retries=2)
def fail(said):
    raise ValueError(said)


@job(label="错误里有空字符", retries=1)
def fail_with_null():
    raise ValueError("a\0b")


@job(label="文件不对", retries=2)
def refuse():
    raise JobRefused("这不是 Word 文件。请换成 .docx 后重新上传。")


@job(label="数到三", retries=1)
def count(path):
    for step in (1, 2, 3):
        progress(step, 3, f"第 {step} 步")
        note.call(path, step)


@job(label="再交办一项")
def ask_for_more(path):
    enqueue(note, path, "asked for by a job")


@job(label="违反约束")
def break_a_rule():
    for _ in range(2):
        Lease.objects.create(name="twice", until=timezone.now(), holder="x")


@every("0 3 * * *", label="每天三点")
def nightly():
    return "run"
