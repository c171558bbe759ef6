"""R29 行政诉讼应诉: suits against a body at each instance, who stood for it in court, what was judged and whether it obeyed."""

from django.db.models import BooleanField, CharField, DateField, F, Q, TextChoices

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, at_most, count, never, share
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

COURT_RULES = "最高人民法院关于行政机关负责人出庭应诉若干问题的规定"
HEADS = ("正职", "副职", "副职级分管", "其他分管负责人")  # 第2条；受委托组织、下级机关的负责人不在其内
LOST = ("撤销", "变更", "确认违法", "确认无效", "责令履行", "赔偿补偿")
OVERTURNED = ("撤销", "确认违法", "责令履行")
HEARD = Q(heard_on__isnull=False)
EXCUSED = ~Q(excuse="") & Q(excuse_sealed=True)


class Lawsuit(Register):
    """行政诉讼应诉：以本单位为被告的行政诉讼，每个审级一条，记出庭、裁判和履行。"""

    code = "R29"
    identity = ("case_number", "unit")
    listed = ("case_number", "unit", "level", "matter", "stage", "heard_on", "attendee_kind", "outcome", "performed_on")

    class Level(TextChoices):
        FIRST = "一审", "一审"
        SECOND = "二审", "二审"
        RETRIAL = "再审", "再审"

    class Party(TextChoices):
        ALONE = "被告", "被告"
        JOINT = "共同被告", "共同被告"
        THIRD = "第三人", "应追加为被告、法院通知参加的第三人"

    class Attendee(TextChoices):
        CHIEF = "正职", "正职负责人"
        DEPUTY = "副职", "副职负责人"
        DEPUTY_RANK = "副职级分管", "参与分管的副职级负责人"
        OTHER_HEAD = "其他分管负责人", "其他参与分管的负责人"
        ENTRUSTED = "受委托组织负责人", "受委托组织的负责人（不算本机关负责人）"
        BELOW = "下级机关负责人", "下级机关的负责人（不算本机关负责人）"
        STAFF = "工作人员", "相应的工作人员"
        LAWYER = "仅律师", "仅委托律师"
        NOBODY = "无人出庭", "无人出庭"

    class Excuse(TextChoices):
        FORCE = "不可抗力", "不可抗力"
        ACCIDENT = "意外事件", "意外事件"
        DUTY = "他人不能代替的公务", "需要履行他人不能代替的公务"
        OTHER = "其他正当事由", "无法出庭的其他正当事由"

    class Form(TextChoices):
        JUDGMENT = "判决", "判决"
        RULING = "裁定", "裁定"
        MEDIATION = "调解", "调解书"

    class Outcome(TextChoices):
        REJECTED = "驳回诉讼请求", "驳回诉讼请求"
        DISMISSED = "驳回起诉", "不予立案、驳回起诉"
        WITHDRAWN = "撤诉", "准予撤诉"
        MEDIATED = "调解", "调解结案"
        QUASHED = "撤销", "撤销、部分撤销"
        CHANGED = "变更", "变更"
        UNLAWFUL = "确认违法", "确认违法"
        VOID = "确认无效", "确认无效"
        ORDERED = "责令履行", "责令履行"
        DAMAGES = "赔偿补偿", "责令赔偿、补偿或者采取补救措施"
        REMANDED = "发回重审", "发回重审、指令审理"

    # What is written down
    case_number = CharField("案号", max_length=80, help_text="如：（2025）甘03行初12号；每个审级分别登记")
    level = CharField("审级", max_length=10, choices=Level, default=Level.FIRST)
    party = CharField("诉讼地位", max_length=10, choices=Party, default=Party.ALONE)
    plaintiff = PersonalField("原告", blank=True)
    matter = CharField("被诉行政行为", max_length=200)
    is_information_case = BooleanField("政府信息公开案件", default=False)
    served_on = DateField("收到起诉状副本日期", help_text="二审为收到上诉状副本日期；本单位上诉的填上诉日期")
    resumed_on = DateField("延期举证事由消除日期", null=True, blank=True, help_text="法院准许延期举证的填写，期限从这一天起另算15日")
    defended_on = DateField("提交答辩状和证据日期", null=True, blank=True)
    heard_on = DateField("开庭日期", null=True, blank=True, help_text="多次开庭的填首次；书面审理的不填")
    attendee_kind = CharField("出庭人", max_length=10, choices=Attendee, blank=True)
    attendee = CharField("出庭人姓名、职务", max_length=60, blank=True)
    identity_filed_on = DateField("身份证明提交日期", null=True, blank=True, help_text="开庭前提交，载明姓名、职务，加盖印章")
    recalled = BooleanField("法院通知负责人再次出庭", default=False)
    attended_again = BooleanField("负责人按通知再次出庭", default=False)
    excuse = CharField("负责人不出庭的事由", max_length=10, choices=Excuse, blank=True)
    excuse_sealed = BooleanField("事由证明已盖章或者主要负责人签字", default=False)
    advised_on = DateField("被提司法建议日期", null=True, blank=True)
    interfered = BooleanField("查实干预、阻碍法院受理审理", default=False)
    judged_on = DateField("裁判日期", null=True, blank=True)
    form = CharField("裁判形式", max_length=10, choices=Form, blank=True)
    outcome = CharField("裁判结果", max_length=10, choices=Outcome, blank=True)
    judgment_served_on = DateField("裁判送达日期", null=True, blank=True)
    will_appeal = BooleanField("本单位决定上诉", default=False)
    appealed_on = DateField("上诉日期", null=True, blank=True)
    effective_on = DateField("裁判生效日期", null=True, blank=True, help_text="被提起上诉、没有生效的一审裁判不填")
    document = Reference("裁判认定不合法的文件", to="R13", help_text="规范性文件台账的编号；法院认定文件不合法的填写")
    perform_by_on = DateField("应当履行的最后日期", null=True, blank=True, help_text="生效裁判要求本单位履行的填写")
    performed_on = DateField("履行完毕日期", null=True, blank=True)

    # Where it can stand
    stage = Lifecycle(
        Stage("served", "已收到应诉通知", then=("defended", "heard", "judged"), needs=("served_on",), on="served_on"),
        Stage("defended", "已答辩举证", then=("heard", "judged"), needs=("defended_on",), on="defended_on", act="登记答辩"),
        Stage("heard", "已开庭", then=("judged",), needs=("heard_on", "attendee_kind"), on="heard_on", act="登记开庭"),
        Stage("judged", "已裁判", then=("effective",), needs=("judged_on", "form", "outcome"), on="judged_on", act="登记裁判"),
        Stage("effective", "已生效", then=("performed",), needs=("effective_on",), on="effective_on", act="登记生效"),
        Stage("performed", "已履行", needs=("performed_on",), on="performed_on", evidence=("履行凭证",), act="登记履行"),
        basis="行政诉讼法",
    )

    # Which clocks run
    defence_due_on = DayClock(
        "答辩举证期限",
        "S02",
        start=("resumed_on", "served_on"),
        stop="defended_on",
        when={"level": ("一审",)},
        says="自收到起诉状副本之日起15日内答辩并提交证据和依据。",
        remedy="立即提交；无正当理由逾期的，视为没有相应证据。",
    )
    appeal_due_on = DayClock(
        "上诉期限",
        {"判决": "S09/判决", "裁定": "S09/裁定"},
        by="form",
        start="judgment_served_on",
        stop="appealed_on",
        when={"level": ("一审",), "will_appeal": (True,)},
        says="决定上诉的，在判决送达15日内、裁定送达10日内提起。",
        remedy="逾期不能上诉；裁判已经生效，应当履行。",
    )

    # What must hold
    head_attends = Rule(
        "负责人出庭应诉；不能出庭的，有正当理由并提交盖章或者签字的证明。",
        applies=HEARD,
        holds=Q(attendee_kind__in=HEADS) | EXCUSED,
        basis=f"行政诉讼法3条；{COURT_RULES}2、8、9条",
        remedy="受委托组织和下级机关的负责人不算。补交说明，下次开庭由负责人出庭。",
    )
    staff_attend = Rule(
        "负责人不能出庭的，委托相应的工作人员出庭，不得仅委托律师。",
        applies=HEARD & ~Q(attendee_kind__in=HEADS),
        holds=Q(attendee_kind__in=("工作人员", "受委托组织负责人", "下级机关负责人")),
        basis="最高人民法院关于适用《行政诉讼法》的解释128条",
        remedy="以后每次开庭由负责人或者具体行使职权的工作人员出庭。",
    )
    identity_filed = Rule(
        "出庭负责人的身份证明在开庭前提交。",
        applies=HEARD & Q(attendee_kind__in=HEADS),
        holds=Q(identity_filed_on__lte=F("heard_on")),
        basis=f"{COURT_RULES}6条",
        remedy="按法院要求补正；不能补正的，视为负责人未出庭。",
    )
    head_attends_again = Rule(
        "法院通知负责人再次出庭的，负责人再次出庭。",
        applies=Q(recalled=True),
        holds=Q(attended_again=True),
        basis=f"{COURT_RULES}7条",
        remedy="向法院说明；同一审级再次开庭时由负责人出庭。",
    )
    judgment_performed = Rule(
        "生效裁判在规定的期限内履行。",
        applies=Q(perform_by_on__isnull=False) & (Q(performed_on__isnull=False) | Q(perform_by_on__lt=TODAY)),
        holds=Q(performed_on__lte=F("perform_by_on")),
        basis="行政诉讼法94、96条",
        severity=Severity.REDLINE,
        remedy="立即履行并报法院；负责人可能被按日罚款。",
    )
    court_not_interfered = Rule(
        "不干预、阻碍人民法院受理和审理行政案件。",
        holds=Q(interfered=False),
        basis="行政诉讼法3条",
        severity=Severity.REDLINE,
        remedy="停止干预，说明情况并追究责任。",
    )

    # What is measured
    lawsuits_served = Metric("应诉案件数", count(), over="served_on", basis="行政诉讼法")
    share_head_attends = Metric(
        "负责人出庭率",
        share(holds=Q(attendee_kind__in=HEADS), of=HEARD),
        over="heard_on",
        basis=f"{COURT_RULES}2、7条",
        says="负责人出庭率 = 负责人到庭的案件数 ÷ 开庭审理的案件数；每个审级各算一件，受委托组织和下级机关的负责人不算。",
    )
    share_absences_excused = Metric(
        "不出庭有正当理由率",
        share(holds=EXCUSED, of=HEARD & ~Q(attendee_kind__in=HEADS)),
        over="heard_on",
        basis=f"{COURT_RULES}8、9条",
        target=at_least(1, "创建方案任务22"),
    )
    advices_received = Metric("被提司法建议件数", count(), over="advised_on", basis=f"{COURT_RULES}12条")
    share_defended_in_time = Metric("按期答辩举证率", share(defence_due_on.in_time), over="served_on", basis="行政诉讼法67条")
    share_judgments_performed = Metric(
        "生效裁判按期履行率",
        share(judgment_performed),
        over="perform_by_on",
        basis="行政诉讼法94条",
        target=at_least(1, "指标5.22.4"),
    )
    interferences = Metric(
        "干预受理审理件数", never(court_not_interfered), over="served_on", basis="行政诉讼法3条", target=at_most(0, "指标5.22.4")
    )
    documents_struck = Metric(
        "被法院认定不合法的文件案件数",
        never(where=~Q(document="")),
        over="effective_on",
        basis="行政诉讼法64条",
        target=at_most(0, "创建方案任务8"),
    )
    information_overturned = Metric(
        "信息公开诉讼纠错件数",
        never(where=Q(is_information_case=True, outcome__in=OVERTURNED)),
        over="effective_on",
        basis="创建方案任务24",
        target=at_most(0, "创建方案任务24"),
    )
    share_lost = Metric(
        "败诉率",
        share(holds=Q(outcome__in=LOST), of=~Q(outcome="")),
        over="effective_on",
        basis="行政诉讼法",
        says="败诉率 = 被撤销、变更、确认违法或者无效、责令履行、责令赔偿补偿的件数 ÷ 生效裁判件数。",
    )

    class Meta(Register.Meta):
        verbose_name = "行政诉讼应诉"

    def __str__(self) -> str:
        return f"{self.case_number} {self.matter}"
