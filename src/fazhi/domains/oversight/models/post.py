"""R33 重点岗位分权轮岗: posts where power gathers, how it is divided among them, and who has sat there too long."""

from django.db.models import BooleanField, CharField, DateField, PositiveSmallIntegerField, Q, TextChoices

from fazhi.engine.conditions import TODAY
from fazhi.engine.metrics import Metric, at_least, at_most, count, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

TASK = "创建方案任务23"
HELD = Q(holder_since_on__isnull=False)


class KeyPost(Register):
    """重点岗位分权轮岗：权力集中部门的重点岗位，每个岗位一条，记分权制度和现任人员的轮岗期限。"""

    code = "R33"
    identity = ("number",)
    listed = ("number", "unit", "name", "area", "holder", "holder_since_on", "rotate_by_on", "is_deferred")

    class Area(TextChoices):
        FUNDS = "财政资金", "财政资金分配使用"
        ASSETS = "国有资产", "国有资产监管"
        INVESTMENT = "政府投资", "政府投资"
        PROCUREMENT = "政府采购", "政府采购"
        TRANSFER = "公共资源", "公共资源转让"
        WORKS = "公共工程", "公共工程建设"

    # What is written down
    number = CharField("岗位编号", max_length=60)
    name = CharField("岗位名称", max_length=100)
    area = CharField("领域", max_length=10, choices=Area)
    splits_duties = BooleanField("已分事行权", default=False, help_text="同一类事项不由一个岗位全程办理")
    splits_posts = BooleanField("已分岗设权", default=False, help_text="申请、审核、审批、执行分设岗位")
    grades_powers = BooleanField("已分级授权", default=False, help_text="按金额、重要程度分级审批")
    rule_title = CharField("制度名称、文号", max_length=200, blank=True)
    rule_on = DateField("制度印发日期", null=True, blank=True)
    holder = CharField("现任人员", max_length=60, blank=True, help_text="空岗不填")
    holder_since_on = DateField("现任到岗日期", null=True, blank=True)
    rotation_years = PositiveSmallIntegerField("轮岗年限", null=True, blank=True, help_text="按本单位轮岗制度，如5年")
    rotate_by_on = DateField("应轮岗日期", null=True, blank=True, help_text="到岗日期加轮岗年限；轮岗后改填新任人员，原情况留在历史中")
    is_deferred = BooleanField("经批准暂不轮岗", default=False)
    deferred_until_on = DateField("暂不轮岗至", null=True, blank=True)
    deferral_reason = CharField("暂不轮岗的理由、替代措施", max_length=300, blank=True)

    # What must hold
    powers_divided = Rule(
        "重点岗位分事行权、分岗设权、分级授权，并有制度。",
        holds=Q(splits_duties=True, splits_posts=True, grades_powers=True) & ~Q(rule_title=""),
        basis=TASK,
        remedy="制定或者修订内部控制制度，把三项要求落实到岗位。",
    )
    rotation_is_set = Rule(
        "在任的重点岗位定明轮岗年限和应轮岗日期。",
        applies=HELD,
        holds=Q(rotation_years__gt=0, rotate_by_on__isnull=False),
        basis=TASK,
        remedy="按本单位轮岗制度补填。",
    )
    rotated_in_time = Rule(
        "到期的重点岗位人员按期轮岗，或者经批准暂不轮岗并有替代措施。",
        applies=HELD & Q(rotate_by_on__isnull=False),
        holds=Q(rotate_by_on__gte=TODAY) | (Q(is_deferred=True, deferred_until_on__gte=TODAY) & ~Q(deferral_reason="")),
        basis=TASK,
        remedy="安排轮岗；确实不能轮岗的，报批并采取专项审计等替代措施。",
    )

    # What is measured
    key_posts = Metric("重点岗位数", count(unit="个"), basis=TASK)
    share_powers_divided = Metric("分权制度覆盖率", share(powers_divided), basis=TASK, target=at_least(1, "指标5.23.2"))
    posts_overdue = Metric("应轮岗未轮岗人数", never(rotated_in_time, unit="人"), basis=TASK, target=at_most(0, "指标5.23.2"))

    class Meta(Register.Meta):
        verbose_name = "重点岗位"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        if bool(self.holder) != bool(self.holder_since_on):
            return ["现任人员和现任到岗日期要同时填写，空岗的都不填。请核对。"]
        return []
