"""R10 政策承诺、政府合同、补偿: what the government promised or owes to enterprises, and whether it kept its word and paid."""

from django.db.models import BooleanField, CharField, CheckConstraint, DateField, DecimalField, F, PositiveSmallIntegerField, Q, TextChoices

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.metrics import Metric, at_least, at_most, count, days, never, share, total
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

PAYMENT = "保障中小企业款项支付条例"
BUSINESS = "优化营商环境条例"
TASK = "创建方案任务4"
PROMISE, CONTRACT, HARM, ARREARS, COMPLAINT, LISTED = "政策承诺", "政府合同", "补偿", "逾期账款公开", "拖欠投诉", "失信记录"
OWED = Q(kind=CONTRACT, is_small_business=True)


def fallen_due(done: str) -> Q:
    """What was to be done by `perform_by_on`, and either was done or should have been."""
    return Q(perform_by_on__isnull=False) & (Q(**{f"{done}__isnull": False}) | Q(perform_by_on__lt=TODAY))


class GovernmentPromise(Register):
    """政策承诺、政府合同、补偿：对企业的每项承诺、合同、补偿，年度逾期账款公开，拖欠投诉和政府机构失信记录，按类别分别登记。"""

    code = "R10"
    identity = ("number",)
    listed = ("number", "unit", "kind", "title", "counterpart", "made_on", "perform_by_on", "performed_on", "pay_due_on", "paid_on")

    class Kind(TextChoices):
        PROMISE = "政策承诺", "政策承诺"
        CONTRACT = "政府合同", "政府合同（招商引资、政府与社会资本合作、采购等）"
        HARM = "补偿", "规划调整、政策变化的补偿"
        ARREARS = "逾期账款公开", "上年逾期未付中小企业账款公开"
        COMPLAINT = "拖欠投诉", "拖欠中小企业款项投诉处理"
        LISTED = "失信记录", "政府机构被列入失信被执行人等"

    class Term(TextChoices):
        NONE = "未约定", "合同没有约定付款期限"
        AGREED = "约定", "合同另有约定"

    class Ground(TextChoices):
        STATE = "国家利益", "国家利益需要"
        PUBLIC = "公共利益", "社会公共利益需要"
        AGREED = "双方协商", "双方协商一致"
        EXCUSE = "换届调整等", "区划调整、政府换届、机构职能调整、责任人更替等"

    class Cause(TextChoices):
        PLAN = "规划调整", "规划调整"
        POLICY = "政策变化", "政策变化"
        BROKEN = "承诺合同改变", "政策承诺、合同约定改变"

    # What is written down
    kind = CharField("类别", max_length=10, choices=Kind)
    number = CharField("编号", max_length=60, help_text="承诺、合同、补偿、投诉等的编号，全市不重复")
    title = CharField("内容", max_length=200, help_text="承诺事项、合同标的、补偿或者投诉事由")
    counterpart = CharField("企业名称", max_length=200, blank=True, help_text="对方企业；年度公开、失信记录不填")
    paper = CharField("来源文件", max_length=200, blank=True, help_text="承诺文件、合同、补偿决定或者协议的名称、文号")
    made_on = DateField("作出（签订、认定、收到）日期", null=True, blank=True, help_text="拖欠投诉填写收到投诉材料的日期")
    perform_by_on = DateField("应履行（支付）日期", null=True, blank=True, help_text="承诺、合同中政府一方应履行的日期；补偿填应支付日期")
    performed_on = DateField("履行（反馈、移出）日期", null=True, blank=True, help_text="兑现、履行完毕、反馈投诉人或者移出失信名单的日期")
    is_small_business = BooleanField("对方是中小企业", default=False)
    term = CharField("付款期限约定", max_length=10, choices=Term, blank=True, help_text="与中小企业的采购合同填写")
    agreed_days = PositiveSmallIntegerField("约定付款天数", null=True, blank=True)
    delivered_on = DateField("交付日期", null=True, blank=True)
    checked_on = DateField(
        "检验、验收合格日期", null=True, blank=True, help_text="约定以验收为付款条件的填写；拖延验收的填约定的验收期限届满日"
    )
    settled_on = DateField("确认结算金额日期", null=True, blank=True, help_text="进度结算、定期结算的填写")
    payable = DecimalField("应付（应补、逾期）金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    paid = DecimalField("已付（已补）金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    paid_on = DateField("付清日期", null=True, blank=True)
    changed_on = DateField("改变承诺、约定日期", null=True, blank=True)
    ground = CharField("改变的原因", max_length=10, choices=Ground, blank=True)
    change_approval = CharField("改变的批准文号、协议", max_length=100, blank=True)
    cause = CharField("补偿原因", max_length=10, choices=Cause, blank=True)
    year = PositiveSmallIntegerField("逾期账款年度", null=True, blank=True, help_text="公开的是哪一年的逾期账款")
    overdue_contracts = PositiveSmallIntegerField("逾期合同数", null=True, blank=True)
    opened_on = DateField("公开日期", null=True, blank=True)
    url = CharField("公开网址", max_length=300, blank=True)
    extended_days = PositiveSmallIntegerField("投诉处理延长天数", default=0, blank=True, help_text="经部门负责人批准，总长不超过90日")
    extension_by = CharField("延长批准人", max_length=60, blank=True)

    # Which clocks run
    pay_due_on = DayClock(
        "付款期限",
        {"未约定": "L21/未约定", "约定": "L21/约定最长"},
        by="term",
        start=("settled_on", "checked_on", "delivered_on"),
        stop="paid_on",
        when={"kind": (CONTRACT,), "is_small_business": (True,)},
        says="机关自交付（验收合格、确认结算）之日起30日内向中小企业付款；合同另有约定的最长60日。",
        remedy="立即付清并支付逾期利息。",
    )
    open_due_on = DayClock(
        "逾期账款公开期限",
        "L22",
        start="year",
        stop="opened_on",
        when={"kind": (ARREARS,)},
        says="每年3月31日前公开上一年度逾期尚未支付中小企业款项的合同数量和金额。",
        remedy="立即在网站公开；没有逾期的也公开零报告。",
    )
    answer_due_on = DayClock(
        "投诉反馈期限",
        "L23/反馈",
        start="made_on",
        stop="performed_on",
        extended="extended_days",
        when={"kind": (COMPLAINT,)},
        says="收到拖欠投诉材料之日起30日内形成处理结果并书面反馈，经批准延长的总长不超过90日。",
        remedy="立即反馈投诉人和受理投诉部门；被投诉人不配合的发督办书。",
    )

    # What must hold
    promise_is_kept = Rule(
        "向企业依法作出的政策承诺按期兑现。",
        applies=Q(kind=PROMISE, changed_on__isnull=True) & fallen_due("performed_on"),
        holds=Q(performed_on__lte=F("perform_by_on")),
        basis=f"{BUSINESS}31条；{TASK}",
        remedy="立即兑现；不得以换届、机构调整、责任人更替为由违约。",
    )
    contract_is_performed = Rule(
        "与企业签订的合同，政府一方按期履行。",
        applies=Q(kind=CONTRACT, changed_on__isnull=True) & fallen_due("performed_on"),
        holds=Q(performed_on__lte=F("perform_by_on")),
        basis=f"{BUSINESS}31条；{TASK}",
        remedy="立即履行，依约承担违约责任。",
    )
    term_is_lawful = Rule(
        "约定的付款期限最长不超过60日。",
        applies=OWED & Q(term="约定", made_on__isnull=False),
        holds=Q(agreed_days__lte=60),
        basis=f"{PAYMENT}9条",
        remedy="付款期限改按最长60日执行；没有写明天数的补填。",
    )
    change_has_ground = Rule(
        "改变政策承诺、合同约定有法定理由，经法定权限和程序。",
        applies=Q(changed_on__isnull=False),
        holds=Q(ground__in=("国家利益", "公共利益", "双方协商")) & ~Q(change_approval=""),
        basis=f"{BUSINESS}31条",
        remedy="区划调整、换届、机构和人员变动不能作为理由，恢复履行；确因公共利益的补办批准，并依法补偿。",
    )
    harm_is_compensated = Rule(
        "因规划调整、政策变化受损的企业按期足额得到补偿。",
        applies=Q(kind=HARM) & fallen_due("paid_on"),
        holds=Q(payable__gt=0, paid__gte=F("payable"), paid_on__lte=F("perform_by_on")),
        basis=f"{BUSINESS}31条；{TASK}",
        remedy="立即足额支付补偿。",
    )
    harm_has_decision = Rule(
        "补偿有决定或者协议，写明原因、金额和支付日期。",
        applies=Q(kind=HARM),
        holds=~Q(paper="") & ~Q(cause="") & Q(payable__isnull=False, perform_by_on__isnull=False),
        basis=TASK,
        remedy="作出补偿决定或者签订补偿协议，补填文号、原因、金额和支付日期。",
    )
    arrears_are_whole = Rule(
        "公开的逾期账款写明合同数量、金额和网址。",
        applies=Q(kind=ARREARS, opened_on__isnull=False),
        holds=Q(overdue_contracts__isnull=False, payable__isnull=False) & ~Q(url=""),
        basis=f"{PAYMENT}18条",
        remedy="补填合同数量、金额（没有的填0）和公开网址。",
    )
    extension_is_granted = Rule(
        "延长投诉处理经部门负责人批准。",
        applies=Q(kind=COMPLAINT, extended_days__gt=0),
        holds=~Q(extension_by=""),
        basis=f"{PAYMENT}25条",
        remedy="补登批准人；没有批准的，按30日计。",
    )
    listed_body_is_cleared = Rule(
        "政府机构没有尚未移出的失信记录。",
        applies=Q(kind=LISTED),
        holds=Q(performed_on__isnull=False),
        basis=TASK,
        severity=Severity.BREACH,
        remedy="立即履行义务，申请移出失信名单。",
    )

    # What is measured
    promises_made = Metric("政策承诺件数", count(Q(kind=PROMISE)), over="made_on", basis=TASK)
    share_promises_kept = Metric(
        "政策承诺按期兑现率", share(promise_is_kept), over="perform_by_on", basis=f"{BUSINESS}31条", target=at_least(1, "指标1.4.3")
    )
    share_contracts_performed = Metric("政府合同按期履约率", share(contract_is_performed), over="perform_by_on", basis=f"{BUSINESS}31条")
    share_paid_in_time = Metric(
        "中小企业款项按期支付率",
        share(pay_due_on.in_time),
        over="pay_due_on",
        basis=f"{PAYMENT}9、10条",
        says="中小企业款项按期支付率 = 在期限内付清的合同款项 ÷（已付清的＋期满未付清的合同款项）",
    )
    contracts_unpaid = Metric(
        "逾期未付中小企业合同数",
        count(OWED & Q(pay_due_on__lt=TODAY, paid_on__isnull=True)),
        basis=f"{PAYMENT}9条",
        says="逾期未付中小企业合同数 = 到统计日付款期限已过、尚未付清的合同数",
    )
    median_days_to_pay = Metric(
        "从交付到付清天数中位数", days("delivered_on", "paid_on", where=OWED), over="paid_on", basis=f"{PAYMENT}9条"
    )
    arrears_declared = Metric("公开的逾期账款金额", total("payable", where=Q(kind=ARREARS), unit="元"), over="year", basis=f"{PAYMENT}18条")
    share_arrears_opened_in_time = Metric("逾期账款按期公开率", share(open_due_on.in_time), over="year", basis=f"{PAYMENT}18条")
    share_complaints_answered = Metric("拖欠投诉按期反馈率", share(answer_due_on.in_time), over="made_on", basis=f"{PAYMENT}25条")
    bodies_listed = Metric(
        "尚未移出失信名单的政府机构记录数",
        never(listed_body_is_cleared),
        basis=TASK,
        target=at_most(0, "指标1.4.3"),
        says="尚未移出失信名单的政府机构记录数 = 到统计日仍在失信名单的记录数（应为0）",
    )
    changes_without_ground = Metric("无正当理由改变承诺、合同件数", never(change_has_ground), over="changed_on", basis=f"{BUSINESS}31条")
    harms = Metric("应补偿件数", count(Q(kind=HARM)), over="made_on", basis=TASK)
    share_compensated = Metric(
        "受损企业应补尽补率",
        share(harm_is_compensated),
        over="perform_by_on",
        basis=f"{BUSINESS}31条",
        target=at_least(1, "指标1.4.4"),
        says="受损企业应补尽补率 = 按期足额补偿的件数 ÷（已补偿的＋期满未补偿的件数）；没有此类事项的由单位书面说明",
    )
    compensation_paid = Metric("已支付补偿金额", total("paid", where=Q(kind=HARM), unit="元"), over="paid_on", basis=TASK)

    class Meta(Register.Meta):
        verbose_name = "政策承诺、政府合同、补偿"
        constraints = [
            *Register.Meta.constraints,
            CheckConstraint(condition=Q(payable__isnull=True) | Q(payable__gte=0), name="promise_payable_not_negative"),
            CheckConstraint(condition=Q(paid__isnull=True) | Q(paid__gte=0), name="promise_paid_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.kind == ARREARS and not self.year:
            told.append("逾期账款公开没有写明是哪一年的账款，公开期限无法计算。请补填年度。")
        if self.kind != ARREARS and not self.made_on:
            told.append(f"{self.kind}没有写明作出、签订、认定或者收到的日期。请补填。")
        if self.kind == CONTRACT and self.is_small_business and not self.term:
            told.append("与中小企业的合同没有写明付款期限是否约定，付款期限无法计算。请补填；不是采购货物、工程、服务的，不勾选中小企业。")
        return told
