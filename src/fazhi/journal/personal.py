"""Personal values in the journal: each stands encrypted under the key of its record."""

import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from .models import PersonalKey

SEALED = "密:"  # how a sealed value begins


def wrapping_key() -> AESGCM:
    """The key that wraps record keys, derived from the installation's own key."""
    return AESGCM(derived_key(b"fazhi personal values"))


def derived_key(purpose: bytes) -> bytes:
    """32 bytes for one purpose out of the installation's own key."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(settings.SECRET_KEY.encode())


def locked(key: AESGCM, value: str) -> str:
    """The value encrypted under `key`; starts with 密: so that a reader can tell."""
    nonce = os.urandom(12)
    return SEALED + b64encode(nonce + key.encrypt(nonce, value.encode(), None)).decode()


def unlocked(key: AESGCM, text: str) -> str | None:
    """The value again, or None where it was encrypted under another key."""
    raw = b64decode(text.removeprefix(SEALED))
    try:
        return key.decrypt(raw[:12], raw[12:], None).decode()
    except InvalidTag:
        return None


def record_key(kind: str, object_id: str, *, make: bool) -> AESGCM | None:
    held = PersonalKey.objects.filter(kind=kind, object_id=object_id).first()
    if held is None:
        if not make:
            return None
        nonce, fresh = os.urandom(12), AESGCM.generate_key(256)
        wrapped_fresh = nonce + wrapping_key().encrypt(nonce, fresh, None)
        # Two acts on one record in the same moment must end up with one key, or one of them seals what nobody can open.
        held, _ = PersonalKey.objects.get_or_create(kind=kind, object_id=object_id, defaults={"key": wrapped_fresh})
    wrapped = bytes(held.key)
    return AESGCM(wrapping_key().decrypt(wrapped[:12], wrapped[12:], None))


def sealed(kind: str, object_id: str, value: str) -> str:
    """The value encrypted; starts with 密: so that a reader can tell."""
    key = record_key(kind, object_id, make=True)
    assert key is not None
    return locked(key, value)


def opened(kind: str, object_id: str, text: str) -> str | None:
    """The value again, or None once its key was erased or the installation's own key is another."""
    try:
        key = record_key(kind, object_id, make=False)
    except InvalidTag:
        return None
    return unlocked(key, text) if key is not None else None


def forget(kind: str, object_id: str) -> None:
    """Erase the key of a record, and with it every personal value the journal holds of it."""
    PersonalKey.objects.filter(kind=kind, object_id=object_id).delete()
