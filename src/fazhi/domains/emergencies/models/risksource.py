"""R40 风险源与危险区域: sources and areas of danger, found out, written down, weighed, looked at and made public."""

from django.db.models import BooleanField, CharField, DateField, Q, TextField, URLField

from fazhi.engine.conditions import TODAY
from fazhi.engine.metrics import Metric, at_least, count, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

from ..terms import RiskCause, RiskGrade, RiskKind

LAW = "突发事件应对法33条；创建方案任务28"
STANDING = Q(removed_on__isnull=True)


class RiskSource(Register):
    """风险源与危险区域：容易引发突发事件的危险源、危险区域，每处一条，记登记、评估、检查和公布。"""

    code = "R40"
    identity = ("number",)
    listed = ("number", "unit", "kind", "name", "cause", "grade", "next_check_on", "published_on", "removed_on")

    # What is written down
    number = CharField("编号", max_length=60)
    kind = CharField("类别", max_length=10, choices=RiskKind)
    name = CharField("名称", max_length=200)
    cause = CharField("容易引发", max_length=10, choices=RiskCause)
    place = CharField("位置", max_length=200)
    grade = CharField("风险等级", max_length=10, choices=RiskGrade, blank=True, help_text="评估后填写")
    keeper = CharField("管理单位", max_length=100, blank=True)
    found_on = DateField("调查发现日期")
    registered_on = DateField("登记日期", null=True, blank=True)
    assessed_on = DateField("风险评估日期", null=True, blank=True)
    measures = TextField("防范、监控措施", blank=True)
    checked_on = DateField("最近检查日期", null=True, blank=True)
    next_check_on = DateField("下次检查日期", null=True, blank=True, help_text="按检查周期填写；到期没有检查即为违规")
    is_public = BooleanField("按国家规定应当公布", default=True)
    published_on = DateField("公布日期", null=True, blank=True)
    url = URLField("公布网址", max_length=500, blank=True)
    removed_on = DateField("消除、注销日期", null=True, blank=True)

    # What must hold
    is_registered = Rule(
        "调查发现的危险源、危险区域已经登记。",
        applies=STANDING,
        holds=Q(registered_on__isnull=False),
        basis=LAW,
        remedy="立即登记，并接入突发事件信息系统。",
    )
    is_assessed = Rule(
        "危险源、危险区域经过风险评估，定了等级。",
        applies=STANDING,
        holds=Q(assessed_on__isnull=False) & ~Q(grade=""),
        basis=LAW,
        remedy="组织风险评估，填写等级。",
    )
    is_checked = Rule(
        "危险源、危险区域定期检查、监控，没有过期。",
        applies=STANDING,
        holds=Q(checked_on__isnull=False, next_check_on__gte=TODAY) & ~Q(measures=""),
        basis=LAW,
        remedy="立即检查，责令有关单位采取防范措施，登记下次检查日期。",
    )
    is_published = Rule(
        "应当公布的危险源、危险区域已经向社会公布。",
        applies=STANDING & Q(is_public=True),
        holds=Q(published_on__isnull=False) & ~Q(url=""),
        basis=LAW,
        remedy="在政府网站公布，登记网址。",
    )

    # What is measured
    sources = Metric("在册危险源、危险区域数", count(STANDING, unit="处"), basis=LAW)
    share_registered = Metric("危险源登记率", share(is_registered), basis=LAW, target=at_least(1, "指标7.28.1"))
    share_assessed = Metric("危险源评估率", share(is_assessed), basis=LAW, target=at_least(1, "指标7.28.1"))
    share_checked = Metric("危险源检查率", share(is_checked), basis=LAW, target=at_least(1, "指标7.28.1"))
    share_published = Metric("危险源公布率", share(is_published), basis=LAW, target=at_least(1, "指标7.28.1"))
    sources_removed = Metric("消除的危险源数", count(unit="处"), over="removed_on", basis=LAW)

    class Meta(Register.Meta):
        verbose_name = "风险源与危险区域"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        if self.checked_on and self.next_check_on and self.next_check_on <= self.checked_on:
            return ["下次检查日期不晚于最近检查日期。请按检查周期填写下次检查日期。"]
        return []
