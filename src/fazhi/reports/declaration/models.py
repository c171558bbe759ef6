"""The tables of the declaration ledger: a declaration, its items, each filing of an item, and the questions of the reviewers."""

from django.db import models
from django.db.models import Q

from fazhi.campaign.models import Campaign, Demand
from fazhi.evidence.models import Item
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.people.scope import Scoped, in_reach

from ..package.models import Package, PackageProfile


class Declaration(Scoped):
    """One application of a campaign, comprehensive or for a single project, on its way from the city to the title."""

    reach = "campaign__unit__path"

    class State(models.TextChoices):
        PREPARING = "preparing", "准备申报"
        FILED = "filed", "已申报"
        FIRST_REVIEW = "first-review", "省级初评"
        FIRST_CHECK = "first-check", "省级初核"
        RECOMMENDED = "recommended", "取得推荐资格"
        DECLINED = "declined", "未获推荐"

    OPEN = (State.PREPARING, State.FILED, State.FIRST_REVIEW, State.FIRST_CHECK)
    THEN = {
        State.PREPARING: (State.FILED,),
        State.FILED: (State.FIRST_REVIEW, State.DECLINED),
        State.FIRST_REVIEW: (State.FIRST_CHECK, State.DECLINED),
        State.FIRST_CHECK: (State.RECOMMENDED, State.DECLINED),
    }

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="declarations", verbose_name="创建活动")
    kind = models.CharField("申报类别", max_length=10, choices=PackageProfile.Kind, default=PackageProfile.Kind.WHOLE)
    name = models.CharField("名称", max_length=100)
    state = models.CharField("阶段", max_length=20, choices=State, default=State.PREPARING)
    moved_on = models.DateField("进入本阶段日期", null=True, blank=True)
    decided_by = models.CharField("作出决定的机关", max_length=100, blank=True)
    decided_no = models.CharField("文号", max_length=100, blank=True)
    outcome = models.TextField("结果", blank=True)
    created_by = models.CharField("建立人", max_length=40)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "申报"
        ordering = ("-id",)
        constraints = [models.UniqueConstraint(fields=("campaign", "name"), name="one_declaration_a_name")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        """The area's task force and leaders, and the units that have an item or a question in it."""
        mine = in_reach(actor, "unit__path")
        theirs = Q(pk__in=DeclaredItem.objects.filter(mine).values("declaration")) | Q(
            pk__in=Inquiry.objects.filter(mine).values("declaration")
        )
        return super().readers(actor) | theirs


class DeclaredItem(Scoped):
    """One item the declaration system asks for; mostly one indicator. `unit` answers for it: the principal lead."""

    class State(models.TextChoices):
        WAITING = "waiting", "待上传"
        FILED = "filed", "已上传"
        TAKEN = "taken", "已接收"
        RETURNED = "returned", "被退回"

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="items", verbose_name="申报")
    demand = models.ForeignKey(Demand, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="指标")
    order = models.PositiveIntegerField("次序", default=0)
    code = models.CharField("编号", max_length=20, blank=True)
    title = models.CharField("申报条目", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    lock = models.PositiveIntegerField("变动次数", default=0)

    class Meta:
        verbose_name = "申报条目"
        ordering = ("order", "id")
        constraints = [
            models.UniqueConstraint(fields=("declaration", "demand"), condition=Q(demand__isnull=False), name="one_item_a_demand")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        return in_reach(actor, "unit__path") | in_reach(actor, "declaration__campaign__unit__path")


class Filing(models.Model):
    """One upload of an item to the national system: what, when, by whom, its receipt, and what came of it."""

    class Outcome(models.TextChoices):
        PENDING = "pending", "等待受理"
        TAKEN = "taken", "已接收"
        RETURNED = "returned", "被退回"

    item = models.ForeignKey(DeclaredItem, models.CASCADE, related_name="filings", verbose_name="申报条目")
    no = models.PositiveIntegerField("第几次上传")
    filed_on = models.DateField("上传日期")
    filed_by = models.CharField("上传人", max_length=40)
    package = models.ForeignKey(Package, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="材料包")
    what = models.CharField("上传的内容", max_length=300, help_text="文件名，或材料包中的哪些文件")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    receipt_no = models.CharField("回执号", max_length=100, blank=True)
    receipt = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回执截图或文件")
    outcome = models.CharField("结果", max_length=10, choices=Outcome, default=Outcome.PENDING)
    decided_on = models.DateField("结果日期", null=True, blank=True)
    reason = models.CharField("退回原因", max_length=500, blank=True)
    problem = models.CharField("问题编号", max_length=60, blank=True, help_text="退回时登记到 R47 问题整改的编号")

    class Meta:
        verbose_name = "上传记录"
        ordering = ("no",)
        constraints = [models.UniqueConstraint(fields=("item", "no"), name="one_filing_a_number")]

    def __str__(self) -> str:
        return f"{self.item} 第{self.no}次上传"


class Inquiry(Scoped):
    """A question or an opinion of the province at 初评 or 初核, its answer, and how it ended."""

    class Step(models.TextChoices):
        FIRST_REVIEW = "first-review", "省级初评"
        FIRST_CHECK = "first-check", "省级初核"
        OTHER = "other", "其他审核"

    class State(models.TextChoices):
        ASKED = "asked", "待答复"
        ANSWERED = "answered", "已答复"
        SETTLED = "settled", "已了结"

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="inquiries", verbose_name="申报")
    item = models.ForeignKey(DeclaredItem, models.CASCADE, null=True, blank=True, related_name="inquiries", verbose_name="申报条目")
    step = models.CharField("环节", max_length=20, choices=Step)
    text = models.TextField("问题或意见")
    asked_on = models.DateField("提出日期")
    asked_by = models.CharField("提出机关", max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办单位")
    due_on = models.DateField("答复期限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    answer = models.TextField("答复", blank=True)
    answered_by = models.CharField("答复人", max_length=40, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    outcome = models.CharField("了结情况", max_length=500, blank=True)
    problem = models.CharField("问题编号", max_length=60, blank=True)

    class Meta:
        verbose_name = "省级意见"
        ordering = ("-asked_on", "-id")

    def __str__(self) -> str:
        return f"{self.get_step_display()}：{self.text[:30]}"

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        return in_reach(actor, "unit__path") | in_reach(actor, "declaration__campaign__unit__path")
