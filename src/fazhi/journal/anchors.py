"""Anchors: checkpoints laid down outside the database, as files on other storage and as time stamps of an authority."""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from .models import Anchored, Checkpoint, Stamped
from .proving import checkpoint_json
from .stamps import StampRefused, asked, is_set

LATEST = "fazhi-检查点.json"


class AnchorRefused(Exception):
    """The checkpoint could not be laid down; the message (Chinese) says why. The next sealing tries again."""


@dataclass(frozen=True)
class Outcome:
    """What came of laying a checkpoint down: what was done, and what was not and why."""

    done: list[str]
    refused: list[str]


def lay_down(checkpoint: Checkpoint) -> Outcome:
    """Write the checkpoint to the folder and ask for a time stamp, each where it is set and due. Never raises what the outside does."""
    done, refused = [], []
    for act in (write_file, ask_stamp):
        try:
            if said := act(checkpoint):
                done.append(said)
        except (AnchorRefused, StampRefused) as why:
            refused.append(str(why))
    return Outcome(done, refused)


def write_file(checkpoint: Checkpoint) -> str:
    """The checkpoint as a file, whole or not at all, and a copy that stands for the day; empty where nothing is to be done.

    The latest is overwritten; of each day the last one stays, so that a backup that was restored later is found out by the file of
    the day before.
    """
    folder = settings.FAZHI_ANCHOR_FOLDER
    if not folder or (checkpoint.anchors.filter(folder=folder[:500]).exists() and (Path(folder) / LATEST).exists()):
        return ""
    try:
        data = checkpoint_json(checkpoint)
        day = timezone.localtime(checkpoint.at).date().isoformat()
        for name in (f"fazhi-检查点-{day}.json", LATEST):
            put(Path(folder) / name, data)
    except OSError as error:
        raise AnchorRefused(
            f"检查点没有写到留存文件夹 {folder}：{error.strerror or error}。下次封存时会再写，已封存的内容不受影响。"
        ) from None
    Anchored.objects.create(checkpoint=checkpoint, at=timezone.now(), folder=folder[:500])
    return f"已留存到 {folder}"


def put(path: Path, data: bytes) -> None:
    """Write a file so that a reader meets the old one or the new one, also when the power fails."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise


def ask_stamp(checkpoint: Checkpoint) -> str:
    """A time stamp over the bytes of the checkpoint, where one is due; empty where nothing is to be done."""
    since = timezone.now() - timedelta(hours=settings.FAZHI_STAMP_HOURS)
    if not is_set() or checkpoint.stamps.exists() or Stamped.objects.filter(at__gt=since).exists():
        return ""
    made = asked(sha256(checkpoint_json(checkpoint)).digest())
    Stamped.objects.create(
        checkpoint=checkpoint,
        at=made.at,
        authority=settings.FAZHI_TSA_URL[:300],
        query=made.query,
        reply=made.reply,
        certificate=made.cert,
    )
    return "已取得时间戳"


def standing() -> list[str]:
    """What is amiss with the anchors now, in sentences for the page and for `fazhi doctor`; empty where nothing is set or all is well."""
    said, folder = [], settings.FAZHI_ANCHOR_FOLDER
    last = Checkpoint.objects.first()
    if folder and not os.access(folder, os.W_OK | os.X_OK):
        said.append(f"留存文件夹 {folder} 不存在或者不能写入，检查点没有留存到系统之外。")
    elif folder and last and last.size and not last.anchors.exists():
        said.append("最近的检查点还没有留存到系统之外，下次封存时会再写。")
    due = timezone.now() - 2 * timedelta(hours=settings.FAZHI_STAMP_HOURS)
    if is_set() and last and last.size and not Stamped.objects.filter(at__gt=due).exists():
        said.append("近期没有取得时间戳：时间戳服务没有应答，或者应答核对不通过。")
    return said
