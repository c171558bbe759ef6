"""R32 审计、统计、财会监督整改: problems that special supervision found, and whether they were put right in time."""

from django.db.models import BooleanField, CharField, DateField, F, Q, TextChoices, TextField

from fazhi.engine.conditions import TODAY
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, at_most, count, days, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

IN_TIME = Q(rectified_on__lte=F("rectify_by_on")) | Q(rectified_on__lte=F("extended_until_on"))
PAST = Q(rectify_by_on__lt=TODAY) & (Q(extended_until_on__isnull=True) | Q(extended_until_on__lt=TODAY))
RIPE = Q(rectified_on__isnull=False) | PAST


class Finding(Register):
    """审计统计财会监督整改：监督发现的每个问题一条，记责任单位、整改期限、整改和销号。"""

    code = "R32"
    identity = ("number",)
    listed = ("number", "unit", "kind", "subject", "stage", "rectify_by_on", "rectified_on", "closed_on")

    class Kind(TextChoices):
        AUDIT = "审计", "审计监督"
        STATISTICS = "统计", "统计监督"
        FINANCE = "财会", "财会监督"

    class Manner(TextChoices):
        AT_ONCE = "立行立改", "立行立改"
        STEPWISE = "分阶段整改", "分阶段整改"
        LASTING = "持续整改", "持续整改"

    # What is written down
    number = CharField("问题编号", max_length=60)
    kind = CharField("监督类别", max_length=10, choices=Kind)
    report = CharField("报告、检查名称", max_length=200)
    subject = CharField("问题", max_length=200)
    found_on = DateField("交办整改日期", help_text="审计报告、检查结论送达责任单位的日期")
    manner = CharField("整改方式", max_length=10, choices=Manner, default=Manner.AT_ONCE)
    rectify_by_on = DateField("整改期限", help_text="报告或者整改清单要求完成的日期")
    extended_until_on = DateField("批准延期至", null=True, blank=True)
    extension_basis = CharField("延期批准文号", max_length=100, blank=True)
    measures = TextField("整改措施和结果", blank=True)
    rectified_on = DateField("整改完成日期", null=True, blank=True)
    closed_on = DateField("销号日期", null=True, blank=True, help_text="由提出问题的监督部门核实后销号")
    reopened = BooleanField("复核发现虚假或者反弹", default=False)

    # Where it can stand
    stage = Lifecycle(
        Stage("open", "整改中", then=("rectified",)),
        Stage(
            "rectified",
            "已整改待核实",
            then=("open", "closed"),
            needs=("rectified_on", "measures"),
            on="rectified_on",
            evidence=("整改材料",),
            act="报告整改完成",
        ),
        Stage("closed", "已销号", needs=("rectified_on", "closed_on"), on="closed_on", second=True, act="核实销号"),
        basis="创建方案任务23",
    )

    # What must hold
    rectified_in_time = Rule(
        "监督发现的问题在期限内整改。",
        applies=RIPE,
        holds=IN_TIME,
        basis="创建方案任务23",
        remedy="立即整改；确需延期的，报提出问题的监督部门批准。",
    )
    extension_is_granted = Rule(
        "延期整改经过批准。",
        applies=Q(extended_until_on__isnull=False),
        holds=~Q(extension_basis=""),
        basis="创建方案任务23",
        remedy="补填批准文号；没有批准的，按原期限整改。",
    )
    not_reopened = Rule(
        "整改真实到位，没有虚假整改或者反弹。",
        applies=Q(closed_on__isnull=False),
        holds=Q(reopened=False),
        basis="创建方案任务23",
        severity=Severity.BREACH,
        remedy="重新整改，查明原因和责任。",
    )

    # What is measured
    findings_assigned = Metric("监督发现问题数", count(unit="个"), over="found_on", basis="创建方案任务23")
    share_rectified_in_time = Metric(
        "监督发现问题按期整改率",
        share(rectified_in_time),
        over="rectify_by_on",
        basis="创建方案任务23",
        target=at_least(1, "指标5.23.1"),
        says="按期整改率 = 在期限（含批准延期）内整改的问题数 ÷（已整改的问题数＋期满未整改的问题数）。",
    )
    share_closed = Metric(
        "监督发现问题销号率",
        share(holds=Q(stage="closed"), of=Q()),
        over="found_on",
        basis="创建方案任务23",
        says="销号率 = 已销号的问题数 ÷ 交办整改的问题数。",
    )
    findings_reopened = Metric(
        "虚假整改、反弹问题数", never(not_reopened, unit="个"), over="closed_on", basis="创建方案任务23", target=at_most(0, "指标5.23.1")
    )
    median_days_to_rectify = Metric("整改用时中位数", days("found_on", "rectified_on"), over="rectified_on", basis="创建方案任务23")

    class Meta(Register.Meta):
        verbose_name = "监督发现问题"

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"
