"""Taking in: a whole upload is judged, hashed and stored, or refused with the reason."""

from pathlib import Path
from typing import Any

from django.db import transaction

from fazhi.jobs.declare import job
from fazhi.jobs.queue import enqueue
from fazhi.journal.models import Verb
from fazhi.journal.write import Who, write
from fazhi.kit.files import human_size, safe_name

from . import apart
from .antivirus import refuse_infected
from .guard.secrecy import NEUTRAL, SecretRefused, refuse_marked, refuse_secret_name
from .kinds import FileRefused
from .models import Upload
from .parts import drop_part, is_whole, part_path
from .refusals import UploadNotFound
from .store import put

AT_ONCE = 20 << 20  # bytes; smaller files are judged while the person waits, larger ones by a job


def finish(upload: Upload) -> Upload:
    """Have a whole upload judged, hashed and stored: at once when it is small, else by a job; harmless when repeated.

    The answer's state is received (with its blob), refused (with the reason), or still receiving while the job is at work.
    """
    if not is_whole(upload):
        return upload
    if upload.size > AT_ONCE:
        enqueue(take_in, str(upload.pk), by=upload.user.name, key=str(upload.pk))
        return upload
    return taken_in(upload)


def taken_in(upload: Upload) -> Upload:
    """Judge, hash and store; then the state is received with a blob, or refused with the reason, which is journalled.

    Raises ScannerSilent where the scanner is required and does not answer; the upload waits whole and is tried again.
    """
    path = part_path(upload)
    try:
        refuse_secret_name(upload.name, upload.folder)  # before a refusal for another reason could name it
        verdict = _judged(path, upload.name)
        refuse_marked(verdict["name"], is_marked=verdict["bears_mark"])
        scanned = refuse_infected(path)
    except SecretRefused as refusal:
        return _refuse(upload, str(refusal), is_secret=True)
    except FileRefused as refusal:
        return _refuse(upload, str(refusal))
    except apart.Broken as broken:
        return _refuse(
            upload, f"检查这个文件时出错：{broken}。文件可能已损坏，请确认能正常打开、另存一份后再上传；仍不行请联系系统管理员。"
        )
    try:
        with path.open("rb") as part:
            blob = put(part, verdict["media_type"])
    except FileNotFoundError:  # another worker took it in at the same moment, and is done
        return Upload.objects.get(pk=upload.pk)
    with transaction.atomic():
        held = _waiting(upload)
        if held.state == Upload.State.RECEIVING:  # else another worker was first: same bytes, same end
            held.state, held.blob, held.note = Upload.State.RECEIVED, blob, (verdict["note"] + scanned)[:300]
            held.name = safe_name(verdict["name"], max_bytes=240)
            held.save(update_fields=("state", "blob", "name", "note", "moved_at"))
    drop_part(upload)
    return held


def _judged(path: Path, name: str) -> dict[str, Any]:
    """The verdict, and whether the file bears a mark of secrecy: one process answers both, and only the second may fail."""
    try:
        return apart.do("admit", path, name=name)
    except apart.Broken:  # what cannot be looked through in time is looked at again once its words are there
        return apart.do("judge", path, name=name) | {"bears_mark": False}


@job(label="检查并保存上传的文件", retries=3)
def take_in(upload_id: str) -> str:
    """Gives the state that the upload ends in."""
    upload = Upload.objects.select_related("user", "unit").filter(pk=upload_id).first()
    if upload is None:
        return "gone"
    return str(taken_in(upload).state if is_whole(upload) else upload.state)


def _waiting(upload: Upload) -> Upload:
    held = Upload.objects.select_for_update(of=("self",)).select_related("user", "unit").filter(pk=upload.pk).first()
    if held is None:  # given up in the meantime
        drop_part(upload)
        raise UploadNotFound
    return held


def _refuse(upload: Upload, why: str, *, is_secret: bool = False) -> Upload:
    """Refused, journalled, and gone from the disk. Of what bears a mark of secrecy not even the name is kept."""
    drop_part(upload)
    with transaction.atomic():
        held = _waiting(upload)
        if held.state == Upload.State.RECEIVING:
            said = f"上传的文件“{held.name}”被拒收：{why}"
            if is_secret:
                held.name, held.folder = NEUTRAL, ""
                said = f"上传的文件因带有密级标志被拒收（{human_size(held.size)}），内容和名称未作记录"
            held.state, held.refusal = Upload.State.REFUSED, why
            held.save(update_fields=("state", "refusal", "name", "folder", "moved_at"))
            by = Who(held.user_id, held.user.name, held.unit_id, held.unit.short_name)
            write(Verb.REFUSED, held, said, by=by, units=[held.unit_id])
    return held
