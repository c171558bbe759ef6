"""The content store: bytes under their SHA-256 in Django's default storage, each content once."""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import transaction

from fazhi.kit.digests import CHUNK, Digester

from .models import Blob
from .refusals import ContentLost

FOLDER = "content"
UNKNOWN = "application/octet-stream"


def put(source: BinaryIO | bytes, media_type: str = UNKNOWN) -> Blob:
    """Store bytes, or what a stream holds from where it stands, hashing while copying; the same bytes are stored once.

    The file is safe on disk before its row exists: a crash in between leaves a file that the next `put` takes over.
    """
    storage = storages["default"]
    folder = _local_folder(storage)
    handle, name = tempfile.mkstemp(prefix=".incoming-", dir=folder)
    try:
        digester, stream = Digester(), io.BytesIO(source) if isinstance(source, bytes) else source
        with open(handle, "wb") as incoming:
            while piece := stream.read(CHUNK):
                digester.update(piece)
                incoming.write(piece)
            incoming.flush()
            os.fsync(incoming.fileno())
        digests = digester.hexdigests()
        _place(storage, Path(name), name_of(digests["sha256"]), is_local=folder is not None)
    finally:
        Path(name).unlink(missing_ok=True)
    facts = {"sm3": digests["sm3"], "size": digester.size, "media_type": media_type}
    with transaction.atomic():
        blob = Blob.objects.get_or_create(sha256=digests["sha256"], defaults=facts)[0]
        if blob.media_type == UNKNOWN != media_type:
            blob.media_type = media_type
            blob.save(update_fields=["media_type"])
    return blob


def name_of(sha256: str) -> str:
    """Where content lies in the storage: content/ab/cd/abcd…"""
    return f"{FOLDER}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def stored(pk: int) -> Blob:
    """The content of this number, for a room that kept it; never for a number that a browser sent."""
    return Blob.objects.get(pk=pk)


def opened(blob: Blob) -> File:
    """The bytes, open for reading; raises ContentLost."""
    try:
        return storages["default"].open(name_of(blob.sha256), "rb")
    except FileNotFoundError:
        raise _lost(blob) from None


def local_path(blob: Blob) -> Path | None:
    """The file itself where the storage is a local disk, else None."""
    storage = storages["default"]
    return Path(storage.path(name_of(blob.sha256))) if isinstance(storage, FileSystemStorage) else None


@contextmanager
def as_file(blob: Blob) -> Iterator[Path]:
    """A readable file with the bytes, for programs that need a path; a copy where the storage is far away."""
    path = local_path(blob)
    if path is not None:
        if not path.exists():
            raise _lost(blob)
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="fazhi-") as copy, opened(blob) as source:
        for piece in source.chunks(CHUNK):
            copy.write(piece)
        copy.flush()
        yield Path(copy.name)


def _local_folder(storage: Storage) -> Path | None:
    """The content folder on the disk of a local storage: a rename is only whole within one disk."""
    if not isinstance(storage, FileSystemStorage):
        return None
    folder = Path(storage.path(FOLDER))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _place(storage: Storage, incoming: Path, name: str, *, is_local: bool) -> None:
    """Move into place; the same name is the same bytes, so replacing is harmless and mends a damaged copy."""
    if is_local:
        path = Path(storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        incoming.chmod(0o640)
        os.replace(incoming, path)
        _sync_folder(path.parent)
        return
    if storage.exists(name):
        return
    with incoming.open("rb") as source:
        given = storage.save(name, File(source))
    if given != name:  # two at once: the other was first, ours got another name
        storage.delete(given)


def _sync_folder(folder: Path) -> None:
    """A rename survives a power cut only once its folder is written."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _lost(blob: Blob) -> ContentLost:
    return ContentLost(f"文件内容（{blob.sha256[:12]}）在存储中找不到了。请联系系统管理员从备份恢复，材料记录没有丢失。")
