"""R36 人民调解: committees, mediators, disputes they take on, and the money they work with."""

from django.db.models import BooleanField, CharField, DateField, DecimalField, F, PositiveSmallIntegerField, Q, TextChoices

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY, Ago
from fazhi.engine.metrics import Binds, Metric, at_least, at_most, count, covered, never, ratio, share
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

LAW = "人民调解法"
TASK = "创建方案任务25"
COMMITTEE, MEDIATOR, DISPUTE, MONEY = "调委会", "调解员", "调解案件", "经费"
STANDING = Q(ended_on__isnull=True) | Q(ended_on__gt=TODAY)
FULL_TIME = Q(kind=MEDIATOR, is_full_time=True) & STANDING
AGREED = ("书面协议", "口头协议")


class Mediation(Register):
    """人民调解：调解委员会、调解员、调解案件和年度经费，按类别分别登记。"""

    code = "R36"
    identity = ("number",)
    listed = ("number", "unit", "kind", "name", "is_full_time", "accepted_on", "concluded_on", "outcome", "year")

    class Kind(TextChoices):
        COMMITTEE = "调委会", "人民调解委员会"
        MEDIATOR = "调解员", "人民调解员"
        DISPUTE = "调解案件", "调解案件"
        MONEY = "经费", "年度经费和补贴"

    class Setting(TextChoices):
        TOWNSHIP = "乡镇街道", "乡镇、街道"
        VILLAGE = "村居", "村、居"
        TRADE = "行业专业", "行业性、专业性"
        ENTERPRISE = "企事业", "企业、事业单位"

    class Outcome(TextChoices):
        WRITTEN = "书面协议", "达成书面协议"
        ORAL = "口头协议", "达成口头协议"
        FAILED = "调解不成", "调解不成，告知其他途径"
        ENDED = "终止", "当事人拒绝或者撤回，终止"

    # What is written down
    kind = CharField("类别", max_length=10, choices=Kind)
    number = CharField("编号", max_length=60, help_text="调委会编号、调解员证号、调解卷宗号或者经费年度编号，全市不重复")
    name = CharField("名称", max_length=200, help_text="调委会名称、调解员姓名、纠纷类型或者经费名称")
    setting = CharField("设在", max_length=10, choices=Setting, blank=True)
    began_on = DateField("设立、聘任日期", null=True, blank=True)
    ended_on = DateField("撤销、解聘日期", null=True, blank=True)
    members = PositiveSmallIntegerField("委员人数", null=True, blank=True)
    women = PositiveSmallIntegerField("妇女委员人数", null=True, blank=True)
    term_began_on = DateField("本届起始日期", null=True, blank=True, help_text="每届任期三年")
    is_full_time = BooleanField("专职调解员", default=False)
    parties = PersonalField("当事人", blank=True)
    accepted_on = DateField("受理日期", null=True, blank=True)
    extended_months = PositiveSmallIntegerField("当事人同意延长月数", default=0, blank=True)
    concluded_on = DateField("调解结束日期", null=True, blank=True)
    outcome = CharField("调解结果", max_length=10, choices=Outcome, blank=True)
    charged = BooleanField("向当事人收取了费用", default=False)
    effective_on = DateField("协议生效日期", null=True, blank=True)
    wants_confirmation = BooleanField("双方申请司法确认", default=False)
    confirmation_asked_on = DateField("申请司法确认日期", null=True, blank=True)
    confirmed_on = DateField("司法确认日期", null=True, blank=True)
    performed = BooleanField("协议已履行", default=False)
    year = PositiveSmallIntegerField("经费年度", null=True, blank=True)
    budgeted = DecimalField("预算安排（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    paid = DecimalField("实际到位（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    subsidy_due = DecimalField("应发补贴（元）", max_digits=14, decimal_places=2, null=True, blank=True, help_text="误工补贴、以案定补合计")
    subsidy_paid = DecimalField("实发补贴（元）", max_digits=14, decimal_places=2, null=True, blank=True)

    # Which clocks run
    conclude_due_on = DayClock(
        "调解期限",
        "M03",
        start="accepted_on",
        stop="concluded_on",
        extended="extended_months",
        when={"kind": (DISPUTE,)},
        says="调解一般在受理后1个月内结束，当事人同意的可以延长。",
        remedy="征得当事人同意后继续调解，或者终止调解并告知其他途径。",
    )
    confirm_due_on = DayClock(
        "申请司法确认期限",
        "M01",
        start="effective_on",
        stop="confirmation_asked_on",
        when={"kind": (DISPUTE,), "wants_confirmation": (True,)},
        says="双方要求司法确认的，自协议生效之日起30日内共同申请。",
        severity=Severity.REMINDER,
        remedy="过期不能申请确认；一方不履行的，告知可以起诉。",
    )

    # What must hold
    committee_is_composed = Rule(
        "调委会由三至九名委员组成，有妇女成员。",
        applies=Q(kind=COMMITTEE) & STANDING,
        holds=Q(members__gte=3, members__lte=9, women__gte=1),
        basis=f"{LAW}8条",
        remedy="补选委员。",
    )
    committee_in_term = Rule(
        "调委会委员任期三年，届满改选。",
        applies=Q(kind=COMMITTEE, setting__in=("村居", "企事业")) & STANDING,
        holds=Q(term_began_on__gt=Ago(months=36)),
        basis=f"{LAW}9条",
        remedy="组织推选新一届委员。",
    )
    mediation_is_free = Rule(
        "人民调解不收取任何费用。", applies=Q(kind=DISPUTE), holds=Q(charged=False), basis=f"{LAW}4条", remedy="立即退还，追究责任。"
    )
    budget_paid = Rule(
        "人民调解工作经费按预算足额到位。",
        applies=Q(kind=MONEY, year__isnull=False),
        holds=Q(budgeted__gt=0, paid__gte=F("budgeted")),
        basis=f"{LAW}6条；{TASK}",
        remedy="与财政部门对账，补足经费。",
    )
    subsidy_paid_in_full = Rule(
        "误工补贴、以案定补足额发放。",
        applies=Q(kind=MONEY, subsidy_due__gt=0),
        holds=Q(subsidy_paid__gte=F("subsidy_due")),
        basis=f"{LAW}16条；{TASK}",
        remedy="核对应发名单，补发补贴。",
    )

    # What is measured
    share_townships_covered = Metric(
        "乡镇街道调委会覆盖率",
        covered(among=("township",), where=Q(kind=COMMITTEE, setting="乡镇街道") & STANDING),
        basis=TASK,
        target=at_least(1, TASK),
        binds=Binds.COUNTY,
        says="乡镇街道调委会覆盖率 = 设有调委会的乡镇街道数 ÷ 乡镇街道总数（含街道）。",
    )
    share_villages_covered = Metric(
        "村居调委会覆盖率",
        covered(among=("village",), where=Q(kind=COMMITTEE, setting="村居") & STANDING),
        basis=TASK,
        target=at_least(1, TASK),
        binds=Binds.COUNTY,
        says="村居调委会覆盖率 = 设有调委会的村居数 ÷ 村居总数。",
    )
    share_townships_with_two = Metric(
        "乡镇街道专职调解员达标率",
        covered(among=("township",), where=FULL_TIME, least=2),
        basis=TASK,
        target=at_least(1, TASK),
        binds=Binds.COUNTY,
        says="乡镇街道专职调解员达标率 = 在聘专职调解员不少于2名的乡镇街道数 ÷ 乡镇街道总数（含街道）。",
    )
    share_villages_with_one = Metric(
        "村居有专职调解员的比例",
        covered(among=("village",), where=FULL_TIME),
        basis=TASK,
        binds=Binds.COUNTY,
        says="村居有专职调解员的比例 = 在聘专职调解员不少于1名的村居数 ÷ 村居总数；只要求有条件的村居，所以不定目标。",
    )
    full_time_mediators = Metric("专职调解员人数", count(FULL_TIME, unit="人"), basis=TASK)
    budget_ratio = Metric(
        "调解经费到位率", ratio("paid", "budgeted", where=Q(kind=MONEY)), over="year", basis=f"{LAW}6条", target=at_least(1, "指标6.25.3")
    )
    subsidy_ratio = Metric(
        "调解补贴发放率",
        ratio("subsidy_paid", "subsidy_due", where=Q(kind=MONEY)),
        over="year",
        basis=f"{LAW}16条",
        target=at_least(1, "指标6.25.3"),
    )
    disputes_accepted = Metric("调解案件数", count(Q(kind=DISPUTE)), over="accepted_on", basis=LAW)
    share_agreed = Metric(
        "调解成功率",
        share(holds=Q(outcome__in=AGREED), of=Q(kind=DISPUTE) & ~Q(outcome="")),
        over="concluded_on",
        basis=TASK,
        says="调解成功率 = 达成协议的件数 ÷ 调解结束的件数。",
    )
    share_performed = Metric(
        "调解协议履行率",
        share(holds=Q(performed=True), of=Q(kind=DISPUTE, outcome__in=AGREED)),
        over="concluded_on",
        basis=f"{LAW}31条",
        says="调解协议履行率 = 已履行的件数 ÷ 达成协议的件数。",
    )
    disputes_charged = Metric(
        "违规收费件数", never(mediation_is_free), over="accepted_on", basis=f"{LAW}4条", target=at_most(0, f"{LAW}4条")
    )

    class Meta(Register.Meta):
        verbose_name = "人民调解"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        if self.kind == DISPUTE and not self.accepted_on:
            return ["调解案件要写明受理日期：件数和期限都从受理起算。请补填。"]
        if self.kind == MONEY and not (self.year and self.budgeted is not None and self.paid is not None):
            return ["经费要写明年度、预算安排和实际到位金额，没有到位的填0。请补填。"]
        return []
