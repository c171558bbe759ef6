"""The cast of these tests."""

import pytest


@pytest.fixture
def city(db):
    from review.cast import City  # the tables are ready only once the database fixture is

    return City()
