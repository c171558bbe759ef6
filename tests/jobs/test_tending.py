"""Keeping the database quick."""

import pytest
from django.db import connection

from fazhi.jobs.tending import tend

pytestmark = pytest.mark.django_db


@pytest.mark.postgres
def test_tending_counts_what_sqlite_holds_and_leaves_postgresql_alone():
    tend()

    counted = 0
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'django_migrations'")
            counted = cursor.fetchone()[0]
    assert counted == (1 if connection.vendor == "sqlite" else 0)
