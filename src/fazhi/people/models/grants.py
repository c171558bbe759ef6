"""Grants: rights that an upper room hands down as data."""

from django.db import models
from django.db.models import Q

from .units import Unit
from .users import User


class Grant(models.Model):
    """A unit or a user may open one object, for a reason, until a day. Written by the room that knows the reason, joined by every door."""

    kind = models.CharField("对象类别", max_length=60)
    object_id = models.BigIntegerField("对象编号")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, verbose_name="单位")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, verbose_name="用户")
    why = models.CharField("事由", max_length=200)
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "授权"
        indexes = [models.Index(fields=("kind", "unit", "object_id")), models.Index(fields=("kind", "user", "object_id"))]
        constraints = [
            models.UniqueConstraint(fields=("kind", "object_id", "unit", "why"), condition=Q(user=None), name="one_unit_grant_a_reason"),
            models.UniqueConstraint(fields=("kind", "object_id", "user", "why"), condition=Q(unit=None), name="one_user_grant_a_reason"),
            models.CheckConstraint(condition=Q(unit=None) ^ Q(user=None), name="grant_names_a_unit_or_a_user"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}：{self.why}"
