"""The toy registers made ready for a test: their app installed, their tables there; and rows of them put down quickly."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings

from engine.toyapp.models import Errand, Visit, Yearbook
from fazhi.engine.register import Register, registers
from fazhi.records.running import set_clocks

TOYS = (Errand, Visit, Yearbook)
LONG_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)


@contextmanager
def installed() -> Iterator[None]:
    """Within this block the toys are registers like any other. Outside a transaction: it makes their tables and drops them."""
    with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, "engine.toyapp"]):
        registers.cache_clear()
        with connection.schema_editor() as editor:
            for toy in TOYS:
                editor.create_model(toy)
        try:
            yield
        finally:
            with connection.schema_editor() as editor:
                for toy in reversed(TOYS):
                    editor.delete_model(toy)
    registers.cache_clear()


def put(model: type[Register], unit, since=LONG_BEFORE, **values) -> Register:
    """A row as the database then holds it, known since long before."""
    row = model(unit=unit, since=since, **values)
    row.business_key = row.made_key()
    set_clocks(row)
    row.save()
    return model.objects.get(pk=row.pk)


def errand(unit, number="示例1", **values) -> Errand:
    return put(Errand, unit, number=number, **values)
