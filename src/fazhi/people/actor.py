"""The actor: who is at the screen, in which post, today. Every door and every act takes one."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import F, Q
from django.utils import timezone

from fazhi.journal.write import Who

from .models import Post, Role, Unit, User


class NotAllowed(Exception):
    """The actor may not do this; the message says what, why and what to do next."""


class Refused(Exception):
    """What is asked cannot be done as it stands; the message says what, why and what to do next."""


@dataclass(frozen=True)
class Actor:
    """A user in one post. A user without a post in force can sign in and do nothing."""

    user: User
    post: Post | None
    today: date
    address: str = ""

    @cached_property
    def role(self) -> Role | None:
        return Role(self.post.role) if self.post else None

    @cached_property
    def unit(self) -> Unit | None:
        return self.post.unit if self.post else None

    @cached_property
    def who(self) -> Who:
        unit = self.unit
        return Who(self.user.pk, self.user.name, unit.pk if unit else None, unit.short_name if unit else "", self.address)

    @cached_property
    def area(self) -> Unit | None:
        return self.unit.area if self.unit else None

    @cached_property
    def posts(self) -> list[Post]:
        """Every post in force today, for the switch of nameplates and for recusal."""
        return list(self.user.posts.on(self.today).select_related("unit", "unit__area", "stands_in_for__user"))

    def is_(self, *roles: Role) -> bool:
        return self.role in roles

    def runs(self, area: Unit) -> bool:
        """Is the actor of the task force of `area`, or of one above it?"""
        return self.role == Role.TASKFORCE and self.unit is not None and self.unit.contains(area)

    def oversees(self, unit: Unit) -> bool:
        """May the actor read all of `unit`: task force and leaders of the area it lies in."""
        return self.role in (Role.TASKFORCE, Role.LEADER) and self.unit is not None and self.unit.contains(unit)

    def belongs_to(self, unit: Unit) -> bool:
        """Does the person hold any post in `unit` (not only the one acted in)? This is what recusal asks."""
        return any(post.unit_id == unit.pk for post in self.posts)


def acting(user: User, post_id: int | None = None, *, today: date | None = None, address: str = "") -> Actor:
    """The user as actor, in the post asked for or else in the first that holds today."""
    day = today or timezone.localdate()
    posts = list(
        user.posts.on(day).select_related("unit", "unit__area").order_by(F("stands_in_for_id").asc(nulls_first=True), "since", "id")
    )
    chosen = next((post for post in posts if post.pk == post_id), None) or (posts[0] if posts else None)
    return Actor(user, chosen, day, address)


def people_in(unit: Unit, role: Role, day: date) -> "list[User]":
    """Who acts in `role` for `unit` on `day`, by name."""
    held = Post.objects.on(day).filter(unit=unit, role=role, user__is_active=True)
    return list(User.objects.filter(Q(pk__in=held.values("user"))).order_by("name"))
