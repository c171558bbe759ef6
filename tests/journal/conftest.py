"""A small sealed journal for every test of seals."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest


@pytest.fixture
def hand() -> Callable[..., None]:
    from journal.hands import by_hand  # the tables are ready only once Django is set up

    return by_hand


@pytest.fixture
def sealed(db) -> SimpleNamespace:
    from journal.hands import sealed_town

    return sealed_town()
