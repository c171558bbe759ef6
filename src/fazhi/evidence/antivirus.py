"""The virus scanner: a clamd that the installation runs, asked before anything is stored.

Protocol: clamd(8), INSTREAM; each piece goes with its length as four bytes, big-endian, and a length of nought ends the stream.
"""

import re
import select
import socket
import struct
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from .kinds import FileRefused
from .refusals import EvidenceRefused

SOCKETS = ("/run/clamav/clamd.ctl", "/var/run/clamav/clamd.ctl", "/run/clamd.scan/clamd.sock")
PIECE = 1 << 18
CONNECTING, ANSWERING = 5, 120  # seconds
_TOO_LARGE = "文件超过查毒程序的大小上限，未查毒。"
_UNFINISHED = "文件层数或内容过多，查毒程序没有查完。"
_SILENT = "查毒程序没有应答，这个文件未查毒。"
_SIGNED = re.compile(r"(?P<program>ClamAV [^/]+)(?:/(?P<number>\d+)/(?P<day>.+))?")


class ScannerSilent(EvidenceRefused):
    """The scanner is required and does not answer; the upload stays whole and is judged again later."""

    status = 503

    def __init__(self) -> None:
        super().__init__("查毒程序暂时没有应答，未查毒的文件不能接收。文件已传到服务器，没有丢失：请稍后再传，恢复后系统也会自动接着检查。")


@dataclass(frozen=True)
class Scanner:
    """A scanner that answered: its program, the number of its signatures and their day, as it says them."""

    address: str
    program: str
    signatures: str
    made_on: datetime | None


def address() -> str:
    """unix:/path or tcp://host:port; empty where the installation has none. FAZHI_CLAMD=off asks nobody."""
    named = str(settings.FAZHI_CLAMD)
    if named == "off":
        return ""
    return named or next((f"unix:{path}" for path in SOCKETS if Path(path).exists()), "")


def refuse_infected(path: Path) -> str:
    """Raise FileRefused where the scanner knows the content as harmful; the answer is a remark for the upload, mostly empty.

    Without a scanner nothing is asked. One that does not answer raises ScannerSilent where FAZHI_CLAMD_REQUIRED is set,
    else the file comes in with a remark.
    """
    place = address()
    if not place:
        return ""
    try:
        return _understood(_scanned(place, path))
    except OSError as error:
        if settings.FAZHI_CLAMD_REQUIRED:
            raise ScannerSilent from error
        return _SILENT


def _understood(answer: str) -> str:
    if answer.endswith(" OK"):
        return ""
    if answer.endswith(" FOUND"):
        name = answer.removesuffix(" FOUND").partition(": ")[2]
        if name.startswith("Heuristics.Limits.Exceeded"):
            return _UNFINISHED
        raise FileRefused(
            f"查毒程序在这个文件里发现病毒或木马（{name}），已拒收，没有保存。请先在自己的电脑上查杀，再上传干净的文件；如认为是误报，请联系系统管理员。"
        )
    if "size limit exceeded" in answer:
        return _TOO_LARGE
    raise ConnectionError(answer)


def _scanned(place: str, path: Path) -> str:
    """The scanner's answer, such as “stream: OK”. It may answer, and hang up, before it has heard everything."""
    with _connected(place) as line, path.open("rb") as file:
        try:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                if select.select([line], [], [], 0)[0]:
                    return _heard(line)
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(bytes(4))
        except (BrokenPipeError, ConnectionResetError):
            return _heard(line)
        return _heard(line)


def _heard(line: socket.socket) -> str:
    heard = b""
    while b"\0" not in heard and len(heard) < 4096:
        piece = line.recv(4096)
        if not piece:
            break
        heard += piece
    if not heard:
        raise ConnectionError("hung up")
    return heard.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _connected(place: str) -> socket.socket:
    if place.startswith("tcp://"):
        host, _, port = place.removeprefix("tcp://").rpartition(":")
        line = socket.create_connection((host.strip("[]"), int(port)), CONNECTING)
    else:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECTING)
        try:
            line.connect(place.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
    line.settimeout(ANSWERING)
    return line


def scanner() -> Scanner | None:
    """The scanner and how old its signatures are; None where none answers."""
    place = address()
    if not place:
        return None
    try:
        with _connected(place) as line:
            line.settimeout(CONNECTING)
            line.sendall(b"zVERSION\0")
            said = _heard(line)
    except OSError:
        return None
    found = _SIGNED.fullmatch(said)
    if found is None:
        return None
    return Scanner(place, found["program"], found["number"] or "", _day(found["day"] or ""))


def _day(said: str) -> datetime | None:
    """“Sat Nov 21 07:26:42 2026”, as clamd writes it whatever the locale."""
    try:
        return datetime.strptime(said.strip(), "%a %b %d %H:%M:%S %Y")
    except ValueError:
        return None
