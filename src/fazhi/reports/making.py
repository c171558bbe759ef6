"""Making a report file: asked for on a page, written by a job into the content store."""

import tempfile
from collections.abc import Callable
from datetime import date
from typing import BinaryIO

from django.db import transaction

from fazhi.campaign.models import Campaign
from fazhi.evidence import store
from fazhi.jobs.declare import JobRefused, Stopped, job
from fazhi.jobs.models import UNFINISHED, Ticket
from fazhi.jobs.queue import enqueue
from fazhi.jobs.running import progress
from fazhi.journal.models import Verb
from fazhi.journal.write import SYSTEM, write
from fazhi.kit.dates import chinese_date
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.plan.refusal import must_run

from .ledger import write_ledger
from .models import MadeFile
from .self_assessment import Told, write_self_assessment
from .task_table import write_task_table

Kind, State = MadeFile.Kind, MadeFile.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS: dict[str, tuple[str, str]] = {Kind.LEDGER: ("xlsx", XLSX), Kind.TASKS: ("xlsx", XLSX), Kind.SELF_ASSESSMENT: ("docx", DOCX)}
WRITERS: dict[str, Callable[[Campaign, BinaryIO, date, Told], None]] = {
    Kind.LEDGER: lambda campaign, stream, day, told: write_ledger(campaign, stream, day),
    Kind.TASKS: lambda campaign, stream, day, told: write_task_table(campaign, stream, day),
    Kind.SELF_ASSESSMENT: write_self_assessment,
}


@transaction.atomic
def make(actor: Actor, campaign: Campaign, kind: str) -> MadeFile:
    """Ask for a report file; while one of the same kind is being made, that one is returned. Raises NotAllowed, Refused."""
    must_run(actor, campaign.unit, "生成报告")
    if kind not in FORMS:
        raise Refused("没有这种报告。可以生成的有：" + "、".join(Kind.labels) + "。")
    if kind == Kind.TASKS and campaign.plan_id is None:
        raise Refused("这次创建活动还没有对应的创建方案，生成不了任务分解表。请先导入并确认方案。")
    Campaign.objects.select_for_update().get(pk=campaign.pk)  # two who press together ask once
    settle(campaign)
    making = MadeFile.objects.filter(campaign=campaign, kind=kind, state=State.MAKING).first()
    if making is not None:
        return making
    made = MadeFile.objects.create(campaign=campaign, kind=kind, name=file_name(campaign, kind, actor.today), asked_by=actor.user.name)
    write(Verb.CREATED, made, f"要求生成“{made.name}”", by=actor.who, units=[campaign.unit_id], campaign=campaign.pk)
    enqueue(make_file, made.pk, actor.today.isoformat(), by=actor.user.name, key=_key(made))
    return made


def settle(campaign: Campaign) -> int:
    """Call files failed whose work has ended without one (stopped, or given up); returns how many."""
    making = MadeFile.objects.filter(campaign=campaign, state=State.MAKING)
    alive = set(Ticket.objects.filter(job=make_file.module_path, state__in=UNFINISHED).values_list("key", flat=True))
    ended = [made.pk for made in making if _key(made) not in alive]
    why = "后台工作没有完成就停止了，请重新生成。"
    return MadeFile.objects.filter(pk__in=ended, state=State.MAKING).update(state=State.FAILED, why_failed=why) if ended else 0


@job(label="生成报告文件", retries=1)
def make_file(pk: int, day: str) -> str:
    """Write the file of MadeFile `pk` as things stand on `day`; returns the name. May be repeated: content is stored once."""
    made = MadeFile.objects.select_related("campaign__unit", "campaign__plan", "campaign__edition").get(pk=pk)
    MadeFile.objects.filter(pk=pk).update(state=State.MAKING, progress=0, why_failed="")
    try:
        with tempfile.TemporaryFile() as stream:
            WRITERS[made.kind](made.campaign, stream, date.fromisoformat(day), _telling(pk))
            stream.seek(0)
            blob = store.put(stream, FORMS[made.kind][1])
    except Refused as refusal:
        _failed(pk, str(refusal))
        raise JobRefused(str(refusal)) from refusal
    except Stopped:
        _failed(pk, "已被停止，需要时请重新生成。")
        raise
    except Exception:
        _failed(pk, "生成时出错，请稍后重试；仍不行，请联系系统管理员查看后台任务。")
        raise
    with transaction.atomic():
        MadeFile.objects.filter(pk=pk).update(state=State.READY, progress=100, blob=blob)
        made.refresh_from_db()
        said = f"生成了“{made.name}”，SHA-256 为 {blob.sha256}"
        write(Verb.CHANGED, made, said, by=SYSTEM, units=[made.campaign.unit_id], campaign=made.campaign_id)
    return made.name


def download(actor: Actor, pk: int) -> MadeFile:
    """The finished file that the actor may have, journalled; raises NotAllowed, Refused."""
    made = MadeFile.visible_to(actor).select_related("campaign", "blob").filter(pk=pk).first()
    if made is None:
        raise NotAllowed("没有这份报告，或它不对您开放。报告由创建工作专班生成，专班和市领导可以下载。")
    if made.state != State.READY or made.blob is None:
        raise Refused(f"“{made.name}”{made.get_state_display()}，还不能下载。{made.why_failed or '请稍候刷新页面。'}")
    with transaction.atomic():
        write(Verb.DOWNLOADED, made, f"下载了“{made.name}”", by=actor.who, campaign=made.campaign_id)
    return made


def file_name(campaign: Campaign, kind: str, day: date) -> str:
    """“工作清单台账（2026年1月5日）.xlsx”."""
    mark = "，示例" if campaign.is_sample else ""
    return f"{Kind(kind).label}（{chinese_date(day)}{mark}）.{FORMS[kind][0]}"


def _telling(pk: int) -> Told:
    """Progress for the page that lists files, and for the work itself; a database write only when the per cent changes."""
    last = 0

    def told(done: int, total: int, said: str) -> None:
        nonlocal last
        share = done * 99 // total if total else 0
        if share != last:
            last = share
            MadeFile.objects.filter(pk=pk).update(progress=share)
        progress(done, total, said)

    return told


def _failed(pk: int, why: str) -> None:
    MadeFile.objects.filter(pk=pk).update(state=State.FAILED, why_failed=why[:300])


def _key(made: MadeFile) -> str:
    return f"made-file-{made.pk}"
