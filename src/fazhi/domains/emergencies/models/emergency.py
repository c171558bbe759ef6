"""R39 应急预案、演练、培训、事件: what must hold of them, and what is measured."""

from datetime import date

from django.db.models import F, Q

from fazhi.engine.metrics import Metric, at_least, at_most, count, never, ratio, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

from ..terms import Kind
from .emergency_record import EmergencyRecord

TASK_27, TASK_28 = "创建方案任务27", "创建方案任务28"
LAW = "突发事件应对法"
PLAN, DRILL, TRAINING, EVENT = (Q(kind=kind.value) for kind in Kind)
MADE = PLAN & Q(issued_on__isnull=False)


class Emergency(EmergencyRecord):
    """应急预案、演练、培训、事件：每份应编预案、每次演练和培训、每个突发事件各一条。"""

    code = "R39"
    identity = ("number",)
    listed = ("number", "unit", "kind", "title", "plan_kind", "issued_on", "held_on", "event_kind", "occurred_at")

    # What must hold
    plan_is_made = Rule(
        "应当编制的应急预案已经编制印发。",
        applies=PLAN,
        holds=Q(issued_on__isnull=False),
        basis=f"{LAW}26条；{TASK_27}",
        remedy="编制并印发预案；确实不需要编制的，删去这一条并写明理由。",
    )
    plan_is_revised = Rule(
        "法规、职责、风险、资源变化后，预案及时修订。",
        applies=PLAN & Q(changed_on__isnull=False),
        holds=Q(issued_on__gte=F("changed_on")),
        basis=f"{LAW}28条；{TASK_27}",
        remedy="修订预案，重新印发并填写印发日期。",
    )
    plan_cares_for_groups = Rule(
        "应急预案考虑老年人等不同人群，提供线上线下相结合的保障。",
        applies=MADE,
        holds=Q(cares_for_groups=True, keeps_offline=True),
        basis=TASK_27,
        remedy="在预案中补充特殊人群措施和线下渠道。",
    )
    drill_is_assessed = Rule(
        "演练结束后开展评估。",
        applies=DRILL,
        holds=Q(drill_assessed_on__gte=F("held_on")),
        basis=TASK_28,
        remedy="补做演练评估，依据评估修订预案。",
    )
    is_reported_honestly = Rule(
        "突发事件信息没有迟报、漏报、谎报、瞒报。",
        applies=EVENT,
        holds=Q(misreport="没有"),
        basis=f"{LAW}；{TASK_27}",
        remedy="查明原因和责任，完善信息报告制度。",
    )
    event_is_reviewed = Rule(
        "处置结束的突发事件经过评估总结。",
        applies=EVENT & Q(ended_on__isnull=False),
        holds=Q(reviewed_on__isnull=False),
        basis=TASK_27,
        remedy="组织评估，总结经验教训。",
    )
    order_is_filed = Rule(
        "有关突发事件应对的决定、命令、措施报本级人大常委会备案。",
        applies=EVENT & Q(ordered_on__isnull=False),
        holds=Q(order_filed_on__isnull=False),
        basis=f"{LAW}25条",
        by="ordered_on",
        since=date(2024, 11, 1),
        remedy="及时报送备案。",
    )
    special_report_is_made = Rule(
        "应急处置结束后向本级人大常委会作出专项工作报告。",
        applies=EVENT & Q(ordered_on__isnull=False, ended_on__isnull=False),
        holds=Q(special_report_on__gte=F("ended_on")),
        basis=f"{LAW}25条",
        by="ordered_on",
        since=date(2024, 11, 1),
        remedy="作出专项工作报告。",
    )

    # What is measured
    plans_due = Metric("应编预案数", count(PLAN), basis=TASK_27)
    share_plans_made = Metric("预案编制率", share(plan_is_made), basis=TASK_27, target=at_least(1, "指标7.27.1"))
    share_plans_revised = Metric("预案修订率", share(plan_is_revised), basis=TASK_27, target=at_least(1, "指标7.27.1"))
    share_plans_filed = Metric(
        "预案备案率",
        share(holds=Q(filed_on__isnull=False), of=MADE),
        basis=TASK_27,
        target=at_least(1, "指标7.27.1"),
        says="预案备案率 = 已备案的预案数 ÷ 已印发的预案数。",
    )
    share_filed_in_time = Metric(
        "预案按期备案率",
        share(EmergencyRecord.filing_due_on_kept),
        over="filing_due_on",
        basis="突发事件应急预案管理办法26条",
        confidence="乙",
    )
    share_plans_caring = Metric("含特殊人群措施的预案比例", share(plan_cares_for_groups), basis=TASK_27, target=at_least(1, "指标7.27.3"))
    share_drilled_in_cycle = Metric("专项、部门预案周期内演练率", share(EmergencyRecord.drill_due_on_kept), basis=TASK_28, confidence="丙")
    share_safety_drilled_in_cycle = Metric(
        "生产安全预案周期内演练率",
        share(EmergencyRecord.safety_drill_due_on_kept),
        basis="生产安全事故应急条例8条",
        target=at_least(1, "指标7.28.2"),
    )
    drills_held = Metric("演练次数", count(DRILL, unit="次"), over="held_on", basis=TASK_28)
    share_drills_assessed = Metric(
        "演练后评估率", share(drill_is_assessed), over="held_on", basis=TASK_28, target=at_least(1, "指标7.28.2")
    )
    share_people_trained = Metric(
        "应对培训覆盖率",
        ratio("people_came", "people_due", where=TRAINING),
        over="held_on",
        basis=TASK_28,
        target=at_least(1, "指标7.28.3"),
        says="应对培训覆盖率 = 实际参加培训的人数 ÷ 应参加培训的人数。",
    )
    events = Metric("突发事件数", count(EVENT), over="occurred_at", basis=TASK_27)
    events_misreported = Metric(
        "信息迟报漏报件数", never(is_reported_honestly), over="occurred_at", basis=TASK_27, target=at_most(0, "指标7.27.2")
    )
    share_passed_up_in_time = Metric(
        "事故按时上报率",
        share(EmergencyRecord.pass_up_due_at_kept),
        over="occurred_at",
        basis="生产安全事故报告和调查处理条例11条",
        target=at_least(1, "指标7.27.2"),
    )
    share_events_reviewed = Metric("事件评估率", share(event_is_reviewed), over="ended_on", basis=TASK_27)
    share_investigated_in_time = Metric(
        "事故调查按期提交率",
        share(EmergencyRecord.investigation_due_on_kept),
        over="investigation_due_on",
        basis="生产安全事故报告和调查处理条例29条",
    )
    share_orders_filed = Metric("应急决定备案率", share(order_is_filed), over="ordered_on", basis=f"{LAW}25条")

    class Meta(Register.Meta):
        verbose_name = "应急预案、演练、培训、事件"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.kind == Kind.PLAN and not self.plan_kind:
            told.append("预案要写明预案类别：备案对象和演练周期因类别不同。请补填。")
        if self.kind in (Kind.DRILL, Kind.TRAINING) and not self.held_on:
            told.append("演练、培训要写明日期，否则不能计入年度。请补填。")
        if self.kind == Kind.TRAINING and not (self.people_due and self.people_came is not None):
            told.append("培训要写明应参加和实际参加的人数，否则算不出覆盖率。请按签到表补填。")
        if self.kind == Kind.EVENT and not (self.event_kind and self.grade and self.occurred_at):
            told.append("突发事件要写明事件类别、级别和事发时间：报告和调查的时限由它们决定。请补填。")
        return told
