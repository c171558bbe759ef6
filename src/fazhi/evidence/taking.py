"""Taking in: a whole upload is judged, hashed and stored, or refused with the reason."""

from django.db import transaction

from fazhi.jobs.declare import job
from fazhi.jobs.queue import enqueue
from fazhi.journal.models import Verb
from fazhi.journal.write import Who, write
from fazhi.kit.files import safe_name

from . import apart
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
    """Judge, hash and store; then the state is received with a blob, or refused with the reason, which is journalled."""
    path = part_path(upload)
    try:
        verdict = apart.do("judge", path, name=upload.name)
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
            held.state, held.blob, held.note = Upload.State.RECEIVED, blob, verdict["note"]
            held.name = safe_name(verdict["name"], max_bytes=240)
            held.save(update_fields=("state", "blob", "name", "note", "moved_at"))
    drop_part(upload)
    return held


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


def _refuse(upload: Upload, why: str) -> Upload:
    with transaction.atomic():
        held = _waiting(upload)
        if held.state == Upload.State.RECEIVING:
            held.state, held.refusal = Upload.State.REFUSED, why
            held.save(update_fields=("state", "refusal", "moved_at"))
            by = Who(held.user_id, held.user.name, held.unit_id, held.unit.short_name)
            write(Verb.REFUSED, held, f"上传的文件“{held.name}”被拒收：{why}", by=by, units=[held.unit_id])
    drop_part(upload)
    return held
