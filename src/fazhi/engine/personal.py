"""Personal fields: encrypted where they are stored; lists show `kit.masks.masked` of them; opening them is journalled."""

from functools import cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import TextField

from fazhi.journal.personal import SEALED, derived_key, locked, unlocked

key = cache(lambda: AESGCM(derived_key(b"fazhi register fields")))


class PersonalField(TextField):
    """Text about a person. In the database it stands encrypted under the installation's own key."""

    is_personal = True

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.TextField", args, options

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return locked(key(), text) if text else text

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if not value or not value.startswith(SEALED):
            return value
        return unlocked(key(), value) or ""  # under another installation's key nobody can read it, and nothing breaks
