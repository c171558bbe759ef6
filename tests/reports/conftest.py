"""The cast of these tests."""

import pytest


@pytest.fixture
def city(db):
    from review.cast import City  # the tables are ready only once the database fixture is

    return City()


@pytest.fixture
def own_home(settings, tmp_path):
    """Files and keys of its own."""
    settings.HOME = tmp_path
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": local}


@pytest.fixture
def packed(own_home, city):
    """The small city with one accepted submission, whose proof has a file."""
    from reports.parcel import PDF, give

    give(city.at("accepted", None, "审核意见书第1号").proofs.get().version, PDF)
    return city
