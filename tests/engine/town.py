"""A city that keeps the toy registers, and the people who act in it."""

from datetime import date

from fazhi.people.actor import Actor, acting
from fazhi.people.models import Post, Role, Unit, User

TODAY = date(2026, 6, 30)


class Town:
    """`city`, `education` and `police` in it, `county` with `justice` and `township`; `actor(role, unit)` makes somebody."""

    def __init__(self) -> None:
        self.city = self.unit("临江市", "city", None)
        self.education = self.unit("市教育局", "government", self.city)
        self.police = self.unit("市公安局", "government", self.city)
        self.county = self.unit("甲县", "county", self.city)
        self.justice = self.unit("甲县司法局", "government", self.county)
        self.township = self.unit("甲县城关镇", "township", self.county)
        self.liaison = self.actor(Role.LIAISON, self.education)
        self.head = self.actor(Role.HEAD, self.education)
        self.stranger = self.actor(Role.LIAISON, self.police)

    def unit(self, name: str, kind: str, above: Unit | None, **values) -> Unit:
        return Unit.objects.create(name=name, short_name=name, kind=kind, parent=above, order=Unit.objects.count(), **values)

    def actor(self, role: Role, unit: Unit) -> Actor:
        person = User.objects.create(username=f"toy{User.objects.count()}", name=f"{unit}{Role(role).label}")
        post = Post(user=person, unit=unit, role=role, since=date(2000, 1, 1))
        post.save()
        return acting(person, post.pk, today=TODAY)
