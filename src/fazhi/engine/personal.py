"""Personal fields: encrypted where they are stored; lists show `kit.masks.masked` of them; opening them is journalled."""

import os
from base64 import b64decode, b64encode
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import TextField

from fazhi.journal.personal import SEALED, derived_key

key = cache(lambda: AESGCM(derived_key(b"fazhi register fields")))


class PersonalField(TextField):
    """Text about a person. In the database it stands encrypted under the installation's own key."""

    is_personal = True

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.TextField", args, options

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        if not text:
            return text
        nonce = os.urandom(12)
        return SEALED + b64encode(nonce + key().encrypt(nonce, text.encode(), None)).decode()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if not value or not value.startswith(SEALED):
            return value
        raw = b64decode(value.removeprefix(SEALED))
        try:
            return key().decrypt(raw[:12], raw[12:], None).decode()
        except InvalidTag:  # the installation's key is another: nobody can read it, and nothing breaks
            return ""
