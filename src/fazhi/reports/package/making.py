"""Making a package: asked for on a page, built and stored by a job, downloaded by who may; and stopped by who asked."""

import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fazhi.campaign.models import Campaign
from fazhi.evidence import store
from fazhi.evidence.models import Blob
from fazhi.jobs import overview
from fazhi.jobs.declare import JobRefused, Stopped, job
from fazhi.jobs.models import UNFINISHED, Ticket
from fazhi.jobs.queue import enqueue
from fazhi.jobs.running import progress
from fazhi.journal.models import Verb
from fazhi.journal.write import SYSTEM, Who, write
from fazhi.kit.dates import chinese_date
from fazhi.kit.files import human_size, safe_name
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.plan.refusal import must_run

from .building import Build, ContentDamaged, build
from .contents import contents_of
from .models import Package, PackageProfile
from .precheck import precheck
from .receipts import keep
from .zipping import Stream

State = Package.State
ZIP = "application/zip"
COMMAND, LONGEST = "命令行", timedelta(days=1)  # what a command makes has no ticket; given up when it takes longer
MOST_NAMED = 200  # materials left out that the page lists
BROKEN = "打包时出错，请稍后重试；仍不行，请联系系统管理员查看后台任务。"


@transaction.atomic
def make(actor: Actor, campaign: Campaign, profile: PackageProfile, as_of: date) -> Package:
    """Ask for a package; while one of the same campaign is being made, that one is returned. Raises NotAllowed, Refused."""
    must_run(actor, campaign.unit, "打申报材料包")
    if profile.unit_id != campaign.unit_id:
        raise Refused("这个打包方案属于别的单位。请选用本级的打包方案。")
    if as_of > actor.today:
        raise Refused(f"数据截至的日期{chinese_date(as_of)}还没有到。请选今天或以前的日期。")
    Campaign.objects.select_for_update().get(pk=campaign.pk)  # two who press together ask once
    settle(campaign)
    making = Package.objects.filter(campaign=campaign, state=State.MAKING).exclude(asked_by=COMMAND).first()
    if making is not None:
        return making
    made = begun(campaign, profile, as_of, actor.who)
    enqueue(make_package, made.pk, by=actor.user.name, key=_key(made))
    return made


def begun(campaign: Campaign, profile: PackageProfile, as_of: date, by: Who) -> Package:
    """The row of a package that is going to be made, journalled."""
    name = file_name(campaign, profile, as_of)
    known = {"profile": profile, "profile_name": profile.name, "name": name, "as_of": as_of, "asked_by": by.name}
    made = Package.objects.create(campaign=campaign, **known)
    write(Verb.CREATED, made, f"要求打包“{name}”", by=by, units=[campaign.unit_id], campaign=campaign.pk)
    return made


def settle(campaign: Campaign) -> int:
    """Call packages failed whose work has ended without one (stopped, or given up); returns how many."""
    abandoned = Q(asked_by=COMMAND, asked_at__lt=timezone.now() - LONGEST) | ~Q(asked_by=COMMAND)
    making = Package.objects.filter(abandoned, campaign=campaign, state=State.MAKING)
    alive = set(Ticket.objects.filter(job=make_package.module_path, state__in=UNFINISHED).values_list("key", flat=True))
    ended = [made.pk for made in making if _key(made) not in alive]
    why = "后台工作没有完成就停止了，请重新打包。"
    return Package.objects.filter(pk__in=ended, state=State.MAKING).update(state=State.FAILED, why_failed=why) if ended else 0


@job(label="打申报材料包", retries=2)
def make_package(pk: int) -> str:
    """Build Package `pk` and store it; returns its digest. May be repeated from the beginning."""
    made = Package.objects.select_related("campaign__unit", "campaign__plan", "campaign__edition", "profile").get(pk=pk)
    if made.state == State.READY:
        return made.digest
    Package.objects.filter(pk=pk).update(state=State.MAKING, progress=0, why_failed="")
    try:
        return _made(made)
    except (Refused, ContentDamaged) as refusal:
        _failed(pk, str(refusal))
        raise JobRefused(str(refusal)) from refusal
    except Stopped:
        _failed(pk, "已被停止，需要时请重新打包。")
        raise
    except Exception:
        _failed(pk, BROKEN)
        raise


def _made(made: Package) -> str:
    if made.profile is None:
        raise Refused("打包方案已被删除，没有打包。请选一个打包方案重新开始。")
    contents = contents_of(made.campaign, made.profile, made.as_of)
    if made.profile.stops and (wrong := precheck(contents)):
        raise Refused(f"有{len(wrong)}处不合打包方案的限制，方案规定不打包：{wrong[0].said}等。请先处理，或在打包方案里改为只提示。")
    telling = _telling(made.pk)
    with tempfile.TemporaryDirectory(prefix="fazhi-package-") as folder:
        built = build(contents, Path(folder), made.name, telling)
        whole = max(1, sum(member.size for member in built.members))
        said = lambda done: telling(min(done, whole), whole, f"已写 {human_size(done)}，约 {human_size(whole)}")  # noqa: E731
        with closing(built.stream()) as pieces:
            blob = store.put(Stream(pieces, said), ZIP)  # type: ignore[arg-type]
    _finished(made, built, blob)
    return built.digest


@transaction.atomic
def _finished(made: Package, built: Build, blob: Blob) -> None:
    """The package stands, every unit has its receipt, and the journal knows both."""
    contents = built.contents
    left = [[each.number, each.title, each.unit, each.why] for each in contents.left_out]
    made.state, made.progress, made.blob, made.digest, made.made_at = State.READY, 100, blob, built.digest, timezone.now()
    made.facts = {
        "indicators": len(contents.parts),
        "files": built.files,
        "bytes": built.size,
        "entries": built.entries,
        "checkpoint": built.checkpoint.size if built.checkpoint else None,
        "key": built.checkpoint.fingerprint if built.checkpoint else "",
        "stamp": "" if built.seal.stamp else built.seal.why,
        "left": len(left),
        "left_out": left[:MOST_NAMED],
    }
    made.save()
    known = {"by": SYSTEM, "campaign": made.campaign_id}
    said = f"打好了“{made.name}”：{built.files}个文件，材料包摘要 {built.digest}"
    write(Verb.CHANGED, made, said, units=[made.campaign.unit_id], **known)  # type: ignore[arg-type]
    receipts = keep(made, built.receipts)
    if receipts:
        units = [receipt.unit_id for receipt in receipts]
        told = f"向{len(receipts)}个单位出具了入包回执：它们的材料进入了“{made.name}”"
        write(Verb.PUBLISHED, made, told, about=receipts, units=units, **known)  # type: ignore[arg-type]


@transaction.atomic
def stop(actor: Actor, pk: int) -> Package:
    """Stop the making of a package. Raises NotAllowed, Refused."""
    made = found(actor, pk)
    must_run(actor, made.campaign.unit, "停止打包")
    ticket = Ticket.objects.filter(job=make_package.module_path, key=_key(made), state__in=UNFINISHED).first()
    if made.state != State.MAKING or ticket is None:
        settle(made.campaign)
        raise Refused(f"“{made.name}”已经不在打包（{made.get_state_display()}），无需停止。")
    try:
        overview.stop(ticket, by=actor.user.name)
    except JobRefused as refusal:
        raise Refused(str(refusal)) from refusal
    write(Verb.ENDED, made, f"停止了打包“{made.name}”", by=actor.who, units=[made.campaign.unit_id], campaign=made.campaign_id)
    return made


def found(actor: Actor, pk: int) -> Package:
    """The package behind its door; raises NotAllowed."""
    made = Package.visible_to(actor).select_related("campaign__unit", "blob", "profile").filter(pk=pk).first()
    if made is None:
        raise NotAllowed("没有这个材料包，或它不对您开放。材料包由创建工作专班打包，专班和市领导可以下载。")
    return made


def ready(actor: Actor, pk: int) -> Package:
    """The finished package that the actor may have; raises NotAllowed, Refused."""
    made = found(actor, pk)
    if made.state != State.READY or made.blob is None:
        raise Refused(f"“{made.name}”{made.get_state_display()}，还不能下载。{made.why_failed or '请稍候刷新页面。'}")
    return made


def note_download(actor: Actor, made: Package) -> None:
    """Who took a package away."""
    write(Verb.DOWNLOADED, made, f"下载了“{made.name}”", by=actor.who, units=[made.campaign.unit_id], campaign=made.campaign_id)


def file_name(campaign: Campaign, profile: PackageProfile, day: date) -> str:
    """“金昌市综合示范创建申报材料包（2026年1月5日）.zip”."""
    mark = "，示例" if campaign.is_sample else ""
    return safe_name(f"{campaign.unit.short_name}{profile.name}材料包（{chinese_date(day)}{mark}）.zip", max_bytes=240)


def _telling(pk: int) -> Callable[[int, int, str], None]:
    """Progress for the page and for the work itself; a row is written only when the per cent changes."""
    last = -1

    def told(done: int, total: int, said: str) -> None:
        nonlocal last
        share = done * 99 // total if total else 0
        if share != last:
            last = share
            Package.objects.filter(pk=pk).update(progress=share)
        progress(min(done, total - 1) if total > 1 else 0, total, said)

    return told


def _failed(pk: int, why: str) -> None:
    Package.objects.filter(pk=pk).update(state=State.FAILED, why_failed=why[:500])


def _key(made: Package) -> str:
    return f"package-{made.pk}"
