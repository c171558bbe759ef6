"""The growing files of uploads on disk, and giving up those that nobody continues."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .models import Upload
from .refusals import UploadRefused

KEPT = timedelta(days=7)  # after the last byte


def parts_folder() -> Path:
    """FAZHI_HOME/uploads."""
    folder = Path(settings.HOME) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def part_path(upload: Upload) -> Path:
    """The file that grows: FAZHI_HOME/uploads/<id>.part. Its name is ours, never the person's."""
    return parts_folder() / f"{upload.pk}.part"


def drop_part(upload: Upload) -> None:
    part_path(upload).unlink(missing_ok=True)


def is_whole(upload: Upload) -> bool:
    """Every byte is here, and the file waits to be judged."""
    return upload.state == Upload.State.RECEIVING and upload.offset == upload.size


def terminate(upload: Upload) -> None:
    """Give an upload up that is not yet part of an item."""
    with transaction.atomic():
        held = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if held is None:
            return
        if held.state == Upload.State.USED:
            raise UploadRefused(f"“{held.name}”已归入材料，不能取消上传。如果交错了，请在材料页移出。")
        held.delete()
    drop_part(upload)


def abandoned(now: datetime | None = None) -> int:
    """Clear away uploads in which nothing moved for seven days, and parts without an upload; gives how many."""
    limit = (now or timezone.now()) - KEPT
    stopped = [upload for upload in Upload.objects.filter(state=Upload.State.RECEIVING, moved_at__lt=limit) if not is_whole(upload)]
    for upload in stopped:
        terminate(upload)
    known = {str(key) for key in Upload.objects.filter(state=Upload.State.RECEIVING).values_list("pk", flat=True)}
    stray = [path for path in parts_folder().glob("*.part") if path.stem not in known and path.stat().st_mtime < limit.timestamp()]
    for path in stray:
        path.unlink(missing_ok=True)
    return len(stopped) + len(stray)
