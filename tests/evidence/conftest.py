"""A city with three units and people who hand in; a home and a store of its own for each test."""

import io
from datetime import date
from types import SimpleNamespace

import pytest

TODAY = date(2025, 7, 1)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return tmp_path


@pytest.fixture
def cast(db):
    """owner and colleague are of 市司法局, stranger of 市教育局, taskforce of the city; officer may do nothing here."""
    from fazhi.people.actor import acting
    from fazhi.people.models import Post, Role, Unit, UnitKind, User

    made = SimpleNamespace(today=TODAY)
    made.city = Unit.objects.create(name="金昌市", short_name="金昌市", kind=UnitKind.CITY)
    made.justice = Unit.objects.create(name="金昌市司法局", short_name="市司法局", kind=UnitKind.GOVERNMENT, parent=made.city)
    made.education = Unit.objects.create(name="金昌市教育局", short_name="市教育局", kind=UnitKind.GOVERNMENT, parent=made.city)

    def actor(name, role, unit, user=None):
        person = user or User.objects.create(username=f"u{User.objects.count()}", name=name)
        post = Post.objects.create(user=person, unit=unit, role=role, since=date(2025, 1, 1))
        return acting(person, post.pk, today=TODAY)

    made.actor = actor
    made.owner = actor("王某", Role.LIAISON, made.justice)
    made.colleague = actor("李某", Role.HEAD, made.justice)
    made.stranger = actor("赵某", Role.LIAISON, made.education)
    made.taskforce = actor("钱某", Role.TASKFORCE, made.city)
    made.officer = actor("孙某", Role.OFFICER, made.justice)
    return made


@pytest.fixture
def send():
    """`send(actor, name, data)` is an upload begun, sent whole and finished."""
    from fazhi.evidence import uploads

    def sent(actor, name, data, **how):
        upload = uploads.begin(actor, name, len(data), **how)
        uploads.append(upload, 0, io.BytesIO(data))
        return uploads.finish(upload)

    return sent
