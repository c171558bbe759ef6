"""R27 培训学时: one record a person and course; the year's hours are summed on the person."""

from django.db.models import BooleanField, CharField, CheckConstraint, DateField, DecimalField, PositiveSmallIntegerField, Q, TextChoices

from fazhi.engine.derived import Looked, Reference
from fazhi.engine.metrics import Metric, count, ratio, share, total
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule


class TrainingRecord(Register):
    """执法培训学时：一人参加一次培训一条，年度学时按人汇总。"""

    code = "R27"
    identity = ("officer", "trained_on", "course")
    listed = ("officer", "unit", "course", "category", "trained_on", "hours", "score", "is_passed")

    class Category(TextChoices):
        PUBLIC_LAW = "公共法律知识", "公共法律知识"
        TRADE = "业务知识", "业务知识"
        SKILL = "执法技能", "行政执法技能"

    # What is written down
    officer = Reference("执法人员", to="R20", blank=False, help_text="填执法人员名册中的人员编号")
    course = CharField("培训名称", max_length=100)
    category = CharField("课程类别", max_length=10, choices=Category)
    organiser = CharField("组织单位", max_length=100)
    trained_on = DateField("培训结束日期", help_text="学时计入这一天所在的年度")
    hours = PositiveSmallIntegerField("学时")
    is_examined = BooleanField("有考试", default=False)
    score = DecimalField("考试成绩", max_digits=5, decimal_places=1, null=True, blank=True)
    is_passed = BooleanField("考试合格", default=False)
    proof = CharField("学时证明", max_length=200, blank=True, help_text="签到表、结业证、平台学时截图等的名称或编号")

    officer_name = Looked("officer", "name")

    # What must hold
    officer_is_listed = Rule(
        "学时登记到名册中的执法人员。",
        holds=Q(officer_name__isnull=False),
        basis="创建方案任务21",
        remedy="核对人员编号；不在名册的，先登记执法人员。",
    )
    has_proof = Rule("学时有证明材料。", holds=~Q(proof=""), basis="创建方案任务21", remedy="补登签到表、结业证或者平台学时证明。")
    exam_is_passed = Rule(
        "有考试的培训考试合格。",
        applies=Q(is_examined=True),
        holds=Q(is_passed=True),
        basis="创建方案任务21",
        remedy="组织补考；不合格的不计学时由本单位确定。",
    )

    # What is measured
    courses_attended = Metric("参训人次", count(unit="人次"), over="trained_on", basis="创建方案任务21")
    hours_given = Metric("培训学时合计", total("hours", unit="学时"), over="trained_on", basis="创建方案任务21")
    hours_per_course = Metric("人次平均学时", ratio("hours", unit="学时"), over="trained_on", basis="创建方案任务21")
    share_passed = Metric("培训考试合格率", share(exam_is_passed), over="trained_on", basis="创建方案任务21")
    share_proved = Metric("学时有证明的比例", share(has_proof), over="trained_on", basis="创建方案任务21")

    class Meta(Register.Meta):
        verbose_name = "执法培训学时"
        constraints = [
            *Register.Meta.constraints,
            CheckConstraint(condition=Q(hours__gte=1, hours__lte=400), name="training_hours_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.course}"
