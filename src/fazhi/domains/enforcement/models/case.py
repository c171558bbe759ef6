"""R21 执法案件: cases of 许可, 处罚, 强制, 检查 and 征收; what must hold of them, and what is measured."""

from django.db.models import CheckConstraint, F, Q

from fazhi.engine.derived import Tallied
from fazhi.engine.metrics import Metric, at_least, at_most, count, days, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

from .case_record import CaseRecord

DECIDED = Q(decided_on__isnull=False, outcome="作出决定")
MEASURED = Q(measure__in=["查封", "扣押", "冻结", "其他措施"], measured_at__isnull=False)
DISCRETIONARY = Q(kind="处罚", outcome__in=["作出决定", "不予"], decided_on__isnull=False) & ~Q(discretion="无裁量")
THREE_RULES = "国办发〔2018〕118号"


class EnforcementCase(CaseRecord):
    """执法案件：许可、处罚、强制、检查和征收征用案件，从立案到归档。"""

    code = "R21"
    identity = ("number",)
    listed = ("number", "unit", "kind", "subject", "stage", "filed_on", "decided_on", "publicity_due_on", "published_on")

    reviews_passed = Tallied("R22", "case", where=Q(conclusion__in=["通过", "修改后通过"], reviewed_on__isnull=False))
    tracings = Tallied("R26", "case", where=Q(kind="错案倒查"))

    # What must hold
    two_officers = Rule(
        "执法人员不少于两人。",
        applies=Q(kind__in=["处罚", "强制", "检查"], officers__isnull=False),
        holds=Q(officers__gte=2),
        basis="行政处罚法42条；行政强制法18条",
        remedy="重新由两名以上持证人员调查；法律另有规定的，在案由中注明。",
    )
    party_is_told = Rule(
        "处罚决定前告知事实、理由、依据和陈述申辩权。",
        applies=DECIDED & Q(kind="处罚"),
        holds=Q(told_on__lte=F("decided_on")),
        basis="行政处罚法44、62条",
        remedy="未告知不得作出决定；已作出的依法纠正。",
    )
    hearing_is_told = Rule(
        "应当告知听证的已告知。",
        applies=~Q(hearing="不适用"),
        holds=~Q(hearing="未告知"),
        basis="行政处罚法63条；行政许可法46、47条",
        remedy="补充告知后再决定；已决定的依法纠正。",
    )
    summary_fine_is_small = Rule(
        "当场处罚的罚款不超过3000元（对公民不超过200元）。",
        applies=Q(kind="处罚", procedure="简易", fine__isnull=False),
        holds=Q(fine__lte=3000),
        basis="行政处罚法51条",
        remedy="超过数额的改用普通程序。",
    )
    measure_is_approved = Rule(
        "强制措施先批准后实施。",
        applies=MEASURED & Q(is_on_spot=False),
        holds=Q(approved_at__lte=F("measured_at")),
        basis="行政强制法18条",
        remedy="立即报负责人审查；不应当采取的解除，已造成损失的依法赔偿。",
    )
    extension_is_granted = Rule(
        "延长期限经批准并告知当事人。",
        applies=Q(extended_days__gt=0),
        holds=Q(extension_told=True),
        basis="行政许可法42条；行政强制法25、32条",
        remedy="补办批准和告知；没有办的，期限不能延长。",
    )
    review_is_passed = Rule(
        "重大执法决定经法制审核通过。",
        applies=DECIDED & Q(needs_review=True),
        holds=Q(reviews_passed__gt=0),
        basis="行政处罚法58条；创建方案任务18",
        severity=Severity.REDLINE,
        remedy="未经审核或者审核未通过不得决定；已决定的由上级机关监督纠正。",
    )
    standard_is_applied = Rule(
        "有裁量空间的处罚适用裁量基准或者清单。",
        applies=DISCRETIONARY,
        holds=~Q(standard=""),
        basis="行政处罚法34条；创建方案任务17",
        remedy="在决定书中说明适用的基准，并登记条目编号。",
    )
    trace_is_complete = Rule(
        "执法全过程记录齐备。",
        applies=Q(decided_on__isnull=False) & ~Q(trace="未核"),
        holds=Q(trace="齐备"),
        basis="行政处罚法47条；创建方案任务18",
        remedy="补充文字记录；应有音像而没有的，说明原因并整改。",
    )
    silence_has_ground = Rule(
        "不公示的决定写明依据。",
        applies=Q(publicity="不公示", decided_on__isnull=False),
        holds=~Q(unpublished_ground=""),
        basis="行政处罚法48条；创建方案任务18",
        remedy="写明依据的条款；没有依据的应当公示。",
    )
    error_is_traced = Rule(
        "被撤销、变更、确认违法的案件已倒查责任。",
        applies=Q(overturned_on__isnull=False),
        holds=Q(tracings__gt=0),
        basis="创建方案任务20",
        remedy="启动错案责任倒查，在执法监督台账中登记并填写本案案号。",
    )

    # What is measured
    cases_filed = Metric("立案（启动）件数", count(), over="filed_on", basis="创建方案任务17")
    cases_decided = Metric("办结件数", count(), over="decided_on", basis="创建方案任务17")
    key_area_cases = Metric("重点领域办结件数", count(~Q(area="其他")), over="decided_on", basis="创建方案任务17")
    inspections = Metric("行政检查次数", count(Q(kind="检查"), unit="次"), over="filed_on", basis="创建方案任务17")
    share_permits_in_time = Metric("许可按期决定率", share(CaseRecord.permit_due_on_kept), over="permit_due_on", basis="行政许可法42条")
    share_penalties_in_time = Metric("处罚按期办结率", share(CaseRecord.penalty_due_on_kept), over="penalty_due_on", basis="行政处罚法60条")
    median_days_to_decide = Metric("处罚办案天数中位数", days("filed_on", "decided_on", where=Q(kind="处罚")), over="decided_on")
    share_published_in_time = Metric(
        "许可处罚按期公示率",
        share(CaseRecord.publicity_due_on_kept, of=Q(kind__in=["许可", "处罚"])),
        over="publicity_due_on",
        basis=THREE_RULES,
        target=at_least(1, "创建方案任务18"),
        says="许可处罚按期公示率 = 7个工作日内公示的许可、处罚决定 ÷ 应公示的许可、处罚决定（执法三项制度口径）",
    )
    share_others_published_in_time = Metric(
        "其他决定按期公示率",
        share(CaseRecord.publicity_due_on_kept, of=~Q(kind__in=["许可", "处罚"])),
        over="publicity_due_on",
        basis=THREE_RULES,
        target=at_least(1, "创建方案任务18"),
    )
    share_market_published_in_time = Metric(
        "市场监管处罚按期公示率",
        share(CaseRecord.market_publicity_due_on_kept),
        over="market_publicity_due_on",
        basis="市场监督管理行政处罚信息公示规定9条",
        target=at_least(1, "创建方案任务18"),
    )
    share_far_pushed_in_time = Metric(
        "跨省处罚按期推送率",
        share(CaseRecord.push_due_on_kept),
        over="push_due_on",
        basis="市场监督管理行政处罚信息公示规定10条",
        target=at_least(1, "创建方案任务18"),
    )
    share_withdrawn_in_time = Metric(
        "公示按期撤回率", share(CaseRecord.withdrawal_due_on_kept), over="withdrawal_due_on", basis="行政处罚法48条"
    )
    share_traced_whole = Metric(
        "全过程记录齐备率", share(trace_is_complete), over="decided_on", basis="创建方案任务18", target=at_least(1, "创建方案任务18")
    )
    share_archived = Metric(
        "案卷归档率",
        share(holds=Q(archived_on__isnull=False), of=Q(fulfilled_on__isnull=False)),
        over="fulfilled_on",
        basis="创建方案任务18",
        target=at_least(1, "创建方案任务18"),
        says="案卷归档率 = 已归档的案件 ÷ 履行完毕的案件",
    )
    share_reviewed = Metric(
        "法制审核执行率",
        share(review_is_passed),
        over="decided_on",
        basis="创建方案任务18",
        target=at_least(1, "创建方案任务18"),
    )
    share_with_standard = Metric(
        "适用裁量基准率", share(standard_is_applied), over="decided_on", basis="创建方案任务17", target=at_least(1, "创建方案任务17")
    )
    lenient_cases = Metric("免罚轻罚件数", count(Q(discretion__in=["从轻", "减轻", "免罚"])), over="decided_on", basis="创建方案任务19")
    share_lenient = Metric(
        "免罚轻罚占比",
        share(holds=Q(discretion__in=["从轻", "减轻", "免罚"]), of=Q(kind="处罚", outcome__in=["作出决定", "不予"])),
        over="decided_on",
        basis="创建方案任务19",
    )
    share_told = Metric(
        "告知程序合格率", share(party_is_told), over="decided_on", basis="创建方案任务19", target=at_least(1, "创建方案任务19")
    )
    hearings_not_told = Metric(
        "应告知听证未告知件数",
        never(hearing_is_told),
        over="decided_on",
        basis="创建方案任务19",
        target=at_most(0, "创建方案任务19"),
    )
    share_business_measures_approved = Metric(
        "涉企强制审批完备率",
        share(holds=Q(approved_at__isnull=False), of=MEASURED & Q(is_business=True)),
        over="measured_at",
        basis="行政强制法18、19条",
        target=at_least(1, "创建方案任务4"),
    )
    share_business_measures_in_time = Metric(
        "涉企查封扣押冻结按期率",
        share(CaseRecord.measure_due_on_kept, of=Q(is_business=True)),
        over="measure_due_on",
        basis="行政强制法25、32条",
        target=at_least(1, "创建方案任务4"),
    )
    business_measures_overturned = Metric(
        "涉企强制被纠错件数",
        never(where=Q(kind="强制", is_business=True)),
        over="overturned_on",
        basis="创建方案任务4",
        target=at_most(0, "创建方案任务4"),
    )
    share_errors_traced = Metric(
        "错案倒查率", share(error_is_traced), over="overturned_on", basis="创建方案任务20", target=at_least(1, "创建方案任务20")
    )

    class Meta(Register.Meta):
        verbose_name = "执法案件"
        constraints = [
            *Register.Meta.constraints,
            CheckConstraint(condition=Q(fine__isnull=True) | Q(fine__gte=0), name="case_fine_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"
