"""The cast of these tests."""

import pytest


@pytest.fixture
def city(db):
    from review.cast import City  # the tables are ready only once the database fixture is

    return City()


@pytest.fixture
def committed_city(transactional_db):
    """The cast in a test that commits. The tables are emptied after it, so the journal must let itself be emptied."""
    from django.db import connection

    from fazhi.journal import triggers
    from review.cast import City

    triggers.remove(connection, triggers.EMPTYING)
    return City()
