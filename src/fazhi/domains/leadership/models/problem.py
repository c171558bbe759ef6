"""R47 督察、考核、约谈、整改: the one register of problems, whatever brought them up, from finding to closing."""

from django.db.models import CharField, DateField, F, Q, TextField

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Looked, Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, at_most, count, covered, days, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity
from fazhi.people.models import Role

from ..terms import CameFrom, Gravity, Leave, Rechecked

TASK = "创建方案任务32"
STEP = "创建方案实施步骤（四）"
REAL = ~Q(stage="unfounded")
OPEN = REAL & ~Q(stage="closed")
PARTY = Q(came_from__in=("巡察移交", "纪检监督"))
INSPECTED = Q(came_from__in=("法治督察", "考核评价"))
NOT_LEFT = Q(leave="") | Q(leave_until__isnull=True) | Q(leave_until__lt=TODAY)
RIPE = REAL & Q(rectify_by__isnull=False) & NOT_LEFT & (Q(finished_on__isnull=False) | Q(rectify_by__lt=TODAY))
SETTLED = Q(stage="closed", recheck_result="通过")


class Problem(Register):
    """问题整改：各种来源发现的问题，每个问题一条，写明责任单位、整改期限、措施、复核和销号。"""

    code = "R47"
    identity = ("number",)
    listed = ("number", "unit", "came_from", "title", "severity", "stage", "rectify_by", "finished_on", "closed_on")

    # What is written down
    number = CharField("问题编号", max_length=60, help_text="全市不重复")
    came_from = CharField("问题来源", max_length=10, choices=CameFrom)
    title = CharField("问题", max_length=200, help_text="督察、考评没有发现问题的也登记一条，再转为“核实没有问题”，用来计算覆盖率")
    finding = TextField("发现的情况", blank=True, help_text="看到了什么、在哪里看到；不写个人信息和涉密内容")
    severity = CharField("严重程度", max_length=10, choices=Gravity, default=Gravity.PLAIN)
    basis = CharField("依据", max_length=200, blank=True, help_text="违反了哪部法律、哪个文件的哪一条")
    indicator = CharField("对应指标", max_length=60, blank=True, help_text="三级指标编码，如5.22.1；几项之间用顿号")
    origin = CharField("来源记录", max_length=200, blank=True, help_text="台账编号和业务编号，如：R32/示例审1")
    found_on = DateField("发现日期", help_text="发现、收到移交或者反馈的日期")
    helpers = CharField("配合单位", max_length=200, blank=True)
    assigned_on = DateField("交办日期", null=True, blank=True)
    rectify_by = DateField("整改期限", null=True, blank=True)
    plan = TextField("整改方案", blank=True)
    steps = TextField("整改措施和结果", blank=True)
    finished_on = DateField("整改完成日期", null=True, blank=True)
    rechecked_on = DateField("复核日期", null=True, blank=True)
    recheck_result = CharField("复核结论", max_length=10, choices=Rechecked, blank=True)
    rechecker = CharField("复核人", max_length=60, blank=True, help_text="不能是整改的经办人")
    closed_on = DateField("销号日期", null=True, blank=True)
    reopened_of = Reference("原问题", to="R47", help_text="销号后反弹、虚假整改的，新登记一条并在这里填原问题编号")
    urged_on = DateField("督办日期", null=True, blank=True)
    talked_on = DateField("约谈日期", null=True, blank=True)
    announced_on = DateField("通报日期", null=True, blank=True)
    leave = CharField("接受、暂缓", max_length=10, choices=Leave, blank=True, help_text="确实不能按期整改，经批准的填写")
    reason = CharField("理由", max_length=300, blank=True, help_text="接受、暂缓的理由，或者核实没有问题的说明")
    approver = CharField("批准人", max_length=60, blank=True)
    leave_until = DateField("接受、暂缓至", null=True, blank=True)
    objected_on = DateField("收到复核申请日期", null=True, blank=True, help_text="政府督查对象对督查结论有异议、申请复核的填写")
    objection_answered_on = DateField("作出复核决定日期", null=True, blank=True)

    first_closed_on = Looked("reopened_of", "closed_on")

    # Where it can stand
    stage = Lifecycle(
        Stage("found", "已发现", then=("assigned", "unfounded"), needs=("found_on",), on="found_on"),
        Stage("assigned", "已交办", then=("rectifying", "unfounded"), needs=("assigned_on", "rectify_by"), on="assigned_on", act="交办"),
        Stage("rectifying", "整改中", then=("rechecking",), needs=("plan",), act="开始整改"),
        Stage(
            "rechecking",
            "待复核",
            then=("rectifying", "closed"),
            needs=("finished_on", "steps"),
            on="finished_on",
            evidence=("整改证明",),
            act="报告整改完成",
        ),
        Stage(
            "closed",
            "已销号",
            needs=("rechecked_on", "recheck_result", "rechecker", "closed_on"),
            on="closed_on",
            by=(Role.HEAD, Role.TASKFORCE),
            second=True,
            act="复核销号",
        ),
        Stage("unfounded", "核实没有问题", needs=("reason",), act="登记没有问题"),
        basis=STEP,
    )

    # Which clocks run
    objection_due_on = DayClock(
        "督查结论复核期限",
        "Y13/复核决定",
        start="objected_on",
        stop="objection_answered_on",
        when={"came_from": ("政府督查",)},
        says="督查机构自收到复核申请之日起30日内作出复核决定。",
        remedy="立即作出复核决定并告知督查对象。",
    )

    # What must hold
    rectified_in_time = Rule(
        "问题在整改期限内完成整改。",
        applies=RIPE,
        holds=Q(finished_on__lte=F("rectify_by")),
        basis=f"{TASK}；{STEP}",
        remedy="立即整改；工作不力的，督办、约谈、通报。",
    )
    closing_was_rechecked = Rule(
        "销号以前经过复核，结论是通过。",
        applies=Q(stage="closed"),
        holds=Q(recheck_result="通过", rechecked_on__gte=F("finished_on"), closed_on__gte=F("rechecked_on")),
        basis=STEP,
        remedy="组织复核；没有整改到位的，退回整改。",
    )
    leave_is_approved = Rule(
        "接受、暂缓整改的，写明理由、批准人和截止日期。",
        applies=~Q(leave=""),
        holds=~Q(reason="") & ~Q(approver="") & Q(leave_until__isnull=False),
        basis=STEP,
        remedy="补办批准；没有批准的，按原期限整改。",
    )
    leave_has_not_run_out = Rule(
        "接受、暂缓的截止日期没有过。",
        applies=OPEN & ~Q(leave="") & Q(leave_until__isnull=False),
        holds=Q(leave_until__gte=TODAY),
        basis=STEP,
        remedy="恢复整改，或者重新报批。",
    )
    reopens_a_closed_one = Rule(
        "反弹的问题所指的原问题已经登记并销过号。",
        applies=~Q(reopened_of=""),
        holds=Q(first_closed_on__isnull=False),
        basis=STEP,
        severity=Severity.REMINDER,
        remedy="核对原问题编号；原问题没有销号的，在原问题上继续整改。",
    )
    # What is measured
    problems_found = Metric("发现问题数", count(REAL, unit="个"), over="found_on", basis=STEP)
    problems_open = Metric("未销号问题数", count(OPEN, unit="个"), basis=STEP)
    problems_overdue = Metric(
        "超期未整改问题数",
        count(OPEN & NOT_LEFT & Q(rectify_by__lt=TODAY, finished_on__isnull=True), unit="个"),
        basis=STEP,
    )
    share_rectified_in_time = Metric(
        "问题按期整改率",
        share(rectified_in_time),
        over="rectify_by",
        basis=STEP,
        says="问题按期整改率 = 在期限内整改的问题数 ÷（已整改的问题数＋期满未整改的问题数）；经批准接受、暂缓且没有到期的不计。",
    )
    share_closed = Metric("问题销号率", share(holds=SETTLED, of=REAL), over="found_on", basis=STEP)
    share_party_problems_rectified = Metric(
        "巡察纪检移交问题整改率",
        share(holds=SETTLED, of=PARTY & (RIPE | SETTLED)),
        over="found_on",
        basis="创建方案任务22",
        target=at_least(1, "指标5.22.1"),
        says="整改率 = 已整改并复核销号的问题数 ÷（已完成整改的问题数＋期满未整改的问题数），只计巡视巡察、纪检监察移交的。",
    )
    share_check_problems_rectified = Metric(
        "检查督促问题整改率",
        share(holds=SETTLED, of=Q(came_from="检查督促") & (RIPE | SETTLED)),
        over="found_on",
        basis=TASK,
        target=at_least(1, "指标9.32.2"),
        says="整改率 = 已整改并复核销号的问题数 ÷（已完成整改的问题数＋期满未整改的问题数），只计对下级主要负责人检查督促发现的。",
    )
    share_units_inspected = Metric(
        "督察考评覆盖率",
        covered(among=("government", "county"), where=INSPECTED),
        over="found_on",
        basis=TASK,
        target=at_least(1, "指标9.32.3"),
        says="督察考评覆盖率 = 当期有督察、考评记录（含没有发现问题的）的部门和县区数 ÷ 应督察考评的部门和县区数。",
    )
    share_inspection_closed = Metric(
        "督察考评问题闭环率",
        share(holds=SETTLED, of=INSPECTED & (RIPE | SETTLED)),
        over="found_on",
        basis=TASK,
        target=at_least(1, "指标9.32.3"),
        says="闭环率 = 已整改并复核销号的问题数 ÷（已完成整改的问题数＋期满未整改的问题数），只计督察、考评发现的。",
    )
    talks_held = Metric("约谈件数", count(Q(talked_on__isnull=False)), over="talked_on", basis=TASK)
    share_talks_closed = Metric(
        "约谈整改闭环率",
        share(holds=SETTLED, of=Q(talked_on__isnull=False) & (RIPE | SETTLED)),
        over="talked_on",
        basis=TASK,
        target=at_least(1, "指标9.32.3"),
        says="约谈整改闭环率 = 约谈后已整改并复核销号的问题数 ÷ 约谈过、已整改或者期满未整改的问题数。",
    )
    problems_returned = Metric(
        "反弹、虚假整改问题数", never(where=~Q(reopened_of=""), unit="个"), over="found_on", basis=STEP, target=at_most(0, STEP)
    )
    median_days_to_close = Metric("问题销号用时中位数", days("found_on", "closed_on", where=REAL), over="closed_on", basis=STEP)

    class Meta(Register.Meta):
        verbose_name = "问题整改"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.reopened_of and self.reopened_of.strip() == (self.number or "").strip():
            told.append("原问题填成了本问题自己。请填销号后反弹的那个问题的编号；不是反弹的不填。")
        if self.leave and not (self.reason and self.approver and self.leave_until):
            told.append("接受、暂缓整改要同时写明理由、批准人和截止日期。请补填；没有批准的，不要选接受、暂缓。")
        return told
