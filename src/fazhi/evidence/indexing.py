"""What of an item can be searched: title, note, file name, site and the words of its newest version."""

from fazhi.search.index import index, remove

from .links import host_shown
from .models import Item

KIND = "evidence.item"


def index_item(item: Item) -> None:
    """Bring the index up to date; a removed item leaves it."""
    if item.removed_at is not None:
        remove(KIND, item.pk)
        return
    version = item.current
    body = [item.note, item.seen_where]
    if version is not None:
        body += [version.file_name, version.url and f"{host_shown(version.url)} {version.url}", version.text]
    index(KIND, item.pk, item.title, "\n".join(part for part in body if part))
