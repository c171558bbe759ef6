"""A campaign, its phases, its task force and the links from the plan's tasks to the indicators."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from fazhi.people.actor import Actor
from fazhi.people.models import Unit, User
from fazhi.people.scope import Scoped
from fazhi.plan.models import Edition, Plan, PlanTask


class Campaign(Scoped):
    """One 创建活动 of an area or a unit, under a plan and an edition. A county's campaign names the city's as its parent and rolls up."""

    class State(models.TextChoices):
        PREPARING = "preparing", "筹备中"
        RUNNING = "running", "进行中"
        CLOSED = "closed", "已结束"

    name = models.CharField("名称", max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaigns", verbose_name="创建主体")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级创建活动")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="campaigns", verbose_name="创建方案")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="campaigns", verbose_name="指标版本")
    cycle_start = models.DateField("创建周期起")
    cycle_end = models.DateField("创建周期止")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PREPARING)
    is_sample = models.BooleanField("示例", default=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "创建活动"
        ordering = ("-cycle_end", "-id")
        constraints = [models.CheckConstraint(condition=Q(cycle_end__gt=F("cycle_start")), name="cycle_ends_after_it_began")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        """Task force and leaders: their area's and those below. Units: where they have work, or the campaign of their own area."""
        if actor.unit is None or actor.role is None or actor.role.is_admin:
            return Q(pk__in=[])
        held = Exists(_assignments().filter(demand__campaign=OuterRef("pk"), unit__path__startswith=actor.unit.path))
        return super().readers(actor) | Q(unit_id=actor.unit.area_id) | Q(held)


def _assignments() -> models.QuerySet:
    return Campaign._meta.apps.get_model("campaign", "Assignment")._default_manager.all()


class Phase(models.Model):
    """A phase of a campaign. It can be extended and reopened, each time with a reason in the journal."""

    class State(models.TextChoices):
        WAITING = "waiting", "未开始"
        OPEN = "open", "进行中"
        CLOSED = "closed", "已结束"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="phases", verbose_name="创建活动")
    no = models.PositiveIntegerField("序号")
    name = models.CharField("名称", max_length=50)
    starts_on = models.DateField("开始")
    ends_on = models.DateField("结束", null=True, blank=True, help_text="留空表示至活动结束")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    activities = models.JSONField("主要活动", default=list, help_text="[{no, title, text}]")

    class Meta:
        verbose_name = "阶段"
        ordering = ("no",)
        constraints = [
            models.UniqueConstraint(fields=("campaign", "no"), name="one_phase_a_number"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="phase_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return self.name


class RosterMember(models.Model):
    """A member of the campaign's task force (专班名册)."""

    class Duty(models.TextChoices):
        CHIEF = "chief", "组长"
        DEPUTY = "deputy", "副组长"
        OFFICE = "office", "办公室主任"
        MEMBER = "member", "成员"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="roster", verbose_name="创建活动")
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    duty = models.CharField("职责", max_length=10, choices=Duty, default=Duty.MEMBER)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="账号")
    work = models.CharField("分工", max_length=200, blank=True)

    class Meta:
        verbose_name = "专班成员"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class TaskLink(models.Model):
    """That a task of the plan is what a second-level indicator asks: proposed by name and number, confirmed by a person."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="links", verbose_name="创建活动")
    task = models.ForeignKey(PlanTask, models.CASCADE, related_name="links", verbose_name="任务")
    level2_no = models.PositiveIntegerField("二级指标序号")
    is_confirmed = models.BooleanField("已确认", default=False)
    why = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "任务与指标对应"
        ordering = ("task__no", "level2_no")
        constraints = [models.UniqueConstraint(fields=("campaign", "task", "level2_no"), name="one_link_a_task_and_indicator")]

    def __str__(self) -> str:
        return f"任务{self.task.no}→二级指标{self.level2_no}"
