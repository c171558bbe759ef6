"""R37 普法与以案释法: duty lists, activities and cases told so that people learn the law from them."""

from django.db.models import BooleanField, CharField, DateField, PositiveIntegerField, PositiveSmallIntegerField, Q, TextChoices, URLField

from fazhi.engine.derived import Reference
from fazhi.engine.metrics import Metric, at_least, count, covered, share, total
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

TASK = "创建方案任务25"
DUTIES, ACTIVITY, CASE = "责任清单", "普法活动", "以案释法"


class LawTelling(Register):
    """普法与以案释法：普法责任清单、普法活动和以案释法，一项一条。"""

    code = "R37"
    identity = ("number",)
    listed = ("number", "unit", "kind", "title", "year", "held_on", "published_on", "audience_size")

    class Kind(TextChoices):
        DUTIES = "责任清单", "普法责任清单"
        ACTIVITY = "普法活动", "普法活动"
        CASE = "以案释法", "以案释法"

    class Form(TextChoices):
        PUBLISHED = "发布案例", "发布典型案例"
        SPOT = "执法现场", "执法过程中释法"
        MEETING = "宣讲会", "宣讲、讲座"
        HEARING = "旁听庭审", "旁听庭审、听证"
        ONLINE = "网络新媒体", "网络、新媒体"
        WARNING = "警示教育", "警示教育"

    # What is written down
    number = CharField("编号", max_length=60)
    kind = CharField("类别", max_length=10, choices=Kind)
    year = PositiveSmallIntegerField("年度")
    title = CharField("名称", max_length=200)
    form = CharField("形式", max_length=10, choices=Form, blank=True)
    law = CharField("宣传、解释的法律", max_length=200, blank=True)
    held_on = DateField("开展日期", null=True, blank=True)
    audience = CharField("对象", max_length=100, blank=True)
    audience_size = PositiveIntegerField("受众人数", null=True, blank=True, help_text="可以核实的人数；网络阅读量不填")
    case = Reference("所用案件", to="R21", help_text="执法案件台账的案号；用其他案件的不填")
    is_anonymous = BooleanField("已隐去当事人信息", default=False)
    published_on = DateField("公布日期", null=True, blank=True)
    url = URLField("公布网址", max_length=500, blank=True)

    # What must hold
    duties_published = Rule(
        "普法责任清单向社会公布。",
        applies=Q(kind=DUTIES),
        holds=Q(published_on__isnull=False) & ~Q(url=""),
        basis=TASK,
        remedy="在本单位网站公布，补填日期和网址。",
    )
    case_is_anonymous = Rule(
        "公开发布的案例隐去当事人信息。",
        applies=Q(kind=CASE, published_on__isnull=False),
        holds=Q(is_anonymous=True),
        basis="个人信息保护法",
        remedy="立即撤下，隐去当事人信息后重新发布。",
    )
    law_is_named = Rule(
        "活动和案例写明宣传、解释的法律。",
        applies=Q(kind__in=(ACTIVITY, CASE)),
        holds=~Q(law=""),
        basis=TASK,
        remedy="补填法律名称。",
    )

    # What is measured
    share_duties_published = Metric(
        "普法责任清单公布率",
        covered(among=("government",), where=Q(kind=DUTIES, published_on__isnull=False) & ~Q(url="")),
        over="year",
        basis=TASK,
        target=at_least(1, "指标6.25.4"),
        says="普法责任清单公布率 = 当年公布了普法责任清单的政府部门数 ÷ 政府部门总数。",
    )
    share_units_with_case = Metric(
        "有以案释法案例的单位比例",
        covered(among=("government",), where=Q(kind=CASE)),
        over="year",
        basis=TASK,
        target=at_least(1, "指标6.25.4"),
        says="有以案释法案例的单位比例 = 当年有以案释法的政府部门数 ÷ 政府部门总数。",
    )
    cases_told = Metric("以案释法次数", count(Q(kind=CASE), unit="次"), over="year", basis=TASK)
    activities_held = Metric("普法活动次数", count(Q(kind=ACTIVITY), unit="次"), over="held_on", basis=TASK)
    audience_reached = Metric(
        "普法活动受众人数", total("audience_size", where=Q(kind__in=(ACTIVITY, CASE)), unit="人"), over="held_on", basis=TASK
    )
    share_told_from_cases = Metric(
        "释法关联执法案件的比例",
        share(holds=~Q(case=""), of=Q(kind=CASE)),
        over="year",
        basis=TASK,
        says="释法关联执法案件的比例 = 写明所用执法案件的以案释法条数 ÷ 以案释法总条数。",
    )

    class Meta(Register.Meta):
        verbose_name = "普法与以案释法"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
