"""R23 裁量基准与两轻一免清单: the entries by which discretion is used, each with its version and its publication."""

from django.db.models import CharField, DateField, F, PositiveSmallIntegerField, Q, TextChoices, TextField, URLField

from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Tallied
from fazhi.engine.metrics import Metric, at_least, count, share, total
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

from .case_words import Area

STANDARD = Q(kind="裁量基准")
LENIENT = Q(kind__in=["从轻清单", "减轻清单", "免罚清单"])
IN_FORCE = Q(status="现行有效")


class DiscretionItem(Register):
    """裁量基准与两轻一免清单：一个事项一条，写明版本、效力和公布情况。"""

    code = "R23"
    identity = ("number",)
    listed = ("number", "unit", "kind", "area", "matter", "edition", "status", "published_on")

    class Kind(TextChoices):
        STANDARD = "裁量基准", "行政裁量权基准"
        LIGHTER = "从轻清单", "从轻处罚清单"
        REDUCED = "减轻清单", "减轻处罚清单"
        SPARED = "免罚清单", "不予处罚清单"

    class Status(TextChoices):
        MISSING = "尚未制定", "有裁量空间，尚未制定"
        IN_FORCE = "现行有效", "现行有效"
        REPEALED = "已废止", "已废止或被新版本代替"

    # What is written down
    number = CharField("条目编号", max_length=60, help_text="全市不重复；案件按这个编号引用")
    kind = CharField("类别", max_length=10, choices=Kind)
    area = CharField("执法领域", max_length=10, choices=Area)
    matter = CharField("执法事项", max_length=200)
    basis_text = CharField("法律依据", max_length=300)
    content = TextField("裁量阶次或适用条件", blank=True)
    edition = PositiveSmallIntegerField("版本", default=1)
    status = CharField("效力", max_length=10, choices=Status, default=Status.MISSING)
    made_on = DateField("制定日期", null=True, blank=True)
    effective_on = DateField("施行日期", null=True, blank=True)
    published_on = DateField("公布日期", null=True, blank=True)
    url = URLField("公布网址", max_length=300, blank=True)
    law_changed_on = DateField("依据变动日期", null=True, blank=True, help_text="最近一次法律法规或者上级基准变动；没有的不填")
    adjusted_on = DateField("最近评估调整日期", null=True, blank=True)
    repealed_on = DateField("废止日期", null=True, blank=True)

    cases_applied = Tallied("R21", "standard")

    # What must hold
    standard_is_made = Rule(
        "有裁量空间的事项已制定裁量基准。",
        applies=STANDARD & ~Q(status="已废止"),
        holds=IN_FORCE & Q(made_on__isnull=False),
        basis="创建方案任务17",
        remedy="制定基准，或者明确直接适用的上级基准并登记。",
    )
    is_published = Rule(
        "现行有效的基准和清单已向社会公布。",
        applies=IN_FORCE,
        holds=Q(published_on__lte=TODAY) & ~Q(url=""),
        basis="行政处罚法34条；创建方案任务17",
        remedy="在门户网站公布，登记公布日期和网址。",
    )
    follows_the_law = Rule(
        "依据变动后基准和清单已评估调整。",
        applies=IN_FORCE & Q(law_changed_on__isnull=False),
        holds=Q(adjusted_on__gte=F("law_changed_on")),
        basis="创建方案任务17、19",
        remedy="按新的依据评估；需要调整的发布新版本并废止旧版本。",
    )
    repealed_is_not_applied = Rule(
        "案件没有引用已废止的条目。",
        applies=Q(status="已废止", repealed_on__isnull=True),
        holds=Q(cases_applied=0),
        basis="创建方案任务17",
        remedy="补填废止日期，核对引用它的案件；废止之后决定的案件改用新版本。",
    )

    # What is measured
    items_in_force = Metric("现行有效条目数", count(IN_FORCE, unit="条"), basis="创建方案任务17")
    share_of_standards_made = Metric(
        "裁量基准制定率",
        share(standard_is_made),
        basis="创建方案任务17",
        target=at_least(1, "创建方案任务17"),
        says="裁量基准制定率 = 已制定裁量基准的事项 ÷ 有裁量空间的事项",
    )
    share_published = Metric("基准清单公布率", share(is_published), basis="行政处罚法34条", target=at_least(1, "创建方案任务17"))
    lenient_items_in_force = Metric("两轻一免清单现行条目数", count(LENIENT & IN_FORCE, unit="条"), basis="创建方案任务19")
    share_of_lists_current = Metric(
        "两轻一免清单现行有效率",
        share(
            holds=IN_FORCE & (Q(law_changed_on__isnull=True) | Q(adjusted_on__gte=F("law_changed_on"))), of=LENIENT & ~Q(status="已废止")
        ),
        basis="创建方案任务19",
        target=at_least(1, "创建方案任务19"),
        says="两轻一免清单现行有效率 = 现行有效且随依据变动调整的清单条目 ÷ 未废止的清单条目",
    )
    items_adjusted = Metric("动态调整条目数", count(unit="条"), over="adjusted_on", basis="创建方案任务19")
    cases_under_items = Metric("引用基准清单的案件数", total("cases_applied"), basis="创建方案任务17")

    class Meta(Register.Meta):
        verbose_name = "裁量基准与两轻一免清单"

    def __str__(self) -> str:
        return f"{self.number} {self.matter}"
