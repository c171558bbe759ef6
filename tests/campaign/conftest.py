"""The cast of these tests."""

import pytest


@pytest.fixture
def town(db):
    from campaign.town import Town  # the tables are ready only once the database fixture is

    return Town()
