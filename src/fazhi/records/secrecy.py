"""Secrecy in records: words typed or imported into a register that bear a mark of secrecy are refused."""

from collections.abc import Iterator

from django.db.models import CharField, TextField

from fazhi.engine.register import Register
from fazhi.evidence.guard.secrecy import SecretWords, refuse_secret_words
from fazhi.journal.write import label_of


def marked(record: Register) -> Iterator[tuple[str, str]]:
    """(label, refusal) of each field whose words bear a mark; a field with a fixed choice of words holds none."""
    for field in record.own_fields():
        value = getattr(record, field.attname)
        if isinstance(field, (CharField, TextField)) and not field.choices and isinstance(value, str) and "密" in value:
            label = label_of(record, field.name)
            try:
                refuse_secret_words(value, label)
            except SecretWords as refusal:
                yield label, str(refusal)
