"""The virus scanner: what is done with each of its answers, by a peer that speaks its protocol and by the real one."""

import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from evidence import files
from evidence.hostile import EICAR
from fazhi.evidence import antivirus, jobs, uploads
from fazhi.evidence.antivirus import Scanner, ScannerSilent, scanner
from fazhi.evidence.models import Blob, Upload
from fazhi.jobs.models import Ticket

WORDS = "关于法治政府建设的报告".encode()
FOUND = (
    "查毒程序在这个文件里发现病毒或木马（Eicar-Test），已拒收，没有保存。"
    "请先在自己的电脑上查杀，再上传干净的文件；如认为是误报，请联系系统管理员。"
)
SILENT = "查毒程序没有应答，这个文件未查毒。"


class Peer:
    """The other side of the protocol: takes one conversation after another, and answers all alike."""

    def __init__(self, answer, *, early=False, slow=0.0):
        self.answer, self.early, self.slow, self.heard = answer, early, slow, []

    def serve(self, server):
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                self.converse(line, stream)

    def converse(self, line, stream):
        order = b""
        while not order.endswith(b"\0"):
            order += stream.read(1)
        body = b""
        if order == b"zINSTREAM\0" and not self.early:
            while size := struct.unpack(">I", stream.read(4))[0]:
                body += stream.read(size)
        self.heard.append((order, body))
        time.sleep(self.slow)
        if self.answer is not None:
            line.sendall(self.answer)


@pytest.fixture
def peer(settings):
    """`peer(answer)` is a scanner that answers so; the settings name it."""

    @contextmanager
    def speaking(answer, **how):
        made = Peer(answer, **how)
        with socket.create_server(("127.0.0.1", 0)) as server:
            settings.FAZHI_CLAMD = f"tcp://127.0.0.1:{server.getsockname()[1]}"
            thread = threading.Thread(target=made.serve, args=(server,), daemon=True)
            thread.start()
            yield made
            server.shutdown(socket.SHUT_RDWR)
        thread.join(5)

    return speaking


@pytest.fixture
def down(settings, tmp_path):
    settings.FAZHI_CLAMD = f"unix:{tmp_path / 'nobody.ctl'}"


def test_clean_file_is_sent_whole_and_taken(cast, send, peer):
    data = files.picture_file(size=(900, 900)) + bytes(600_000)
    with peer(b"stream: OK\0") as scanning:
        upload = send(cast.owner, "图.png", data)

    assert (upload.state, upload.note, scanning.heard) == ("received", "", [(b"zINSTREAM\0", data)])


def test_infected_file_is_refused_and_not_stored(cast, send, peer, home):
    with peer(b"stream: Eicar-Test FOUND\0"):
        upload = send(cast.owner, "报告.txt", WORDS)

    assert (upload.state, upload.refusal, Blob.objects.count()) == ("refused", FOUND, 0)
    assert list((home / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("answer", "how", "note"),
    [
        (b"INSTREAM size limit exceeded. ERROR\0", {}, "文件超过查毒程序的大小上限，未查毒。"),
        (b"INSTREAM size limit exceeded. ERROR\0", {"early": True}, "文件超过查毒程序的大小上限，未查毒。"),
        (b"stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND\0", {}, "文件层数或内容过多，查毒程序没有查完。"),
        (b"Can't allocate memory ERROR\0", {}, SILENT),
        (None, {}, SILENT),
        (b"stream: OK\0", {"slow": 1.5}, SILENT),
    ],
)
def test_file_comes_in_with_a_remark_where_it_was_not_scanned(cast, send, peer, monkeypatch, answer, how, note):
    monkeypatch.setattr(antivirus, "ANSWERING", 1)
    with peer(answer, **how):
        upload = send(cast.owner, "报告.txt", WORDS)

    assert (upload.state, upload.note) == ("received", note)


def test_scanner_that_is_down_leaves_a_remark_beside_the_judges(cast, send, down):
    upload = send(cast.owner, "现场.jpg", files.picture_file())

    assert upload.note == f"文件名写的是“jpg”，内容其实是PNG 图片，已按实际内容改名为“现场.png”。{SILENT}"


def test_required_scanner_that_is_down_keeps_the_file_for_later(cast, send, settings, down, peer, home):
    settings.FAZHI_CLAMD_REQUIRED = True
    with pytest.raises(ScannerSilent) as silent:
        send(cast.owner, "报告.txt", WORDS)
    upload = Upload.objects.get()
    kept = [path.read_bytes() for path in (home / "uploads").iterdir()]

    assert (str(silent.value), silent.value.status) == (
        "查毒程序暂时没有应答，未查毒的文件不能接收。文件已传到服务器，没有丢失：请稍后再传，恢复后系统也会自动接着检查。",
        503,
    )
    assert (upload.state, Blob.objects.count(), kept) == ("receiving", 0, [WORDS])

    jobs.tidy_uploads.call()
    assert [ticket.key for ticket in Ticket.objects.all()] == [str(upload.pk)]
    with peer(b"stream: OK\0"):
        assert uploads.finish(uploads.find(cast.owner, upload.pk)).state == "received"


def test_nobody_is_asked_where_none_is_named_or_it_is_switched_off(cast, send, settings, peer, monkeypatch):
    monkeypatch.setattr(antivirus, "SOCKETS", ())
    with peer(b"stream: Eicar-Test FOUND\0") as scanning:
        for named in ("", "off"):
            settings.FAZHI_CLAMD = named
            assert (send(cast.owner, f"{named}.txt", WORDS).state, scanner()) == ("received", None)

    assert scanning.heard == []


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (b"ClamAV 1.4.6/27812/Sat Nov 21 07:26:42 2026\0", ("ClamAV 1.4.6", "27812", datetime(2026, 11, 21, 7, 26, 42))),
        (b"ClamAV 1.4.6\0", ("ClamAV 1.4.6", "", None)),
    ],
)
def test_scanner_says_its_version_and_the_day_of_its_signatures(peer, settings, answer, facts):
    with peer(answer):
        assert scanner() == Scanner(settings.FAZHI_CLAMD, *facts)
    with peer(b"HTTP/1.1 400 Bad Request\r\n\0"):
        assert scanner() is None


@pytest.fixture
def clamd(settings):
    """A real daemon with one signature of its own, which needs no network; its socket's path must be short."""
    with tempfile.TemporaryDirectory(prefix="clamd-") as own:
        folder = Path(own)
        (folder / "db").mkdir()
        (folder / "db" / "test.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
        (folder / "clamd.conf").write_text(
            f"LocalSocket {folder}/clamd.ctl\nForeground true\nDatabaseDirectory {folder}/db\nStreamMaxLength 1M\n"
        )
        daemon = subprocess.Popen(["clamd", f"--config-file={folder}/clamd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        settings.FAZHI_CLAMD = f"unix:{folder}/clamd.ctl"
        until = time.monotonic() + 60
        while scanner() is None and time.monotonic() < until:
            time.sleep(0.2)
        yield
        daemon.terminate()
        daemon.wait(30)


@pytest.mark.skipif(shutil.which("clamd") is None, reason="clamd (ClamAV) is not installed")
def test_the_real_scanner_finds_eicar_and_lets_the_rest_in(cast, send, clamd):
    made = {
        "eicar.txt": EICAR,
        "会议纪要.docx": files.changed_zip(files.docx_file(), {"word/media/a.bin": EICAR}),
        "报告.txt": WORDS,
        "大.csv": b"a,b\n" * 400_000,
    }
    found = {name: send(cast.owner, name, data) for name, data in made.items()}

    refused = FOUND.replace("Eicar-Test", "Eicar-Test.UNOFFICIAL")
    assert {name: (each.state, each.refusal, each.note) for name, each in found.items()} == {
        "eicar.txt": ("refused", refused, ""),
        "会议纪要.docx": ("refused", refused, ""),
        "报告.txt": ("received", "", ""),
        "大.csv": ("received", "", "文件超过查毒程序的大小上限，未查毒。"),
    }
    assert scanner().program[:6] == "ClamAV"
