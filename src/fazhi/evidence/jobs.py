"""Work on evidence in the background: judging and storing what was uploaded, extracting words, drawing previews, clearing up."""

import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction

from fazhi.jobs.declare import every, job
from fazhi.jobs.queue import enqueue
from fazhi.jobs.running import progress

from . import apart
from .freezing.jobs import recheck as recheck  # found here by the clock
from .guard.expelling import expel, must_go
from .indexing import index_item
from .kinds import group_of
from .models import Blob, Upload, Version
from .noting import note
from .parts import abandoned, is_whole
from .signals.backfill import fingerprint_stored as fingerprint_stored  # found here by the clock
from .signals.examining import examine
from .signals.examining import examine_recent as examine_recent  # found here by the clock
from .store import as_file, put
from .taking import take_in


@job(label="提取文字、生成预览", retries=2)
def prepare(version_id: int) -> str:
    """Words, preview and index of a version; a file that cannot be read leaves a note, never an error. Gives the text's state."""
    version = Version.objects.select_related("blob", "item").get(pk=version_id)
    if version.blob is None:
        index_item(version.item)
        return version.text_state
    found, preview, inside = known(version) or fresh(version)
    if must_go(found["text"]):
        expel(version)
        return Version.TextState.NONE
    version.text, version.text_state, version.text_note = found["text"], found["state"], found["note"]
    version.preview, version.pages = preview, preview.get("total", 0)
    noted = note(version, inside or said_inside(version))
    with transaction.atomic():
        version.save(update_fields=("text", "text_state", "text_note", "preview", "pages", *noted))
        index_item(version.item)
        enqueue(examine, version.pk, key=f"examine-{version.pk}")
    progress(4, 4, "完成")
    return version.text_state


Prepared = tuple[dict[str, str], dict[str, Any], dict[str, Any]]  # words, preview, what the file says of itself


def known(version: Version) -> Prepared | None:
    """What was made of the same bytes before; the same content gives the same words and pictures, so they are made once."""
    earlier = Version.objects.filter(blob=version.blob, text_state__in=(Version.TextState.DONE, Version.TextState.NONE)).exclude(
        pk=version.pk
    )
    same = earlier.exclude(preview={}).exclude(preview__kind="none").order_by("-pk").first()
    return ({"text": same.text, "state": same.text_state, "note": same.text_note}, same.preview, dict(same.made)) if same else None


def fresh(version: Version) -> Prepared:
    assert version.blob is not None
    with as_file(version.blob) as path:
        progress(1, 4, "提取文字")
        found, inside = read(path, version.blob.media_type)
        if must_go(found["text"]):  # no picture is made of what must not be here
            return found, {}, {}
        progress(2, 4, "生成预览")
        return found, picture(path, version.blob.media_type), inside


def read(path: Path, media_type: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Words and what the file says of itself, from one process; where that dies, each from its own."""
    if group_of(media_type) in ("video", "audio"):
        return words(path, media_type), {"doubts": []}
    try:
        both = apart.do("read", path, media_type=media_type)
    except apart.Broken:
        return words(path, media_type), {}
    return both["text"], both["made"]


def said_inside(version: Version) -> dict[str, Any]:
    """What the file says of itself (shape: inside.made), read once for the same bytes; a file that breaks says nothing."""
    assert version.blob is not None
    same = Version.objects.filter(blob=version.blob).exclude(pk=version.pk).exclude(made={}).order_by("-pk").first()
    if same:
        return dict(same.made)
    if group_of(version.blob.media_type) in ("video", "audio"):
        return {"doubts": []}
    try:
        with as_file(version.blob) as path:
            return apart.do("made", path, media_type=version.blob.media_type)
    except apart.Broken as broken:
        return {"doubts": [f"文件自带信息读不出来（{broken}）。"]}


def words(path: Path, media_type: str) -> dict[str, str]:
    """{"text", "state", "note"} of a file, whatever happens."""
    try:
        return apart.do("text", path, media_type=media_type)
    except apart.Broken as broken:
        return {
            "text": "",
            "state": Version.TextState.FAILED,
            "note": f"正文读不出来（{broken}），检索不到其中的文字；文件本身已保存。"[:300],
        }


def picture(path: Path, media_type: str) -> dict[str, Any]:
    """The preview of a file as Version.preview keeps it: pictures stored, their names replaced by their SHA-256."""
    with tempfile.TemporaryDirectory(prefix="fazhi-") as folder:
        try:
            made = apart.do("preview", path, media_type=media_type, folder=folder)
        except apart.Broken as broken:
            return {"kind": "none", "why": f"预览做不出来（{broken}），文件已保存。请下载后查看。"}
        for key in ("pages", "pictures"):
            if key in made:
                made[key] = [_stored(Path(folder) / name) for name in made[key]]
        for key in ("image", "thumb"):
            if key in made:
                made[key] = _stored(Path(folder) / made[key])
    return made


def _stored(path: Path) -> str:
    with path.open("rb") as file:
        blob: Blob = put(file, "image/webp")
    return blob.sha256


@every("17 * * * *", label="接着处理中断的上传，清理七天未续传的上传")
def tidy_uploads() -> int:
    """Whole uploads whose server died before the judging are judged; parts that nobody continued go."""
    for upload in Upload.objects.filter(state=Upload.State.RECEIVING):
        if is_whole(upload):
            enqueue(take_in, str(upload.pk), key=str(upload.pk))
    return abandoned()
