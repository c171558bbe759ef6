"""What R39 writes down of plans, drills, trainings and events, and the clocks that run on them."""

from typing import ClassVar

from django.db.models import BooleanField, CharField, DateField, DateTimeField, PositiveSmallIntegerField

from fazhi.engine.clocks import DayClock, HourClock
from fazhi.engine.derived import Reference
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

from ..terms import ACCIDENTS, EventKind, Grade, Kind, Misreport, PlanKind

PLAN, EVENT = ("预案",), ("事件",)
BY_PLAN = "预案："
BY_EVENT = "事件："


class EmergencyRecord(Register):
    """The fields and clocks of R39."""

    # What is written down
    kind = CharField("类别", max_length=10, choices=Kind)
    number = CharField("编号", max_length=60, help_text="预案、演练、培训、事件的编号，全市不重复")
    title = CharField("名称", max_length=200)
    plan_kind = CharField(
        "预案类别", max_length=10, choices=PlanKind, blank=True, help_text=f"{BY_PLAN}应当编制的都登记，没有编制的印发日期留空"
    )
    issued_on = DateField("预案印发日期", null=True, blank=True, help_text=f"{BY_PLAN}修订后重新印发的填最近一次")
    filed_on = DateField("预案备案日期", null=True, blank=True)
    changed_on = DateField("需要修订的变化日期", null=True, blank=True, help_text=f"{BY_PLAN}法规、职责、风险、资源发生变化的日期")
    cares_for_groups = BooleanField("有老年人等群体的措施", default=False)
    keeps_offline = BooleanField("有线上线下相结合的保障渠道", default=False)
    last_drilled_on = DateField("上次演练日期", null=True, blank=True, help_text=f"{BY_PLAN}没有演练过的不填，从印发之日起算")
    drilled_on = DateField("本周期演练日期", null=True, blank=True, help_text=f"{BY_PLAN}进入下一周期时移到上次演练日期")
    last_assessed_on = DateField("上次评估日期", null=True, blank=True)
    assessed_on = DateField("本周期评估日期", null=True, blank=True)
    plan = Reference("依据的预案", to="R39", help_text="演练、事件：填预案的编号")
    held_on = DateField("演练、培训日期", null=True, blank=True)
    people_due = PositiveSmallIntegerField("应参加人数", null=True, blank=True)
    people_came = PositiveSmallIntegerField("实际参加人数", null=True, blank=True)
    drill_assessed_on = DateField("演练评估日期", null=True, blank=True)
    event_kind = CharField("事件类别", max_length=10, choices=EventKind, blank=True)
    grade = CharField("事件级别", max_length=10, choices=Grade, blank=True)
    occurred_at = DateTimeField("事发时间", null=True, blank=True)
    unit_told_at = DateTimeField(
        "事故单位负责人接报时间", null=True, blank=True, help_text=f"{BY_EVENT}生产安全事故填写，1小时从这一刻起算"
    )
    unit_reported_at = DateTimeField("单位向部门报告时间", null=True, blank=True)
    received_at = DateTimeField("本部门接报时间", null=True, blank=True, help_text=f"{BY_EVENT}逐级上报的2小时从这一刻起算")
    passed_up_at = DateTimeField("向上一级报告时间", null=True, blank=True)
    misreport = CharField("迟报漏报情况", max_length=10, choices=Misreport, default=Misreport.NONE)
    has_new_casualties = BooleanField("伤亡人数有变化", default=False)
    supplemented_on = DateField("伤亡变化补报日期", null=True, blank=True)
    extended_days = PositiveSmallIntegerField("调查延长日数", default=0, blank=True, help_text="经负责调查的政府批准，最多60日")
    investigated_on = DateField("提交调查报告日期", null=True, blank=True)
    investigation_received_on = DateField("政府收到调查报告日期", null=True, blank=True)
    approved_on = DateField("调查报告批复日期", null=True, blank=True)
    reviewed_on = DateField("处置评估总结日期", null=True, blank=True)
    ordered_on = DateField("发布应急决定、命令、措施日期", null=True, blank=True, help_text=f"{BY_EVENT}没有发布的不填")
    order_filed_on = DateField("报人大常委会备案日期", null=True, blank=True)
    ended_on = DateField("应急处置结束日期", null=True, blank=True)
    special_report_on = DateField("向人大常委会专项报告日期", null=True, blank=True)

    # Which clocks run; the rules they bring are measured in R39
    filing_due_on_kept: ClassVar[Rule]
    drill_due_on_kept: ClassVar[Rule]
    safety_drill_due_on_kept: ClassVar[Rule]
    pass_up_due_at_kept: ClassVar[Rule]
    investigation_due_on_kept: ClassVar[Rule]

    filing_due_on = DayClock(
        "预案备案期限",
        "E01",
        start="issued_on",
        stop="filed_on",
        when={"kind": PLAN},
        says="应急预案印发后20个工作日内备案，并抄送应急管理部门。",
        remedy="立即报送备案。",
    )
    drill_due_on = DayClock(
        "专项、部门预案演练周期",
        "E02",
        start=("last_drilled_on", "issued_on"),
        stop="drilled_on",
        when={"kind": PLAN, "plan_kind": ("专项", "部门")},
        says="专项、部门应急预案至少3年演练一次。",
        remedy="安排演练；2024年版管理办法是否沿用3年，待核。",
    )
    safety_drill_due_on = DayClock(
        "生产安全预案演练周期",
        {"生产安全": "E09/政府和监管部门", "重点单位": "E09/重点单位"},
        by="plan_kind",
        start=("last_drilled_on", "issued_on"),
        stop="drilled_on",
        when={"kind": PLAN},
        says="生产安全事故预案：政府、监管部门和乡镇街道至少每2年演练一次，重点单位至少每半年演练一次。",
        remedy="立即组织演练，演练情况报送监管部门。",
    )
    assessment_due_on = DayClock(
        "预案评估周期",
        "E03",
        start=("last_assessed_on", "issued_on"),
        stop="assessed_on",
        when={"kind": PLAN},
        says="应急预案定期评估，一般3年一次。",
        remedy="组织评估，需要修订的及时修订。",
    )
    unit_report_due_at = HourClock(
        "事故单位报告时限",
        "E04",
        start="unit_told_at",
        stop="unit_reported_at",
        when={"kind": EVENT, "event_kind": ACCIDENTS},
        says="事故单位负责人接到报告后1小时内向主管部门报告。",
        remedy="立即报告；查明迟报原因。",
    )
    pass_up_due_at = HourClock(
        "逐级上报时限",
        "E05/逐级上报",
        start="received_at",
        stop="passed_up_at",
        when={"kind": EVENT, "event_kind": ACCIDENTS},
        says="事故情况逐级上报，每级不超过2小时。",
        remedy="立即上报；查明迟报原因。",
    )
    supplement_due_on = DayClock(
        "伤亡变化补报期限",
        {"生产安全事故": "E05/伤亡变化补报", "交通火灾事故": "E05/道路交通火灾补报"},
        by="event_kind",
        start="occurred_at",
        stop="supplemented_on",
        when={"kind": EVENT, "has_new_casualties": (True,)},
        says="事故发生之日起30日内（道路交通、火灾7日内）伤亡人数有变化的，及时补报。",
        remedy="立即补报。",
    )
    investigation_due_on = DayClock(
        "事故调查期限",
        "E06/调查报告",
        start="occurred_at",
        stop="investigated_on",
        extended="extended_days",
        pauses=("技术鉴定",),
        when={"kind": EVENT, "event_kind": ACCIDENTS},
        says="事故发生之日起60日内提交事故调查报告，技术鉴定的时间不计。",
        remedy="尽快提交；特殊情况经负责调查的政府批准可以延长，最多60日。",
    )
    approval_due_on = DayClock(
        "调查报告批复期限",
        {"特别重大": "E06/特别重大批复", "重大": "E06/批复", "较大": "E06/批复", "一般": "E06/批复"},
        by="grade",
        start="investigation_received_on",
        stop="approved_on",
        when={"kind": EVENT, "event_kind": ACCIDENTS},
        says="收到事故调查报告之日起15日内（特别重大事故30日内）批复。",
        remedy="立即批复。",
    )

    class Meta(Register.Meta):
        abstract = True
