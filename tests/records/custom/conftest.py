"""The small city, and a process that forgets what was defined on pages."""

import pytest


@pytest.fixture
def town(db):
    from campaign.town import Town
    from fazhi.records.holidays import seed

    seed()
    return Town()


@pytest.fixture
def forgetting(db):
    """Whatever the test defines is gone from this process afterwards."""
    from records.custom.customs import forget

    yield
    forget()
