"""R24 行刑衔接: cases that may be crimes, handed to the police and back, and what the organs tell each other."""

from django.db.models import BooleanField, CharField, DateField, DateTimeField, Q, TextChoices, TextField

from fazhi.engine.clocks import DayClock, HourClock
from fazhi.engine.derived import Looked, Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, at_most, count, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

LAW = "行政执法机关移送涉嫌犯罪案件的规定"
HANDED = Q(kind="移送公安")


class CrimeReferral(Register):
    """行刑衔接：涉嫌犯罪案件的移送、反向移送，以及信息共享、案情通报。"""

    code = "R24"
    identity = ("number",)
    listed = ("number", "unit", "kind", "subject", "stage", "reported_on", "transfer_due_at", "transferred_at", "police_decision")

    class Kind(TextChoices):
        TO_POLICE = "移送公安", "执法机关移送涉嫌犯罪案件"
        BACK = "反向移送", "司法机关移送行政执法机关处理"
        TOLD = "案情通报", "案情通报"
        SHARED = "信息共享", "信息共享"
        MEETING = "联席会议", "联席会议"

    class Decision(TextChoices):
        YES = "批准", "批准移送"
        NO = "不批准", "不批准移送"

    class PoliceDecision(TextChoices):
        FILED = "立案", "决定立案"
        NOT_FILED = "不予立案", "不予立案"
        PASSED_ON = "转送", "不属管辖，转送有管辖权的机关"

    # What is written down
    number = CharField("编号", max_length=60, help_text="移送书编号，或者通报、会议的编号，全市不重复")
    kind = CharField("衔接事项", max_length=10, choices=Kind, default=Kind.TO_POLICE)
    case = Reference("执法案件", to="R21", help_text="填执法案件的案号；通报、会议可以不填")
    subject = CharField("事由或涉嫌罪名", max_length=200)
    other_organ = CharField("对方机关", max_length=100)
    reported_on = DateField("书面报告日期", help_text="负责人接到移送书面报告之日；通报、会议、反向移送为发生之日")
    should_transfer = BooleanField("经判断应当移送", default=True)
    decision = CharField("审批结论", max_length=10, choices=Decision, blank=True)
    approved_on = DateField("审批日期", null=True, blank=True)
    approved_at = DateTimeField("批准移送时间", null=True, blank=True, help_text="精确到时分，24小时从这一刻起算")
    approved_by_head = BooleanField("由正职或主持工作的负责人审批", default=False)
    refusal_ground = TextField("不批准的理由", blank=True)
    transferred_at = DateTimeField("移送时间", null=True, blank=True)
    accepted_on = DateField("公安机关接受日期", null=True, blank=True, help_text="回执签字之日")
    police_decision = CharField("公安机关决定", max_length=10, choices=PoliceDecision, blank=True)
    police_decided_on = DateField("公安机关决定日期", null=True, blank=True)
    police_told_on = DateField("收到决定通知日期", null=True, blank=True)
    goods_handed_on = DateField("移交物品材料日期", null=True, blank=True)
    objection = CharField("对不予立案", max_length=10, blank=True, choices=[(each, each) for each in ("提请复议", "建议监督", "无异议")])
    reconsidered_on = DateField("提请复议日期", null=True, blank=True)
    review_told_on = DateField("收到复议决定日期", null=True, blank=True)
    is_contested = BooleanField("对复议决定仍有异议", default=False)
    supervision_asked_on = DateField("建议立案监督日期", null=True, blank=True)
    handled_on = DateField("回移后处理日期", null=True, blank=True, help_text="不予立案或者反向移送的，本机关依法处理之日")

    # Where it can stand
    stage = Lifecycle(
        Stage("reported", "已报告", then=("approved", "refused", "closed"), needs=("reported_on",), on="reported_on"),
        Stage("refused", "不批准移送", needs=("approved_on", "refusal_ground"), on="approved_on", act="登记不批准"),
        Stage("approved", "已批准", then=("transferred",), needs=("approved_on", "approved_at"), on="approved_on", act="登记批准"),
        Stage("transferred", "已移送", then=("answered",), needs=("transferred_at",), act="登记移送"),
        Stage("answered", "公安已决定", then=("closed",), needs=("police_decision", "police_told_on"), on="police_told_on", act="登记决定"),
        Stage("closed", "已办结", act="办结"),
        basis=LAW,
    )

    case_kind = Looked("case", "kind")

    # Which clocks run
    approval_due_on = DayClock(
        "移送审批期限",
        "L14/审批",
        when={"kind": ("移送公安",)},
        start="reported_on",
        stop="approved_on",
        says="自接到移送报告之日起3日内批准或者不批准。",
    )
    transfer_due_at = HourClock(
        "移送期限",
        "L14/移送",
        when={"kind": ("移送公安",), "decision": ("批准",)},
        start="approved_at",
        stop="transferred_at",
        says="批准移送后24小时内向公安机关移送。",
        remedy="立即移送；逾期的由上级机关责令限期移送。",
    )
    police_due_on = DayClock(
        "公安机关审查期限",
        "L15/公安审查",
        when={"kind": ("移送公安",)},
        start="accepted_on",
        stop="police_decided_on",
        says="公安机关自接受移送之日起3日内决定是否立案。",
        severity=Severity.REMINDER,
        remedy="向公安机关催问；必要时建议检察机关立案监督。",
    )
    goods_due_on = DayClock(
        "移交物品期限",
        "L15/移交物品",
        when={"police_decision": ("立案",)},
        start="police_told_on",
        stop="goods_handed_on",
        says="自接到立案通知之日起3日内移交物品和材料。",
    )
    reconsider_due_on = DayClock(
        "提请复议期限",
        "L15/提请复议",
        when={"police_decision": ("不予立案",), "objection": ("提请复议",)},
        start="police_told_on",
        stop="reconsidered_on",
        says="对不予立案提请复议的，自接到通知之日起3日内提出。",
    )
    review_due_on = DayClock(
        "复议决定期限",
        "L15/复议决定",
        start="reconsidered_on",
        stop="review_told_on",
        says="公安机关自收到提请之日起3日内作出复议决定。",
        severity=Severity.REMINDER,
        remedy="向公安机关催问。",
    )
    supervision_due_on = DayClock(
        "建议立案监督期限",
        "L15/建议立案监督",
        when={"is_contested": (True,)},
        start="review_told_on",
        stop="supervision_asked_on",
        says="对复议决定仍有异议的，自收到之日起3日内建议检察机关立案监督。",
    )

    # What must hold
    is_transferred = Rule(
        "应当移送的涉嫌犯罪案件已移送。",
        applies=HANDED & Q(should_transfer=True, approved_on__isnull=False),
        holds=Q(decision="批准", transferred_at__isnull=False),
        basis=LAW + "3、11条",
        remedy="立即移送；不得以行政处罚代替移送。",
    )
    head_approves = Rule(
        "移送由正职或者主持工作的负责人审批。",
        applies=HANDED & Q(approved_on__isnull=False),
        holds=Q(approved_by_head=True),
        basis=LAW + "5条",
        remedy="报正职或者主持工作的负责人审批。",
    )
    refusal_has_ground = Rule(
        "不批准移送的记明理由。",
        applies=HANDED & Q(decision="不批准"),
        holds=~Q(refusal_ground=""),
        basis=LAW + "5条",
        remedy="将不批准的理由记录在案。",
    )
    returned_is_handled = Rule(
        "不予立案和反向移送的案件依法处理。",
        applies=Q(kind="反向移送") | Q(police_decision="不予立案", objection="无异议"),
        holds=Q(handled_on__isnull=False),
        basis=LAW + "10、13条",
        remedy="依法处理；应当处罚的实施处罚，并登记处理日期。",
    )
    names_a_penalty_case = Rule(
        "移送的涉嫌犯罪案件对应登记在册的处罚案件。",
        applies=HANDED,
        holds=Q(case_kind="处罚"),
        basis=LAW + "3条",
        severity=Severity.REMINDER,
        remedy="核对案号；尚未立案的，立案后补填。",
    )

    # What is measured
    cases_transferred = Metric("移送涉嫌犯罪案件数", count(HANDED), over="transferred_at", basis=LAW)
    share_transferred = Metric(
        "应移送案件移送率", share(is_transferred), over="reported_on", basis=LAW + "3条", target=at_least(1, "创建方案任务17")
    )
    share_approved_in_time = Metric(
        "移送按期审批率", share(approval_due_on.in_time), over="approval_due_on", basis=LAW + "5条", target=at_least(1, "创建方案任务17")
    )
    share_transferred_in_time = Metric(
        "24小时移送率", share(transfer_due_at.in_time), over="transfer_due_at", basis=LAW + "5条", target=at_least(1, "创建方案任务17")
    )
    share_goods_in_time = Metric("物品按期移交率", share(goods_due_on.in_time), over="goods_due_on", basis=LAW + "12条")
    unhandled_returns = Metric(
        "回移未处理件数", never(returned_is_handled), over="reported_on", basis=LAW + "10条", target=at_most(0, "创建方案任务17")
    )
    exchanges = Metric(
        "信息共享和案情通报次数",
        count(Q(kind__in=["案情通报", "信息共享", "联席会议"]), unit="次"),
        over="reported_on",
        basis="创建方案任务17",
    )

    class Meta(Register.Meta):
        verbose_name = "行刑衔接"

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"
