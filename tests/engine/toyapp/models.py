"""Three toy registers, in which every word of the engine occurs."""

from datetime import date

from django.db.models import BooleanField, CharField, DateField, DateTimeField, DecimalField, F, PositiveSmallIntegerField, Q, TextChoices

from fazhi.engine.clocks import DayClock, HourClock
from fazhi.engine.conditions import TODAY, Ago, Parameter
from fazhi.engine.derived import Looked, Reference, Tallied
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, at_most, count, covered, days, never, ratio, share, total
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity
from fazhi.people.models import Role

BASIS = "示例办法"


class Errand(Register):
    """示例事项：一件要办的事。"""

    code = "X1"
    identity = ("number",)
    listed = ("number", "unit", "stage", "received_on", "due_on")

    class Kind(TextChoices):
        PERMIT = "许可", "许可"
        OTHER = "其他", "其他"
        NONE = "不公开", "不公开"

    # What is written down
    number = CharField("编号", max_length=60)
    party = PersonalField("当事人", blank=True)
    subject = CharField("内容", max_length=200, blank=True)
    kind = CharField("类别", max_length=10, choices=Kind, default=Kind.OTHER)
    received_on = DateField("收到日期", null=True, blank=True)
    corrected_on = DateField("补正日期", null=True, blank=True)
    extended_days = PositiveSmallIntegerField("延长工作日数", default=0, blank=True)
    checked_on = DateField("审核日期", null=True, blank=True)
    done_on = DateField("办结日期", null=True, blank=True)
    published_on = DateField("公开日期", null=True, blank=True)
    found_at = DateTimeField("发现时刻", null=True, blank=True)
    told_at = DateTimeField("报告时刻", null=True, blank=True)
    posted_on = DateField("公示日期", null=True, blank=True)
    ended_on = DateField("公示结束日期", null=True, blank=True)
    hearing_on = DateField("听证日期", null=True, blank=True)
    noticed_on = DateField("听证通知日期", null=True, blank=True)
    is_secret = BooleanField("不宜公开", default=False)
    fee = DecimalField("费用", max_digits=10, decimal_places=2, null=True, blank=True)
    copies = PositiveSmallIntegerField("份数", default=0)
    visit_count = Tallied("X2", "errand")
    visit_hours = Tallied("X2", "errand", where=Q(is_joint=False), sum="hours", over="visited_on")
    visits_lately = Tallied("X2", "errand", over="visited_on", months=3)

    # Where it can stand
    stage = Lifecycle(
        Stage("received", "已收到", then=("checking",), needs=("received_on",), on="received_on"),
        Stage("checking", "审核中", then=("done",), needs=("checked_on",), on="checked_on", evidence=("审核意见书",), second=True),
        Stage("done", "已办结", needs=("done_on", "subject"), on="done_on", by=(Role.HEAD, Role.TASKFORCE), act="办结"),
        basis=BASIS,
    )

    # Which clocks run
    due_on = DayClock(
        "办结期限",
        "O04",
        start=("corrected_on", "received_on"),
        stop="done_on",
        extended="extended_days",
        pauses=("征求第三方意见", "征求其他机关意见"),
        says="在期限内办结。",
        severity=Severity.REDLINE,
    )
    publish_by = DayClock(
        "公开期限",
        {"许可": "P15/许可处罚", "其他": "P15/其他"},
        by="kind",
        when={"is_secret": (False,)},
        start="done_on",
        stop="published_on",
        says="在期限内公开。",
    )
    tell_by = HourClock("报告期限", "L08", start="found_at", stop="told_at", says="24小时内报告。")
    end_from = DayClock("公示期", "D03", start="posted_on", stop="ended_on", pauses=("补充材料",), says="公示期满。")
    notice_by = DayClock("听证通知期限", "P05", start="hearing_on", stop="noticed_on", says="听证7个工作日前通知。")

    # What must hold
    subject_is_told = Rule("写明内容。", holds=~Q(subject=""), basis=BASIS)
    fee_is_low = Rule("许可收费不超过100元。", applies=Q(kind="许可"), holds=Q(fee__lte=100), basis=BASIS, severity=Severity.FATAL)
    copies_enough = Rule(
        "2025年收到的至少两份。",
        holds=Q(copies__gte=2),
        basis=BASIS,
        by="received_on",
        since=date(2025, 1, 1),
        until=date(2026, 1, 1),
    )
    is_not_future = Rule("收到日期不在将来。", applies=Q(received_on__isnull=False), holds=Q(received_on__lte=TODAY), basis=BASIS)
    is_recent = Rule("未办结的是近6个月收到的。", applies=Q(done_on=None), holds=Q(received_on__gte=Ago(months=6)), basis=BASIS)
    few_copies = Rule("份数不超过限额。", holds=Q(copies__lte=Parameter("toy_copies", 5)), basis=BASIS, confidence="丁")
    is_visited = Rule("办结的到过现场。", applies=Q(stage="done"), holds=Q(visit_count__gte=1), basis=BASIS)

    # What is measured
    errands_received = Metric("收到件数", count(), over="received_on", target=at_least(2), basis=BASIS)
    secrets = Metric("不公开件数", count(Q(is_secret=True)), basis=BASIS)
    share_in_time = Metric("按期率", share(due_on.in_time), over="due_on", target=at_least(1, BASIS), basis=BASIS)
    share_free = Metric("免费率", share(holds=Q(fee=0), of=Q(fee__isnull=False)), over="received_on", basis=BASIS)
    dear_permits = Metric("超额收费件数", never(fee_is_low), over="received_on", target=at_most(0, BASIS), basis=BASIS)
    lost = Metric("遗失件数", never(where=Q(copies=0)), over="received_on", target=at_most(0), basis=BASIS)
    fees = Metric("费用合计", total("fee", unit="元"), over="received_on", basis=BASIS)
    fee_a_copy = Metric("每份费用", ratio("fee", "copies", unit="元"), over="received_on", basis=BASIS)
    mean_copies = Metric("平均份数", ratio("copies", unit="份", where=Q(is_secret=False)), over="received_on", basis=BASIS)
    median_days = Metric("用时中位数", days("received_on", "done_on"), over="done_on", basis=BASIS)
    slow_days = Metric("用时90分位", days("received_on", "done_on", percentile=0.9), over="done_on", basis=BASIS)
    days_to_tell = Metric("报告用时", days("found_at", "told_at"), over="found_at", basis=BASIS)
    share_visited = Metric("到场率", share(is_visited), over="done_on", basis=BASIS)
    few_copies_share = Metric("限额内比例", share(few_copies), target=at_least(1), basis=BASIS)

    class Meta(Register.Meta):
        app_label = "toyapp"
        verbose_name = "示例事项"


class Visit(Register):
    """示例走访：为一件事到了一次现场。"""

    code = "X2"
    identity = ("number",)

    number = CharField("编号", max_length=60)
    errand = Reference("事项", to="X1")
    visited_on = DateField("走访日期")
    hours = DecimalField("小时", max_digits=6, decimal_places=1, default=0)
    is_joint = BooleanField("联合走访", default=False)
    announced_on = DateField("公布日期", null=True, blank=True)
    errand_done_on = Looked("errand", "done_on")
    errand_fee = Looked("errand", "fee")

    announce_by = DayClock("公布期限", "D07", start="visited_on", stop="announced_on", says="及时公布。", severity=Severity.FATAL)

    before_done = Rule(
        "走访在办结之前。", applies=Q(errand_done_on__isnull=False), holds=Q(visited_on__lte=F("errand_done_on")), basis=BASIS
    )

    visits_of_dear = Metric("高费用走访", count(Q(errand_fee__gt=50)), over="visited_on", basis=BASIS)
    share_before_done = Metric("办结前走访率", share(before_done), over="visited_on", basis=BASIS)

    class Meta(Register.Meta):
        app_label = "toyapp"
        verbose_name = "示例走访"


class Yearbook(Register):
    """示例年报：每个单位一年一份。"""

    code = "X3"
    identity = ("unit", "year")

    year = PositiveSmallIntegerField("年度")
    filed_on = DateField("报送日期", null=True, blank=True)
    pages = PositiveSmallIntegerField("页数", default=0)

    file_by = DayClock("报送期限", "O08", start="year", stop="filed_on", says="次年1月31日前报送。")

    books = Metric("年报份数", count(), over="year", basis=BASIS)
    coverage = Metric("年报覆盖率", covered(among=("government",)), over="year", target=at_least(1), basis=BASIS)
    twice_covered = Metric("厚年报覆盖率", covered(among=("government", "township"), where=Q(pages__gte=10), least=2), basis=BASIS)
    pages_held = Metric("在册页数", total("pages", unit="页"), basis=BASIS)

    class Meta(Register.Meta):
        app_label = "toyapp"
        verbose_name = "示例年报"
