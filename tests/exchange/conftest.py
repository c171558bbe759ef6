"""Every test of imports has files of its own; `city` is a small city with a register to fill."""

import pytest


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.HOME = tmp_path
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": local}


@pytest.fixture
def city(db):
    from exchange.town import City  # the tables are ready only once the database fixture is

    return City()
