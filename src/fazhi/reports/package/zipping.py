"""The archive as a stream of bytes: constant memory, fixed dates and order, ZIP64 where needed, names in UTF-8."""

import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from queue import Full, Queue
from threading import Event, Thread
from typing import BinaryIO

PIECE = 1 << 20
# Kinds that are packed already: packing them again costs time and gains nothing.
PACKED = ("image/", "video/", "audio/", "application/vnd.openxmlformats", "application/vnd.oasis", "application/zip", "application/gzip")
PACKED_KINDS = ("application/pdf", "application/ofd", "application/warc", "application/octet-stream")
LOOSE = ("image/bmp", "image/tiff", "image/svg+xml", "audio/wav")


@dataclass(frozen=True)
class Member:
    """One file of the archive: where it lies, how long it is, and its bytes, asked for when its turn comes."""

    path: str
    size: int
    media_type: str
    pieces: Callable[[], Iterable[bytes]]


def is_packed(media_type: str) -> bool:
    """Is a file of this kind stored as it is?"""
    return media_type not in LOOSE and (media_type in PACKED_KINDS or media_type.startswith(PACKED))


def zipped(members: Iterable[Member], day: date) -> Iterator[bytes]:
    """The bytes of the archive, piece by piece; every file bears the date `day`, so that only contents make a difference."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", allowZip64=True) as archive:  # type: ignore[call-overload]
        for member in members:
            with archive.open(_info(member, day), "w") as file:
                for piece in member.pieces():
                    file.write(piece)
                    if pipe.size >= PIECE:
                        yield pipe.take()
        yield pipe.take()
    yield pipe.take()


class Stream:
    """An iterator of bytes as a file to read from; it knows how far it is."""

    def __init__(self, pieces: Iterator[bytes], told: Callable[[int], object] = lambda done: None) -> None:
        self._pieces, self._told = pieces, told
        self._held = b""
        self.done = 0

    def read(self, size: int) -> bytes:
        """At most `size` bytes, as a pipe gives them; none at the end."""
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._held = piece
        taken, self._held = self._held[:size], self._held[size:]
        self.done += len(taken)
        self._told(self.done)
        return taken


def ahead(pieces: Iterator[bytes], depth: int = 4) -> Generator[bytes, None, None]:
    """The same pieces, made in a thread beside the one that takes them, `depth` of them at most waiting: hashing and writing run
    side by side. What goes wrong there is raised here; when nobody takes any more, the thread ends.
    """
    waiting: Queue[bytes | BaseException | None] = Queue(depth)
    ending = Event()

    def hand(piece: bytes | BaseException | None) -> None:
        while not ending.is_set():
            try:
                return waiting.put(piece, timeout=0.2)
            except Full:
                continue

    def work() -> None:
        try:
            for piece in pieces:
                hand(piece)
                if ending.is_set():
                    return
            hand(None)
        except BaseException as error:
            hand(error)

    thread = Thread(target=work, name="packing", daemon=True)
    thread.start()
    try:
        while (piece := waiting.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        ending.set()
        thread.join()


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """What a file holds, from its beginning; it is closed at the end."""
    with file:
        while piece := file.read(PIECE):
            yield piece


def _info(member: Member, day: date) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(member.path, (max(1980, day.year), day.month, day.day, 0, 0, 0))
    info.compress_type = zipfile.ZIP_STORED if is_packed(member.media_type) else zipfile.ZIP_DEFLATED
    info.file_size = member.size  # from which the archive sees where 64-bit fields are needed
    info.create_system, info.external_attr = 3, 0o644 << 16
    return info


class _Pipe:
    """What the archive is written into: bytes wait here until they are taken. It cannot be wound back."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = b"".join(self._waiting)
        self._waiting, self.size = [], 0
        return taken
