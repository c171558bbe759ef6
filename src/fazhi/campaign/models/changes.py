"""变更待知悉: a change of text, unit or target that everyone affected reads, with before and after."""

from django.db import models

from fazhi.people.models import Unit
from fazhi.people.scope import Scoped

from .campaign import Campaign


class Change(models.Model):
    """A change of what was asked, once the campaign runs."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="changes", verbose_name="创建活动")
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.CharField("变更人", max_length=40)
    subject = models.CharField("变更事项", max_length=200)
    before = models.TextField("变更前", blank=True)
    after = models.TextField("变更后", blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    demand = models.ForeignKey("campaign.Demand", models.CASCADE, null=True, blank=True, related_name="changes", verbose_name="指标要求")

    class Meta:
        verbose_name = "变更"
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.subject


class ChangeFor(Scoped):
    """That a unit has to know of a change, and when somebody of it did."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="readings", verbose_name="变更")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="单位")
    read_at = models.DateTimeField("知悉时间", null=True, blank=True)
    read_by = models.CharField("知悉人", max_length=40, blank=True)

    class Meta:
        verbose_name = "变更知悉"
        ordering = ("-change__at", "id")
        constraints = [models.UniqueConstraint(fields=("change", "unit"), name="one_reading_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit}：{self.change}"
