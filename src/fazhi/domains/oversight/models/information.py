"""R34 政府信息公开: what a body publishes of itself, what people ask it for, and how and when it answers."""

from django.db.models import BooleanField, CharField, DateField, F, PositiveSmallIntegerField, Q, TextChoices, TextField, URLField

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, at_most, count, days, never, share
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

LAW = "政府信息公开条例"
REQUEST, ENTRY, PIECE = "依申请公开", "目录事项", "主动公开"
REFUSALS = ("不予公开", "部分公开", "不予处理")


class PublicInformation(Register):
    """政府信息公开：主动公开目录的事项、应当主动公开的信息、公众申请公开的信息，以及公开和答复的经过。"""

    code = "R34"
    identity = ("number",)
    listed = ("number", "unit", "kind", "subject", "stage", "received_on", "answer_due_on", "answered_on", "outcome")

    class Kind(TextChoices):
        REQUEST = "依申请公开", "依申请公开"
        ENTRY = "目录事项", "主动公开目录的事项"
        PIECE = "主动公开", "主动公开的一条信息"

    class Channel(TextChoices):
        IN_PERSON = "当面", "当面提交"
        SIGNED_MAIL = "签收邮寄", "挂号信、快递等签收邮寄"
        PLAIN_MAIL = "平信", "平信"
        ONLINE = "网络", "网络"
        FAX = "传真", "传真"

    class Asked(TextChoices):
        THIRD = "第三方", "第三方"
        JOINT = "共同制作机关", "共同制作的其他机关"

    class Outcome(TextChoices):
        OPENED = "公开", "予以公开"
        PARTLY = "部分公开", "部分公开"
        NOT_OPENED = "不予公开", "不予公开"
        CANNOT = "无法提供", "无法提供"
        NOT_PROCESSED = "不予处理", "不予处理"
        OTHER = "其他处理", "其他处理"

    class Overturned(TextChoices):
        NO = "未被纠错", "未被纠错"
        REVIEW = "复议纠错", "被复议撤销、确认违法或责令履行"
        COURT = "诉讼纠错", "被法院撤销、确认违法或责令履行"

    # What is written down
    kind = CharField("类别", max_length=10, choices=Kind, default=Kind.REQUEST)
    number = CharField("编号", max_length=60, help_text="申请编号、目录事项编号或者信息索引号，全市不重复")
    subject = CharField("申请内容或者事项名称", max_length=200)
    applicant = PersonalField("申请人", blank=True)
    channel = CharField("申请渠道", max_length=10, choices=Channel, blank=True)
    submitted_on = DateField("提交或寄到日期", null=True, blank=True, help_text="当面提交之日、邮件签收之日；网络、传真为系统收到之日")
    confirmed_on = DateField("双方确认日期", null=True, blank=True, help_text="平信、网络、传真以双方确认之日为收到之日")
    received_on = DateField("收到申请日期", null=True, blank=True, help_text="按渠道规则认定，期限从这一天起算")
    needs_correction = BooleanField("内容不明确，需要补正", default=False)
    correction_told_on = DateField("告知补正日期", null=True, blank=True)
    corrected_on = DateField("收到补正日期", null=True, blank=True, help_text="期限自收到补正之日重新起算")
    asked_whom = CharField("征求谁的意见", max_length=10, choices=Asked, blank=True, help_text="征求期间请在答复期限上登记停表")
    asked_on = DateField("对方收到征求意见书日期", null=True, blank=True)
    opinion_on = DateField("对方提出意见日期", null=True, blank=True)
    extended_days = PositiveSmallIntegerField("延长工作日数", default=0, blank=True, help_text="最多20个工作日")
    extension_told = BooleanField("延期经同意并告知申请人", default=False)
    answered_on = DateField("答复日期", null=True, blank=True)
    outcome = CharField("答复类型", max_length=10, choices=Outcome, blank=True)
    ground = TextField("不予公开、不予处理的法律依据", blank=True)
    overturned = CharField("复议诉讼纠错情况", max_length=10, choices=Overturned, default=Overturned.NO)
    overturned_on = DateField("被纠错日期", null=True, blank=True, help_text="复议决定、生效裁判的日期")
    formed_on = DateField("形成或者变更日期", null=True, blank=True, help_text="主动公开的信息从这一天起20个工作日内公开")
    opened_on = DateField("公开日期", null=True, blank=True)
    url = URLField("公开网址", max_length=500, blank=True)

    # Where it can stand
    stage = Lifecycle(
        Stage("received", "已登记", then=("correcting", "working", "answered", "opened"), on="received_on"),
        Stage("correcting", "待补正", then=("working", "answered", "abandoned"), needs=("correction_told_on",), on="correction_told_on"),
        Stage("working", "办理中", then=("answered",), act="转入办理"),
        Stage("answered", "已答复", needs=("answered_on", "outcome"), on="answered_on", act="登记答复"),
        Stage("abandoned", "逾期不补正视为放弃", needs=("correction_told_on",), act="登记视为放弃"),
        Stage("opened", "已主动公开", needs=("opened_on", "url"), on="opened_on", act="登记公开"),
        basis=LAW,
    )

    # Which clocks run
    correction_due_on = DayClock(
        "补正告知期限",
        "O03",
        start="received_on",
        stop="correction_told_on",
        when={"kind": (REQUEST,), "needs_correction": (True,)},
        says="需要补正的，自收到申请之日起7个工作日内一次性告知。",
        remedy="立即告知；没有按期告知补正的，按原申请内容答复。",
    )
    opinion_due_on = DayClock(
        "征求意见期限",
        {"第三方": "O05", "共同制作机关": "O06"},
        by="asked_whom",
        start="asked_on",
        stop="opinion_on",
        when={"kind": (REQUEST,)},
        says="被征求意见的一方自收到征求意见书之日起15个工作日内提出意见。",
        severity=Severity.REMINDER,
        remedy="第三方逾期的，依法自行决定是否公开；共同制作机关逾期的，视为同意公开。恢复答复期限。",
    )
    answer_due_on = DayClock(
        "答复期限",
        "O04",
        start=("corrected_on", "received_on"),
        stop="answered_on",
        extended="extended_days",
        pauses=("征求第三方意见", "征求其他机关意见"),
        when={"kind": (REQUEST,), "stage": ("received", "working", "answered")},
        says="依申请公开在法定期限内答复。",
        severity=Severity.REDLINE,
        remedy="立即答复；已逾期的，向申请人说明并报信息公开主管部门。",
    )
    open_due_on = DayClock(
        "主动公开期限",
        "O01",
        start="formed_on",
        stop="opened_on",
        when={"kind": (PIECE,)},
        says="属于主动公开范围的信息，自形成或者变更之日起20个工作日内公开。",
        remedy="立即公开，并在目录中更新。",
    )

    # What must hold
    received_by_channel = Rule(
        "收到日期按渠道规则认定。",
        applies=Q(kind=REQUEST),
        holds=Q(channel__in=("当面", "签收邮寄"), received_on=F("submitted_on"))
        | Q(channel__in=("平信", "网络", "传真"), received_on=F("confirmed_on")),
        basis=LAW + "31条",
        remedy="当面和签收邮寄的以提交、签收之日为准；平信、网络、传真以双方确认之日为准。",
    )
    extension_is_granted = Rule(
        "延期答复经公开工作机构负责人同意并告知申请人。",
        applies=Q(extended_days__gt=0),
        holds=Q(extension_told=True),
        basis=LAW + "33条",
        remedy="补办同意手续并告知申请人；没有办的，期限不能延长。",
    )
    refusal_has_ground = Rule(
        "不予公开、部分公开和不予处理的答复写明法律依据。",
        applies=Q(outcome__in=REFUSALS),
        holds=~Q(ground=""),
        basis=LAW + "35、36条",
        remedy="补写所依据的条款。",
    )
    abandoned_after_notice = Rule(
        "视为放弃的，事先告知过补正，而且没有收到补正。",
        applies=Q(stage="abandoned"),
        holds=Q(correction_told_on__isnull=False, corrected_on__isnull=True),
        basis=LAW + "30条",
        remedy="没有告知或者已经补正的，转回办理并答复。",
    )

    # What is measured
    requests_received = Metric("收到申请件数", count(Q(kind=REQUEST)), over="received_on", basis=LAW)
    share_answered = Metric(
        "申请答复率",
        share(holds=Q(answered_on__isnull=False), of=Q(answered_on__isnull=False) | Q(answer_due_on__lt=TODAY)),
        over="answer_due_on",
        basis=LAW + "33条",
        target=at_least(1, "创建方案任务24"),
        says="申请答复率 = 已答复的件数 ÷（已答复的件数＋期满仍未答复的件数）；视为放弃和待补正的不计。",
    )
    share_answered_in_time = Metric(
        "按期答复率", share(answer_due_on.in_time), over="answer_due_on", basis=LAW + "33条", target=at_least(1, "创建方案任务24")
    )
    share_extensions_granted = Metric(
        "延期合规率", share(extension_is_granted), over="received_on", basis=LAW + "33条", target=at_least(1, "指标5.24.2")
    )
    median_days_to_answer = Metric("答复用时中位数", days("received_on", "answered_on"), over="answered_on", basis=LAW)
    requests_overturned = Metric(
        "信息公开被纠错件数",
        never(where=~Q(overturned="未被纠错")),
        over="overturned_on",
        basis="创建方案任务24",
        target=at_most(0, "创建方案任务24"),
    )
    share_entries_published = Metric(
        "主动公开目录事项公布率",
        share(holds=Q(stage="opened") & ~Q(url=""), of=Q(kind=ENTRY)),
        basis="创建方案任务24",
        target=at_least(1, "指标5.24.1"),
        says="主动公开目录事项公布率 = 已公布并有网址的目录事项数 ÷ 目录事项总数。",
    )
    share_opened_in_time = Metric(
        "主动公开更新及时率", share(open_due_on.in_time), over="open_due_on", basis=LAW + "26条", target=at_least(1, "指标5.24.1")
    )

    class Meta(Register.Meta):
        verbose_name = "政府信息公开"

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.kind == REQUEST and not (self.channel and self.submitted_on and self.received_on):
            told.append("依申请公开要写明申请渠道、提交或寄到日期和收到申请日期：期限从收到之日起算。请补填。")
        if self.kind == PIECE and not self.formed_on:
            told.append("主动公开的信息要写明形成或者变更日期：20个工作日从这一天起算。请补填。")
        if self.overturned != self.Overturned.NO and not self.overturned_on:
            told.append("登记了被复议或者诉讼纠错，没有写被纠错日期，无法计入年度。请按复议决定、生效裁判补填日期。")
        return told
