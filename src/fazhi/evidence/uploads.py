"""Uploads in pieces that may stop and go on: the acts behind tus 1.0 (core, creation, termination, expiration)."""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import FileIO
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db.models import QuerySet
from django.utils import timezone

from fazhi.kit.files import human_size, safe_name
from fazhi.people.actor import Actor

from .guard.gate import refuse_marked
from .models import Upload
from .parts import KEPT, drop_part, is_whole, part_path, parts_folder, terminate
from .refusals import DiskFull, OffsetMismatch, UploadBusy, UploadNotFound, UploadRefused, UploadTooLarge
from .rights import handing_unit
from .taking import AT_ONCE, finish

PIECE = 1 << 20  # bytes read at once
NOTED_EVERY = 16 << 20  # bytes after which the offset is noted, so that a killed server loses no more than these
LEFT_FREE = 512 << 20  # bytes of the disk that uploads leave to the database
MOST_CONTEXT = 4000  # characters


class Readable(Protocol):
    """A request, or anything else that gives bytes."""

    def read(self, size: int, /) -> bytes: ...


def begin(actor: Actor, name: str, size: int, folder: str = "", context: Mapping[str, Any] | None = None) -> Upload:
    """A new upload of `size` bytes; raises NotAllowed and UploadRefused.

    `context` says for what the file is (kept as JSON for the room that files it), `folder` where it lay at the person's.
    """
    unit = handing_unit(actor, "上传文件")
    given = safe_name(name, max_bytes=240)
    refuse_marked(actor, given, folder, size)
    if size <= 0:
        raise UploadRefused(f"“{given}”是空文件（0 字节），没有内容可交。请确认选对了文件，再重新上传。")
    if size > settings.FAZHI_UPLOAD_LIMIT:
        limit = human_size(settings.FAZHI_UPLOAD_LIMIT)
        raise UploadTooLarge(f"“{given}”有{human_size(size)}，超过单个文件的上限{limit}。请压缩视频或分成几段上传，也可以改交链接。")
    if len(json.dumps(context or {}, ensure_ascii=False)) > MOST_CONTEXT:
        raise UploadRefused("上传请求附带的说明过长。请刷新页面后重新上传。")
    if shutil.disk_usage(parts_folder()).free < 2 * size + LEFT_FREE:  # the part, and the copy in the store until the part goes
        raise DiskFull(f"服务器磁盘空间不足，放不下“{given}”（{human_size(size)}）。请联系系统管理员扩容后再上传。")
    return Upload.objects.create(
        user=actor.user, unit=unit, name=given, folder=clean_folder(folder), size=size, context=dict(context or {})
    )


def mine(actor: Actor) -> QuerySet[Upload]:
    """The actor's own uploads, in whichever post they were begun: signing in again loses none."""
    return Upload.objects.filter(user=actor.user)


def find(actor: Actor, upload_id: UUID | str) -> Upload:
    """One of the actor's own uploads with its true offset; raises UploadNotFound, also for another person's."""
    try:
        upload = mine(actor).select_related("unit", "blob").get(pk=UUID(str(upload_id)))
    except (Upload.DoesNotExist, ValueError):
        raise UploadNotFound from None
    if upload.state == Upload.State.RECEIVING:
        _correct(upload)
    return upload


def append(upload: Upload, offset: int, chunk: Readable) -> int:
    """Write the next bytes and give the new offset. A stream that breaks off keeps what arrived.

    Raises OffsetMismatch, UploadBusy (another request writes), UploadTooLarge (more than announced), UploadRefused, DiskFull.
    """
    with _part(upload) as part:
        _refresh(upload)
        if upload.state != Upload.State.RECEIVING:
            raise UploadRefused(f"“{upload.name}”已经传完，不能再续传。如需更换内容，请重新上传。")
        if offset != upload.offset:
            raise OffsetMismatch(upload.offset)
        part.seek(offset)
        try:
            for piece in _pieces(chunk, upload.size - offset):
                _write(upload, part, piece)
        finally:
            _note(upload, part)
    return upload.offset


def expires_at(upload: Upload) -> datetime:
    """When a stopped upload is cleared away."""
    return upload.moved_at + KEPT


def receive(actor: Actor, name: str, file: File) -> Upload:
    """A small file sent whole by a plain form, taken in at once; raises what `begin` raises, and UploadRefused with the judge's reason."""
    size = file.size
    if size > AT_ONCE:
        raise UploadTooLarge(f"“{name}”有{human_size(size)}，超过{human_size(AT_ONCE)}的文件要分段续传。请在浏览器中启用脚本后重新上传。")
    upload = begin(actor, name, size)
    append(upload, 0, file)
    if not is_whole(upload):
        terminate(upload)
        raise UploadRefused(f"“{name}”没有传完。请检查网络后重新上传。")
    upload = finish(upload)
    if upload.state == Upload.State.REFUSED:
        raise UploadRefused(upload.refusal)
    return upload


def clean_folder(folder: str) -> str:
    """The folders from the outermost, made safe, parted by “/”; the innermost are kept where it is too long."""
    parts = [safe_name(part) for part in re.split(r"[/\\]", folder) if part.strip(" .")]
    while len("/".join(parts)) > 400:
        parts.pop(0)
    return "/".join(parts)


@contextmanager
def _part(upload: Upload) -> Iterator[FileIO]:
    """The growing file, for one writer at a time; the lock ends with the process that holds it."""
    with open(os.open(part_path(upload), os.O_RDWR | os.O_CREAT, 0o640), "r+b", buffering=0) as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UploadBusy from None
        yield part


def _pieces(chunk: Readable, room: int) -> Iterator[bytes]:
    """What the stream gives, at most `room` bytes; a connection that breaks ends it, one byte more is refused."""
    while True:
        try:
            piece = chunk.read(min(PIECE, room + 1))
        except OSError:  # the connection broke; Django's UnreadablePostError is one of these
            return
        if not piece:
            return
        if len(piece) > room:
            raise UploadTooLarge("收到的内容比申报的文件大小多，文件可能在上传途中被改动了。请关闭正在编辑它的程序，重新上传。")
        room -= len(piece)
        yield piece


def _write(upload: Upload, part: FileIO, piece: bytes) -> None:
    left = memoryview(piece)
    try:
        while left:
            left = left[part.write(left) :]
        if part.tell() - upload.offset >= NOTED_EVERY:
            _note(upload, part)
    except OSError as error:
        raise DiskFull("服务器磁盘写不进去，多半是空间不足。已收到的部分保留着，请联系系统管理员，之后可以续传。") from error


def _note(upload: Upload, part: FileIO) -> None:
    """First the bytes are safe on disk, then the offset says so."""
    os.fsync(part.fileno())
    upload.offset, upload.moved_at = part.tell(), timezone.now()
    Upload.objects.filter(pk=upload.pk).update(offset=upload.offset, moved_at=upload.moved_at)


def _refresh(upload: Upload) -> None:
    try:
        upload.refresh_from_db()
    except Upload.DoesNotExist:  # given up in another window
        drop_part(upload)
        raise UploadNotFound from None
    _correct(upload)


def _correct(upload: Upload) -> None:
    """Where the disk holds less than noted (restored from a backup), go on from what the disk holds."""
    path = part_path(upload)
    held = path.stat().st_size if path.exists() else 0
    if held < upload.offset:
        upload.offset = held
        Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING).update(offset=held)
