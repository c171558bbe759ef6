"""The list of common texts (laws, the plan, templates): who adds to it and drops from it, and which characters of a text are its.

Properly quoted words are left out of a comparison, too; a passage that stands in the files of many units is learned in `copies`.
"""

import re
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone

from fazhi.journal.models import Verb
from fazhi.journal.write import Who, write
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.models import Unit

from ..models import Boilerplate, BoilerplateGram
from ..refusals import EvidenceRefused
from .alignment import LEAST
from .shingles import SHINGLE, Squeezed, hashes, squeezed

LEAST_TEXT, MOST_TEXT = 20, 500_000  # characters of a common text
LONGEST_TITLE = 200
AT_A_TIME = 900  # hashes in one question; SQLite's older limit of variables is 999
_QUOTE = re.compile(r"“([^”]{20,2000})”")  # shorter ones are names and turns of phrase
_RUN = re.compile(b"\x01+")
_INTRODUCED = re.compile(r"》|规定|指出|强调|要求|明确")


class BoilerplateRefused(EvidenceRefused):
    """A text cannot be put on the list of common texts, or taken off it, in this way."""


@transaction.atomic
def add_boilerplate(actor: Actor, area: Unit, title: str, text: str, *, source: Unit | None = None) -> Boilerplate:
    """A text that is left out from now on when material of `area` is compared; by its task force. Raises NotAllowed, BoilerplateRefused."""
    if not actor.runs(area):
        raise NotAllowed("通用文字由本地区的创建工作专班列入。请联系专班。")
    return keep_boilerplate(area, title, text, by=actor.who, source=source)


@transaction.atomic
def keep_boilerplate(area: Unit, title: str, text: str, *, by: Who, source: Unit | None = None) -> Boilerplate:
    """The same for a room that acts by itself, as when a plan is confirmed. The same text is kept once. Raises BoilerplateRefused."""
    name, words = title.strip(), text.replace("\0", "").strip()
    shown = squeezed(words).text
    if not name or len(name) > LONGEST_TITLE:
        raise BoilerplateRefused(f"请写明这段通用文字的名称（如法律名称、模板名称），不超过{LONGEST_TITLE}个字。")
    if not LEAST_TEXT <= len(shown) <= MOST_TEXT:
        raise BoilerplateRefused(f"通用文字要有{LEAST_TEXT}到{MOST_TEXT // 10_000}万个字，这里有{len(shown)}个。请粘贴完整的正文。")
    for held in Boilerplate.objects.select_for_update().filter(area=area, removed_at=None, title=name):
        if squeezed(held.text).text == shown:
            return held
    made = Boilerplate.objects.create(area=area, title=name, text=words, source=source, added_by=by.name)
    rows = (BoilerplateGram(hash=each, boilerplate=made) for each in sorted(set(hashes(shown))))
    BoilerplateGram.objects.bulk_create(rows, batch_size=AT_A_TIME // 2)
    write(Verb.CREATED, made, f"把“{name}”（{len(shown)}字）列为通用文字，比对材料时不计", by=by, units=[area.pk])
    return made


@transaction.atomic
def drop_boilerplate(actor: Actor, boilerplate: Boilerplate) -> Boilerplate:
    """Count the text again from now on; it stays in the list's history. Raises NotAllowed and BoilerplateRefused."""
    held = Boilerplate.visible_to(actor).select_for_update(of=("self",)).select_related("area").filter(pk=boilerplate.pk).first()
    if held is None or not actor.runs(held.area):
        raise NotAllowed("通用文字由列入它的地区的创建工作专班移出。请联系专班。")
    if held.removed_at is not None:
        raise BoilerplateRefused(f"“{held.title}”已由{held.removed_by}移出，不必再移。")
    held.removed_by, held.removed_at = actor.user.name, timezone.now()
    held.save(update_fields=("removed_by", "removed_at"))
    BoilerplateGram.objects.filter(boilerplate=held).delete()
    write(Verb.REMOVED, held, f"把“{held.title}”移出通用文字，比对材料时重新计入", by=actor.who, units=[held.area_id])
    return held


def in_force_for(unit: Unit) -> list[int]:
    """The numbers of the common texts of every area that `unit` lies in."""
    above = [int(each) for each in unit.path.strip("/").split("/")]
    return list(Boilerplate.objects.filter(area__in=above, removed_at=None).values_list("pk", flat=True))


def known_hashes(asked: Iterable[int], lists: list[int]) -> set[int]:
    """Those of the hashes that belong to one of these common texts."""
    if not lists:
        return set()
    held = BoilerplateGram.objects.filter(boilerplate__in=lists)
    return {each for part in in_parts(asked) for each in held.filter(hash__in=part).values_list("hash", flat=True)}


def in_parts(values: Iterable[int]) -> Iterator[list[int]]:
    """The distinct values, so many as one question may hold."""
    every = list(dict.fromkeys(values))
    return (every[start : start + AT_A_TIME] for start in range(0, len(every), AT_A_TIME))


def marked(every: list[int], length: int, lists: list[int]) -> bytearray:
    """For each of `length` characters 1 where a run of shingles of a common text covers it, else 0; `every` is the hash at each place.

    A run no longer than a stock phrase stays unmarked: laws and reports share words everywhere.
    """
    places = bytearray(length)
    known = known_hashes(every, lists)
    for place, each in enumerate(every):
        if each in known:
            places[place : place + SHINGLE] = b"\1" * SHINGLE
    for run in _RUN.finditer(places):
        if run.end() - run.start() < LEAST:
            places[run.start() : run.end()] = bytes(run.end() - run.start())
    return places


def quoted(original: str, squeezed_text: Squeezed) -> bytearray:
    """For each squeezed character 1 where it stands in “ ” and a source or a verb of quoting goes before: 《行政处罚法》规定：“……”."""
    inside = bytearray(len(original))
    for found in _QUOTE.finditer(original):
        if _INTRODUCED.search(original, max(0, found.start() - 60), found.start()):
            inside[found.start(1) : found.end(1)] = b"\1" * (found.end(1) - found.start(1))
    return bytearray(inside[place] for place in squeezed_text.places)
