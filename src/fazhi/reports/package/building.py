"""Building a package: contents gathered, small files written and hashed, manifest sealed, and the whole archive given as a stream."""

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone

from fazhi.evidence import store
from fazhi.evidence.models import Blob, Version
from fazhi.evidence.refusals import ContentLost
from fazhi.journal.models import Checkpoint
from fazhi.journal.proving import seal_now
from fazhi.kit.digests import Digester

from . import log, manifest, properties, receipts, sealing
from .contents import Contents, Piece
from .material import versions_of
from .offline import guide, verify_script, viewer, viewer_sha256
from .zipping import Member, ahead, pieces_of, zipped

Told = Callable[[int, int, str], object]
MOST_TEXT, MOST_TEXTS = 20_000, 12_000_000  # characters of one file, and of all, that the viewer searches
HTML, JSON, LINES = "text/html", "application/json", "application/x-ndjson"
OWN = "系统"


class ContentDamaged(Exception):
    """A stored file is not what was stored, or is gone; the message names it. Nothing is packed."""


@dataclass
class Build:
    """A package ready to be streamed: its digest is known, and no byte of the archive is written yet."""

    contents: Contents
    digest: str
    manifest: bytes
    members: list[Member]
    checkpoint: Checkpoint | None
    seal: sealing.Seal
    entries: int
    receipts: list[dict[str, Any]]
    size: int  # bytes of all files, unpacked
    files: int

    def stream(self) -> Generator[bytes, None, None]:
        """The archive; raises ContentDamaged at the first stored file that is not as it was stored."""
        return ahead(zipped(self.members, self.contents.as_of))


@dataclass
class _Desk:
    """What is written on the way: a folder of files, and what the manifest will say of each."""

    folder: Path
    listed: dict[str, manifest.Listed] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)

    def add(self, piece: Piece) -> manifest.Listed:
        if piece.blob is not None:
            blob = piece.blob
            return self._list(piece, blob.size, blob.sha256, blob.sm3, lambda: checked(blob, piece.title))
        assert piece.write is not None
        path = self.folder / str(len(self.members))
        with path.open("wb") as stream:
            piece.write(stream)
        digester = Digester()
        for part in pieces_of(path.open("rb")):
            digester.update(part)
        digests = digester.hexdigests()
        return self._list(piece, digester.size, digests["sha256"], digests["sm3"], lambda: pieces_of(path.open("rb")))

    def _list(self, piece: Piece, size: int, sha256: str, sm3: str, pieces: Callable[[], Iterable[bytes]]) -> manifest.Listed:
        known = (piece.path, size, sha256, sm3, piece.role, piece.title, piece.media_type, piece.indicator, piece.unit)
        self.listed[piece.path] = listed = manifest.Listed(*known)
        self.members[piece.path] = Member(piece.path, size, piece.media_type, pieces)
        return listed


def build(contents: Contents, folder: Path, name: str, told: Told = lambda done, total, said: None) -> Build:
    """Write what is made now into `folder`, list everything, and seal the manifest. The stored files are not read yet."""
    desk, checkpoint = _Desk(folder), None
    entries = log.entries_about(contents.demands) if contents.profile.with_journal else []
    if contents.profile.with_journal:
        checkpoint = seal_now()  # after the entries were named: it covers every one of them
        desk.add(Piece(log.NAME, "经过日志", "journal", LINES, write=lambda stream: log.write_lines(stream, entries)))
    pieces = []
    for number, piece in enumerate(contents.pieces(), start=1):
        pieces.append((piece, desk.add(piece)))
        told(0, 1, f"已备好 {number} 个文件：{piece.indicator or OWN}")
    title = f"{contents.campaign.unit.name}{contents.profile.name}材料包"
    for made in _own(contents, len(entries), title):
        desk.add(made)
    origin = checkpoint.origin if checkpoint else ""
    data = manifest.manifest(contents, list(desk.listed.values()), origin, len(entries), viewer_sha256())
    digest, at = manifest.digest(data), timezone.now()
    seal = sealing.stamped(digest)
    units = receipts.told(receipts.lines_of(pieces, contents.figures, desk.listed))
    size = sum(each.size for each in desk.listed.values())
    small = sealing.seals(contents, digest, checkpoint, seal, at, len(desk.listed), size)
    small[sealing.RECEIPTS] = sealing.receipts_json(name, digest, at, units)
    members = [*_front(desk, data, texts_of(contents)), *_sealed(folder, small, entries, checkpoint)]
    return Build(contents, digest, data, members, checkpoint, seal, len(entries), units, size, len(desk.listed))


def checked(blob: Blob, title: str) -> Iterator[bytes]:
    """The stored bytes, hashed again as they pass; raises ContentDamaged after the last of them, or where there are none."""
    digester = Digester()
    try:
        file = store.opened(blob)
    except ContentLost as lost:
        raise ContentDamaged(f"没有打包：材料“{title}”的文件在存储中找不到了。{lost}") from lost
    for piece in pieces_of(file):  # type: ignore[arg-type]
        digester.update(piece)
        yield piece
    if digester.size != blob.size or digester.hexdigests() != {"sha256": blob.sha256, "sm3": blob.sm3}:
        raise ContentDamaged(
            f"没有打包：材料“{title}”的文件与入库时的摘要不一致，存储中的文件（{blob.sha256[:12]}）已损坏或被改动。"
            "请系统管理员从备份恢复这个文件，再重新打包。"
        )


def texts_of(contents: Contents) -> bytes:
    """{path: words} of the packed originals for the viewer's search, up to a bound; a masked file's words stay at home."""
    paths: dict[int, list[str]] = {}
    for each in contents.packed:
        if each.version is not None and each.role == "proof" and not each.is_elsewhere and each.blob is not None:
            paths.setdefault(each.version.pk, []).append(each.path)
    found, left = {}, MOST_TEXTS
    rows = Version.objects.filter(pk__in=versions_of(contents.demands)).order_by("pk").values_list("pk", "text")
    for pk, text in rows.iterator(200):
        words = text[: min(MOST_TEXT, left)]
        for path in paths.get(pk, ()) if words else ():
            found[path] = words
            left -= len(words)
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _own(contents: Contents, entries: int, title: str) -> Iterator[Piece]:
    """The house's own files that the manifest lists."""
    yield Piece(properties.NAME, "四性检测报告", "report", HTML, write=lambda stream: stream.write(properties.report(contents, entries)))
    yield Piece("verify.py", "核对程序", "tool", "text/x-python", write=lambda stream: stream.write(verify_script()))
    yield Piece("使用说明.txt", "使用说明", "tool", "text/plain", write=lambda stream: stream.write(guide(title)))


def _front(desk: _Desk, data: bytes, texts: bytes) -> Iterator[Member]:
    """The viewer and the manifest, then every listed file in the order of paths."""
    page = desk.folder / "index.html"
    with page.open("wb") as stream:
        for piece in viewer(data, texts):
            stream.write(piece)
    yield Member("index.html", page.stat().st_size, HTML, lambda: pieces_of(page.open("rb")))
    yield Member(manifest.NAME, len(data), JSON, lambda: [data])
    for path in sorted(desk.members):
        yield desk.members[path]


def _sealed(folder: Path, small: dict[str, bytes], entries: list[int], checkpoint: Checkpoint | None) -> Iterator[Member]:
    if checkpoint is not None:
        path = folder / "proofs"
        with path.open("wb") as stream:
            log.write_proofs(stream, entries, checkpoint)
        yield Member(log.PROOFS, path.stat().st_size, JSON, lambda: pieces_of(path.open("rb")))
    for name in sorted(small):
        yield Member(name, len(small[name]), JSON if name.endswith(".json") else "text/plain", lambda data=small[name]: [data])  # type: ignore[misc]
