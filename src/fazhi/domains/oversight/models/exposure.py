"""R31 媒体曝光与舆情: what the press and the net bring up, how soon a body speaks, and what it does about it."""

from django.db.models import BooleanField, CharField, DateField, DateTimeField, F, PositiveSmallIntegerField, Q, TextChoices, URLField

from fazhi.engine.clocks import HourClock
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, count, share, total
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

PRESS = "媒体曝光"
GRAVE = ("特别重大", "重大")


class PressExposure(Register):
    """媒体曝光与舆情：媒体曝光的行政违法问题和涉及本单位的政务舆情，以及回应、核查、处理和反馈。"""

    code = "R31"
    identity = ("number",)
    listed = ("number", "unit", "kind", "subject", "level", "stage", "occurred_at", "first_released_at", "answered_on")

    class Kind(TextChoices):
        PRESS = "媒体曝光", "媒体曝光的行政违法问题"
        OPINION = "政务舆情", "政务舆情"

    class Level(TextChoices):
        EXTREME = "特别重大", "涉及特别重大突发事件"
        GRAVE = "重大", "涉及重大突发事件"
        OTHER = "其他", "其他"

    class Finding(TextChoices):
        TRUE = "属实", "属实"
        PARTLY = "部分属实", "部分属实"
        FALSE = "不属实", "不属实"

    # What is written down
    number = CharField("编号", max_length=60)
    kind = CharField("类别", max_length=10, choices=Kind)
    level = CharField("级别", max_length=10, choices=Level, default=Level.OTHER)
    subject = CharField("标题", max_length=200)
    medium = CharField("媒体名称", max_length=100, blank=True)
    url = URLField("原文网址", max_length=500, blank=True)
    occurred_at = DateTimeField("事发时间", help_text="突发事件的发生时间或者舆情出现时间；回应时限从这一刻连续计算")
    found_at = DateTimeField("发现时间", null=True, blank=True)
    first_released_at = DateTimeField("首次发布权威信息时间", null=True, blank=True, help_text="其他舆情为首次回应的时间")
    conference_at = DateTimeField("新闻发布会时间", null=True, blank=True)
    followups = PositiveSmallIntegerField("后续发布次数", default=0, blank=True)
    is_ongoing = BooleanField("事件处置跨日，需要持续发布", default=False)
    verified_on = DateField("调查核实完成日期", null=True, blank=True)
    finding = CharField("核实结论", max_length=10, choices=Finding, blank=True)
    handled_on = DateField("依法处理完成日期", null=True, blank=True)
    answered_on = DateField("反馈、公布结果日期", null=True, blank=True)
    answer_url = URLField("反馈网址", max_length=500, blank=True)

    # Where it can stand
    stage = Lifecycle(
        Stage("found", "已发现", then=("released",), needs=("occurred_at",)),
        Stage("released", "已回应", then=("verified",), needs=("first_released_at",), act="登记回应"),
        Stage("verified", "已核实", then=("answered",), needs=("verified_on", "finding"), on="verified_on", act="登记核实"),
        Stage("answered", "已反馈", needs=("answered_on",), on="answered_on", act="登记反馈"),
        basis="创建方案任务22、28",
    )

    # Which clocks run
    release_due_at = HourClock(
        "权威信息发布时限",
        "E07/权威信息",
        start="occurred_at",
        stop="first_released_at",
        when={"level": GRAVE},
        says="涉及特别重大、重大突发事件的政务舆情，5小时内发布权威信息。",
        remedy="立即发布已经核实的信息，并滚动发布。",
    )
    conference_due_at = HourClock(
        "新闻发布会时限",
        "E07/发布会",
        start="occurred_at",
        stop="conference_at",
        when={"level": GRAVE},
        says="涉及特别重大、重大突发事件的政务舆情，24小时内举行新闻发布会。",
        remedy="立即召开新闻发布会。",
    )
    response_due_at = HourClock(
        "其他舆情回应时限",
        "E07/其他舆情",
        start="occurred_at",
        stop="first_released_at",
        when={"level": ("其他",)},
        says="其他政务舆情48小时内回应。",
        remedy="立即回应，说明正在核实的情况。",
    )

    # What must hold
    found_before_spoken = Rule(
        "首次发布的时间不早于事发时间。",
        applies=Q(first_released_at__isnull=False),
        holds=Q(first_released_at__gte=F("occurred_at")),
        basis="台账填报要求",
        severity=Severity.REMINDER,
        remedy="核对事发时间和首次发布时间。",
    )
    followed_up = Rule(
        "处置跨日的重大事件持续发布权威信息。",
        applies=Q(level__in=GRAVE, is_ongoing=True),
        holds=Q(followups__gte=1),
        basis="创建方案任务28",
        remedy="根据工作进展持续发布。",
    )
    exposure_answered = Rule(
        "曝光的行政违法问题核实后依法处理，并公布反馈。",
        applies=Q(kind=PRESS, stage="answered", finding__in=("属实", "部分属实")),
        holds=Q(handled_on__isnull=False, answered_on__isnull=False) & ~Q(answer_url=""),
        basis="创建方案任务22",
        remedy="补登处理完成日期和反馈网址；没有处理的，先处理再反馈。",
    )

    # What is measured
    exposures = Metric("媒体曝光件数", count(Q(kind=PRESS)), over="occurred_at", basis="创建方案任务22")
    share_exposures_answered = Metric(
        "媒体曝光核查反馈率",
        share(holds=Q(verified_on__isnull=False, answered_on__isnull=False), of=Q(kind=PRESS)),
        over="occurred_at",
        basis="创建方案任务22",
        target=at_least(1, "指标5.22.5"),
        says="媒体曝光核查反馈率 = 已核实并反馈的件数 ÷ 曝光件数。",
    )
    share_released_in_time = Metric(
        "权威信息5小时发布率",
        share(release_due_at.in_time),
        over="occurred_at",
        basis="国办2016年实施细则与舆情通知",
        target=at_least(1, "指标7.28.4"),
        confidence="乙",
    )
    share_conference_in_time = Metric(
        "发布会24小时举行率",
        share(conference_due_at.in_time),
        over="occurred_at",
        basis="国办2016年实施细则与舆情通知",
        target=at_least(1, "指标7.28.4"),
        confidence="乙",
    )
    share_responded_in_time = Metric(
        "其他舆情48小时回应率", share(response_due_at.in_time), over="occurred_at", basis="国办2016年实施细则与舆情通知", confidence="乙"
    )
    followups_released = Metric("后续发布次数", total("followups", unit="次"), over="occurred_at", basis="创建方案任务28")

    class Meta(Register.Meta):
        verbose_name = "媒体曝光与舆情"

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"
