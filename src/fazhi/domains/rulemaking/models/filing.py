"""R16 备案: each copy sent to each body that must have it, in time and in order, and what that body said."""

from django.db.models import BooleanField, CharField, DateField, F, PositiveSmallIntegerField, Q, TextField

from fazhi.engine.clocks import DayClock
from fazhi.engine.derived import Looked, Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, at_most, count, days, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

from ..terms import Filed, Filing, Recipient

LAW = "法规规章备案审查条例"
TASK = "创建方案任务9"


class DocumentFiling(Register):
    """备案：规章、规范性文件公布后向有关机关报送备案，每报一处登记一条。"""

    code = "R16"
    identity = ("document", "year", "recipient")
    listed = ("document", "unit", "filed", "recipient", "stage", "published_on", "filing_due_on", "sent_on", "outcome")

    # What is written down
    filed = CharField("报送什么", max_length=10, choices=Filed)
    document = Reference("对应的规章、规范性文件", to="R13", help_text="填项目编号；报送规章目录的不填")
    year = PositiveSmallIntegerField("目录所属年度", null=True, blank=True, help_text="报送上一年规章目录的填写")
    recipient = CharField("报送对象", max_length=10, choices=Recipient)
    published_on = DateField("公布日期", null=True, blank=True, help_text="报送期限从这一天起算")
    sent_on = DateField("报送日期", null=True, blank=True)
    is_complete = BooleanField("备案报告、文本、说明和电子文本齐全合规", default=False)
    outcome = CharField("备案登记情况", max_length=10, choices=Filing, blank=True)
    registered_on = DateField("登记日期", null=True, blank=True)
    resend_told_on = DateField("接到补报、重报通知日期", null=True, blank=True)
    resent_on = DateField("补报、重报日期", null=True, blank=True)
    correction_told_on = DateField("接到纠正等通知日期", null=True, blank=True, help_text="审查后建议纠正、协调、技术处理的通知")
    correction = TextField("审查意见要点", blank=True)
    correction_reported_on = DateField("报告处理情况日期", null=True, blank=True)

    document_kind = Looked("document", "kind")
    document_published_on = Looked("document", "published_on")

    # Where it can stand
    stage = Lifecycle(
        Stage("due", "待报送", then=("sent",)),
        Stage("sent", "已报送", then=("registered", "returned"), needs=("sent_on",), on="sent_on", evidence=("备案报告",), act="登记报送"),
        Stage("returned", "暂缓登记", then=("registered",), needs=("resend_told_on",), on="resend_told_on", act="登记补报通知"),
        Stage("registered", "已登记", needs=("registered_on", "outcome"), on="registered_on", evidence=("备案登记回执",), act="登记回执"),
        basis=LAW,
    )

    # Which clocks run
    filing_due_on = DayClock(
        "规章报备期限",
        "N04",
        start="published_on",
        stop="sent_on",
        when={"filed": ("规章",)},
        says="规章自公布之日起30日内报送备案。",
        severity=Severity.REDLINE,
        remedy="立即报送，并说明迟报的原因。",
    )
    document_due_on = DayClock(
        "规范性文件报备期限",
        "N16",
        start="published_on",
        stop="sent_on",
        when={"filed": ("规范性文件",)},
        says="规范性文件在规定的期限内报送备案。",
        remedy="立即报送；期限以本省规定为准。",
    )
    catalogue_due_on = DayClock(
        "规章目录报送期限",
        "N05",
        start="year",
        stop="sent_on",
        when={"filed": ("规章目录",)},
        says="每年1月31日前报送上一年所制定的规章目录。",
        remedy="立即报送国务院备案审查工作机构。",
    )
    resend_due_on = DayClock(
        "补报、重报期限",
        "N04/补报重报",
        start="resend_told_on",
        stop="resent_on",
        when={"filed": ("规章",)},
        says="自接到通知之日起15日内补充报送或者重新报送。",
        remedy="按通知补齐材料后立即报送。",
    )
    correction_due_on = DayClock(
        "处理情况报告期限",
        "N24",
        start="correction_told_on",
        stop="correction_reported_on",
        when={"filed": ("规章",)},
        says="自接到通知之日起30日内报告处理情况。",
        severity=Severity.REDLINE,
        remedy="立即研究处理并报告；需要修改、废止的，同时启动程序。",
    )

    # What must hold
    sent_in_order = Rule(
        "报送的材料齐全、格式合规。",
        applies=Q(sent_on__isnull=False),
        holds=Q(is_complete=True),
        basis=f"{LAW}8条；{TASK}",
        severity=Severity.REDLINE,
        remedy="补齐备案报告、文本、说明和电子文本。",
    )
    agrees_with_document = Rule(
        "报送的性质、公布日期与文件台账一致。",
        applies=~Q(filed="规章目录"),
        holds=Q(document_kind=F("filed"), document_published_on=F("published_on")),
        basis=f"立法法109条；{TASK}",
        severity=Severity.REMINDER,
        remedy="核对项目编号和公布日期：报送期限从公布日期起算。",
    )
    registered_after_resending = Rule(
        "暂缓登记的已经补报、重报。",
        applies=Q(stage="registered", resend_told_on__isnull=False),
        holds=Q(resent_on__gte=F("resend_told_on"), resent_on__lte=F("registered_on")),
        basis=f"{LAW}9条",
        remedy="补填补报、重报日期；没有补报的立即补报。",
    )

    # What is measured
    filings_due = Metric("应报备案份数", count(~Q(filed="规章目录"), unit="份"), over="published_on", basis=TASK)
    share_sent = Metric(
        "登记在册的报送率",
        share(holds=Q(sent_on__isnull=False), of=~Q(filed="规章目录")),
        over="published_on",
        basis=TASK,
        target=at_least(1, TASK),
    )
    share_regulations_in_time = Metric(
        "规章报备及时率", share(filing_due_on.in_time), over="published_on", basis=f"{LAW}4条", target=at_least(1, TASK)
    )
    share_documents_in_time = Metric(
        "规范性文件报备及时率", share(document_due_on.in_time), over="published_on", basis="甘肃省行政规范性文件管理办法", confidence="丁"
    )
    share_in_order = Metric("报备规范率", share(sent_in_order), over="sent_on", basis=f"{LAW}8条", target=at_least(1, TASK))
    catalogues_late = Metric(
        "迟报规章目录次数", never(catalogue_due_on.in_time), over="year", basis=f"{LAW}22条", target=at_most(0, f"{LAW}22条")
    )
    corrections_told = Metric("被要求纠正的件数", count(), over="correction_told_on", basis=f"{LAW}18条")
    share_corrections_reported = Metric(
        "纠正处理按期报告率",
        share(correction_due_on.in_time),
        over="correction_told_on",
        basis=f"{LAW}21条",
        target=at_least(1, LAW),
    )
    median_days_to_file = Metric("报备用时中位数", days("published_on", "sent_on"), over="sent_on", basis=TASK)

    class Meta(Register.Meta):
        verbose_name = "备案"

    def __str__(self) -> str:
        return f"{self.document or self.year}报{self.recipient}"

    def refuse(self) -> list[str]:
        """A filing is of one document or of one year's catalogue."""
        reasons = []
        if self.filed == Filed.CATALOGUE and self.year is None:
            reasons.append("报送规章目录没有填目录所属年度，报送期限无法计算。请填上一年的年份。")
        if self.filed == Filed.CATALOGUE and self.document:
            reasons.append("报送规章目录不对应某一件规章。请去掉项目编号，或改为报送规章。")
        if self.filed in (Filed.REGULATION, Filed.DOCUMENT) and not self.document:
            reasons.append("没有填对应的规章、规范性文件。请填文件台账中的项目编号。")
        if self.filed == Filed.DOCUMENT and self.recipient == Recipient.STATE_COUNCIL:
            reasons.append("规范性文件不报国务院备案，报国务院的是规章。请核对报送对象。")
        return reasons
