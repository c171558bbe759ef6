"""Other names of units, and the collective names that a plan uses for many."""

from datetime import date

from django.db import models
from django.db.models import Q

from .units import Unit


class Alias(models.Model):
    """Another name of a unit: 市司法局 = 司法局 = 金昌市司法局."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name="单位")
    name = models.CharField("别名", max_length=100, db_index=True)

    class Meta:
        verbose_name = "别名"
        constraints = [models.UniqueConstraint(fields=("unit", "name"), name="one_alias_a_unit")]

    def __str__(self) -> str:
        return self.name


class CollectiveName(models.Model):
    """A name that stands for many units: 市直有关部门单位, 各行政执法部门单位, 县区政府."""

    area = models.ForeignKey(Unit, models.PROTECT, related_name="collective_names", verbose_name="地区")
    name = models.CharField("集合称谓", max_length=50)

    class Meta:
        verbose_name = "集合称谓"
        constraints = [models.UniqueConstraint(fields=("area", "name"), name="one_collective_name_an_area")]

    def __str__(self) -> str:
        return self.name

    def expansion_on(self, day: date) -> "Expansion | None":
        """The expansion in force on `day`, or None where nobody has said whom the name means."""
        return self.expansions.filter(since__lte=day).filter(Q(until=None) | Q(until__gte=day)).order_by("-since", "-id").first()


class Expansion(models.Model):
    """The named units that a collective name means from a day on. A later expansion ends the earlier; none is edited."""

    collective = models.ForeignKey(CollectiveName, models.CASCADE, related_name="expansions", verbose_name="集合称谓")
    units = models.ManyToManyField(Unit, related_name="expansions", verbose_name="单位")
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "展开"
        ordering = ("-since", "-id")

    def __str__(self) -> str:
        return f"{self.collective}（自{self.since}）"
