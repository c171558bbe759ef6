"""R19 法律顾问、公职律师: who is engaged, until when, and whether the advice was asked for."""

from django.db.models import BooleanField, CharField, DateField, F, PositiveSmallIntegerField, Q

from fazhi.engine.conditions import TODAY, Ago
from fazhi.engine.derived import Tallied
from fazhi.engine.metrics import Metric, at_most, count, covered, never, share, total
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

from ..terms import Counsellor

LAW = "重大行政决策程序暂行条例"
TASK = "创建方案任务13"

SERVING = Q(begins_on__lte=TODAY) & (Q(ends_on__isnull=True) | Q(ends_on__gte=TODAY))


class LegalCounsel(Register):
    """法律顾问、公职律师：聘任、任职情况和参与重大行政决策等事项的情况，一人一聘期一条。"""

    code = "R19"
    identity = ("number",)
    listed = ("number", "unit", "name", "kind", "begins_on", "ends_on", "opinions", "last_opinion_on")

    # What is written down
    number = CharField("聘书或证书编号", max_length=80, help_text="法律顾问填聘书编号，公职律师填公职律师证号")
    name = CharField("姓名", max_length=60)
    kind = CharField("类别", max_length=10, choices=Counsellor)
    firm = CharField("执业机构或所在科室", max_length=100, blank=True)
    begins_on = DateField("聘任或任职日期")
    ends_on = DateField("聘期届满日期", null=True, blank=True, help_text="公职律师没有聘期的不填")
    is_contracted = BooleanField("有聘书、合同或任职文件", default=False)
    opinions = PositiveSmallIntegerField(
        "决策之外的意见书件数", default=0, help_text="规范性文件、合同、案件等；重大行政决策的由决策台账统计"
    )
    last_opinion_on = DateField("最近一次出具意见日期", null=True, blank=True)
    evaluated_on = DateField("最近一次履职评价日期", null=True, blank=True)

    decisions_advised = Tallied("R18", "counsel", where=Q(counsel_opinion_on__isnull=False))
    decisions_advised_lately = Tallied("R18", "counsel", over="counsel_opinion_on", months=12)

    # What must hold
    is_used = Rule(
        "一年内参与过决策或者出具过意见，没有“聘而不用”。",
        applies=SERVING & Q(begins_on__lte=Ago(months=12)),
        holds=Q(decisions_advised_lately__gt=0) | Q(last_opinion_on__gte=Ago(months=12)),
        basis=TASK,
        remedy="安排参与合法性审查等事项并登记意见书；长期不履职的，调整或者解聘。",
    )
    is_contracted_for = Rule(
        "聘任、任职有聘书、合同或者文件。",
        applies=SERVING,
        holds=Q(is_contracted=True),
        basis=TASK,
        remedy="补签聘任合同或者补办任职文件。",
    )
    is_evaluated = Rule(
        "每年作一次履职评价。",
        applies=SERVING & Q(begins_on__lte=Ago(months=12)),
        holds=Q(evaluated_on__gte=Ago(months=12)),
        basis="内部控制",
        severity=Severity.REMINDER,
        remedy="组织年度履职评价，结果作为续聘的依据。",
        confidence="丁",
    )
    ends_after_beginning = Rule(
        "聘期届满日不早于聘任日期。",
        applies=Q(ends_on__isnull=False),
        holds=Q(ends_on__gte=F("begins_on")),
        basis="台账数据一致性",
        severity=Severity.REMINDER,
        remedy="核对聘期的起止日期。",
    )

    # What is measured
    counsels_serving = Metric("在聘、在任的法律顾问、公职律师", count(SERVING, unit="人"), basis=TASK)
    counsels_idle = Metric("一年内零参与的人数", never(is_used), basis=TASK, target=at_most(0, TASK))
    share_evaluated = Metric("履职评价率", share(is_evaluated), basis=TASK, confidence="丁")
    opinions_given = Metric("决策之外的意见书件数", total("opinions", where=SERVING), basis=TASK)
    decision_opinions_given = Metric("重大行政决策意见书件数", total("decisions_advised"), basis=f"{LAW}28条")
    share_units_with_counsel = Metric("有法律顾问或公职律师的部门比例", covered(among=("government", "county"), where=SERVING), basis=TASK)

    class Meta(Register.Meta):
        verbose_name = "法律顾问和公职律师"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
