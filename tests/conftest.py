"""What every test stands on: a home of its own, quick password hashes, static files without a manifest."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

# Settings read FAZHI_HOME when they are imported, so both are named here and not in pyproject.toml, from where pytest-django
# would import them before this file. Each worker of pytest-xdist has a home of its own.
HOME = Path(tempfile.mkdtemp(prefix="fazhi-test-"))
os.environ["FAZHI_HOME"] = str(HOME)
# A file, not memory: threads, live servers and worker processes then meet real locks, as they do in use.
os.environ["FAZHI_TEST_SQLITE"] = str(HOME / "test.sqlite3")
os.environ.setdefault("FAZHI_SECRET_KEY", "a key for tests only")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")  # one given from outside may install fewer domains


# A machine that runs other things at the same time is no fault of the code: examples have no deadline.
hypothesis_settings.register_profile("fazhi", deadline=None)
hypothesis_settings.load_profile("fazhi")


def pytest_configure(config):
    """Runs before pytest-django sets Django up."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def pytest_unconfigure(config):
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, which must let itself be emptied; tests of the journal's triggers put them back for themselves."""
    from django.db import connection

    from fazhi.journal import triggers

    with django_db_blocker.unblock():
        triggers.remove(connection, triggers.EMPTYING)


@pytest.fixture
def process_env(tmp_path, transactional_db):
    """The environment of a `python -m fazhi …` process that works on the database of this test."""
    from django.db import connection

    settings = connection.settings_dict
    env = {**os.environ, "FAZHI_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "fazhi.settings"}
    if connection.vendor == "sqlite":
        env.pop("FAZHI_DATABASE", None)
        (tmp_path / "fazhi.sqlite3").symlink_to(settings["NAME"])
    else:
        env["FAZHI_DATABASE"] = f"{os.environ['FAZHI_DATABASE'].rpartition('/')[0]}/{settings['NAME']}"
    folders = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "src")]
    env["PYTHONPATH"] = os.pathsep.join(folders)
    return env
