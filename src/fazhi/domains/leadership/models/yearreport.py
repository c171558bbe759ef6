"""R45 法治政府建设年度报告: to whom each yearly report is owed, when it got there, and where the public finds it."""

from django.db.models import BooleanField, CharField, DateField, PositiveSmallIntegerField, Q, URLField

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, count, covered, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

from ..terms import Recipient, Reporter

TASK = "创建方案任务31"
LAW = "法治政府建设与责任落实督察工作规定"
PUBLIC = "社会公开"
SENT_TO = tuple(each.value for each in Recipient if each != Recipient.PUBLIC)


class YearReport(Register):
    """法治政府建设年度报告：每个单位每年对每个报送对象一条，向社会公开也作一条。"""

    code = "R45"
    identity = ("unit", "year", "recipient")
    listed = ("year", "unit", "reporter", "recipient", "stage", "report_due_on", "publish_due_on", "delivered_on")

    # What is written down
    year = PositiveSmallIntegerField("报告年度", help_text="报告所说的年度；期限在次年")
    reporter = CharField("报告主体", max_length=10, choices=Reporter)
    recipient = CharField("报送对象", max_length=10, choices=Recipient, help_text="年初把应报的对象各登记一条，报送后补填日期")
    delivered_on = DateField("报送、公开日期", null=True, blank=True)
    receipt = CharField("文号或者回执", max_length=200, blank=True)
    is_secret = BooleanField("涉密不公开", default=False)
    url = URLField("公开网址", max_length=500, blank=True)
    press = CharField("刊载报刊", max_length=100, blank=True)

    # Where it can stand
    stage = Lifecycle(
        Stage("due", "待报送", then=("delivered",)),
        Stage("delivered", "已报送、已公开", needs=("delivered_on",), on="delivered_on", evidence=("报送回执",), act="登记报送、公开"),
        basis=LAW,
    )

    # Which clocks run
    report_due_on = DayClock(
        "报送期限",
        {"部门": "Y06", "市县乡": "Y07", "示范地区": "Y10"},
        by="reporter",
        start="year",
        stop="delivered_on",
        when={"recipient": SENT_TO},
        says="法治政府建设年度报告按期报送：部门和市县乡在次年3月1日前，已命名的示范地区在次年1月底前。",
        severity=Severity.REDLINE,
        remedy="立即报送并保存回执。",
    )
    publish_due_on = DayClock(
        "公开期限",
        "Y09",
        start="year",
        stop="delivered_on",
        when={"recipient": (PUBLIC,), "is_secret": (False,)},
        says="法治政府建设年度报告在次年4月1日前向社会公开。",
        remedy="立即在政府网站公开。",
    )

    # What must hold
    is_public = Rule(
        "年度报告通过报刊或者政府网站向社会公开，能够查到。",
        applies=Q(recipient=PUBLIC, is_secret=False) & (Q(delivered_on__isnull=False) | Q(publish_due_on__lt=TODAY)),
        holds=Q(delivered_on__isnull=False) & (~Q(url="") | ~Q(press="")),
        basis=TASK,
        severity=Severity.REDLINE,
        remedy="公开并登记网址或者报刊名称。",
    )

    # What is measured
    reports_delivered = Metric(
        "年度报告报送件数", count(Q(recipient__in=SENT_TO, delivered_on__isnull=False)), over="delivered_on", basis=LAW
    )
    share_sent_in_time = Metric(
        "年度报告按期报送率",
        share(report_due_on.in_time),
        over="report_due_on",
        basis=LAW,
        target=at_least(1, "指标9.31.2"),
        confidence="乙",
        says="按期报送率 = 在期限内送到的（单位、对象）数 ÷（已报送的＋期满未报送的）。",
    )
    share_published = Metric("年度报告公开率", share(is_public), over="publish_due_on", basis=TASK, target=at_least(1, TASK))
    share_published_in_time = Metric("年度报告按期公开率", share(publish_due_on.in_time), over="publish_due_on", basis=LAW, confidence="丙")
    share_departments_reporting = Metric(
        "部门报送覆盖率",
        covered(among=("government",), where=Q(reporter="部门", recipient__in=SENT_TO)),
        over="delivered_on",
        basis=LAW,
        target=at_least(1, "指标9.31.2"),
        confidence="乙",
        says="部门报送覆盖率 = 当期报送过年度报告的政府部门数 ÷ 政府部门数。",
    )

    class Meta(Register.Meta):
        verbose_name = "法治政府建设年度报告"

    def __str__(self) -> str:
        return f"{self.year}年度报告 {self.recipient}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        if self.recipient == Recipient.PUBLIC and self.delivered_on and not self.is_secret and not (self.url or self.press):
            return ["登记了公开日期，没有写公开网址，也没有写刊载报刊，查不到就不算公开。请补填其中一项。"]
        if self.recipient == Recipient.PROVINCE_OFFICE and self.reporter != Reporter.NAMED:
            return ["只有已命名的示范地区经省办报送。请核对报告主体，或者改选其他报送对象。"]
        return []
