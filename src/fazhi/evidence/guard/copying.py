"""The job that makes a public copy: the file is opened in a process of its own, what comes out is stored and previewed."""

import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction

from fazhi.jobs.declare import job
from fazhi.jobs.running import progress
from fazhi.journal.models import Verb
from fazhi.journal.write import SYSTEM, write

from .. import apart
from ..models import Blob, PublicCopy, Version
from ..store import as_file, put
from .personal import found_in, replaced

State = PublicCopy.State


@job(label="制作脱敏公开副本", retries=1)
def draw_copy(copy_id: int) -> str:
    """Gives the state that the copy ends in; one that is made already, or was given up, is left as it is."""
    copy = PublicCopy.objects.select_related("version__blob", "version__item").get(pk=copy_id)
    blob = copy.version.blob
    if copy.state != State.MAKING:
        return str(copy.state)
    if blob is None or blob.sha256 != copy.original_sha256:
        return _ended(copy, State.FAILED, why="原件的内容已经变了，没有制作。请对新版本重新制作。")
    with tempfile.TemporaryDirectory(prefix="fazhi-") as folder, as_file(blob) as original:
        progress(1, 4, "遮盖")
        try:
            made = apart.do("masking", original, media_type=blob.media_type, masks=copy.masks, folder=folder)
        except apart.Broken as broken:
            made = {"why": f"制作时出错（{broken}）。请把文件拆小，或另存一份换新版本后再做。"}
        if "why" in made:
            return _ended(copy, State.FAILED, why=made["why"][:300])
        progress(2, 4, "生成预览")
        path = Path(folder) / made["file"]
        preview = _preview(path, made["media_type"], Path(folder))
        progress(3, 4, "保存")
        with path.open("rb") as file:
            stored = put(file, made["media_type"])
    return _ended(copy, State.DRAFTED, blob=stored, file_name=name_of_copy(copy.version, made["extension"]), preview=preview)


def name_of_copy(version: Version, extension: str) -> str:
    """标题（脱敏公开副本）.pdf, with what the title itself holds masked."""
    title = version.item.title
    return f"{replaced(title, found_in(title))[:80]}（脱敏公开副本）.{extension}"


def _preview(path: Path, media_type: str, folder: Path) -> dict[str, Any]:
    pictures = folder / "preview"
    pictures.mkdir()
    try:
        made = apart.do("preview", path, media_type=media_type, folder=str(pictures))
    except apart.Broken as broken:
        return {"kind": "none", "why": f"预览做不出来（{broken}）。请下载后查看。"}
    for key in ("pages", "pictures"):
        if key in made:
            made[key] = [_stored(pictures / name).sha256 for name in made[key]]
    if made["kind"] == "text":
        made["text"] = path.read_text("utf-8")[:20_000]
    return made


def _stored(path: Path) -> Blob:
    with path.open("rb") as file:
        return put(file, "image/webp")


@transaction.atomic
def _ended(copy: PublicCopy, state: str, **facts: Any) -> str:
    held = PublicCopy.objects.select_for_update(of=("self",)).select_related("version__item").get(pk=copy.pk)
    if held.state != State.MAKING:
        return str(held.state)
    for name, value in {"state": state, **facts}.items():
        setattr(held, name, value)
    held.save()
    item, did = held.version.item, "做成，待批准" if state == State.DRAFTED else "没有做成"
    write(Verb.CHANGED, held, f"“{item.title}”的脱敏公开副本{did}", by=SYSTEM, about=[item], units=[item.unit_id])
    return state
