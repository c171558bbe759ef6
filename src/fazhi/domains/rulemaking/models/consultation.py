"""R14 公开征求意见与听证: whom a draft was shown to, how long, what came back and what was made of it."""

from django.db.models import BooleanField, CharField, DateField, F, PositiveIntegerField, Q, TextField, URLField

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Looked, Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, count, days, share, total
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

from ..terms import CONCERNED, Audience, Form, Subject

DECISIONS = "重大行政决策程序暂行条例"
REGULATIONS = "规章制定程序条例"
MARKET = "优化营商环境条例"
TASK = "创建方案任务"


class Consultation(Register):
    """公开征求意见与听证：规章、规范性文件、重大行政决策草案听取意见的经过和采纳情况。"""

    code = "R14"
    identity = ("number",)
    listed = ("number", "unit", "title", "subject", "form", "audience", "opened_on", "closes_on", "opinions")

    # What is written down
    number = CharField("征求意见编号", max_length=80)
    title = CharField("草案名称", max_length=200)
    subject = CharField("征求意见的对象", max_length=10, choices=Subject)
    document = Reference("对应的规章、规范性文件", to="R13", help_text="填项目编号")
    decision = Reference("对应的重大行政决策", to="R18", help_text="填决策事项编号")
    form = CharField("方式", max_length=10, choices=Form)
    audience = CharField("听取谁的意见", max_length=10, choices=Audience)
    opened_on = DateField("公布草案日期", help_text="向社会公布草案及说明之日；座谈、书面征求的为发出之日")
    closes_on = DateField("截止日期", null=True, blank=True, help_text="接收意见的最后一天")
    is_shortened = BooleanField("因情况紧急等缩短期限", default=False)
    shortened_why = TextField("公布时说明的缩短理由", blank=True)
    url = URLField("征求意见网址", max_length=500, blank=True)
    held_on = DateField("听证会日期", null=True, blank=True)
    announced_on = DateField("听证公告日期", null=True, blank=True, help_text="公布听证会时间、地点和内容之日")
    is_open = BooleanField("听证会公开举行", default=False)
    materials_on = DateField("听证材料送达日期", null=True, blank=True)
    is_recorded = BooleanField("有笔录或者会议记录", default=False)
    opinions = PositiveIntegerField("收到意见条数", default=0)
    adopted = PositiveIntegerField("采纳条数", default=0)
    is_explained = BooleanField("不采纳的说明理由", default=False)
    feedback_on = DateField("公开或反馈采纳情况日期", null=True, blank=True)

    document_kind = Looked("document", "kind")
    document_is_market = Looked("document", "is_market")
    document_deliberated_on = Looked("document", "deliberated_on")

    # Where it can stand
    stage = Lifecycle(
        Stage("open", "征求中", then=("closed",), needs=("opened_on",), on="opened_on"),
        Stage("closed", "已截止", then=("answered",), needs=("closes_on",), on="closes_on", act="登记截止"),
        Stage("answered", "已反馈", needs=("feedback_on",), on="feedback_on", evidence=("意见采纳情况",), act="登记反馈"),
        basis=f"{REGULATIONS}；{DECISIONS}",
    )

    # Which clocks run
    regulation_full_on = DayClock(
        "规章最短期满",
        "N01",
        start="opened_on",
        stop="closes_on",
        last_day=True,
        when={"subject": ("规章草案",), "form": ("公开征求",), "is_shortened": (False,)},
        says="规章草案公开征求意见不少于30日。",
        severity=Severity.REDLINE,
        remedy="延长征求意见的期限；已经截止的，再公布一次。",
    )
    market_full_on = DayClock(
        "涉市场主体文件最短期满",
        "N07",
        start="opened_on",
        stop="closes_on",
        last_day=True,
        when={"subject": ("涉市场主体文件",), "form": ("公开征求",), "is_shortened": (False,)},
        says="与市场主体生产经营密切相关的文件公开征求意见不少于30日。",
        severity=Severity.REDLINE,
        remedy="延长征求意见的期限；已经截止的，再公布一次。",
    )
    document_full_on = DayClock(
        "其他文件最短期满",
        "N08",
        start="opened_on",
        stop="closes_on",
        last_day=True,
        when={"subject": ("其他文件",), "form": ("公开征求",), "is_shortened": (False,)},
        says="其他规范性文件公开征求意见达到本地规定的天数。",
    )
    decision_full_on = DayClock(
        "重大决策最短期满",
        "D01",
        start="opened_on",
        stop="closes_on",
        last_day=True,
        when={"subject": ("重大决策",), "form": ("公开征求",), "is_shortened": (False,)},
        says="重大行政决策公开征求意见不少于30日。",
        remedy="延长征求意见的期限；情况紧急需要缩短的，公布时予以说明。",
    )
    announce_by = DayClock(
        "听证公告最迟日",
        "N02",
        start="held_on",
        stop="announced_on",
        when={"subject": ("规章草案",), "form": ("听证会",)},
        says="规章听证会举行30日前公布时间、地点和内容。",
        remedy="推迟听证会，重新公告。",
    )
    materials_by = DayClock(
        "听证材料最迟送达日",
        "D02",
        start="held_on",
        stop="materials_on",
        when={"subject": ("重大决策",), "form": ("听证会",)},
        says="听证会材料于召开7日前送达听证参加人。",
        remedy="推迟听证会，补送材料。",
    )

    # What must hold
    shortening_is_explained = Rule(
        "重大行政决策缩短征求意见期限的，公布时说明理由。",
        applies=Q(subject="重大决策", is_shortened=True),
        holds=~Q(shortened_why=""),
        basis=f"{DECISIONS}15条",
        remedy="补充公开说明；没有正当理由的，延长到30日。",
    )
    shortening_has_reason = Rule(
        "规章、规范性文件缩短征求意见期限的，有理由并说明。",
        applies=Q(is_shortened=True) & ~Q(subject="重大决策"),
        holds=~Q(shortened_why=""),
        basis=f"{REGULATIONS}15条、{MARKET}62条写“一般不少于30日”，说明理由是内部控制",
        severity=Severity.REMINDER,
        remedy="写明缩短的理由；没有正当理由的，延长到30日。",
        confidence="丁",
    )
    names_its_draft = Rule(
        "写明对应的规章、规范性文件或者重大行政决策。",
        holds=Q(document_kind__isnull=False) | (Q(subject="重大决策") & ~Q(decision="")),
        basis=f"{TASK}7、11",
        severity=Severity.REMINDER,
        remedy="补填项目编号或者决策事项编号；没有登记的先登记。",
    )
    subject_matches = Rule(
        "征求意见的对象与文件台账一致。",
        applies=Q(document_kind__isnull=False),
        holds=Q(subject="规章草案", document_kind="规章")
        | Q(subject="涉市场主体文件", document_kind="规范性文件", document_is_market=True)
        | Q(subject="其他文件", document_kind="规范性文件", document_is_market=False),
        basis=f"{REGULATIONS}15条；{MARKET}62条",
        severity=Severity.REMINDER,
        remedy="核对文件性质和是否涉及市场主体：它决定适用哪一条征求意见的期限。",
    )
    closed_before_deliberation = Rule(
        "公开征求意见在集体审议之前结束。",
        applies=Q(form="公开征求", document_deliberated_on__isnull=False),
        holds=Q(closes_on__lt=F("document_deliberated_on")),
        basis="国办发〔2018〕37号",
        remedy="先听取意见、研究采纳，再提交审议；已经审议的，说明原因并整改。",
        confidence="乙",
    )
    can_be_found = Rule(
        "向社会公开征求意见的，留有网址。",
        applies=Q(form="公开征求"),
        holds=~Q(url=""),
        basis=f"{MARKET}62条；{DECISIONS}15条",
        remedy="补填征求意见页面的网址，页面上要有起止日期。",
    )
    feedback_is_given = Rule(
        "征求意见结束后反馈采纳情况，不采纳的说明理由。",
        applies=Q(closes_on__lt=TODAY, opinions__gt=0),
        holds=Q(feedback_on__isnull=False) & (Q(is_explained=True) | Q(adopted__gte=F("opinions"))),
        basis=f"{MARKET}62条；{TASK}7、11",
        remedy="归纳研究收到的意见，公开或者反馈采纳情况和理由。",
    )
    adopted_at_most_received = Rule(
        "采纳条数不多于收到条数。",
        applies=Q(adopted__gt=0),
        holds=Q(adopted__lte=F("opinions")),
        basis="台账数据一致性",
        severity=Severity.REMINDER,
        remedy="核对收到和采纳的意见条数。",
    )
    hearing_is_open_and_recorded = Rule(
        "听证会公开举行并有笔录。",
        applies=Q(form="听证会", held_on__lte=TODAY),
        holds=Q(is_open=True, is_recorded=True),
        basis=f"{REGULATIONS}16条；{DECISIONS}17条",
        remedy="补齐经听证参加人确认的笔录；没有公开举行的，重新听证。",
    )

    # What is measured
    consultations_held = Metric("征求意见次数", count(), over="opened_on", basis=f"{TASK}7、11")
    share_regulations_long_enough = Metric(
        "规章草案征求意见天数达标率",
        share(regulation_full_on.in_time),
        over="opened_on",
        basis=f"{REGULATIONS}15条",
        target=at_least(1, f"{TASK}7"),
    )
    share_market_long_enough = Metric(
        "涉市场主体文件征求意见天数达标率",
        share(market_full_on.in_time),
        over="opened_on",
        basis=f"{MARKET}62条",
        target=at_least(1, f"{TASK}7"),
    )
    share_documents_long_enough = Metric(
        "其他规范性文件征求意见天数达标率", share(document_full_on.in_time), over="opened_on", basis="国办发〔2018〕37号", confidence="丁"
    )
    share_decisions_long_enough = Metric(
        "重大决策征求意见天数达标率",
        share(decision_full_on.in_time),
        over="opened_on",
        basis=f"{DECISIONS}15条",
        target=at_least(1, f"{TASK}11"),
    )
    consultations_shortened = Metric("缩短期限的征求意见", count(Q(is_shortened=True)), over="opened_on", basis=f"{DECISIONS}15条")
    share_rulemaking_answered = Metric(
        "制度建设意见采纳反馈率",
        share(feedback_is_given, of=~Q(subject="重大决策")),
        over="closes_on",
        basis=f"{MARKET}62条",
        target=at_least(1, f"{TASK}7"),
    )
    share_decisions_answered = Metric(
        "重大决策意见采纳反馈率",
        share(feedback_is_given, of=Q(subject="重大决策")),
        over="closes_on",
        basis=f"{DECISIONS}18条；{TASK}11",
        target=at_least(1, f"{TASK}11"),
    )
    concerned_heard = Metric(
        "听取企业、团体、群体意见次数", count(Q(audience__in=CONCERNED)), over="opened_on", basis=f"{MARKET}62条；{TASK}7、11"
    )
    opinions_received = Metric("收到意见条数", total("opinions", unit="条"), over="opened_on", basis=f"{TASK}7、11")
    opinions_adopted = Metric("采纳意见条数", total("adopted", unit="条"), over="opened_on", basis=f"{TASK}7、11")
    median_days_open = Metric(
        "公开征求意见天数中位数", days("opened_on", "closes_on", where=Q(form="公开征求")), over="opened_on", basis=f"{REGULATIONS}15条"
    )

    class Meta(Register.Meta):
        verbose_name = "征求意见"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def refuse(self) -> list[str]:
        """A consultation belongs to one draft, and that draft is of the kind it says."""
        reasons = []
        if self.document and self.decision:
            reasons.append("一次征求意见只对应一件草案，不能同时填文件和重大行政决策。请分两条登记。")
        if self.subject == Subject.DECISION and self.document:
            reasons.append("征求意见的对象是重大行政决策草案，却填了文件的项目编号。请改填决策事项编号。")
        if self.subject and self.subject != Subject.DECISION and self.decision:
            reasons.append("征求意见的对象是规章或规范性文件草案，却填了重大行政决策的编号。请改填文件的项目编号。")
        return reasons
