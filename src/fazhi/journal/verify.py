"""Verifying: the whole journal, and the rows it tells of, against what was sealed, signed and laid down outside."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from .finding import Fault, Report, Wrong
from .models import Checkpoint, Entry, Leaf
from .rows import check_rows
from .scan import SLACK, signature_wrong
from .sealing import latest, unsealed
from .signing import Key, KeyUnreadable, held_key, path_of_key
from .triggers import missing
from .walking import CannotVerify, Progress, Walk

__all__ = ["CannotVerify", "read_anchor", "verify"]


def verify(
    *,
    anchor: bytes | None = None,
    since: int = 0,
    only_entries: bool = False,
    workers: Executor | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check everything; what is wrong with entries stands first, in the order of the leaves. Raises CannotVerify."""
    begun, report = time.monotonic(), Report()
    outside = _anchor(anchor) if anchor is not None else None
    key, trusted = _key(report, outside)
    report.wrongs += [Wrong(Fault.TRIGGER, f"数据库里防止改动日志的触发器 {name} 不见了：有人动过数据库。") for name in missing(connection)]
    last = latest()
    walk = Walk(last, outside, since, key, trusted) if last else None
    if last and walk:
        report.size, report.root = last.size, last.root
        report.wrongs += walk.go(workers, progress)
        report.entries, report.checkpoints = walk.entries, walk.checkpoints
    report.wrongs += _tail(report, last)
    report.wrongs += _outside(outside, report, bool(walk and walk.is_forked)) if outside else []
    if not only_entries:
        report.wrongs += check_rows(report)
    report.seconds = round(time.monotonic() - begun, 1)
    return report


def _tail(report: Report, last: Checkpoint | None) -> Iterator[Wrong]:
    """What stands beyond the last checkpoint."""
    size = last.size if last else 0
    extra = Leaf.objects.filter(number__gte=size).order_by("number").first()
    if extra:
        said = f"第 {extra.number + 1} 条（日志编号 {extra.entry_id}）有封存记录，却没有检查点覆盖：检查点被删除，或者记录是插入的。"
        yield Wrong(Fault.LEAF, said, extra.number, extra.entry_id)
    ids = unsealed()
    report.unsealed = len(ids)
    newest = Leaf.objects.order_by("-entry_id").values_list("entry_id", flat=True).first() or 0
    for entry in Entry.objects.filter(pk__in=ids[:1000]).order_by("pk"):
        if connection.vendor == "sqlite" and entry.pk < newest:
            yield Wrong(Fault.INSERTED, f"日志编号 {entry.pk} 是插入的：编号更大的条目早已封存，它却没有。", None, entry.pk)
        elif last and entry.at < last.at - SLACK:
            yield Wrong(Fault.INSERTED, f"日志编号 {entry.pk} 像是插入的：它写的时间早于最近一次封存，却没有封存。", None, entry.pk)


def _outside(outside: Checkpoint, report: Report, is_forked: bool) -> list[Wrong]:
    """The checkpoint that was kept elsewhere, against this database."""
    at = _local(outside.at)
    if outside.size > report.size:
        said = f"留存的检查点（{at}）已有 {outside.size} 条，数据库只封存到 {report.size} 条：数据库被恢复成了更早的备份，或者末尾被删。"
        return [Wrong(Fault.OLDER, said, report.size)]
    if is_forked:
        said = f"前 {outside.size} 条与留存的检查点（{at}）不是同一段历史：根不一致。日志被改写过，或者恢复旧备份后又接着用。"
        return [Wrong(Fault.FORKED, said, outside.size - 1)]
    report.notes.append(f"与留存的检查点（{at}，前 {outside.size} 条）一致。")
    return []


def _local(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _anchor(data: bytes) -> Checkpoint:
    """A checkpoint file as a checkpoint. Raises CannotVerify."""
    try:
        said: dict[str, Any] = json.loads(data)
        if said.pop("format") != "fazhi-checkpoint/1":
            raise ValueError("不是本系统的检查点")
        made = Checkpoint(**said | {"at": datetime.fromisoformat(said["at"])})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotVerify(f"留存的检查点文件读不懂（{error}）。请换一个没有改动过的文件。") from None
    if wrong := signature_wrong(made, frozenset()):
        raise CannotVerify(f"留存的{wrong.said}请换一个没有改动过的文件。")
    return made


def read_anchor(path: str) -> bytes:
    """The bytes of an anchor file. Raises CannotVerify."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CannotVerify(f"留存的检查点文件 {path} 打不开：{error.strerror or error}。") from None


def _key(report: Report, outside: Checkpoint | None) -> tuple[Key | None, frozenset[str]]:
    """The installation's key and the public keys to be trusted; without a key file, what stands in the anchor."""
    try:
        key = held_key() if path_of_key().exists() else None
    except KeyUnreadable as error:
        raise CannotVerify(str(error)) from None
    if key is None:
        report.notes.append("没有封存日志的密钥文件（keys/journal.key），只能按检查点自带的公钥核对，封存记录的标记没有核对。")
    known = {each for each in (key.public if key else "", outside.public_key if outside else "") if each}
    return key, frozenset(known)
