"""Says in Chinese that the database is not set up, where a command would fail with the database's own words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db.utils import OperationalError, ProgrammingError

NOT_SET_UP = 3  # exit code


@contextmanager
def tables_needed() -> Iterator[None]:
    """Turn a missing table or an unreachable database into a refusal with exit code 3."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        raise CommandError(f"数据库还没有建好或连不上。请先运行 fazhi setup。（{error}）", returncode=NOT_SET_UP) from None
