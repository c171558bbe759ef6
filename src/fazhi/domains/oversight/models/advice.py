"""R30 检察建议与公益诉讼: what the procuratorate asks of a body, how it answers, and whether it came to a suit."""

from django.db.models import BooleanField, CharField, DateField, F, Q, TextChoices

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, count, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

PUBLIC_INTEREST = "公益诉讼"
LAW = "两高检察公益诉讼解释21条"
IN_TIME = Q(replied_on__lte=F("reply_due_on")) | Q(replied_on__lte=F("required_on"))
RIPE = Q(replied_on__isnull=False) | Q(reply_due_on__lt=TODAY) | Q(reply_due_on__isnull=True, required_on__lt=TODAY)


class ProcuratorialAdvice(Register):
    """检察建议与公益诉讼：收到的检察建议，以及回复、整改和起诉情况。"""

    code = "R30"
    identity = ("number", "unit")
    listed = ("number", "unit", "kind", "subject", "stage", "received_on", "reply_due_on", "replied_on", "rectified_on")

    class Kind(TextChoices):
        PUBLIC = "公益诉讼", "行政公益诉讼检察建议"
        TRIAL = "行政诉讼监督", "行政诉讼监督检察建议"
        SOCIAL = "社会治理", "社会治理检察建议"

    class Urgency(TextChoices):
        PLAIN = "一般", "一般（2个月）"
        URGENT = "紧急", "损害继续扩大等紧急情形（15日）"

    class Outcome(TextChoices):
        TAKEN = "采纳", "采纳"
        PARTLY = "部分采纳", "部分采纳"
        NOT_TAKEN = "未采纳", "未采纳"

    # What is written down
    number = CharField("文书号", max_length=80, help_text="检察建议书的文号；一份发几个单位的，各登记一条")
    kind = CharField("类别", max_length=10, choices=Kind)
    urgency = CharField("紧急程度", max_length=10, choices=Urgency, default=Urgency.PLAIN)
    subject = CharField("建议事项", max_length=200)
    issued_by = CharField("制发的检察院", max_length=60, blank=True)
    issued_on = DateField("文书日期", null=True, blank=True)
    received_on = DateField("收到日期", help_text="回复期限从收到之日起算")
    required_on = DateField("文书载明的回复日期", null=True, blank=True, help_text="公益诉讼以外的检察建议按文书填写")
    replied_on = DateField("书面回复日期", null=True, blank=True)
    outcome = CharField("采纳情况", max_length=10, choices=Outcome, blank=True)
    reason = CharField("未采纳的理由", max_length=300, blank=True)
    rectified_on = DateField("整改完成日期", null=True, blank=True)
    sued_on = DateField("被提起公益诉讼日期", null=True, blank=True)
    lawsuit_number = CharField("公益诉讼案号", max_length=80, blank=True, help_text="案件本身在行政诉讼应诉台账登记")
    concluded = BooleanField("检察院已终结审查", default=False)

    # Where it can stand
    stage = Lifecycle(
        Stage("received", "已收到", then=("replied", "sued"), needs=("received_on",), on="received_on"),
        Stage(
            "replied",
            "已回复",
            then=("rectified", "sued"),
            needs=("replied_on", "outcome"),
            on="replied_on",
            evidence=("回复函",),
            act="登记回复",
        ),
        Stage("rectified", "已整改", then=("sued",), needs=("rectified_on",), evidence=("整改材料",), act="登记整改"),
        Stage("sued", "被提起公益诉讼", needs=("sued_on",), on="sued_on", act="登记起诉"),
        basis=LAW,
    )

    # Which clocks run
    reply_due_on = DayClock(
        "回复期限",
        {"一般": "G01/一般", "紧急": "G01/紧急"},
        by="urgency",
        start="received_on",
        stop="replied_on",
        when={"kind": (PUBLIC_INTEREST,)},
        says="收到公益诉讼检察建议后2个月内依法履行职责并书面回复，紧急情形15日内书面回复。",
        remedy="立即书面回复并依法履行职责；逾期不履行的，可能被提起公益诉讼。",
    )

    # What must hold
    replied_as_required = Rule(
        "其他检察建议在文书载明的日期前书面回复。",
        applies=~Q(kind=PUBLIC_INTEREST) & Q(required_on__isnull=False) & (Q(replied_on__isnull=False) | Q(required_on__lt=TODAY)),
        holds=Q(replied_on__lte=F("required_on")),
        basis="检察建议书载明的期限",
        remedy="立即书面回复，并向检察院说明。",
    )
    refusal_has_reason = Rule(
        "不采纳或者部分采纳的，写明理由。",
        applies=Q(outcome__in=("部分采纳", "未采纳")),
        holds=~Q(reason=""),
        basis="创建方案任务22",
        remedy="补写理由，与检察院沟通。",
    )
    not_sued = Rule(
        "依法履行职责，不因不整改被提起公益诉讼。",
        applies=Q(kind=PUBLIC_INTEREST),
        holds=Q(sued_on__isnull=True),
        basis=LAW,
        severity=Severity.BREACH,
        remedy="立即履行职责，做好应诉。",
    )

    # What is measured
    advices_received = Metric("收到检察建议件数", count(), over="received_on", basis=LAW)
    share_replied_in_time = Metric(
        "检察建议按期书面回复率",
        share(holds=IN_TIME, of=RIPE),
        over="received_on",
        basis=LAW,
        target=at_least(1, "指标5.22.5"),
        says="按期书面回复率 = 在期限内回复的件数 ÷（已回复的件数＋期满未回复的件数）。",
    )
    share_rectified = Metric(
        "采纳整改率",
        share(holds=Q(rectified_on__isnull=False), of=Q(outcome__in=("采纳", "部分采纳"))),
        over="replied_on",
        basis="创建方案任务22",
        target=at_least(1, "指标5.22.5"),
        says="采纳整改率 = 整改完成的件数 ÷ 采纳、部分采纳的件数。",
    )
    suits_brought = Metric("被提起公益诉讼件数", never(where=Q(sued_on__isnull=False)), over="sued_on", basis=LAW)

    class Meta(Register.Meta):
        verbose_name = "检察建议与公益诉讼"

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"
