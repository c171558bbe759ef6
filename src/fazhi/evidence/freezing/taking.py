"""A look at an address: fetched, read, and made into what can be kept; touches no table, so that many can be out at once."""

import contextlib
import tempfile
import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from fazhi.kit.digests import sha256_hex
from fazhi.kit.files import safe_name

from .. import apart
from ..antivirus import refuse_infected
from ..guard.secrecy import refuse_secret
from ..kinds import FileRefused
from ..models import Fault
from .fetching import MEGABYTE, MOST_HOPS, Exchange, Fetched, Limits, fetch
from .policy import Policy, Resolve, resolved
from .unpacking import as_text
from .warc import write_warc

PAGES = ("text/html", "application/xhtml+xml")
MOST_CAPTURE = 60 * MEGABYTE
OF_PART = Limits(size=5 * MEGABYTE, seconds=15, connect=6, read=8)
MOST_SECONDS = 120  # of a whole capture


@dataclass
class Taken:
    """What a look gave. `warc` is a file at its beginning where the page is new; `html` its clean copy, `file` what else lay there."""

    fetched: Fetched
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    title: str = ""
    published_on: date | None = None
    source: str = ""
    text: str = ""
    measured: str = ""  # the words that are compared
    digest: str = ""
    seems_gone: str = ""
    why: str = ""
    fault: Fault = Fault.NONE
    warc: IO[bytes] | None = None
    html: str = ""
    file: bytes = b""
    file_type: str = ""
    file_name: str = ""

    @property
    def last(self) -> Exchange | None:
        return self.fetched.last


def take(url: str, policy: Policy, known: Collection[str] = (), *, limits: Limits = Limits(), resolve: Resolve = resolved) -> Taken:
    """Look at `url`; never raises for what a site does. With a digest among `known` only the words come back: the page is kept already."""
    until = time.monotonic() + MOST_SECONDS
    return understood(fetch(url, policy, limits, resolve), policy, known, until, limits, resolve)


def understood(
    fetched: Fetched, policy: Policy, known: Collection[str], until: float, limits: Limits = Limits(), resolve: Resolve = resolved
) -> Taken:
    """What an answer says and shows, with the parts that it names fetched as far as time allows (`until`, monotonic seconds)."""
    taken = Taken(fetched, why=fetched.why, fault=fetched.fault)
    if taken.fault or fetched.last is None:
        return taken
    with tempfile.TemporaryDirectory(prefix="fazhi-") as folder:
        try:
            if (fetched.last.media_type or "text/html") in PAGES:
                _page(taken, Path(folder), policy, known, until, limits, resolve)
            else:
                _file(taken, Path(folder), known)
        except FileRefused as refusal:
            taken.fault, taken.why = Fault.CONTENT, str(refusal)[:500]
            taken.title = taken.text = taken.html = taken.file_name = ""
    return taken


def _page(taken: Taken, folder: Path, policy: Policy, known: Collection[str], until: float, limits: Limits, resolve: Resolve) -> None:
    fetched, path = taken.fetched, folder / "page.html"
    found = _read(fetched, path)
    while (onward := found["refresh"]) and len(fetched.hops) < MOST_HOPS and onward != fetched.exchanges[-1].url:
        _go_on(fetched, onward, policy, replace(limits, seconds=max(1.0, min(limits.seconds, until - time.monotonic()))), resolve)
        taken.fault, taken.why = fetched.fault, fetched.why
        if taken.fault:
            return
        found = _read(fetched, path)
    taken.title, taken.source, taken.text, taken.seems_gone = found["title"], found["source"], found["text"], found["seems_gone"]
    taken.published_on = date.fromisoformat(found["published_on"]) if found["published_on"] else None
    taken.measured = found["measured"]
    taken.digest = sha256(taken.measured.encode()).hexdigest()
    taken.why = found.get("note", "")
    if taken.digest in known:
        return
    refuse_infected(path)
    words = folder / "words.txt"
    words.write_text(taken.text, "utf-8")
    refuse_secret(words, "text/plain", "")
    parts = _parts(found, policy, until, fetched, resolve)
    pictures = {}
    for number, exchange in enumerate(each for each in parts if each.url in found["pictures"] or each.media_type.startswith("image/")):
        (folder / f"part-{number}").write_bytes(exchange.content)
        pictures[exchange.url] = str(folder / f"part-{number}")
    with contextlib.suppress(apart.Broken):  # the copy then has the words alone
        taken.html = apart.do("copy", path, url=address_of(fetched), pictures=pictures)["html"]
    _archive(taken, parts)


def _read(fetched: Fetched, path: Path) -> dict[str, Any]:
    """The page's facts; of one that cannot be read in time only a note, its bytes are kept all the same."""
    assert fetched.last is not None
    path.write_text(as_text(fetched.last.content, fetched.last.header("content-type")), "utf-8")
    try:
        found = apart.do("page", path, url=address_of(fetched))
    except apart.Broken as broken:
        return {**_UNREAD, "note": f"网页的文字读不出来（{broken}），原样存档已保存。"}
    if not found["text"]:
        found["note"] = "网页里没有可读的文字，多半由脚本生成。请在浏览器中打开核对，并打印成 PDF 另行上传。"
    return found


_UNREAD = {
    "title": "",
    "published_on": "",
    "source": "",
    "text": "",
    "measured": "",
    "seems_gone": "",
    "refresh": "",
    "pictures": [],
    "styles": [],
}


def _go_on(fetched: Fetched, url: str, policy: Policy, limits: Limits, resolve: Resolve) -> None:
    """Follow a page that sends its reader on by itself."""
    more = fetch(url, policy, limits, resolve)
    fetched.hops += [{"url": address_of(fetched), "status": 200, "to": url[:2000]}, *more.hops]
    fetched.exchanges += more.exchanges
    fetched.fault, fetched.why = more.fault, more.why


def _parts(found: dict[str, Any], policy: Policy, until: float, fetched: Fetched, resolve: Resolve) -> list[Exchange]:
    """Styles and pictures of the page as far as limits go; what cannot be had is left out."""
    size, parts = sum(len(each.body) for each in fetched.exchanges), []
    for address in [*found["pictures"], *found["styles"]]:
        left = until - time.monotonic()
        if left <= 0 or size >= MOST_CAPTURE:
            break
        limits = replace(OF_PART, seconds=min(OF_PART.seconds, left), size=min(OF_PART.size, MOST_CAPTURE - size))
        part = fetch(address, policy, limits, resolve)
        if not part.fault and part.last is not None:
            size += len(part.last.body)
            parts.append(replace(part.last, url=address))
    return parts


def _file(taken: Taken, folder: Path, known: Collection[str]) -> None:
    """What is no page: judged like an upload, and kept as it is."""
    exchange = taken.last
    assert exchange is not None
    taken.digest = sha256_hex(exchange.content)
    name = safe_name(unquote(urlsplit(exchange.url).path.rpartition("/")[2]) or "文件", max_bytes=200)
    path = folder / "file"
    path.write_bytes(exchange.content)
    try:
        verdict = apart.do("judge", path, name=name)
        taken.file_type, taken.file_name = verdict["media_type"], safe_name(verdict["name"], max_bytes=200)
        taken.title = taken.file_name
        if taken.digest not in known:
            refuse_infected(path)
            refuse_secret(path, taken.file_type, taken.file_name)
            taken.file = exchange.content
        words = apart.do("text", path, media_type=taken.file_type)
        taken.text = taken.measured = words["text"]
        taken.why = words["note"]
    except apart.Broken as broken:
        taken.why = f"链接指向的文件读不出文字（{broken}），文件已保存。"
    if taken.digest not in known:
        _archive(taken, [])


def _archive(taken: Taken, parts: list[Exchange]) -> None:
    about = {"title": taken.title, "published": str(taken.published_on or ""), "source": taken.source, "seed": taken.fetched.url}
    taken.warc = tempfile.SpooledTemporaryFile(max_size=8 * MEGABYTE)  # noqa: SIM115 — closed by who stores it
    write_warc(taken.warc, [*taken.fetched.exchanges, *parts], about | {"page": address_of(taken.fetched)})
    taken.warc.seek(0)


def address_of(fetched: Fetched) -> str:
    """The address at which the page was found in the end."""
    return fetched.exchanges[-1].url if fetched.exchanges else fetched.url
