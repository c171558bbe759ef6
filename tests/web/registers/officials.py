"""The cast of every page of registers: two bureaus of a city, one of its county, and who works there."""

from datetime import date

from django.test import Client

from fazhi.people.actor import Actor, acting
from fazhi.people.models import Post, Role, Unit, UnitKind, User
from web.desks import BACKEND


class Cast:
    """市教育局 (owner and colleague), 市公安局 (stranger), 县教育局 of 永昌县, the task forces of both, the city's leader."""

    def __init__(self):
        self.city = Unit.objects.create(name="金昌市", short_name="金昌市", kind=UnitKind.CITY)
        self.education, self.police = (self.bureau(name, self.city) for name in ("市教育局", "市公安局"))
        self.county = Unit.objects.create(name="永昌县", short_name="永昌县", kind=UnitKind.COUNTY, parent=self.city)
        self.county_education = self.bureau("县教育局", self.county)
        self.owner = self.person("教育联络员", self.education, Role.LIAISON)
        self.colleague = self.person("教育分管", self.education, Role.HEAD)
        self.stranger = self.person("公安联络员", self.police, Role.LIAISON)
        self.county_liaison = self.person("县教育联络员", self.county_education, Role.LIAISON)
        self.county_force = self.person("县专班", self.county, Role.TASKFORCE)
        self.force = self.person("专班王", self.city, Role.TASKFORCE)
        self.leader = self.person("市领导", self.city, Role.LEADER)

    def led_by_heads(self) -> None:
        """For registers that liaisons do not write: owner, stranger and the county's are heads of their units."""
        self.owner = self.person("教育负责人", self.education, Role.HEAD)
        self.stranger = self.person("公安负责人", self.police, Role.HEAD)
        self.county_liaison = self.person("县教育负责人", self.county_education, Role.HEAD)

    def bureau(self, name: str, above: Unit) -> Unit:
        return Unit.objects.create(name=name, short_name=name, kind=UnitKind.GOVERNMENT, parent=above)

    def person(self, name: str, unit: Unit, role: Role) -> Actor:
        user = User.objects.create(username=f"u{User.objects.count() + 1}", name=name)
        Post.objects.create(user=user, unit=unit, role=role, since=date(2025, 1, 1))
        return acting(user)

    def browser(self, actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.user, backend=BACKEND)
        return client
