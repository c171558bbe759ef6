"""What an enforcement case writes down, where it stands and which clocks run on it; its rules and figures are in case.py."""

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    PositiveSmallIntegerField,
)

from fazhi.engine.clocks import DayClock, HourClock
from fazhi.engine.derived import Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.engine.rules import Severity

from .case_words import Area, Discretion, Execution, Hearing, Kind, Measure, Outcome, Procedure, Publicity, Trace


class CaseRecord(Register):
    """执法案件的登记内容、环节和时限。"""

    # What is written down
    number = CharField("案号", max_length=60, help_text="立案号或者决定书文号，全市不重复")
    party = PersonalField("当事人", blank=True)
    subject = CharField("案由或事项", max_length=200)
    kind = CharField("执法类型", max_length=10, choices=Kind)
    procedure = CharField("程序", max_length=10, choices=Procedure)
    area = CharField("执法领域", max_length=10, choices=Area)
    is_business = BooleanField("涉企", default=False)
    officers = PositiveSmallIntegerField("执法人员数", null=True, blank=True)
    filed_on = DateField("立案日期", help_text="许可为受理日期，检查为启动日期")
    told_on = DateField("告知陈述申辩权日期", null=True, blank=True)
    hearing = CharField("听证", max_length=10, choices=Hearing, default=Hearing.NONE)
    hearing_told_on = DateField("通知听证日期", null=True, blank=True, help_text="通知举行听证的时间、地点之日")
    hearing_on = DateField("举行听证日期", null=True, blank=True)
    measure = CharField("采取的措施", max_length=10, choices=Measure, default=Measure.NONE)
    is_on_spot = BooleanField("情况紧急，当场实施", default=False)
    approved_at = DateTimeField("措施批准时间", null=True, blank=True)
    measured_at = DateTimeField("措施实施时间", null=True, blank=True)
    measure_ended_on = DateField("措施处理或解除日期", null=True, blank=True)
    extended_days = PositiveSmallIntegerField("批准延长的天数", default=0, blank=True, help_text="许可按工作日，查封、扣押、冻结按自然日")
    extension_told = BooleanField("延长经批准并告知当事人", default=False)
    needs_review = BooleanField("属法制审核目录", default=False)
    decided_on = DateField("决定日期", null=True, blank=True)
    outcome = CharField("办理结果", max_length=10, choices=Outcome, blank=True)
    discretion = CharField("裁量情形", max_length=10, choices=Discretion, default=Discretion.NONE)
    standard = Reference("适用的裁量基准或清单", to="R23", help_text="填裁量基准、两轻一免清单的条目编号")
    fine = DecimalField("罚款（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    served_on = DateField("送达日期", null=True, blank=True, help_text="许可为颁发、送达证件之日")
    execution = CharField("履行方式", max_length=10, choices=Execution, default=Execution.OWN)
    appeal_ended_on = DateField("复议诉讼期限届满日期", null=True, blank=True, help_text="申请法院强制执行的填写")
    urged_on = DateField("催告日期", null=True, blank=True, help_text="催告书送达之日")
    court_applied_on = DateField("申请法院执行日期", null=True, blank=True)
    fulfilled_on = DateField("履行完毕日期", null=True, blank=True, help_text="缴清罚款、执行完毕、代履行之日")
    publicity = CharField("公示规则", max_length=10, choices=Publicity, default=Publicity.THREE)
    unpublished_ground = CharField("不公示的依据", max_length=200, blank=True)
    pushed_on = DateField("推送登记地日期", null=True, blank=True, help_text="市场监管跨省案件填写")
    published_on = DateField("公示日期", null=True, blank=True)
    overturned_on = DateField("被撤销变更或确认违法日期", null=True, blank=True)
    withdrawn_on = DateField("撤回公示日期", null=True, blank=True, help_text="还没有公示就被撤改的，填被撤改之日")
    trace = CharField("全过程记录", max_length=10, choices=Trace, default=Trace.UNCHECKED)
    archived_on = DateField("归档日期", null=True, blank=True)

    # Where it can stand
    stage = Lifecycle(
        Stage("filed", "已立案", then=("told", "decided"), needs=("filed_on",), on="filed_on"),
        Stage("told", "已告知", then=("decided",), needs=("told_on",), on="told_on", act="登记告知"),
        Stage("decided", "已决定", then=("served", "archived"), needs=("decided_on", "outcome"), on="decided_on", act="登记决定"),
        Stage("served", "已送达", then=("fulfilled", "archived"), needs=("served_on",), on="served_on", act="登记送达"),
        Stage("fulfilled", "已履行", then=("archived",), needs=("fulfilled_on",), on="fulfilled_on", act="登记履行"),
        Stage("archived", "已归档", needs=("archived_on",), on="archived_on", act="归档"),
        basis="行政处罚法；行政许可法；行政强制法",
    )

    # Which clocks run
    permit_due_on = DayClock(
        "许可决定期限",
        {"一般": "L02", "联合": "L03"},
        by="procedure",
        when={"kind": ("许可",)},
        start="filed_on",
        stop="decided_on",
        extended="extended_days",
        pauses=("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"),
        says="许可自受理之日起在法定期限内决定。",
        remedy="立即决定；确需延长的，在期限内报批并告知申请人。",
    )
    certificate_due_on = DayClock(
        "许可证件送达期限",
        "L05",
        when={"kind": ("许可",), "outcome": ("作出决定",)},
        start="decided_on",
        stop="served_on",
        says="准予许可的，自决定之日起10个工作日内颁发、送达证件。",
    )
    penalty_due_on = DayClock(
        "处罚办案期限",
        "P02",
        when={"kind": ("处罚",), "procedure": ("普通",)},
        start="filed_on",
        stop="decided_on",
        pauses=("听证", "鉴定", "检测", "公告"),
        says="普通程序处罚自立案之日起90日内作出决定。",
        remedy="立即决定；部门规章规定可以延长或者不计入的，按规章登记停表。",
    )
    hearing_notice_due_on = DayClock(
        "听证通知期限",
        {"处罚": "P05", "许可": "L06/通知"},
        by="kind",
        start="hearing_on",
        stop="hearing_told_on",
        says="举行听证7个工作日前通知当事人时间、地点。",
        remedy="时间不够的，推迟听证并重新通知。",
    )
    keeping_due_on = DayClock(
        "登记保存处理期限",
        "P03",
        when={"measure": ("登记保存",)},
        start="measured_at",
        stop="measure_ended_on",
        says="先行登记保存的证据在7个工作日内处理。",
    )
    approval_due_at = HourClock(
        "当场强制补批期限",
        "L08",
        when={"is_on_spot": (True,), "measure": ("查封", "扣押", "其他措施")},
        start="measured_at",
        stop="approved_at",
        says="当场实施的强制措施在24小时内补办批准手续。",
        remedy="立即报负责人补批；不应当采取的，立即解除。",
    )
    measure_due_on = DayClock(
        "查封扣押冻结期限",
        {"查封": "L09", "扣押": "L09", "冻结": "L10"},
        by="measure",
        start="measured_at",
        stop="measure_ended_on",
        extended="extended_days",
        pauses=("检测", "检验", "检疫", "技术鉴定"),
        says="查封、扣押、冻结在法定期限内处理或者解除。",
        remedy="立即作出处理决定或者解除；逾期的视情纠错赔偿。",
    )
    service_due_on = DayClock(
        "处罚决定送达期限",
        "P09",
        when={"kind": ("处罚",), "outcome": ("作出决定",)},
        start="decided_on",
        stop="served_on",
        says="处罚决定书当场交付，当事人不在场的7个工作日内送达。",
    )
    payment_due_on = DayClock(
        "缴款期限",
        "P10",
        when={"kind": ("处罚",), "outcome": ("作出决定",)},
        start="served_on",
        stop="fulfilled_on",
        says="当事人自收到处罚决定之日起15日内缴款。",
        severity=Severity.REMINDER,
        remedy="催告；依法加处罚款，或者申请法院强制执行。",
    )
    substitute_due_on = DayClock(
        "代履行催告期限",
        "L11",
        when={"execution": ("代履行",)},
        start="fulfilled_on",
        stop="urged_on",
        says="代履行3个工作日前催告当事人。",
    )
    urging_due_on = DayClock(
        "申请执行前催告期间",
        "L24",
        when={"execution": ("申请法院",)},
        start="urged_on",
        stop="court_applied_on",
        says="催告书送达满10个工作日仍不履行的，才申请法院强制执行。",
    )
    court_due_on = DayClock(
        "申请法院执行期限",
        "L12",
        when={"execution": ("申请法院",)},
        start="appeal_ended_on",
        stop="court_applied_on",
        says="自复议、起诉期限届满之日起3个月内申请法院强制执行。",
        remedy="立即申请；已过期限的，查明原因并追责。",
    )
    publicity_due_on = DayClock(
        "执法决定公示期限",
        {"许可": "P15/许可处罚", "处罚": "P15/许可处罚", "强制": "P15/其他", "检查": "P15/其他", "征收征用": "P15/其他"},
        by="kind",
        when={"publicity": ("三项制度",)},
        start="decided_on",
        stop="published_on",
        says="许可、处罚决定7个工作日内公示，其他执法决定20个工作日内公示。",
        severity=Severity.REDLINE,
        remedy="立即公示；依法不公示的，改填公示规则并写明依据。",
    )
    market_publicity_due_on = DayClock(
        "市场监管公示期限",
        "P18/同省",
        when={"publicity": ("市监同省",)},
        start="decided_on",
        stop="published_on",
        says="市场监管处罚（同省）自决定之日起20个工作日内公示。",
        severity=Severity.REDLINE,
    )
    push_due_on = DayClock(
        "跨省推送期限",
        "P18/跨省推送",
        when={"publicity": ("市监跨省",)},
        start="decided_on",
        stop="pushed_on",
        says="当事人登记地在外省的，自决定之日起10个工作日内推送。",
    )
    far_publicity_due_on = DayClock(
        "跨省公示期限",
        "P18/跨省公示",
        when={"publicity": ("市监跨省",)},
        start="pushed_on",
        stop="published_on",
        says="登记地自收到推送之日起10个工作日内公示。",
        severity=Severity.REDLINE,
    )
    withdrawal_due_on = DayClock(
        "撤回公示期限",
        {"三项制度": "P13", "市监同省": "P18/撤下", "市监跨省": "P18/撤下"},
        by="publicity",
        when={"kind": ("处罚",)},
        start="overturned_on",
        stop="withdrawn_on",
        says="处罚决定被撤改的，3个工作日内撤回公示并说明理由。",
    )

    class Meta(Register.Meta):
        abstract = True
