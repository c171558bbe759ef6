"""R44 部署会议、计划、办事机构: what the leadership plans, decides and drives, and who does the work."""

from django.db.models import (
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DecimalField,
    F,
    PositiveSmallIntegerField,
    Q,
    TextChoices,
    TextField,
    URLField,
)

from fazhi.engine.conditions import TODAY
from fazhi.engine.metrics import Binds, Metric, at_least, count, covered, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

from ..terms import Level

TASK = "创建方案任务31"
MEETING = Q(kind="专题会议")
CHAIRED = MEETING & Q(is_chief_hosting=True) & ~Q(decisions="")


class Deployment(Register):
    """部署会议、计划、办事机构：每次会议、每份规划计划和考核办法、每件督办、每个办事机构各一条。"""

    code = "R44"
    identity = ("number",)
    listed = ("number", "unit", "kind", "level", "title", "held_on", "due_on", "finished_on")

    class Kind(TextChoices):
        MEETING = "专题会议", "法治政府建设专题部署会议"
        PLAN = "规划计划", "发展规划、年度工作计划（要点）"
        REQUEST = "请示报告", "重大制度事项向党委请示报告"
        APPRAISAL = "考核办法", "政绩考核办法、指标体系"
        OFFICE_MEETING = "办事会议", "法治议事协调机构办事机构会议"
        MATTER = "督办", "督办事项"
        OFFICE = "办事机构", "办事机构和专门力量"

    # What is written down
    number = CharField("编号", max_length=60, help_text="会议、文件、督办单的编号，全市不重复")
    kind = CharField("类别", max_length=10, choices=Kind)
    level = CharField("层级", max_length=10, choices=Level)
    title = CharField("名称", max_length=200)
    held_on = DateField("日期", help_text="会议召开、文件印发、督办交办的日期；办事机构填最近一次核定的日期")
    host = CharField("主持人", max_length=60, blank=True)
    is_chief_hosting = BooleanField("党委主要负责人主持", default=False)
    includes_law = BooleanField("写入法治政府建设内容", default=False, help_text="规划、计划、考核办法填写")
    decisions = TextField("议题和决定事项", blank=True)
    document_number = CharField("文号", max_length=100, blank=True)
    due_on = DateField("办结期限", null=True, blank=True, help_text="督办事项填写")
    finished_on = DateField("办结日期", null=True, blank=True)
    posts_approved = PositiveSmallIntegerField("核定专职人数", null=True, blank=True, help_text="办事机构填写")
    posts_filled = PositiveSmallIntegerField("实名到岗人数", null=True, blank=True)
    weight = DecimalField("法治建设所占权重（%）", max_digits=5, decimal_places=2, null=True, blank=True, help_text="考核办法填写")
    url = URLField("公开网址", max_length=500, blank=True)

    # What must hold
    chief_deploys = Rule(
        "专题部署会议由党委主要负责人主持，写明部署的工作。",
        applies=MEETING,
        holds=CHAIRED,
        basis=TASK,
        remedy="由党委主要负责人主持召开专题会议；补填议题和决定事项。",
    )
    law_is_included = Rule(
        "法治政府建设写入发展规划和年度工作计划。",
        applies=Q(kind="规划计划"),
        holds=Q(includes_law=True),
        basis=TASK,
        remedy="修订计划，或者在下一年度计划中写入。",
    )
    appraisal_weighs_law = Rule(
        "法治建设成效纳入政绩考核并有权重。",
        applies=Q(kind="考核办法"),
        holds=Q(includes_law=True, weight__gt=0),
        basis="创建方案任务32",
        remedy="修订考核办法，写明指标和权重。",
    )
    matter_is_finished = Rule(
        "督办事项在期限内办结。",
        applies=Q(kind="督办", due_on__isnull=False) & (Q(finished_on__isnull=False) | Q(due_on__lt=TODAY)),
        holds=Q(finished_on__lte=F("due_on")),
        basis=TASK,
        severity=Severity.REMINDER,
        remedy="催办并登记办结日期。",
    )
    office_is_staffed = Rule(
        "办事机构的专职人员实名到岗，不少于核定人数。",
        applies=Q(kind="办事机构"),
        holds=Q(posts_approved__gt=0, posts_filled__gte=F("posts_approved")),
        basis=TASK,
        remedy="配齐专职人员。",
    )

    # What is measured
    city_deployments = Metric(
        "市委专题部署会次数",
        count(CHAIRED & Q(level="市"), unit="次"),
        over="held_on",
        basis=TASK,
        target=at_least(1, TASK),
        binds=Binds.CITY,
        says="市委专题部署会次数 = 当期由市委主要负责人主持的法治政府建设专题部署会议次数。",
    )
    share_counties_deployed = Metric(
        "县区专题部署覆盖率",
        covered(among=("county",), where=CHAIRED & Q(level="县区")),
        over="held_on",
        basis=TASK,
        target=at_least(1, TASK),
        says="县区专题部署覆盖率 = 当期党委主要负责人主持过专题部署会的县区数 ÷ 县区总数。",
    )
    share_plans_including = Metric("规划计划写入率", share(law_is_included), over="held_on", basis=TASK, target=at_least(1, "指标9.31.1"))
    requests_to_party = Metric("重大制度请示报告件数", count(Q(kind="请示报告")), over="held_on", basis="创建方案任务6")
    appraisals_weighing = Metric(
        "考核办法权重写入率", share(appraisal_weighs_law), basis="创建方案任务32", target=at_least(1, "指标9.32.3")
    )
    office_meetings = Metric("办事机构会议次数", count(Q(kind="办事会议"), unit="次"), over="held_on", basis=TASK)
    matters_driven = Metric("督办件数", count(Q(kind="督办")), over="held_on", basis=TASK)
    share_matters_finished = Metric("督办按期办结率", share(matter_is_finished), over="due_on", basis=TASK)
    share_offices_staffed = Metric("办事机构实名到岗率", share(office_is_staffed), basis=TASK, target=at_least(1, "指标9.31.3"))

    class Meta(Register.Meta):
        verbose_name = "部署会议、计划、办事机构"
        constraints = [
            *Register.Meta.constraints,
            CheckConstraint(condition=Q(weight__isnull=True) | Q(weight__gte=0, weight__lte=100), name="deployment_weight_is_share"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        if self.kind == self.Kind.OFFICE and (self.posts_approved is None or self.posts_filled is None):
            return ["办事机构要写明核定专职人数和实名到岗人数，否则算不出到岗率。请按三定方案和人员名册补填。"]
        if self.kind == self.Kind.MEETING and not self.host:
            return ["专题部署会议要写明主持人：计入次数的只有党委主要负责人主持的会议。请按会议纪要补填。"]
        return []
