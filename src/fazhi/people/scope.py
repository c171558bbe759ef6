"""The doors: one way to the records that a reader may see."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q, QuerySet

from .actor import Actor
from .lines import inherited_by, line_of
from .models import Grant, Role, Unit


def in_reach(actor: Actor, path: str) -> Q:
    """Records whose unit (lookup `path`, e.g. "unit__path") the actor's post reaches.

    Task force and leaders reach their whole area; liaisons and heads reach their unit and what is below it; others reach nothing.
    Below an area lie departments that answer for themselves: its liaison and head reach the area's own work and what it took over.
    """
    if actor.unit is None or not actor.is_(Role.TASKFORCE, Role.LEADER, Role.LIAISON, Role.HEAD):
        return Q(pk__in=[])
    if _is_area_only(actor, actor.unit):
        return Q(**{f"{path}__in": Unit.objects.filter(pk__in=inherited_by(actor.unit)).values("path")})
    return Q(**{f"{path}__startswith": actor.unit.path})


def reaches(actor: Actor, unit: Unit) -> bool:
    """Does the actor's post reach this unit's records, as `in_reach` says it of many?"""
    if actor.unit is None or not actor.is_(Role.TASKFORCE, Role.LEADER, Role.LIAISON, Role.HEAD):
        return False
    return actor.unit.pk in line_of(unit) if _is_area_only(actor, actor.unit) else actor.unit.contains(unit)


def _is_area_only(actor: Actor, unit: Unit) -> bool:
    return unit.is_area and actor.is_(Role.LIAISON, Role.HEAD)


def granted(actor: Actor, kind: str) -> Q:
    """Records of `kind` (a model label) that a grant in force opens to the actor, the actor's unit or one it took over from."""
    whom = Q(user=actor.user)
    if actor.unit is not None and actor.is_(Role.LIAISON, Role.HEAD):
        whom |= in_reach(actor, "unit__path")
    held = Grant.objects.filter(whom, Q(until=None) | Q(until__gte=actor.today), kind=kind)
    return Q(pk__in=held.values("object_id"))


class Scoped(models.Model):
    """A record behind a door. `reach` is the lookup of the path of the unit it belongs to."""

    reach: ClassVar[str] = "unit__path"

    class Meta:
        abstract = True

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        """The condition under which the actor may see a record; a model may widen it."""
        return in_reach(actor, cls.reach) | granted(actor, cls._meta.label_lower)

    @classmethod
    def visible_to(cls, actor: Actor) -> QuerySet[Self]:
        """The only way a surface gets at records of this kind."""
        return cls._default_manager.filter(cls.readers(actor))


def grant(record: models.Model, why: str, *, unit: Unit | None = None, user: Any = None, until: Any = None) -> None:
    """Open `record` to a unit or a user. Called by upper rooms inside the transaction of the act that is the reason."""
    Grant.objects.get_or_create(
        kind=record._meta.label_lower, object_id=record.pk, unit=unit, user=user, why=why, defaults={"until": until}
    )


def grant_all(kind: str, pairs: "list[tuple[int, int]]", why: str) -> None:
    """Open many records to many units at once; `pairs` are (record id, unit id)."""
    Grant.objects.bulk_create(
        [Grant(kind=kind, object_id=record, unit_id=unit, why=why) for record, unit in dict.fromkeys(pairs)], ignore_conflicts=True
    )


def withdraw(kind: str, object_ids: "list[int]", why: str) -> None:
    """Close again what was opened for this reason."""
    Grant.objects.filter(kind=kind, object_id__in=object_ids, why=why).delete()
