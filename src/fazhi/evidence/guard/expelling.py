"""Expelling: a mark of secrecy that the door could not see (recognised scans, very long files) deletes the content later."""

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import ProtectedError

from fazhi.jobs.queue import enqueue
from fazhi.journal.models import Verb
from fazhi.journal.write import SYSTEM, write

from ..indexing import index_item
from ..models import Blob, Upload, Version
from ..signals.examining import examine
from ..store import name_of
from .marks import bears_mark
from .secrecy import NEUTRAL

WHY = "文件里带有密级标志，内容已从服务器删除。请按保密规定处理，改为登记“线下查阅”，并告知本单位保密工作机构。"


def must_go(text: str) -> bool:
    """Whether words that were read later bear a mark of secrecy."""
    return bears_mark(text)


@transaction.atomic
def expel(version: Version) -> None:
    """Delete the content of every version with these bytes: file, words and name; the rows and the journal say that it was so."""
    blob = version.blob
    if blob is None:
        return
    for each in Version.objects.select_for_update(of=("self",)).select_related("item").filter(blob=blob):
        each.blob, each.text, each.preview, each.pages = None, "", {"kind": "none", "why": WHY}, 0
        each.file_name, each.text_state, each.text_note = NEUTRAL, Version.TextState.NONE, WHY
        each.facts, each.made, each.made_by, each.signed_on, each.number_series, each.number_no = {}, {}, "", None, "", None
        each.save()
        index_item(each.item)
        said = f"材料“{each.item.title}”第{each.no}版因带有密级标志，内容已删除"
        write(Verb.REMOVED, each.item, said, by=SYSTEM, about=[each], units=[each.item.unit_id])
        enqueue(examine, each.pk, key=f"examine-{each.pk}")  # its fingerprints and signals go, too
    Upload.objects.filter(blob=blob).update(blob=None, name=NEUTRAL, folder="")
    transaction.on_commit(lambda: _delete(blob))


def _delete(blob: Blob) -> None:
    """The bytes go in any case; the row stays where another room still names it, and says then that its content is lost."""
    storages["default"].delete(name_of(blob.sha256))
    try:
        blob.delete()
    except ProtectedError:
        return
