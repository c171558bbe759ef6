"""A city, a county in it, and somebody in every role."""

from datetime import date
from types import SimpleNamespace

import pytest

TODAY = date(2025, 7, 1)
SINCE = date(2025, 1, 1)


@pytest.fixture
def place(db):
    """金昌市 with 市司法局, 市教育局 and 永昌县, which has 县司法局; `actor(role, unit)` makes somebody."""
    # Not before Django is set up.
    from fazhi.people.actor import acting
    from fazhi.people.models import Post, Role, Unit, UnitKind, User

    made = SimpleNamespace(today=TODAY)

    def unit(name, short_name, kind, parent=None, **values):
        return Unit.objects.create(name=name, short_name=short_name, kind=kind, parent=parent, **values)

    def user(name):
        return User.objects.create(username=f"u{User.objects.count()}", name=name)

    def actor(role, unit, name=None):
        person = user(name or f"{unit}{Role(role).label}")
        post = Post(user=person, unit=unit, role=role, since=SINCE)
        post.save()
        return acting(person, post.pk, today=TODAY)

    made.unit, made.user, made.actor = unit, user, actor
    made.city = unit("金昌市", "金昌市", UnitKind.CITY)
    made.justice = unit("金昌市司法局", "市司法局", UnitKind.GOVERNMENT, made.city, order=1)
    made.education = unit("金昌市教育局", "市教育局", UnitKind.GOVERNMENT, made.city, order=2)
    made.county = unit("永昌县", "永昌县", UnitKind.COUNTY, made.city, order=3)
    made.county_justice = unit("永昌县司法局", "县司法局", UnitKind.GOVERNMENT, made.county, order=1)
    made.system = actor(Role.SYSTEM_ADMIN, made.city)
    made.security = actor(Role.SECURITY_ADMIN, made.city)
    made.taskforce = actor(Role.TASKFORCE, made.city)
    made.county_taskforce = actor(Role.TASKFORCE, made.county)
    made.liaison = actor(Role.LIAISON, made.justice)
    made.stranger = actor(Role.LIAISON, made.education)
    return made
