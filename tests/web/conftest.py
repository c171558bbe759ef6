"""Every page test has files and a cache of its own; `town` is the small city at work."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    cache.clear()


@pytest.fixture
def town(db):
    from web.desks import Desks  # the tables are ready only once the database fixture is

    return Desks()


@pytest.fixture
def queries():
    """`queries(client, address)` is how many queries the page takes, with nothing remembered from before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted(client, address: str) -> int:
        client.get(address)  # the session is renewed once a minute
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    return counted
