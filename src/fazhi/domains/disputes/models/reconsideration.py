"""R35 行政复议: applications from receipt to decision, and what the respondent made of decision and opinion."""

from django.db.models import BooleanField, CharField, DateField, F, PositiveSmallIntegerField, Q

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Binds, Metric, at_least, at_most, count, days, never, share
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

from ..terms import CORRECTED, OVERTURNED, SETTLED, TAKEN, Acceptance, Outcome, Procedure, SimpleGround, Suspension, Urged

LAW = "行政复议法"
DECIDED = Q(closed_on__isnull=False, acceptance__in=TAKEN)


class Reconsideration(Register):
    """行政复议：收到的复议申请，受理、审理、决定的经过，以及决定书、意见书的履行和公开。"""

    code = "R35"
    identity = ("number",)
    listed = ("number", "unit", "respondent", "procedure", "stage", "accepted_on", "decide_due_on", "closed_on", "outcome")

    # What is written down
    number = CharField("案号", max_length=80, help_text="如：市政复〔2025〕12号")
    applicant = PersonalField("申请人", blank=True)
    respondent = CharField("被申请人", max_length=100)
    matter = CharField("被申请的行政行为", max_length=200)
    is_information_case = BooleanField("政府信息公开案件", default=False)
    handed_in_on = DateField("原机关收到日期", null=True, blank=True, help_text="当场处罚、电子监控处罚通过原机关提交的填写")
    forwarded_on = DateField("原机关转送日期", null=True, blank=True)
    received_on = DateField("收到申请日期")
    needs_correction = BooleanField("材料不齐或者表述不清，需要补正", default=False)
    correction_told_on = DateField("通知补正日期", null=True, blank=True)
    corrected_on = DateField("收到补正日期", null=True, blank=True, help_text="受理审查自收到补正之日起算")
    acceptance = CharField("受理审查结论", max_length=10, choices=Acceptance, blank=True)
    accepted_on = DateField("审查结论日期", null=True, blank=True, help_text="受理的为受理日；视为受理的为审查期限届满之日")
    procedure = CharField("程序", max_length=10, choices=Procedure, default=Procedure.PLAIN)
    simple_ground = CharField("适用简易程序的情形", max_length=10, choices=SimpleGround, blank=True)
    copy_sent_on = DateField("发送副本日期", null=True, blank=True)
    copy_received_on = DateField("被申请人收到副本日期", null=True, blank=True)
    replied_on = DateField("被申请人书面答复日期", null=True, blank=True)
    is_complex = BooleanField("重大、疑难、复杂", default=False)
    is_technical = BooleanField("专业性、技术性较强", default=False)
    hearing_told_on = DateField("通知听证日期", null=True, blank=True)
    hearing_on = DateField("听证日期", null=True, blank=True)
    consulted_on = DateField("复议委员会提出咨询意见日期", null=True, blank=True)
    suspension = CharField("中止情形", max_length=10, choices=Suspension, blank=True, help_text="中止的起止请在决定期限上登记停表")
    suspended_on = DateField("中止日期", null=True, blank=True)
    terminated_on = DateField("因中止满60日终止日期", null=True, blank=True)
    extended_days = PositiveSmallIntegerField("延长日数", default=0, blank=True, help_text="限普通程序，最多30日")
    extension_told = BooleanField("延期经复议机构负责人批准并书面告知", default=False)
    closed_on = DateField("结案日期", null=True, blank=True)
    outcome = CharField("结案方式", max_length=10, choices=Outcome, blank=True)
    document = Reference("认定不合法的文件", to="R13", help_text="规范性文件台账的编号；附带审查认定不合法的填写")
    perform_by_on = DateField("被申请人应当履行的最后日期", null=True, blank=True, help_text="决定书、调解书要求被申请人履行的填写")
    performed_on = DateField("被申请人履行日期", null=True, blank=True)
    opinion_on = DateField("被申请人收到意见书日期", null=True, blank=True)
    opinion_answered_on = DateField("报送纠正情况日期", null=True, blank=True)
    urged = CharField("约谈、通报", max_length=10, choices=Urged, blank=True)
    copied_up = BooleanField("已抄告被申请人的上一级主管部门", default=False)
    on_platform = BooleanField("已录入全国行政复议行政应诉平台", default=False)
    is_public = BooleanField("决定书应当上网公开", default=False)
    published_on = DateField("决定书上网日期", null=True, blank=True)

    # Where it can stand
    stage = Lifecycle(
        Stage("received", "已收到", then=("correcting", "accepted", "declined"), needs=("received_on",), on="received_on"),
        Stage(
            "correcting", "待补正", then=("accepted", "declined"), needs=("correction_told_on",), on="correction_told_on", act="通知补正"
        ),
        Stage("accepted", "审理中", then=("decided",), needs=("acceptance", "accepted_on"), on="accepted_on", act="登记受理"),
        Stage("declined", "未受理", needs=("acceptance", "accepted_on"), on="accepted_on", act="登记未受理"),
        Stage(
            "decided",
            "已结案",
            then=("performed",),
            needs=("closed_on", "outcome"),
            on="closed_on",
            evidence=("复议决定书",),
            act="登记结案",
        ),
        Stage("performed", "已履行", needs=("performed_on",), on="performed_on", evidence=("履行回执",), act="登记履行"),
        basis=LAW,
    )

    # Which clocks run
    forward_due_on = DayClock(
        "原机关转送期限",
        "A04",
        start="handed_in_on",
        stop="forwarded_on",
        says="原机关认为需要维持的，自收到复议申请之日起5个工作日内转送复议机关。",
    )
    correction_due_on = DayClock(
        "通知补正期限",
        "A03/通知",
        start="received_on",
        stop="correction_told_on",
        when={"needs_correction": (True,)},
        says="需要补正的，自收到申请之日起5个工作日内一次性书面通知。",
    )
    accept_due_on = DayClock(
        "受理审查期限",
        "A02",
        start=("corrected_on", "received_on"),
        stop="accepted_on",
        when={"stage": ("received", "accepted", "declined", "decided", "performed"), "acceptance": ("", *TAKEN, "不予受理", "告知转送")},
        says="自收到复议申请之日起5个工作日内审查并作出是否受理的决定。",
        remedy="期满没有决定不予受理的，自期满之日视为受理，按受理审理。",
    )
    copy_due_on = DayClock(
        "发送副本期限",
        {"普通": "A05/发送副本", "简易": "A06/发送副本"},
        by="procedure",
        start="accepted_on",
        stop="copy_sent_on",
        when={"acceptance": TAKEN},
        says="受理后普通程序7个工作日内、简易程序3个工作日内向被申请人发送申请书副本。",
    )
    reply_due_on = DayClock(
        "被申请人答复期限",
        {"普通": "A05/答复", "简易": "A06/答复"},
        by="procedure",
        start="copy_received_on",
        stop="replied_on",
        says="被申请人收到副本后普通程序10个工作日内、简易程序5个工作日内书面答复并提交证据。",
        remedy="不答复、不举证的，视为行政行为没有证据、依据。",
    )
    hearing_due_on = DayClock(
        "听证通知期限",
        "A07",
        start="hearing_on",
        stop="hearing_told_on",
        says="举行听证的，5个工作日前通知当事人。",
    )
    decide_due_on = DayClock(
        "复议决定期限",
        {"普通": "A08", "简易": "A09"},
        by="procedure",
        start="accepted_on",
        stop="closed_on",
        extended="extended_days",
        pauses=("中止", "勘验", "鉴定"),
        when={"acceptance": TAKEN},
        says="自受理之日起普通程序60日内、简易程序30日内作出复议决定。",
        remedy="立即作出决定；普通程序情况复杂的，期满前经复议机构负责人批准可以延长，最多30日。",
    )
    end_from_on = DayClock(
        "可以终止的日期",
        "A10",
        start="suspended_on",
        stop="terminated_on",
        when={"suspension": ("死亡", "丧失行为能力", "终止")},
        says="因申请人死亡、丧失行为能力、终止而中止的，满60日原因仍未消除才终止复议。",
        remedy="没有满60日就终止的，恢复审理。",
    )
    opinion_due_on = DayClock(
        "意见书反馈期限",
        "A11",
        start="opinion_on",
        stop="opinion_answered_on",
        says="收到复议意见书之日起60日内报送纠正情况。",
        severity=Severity.REDLINE,
        remedy="责令限期报送；可以约谈有关负责人或者通报批评。",
    )

    # What must hold
    deemed_on_due_day = Rule(
        "视为受理的，以审查期限届满之日为受理日。",
        applies=Q(acceptance="视为受理"),
        holds=Q(accepted_on=F("accept_due_on")),
        basis=f"{LAW}30条",
        remedy="按审查期限届满之日改正受理日期，决定期限随之重算。",
    )
    simple_has_ground = Rule(
        "适用简易程序的，属于法定情形或者各方同意。",
        applies=Q(procedure="简易", acceptance__in=TAKEN),
        holds=~Q(simple_ground=""),
        basis=f"{LAW}53条",
        remedy="补填情形；不属于的，经复议机构负责人批准转为普通程序。",
    )
    extension_is_granted = Rule(
        "延长决定期限经复议机构负责人批准并书面告知当事人。",
        applies=Q(extended_days__gt=0),
        holds=Q(extension_told=True),
        basis=f"{LAW}62条",
        remedy="补办批准和告知；没有办的，期限不能延长。",
    )
    complex_case_heard = Rule(
        "重大、疑难、复杂的案件组织听证。",
        applies=Q(is_complex=True, procedure="普通") & DECIDED & ~Q(outcome__in=(*SETTLED, "其他终止")),
        holds=Q(hearing_on__isnull=False),
        basis=f"{LAW}50条",
        remedy="以后同类案件先组织听证再作决定。",
    )
    committee_consulted = Rule(
        "重大疑难复杂和专业性技术性较强的案件提请复议委员会咨询。",
        applies=(Q(is_complex=True) | Q(is_technical=True)) & DECIDED & ~Q(outcome__in=(*SETTLED, "其他终止")),
        holds=Q(consulted_on__lte=F("closed_on")),
        basis=f"{LAW}52条",
        remedy="以后同类案件决定前提请复议委员会提出咨询意见。",
    )
    decision_performed = Rule(
        "被申请人在规定的期限内履行复议决定书、调解书。",
        applies=Q(perform_by_on__isnull=False) & (Q(performed_on__isnull=False) | Q(perform_by_on__lt=TODAY)),
        holds=Q(performed_on__lte=F("perform_by_on")),
        basis=f"{LAW}77条",
        severity=Severity.REDLINE,
        remedy="责令限期履行，约谈有关负责人或者通报批评。",
    )
    decision_published = Rule(
        "应当公开的复议决定书上网公开。",
        applies=Q(is_public=True, closed_on__isnull=False),
        holds=Q(published_on__isnull=False),
        basis=f"{LAW}79条；创建方案任务26",
        remedy="隐去依法不公开的信息后上网公开。",
    )
    superior_told = Rule(
        "生效的纠错决定书和意见书抄告被申请人的上一级主管部门。",
        applies=Q(closed_on__isnull=False) & (Q(outcome__in=CORRECTED) | Q(opinion_on__isnull=False)),
        holds=Q(copied_up=True),
        basis=f"{LAW}79条",
    )

    # What is measured
    applications_received = Metric("收到复议申请件数", count(), over="received_on", basis=LAW)
    deemed_accepted = Metric("视为受理件数", count(Q(acceptance="视为受理")), over="accepted_on", basis=f"{LAW}30条")
    share_decided_in_time = Metric("复议按期结案率", share(decide_due_on.in_time), over="decide_due_on", basis=f"{LAW}62条")
    median_days_to_decide = Metric("复议用时中位数", days("accepted_on", "closed_on", where=DECIDED), over="closed_on", basis=f"{LAW}62条")
    share_performed = Metric(
        "复议决定履行率",
        share(decision_performed),
        over="perform_by_on",
        basis="创建方案任务26",
        target=at_least(1, "创建方案任务26"),
        says="复议决定履行率 = 被申请人在期限内履行的件数 ÷（已履行的件数＋期满未履行的件数）。",
    )
    share_opinions_answered = Metric(
        "意见书反馈率", share(opinion_due_on.in_time), over="opinion_on", basis=f"{LAW}76条", target=at_least(1, "指标6.26.1")
    )
    share_corrected = Metric(
        "复议纠错率",
        share(holds=Q(outcome__in=CORRECTED), of=DECIDED),
        over="closed_on",
        basis="创建方案任务26",
        says="复议纠错率 = 被撤销、变更、确认违法或者无效、责令履行的件数 ÷ 受理后结案的件数。",
    )
    respondents_urged = Metric("约谈、通报件数", count(~Q(urged="")), over="closed_on", basis=f"{LAW}77条")
    share_settled = Metric(
        "调解和解结案率",
        share(holds=Q(outcome__in=SETTLED), of=DECIDED),
        over="closed_on",
        basis="创建方案任务26",
        says="调解和解结案率 = 以调解书、和解撤回结案的件数 ÷ 受理后结案的件数。",
    )
    committee_consultations = Metric("复议委员会咨询件数", count(), over="consulted_on", basis=f"{LAW}52条")
    share_on_platform = Metric(
        "全国平台录入率",
        share(holds=Q(on_platform=True)),
        over="received_on",
        basis="创建方案任务26",
        target=at_least(1, "指标6.26.4"),
        says="全国平台录入率 = 已录入平台的件数 ÷ 收到的件数。",
    )
    share_published = Metric(
        "决定书上网率", share(decision_published), over="closed_on", basis="创建方案任务26", target=at_least(1, "指标6.26.4")
    )
    documents_struck = Metric(
        "被复议认定不合法的文件案件数",
        never(where=~Q(document="")),
        over="closed_on",
        basis="创建方案任务8",
        target=at_most(0, "创建方案任务8"),
        binds=Binds.CITY,
    )
    information_overturned = Metric(
        "信息公开复议纠错件数",
        never(where=Q(is_information_case=True, outcome__in=OVERTURNED)),
        over="closed_on",
        basis="创建方案任务24",
        target=at_most(0, "创建方案任务24"),
        binds=Binds.CITY,
    )

    class Meta(Register.Meta):
        verbose_name = "行政复议"

    def __str__(self) -> str:
        return f"{self.number} {self.matter}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        if self.procedure == Procedure.SIMPLE and self.extended_days:
            return ["简易程序的决定期限不能延长。确需更长时间的，经复议机构负责人批准转为普通程序后再登记延期。"]
        return []
