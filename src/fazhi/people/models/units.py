"""Units: bodies in a tree, each with the dates between which it exists."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q


class UnitKind(models.TextChoices):
    """What a unit is; it decides how it is addressed and whether it is chased like a department."""

    CITY = "city", "市"
    COUNTY = "county", "县区"
    PARTY = "party", "党委部门"
    GOVERNMENT = "government", "政府部门"
    COURT = "court", "法院"
    PROCURATORATE = "procuratorate", "检察院"
    CONGRESS = "congress", "人大机关"
    CPPCC = "cppcc", "政协机关"
    DISCIPLINE = "discipline", "纪委监委"
    MASS = "mass", "人民团体"
    VERTICAL = "vertical", "垂直管理单位"
    TOWNSHIP = "township", "乡镇街道"
    VILLAGE = "village", "村居"

    @property
    def is_area(self) -> bool:
        return self in (UnitKind.CITY, UnitKind.COUNTY)

    @property
    def is_chased(self) -> bool:
        """Courts, procuratorate, congress, CPPCC and discipline prove things; they are not chased like departments."""
        return self not in (UnitKind.COURT, UnitKind.PROCURATORATE, UnitKind.CONGRESS, UnitKind.CPPCC, UnitKind.DISCIPLINE)


class UnitQuery(models.QuerySet):
    def on(self, day: date) -> "UnitQuery":
        """Units that exist on `day`."""
        return self.filter(Q(since__lte=day) | Q(since=None), Q(until__gt=day) | Q(until=None))

    def under(self, unit: "Unit") -> "UnitQuery":
        """`unit` itself and all below it."""
        return self.filter(path__startswith=unit.path)


class Unit(models.Model):
    """A body: a department, a court, a county, a township. `until` is the first day on which it no longer exists."""

    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=50)
    kind = models.CharField("类别", max_length=20, choices=UnitKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级")
    area = models.ForeignKey("self", models.PROTECT, null=True, related_name="members", verbose_name="所在地区", editable=False)
    heir = models.ForeignKey("self", models.PROTECT, null=True, related_name="inherited", verbose_name="承继单位", editable=False)
    path = models.CharField(max_length=200, db_index=True, editable=False, default="")
    order = models.PositiveIntegerField("排序", default=0)
    since = models.DateField("成立日期", null=True, blank=True)
    until = models.DateField("撤销日期", null=True, blank=True, help_text="自该日起不再存在")

    objects = UnitQuery.as_manager()

    class Meta:
        verbose_name = "单位"
        ordering = ("order", "id")
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(since=None) | Q(until__gt=F("since")), name="unit_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return self.short_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep path and area true. A unit is never moved, it is succeeded: then it lies below its heir, who so reaches all it left."""
        super().save(*args, **kwargs)
        above = self.heir or self.parent
        path = f"{above.path if above else '/'}{self.pk}/"
        area_id = self.pk if UnitKind(self.kind).is_area else (self.parent.area_id if self.parent else None)
        if (self.path, self.area_id) != (path, area_id):
            self.path, self.area_id = path, area_id
            type(self).objects.filter(pk=self.pk).update(path=path, area_id=area_id)

    def clean(self) -> None:
        if self.since and self.until and self.until <= self.since:
            raise ValidationError({"until": "撤销日期应晚于成立日期，请核对两个日期。"})

    @classmethod
    def named(cls, ids: Iterable[int]) -> "dict[int, Unit]":
        """Units by id, in the order of the directory; names are no secret, what units do is behind doors."""
        return {unit.pk: unit for unit in cls.objects.filter(pk__in=set(ids)).order_by("order", "id")}

    @property
    def is_area(self) -> bool:
        return UnitKind(self.kind).is_area

    @property
    def is_chased(self) -> bool:
        return UnitKind(self.kind).is_chased

    def contains(self, other: "Unit") -> bool:
        return other.path.startswith(self.path)

    def exists_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class Succession(models.Model):
    """One unit takes over from another on a day: renamed, merged or split. History stays with the old one."""

    class How(models.TextChoices):
        RENAMED = "renamed", "更名"
        MERGED = "merged", "合并"
        SPLIT = "split", "分设"

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="inheritances")
    on = models.DateField("生效日期")
    how = models.CharField("方式", max_length=10, choices=How)

    class Meta:
        verbose_name = "承继关系"
        constraints = [
            models.UniqueConstraint(fields=("predecessor", "successor"), name="one_succession_a_pair"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="no_unit_succeeds_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor}→{self.successor}"
