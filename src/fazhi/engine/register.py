"""Register: one class says what is written down; every record has a unit, a business key, a source and its versions.

A table holds the present and the past. The present row keeps its number for ever; before it changes, a copy of it is laid beside
it with the moment it stopped being true. So every list, rule and metric reads the past with the very conditions it reads the
present with, at the same speed.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from fazhi.people.actor import Actor
from fazhi.people.models import Role, Unit
from fazhi.people.scope import Scoped, reaches


class Source(models.TextChoices):
    """How a record came in."""

    TYPED = "typed", "页面填写"
    IMPORTED = "imported", "表格导入"
    PUSHED = "pushed", "系统推送"


class Present(models.Manager):
    """The records as they stand now."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(until=None)


class Register(Scoped):
    """What every record carries. A subclass adds its fields, and says with `code` and `identity` what it is.

    `since` and `until` bound the time in which the row said what was known, half open; `of` is the number of the record an
    earlier version belongs to, empty on the present row.
    """

    code: ClassVar[str] = ""
    identity: ClassVar[tuple[str, ...]] = ()
    listed: ClassVar[tuple[str, ...]] = ()  # the columns of its list; all short ones when empty
    writers: ClassVar[tuple[Role, ...]] = (Role.LIAISON, Role.HEAD, Role.TASKFORCE)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    business_key = models.CharField("业务编号", max_length=200, editable=False)
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.TYPED, editable=False)
    source_name = models.CharField("来源名称", max_length=200, blank=True, editable=False)
    batch = models.BigIntegerField("导入批次", null=True, editable=False, db_index=True)
    entered_by_id = models.BigIntegerField("填报人编号", null=True, editable=False)
    entered_by = models.CharField("填报人", max_length=60, blank=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    since = models.DateTimeField("自", default=timezone.now, editable=False)
    until = models.DateTimeField("至", null=True, editable=False)
    of = models.BigIntegerField("原记录", null=True, editable=False, db_index=True)

    objects = Present()
    versions = models.Manager()

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["business_key"], condition=Q(until=None), name="%(class)s_one_key")]
        indexes = [models.Index(fields=["unit", "until"], name="%(class)s_unit")]
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.business_key

    @property
    def personal(self) -> tuple[str, ...]:
        """The fields whose values the journal keeps encrypted."""
        return tuple(field.name for field in self.own_fields() if getattr(field, "is_personal", False))

    @property
    def record_id(self) -> int:
        """The number of the record, whichever version this is."""
        return self.of or self.pk

    def made_key(self) -> str:
        """The business key out of the identity's fields; a unit stands by its number, because names change."""
        parts = (f"u{self.unit_id}" if name == "unit" else str(getattr(self, name) or "") for name in self.identity)
        return "/".join(part.strip() for part in parts)[:200]

    @classmethod
    def standing(cls, as_of: date | None = None) -> models.QuerySet[Self]:
        """One row a record: as they stand now, or as the register said on the evening of `as_of`."""
        if as_of is None or as_of >= timezone.localdate():
            return cls.objects.order_by()
        end = end_of(as_of)
        return cls.versions.filter(Q(until=None) | Q(until__gt=end), since__lte=end).order_by()

    @classmethod
    def visible_on(cls, actor: Actor, as_of: date | None = None) -> models.QuerySet[Self]:
        """What the actor may see, as it stood. The one door of surfaces."""
        return cls.standing(as_of).filter(cls.readers(actor))

    @classmethod
    def may_write(cls, actor: Actor, unit: Unit) -> bool:
        """May the actor write down or change records of `unit`?"""
        return actor.is_(*cls.writers) and reaches(actor, unit)

    @classmethod
    def own_fields(cls) -> list[models.Field]:
        """The fields that the register itself declares, in their order."""
        theirs = {field.name for field in Register._meta.get_fields()} | {"id"}
        return [field for field in cls._meta.concrete_fields if field.name not in theirs]

    @classmethod
    def parts(cls, kind: type) -> dict[str, Any]:
        """The declarations of a kind (Rule, Metric, Looked …) by name, in the order they were written."""
        found: dict[str, Any] = {}
        for owner in reversed(cls.__mro__):
            found |= {name: value for name, value in vars(owner).items() if isinstance(value, kind)}
        return found

    @classmethod
    def field_parts(cls, kind: type) -> dict[str, Any]:
        """The declarations of a kind that are columns (Clock, Reference, Lifecycle …) by name."""
        return {field.name: field for field in cls._meta.concrete_fields if isinstance(field, kind)}


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) - timedelta(microseconds=1)


@cache
def registers() -> dict[str, type[Register]]:
    """Every declared register by its code, in the order of the codes."""
    found = (model for model in apps.get_models() if issubclass(model, Register) and model.code)
    return {model.code: model for model in sorted(found, key=lambda model: (len(model.code), model.code))}


def register(code: str) -> type[Register]:
    """One register by its code; raises KeyError."""
    return registers()[code]
