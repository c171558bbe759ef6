"""The small city for every test of records."""

import pytest


@pytest.fixture
def city(db):
    from records.ledger import City  # the tables are ready only once the database fixture is

    return City()
