"""R07 涉企行政检查: the published matters, each enterprise's yearly cap, and every inspection with the trace it must leave."""

from django.db.models import BooleanField, CharField, DateField, F, PositiveSmallIntegerField, Q, TextChoices

from fazhi.engine.conditions import Parameter
from fazhi.engine.derived import Looked, Reference, Tallied
from fazhi.engine.metrics import Metric, at_least, at_most, count, never, ratio, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

LAW = "国办发〔2024〕54号"
TASK = "创建方案任务3"
MATTER, TARGET, VISIT = "事项", "对象", "检查"
ROUTINE = Q(kind=VISIT, form__in=("日常", "专项"))
DONE = Q(kind=VISIT, inspected_on__isnull=False)
REMINDED_CAP = Parameter("涉企检查年度频次提醒线", 2)
BEFORE_OR_URGENT = Q(is_urgent=True) | Q(approved_on__lte=F("inspected_on"))
APPROVED = Q(approved_on__isnull=False) & ~Q(approval_number="") & BEFORE_OR_URGENT
NOTIFIED = ~Q(notice_number="") & (Q(is_urgent=True, notified_on__isnull=False) | Q(notified_on__lte=F("inspected_on")))
SCANNED = Q(is_scanned=True, showed_card=True)


class BusinessInspection(Register):
    """涉企行政检查：检查事项、每户企业的年度频次上限和每一次检查，按类别分别登记。"""

    code = "R07"
    identity = ("number",)
    listed = ("number", "unit", "kind", "name", "form", "year", "cap", "inspected_on", "result")

    class Kind(TextChoices):
        MATTER = "事项", "检查事项（清单中的一项）"
        TARGET = "对象", "检查对象（一户企业一个年度）"
        VISIT = "检查", "一次检查"

    class Form(TextChoices):
        ROUTINE = "日常", "日常检查"
        CAMPAIGN = "专项", "专项检查"
        SINGLE = "个案", "个案检查（投诉举报、转办交办、数据监测、企业申请等线索）"

    class Manner(TextChoices):
        ON_SITE = "现场", "入企现场检查"
        REMOTE = "非现场", "书面、远程、数据等非现场检查"

    class Result(TextChoices):
        NOTHING = "未发现问题", "未发现问题"
        GUIDED = "当场指导", "问题轻微，当场指导改正"
        ORDERED = "责令改正", "责令限期改正"
        CASE = "转入立案", "涉嫌违法，转入立案"

    # What is written down
    kind = CharField("类别", max_length=10, choices=Kind)
    number = CharField("编号", max_length=60, help_text="事项编码、检查对象编号（如：机关简称-信用代码-年度）或者检查编号，全市不重复")
    name = CharField("名称", max_length=200, help_text="事项名称或者企业名称")
    enterprise_code = CharField("统一社会信用代码", max_length=18, blank=True, help_text="检查对象和每次检查都填写")
    basis_text = CharField("检查依据", max_length=300, blank=True, help_text="事项填写法律、法规、规章的名称和条款")
    published_on = DateField("公布日期", null=True, blank=True, help_text="事项清单或者频次上限向社会公布的日期")
    url = CharField("公布网址", max_length=300, blank=True)
    abolished_on = DateField("取消日期", null=True, blank=True, help_text="事项已从清单取消的填写")
    year = PositiveSmallIntegerField("年度", null=True, blank=True, help_text="检查对象填写频次上限所属的年度")
    cap = PositiveSmallIntegerField("年度频次上限（次）", null=True, blank=True, help_text="本机关公布的对同一企业的上限；没有公布的不填")
    item = Reference("检查事项", to="R07", help_text="填检查事项的编号")
    target = Reference("检查对象", to="R07", help_text="填本机关本年度检查对象的编号，频次按它累计")
    form = CharField("检查类型", max_length=10, choices=Form, blank=True)
    manner = CharField("检查方式", max_length=10, choices=Manner, blank=True)
    is_joint = BooleanField("联合检查（综合查一次）", default=False)
    is_urgent = BooleanField("情况紧急，当场实施", default=False, help_text="情况紧急的可以事后补办审批、通知")
    approval_number = CharField("审批表编号", max_length=60, blank=True)
    approved_on = DateField("批准日期", null=True, blank=True)
    notice_number = CharField("检查通知书文号", max_length=60, blank=True)
    notified_on = DateField("通知日期", null=True, blank=True)
    inspected_on = DateField("检查日期", null=True, blank=True)
    showed_card = BooleanField("已出示执法证件", default=False)
    is_scanned = BooleanField("已扫码留痕", default=False)
    result = CharField("检查结果", max_length=10, choices=Result, blank=True)
    told_on = DateField("结果告知日期", null=True, blank=True)

    item_published_on = Looked("item", "published_on")
    item_abolished_on = Looked("item", "abolished_on")
    target_year = Looked("target", "year")
    target_code = Looked("target", "enterprise_code")
    inspections_counted = Tallied("R07", "target", where=ROUTINE & DONE)

    # What must hold
    matter_is_published = Rule(
        "检查事项有法定依据，清单已向社会公布。",
        applies=Q(kind=MATTER, abolished_on__isnull=True),
        holds=~Q(basis_text="") & ~Q(url="") & Q(published_on__isnull=False),
        basis=LAW,
        confidence="乙",
        remedy="没有法定依据的取消；有依据的公布清单，登记公布日期和网址。",
    )
    cap_is_published = Rule(
        "对同一企业的年度检查频次上限已公布。",
        applies=Q(kind=TARGET),
        holds=Q(cap__isnull=False, published_on__isnull=False),
        basis=LAW,
        confidence="乙",
        remedy="按主管部门的分级分类标准确定并公布上限；登记上限和公布日期。",
    )
    within_cap = Rule(
        "对同一企业的日常、专项检查没有超过公布的年度频次上限。",
        applies=Q(kind=TARGET, cap__isnull=False),
        holds=Q(inspections_counted__lte=F("cap")),
        basis=LAW,
        confidence="乙",
        remedy="停止计划内检查；确需检查的并入联合检查或者改为非现场，查明超频次的原因。个案检查不计入上限。",
    )
    within_reminded_cap = Rule(
        "没有公布上限的，对同一企业的日常、专项检查不超过本地提醒线。",
        applies=Q(kind=TARGET, cap__isnull=True),
        holds=Q(inspections_counted__lte=REMINDED_CAP),
        basis=LAW,
        confidence="丁",
        remedy="提醒线是本地参数，不是法定上限；请尽快公布上限。",
    )
    routine_names_its_target = Rule(
        "日常、专项检查写明检查对象，企业和年度一致。",
        applies=ROUTINE & DONE,
        holds=Q(target_code=F("enterprise_code"), inspected_on__year=F("target_year")),
        basis=LAW,
        confidence="乙",
        remedy="登记本年度的检查对象并填写它的编号；企业代码、年度不一致的更正，否则频次数不准。",
    )
    item_is_listed = Rule(
        "所查事项在公布的清单之内。",
        applies=DONE,
        holds=Q(item_published_on__lte=F("inspected_on"))
        & (Q(item_abolished_on__isnull=True) | Q(item_abolished_on__gt=F("inspected_on"))),
        basis=LAW,
        confidence="乙",
        remedy="清单之外、未经公布的事项不得检查；漏列的依法列入并公布。",
    )
    is_approved = Rule(
        "检查经行政机关负责人批准；情况紧急的已补办。",
        applies=DONE,
        holds=APPROVED,
        basis=LAW,
        confidence="乙",
        remedy="补办审批手续；没有批准而检查的，查明责任。",
    )
    is_notified = Rule(
        "检查有通知书，检查前已通知；情况紧急的已补发。",
        applies=DONE,
        holds=NOTIFIED,
        basis=f"{LAW}；司法部文书格式",
        confidence="乙",
        remedy="补发检查通知书并登记文号。",
    )
    is_shown_and_scanned = Rule(
        "现场检查亮证、扫码留痕。",
        applies=DONE & Q(manner="现场"),
        holds=SCANNED,
        basis=LAW,
        confidence="乙",
        remedy="核对扫码平台记录；没有亮证、扫码的，查明原因并整改。",
    )
    result_is_told = Rule(
        "检查有结果，并已告知企业。",
        applies=DONE,
        holds=~Q(result="") & Q(told_on__gte=F("inspected_on")),
        basis=TASK,
        remedy="登记检查结果，书面告知企业。",
    )

    # What is measured
    matters_listed = Metric("检查事项数", count(Q(kind=MATTER, abolished_on__isnull=True), unit="项"), basis=TASK)
    share_matters_published = Metric(
        "检查事项清单公布率", share(matter_is_published), basis=LAW, target=at_least(1, "指标1.3.2"), confidence="乙"
    )
    share_caps_published = Metric("频次上限公布率", share(cap_is_published), over="year", basis=LAW, confidence="乙")
    enterprises_over_cap = Metric(
        "超频次检查的企业数",
        never(within_cap, unit="户"),
        over="year",
        basis=LAW,
        target=at_most(0, "指标1.3.2"),
        says="超频次检查的企业数 = 当年日常、专项检查次数超过公布上限的检查对象数；个案检查不计入",
        confidence="乙",
    )
    inspections_per_enterprise = Metric(
        "户均检查次数",
        ratio("inspections_counted", where=Q(kind=TARGET), unit="次"),
        over="year",
        basis=TASK,
        says="户均检查次数 = 日常、专项检查次数合计 ÷ 检查对象户数",
    )
    inspections_made = Metric("涉企检查次数", count(DONE, unit="次"), over="inspected_on", basis=TASK)
    share_traced = Metric(
        "检查留痕率",
        share(holds=APPROVED & NOTIFIED & (SCANNED | ~Q(manner="现场")), of=DONE),
        over="inspected_on",
        basis=LAW,
        target=at_least(1, "指标1.3.2"),
        says="检查留痕率 = 有审批、有通知书，现场检查并已亮证扫码的检查次数 ÷ 检查次数",
        confidence="乙",
    )
    share_approved = Metric("检查经批准的比例", share(is_approved), over="inspected_on", basis=LAW, confidence="乙")
    share_notified = Metric("检查有通知书的比例", share(is_notified), over="inspected_on", basis=LAW, confidence="乙")
    share_scanned = Metric("现场检查扫码率", share(is_shown_and_scanned), over="inspected_on", basis=LAW, confidence="乙")
    unlisted_inspections = Metric(
        "清单外检查次数", never(item_is_listed, unit="次"), over="inspected_on", basis=LAW, target=at_most(0, "指标1.3.2"), confidence="乙"
    )
    share_remote = Metric("非现场检查占比", share(holds=Q(manner="非现场"), of=DONE), over="inspected_on", basis=TASK)
    share_joint = Metric("联合检查占比", share(holds=Q(is_joint=True), of=DONE), over="inspected_on", basis=TASK)

    class Meta(Register.Meta):
        verbose_name = "涉企行政检查"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.kind == TARGET and not (self.year and self.enterprise_code):
            told.append("检查对象没有写明年度和统一社会信用代码，频次无法按户、按年累计。请补填。")
        if self.kind == VISIT and not (self.form and self.manner and self.enterprise_code):
            told.append("检查没有写明类型、方式和统一社会信用代码。请补填。")
        if self.kind != TARGET and self.cap is not None:
            told.append("频次上限按检查对象登记，这一条不是检查对象。请改填在检查对象上，或者删去上限。")
        if self.number and self.number in (self.target, self.item):
            told.append("检查不能以自己为检查对象或者检查事项。请填写对象、事项的编号。")
        return told
