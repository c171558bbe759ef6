"""R38 信访: what people petition for, which lawful way it was led into, and how it was answered, reviewed and ended."""

from django.db.models import BooleanField, CharField, DateField, PositiveSmallIntegerField, Q, TextChoices

from fazhi.engine.clocks import DayClock
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, count, days, share
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

LAW = "信访工作条例"
CLAIM = Q(category="申诉求决")
OWN_WAY = "信访程序"


class Petition(Register):
    """信访：登记、告知、受理、办结、复查、复核，以及导入法定途径的情况。"""

    code = "R38"
    identity = ("number",)
    listed = ("number", "unit", "category", "subject", "stage", "received_on", "way", "conclude_due_on", "concluded_on")

    class Form(TextChoices):
        LETTER = "来信", "来信"
        VISIT = "走访", "走访"
        NET = "网上", "网上信访"
        CALL = "电话", "电话"

    class Origin(TextChoices):
        OFFICE = "信访部门", "信访部门收到，登记分流"
        DIRECT = "直接提出", "向本单位直接提出"
        FORWARDED = "转送交办", "信访部门、上级机关转送交办"

    class Category(TextChoices):
        ADVICE = "建议意见", "反映情况、建议意见类"
        CHARGE = "检举控告", "检举控告类"
        CLAIM = "申诉求决", "申诉求决类"

    class Way(TextChoices):
        COURT = "诉讼法律程序", "诉讼、检察、公安等法律程序（一）"
        ARBITRATION = "仲裁", "仲裁（二）"
        PARTY = "党内申诉复审", "党员申诉、申请复审等（三）"
        ADMINISTRATIVE = "行政程序", "复议、裁决、确认、许可、处罚等行政程序（四）"
        DUTY = "履职程序", "查处违法、履行法定职责（五）"
        PETITION = "信访程序", "不属于以上情形，信访程序（六）"

    class Outcome(TextChoices):
        SUPPORTED = "支持", "支持请求"
        EXPLAINED = "解释说明", "合理但缺乏依据，解释说明"
        REFUSED = "不予支持", "不予支持"

    # What is written down
    number = CharField("信访编号", max_length=60)
    petitioner = PersonalField("信访人", blank=True)
    form = CharField("形式", max_length=10, choices=Form)
    representatives = PositiveSmallIntegerField("走访代表人数", null=True, blank=True, help_text="多人走访的填写，代表不超过5人")
    origin = CharField("来源渠道", max_length=10, choices=Origin)
    category = CharField("事项类别", max_length=10, choices=Category)
    subject = CharField("事项摘要", max_length=200, help_text="不写姓名、住址等个人信息")
    received_on = DateField("收到日期")
    is_unclear = BooleanField("姓名（名称）、住址不清", default=False)
    sorted_on = DateField("分流转送日期", null=True, blank=True)
    is_disowned = BooleanField("不属本单位职权，提出异议", default=False)
    disowned_on = DateField("提出异议日期", null=True, blank=True)
    told_on = DateField("书面告知信访人日期", null=True, blank=True)
    way = CharField("办理途径", max_length=10, choices=Way, blank=True, help_text="申诉求决类按信访工作条例31条分类")
    led_on = DateField("导入法定途径日期", null=True, blank=True)
    accepted_on = DateField("受理日期", null=True, blank=True, help_text="信访程序的办理期限从受理之日起算")
    extended_days = PositiveSmallIntegerField("延长日数", default=0, blank=True, help_text="最多30日")
    extension_told = BooleanField("延期经本单位负责人批准并告知信访人", default=False)
    concluded_on = DateField("办结、答复日期", null=True, blank=True)
    outcome = CharField("处理意见", max_length=10, choices=Outcome, blank=True)
    resolved = BooleanField("矛盾已化解，信访人息诉", default=False)
    review_asked_on = DateField("收到复查申请日期", null=True, blank=True)
    reviewed_on = DateField("复查意见日期", null=True, blank=True)
    recheck_asked_on = DateField("收到复核申请日期", null=True, blank=True)
    rechecked_on = DateField("复核意见日期", null=True, blank=True)

    # Where it can stand
    stage = Lifecycle(
        Stage("received", "已登记", then=("sorted", "returned", "led", "accepted"), needs=("received_on",), on="received_on"),
        Stage("sorted", "已分流转送", needs=("sorted_on",), on="sorted_on", act="登记分流"),
        Stage("returned", "已退回", needs=("disowned_on",), on="disowned_on", act="登记异议退回"),
        Stage("led", "已导入法定途径", then=("concluded",), needs=("way", "led_on"), on="led_on", act="登记导入"),
        Stage("accepted", "已受理", then=("led", "concluded"), needs=("accepted_on",), on="accepted_on", act="登记受理"),
        Stage(
            "concluded",
            "已办结",
            then=("reviewed",),
            needs=("concluded_on",),
            on="concluded_on",
            evidence=("信访处理意见书",),
            act="登记办结",
        ),
        Stage("reviewed", "已复查", then=("rechecked",), needs=("review_asked_on", "reviewed_on"), on="reviewed_on", act="登记复查"),
        Stage("rechecked", "已复核终结", needs=("recheck_asked_on", "rechecked_on"), on="rechecked_on", act="登记复核"),
        basis=LAW,
    )

    # Which clocks run
    sort_due_on = DayClock(
        "登记分流期限",
        "X01",
        start="received_on",
        stop="sorted_on",
        when={"origin": ("信访部门",)},
        says="信访部门收到信访事项，15日内分流转送。",
        remedy="立即转送有权处理的单位。",
    )
    tell_due_on = DayClock(
        "书面告知期限",
        "X02",
        start="received_on",
        stop="told_on",
        when={"origin": ("直接提出", "转送交办"), "is_unclear": (False,), "is_disowned": (False,)},
        says="收到信访事项之日起15日内书面告知接收情况、途径和程序。",
        remedy="立即书面告知信访人。",
    )
    disown_due_on = DayClock(
        "提出异议期限",
        "X03",
        start="received_on",
        stop="disowned_on",
        when={"origin": ("转送交办",), "is_disowned": (True,)},
        says="转送交办的事项不属本单位职权的，5个工作日内提出异议并说明理由。",
        remedy="逾期的与转送单位协商；在核实同意前由本单位办理。",
    )
    conclude_due_on = DayClock(
        "办结期限",
        "X04",
        start="accepted_on",
        stop="concluded_on",
        extended="extended_days",
        when={"category": ("申诉求决",), "way": ("", OWN_WAY)},
        says="按信访程序办理的申诉求决事项，自受理之日起60日内办结。",
        remedy="立即办结并出具信访处理意见书；情况复杂的，期满前经本单位负责人批准可以延长，最多30日。",
    )
    review_due_on = DayClock(
        "复查期限",
        "X05/复查",
        start="review_asked_on",
        stop="reviewed_on",
        says="自收到复查请求之日起30日内提出复查意见并书面答复。",
        remedy="立即提出复查意见。",
    )
    recheck_due_on = DayClock(
        "复核期限",
        "X05/复核",
        start="recheck_asked_on",
        stop="rechecked_on",
        pauses=("听证",),
        says="自收到复核请求之日起30日内提出复核意见。",
        remedy="立即提出复核意见。",
    )

    # What must hold
    claim_has_way = Rule(
        "申诉求决类事项分类，确定办理途径。",
        applies=CLAIM & Q(stage__in=("led", "accepted", "concluded", "reviewed", "rechecked")),
        holds=~Q(way=""),
        basis=f"{LAW}31条",
        remedy="按六种情形分类；应当通过诉讼、仲裁、行政程序等解决的，导入相应途径。",
    )
    led_into_lawful_way = Rule(
        "应当通过法定途径解决的，导入相应途径，不按信访程序处理。",
        applies=CLAIM & ~Q(way__in=("", OWN_WAY)),
        holds=Q(led_on__isnull=False),
        basis=f"{LAW}31条",
        remedy="告知信访人并移交有权处理的机关，登记导入日期。",
    )
    extension_is_granted = Rule(
        "延长办理期限经本单位负责人批准并告知信访人理由。",
        applies=Q(extended_days__gt=0),
        holds=Q(extension_told=True),
        basis=f"{LAW}34条",
        remedy="补办批准和告知；没有办的，期限不能延长。",
    )
    few_representatives = Rule(
        "多人走访推选代表，不超过5人。",
        applies=Q(form="走访", representatives__isnull=False),
        holds=Q(representatives__lte=5),
        basis=f"{LAW}20条",
        remedy="引导信访人推选代表。",
    )
    reviewed_before_recheck = Rule(
        "先复查后复核。",
        applies=Q(recheck_asked_on__isnull=False),
        holds=Q(reviewed_on__isnull=False),
        basis=f"{LAW}35、36条",
        remedy="核对复查意见；没有复查的，先由上一级机关复查。",
    )

    # What is measured
    petitions_received = Metric("信访件数", count(), over="received_on", basis=LAW)
    share_led = Metric(
        "诉求进入法定途径比例",
        share(holds=~Q(way__in=("", OWN_WAY)) & Q(led_on__isnull=False), of=CLAIM & ~Q(stage__in=("sorted", "returned"))),
        over="received_on",
        basis="创建方案任务25",
        says="诉求进入法定途径比例 = 导入诉讼、仲裁、行政程序等法定途径的件数 ÷ 本单位办理的申诉求决类件数。",
    )
    share_told_in_time = Metric("按期书面告知率", share(tell_due_on.in_time), over="received_on", basis=f"{LAW}23条")
    share_concluded_in_time = Metric("信访按期办结率", share(conclude_due_on.in_time), over="conclude_due_on", basis=f"{LAW}34条")
    share_resolved = Metric(
        "信访化解率",
        share(holds=Q(resolved=True), of=Q(concluded_on__isnull=False)),
        over="concluded_on",
        basis="创建方案任务25",
        says="信访化解率 = 已化解的件数 ÷ 已办结的件数。",
    )
    median_days_to_conclude = Metric("信访办理用时中位数", days("accepted_on", "concluded_on"), over="concluded_on", basis=f"{LAW}34条")

    class Meta(Register.Meta):
        verbose_name = "信访"

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"
