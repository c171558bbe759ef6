"""R12 好差评与12345工单: what people say of a service or ask of the hotline, and how the body answered."""

from django.db.models import BooleanField, CharField, DateField, F, PositiveSmallIntegerField, Q, TextChoices

from fazhi.engine.clocks import DayClock
from fazhi.engine.derived import Looked, Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, count, days, share
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

HOTLINE = "国办函〔2025〕66号"
RATING = "国办发〔2019〕51号"
TASK = "创建方案任务5"
RATED, ORDER = "好差评", "热线工单"
BAD_WORDS = ("不满意", "非常不满意")
BAD = Q(kind=RATED, rating__in=BAD_WORDS)
OWN = ("received", "dispatched", "finished", "revisited", "redone")  # stages of what is the unit's own to answer


class PublicVoice(Register):
    """好差评与12345工单：每条服务评价、每张热线工单一条，记派单、退单、办结、回访和重办。"""

    code = "R12"
    identity = ("number",)
    listed = ("number", "unit", "kind", "subject", "tier", "stage", "dispatched_on", "order_due_on", "finished_on", "satisfaction")

    class Kind(TextChoices):
        RATED = "好差评", "政务服务评价"
        ORDER = "热线工单", "12345热线工单"

    class Channel(TextChoices):
        WINDOW = "窗口", "窗口评价器、二维码"
        NET = "网上", "政务服务网、移动端"
        PHONE = "电话", "热线电话"
        MESSAGE = "留言", "网站、微信等留言"

    class Rating(TextChoices):
        BEST = "非常满意", "非常满意"
        GOOD = "满意", "满意"
        FAIR = "基本满意", "基本满意"
        BAD = "不满意", "不满意"
        WORST = "非常不满意", "非常不满意"

    class Tier(TextChoices):
        QUESTION = "咨询", "咨询"
        PLAIN = "一般", "一般诉求"
        HARD = "复杂", "复杂诉求"

    class Way(TextChoices):
        PETITION = "信访", "信访"
        RECONSIDERATION = "复议", "行政复议"
        LAWSUIT = "诉讼", "诉讼"
        OTHER = "其他", "仲裁、监察等其他法定渠道"

    class Satisfaction(TextChoices):
        YES = "满意", "满意"
        MOSTLY = "基本满意", "基本满意"
        NO = "不满意", "不满意"
        SILENT = "未接通", "未接通、不愿评价"

    # What is written down
    kind = CharField("类别", max_length=10, choices=Kind)
    number = CharField("编号", max_length=60, help_text="评价编号或者工单编号，全市不重复")
    channel = CharField("来源渠道", max_length=10, choices=Channel)
    person = PersonalField("评价人、来电人", blank=True)
    is_named = BooleanField("实名", default=False)
    subject = CharField("内容摘要", max_length=200, help_text="不写姓名、电话、住址等个人信息")
    rating = CharField("评价", max_length=10, choices=Rating, blank=True, help_text="好差评填写")
    tier = CharField("诉求类型", max_length=10, choices=Tier, blank=True, help_text="热线工单填写，决定办理时限")
    received_on = DateField("收到日期")
    dispatched_on = DateField("派单日期", null=True, blank=True, help_text="退单后重新派出的，填最后一次派单日期")
    original = Reference("并入的工单", to="R12", help_text="同一诉求重复提出的，填首张工单的编号")
    is_repeat = BooleanField("重复诉求", default=False)
    returned_on = DateField("申请退单日期", null=True, blank=True)
    return_reason = CharField("退单理由", max_length=200, blank=True)
    return_examined_on = DateField("退单审核日期", null=True, blank=True, help_text="热线机构对派单异议的审核")
    way = CharField("已入法定渠道", max_length=10, choices=Way, blank=True, help_text="诉求已在信访、复议、诉讼等渠道办理的填写")
    routed_on = DateField("引导告知日期", null=True, blank=True)
    extended_days = PositiveSmallIntegerField("延期天数（工作日）", default=0, blank=True)
    extension_by = CharField("延期同意机构", max_length=60, blank=True)
    finished_on = DateField("办结（整改）日期", null=True, blank=True)
    answer = CharField("办理情况", max_length=500, blank=True)
    revisited_on = DateField("回访日期", null=True, blank=True)
    satisfaction = CharField("回访满意度", max_length=10, choices=Satisfaction, blank=True)
    redone_on = DateField("重办完成日期", null=True, blank=True)

    original_received_on = Looked("original", "received_on")

    # Where it can stand
    stage = Lifecycle(
        Stage("received", "已收到", then=("dispatched", "finished", "routed"), on="received_on"),
        Stage("dispatched", "已派单", then=("returned", "finished", "routed"), needs=("dispatched_on",), on="dispatched_on", act="派单"),
        Stage("returned", "已退单待重派", then=("dispatched",), needs=("returned_on", "return_reason"), act="退单"),
        Stage("routed", "已引导法定渠道", needs=("way", "routed_on"), on="routed_on", act="引导"),
        Stage("finished", "已办结", then=("revisited",), needs=("finished_on", "answer"), on="finished_on", act="办结"),
        Stage("revisited", "已回访", then=("redone",), needs=("revisited_on", "satisfaction"), on="revisited_on", act="登记回访"),
        Stage("redone", "已重办", needs=("redone_on",), on="redone_on", act="登记重办"),
        basis=HOTLINE,
    )

    # Which clocks run
    order_due_on = DayClock(
        "工单办结时限",
        {"咨询": "H01/咨询", "一般": "H01/一般", "复杂": "H01/复杂"},
        by="tier",
        start="dispatched_on",
        stop="finished_on",
        extended="extended_days",
        when={"kind": (ORDER,), "stage": OWN},
        says="热线工单自派单之日起在本地规定的时限内办结。",
        remedy="立即办结；确需延期的，经热线机构同意。",
    )
    bad_due_on = DayClock(
        "差评整改时限",
        "H03",
        start="received_on",
        stop="finished_on",
        when={"kind": (RATED,), "rating": BAD_WORDS, "stage": OWN},
        says="差评自收到之日起在本地规定的时限内核实整改。",
        remedy="立即核实、整改，并回访评价人。",
    )

    # What must hold
    named_bad_is_revisited = Rule(
        "实名差评整改后已回访。",
        applies=BAD & Q(is_named=True, finished_on__isnull=False),
        holds=Q(revisited_on__gte=F("finished_on")),
        basis=RATING,
        confidence="乙",
        remedy="回访评价人并登记日期和满意度。",
    )
    dissatisfied_is_redone = Rule(
        "回访不满意的已重新办理。",
        applies=Q(satisfaction="不满意"),
        holds=Q(redone_on__isnull=False),
        basis="地方热线、好差评办法的通行要求",
        confidence="丁",
        remedy="重新核实办理；诉求不合理的，说明理由。",
    )
    return_is_examined = Rule(
        "退单有理由，并经热线机构审核。",
        applies=Q(returned_on__isnull=False),
        holds=~Q(return_reason="") & Q(return_examined_on__isnull=False),
        basis=HOTLINE,
        confidence="乙",
        remedy="补写理由，提请热线机构审核派单异议。",
    )
    routed_is_not_handled_twice = Rule(
        "已入信访、复议、诉讼渠道的诉求予以引导，不重复办理。",
        applies=~Q(way=""),
        holds=Q(routed_on__isnull=False, finished_on__isnull=True),
        basis=HOTLINE,
        confidence="乙",
        remedy="告知诉求人按原渠道办理，登记引导日期。",
    )
    repeat_is_merged = Rule(
        "重复诉求并入首张工单。",
        applies=Q(is_repeat=True),
        holds=Q(original_received_on__isnull=False),
        basis=HOTLINE,
        confidence="乙",
        remedy="填写首张工单的编号，合并办理。",
    )
    extension_is_granted = Rule(
        "延期经热线机构同意。",
        applies=Q(extended_days__gt=0),
        holds=~Q(extension_by=""),
        basis=HOTLINE,
        confidence="丁",
        remedy="补登同意延期的机构；没有同意的按原时限办理。",
    )

    # What is measured
    ratings_received = Metric("服务评价条数", count(Q(kind=RATED), unit="条"), over="received_on", basis=TASK)
    share_good = Metric(
        "好评率",
        share(holds=~Q(rating__in=BAD_WORDS), of=Q(kind=RATED) & ~Q(rating="")),
        over="received_on",
        basis=RATING,
        says="好评率 = 评价为基本满意以上的条数 ÷ 评价条数；只统计，不排名",
        confidence="乙",
    )
    share_bad_rectified = Metric(
        "差评整改率",
        share(holds=Q(finished_on__isnull=False), of=BAD),
        over="received_on",
        basis=RATING,
        target=at_least(1, "指标1.5.4"),
        says="差评整改率 = 已核实整改的差评条数 ÷ 收到的差评条数",
        confidence="乙",
    )
    share_bad_in_time = Metric("差评按时整改率", share(bad_due_on.in_time), over="received_on", basis=RATING, confidence="丁")
    share_named_bad_revisited = Metric(
        "实名差评回访率", share(named_bad_is_revisited), over="received_on", basis=RATING, target=at_least(1, "指标1.5.4"), confidence="乙"
    )
    orders_dispatched = Metric("热线工单件数", count(Q(kind=ORDER)), over="dispatched_on", basis=HOTLINE, confidence="乙")
    share_orders_in_time = Metric(
        "工单按时办结率",
        share(order_due_on.in_time),
        over="dispatched_on",
        basis=HOTLINE,
        says="工单按时办结率 = 在本地时限内办结的工单 ÷（已办结的＋期满未办结的工单）；时限由本市确定，只作参考",
        confidence="丁",
    )
    share_orders_satisfied = Metric(
        "工单回访满意率",
        share(holds=Q(satisfaction__in=("满意", "基本满意")), of=Q(kind=ORDER, satisfaction__in=("满意", "基本满意", "不满意"))),
        over="revisited_on",
        basis=HOTLINE,
        says="工单回访满意率 = 满意和基本满意的工单 ÷ 回访取得评价的工单；未接通、不愿评价的不计",
        confidence="丁",
    )
    share_returned = Metric(
        "工单退单率",
        share(holds=Q(returned_on__isnull=False), of=Q(kind=ORDER)),
        over="dispatched_on",
        basis=HOTLINE,
        confidence="丁",
    )
    orders_redone = Metric("重办工单件数", count(Q(kind=ORDER)), over="redone_on", basis=HOTLINE, confidence="丁")
    median_days_to_finish = Metric(
        "工单办理天数中位数", days("dispatched_on", "finished_on", where=Q(kind=ORDER)), over="finished_on", basis=HOTLINE, confidence="丁"
    )

    class Meta(Register.Meta):
        verbose_name = "好差评与12345工单"

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.kind == RATED and not self.rating:
            told.append("好差评没有选评价。请选择满意程度。")
        if self.kind == ORDER and not self.tier:
            told.append("热线工单没有选诉求类型，办理时限无法计算。请选择咨询、一般或者复杂。")
        if self.kind == ORDER and self.rating:
            told.append("热线工单不填评价，满意程度登记在回访满意度。请删去评价。")
        if self.original and self.original.strip() == self.number.strip():
            told.append("工单不能并入它自己。请填写首张工单的编号。")
        return told
