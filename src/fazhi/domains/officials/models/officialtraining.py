"""R43 公务员与领导干部培训考试: training owed to one official by entry, appointment or office, and the examination on law."""

from django.db.models import BooleanField, CharField, DateField, DecimalField, F, Q, TextChoices

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.metrics import Metric, at_least, count, ratio, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

TASK = "创建方案任务30"
NEW = Q(kind__in=("初任培训", "任职培训"))
CHIEF = Q(kind="负责人脱产")
TRAINED_IN_TERM = Q(is_off_duty=True, trained_on__gte=F("started_on")) & (Q(ended_on__isnull=True) | Q(trained_on__lte=F("ended_on")))


class OfficialTraining(Register):
    """公务员与领导干部培训考试：每人每项应参加的培训一条，记期限、法治课时和考试。"""

    code = "R43"
    identity = ("number",)
    listed = ("number", "unit", "kind", "name", "started_on", "training_due_on", "trained_on", "law_hours", "is_passed")

    class Kind(TextChoices):
        ENTRY = "初任培训", "新录用公务员初任培训"
        APPOINTED = "任职培训", "晋升领导职务任职培训"
        CHIEF = "负责人脱产", "执法部门负责人法治专题脱产培训"
        EMERGENCY = "应急培训", "突发事件应对人员培训"
        ON_DUTY = "在职培训", "在职法治培训"

    # What is written down
    number = CharField("编号", max_length=60, help_text="每人每项培训一个编号，全市不重复")
    kind = CharField("培训类别", max_length=10, choices=Kind)
    name = CharField("姓名", max_length=40)
    post = CharField("职务", max_length=100, blank=True)
    started_on = DateField("录用、任职日期", help_text="初任填录用日期，任职培训和负责人填任职日期，其他填列入培训计划的日期")
    ended_on = DateField("离任日期", null=True, blank=True, help_text="任期届满或者调离的日期；在任的不填")
    course = CharField("班次", max_length=200, blank=True)
    trained_on = DateField("完成培训日期", null=True, blank=True)
    is_off_duty = BooleanField("脱产", default=False)
    includes_law = BooleanField("含宪法法律知识", default=False)
    law_hours = DecimalField("法治课时", max_digits=6, decimal_places=1, default=0, blank=True)
    is_exam_condition = BooleanField("以通过法律知识考试为合格标准", default=False)
    score = DecimalField("法律考试成绩", max_digits=5, decimal_places=1, null=True, blank=True)
    is_passed = BooleanField("法律考试合格", default=False)
    certificate = CharField("结业证号", max_length=60, blank=True)

    # Which clocks run
    training_due_on = DayClock(
        "培训期限",
        {"初任培训": "T02/初任培训", "任职培训": "T02/任职培训"},
        by="kind",
        start="started_on",
        stop="trained_on",
        says="新录用人员在试用期内完成初任培训，晋升领导职务的在任职前或者任职后1年内完成任职培训。",
        remedy="立即安排培训，登记完成日期。",
    )

    # What must hold
    training_includes_law = Rule(
        "初任培训、任职培训把法律知识作为重要内容。",
        applies=NEW & Q(trained_on__isnull=False),
        holds=Q(includes_law=True, law_hours__gt=0),
        basis=TASK,
        remedy="在教学计划中增加宪法法律课程，补足课时。",
    )
    exam_decides = Rule(
        "通过法律知识考试是通过初任培训、任职培训的标准之一。",
        applies=NEW & Q(trained_on__isnull=False),
        holds=Q(is_exam_condition=True, is_passed=True, score__isnull=False),
        basis=TASK,
        remedy="组织补考；不合格的不予通过培训。",
    )
    chief_is_trained = Rule(
        "执法部门负责人任期内至少参加一次法治专题脱产培训。",
        applies=CHIEF & (Q(trained_on__isnull=False) | Q(ended_on__lt=TODAY)),
        holds=TRAINED_IN_TERM,
        basis=TASK,
        severity=Severity.REDLINE,
        remedy="尽快调训；任期已满的，说明情况。",
    )

    # What is measured
    people_trained = Metric("完成培训人数", count(unit="人"), over="trained_on", basis=TASK)
    share_trained_in_time = Metric("初任、任职培训按期率", share(training_due_on.in_time), over="training_due_on", basis="公务员法67条")
    share_including_law = Metric(
        "培训含法律内容比例", share(training_includes_law), over="trained_on", basis=TASK, target=at_least(1, "指标8.30.3")
    )
    share_exam_deciding = Metric(
        "法律考试作为合格条件比例", share(exam_decides), over="trained_on", basis=TASK, target=at_least(1, "指标8.30.3")
    )
    share_chiefs_trained = Metric(
        "执法部门负责人脱产培训率",
        share(holds=TRAINED_IN_TERM, of=CHIEF & (Q(ended_on__isnull=True) | Q(ended_on__gte=TODAY))),
        basis=TASK,
        target=at_least(1, "指标8.30.4"),
        says="脱产培训率 = 本任期内已参加法治专题脱产培训的在任执法部门负责人数 ÷ 在任执法部门负责人数。",
    )
    share_emergency_trained = Metric(
        "应急人员培训率",
        share(holds=Q(trained_on__isnull=False), of=Q(kind="应急培训")),
        over="started_on",
        basis="创建方案任务28",
        target=at_least(1, "指标7.28.3"),
    )
    law_hours_per_person = Metric(
        "人均法治课时", ratio("law_hours", where=Q(trained_on__isnull=False), unit="课时"), over="trained_on", basis=TASK
    )

    class Meta(Register.Meta):
        verbose_name = "公务员与领导干部培训考试"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.is_passed and self.score is None:
            told.append("登记了法律考试合格，没有写成绩。请按成绩册补填。")
        if self.kind == self.Kind.CHIEF and self.trained_on and not self.is_off_duty:
            told.append("执法部门负责人要参加脱产培训，不脱产的不能计入。确属脱产的，请勾选脱产；不脱产的，改为在职培训。")
        return told
