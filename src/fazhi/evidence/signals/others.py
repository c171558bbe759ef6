"""The other material that a version is compared with: the newest version of every other item that was not removed."""

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from ..models import ItemKind, Version
from ..noting import signed


def others(version: Version) -> QuerySet[Version]:
    """Newest versions of other items, whoever supplied them; to be narrowed by an indexed column before it is read."""
    newest = Version.objects.filter(item=OuterRef("item")).order_by("-no").values("pk")[:1]
    found = Version.objects.filter(item__removed_at=None, pk=Subquery(newest)).exclude(item=version.item_id)
    return found.select_related("item__unit").defer("text", "preview")


def borne_day(version: Version) -> tuple[date | None, str]:
    """The day that a paper bears, and its name: 成文日期 read from the words, else what the unit filled in."""
    if day := signed(version):
        return day, "正文成文日期"
    return version.item.effective_on, "填报的形成日期"


def is_photo(version: Version) -> bool:
    return version.item.kind == ItemKind.IMAGE
