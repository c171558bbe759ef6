"""Old and other office files as PDF, by LibreOffice where the machine has it: a fresh profile, no macros, no network, a time-out."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path

from .ole import MAGIC

SECONDS = 90
LARGEST = 100 * 1024 * 1024  # bytes
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Common/Misc", "UseSystemFileDialog", "false"),
)


class NotConverted(Exception):
    """There is no LibreOffice, or it gave nothing in time."""


@cache
def program() -> str | None:
    """LibreOffice's own command, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_pdf(path: Path, extension: str, folder: Path, seconds: float = SECONDS) -> Path:
    """The PDF made of the file, within `folder`; raises NotConverted."""
    soffice = program()
    with path.open("rb") as file:
        is_office = file.read(8).startswith((MAGIC, b"PK\x03\x04"))  # anything else LibreOffice would take for plain text
    if soffice is None or not is_office or path.stat().st_size > LARGEST:
        raise NotConverted
    work = folder / "libreoffice"
    (work / "profile" / "user").mkdir(parents=True)
    (work / "profile" / "user" / "registrymodifications.xcu").write_text(_profile(), "utf-8")
    source = work / f"file.{extension}"
    source.symlink_to(path.resolve())
    options = [
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--nologo",
        f"-env:UserInstallation={(work / 'profile').as_uri()}",
    ]
    _run([*_without_network(), soffice, *options, "--convert-to", "pdf", "--outdir", str(work), str(source)], work, seconds)
    made = work / "file.pdf"
    if not made.exists():
        raise NotConverted
    return made


def _run(command: list[str], home: Path, seconds: float) -> None:
    nowhere = "http://127.0.0.1:9"
    environment = {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "TMPDIR": str(home),
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "SAL_USE_VCLPLUGIN": "svp",
    }
    started = subprocess.Popen(
        command,
        cwd=home,
        env=environment,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        started.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise NotConverted from error
    finally:
        _end(started)


def _end(started: subprocess.Popen[bytes]) -> None:
    """LibreOffice starts others; they are of one session and end together."""
    with suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()


@cache
def _without_network() -> tuple[str, ...]:
    """A network space without any line, where the kernel lets us have one; else the settings and the dead proxy have to do."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    tried = subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False)
    return (unshare, "-rn") if tried.returncode == 0 else ()


def _profile() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' + items + "</oor:items>"
    )
