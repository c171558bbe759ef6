"""What the campaign asks at each indicator: of whom, and which material."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from fazhi.people.actor import Actor
from fazhi.people.models import Role, Unit
from fazhi.people.scope import Scoped, in_reach
from fazhi.plan.models import Indicator, Material

from .campaign import Campaign


class Applies(models.TextChoices):
    """Whether something is asked: not-applicable needs a reason and an approver who is another person."""

    YES = "yes", "适用"
    ASKED = "asked", "申请不适用"
    NO = "no", "不适用"


class NotApplicable(models.Model):
    """The fields of a not-applicable: who asked and why, who approved."""

    applies = models.CharField("适用", max_length=6, choices=Applies, default=Applies.YES)
    na_reason = models.CharField("不适用理由", max_length=500, blank=True)
    na_asked_by = models.CharField("申请人", max_length=40, blank=True)
    na_asked_by_id = models.BigIntegerField(null=True, blank=True)
    na_decided_by = models.CharField("批准人", max_length=40, blank=True)
    na_decided_at = models.DateTimeField("批准时间", null=True, blank=True)

    class Meta:
        abstract = True


class Demand(NotApplicable, Scoped):
    """One indicator in one campaign. Readable by task force and leaders of the area, and by units that have work in the campaign."""

    reach = "campaign__unit__path"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="demands", verbose_name="创建活动")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="demands", verbose_name="三级指标")
    due_on = models.DateField("报送期限", null=True, blank=True)
    taken_off = models.JSONField("人工移除的单位", default=list, help_text="单位编号；按任务重新分派时不再加回")

    class Meta:
        verbose_name = "指标要求"
        ordering = ("indicator__no",)
        constraints = [models.UniqueConstraint(fields=("campaign", "indicator"), name="one_demand_an_indicator")]

    def __str__(self) -> str:
        return str(self.indicator)

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        """The text of the demands is open to whoever may open the campaign; who owes what is decided cell by cell."""
        return Q(campaign__in=Campaign.visible_to(actor).values("pk"))


class Assignment(NotApplicable, Scoped):
    """A unit's part in a demand: lead (gathers and checks) or responsible (supplies). One lead is 主牵头."""

    class Role(models.TextChoices):
        LEAD = "lead", "牵头"
        RESPONSIBLE = "responsible", "责任"

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="assignments", verbose_name="指标要求")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="单位")
    role = models.CharField("分工", max_length=12, choices=Role)
    is_principal = models.BooleanField("主牵头", default=False)
    order = models.PositiveIntegerField("次序", default=0)
    origin = models.CharField("来源", max_length=200, blank=True, help_text="由哪项任务、哪个称谓而来，或人工指定")

    class Meta:
        verbose_name = "责任分工"
        ordering = ("role", "-is_principal", "order", "id")
        constraints = [
            models.UniqueConstraint(fields=("demand", "unit"), name="one_assignment_a_unit"),
            models.UniqueConstraint(fields=("demand",), condition=Q(is_principal=True), name="one_principal_a_demand"),
            models.CheckConstraint(condition=Q(is_principal=False) | Q(role="lead"), name="the_principal_leads"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.get_role_display()}"

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        """One's own, the area's, and those of every demand that one's unit leads."""
        return super().readers(actor) | Q(led_by(actor, "demand"))


class Requirement(models.Model):
    """One kind of material a demand asks for, how many, and of whom."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="requirements", verbose_name="指标要求")
    order = models.PositiveIntegerField("次序", default=0)
    name = models.CharField("材料", max_length=200)
    kind = models.CharField("形式", max_length=10, blank=True)
    count = models.PositiveIntegerField("份数", default=1)
    asked_of = models.CharField("由谁提供", max_length=10, choices=Material.AskedOf, default=Material.AskedOf.EACH)

    class Meta:
        verbose_name = "应交材料"
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.name


def led_by(actor: Actor, demand: str) -> Exists:
    """Does the actor's unit lead the demand that `demand` (a lookup from the outer row) names?"""
    mine = Assignment._default_manager.filter(role=Assignment.Role.LEAD, demand=OuterRef(demand))
    if actor.unit is None or not actor.is_(Role.LIAISON, Role.HEAD):
        return Exists(mine.none())
    return Exists(mine.filter(in_reach(actor, "unit__path")))
