"""R15 人大建议政协提案审议意见: what deputies, members and the standing committee put to a body, and how it answers."""

from django.db.models import BooleanField, CharField, DateField, F, Q, TextChoices

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, count, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

SUGGESTION, MOTION, OPINION, REPORT = "代表建议", "政协提案", "审议意见", "专项报告"
IN_TIME = Q(answered_on__lte=F("suggestion_due_on")) | Q(answered_on__lte=F("motion_due_on")) | Q(answered_on__lte=F("required_on"))
PAST = Q(suggestion_due_on__lt=TODAY) | Q(motion_due_on__lt=TODAY) | Q(required_on__lt=TODAY)
DATED = Q(suggestion_due_on__isnull=False) | Q(motion_due_on__isnull=False) | Q(required_on__isnull=False)
RIPE = DATED & (Q(answered_on__isnull=False) | PAST) & ~Q(kind=REPORT) & ~Q(stage="returned")


class Proposal(Register):
    """建议提案审议意见：人大代表建议、政协提案、人大常委会审议意见的办理，以及向常委会所作的专项报告。"""

    code = "R15"
    identity = ("number", "unit")
    listed = ("number", "unit", "kind", "subject", "role", "stage", "assigned_on", "answered_on", "result", "satisfaction")

    class Kind(TextChoices):
        SUGGESTION = "代表建议", "人大代表建议"
        MOTION = "政协提案", "政协提案"
        OPINION = "审议意见", "人大常委会审议意见"
        REPORT = "专项报告", "向人大常委会作的专项工作报告"

    class Role(TextChoices):
        ALONE = "独办", "独办"
        LEAD = "主办", "主办"
        SHARED = "分办", "分办"
        ASSISTING = "会办", "会办"

    class Tier(TextChoices):
        PLAIN = "一般", "一般（3个月）"
        WIDE = "复杂", "涉及面广、处理难度大（6个月）"

    class Result(TextChoices):
        SOLVED = "A", "A类：已经解决或者基本解决"
        UNDER_WAY = "B", "B类：正在解决或者列入计划"
        LATER = "C", "C类：条件不具备，留作参考"

    class Satisfaction(TextChoices):
        YES = "满意", "满意"
        MOSTLY = "基本满意", "基本满意"
        NO = "不满意", "不满意"

    # What is written down
    number = CharField("编号", max_length=60, help_text="如：市九届人大四次会议第12号；分办、会办的单位各登记一条")
    kind = CharField("类别", max_length=10, choices=Kind)
    subject = CharField("标题", max_length=200)
    raised_by = CharField("领衔代表、委员或者提出机关", max_length=100, blank=True)
    role = CharField("办理方式", max_length=10, choices=Role, default=Role.ALONE)
    tier = CharField("期限类型", max_length=10, choices=Tier, default=Tier.PLAIN, help_text="交办时确定的一档，不是由3个月延长到6个月")
    assigned_on = DateField("交办日期", null=True, blank=True, help_text="期限从交办之日起算")
    required_on = DateField("要求办复日期", null=True, blank=True, help_text="审议意见按决议或者交办文书规定的日期填写")
    concerns_document = BooleanField("涉及规章或者行政规范性文件", default=False)
    document = Reference("涉及的文件", to="R13", help_text="规范性文件台账的编号")
    concerns_decision = BooleanField("涉及重大行政决策", default=False)
    is_disowned = BooleanField("认为不属本单位职责", default=False)
    disowned_on = DateField("提出退回日期", null=True, blank=True, help_text="退回交办机关，不得自行转办")
    contacted = BooleanField("与代表、委员联系沟通", default=False)
    consulted_on = DateField("送有关委员会征求意见日期", null=True, blank=True)
    delivered_on = DateField("送交常务委员会日期", null=True, blank=True)
    meeting_on = DateField("常委会会议日期", null=True, blank=True)
    audit_heard_on = DateField("听取审计工作报告日期", null=True, blank=True, help_text="审计查出问题整改情况的报告填写")
    answered_on = DateField("答复、报告日期", null=True, blank=True)
    result = CharField("办理结果", max_length=10, choices=Result, blank=True)
    satisfaction = CharField("满意度", max_length=10, choices=Satisfaction, blank=True)
    answered_again_on = DateField("重新答复日期", null=True, blank=True)

    # Where it can stand
    stage = Lifecycle(
        Stage("working", "办理中", then=("returned", "answered"), on="assigned_on"),
        Stage("returned", "已退回交办机关", needs=("disowned_on",), on="disowned_on", act="登记退回"),
        Stage("answered", "已答复", then=("assessed",), needs=("answered_on",), on="answered_on", act="登记答复"),
        Stage("assessed", "已测评", needs=("satisfaction",), act="登记测评"),
        basis="代表法51条",
    )

    # Which clocks run
    suggestion_due_on = DayClock(
        "建议答复期限",
        {"一般": "Y01/一般", "复杂": "Y01/涉及面广难度大"},
        by="tier",
        start="assigned_on",
        stop="answered_on",
        when={"kind": (SUGGESTION,), "stage": ("working", "answered", "assessed")},
        says="代表建议自交办之日起3个月内答复，涉及面广、处理难度大的6个月内答复。",
        severity=Severity.REDLINE,
        remedy="立即答复代表，并向交办机关说明。",
    )
    motion_due_on = DayClock(
        "提案答复期限",
        {"一般": "Y02/一般", "复杂": "Y02/复杂最迟"},
        by="tier",
        start="assigned_on",
        stop="answered_on",
        when={"kind": (MOTION,), "stage": ("working", "answered", "assessed")},
        says="政协提案自交办之日起3个月内答复，复杂的最迟6个月。",
        severity=Severity.REDLINE,
        remedy="立即答复委员，并向交办机关说明。",
    )
    disown_due_on = DayClock(
        "退回期限",
        "Y03",
        start="assigned_on",
        stop="disowned_on",
        when={"is_disowned": (True,)},
        says="不属本单位职责的，在本地规定的期限内退回。",
        remedy="与交办机关联系，确认由谁办理。",
    )
    consult_due_on = DayClock(
        "报告征求意见期限",
        "Y04/征求意见",
        start="meeting_on",
        stop="consulted_on",
        when={"kind": (REPORT,)},
        says="专项工作报告在常委会会议20日前送有关委员会征求意见。",
    )
    deliver_due_on = DayClock(
        "报告送交期限",
        "Y04/送达",
        start="meeting_on",
        stop="delivered_on",
        when={"kind": (REPORT,)},
        says="专项工作报告在常委会会议10日前送交常务委员会。",
    )
    audit_due_on = DayClock(
        "审计整改报告期限",
        "Y05",
        start="audit_heard_on",
        stop="answered_on",
        when={"kind": (REPORT,)},
        says="审计查出问题的整改情况，在常委会听取审计工作报告后6个月内报告。",
    )

    # What must hold
    opinion_answered = Rule(
        "审议意见在决议或者交办文书规定的日期前报告办理情况。",
        applies=Q(kind=OPINION, required_on__isnull=False) & (Q(answered_on__isnull=False) | Q(required_on__lt=TODAY)),
        holds=Q(answered_on__lte=F("required_on")),
        basis="监督法29条",
        remedy="立即报告办理情况，并向常委会说明。",
    )
    opinion_consulted = Rule(
        "审议意见的办理情况先送有关委员会征求意见，再书面报告。",
        applies=Q(kind=OPINION, answered_on__isnull=False),
        holds=Q(consulted_on__lte=F("answered_on")),
        basis="监督法29条",
        remedy="补送征求意见；以后先征求意见再报告。",
    )
    deputy_contacted = Rule(
        "办理代表建议与代表联系沟通，充分听取意见。",
        applies=Q(kind=SUGGESTION, answered_on__isnull=False),
        holds=Q(contacted=True),
        basis="代表法51条",
        remedy="与代表当面或者电话沟通，补记沟通情况。",
    )
    dissatisfied_answered_again = Rule(
        "代表、委员不满意的，重新办理并再次答复。",
        applies=Q(satisfaction="不满意"),
        holds=Q(answered_again_on__isnull=False),
        basis="地方办理办法的通行规定",
        confidence="丙",
        remedy="重新研究办理，再次答复。",
    )

    # What is measured
    proposals_assigned = Metric("交办件数", count(~Q(kind=REPORT)), over="assigned_on", basis="创建方案任务22")
    share_answered_in_time = Metric(
        "按期办复率",
        share(holds=IN_TIME, of=RIPE),
        over="assigned_on",
        basis="代表法51条；监督法29条",
        target=at_least(1, "指标5.22.2"),
        says="按期办复率 = 在期限内答复的件数 ÷（已答复的件数＋期满未答复的件数）；建议、提案、审议意见合并计算。",
    )
    share_document_answered_in_time = Metric(
        "涉文件建议提案按时回复率",
        share(holds=IN_TIME, of=RIPE & Q(concerns_document=True, kind__in=(SUGGESTION, MOTION))),
        over="assigned_on",
        basis="创建方案任务7",
        target=at_least(1, "创建方案任务7"),
    )
    share_decision_opinions_answered = Metric(
        "涉重大决策审议意见办复率",
        share(holds=Q(answered_on__isnull=False), of=Q(kind=OPINION, concerns_decision=True) & RIPE),
        over="assigned_on",
        basis="监督法29条",
        target=at_least(1, "指标3.10.3"),
    )
    share_satisfied = Metric(
        "满意和基本满意率",
        share(holds=Q(satisfaction__in=("满意", "基本满意")), of=~Q(satisfaction="")),
        over="answered_on",
        basis="创建方案任务22",
    )

    class Meta(Register.Meta):
        verbose_name = "建议提案审议意见"

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        if self.kind == REPORT and not self.meeting_on:
            return ["专项工作报告要写明常委会会议日期：征求意见和送交的期限从会议倒推。请补填。"]
        if self.kind != REPORT and not self.assigned_on:
            return [f"{self.kind}要写明交办日期：办理期限从交办之日起算。请补填。"]
        return []
