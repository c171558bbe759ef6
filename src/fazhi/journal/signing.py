"""Signing checkpoints: the installation's journal key, made once, and the algorithms a signature may be of."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

ALGORITHM = "Ed25519"


class KeyUnreadable(Exception):
    """The journal key is there and cannot be used; the message (Chinese) says what to do."""


@dataclass(frozen=True)
class Key:
    """What signs, and what marks leaf rows; both out of the same 32 bytes."""

    algorithm: str
    public: str  # hex
    sign: Callable[[bytes], str]  # message → signature in hex
    marking: bytes  # 32 bytes, see sealing.mark


def path_of_key() -> Path:
    return settings.HOME / "keys" / "journal.key"


def held_key() -> Key:
    """The installation's key, made once and readable by its owner only. Raises KeyUnreadable."""
    path = path_of_key()
    if not path.exists():
        _make(path)
    try:
        return _key(bytes.fromhex(path.read_text(encoding="ascii").strip()))
    except (OSError, ValueError) as error:
        raise KeyUnreadable(f"封存日志的密钥 {path} 读不出来（{error}）。请从备份恢复这个文件；确已丢失的，移走它后会另做一把。") from None


@cache
def _key(secret: bytes) -> Key:
    private = Ed25519PrivateKey.from_private_bytes(secret)
    marking = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"fazhi leaf marks").derive(secret)
    return Key(ALGORITHM, private.public_key().public_bytes_raw().hex(), lambda message: private.sign(message).hex(), marking)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)  # whole or not at all, and never over another's
    except FileExistsError:
        pass  # another process of this installation made it in the same moment
    finally:
        fresh.unlink()


def _is_ed25519(public: str, message: bytes, signature: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


# Another algorithm (SM2 with SM3, GB/T 32918) enters here with what checks it, and in `held_key` with what signs.
CHECKS: dict[str, Callable[[str, bytes, str], bool]] = {ALGORITHM: _is_ed25519}


def is_signed(algorithm: str, public: str, message: bytes, signature: str) -> bool:
    """Is the signature of this key over the message? False also for an algorithm that is not known here."""
    return algorithm in CHECKS and CHECKS[algorithm](public, message, signature)
