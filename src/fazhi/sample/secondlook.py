"""What the people of the sample city do once the checks have seen the material: look at pages again, mask, explain, decide."""

import time as clock
from datetime import UTC, date, datetime, time, timedelta

from fazhi.campaign.cycle import look as look_at_cycle
from fazhi.campaign.models import Campaign
from fazhi.evidence.freezing.fetching import Exchange, Fetched
from fazhi.evidence.freezing.keeping import keep, known_digests
from fazhi.evidence.freezing.policy import Policy
from fazhi.evidence.freezing.taking import Taken, understood
from fazhi.evidence.guard.copies import approve_copy, make_copy
from fazhi.evidence.guard.personal import found_in
from fazhi.evidence.models import Fault, Item, PublicCopy, Signal, SignalKind, Version
from fazhi.evidence.signals.deciding import decide, explain
from fazhi.evidence.signals.examining import examine
from fazhi.evidence.signals.links import look_at_captures
from fazhi.jobs.queue import enqueue
from fazhi.jobs.worker import drain
from fazhi.people.models import Unit

from .persons import Cast
from .summaries import EXPLAINABLE, EXPLAINED, PAGE, PAGE_AFTER, PAGE_BEFORE, PAGE_OF_HEARING, UPHELD
from .trust import Planted

GONE = "网站答复没有此页（HTTP 404，示例）。"
LOOKS = (45, 4, 2, 1)  # days ago: frozen at hand-in, then looked at again
READ_IN = 120  # seconds for the reading of a page


def look_again(cast: Cast, campaign: Campaign, units: dict[str, Unit], planted: Planted) -> None:
    """The checks have run; what they found is explained and decided by different people, and a masked copy is approved."""
    _freeze(planted, cast.on)
    drain()
    look_at_cycle(campaign)
    _mask(cast, units, planted.personal)
    _decide(cast, units, planted)


def _freeze(planted: Planted, on: date) -> None:
    """One page that was changed after it was frozen, one that is gone; the answers are made here."""
    moments = [datetime.combine(on - timedelta(days=back), time(2), UTC) for back in LOOKS]
    for item, before, later in ((planted.changed, PAGE_BEFORE, PAGE_AFTER), (planted.dead, PAGE_OF_HEARING, ())):
        version = item.current
        assert version is not None
        _keep(version, _taken(version, item, before, moments[0]), moments[0])
        if later:
            _keep(version, _taken(version, item, later, moments[-1]), moments[-1])
            continue
        for moment in moments[1:]:
            _keep(version, Taken(_answer(version.url, b"", moment, 404), at=moment, fault=Fault.STATUS, why=GONE), moment)


def _keep(version: Version, taken: Taken, moment: datetime) -> None:
    keep(version, taken, now=moment, then=lambda held: enqueue(examine, held.pk, key=f"examine-{held.pk}"))
    look_at_captures(version)


def _taken(version: Version, item: Item, paragraphs: tuple[str, ...], moment: datetime) -> Taken:
    """A page as the reader of pages understands it; it names no pictures, so nothing is fetched."""
    assert item.effective_on is not None
    shown = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    page = PAGE.format(title=item.title, on=item.effective_on.isoformat(), unit=item.unit.name, paragraphs=shown).encode()
    fetched = _answer(version.url, page, moment, 200)
    taken = understood(fetched, Policy(is_on=False), known_digests(version), clock.monotonic() + READ_IN)
    taken.at = moment
    return taken


def _answer(url: str, body: bytes, moment: datetime, status: int) -> Fetched:
    """192.0.2.1 is an address for examples (RFC 5737)."""
    request = f"GET {url} HTTP/1.1\r\nHost: www.example.gov.cn\r\n\r\n".encode()
    reason, headers = "OK" if status == 200 else "Not Found", [("Content-Type", "text/html; charset=utf-8")]
    exchange = Exchange(url, "192.0.2.1", moment, request, status, reason, headers, body, body)
    return Fetched(url, [exchange], reached=True)


def _mask(cast: Cast, units: dict[str, Unit], item: Item) -> None:
    """The liaison hides every number and name that is beyond doubt; the head lets the copy out."""
    version, unit = item.current, units["市教育局"]
    assert version is not None
    values = sorted({each.key for each in found_in(version.text) if each.is_sure})
    copy = make_copy(cast.liaisons[unit.pk], version, {"values": values, "boxes": []})
    drain()
    approve_copy(cast.heads[unit.pk], PublicCopy.objects.get(pk=copy.pk))


def _decide(cast: Cast, units: dict[str, Unit], planted: Planted) -> None:
    """A picture used twice is explained and accepted, a copied summary is found to be one."""
    photograph = Signal.objects.filter(item__in=planted.pictures, kind=SignalKind.SAME_SCAN).first()
    copied = Signal.objects.filter(item=planted.copied, kind=SignalKind.NEAR_COPY).first()
    assert photograph is not None and copied is not None
    explain(cast.liaisons[units["市卫健委"].pk], photograph, EXPLAINED)
    decide(cast.by_name["zhuanban-jiaoyu"], photograph, Signal.State.EXPLAINED, EXPLAINABLE)
    decide(cast.by_name["zhuanban"], copied, Signal.State.UPHELD, UPHELD)
