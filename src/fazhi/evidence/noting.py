"""What is noted on a version: what its file says of itself, the facts in its words, and the columns by which checks look it up."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from . import documentfacts
from .documentfacts import Number, parse_number
from .models import Item, Version

FIELDS = ("made", "facts", "made_at", "made_by", "signed_on", "number_series", "number_no")


def note(version: Version, made: dict[str, Any]) -> tuple[str, ...]:
    """Set FIELDS on the version from its text and from what its file says (shape: inside.made); gives the names, to be saved."""
    version.made, version.facts = made, documentfacts.kept(documentfacts.read(version.text))
    version.made_at = moment(made.get("modified")) or moment(made.get("created")) or moment(made.get("taken"))
    version.made_by = str(made.get("author", ""))[:100]
    _look_up(version)
    return FIELDS


def renumber(item: Item) -> None:
    """After a person confirmed another number: the newest version is looked up by that one."""
    version = item.current
    if version is not None:
        version.item = item
        version.save(update_fields=_look_up(version))


def number_of(version: Version) -> Number | None:
    """The 发文字号 that counts: what a person confirmed of the item, else what was read from the words."""
    return parse_number(version.item.doc_number) or parse_number(fact(version, "number"))


def fact(version: Version, name: str) -> str:
    """A fact as it was read, or an empty text."""
    return str(version.facts.get(name, {}).get("value", ""))


def signed(version: Version) -> date | None:
    """The 成文日期 that was read."""
    spelt = fact(version, "issued_on")
    return date.fromisoformat(spelt) if spelt else None


def moment(spelt: Any) -> datetime | None:
    """A time that a file states; without a zone it is the office's own clock, a bare day is its beginning."""
    if not spelt:
        return None
    found = datetime.fromisoformat(str(spelt))
    return found if found.tzinfo else timezone.make_aware(found)


def _look_up(version: Version) -> tuple[str, ...]:
    number = number_of(version)
    version.signed_on = signed(version)
    version.number_series, version.number_no = (number.series, number.no) if number else ("", None)
    return ("signed_on", "number_series", "number_no")
