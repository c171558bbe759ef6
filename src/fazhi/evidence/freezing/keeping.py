"""What a look gave, kept: content in the store, the capture as a row, the words of the first one with the version."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fazhi.journal.models import Verb
from fazhi.journal.write import SYSTEM, write

from ..indexing import index_item
from ..models import Blob, Capture, Fault, Version
from ..store import opened, put
from .comparing import differences
from .framing import framed
from .taking import Taken, address_of

State = Capture.State
WARC_TYPE = "application/warc"
AGAIN = (1, 6, 24, 24, 24, 72, 168)  # hours to the next look after so many failures in a row
OFFLINE_AGAIN = timedelta(hours=1)


def baseline(version: Version) -> Capture | None:
    """The capture that later ones are measured against: the first that was kept and was no “there is no such page”."""
    return version.captures.filter(state=State.TAKEN, seems_gone="").order_by("taken_at", "pk").first()


def frozen(version: Version) -> Capture | None:
    """The capture that proves what was handed in, with its copy or file; None where nothing could be frozen."""
    return baseline(version)


def known_digests(version: Version) -> set[str]:
    return set(version.captures.filter(state=State.TAKEN).exclude(digest="").values_list("digest", flat=True))


def words_kept(capture: Capture) -> str:
    """The compared words of a capture that was kept."""
    if capture.words is None:
        return ""
    with opened(capture.words) as file:
        return file.read().decode("utf-8")


def keep(
    version: Version, taken: Taken, *, counts: bool = True, now: datetime | None = None, then: Callable[[Version], object] | None = None
) -> Capture:
    """The capture of this look. The content is stored before the transaction begins; what is new is journalled.

    `then` is called in the transaction where this is the capture of what was handed in, and the version has its words.
    """
    moment = now or timezone.now()
    stored = _stored(taken)
    with transaction.atomic():
        held = Version.objects.select_for_update(of=("self",)).select_related("item").get(pk=version.pk)
        first = baseline(held)
        capture = _row(held, taken, moment, counts=counts)
        if not taken.fault:
            _settle_kept(capture, held, taken, first, stored)
        before, is_first = held.captures.first(), first is None and capture.state == State.TAKEN and not capture.seems_gone
        capture.due_at = moment + _pause(held, capture)
        held.captures.exclude(due_at=None).update(due_at=None)
        capture.save()
        if is_first:
            _give_words(held, taken)
        _report(capture, held, before, first)
        if is_first and then is not None:
            then(held)
    return capture


def _row(version: Version, taken: Taken, moment: datetime, *, counts: bool) -> Capture:
    last = taken.last
    is_closed = taken.fault in (Fault.POLICY, Fault.OFF, Fault.CONTENT)
    return Capture(
        version=version,
        taken_at=moment,
        url=version.url,
        final_url=address_of(taken.fetched)[:2000],
        redirects=taken.fetched.hops,
        status=last.status if last else None,
        media_type=(taken.file_type or (last.media_type if last else ""))[:100],
        title=taken.title[:300],
        published_on=taken.published_on,
        source=taken.source[:100],
        digest=taken.digest,
        state=State.NOT_TAKEN if is_closed else State.FAILED,
        fault=taken.fault,
        why=taken.why[:500],
        counts=counts,
        seems_gone=taken.seems_gone,
    )


def _settle_kept(capture: Capture, version: Version, taken: Taken, first: Capture | None, stored: dict[str, Blob]) -> None:
    """The same as what was kept before, or something new beside it."""
    earlier = version.captures.filter(state=State.TAKEN, digest=taken.digest).first()
    capture.state = State.SAME if earlier and "warc" not in stored else State.TAKEN
    for name, blob in stored.items():
        setattr(capture, name, blob)
    if first is None:
        return
    capture.compared_with = first
    if first.digest != taken.digest:
        found = differences(words_kept(first), taken.measured)
        capture.share_gone, capture.share_new = found.share_gone, found.share_new


def _stored(taken: Taken) -> dict[str, Blob]:
    if taken.warc is None or taken.fault:
        return {}
    with taken.warc as archive:
        stored = {"warc": put(archive, WARC_TYPE), "words": put(taken.measured.encode(), "text/plain")}  # type: ignore[arg-type]
    if taken.file:
        stored["file"] = put(taken.file, taken.file_type)
    else:
        stored["page"] = put(framed(taken, stored["warc"].sha256).encode(), "text/html")
    return stored


def _pause(version: Version, capture: Capture) -> timedelta:
    """How long until the next look: the usual days, less after failures; an hour where the machine itself had no network."""
    usual = timedelta(days=settings.FAZHI_LINK_DAYS)
    if capture.state != State.FAILED:
        return usual
    if not capture.counts:
        return OFFLINE_AGAIN
    failures = 1
    for state, counted in version.captures.values_list("state", "counts")[: len(AGAIN)]:
        if state != State.FAILED:
            break
        failures += counted
    return min(usual, timedelta(hours=AGAIN[min(failures, len(AGAIN)) - 1]))


def _give_words(version: Version, taken: Taken) -> None:
    """The words of what was handed in become the version's, to be searched and examined."""
    version.text = taken.text
    version.text_state = Version.TextState.DONE if taken.text else Version.TextState.NONE
    version.text_note = taken.why[:300]
    version.save(update_fields=("text", "text_state", "text_note"))
    index_item(version.item)


def _report(capture: Capture, version: Version, before: Capture | None, first: Capture | None) -> None:
    """One entry where something is to be told: frozen, changed, failing first, there again; the usual “as it was” is a row alone."""
    item = version.item
    if capture.state == State.TAKEN and first is None:
        said = f"冻结了链接“{item.title}”的网页“{(capture.title or capture.final_url)[:100]}”"
    elif capture.state == State.TAKEN:
        said = f"检查链接“{item.title}”：网页与冻结时不同（变化约{capture.share_changed:.0%}），另存了一份"
    elif capture.state == State.SAME:
        if before is None or before.state != State.FAILED:
            return
        said = f"检查链接“{item.title}”：重新打得开，内容与此前存档相同"
    else:
        if before is not None and before.state == capture.state:
            return
        said = f"检查链接“{item.title}”，没有抓取到网页：{capture.why}"
    verb = Verb.CREATED if capture.state == State.TAKEN else Verb.CHANGED
    write(verb, capture, said[:480], by=SYSTEM, about=[item, version], units=[item.unit_id])
