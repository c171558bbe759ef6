"""R05 涉企收费、基金、摊派与评比: what businesses pay and are rated for, complaints about it, and impositions found."""

from django.db.models import BooleanField, CharField, CheckConstraint, DateField, DecimalField, F, Q, TextChoices, URLField

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.metrics import Metric, at_least, at_most, count, never, share, total
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

TASK2, TASK4 = "创建方案任务2", "创建方案任务4"
CHARGED = Q(kind__in=("收费", "基金"), status="在收")
OFFICIAL = Q(kind__in=("收费", "基金"), collector_kind="机关", status="在收")
AFFILIATED = Q(kind="收费", collector_kind__in=("下属单位", "协会商会"))
RATED = Q(kind="评比达标", status="在收")
COMPLAINT = Q(kind="举报")
FOUND = Q(kind__in=("举报", "检查发现"))
OVERCHARGES = ("清单外收费", "违规收费")
IMPOSITIONS = ("摊派", "强制参评", "干预经营")


class ChargeItem(Register):
    """涉企收费、基金、摊派与评比：收费、基金和评比达标项目，乱收费举报，查实的摊派和干预经营。"""

    code = "R05"
    identity = ("number",)
    listed = ("number", "unit", "kind", "name", "collector_kind", "published_on", "received_on", "finish_by", "finished_on")

    class Kind(TextChoices):
        CHARGE = "收费", "收费项目"
        FUND = "基金", "政府性基金"
        RATING = "评比达标", "评比达标表彰项目"
        COMPLAINT = "举报", "乱收费、摊派举报"
        INSPECTION = "检查发现", "检查、督察、审计发现的问题"

    class CollectorKind(TextChoices):
        ORGAN = "机关", "行政机关（行政事业性收费、基金）"
        AFFILIATE = "下属单位", "部门下属事业单位、企业"
        ASSOCIATION = "协会商会", "行业协会、商会"

    class Status(TextChoices):
        IN_FORCE = "在收", "在收、在办"
        ENDED = "停止", "已取消、停止"

    class Problem(TextChoices):
        OFF_LIST = "清单外收费", "清单外收费"
        WRONG = "违规收费", "超标准、超范围等违规收费"
        IMPOSITION = "摊派", "摊派、强制捐赠赞助"
        FORCED_RATING = "强制参评", "强制参加评比达标、培训、考核"
        MEDDLING = "干预经营", "干预企业依法自主经营"
        NONE = "不属实", "查无实据"

    # What is written down
    number = CharField("编号", max_length=80, help_text="目录项编码、举报编号或者自编号，全市不重复")
    kind = CharField("登记类别", max_length=10, choices=Kind)
    name = CharField("名称", max_length=200, help_text="项目名称或者反映的问题，不写举报人姓名")
    collector = CharField("执收或主办单位", max_length=100, help_text="举报、检查发现填被反映的单位")
    collector_kind = CharField("执收单位类型", max_length=10, choices=CollectorKind)
    status = CharField("状态", max_length=10, choices=Status, default=Status.IN_FORCE)
    catalogue = CharField(
        "批准目录和序号", max_length=200, blank=True, help_text="收费目录、基金目录、评比达标批准目录中的文号和序号；目录中没有的不填"
    )
    standard = CharField("标准", max_length=200, blank=True)
    published_on = DateField("公布日期", null=True, blank=True)
    url = URLField("公布网址", max_length=300, blank=True)
    cleaned_on = DateField("清理完成日期", null=True, blank=True, help_text="下属单位、协会商会收费：取消、降低或者确认保留之日")
    received_on = DateField("收到举报日期", null=True, blank=True)
    is_named = BooleanField("实名举报", default=False)
    is_market = BooleanField("由市场监管部门办理", default=False, help_text="市场监管部门办理的实名举报，决定后5个工作日内告知")
    filed_on = DateField("决定是否立案日期", null=True, blank=True)
    told_on = DateField("告知举报人日期", null=True, blank=True)
    finish_by = DateField("应办结日期", null=True, blank=True, help_text="举报按交办、受理时确定的办理期限填写")
    finished_on = DateField("办结日期", null=True, blank=True)
    problem = CharField("查实的问题", max_length=10, choices=Problem, blank=True)
    verified_on = DateField("查实日期", null=True, blank=True)
    amount = DecimalField("违规金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    rectified_on = DateField("整改（退费）日期", null=True, blank=True)

    # Which clocks run
    telling_due_on = DayClock(
        "实名举报告知期限",
        "L20/举报告知",
        when={"kind": ("举报",), "is_named": (True,), "is_market": (True,)},
        start="filed_on",
        stop="told_on",
        says="自决定是否立案之日起5个工作日内告知实名举报人。",
        remedy="立即告知并登记告知日期。",
    )

    # What must hold
    is_in_catalogue = Rule(
        "机关的收费、基金在批准的目录清单中。",
        applies=OFFICIAL,
        holds=~Q(catalogue=""),
        basis=TASK2,
        remedy="补填目录文号和序号；目录中没有的立即停止收取并清退。",
    )
    rating_is_approved = Rule(
        "评比达标项目与批准目录一致。",
        applies=RATED,
        holds=~Q(catalogue=""),
        basis=TASK4,
        remedy="补填批准目录的文号和序号；没有批准的立即停止。",
    )
    is_published = Rule(
        "在收的收费和基金已公布目录清单。",
        applies=CHARGED,
        holds=Q(published_on__lte=TODAY) & ~Q(url=""),
        basis=TASK2,
        remedy="在门户网站公布项目、标准、依据和执收单位，登记公布日期和网址。",
    )
    affiliate_is_cleaned = Rule(
        "下属单位和协会商会的收费完成清理。",
        applies=AFFILIATED,
        holds=Q(cleaned_on__lte=TODAY),
        basis=TASK2,
        remedy="逐项清理：取消、降低或者确认保留，登记完成日期。",
    )
    complaint_is_finished_in_time = Rule(
        "乱收费举报在应办结日期前办结。",
        applies=COMPLAINT & (Q(finished_on__isnull=False) | Q(finish_by__lt=TODAY) | Q(finish_by__isnull=True)),
        holds=Q(finished_on__lte=F("finish_by")),
        basis=TASK2,
        remedy="立即办结；没有填应办结日期的，按交办、受理时确定的期限补填。",
    )
    finished_has_finding = Rule(
        "办结的举报写明查实的问题。",
        applies=COMPLAINT & Q(finished_on__isnull=False),
        holds=~Q(problem=""),
        basis=TASK2,
        remedy="补填查实的问题；查无实据的选“不属实”。",
    )
    problem_is_rectified = Rule(
        "查实的乱收费、摊派已整改。",
        applies=FOUND & Q(problem__in=(*OVERCHARGES, *IMPOSITIONS), verified_on__isnull=False),
        holds=Q(rectified_on__gte=F("verified_on")),
        basis="创建方案任务2、4",
        remedy="停止收取、清退所收款项，追究责任，登记整改日期。",
    )

    # What is measured
    charges_in_force = Metric("在收的收费和基金项数", count(CHARGED, unit="项"), basis=TASK2)
    share_published = Metric(
        "收费基金目录公布率",
        share(is_published),
        basis=TASK2,
        target=at_least(1, TASK2),
        says="收费基金目录公布率 = 已公布的收费、基金项目 ÷ 在收的收费、基金项目",
    )
    charges_off_list = Metric(
        "未列入目录的在收项数",
        never(is_in_catalogue, unit="项"),
        basis=TASK2,
        target=at_most(0, TASK2),
        says="未列入目录的在收项数 = 机关在收而没有目录依据的收费、基金项目数",
    )
    overcharges_verified = Metric(
        "清单外收费查实件数",
        never(where=FOUND & Q(problem="清单外收费")),
        over="verified_on",
        basis=TASK2,
        target=at_most(0, TASK2),
    )
    wrong_charges_verified = Metric("其他违规收费查实件数", count(FOUND & Q(problem="违规收费")), over="verified_on", basis=TASK2)
    share_of_affiliates_cleaned = Metric("下属单位和协会商会收费清理完成率", share(affiliate_is_cleaned), basis=TASK2)
    complaints_received = Metric("乱收费举报件数", count(COMPLAINT), over="received_on", basis=TASK2)
    share_of_complaints_in_time = Metric(
        "乱收费举报按期办结率",
        share(complaint_is_finished_in_time),
        over="received_on",
        basis=TASK2,
        target=at_least(1, TASK2),
        says="乱收费举报按期办结率 = 应办结日期前办结的举报 ÷ 当期收到的已办结或者已到期的举报",
    )
    share_told_in_time = Metric(
        "实名举报按期告知率", share(telling_due_on.in_time), over="telling_due_on", basis="市场监督管理投诉举报处理暂行办法31条"
    )
    impositions_verified = Metric(
        "摊派、强制参评、干预经营查实件数",
        never(where=FOUND & Q(problem__in=IMPOSITIONS)),
        over="verified_on",
        basis=TASK4,
        target=at_most(0, TASK4),
    )
    share_of_ratings_approved = Metric("评比达标目录一致率", share(rating_is_approved), basis=TASK4, target=at_least(1, TASK4))
    share_of_problems_rectified = Metric("乱收费和摊派整改率", share(problem_is_rectified), over="verified_on", basis="创建方案任务2、4")
    amount_found = Metric("查实违规金额", total("amount", where=FOUND, unit="元"), over="verified_on", basis=TASK2)

    class Meta(Register.Meta):
        verbose_name = "涉企收费、基金、摊派与评比"
        constraints = [
            *Register.Meta.constraints,
            CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="charge_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told, found = [], self.kind in (self.Kind.COMPLAINT, self.Kind.INSPECTION)
        if self.kind == self.Kind.COMPLAINT and not (self.received_on and self.finish_by):
            told.append("举报要写明收到举报日期和应办结日期，否则不能判断是否按期办结。请补填。")
        if self.problem and self.problem != self.Problem.NONE and not self.verified_on:
            told.append("写了查实的问题，没有写查实日期，不能计入年度。请补填。")
        if self.kind and not found and (self.problem or self.verified_on or self.received_on):
            told.append("查实的问题、查实日期和收到举报日期只用于举报和检查发现。请改选登记类别，或者清空这些内容。")
        if self.kind == self.Kind.FUND and self.collector_kind and self.collector_kind != self.CollectorKind.ORGAN:
            told.append("政府性基金由行政机关征收，不能由下属单位或者协会商会收取。请核对登记类别和执收单位类型。")
        return told
