"""R08 信用信息、修复与异议: what is gathered of an enterprise, how long its failings are shown, and how it asks for repair or objects."""

from datetime import date

from django.db.models import CharField, DateField, F, PositiveSmallIntegerField, Q, TextChoices

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Looked, Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, count, days, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

LAW = "国办发〔2025〕22号；信用修复管理办法"
TASK = "创建方案任务3"
IN_FORCE = date(2026, 4, 1)
INFORMATION, REPAIR, OBJECTION = "信息", "修复", "异议"


class CreditMatter(Register):
    """信用信息、修复与异议：归集的每条涉企信息、每件信用修复申请和每件异议，按类别分别登记。"""

    code = "R08"
    identity = ("number",)
    listed = ("number", "unit", "kind", "enterprise", "level", "received_on", "stage", "finish_due_on", "finished_on", "outcome")

    class Kind(TextChoices):
        INFORMATION = "信息", "涉企信用信息"
        REPAIR = "修复", "信用修复申请"
        OBJECTION = "异议", "对信用信息的异议"

    class Content(TextChoices):
        PERMIT = "行政许可", "行政许可"
        PENALTY = "行政处罚", "行政处罚"
        INSPECTION = "行政检查", "行政检查结果"
        LISTED = "严重失信名单", "严重失信主体名单"
        OTHER = "其他", "其他"

    class Level(TextChoices):
        LIGHT = "轻微", "轻微失信"
        PLAIN = "一般", "一般失信"
        GRAVE = "严重", "严重失信"

    class Outcome(TextChoices):
        GRANTED = "准予修复", "准予修复"
        REFUSED = "不予修复", "不予修复"
        UPHELD = "异议成立", "异议成立，已更正"
        DISMISSED = "异议不成立", "异议不成立"

    # What is written down
    kind = CharField("类别", max_length=10, choices=Kind)
    number = CharField("编号", max_length=60, help_text="信息编号、修复申请编号或者异议编号，全市不重复")
    enterprise = CharField("企业名称", max_length=200)
    enterprise_code = CharField("统一社会信用代码", max_length=18)
    content = CharField("信息内容", max_length=10, choices=Content, blank=True)
    level = CharField("失信等级", max_length=10, choices=Level, blank=True, help_text="不是失信信息的不填；修复申请按原信息填写")
    formed_on = DateField("信息产生日期", null=True, blank=True, help_text="决定作出的日期")
    required_on = DateField(
        "应归集（应答复）日期", null=True, blank=True, help_text="按信息归集目录或者异议受理时告知的期限填写；本系统不预设天数"
    )
    reported_on = DateField("归集报送日期", null=True, blank=True)
    repair_told_on = DateField("修复告知书送达日期", null=True, blank=True, help_text="与处罚决定书一并送达")
    published_on = DateField("公示起始日期", null=True, blank=True, help_text="修复申请按原信息的公示起始日期填写")
    ended_on = DateField("停止公示日期", null=True, blank=True)
    information = Reference("原信息", to="R08", help_text="修复、异议所针对的信息的编号")
    received_on = DateField("收到申请日期", null=True, blank=True)
    accepted_on = DateField("受理日期", null=True, blank=True)
    extended_days = PositiveSmallIntegerField("延长天数（工作日）", default=0, blank=True)
    extension_reason = CharField("延长理由", max_length=200, blank=True)
    finished_on = DateField("办结（答复）日期", null=True, blank=True)
    outcome = CharField("处理结果", max_length=10, choices=Outcome, blank=True)
    reason = CharField("不予修复、异议不成立的理由", max_length=300, blank=True)
    corrected_on = DateField("信息更正日期", null=True, blank=True)

    information_ended_on = Looked("information", "ended_on")
    information_level = Looked("information", "level")

    # Where it can stand
    stage = Lifecycle(
        Stage("entered", "已登记", then=("accepted", "finished"), on="received_on"),
        Stage("accepted", "已受理", then=("finished",), needs=("received_on", "accepted_on"), on="accepted_on", act="受理"),
        Stage("finished", "已办结", needs=("finished_on", "outcome"), on="finished_on", act="办结"),
        basis=LAW,
    )

    # Which clocks run
    show_until_on = DayClock(
        "最长公示期限",
        {"轻微": "P20/轻微最长", "一般": "P20/一般最长", "严重": "P20/严重最长"},
        by="level",
        start="published_on",
        stop="ended_on",
        when={"kind": (INFORMATION,)},
        says="失信信息的公示不超过最长期限：轻微3个月，一般12个月，严重36个月。",
        remedy="立即停止公示，并通知转载平台同步停止。",
    )
    repair_from_on = DayClock(
        "最短公示期限",
        {"一般": "P20/一般最短", "严重": "P20/严重最短"},
        by="level",
        start="published_on",
        stop="received_on",
        when={"kind": (REPAIR,)},
        says="最短公示期满才能申请信用修复：一般3个月，严重12个月。",
        severity=Severity.REMINDER,
        remedy="告知申请人可以申请的日期；期满前的申请不予受理。",
    )
    accept_due_on = DayClock(
        "修复受理期限",
        "P21/受理",
        start="received_on",
        stop="accepted_on",
        when={"kind": (REPAIR,)},
        says="收到信用修复申请后，在规定的工作日内转办、受理。",
        remedy="立即受理；不受理的书面告知理由。",
    )
    finish_due_on = DayClock(
        "修复办结期限",
        "P21/办结",
        start="accepted_on",
        stop="finished_on",
        extended="extended_days",
        when={"kind": (REPAIR,)},
        says="受理信用修复后，在规定的工作日内办结。",
        remedy="立即办结并通知申请人；情况复杂的办理延长。",
    )

    # What must hold
    is_gathered_in_time = Rule(
        "涉企信息在目录规定的日期前归集报送。",
        applies=Q(kind=INFORMATION, required_on__isnull=False) & (Q(reported_on__isnull=False) | Q(required_on__lt=TODAY)),
        holds=Q(reported_on__lte=F("required_on")),
        basis=TASK,
        remedy="立即报送；接口故障的，登记原因并补报。",
    )
    repair_is_told = Rule(
        "行政处罚形成失信信息的，修复告知书与处罚决定书一并送达。",
        applies=Q(kind=INFORMATION, content="行政处罚", level__in=("轻微", "一般", "严重")),
        holds=Q(repair_told_on__isnull=False),
        basis=LAW,
        by="formed_on",
        since=IN_FORCE,
        confidence="丙",
        remedy="补送修复告知书。",
    )
    names_its_information = Rule(
        "修复、异议写明原信息，等级与原信息一致。",
        applies=Q(kind__in=(REPAIR, OBJECTION)),
        holds=Q(information_level__isnull=False) & (Q(kind=OBJECTION) | Q(level=F("information_level"))),
        basis=TASK,
        remedy="核对原信息的编号和失信等级；台账缺少的先补登信息。",
    )
    granted_repair_ends_showing = Rule(
        "准予修复的，原信息已停止公示。",
        applies=Q(kind=REPAIR, outcome="准予修复", finished_on__isnull=False),
        holds=Q(information_ended_on__isnull=False),
        basis=LAW,
        confidence="乙",
        remedy="停止公示原信息，登记停止日期，并通知转载平台。",
    )
    refusal_has_reason = Rule(
        "不予修复、异议不成立的写明理由。",
        applies=Q(outcome__in=("不予修复", "异议不成立")),
        holds=~Q(reason=""),
        basis=TASK,
        remedy="补写理由，并告知申请人。",
    )
    extension_has_reason = Rule(
        "延长办理的写明理由。",
        applies=Q(extended_days__gt=0),
        holds=~Q(extension_reason=""),
        basis=LAW,
        confidence="丙",
        remedy="补写延长理由。",
    )
    is_objection_answered_in_time = Rule(
        "异议在告知的期限内答复。",
        applies=Q(kind=OBJECTION, required_on__isnull=False) & (Q(finished_on__isnull=False) | Q(required_on__lt=TODAY)),
        holds=Q(finished_on__lte=F("required_on")),
        basis=TASK,
        remedy="立即核查并答复异议人。",
    )
    upheld_is_corrected = Rule(
        "异议成立的，信息已更正。",
        applies=Q(outcome="异议成立"),
        holds=Q(corrected_on__isnull=False),
        basis=TASK,
        remedy="更正或者撤下信息，登记更正日期。",
    )

    # What is measured
    information_gathered = Metric("归集涉企信息条数", count(Q(kind=INFORMATION), unit="条"), over="reported_on", basis=TASK)
    share_gathered_in_time = Metric(
        "涉企信息归集及时率", share(is_gathered_in_time), over="required_on", basis=TASK, target=at_least(1, "指标1.3.3")
    )
    failings_shown = Metric(
        "公示中的失信信息条数",
        count(Q(kind=INFORMATION, level__in=("轻微", "一般", "严重"), published_on__isnull=False, ended_on__isnull=True), unit="条"),
        basis=TASK,
    )
    share_shown_within_limit = Metric(
        "失信信息公示期合规率",
        share(show_until_on.in_time),
        over="published_on",
        basis=LAW,
        target=at_least(1, "指标1.3.3"),
        confidence="乙",
    )
    repairs_asked = Metric("信用修复申请件数", count(Q(kind=REPAIR)), over="received_on", basis=TASK)
    share_repairs_in_time = Metric(
        "信用修复按期办结率",
        share(finish_due_on.in_time),
        over="accepted_on",
        basis=LAW,
        says="信用修复按期办结率 = 在期限（默认受理后10个工作日，待核）内办结的件数 ÷（已办结的件数＋期满未办结的件数），只作参考",
        confidence="丙",
    )
    share_repairs_finished = Metric(
        "信用修复办结率",
        share(holds=Q(finished_on__isnull=False), of=Q(kind=REPAIR, accepted_on__isnull=False)),
        over="accepted_on",
        basis=TASK,
        says="信用修复办结率 = 已办结的件数 ÷ 已受理的件数",
    )
    median_days_to_repair = Metric(
        "信用修复办理天数中位数", days("received_on", "finished_on", where=Q(kind=REPAIR)), over="finished_on", basis=TASK
    )
    objections_raised = Metric("信用信息异议件数", count(Q(kind=OBJECTION)), over="received_on", basis=TASK)
    share_objections_in_time = Metric(
        "异议按期答复率", share(is_objection_answered_in_time), over="required_on", basis=TASK, target=at_least(1, "指标1.3.3")
    )

    class Meta(Register.Meta):
        verbose_name = "信用信息、修复与异议"

    def __str__(self) -> str:
        return f"{self.number} {self.enterprise}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.kind == INFORMATION and not (self.content and self.formed_on):
            told.append("信息没有写明内容和产生日期。请补填。")
        if self.kind in (REPAIR, OBJECTION) and not self.received_on:
            told.append(f"{self.kind}没有写明收到申请日期，期限无法起算。请补填。")
        if self.kind == OBJECTION and self.outcome in ("准予修复", "不予修复"):
            told.append("异议的结果只能是成立或者不成立。请改选处理结果。")
        if self.kind == REPAIR and self.outcome in ("异议成立", "异议不成立"):
            told.append("修复申请的结果只能是准予或者不予修复。请改选处理结果。")
        return told
