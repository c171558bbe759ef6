"""The plan as read from its document: every item carries its place (start, end) in the source text."""

from django.db import models
from django.db.models import F, Q

from fazhi.evidence.models import Blob
from fazhi.people.actor import Actor
from fazhi.people.models import CollectiveName, Unit
from fazhi.people.scope import Scoped


class Plan(Scoped):
    """An issued 创建方案 of an area or a unit. A confirmed plan is public inside the area; a draft is the task force's own."""

    class State(models.TextChoices):
        DRAFT = "draft", "待确认"
        CONFIRMED = "confirmed", "已确认"
        SUPERSEDED = "superseded", "已被新版取代"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="发布单位")
    source = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name="原件")
    source_name = models.CharField("原件名", max_length=255, blank=True)
    text = models.TextField("正文")
    title = models.CharField("标题", max_length=200, blank=True)
    index_number = models.CharField("索引号", max_length=60, blank=True)
    issuer = models.CharField("制发机构", max_length=100, blank=True)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    signed_on = models.DateField("成文日期", null=True, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    first = models.PositiveIntegerField("一级指标数", null=True, blank=True)
    second = models.PositiveIntegerField("二级指标数", null=True, blank=True)
    third = models.PositiveIntegerField("三级指标数", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFT)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name="取代")
    read_at = models.DateTimeField("导入时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=40, blank=True)

    class Meta:
        verbose_name = "创建方案"
        ordering = ("-read_at", "-id")

    def __str__(self) -> str:
        return self.title or self.source_name or "创建方案"

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        mine = super().readers(actor)
        if actor.unit is None:
            return mine
        above = [int(part) for part in actor.unit.path.strip("/").split("/")]
        return mine | (Q(unit_id__in=above) & ~Q(state=cls.State.DRAFT))


class Spanned(models.Model):
    """An item of the plan with its place in the plan's text: text[start:end]."""

    start = models.PositiveIntegerField("起", default=0)
    end = models.PositiveIntegerField("止", default=0)

    class Meta:
        abstract = True


class PlanSection(Spanned):
    """(一) to (九): a first-level indicator's heading."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections")
    no = models.PositiveIntegerField("序号")
    title = models.CharField("标题", max_length=100)

    class Meta:
        verbose_name = "章节"
        ordering = ("no",)

    def __str__(self) -> str:
        return self.title


class PlanTask(Spanned):
    """One of the 32 tasks, with its full text. `sentences` are [start, end] of each sentence kept under it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    section = models.ForeignKey(PlanSection, models.CASCADE, null=True, related_name="tasks")
    no = models.PositiveIntegerField("序号")
    title = models.CharField("标题", max_length=200)
    text = models.TextField("内容")
    sentences = models.JSONField("逐句位置", default=list)
    due_on = models.DateField("完成时限", null=True, blank=True)
    is_confirmed = models.BooleanField("已确认", default=False)

    class Meta:
        verbose_name = "任务"
        ordering = ("no",)

    def __str__(self) -> str:
        return f"{self.no}.{self.title}"


class Mention(Spanned):
    """A unit as the plan writes it. It names a unit, or a collective name whose `members` a person has confirmed."""

    class Role(models.TextChoices):
        LEAD = "lead", "牵头单位"
        RESPONSIBLE = "responsible", "责任单位"

    task = models.ForeignKey(PlanTask, models.CASCADE, related_name="mentions")
    role = models.CharField("分工", max_length=12, choices=Role)
    order = models.PositiveIntegerField("次序")
    name = models.CharField("原文称谓", max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="mentions", verbose_name="单位")
    collective = models.ForeignKey(CollectiveName, models.PROTECT, null=True, blank=True, related_name="mentions", verbose_name="集合称谓")
    members = models.ManyToManyField(Unit, blank=True, related_name="collective_mentions", verbose_name="展开")

    class Meta:
        verbose_name = "单位提法"
        ordering = ("role", "order")

    def __str__(self) -> str:
        return self.name


class Target(Spanned):
    """A measurable target of a task: operator, number, unit and what it is about; `none` asks that something never happens."""

    class Operator(models.TextChoices):
        AT_LEAST = ">=", "不少于"
        MORE = ">", "超过"
        EXACTLY = "=", "达到"
        LESS = "<", "低于"
        AT_MOST = "<=", "不超过"
        NONE = "none", "不得发生"

    task = models.ForeignKey(PlanTask, models.CASCADE, related_name="targets")
    text = models.TextField("原句")
    subject = models.CharField("对象", max_length=300, blank=True)
    operator = models.CharField("关系", max_length=4, choices=Operator)
    value = models.DecimalField("数值", max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    per = models.CharField("每", max_length=20, blank=True, help_text="每年、每人每年：数值所计的期间或人头")
    is_confirmed = models.BooleanField("已确认", default=False)

    class Meta:
        verbose_name = "目标"
        ordering = ("start", "id")

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """不少于 90 %, 不得发生: as it stands on a chip."""
        if self.operator == self.Operator.NONE:
            return "不得发生"
        value = f"{self.value:f}".rstrip("0").rstrip(".") if self.value is not None and "." in f"{self.value:f}" else f"{self.value}"
        sign = {">=": "≥", ">": ">", "=": "=", "<": "<", "<=": "≤"}[self.operator]
        return f"{sign}{value}{self.unit}" + (f"（{self.per}）" if self.per else "")


class PlanPhase(Spanned):
    """One of the phases. No end means open: 至示范创建活动结束."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="phases")
    no = models.PositiveIntegerField("序号")
    name = models.CharField("名称", max_length=50)
    starts_on = models.DateField("开始", null=True, blank=True)
    ends_on = models.DateField("结束", null=True, blank=True)
    text = models.TextField("内容")

    class Meta:
        verbose_name = "阶段"
        ordering = ("no",)
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")), name="plan_phase_ends_late"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanActivity(Spanned):
    """An activity inside a phase."""

    phase = models.ForeignKey(PlanPhase, models.CASCADE, related_name="activities")
    no = models.PositiveIntegerField("序号")
    title = models.CharField("标题", max_length=100)
    text = models.TextField("内容")

    class Meta:
        verbose_name = "阶段活动"
        ordering = ("no",)

    def __str__(self) -> str:
        return self.title


class Leftover(Spanned):
    """未识别: a stretch of the source that could not be placed. A person settles it; it is never dropped."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="leftovers")
    text = models.TextField("原文")
    settled_as = models.CharField("处理", max_length=200, blank=True)

    class Meta:
        verbose_name = "未识别"
        ordering = ("start",)

    def __str__(self) -> str:
        return self.text[:30]
