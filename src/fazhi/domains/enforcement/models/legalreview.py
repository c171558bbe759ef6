"""R22 法制审核: the legal review of a weighty enforcement decision before it is made."""

from django.db.models import CharField, DateField, F, Q, TextChoices, TextField

from fazhi.engine.derived import Looked, Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, at_most, count, days, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity


class LegalReview(Register):
    """重大执法决定法制审核：送审、审核意见和审核人。"""

    code = "R22"
    identity = ("number",)
    listed = ("number", "unit", "case", "category", "stage", "submitted_on", "reviewed_on", "conclusion", "reviewer")

    class Category(TextChoices):
        PUBLIC = "重大公共利益", "涉及重大公共利益"
        HEARD = "经过听证", "直接关系重大权益，经过听证程序"
        COMPLEX = "疑难复杂", "案情疑难复杂、涉及多个法律关系"
        LISTED = "目录其他", "法律法规规定或者本单位目录列明的其他情形"

    class Conclusion(TextChoices):
        PASSED = "通过", "同意"
        MENDED = "修改后通过", "提出意见，修改后通过"
        NOT_PASSED = "未通过", "未通过"
        RETURNED = "退回补正", "退回补充材料"

    # What is written down
    number = CharField("审核编号", max_length=60, help_text="法制审核意见书编号，全市不重复")
    case = Reference("审核的案件", to="R21", blank=False, help_text="填执法案件的案号")
    category = CharField("目录类别", max_length=10, choices=Category)
    submitted_on = DateField("送审日期")
    returned_on = DateField("退回补正日期", null=True, blank=True)
    reviewed_on = DateField("出具意见日期", null=True, blank=True)
    conclusion = CharField("审核结论", max_length=10, choices=Conclusion, blank=True)
    opinion = TextField("审核意见", blank=True)
    is_adopted = CharField("意见采纳情况", max_length=10, blank=True, choices=[(each, each) for each in ("采纳", "部分采纳", "未采纳")])
    reviewer = Reference("审核人", to="R20", help_text="填执法人员名册中的人员编号")

    # Where it can stand
    stage = Lifecycle(
        Stage("submitted", "已送审", then=("returned", "reviewed"), needs=("submitted_on", "case"), on="submitted_on"),
        Stage("returned", "退回补正", then=("reviewed",), needs=("returned_on",), on="returned_on", act="退回补正"),
        Stage("reviewed", "已审核", needs=("reviewed_on", "conclusion", "reviewer"), on="reviewed_on", act="出具意见", second=True),
        basis="行政处罚法58条",
    )

    case_decided_on = Looked("case", "decided_on")
    reviewer_is_reviewer = Looked("reviewer", "is_reviewer")

    # What must hold
    comes_before_decision = Rule(
        "法制审核在作出决定之前完成。",
        applies=Q(case_decided_on__isnull=False),
        holds=Q(reviewed_on__lte=F("case_decided_on")),
        basis="行政处罚法58条；创建方案任务18",
        severity=Severity.REDLINE,
        remedy="先审核后决定；倒置的说明情况，由上级机关监督纠正。",
    )
    reviewer_is_named = Rule(
        "由本单位名册中的法制审核人员审核。",
        applies=Q(reviewed_on__isnull=False),
        holds=Q(reviewer_is_reviewer=True),
        basis="行政处罚法58条；创建方案任务18",
        remedy="核对审核人；不是法制审核人员的，由法制审核人员复核。",
    )
    refusal_has_opinion = Rule(
        "未通过或者修改后通过的写明审核意见。",
        applies=Q(conclusion__in=["未通过", "修改后通过"]),
        holds=~Q(opinion=""),
        basis="创建方案任务18",
        remedy="补写审核意见和理由。",
    )

    # What is measured
    reviews_made = Metric("法制审核件数", count(), over="reviewed_on", basis="创建方案任务18")
    reviews_not_passed = Metric("审核未通过件数", count(Q(conclusion="未通过")), over="reviewed_on", basis="行政处罚法58条")
    share_before_decision = Metric(
        "先审后决率",
        share(comes_before_decision),
        over="submitted_on",
        basis="创建方案任务18",
        target=at_least(1, "创建方案任务18"),
    )
    late_reviews = Metric(
        "先决后审件数", never(comes_before_decision), over="submitted_on", basis="行政处罚法58条", target=at_most(0, "创建方案任务18")
    )
    share_by_named_reviewers = Metric("审核人员在册率", share(reviewer_is_named), over="reviewed_on", basis="行政处罚法58条")
    median_days_to_review = Metric("审核天数中位数", days("submitted_on", "reviewed_on"), over="reviewed_on", basis="创建方案任务18")

    class Meta(Register.Meta):
        verbose_name = "法制审核"

    def __str__(self) -> str:
        return f"{self.number} {self.case}"
