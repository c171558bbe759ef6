"""R42 学法、讲座、旁听、宣誓: what those who govern learn, hear in court and swear to."""

from django.db.models import BooleanField, CharField, DateField, F, PositiveSmallIntegerField, Q, TextChoices, URLField

from fazhi.engine.conditions import TODAY
from fazhi.engine.metrics import Metric, at_least, count, covered, ratio, share, total
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

TASK = "创建方案任务30"
STUDY, COURSE, LECTURE, COURT, OATH = (Q(kind=each) for each in ("常务会学法", "党校课程", "法治讲座", "旁听庭审", "宪法宣誓"))


class Learning(Register):
    """学法、讲座、旁听、宣誓：每次会议、每个主体班、每场活动各一条。"""

    code = "R42"
    identity = ("number",)
    listed = ("number", "unit", "kind", "topic", "planned_on", "held_on", "people_due", "people_came")

    class Kind(TextChoices):
        STUDY = "常务会学法", "政府常务会议学法"
        COURSE = "党校课程", "党校（行政学院）主体班"
        LECTURE = "法治讲座", "法治专题讲座"
        COURT = "旁听庭审", "旁听人民法院庭审"
        OATH = "宪法宣誓", "宪法宣誓"

    # What is written down
    number = CharField("编号", max_length=60)
    kind = CharField("类别", max_length=10, choices=Kind)
    topic = CharField("主题、班次", max_length=200)
    planned_on = DateField("计划日期", null=True, blank=True, help_text="列入年度学法计划的填写计划完成的最后日期")
    held_on = DateField("举行日期", null=True, blank=True)
    host = CharField("主持人", max_length=60, blank=True)
    speaker = CharField("主讲人", max_length=60, blank=True)
    place = CharField("地点、法院、案由", max_length=200, blank=True)
    covers_thought = BooleanField("含习近平法治思想、宪法法律内容", default=False)
    law_hours = PositiveSmallIntegerField("法治课时", null=True, blank=True, help_text="党校主体班填写")
    people_due = PositiveSmallIntegerField("应参加（应宣誓）人数", null=True, blank=True)
    people_came = PositiveSmallIntegerField("实际参加（宣誓）人数", null=True, blank=True)
    url = URLField("公开网址", max_length=500, blank=True)

    # What must hold
    plan_is_kept = Rule(
        "列入计划的学法活动按计划完成。",
        applies=Q(planned_on__isnull=False) & (Q(held_on__isnull=False) | Q(planned_on__lt=TODAY)),
        holds=Q(held_on__isnull=False),
        basis=TASK,
        remedy="尽快补学并登记日期。",
    )
    study_covers_law = Rule(
        "政府常务会议学习习近平法治思想和宪法法律。",
        applies=STUDY & Q(held_on__isnull=False),
        holds=Q(covers_thought=True),
        basis=TASK,
        remedy="补学规定的内容。",
    )
    course_is_taught = Rule(
        "党校主体班开设习近平法治思想、宪法法律必修课程。",
        applies=COURSE & Q(held_on__isnull=False),
        holds=Q(covers_thought=True, law_hours__gt=0),
        basis=TASK,
        remedy="在主体班教学计划中增设法治课程。",
    )
    all_have_sworn = Rule(
        "应当宣誓的人员全部宣誓。",
        applies=OATH & Q(held_on__isnull=False),
        holds=Q(people_due__gt=0, people_came=F("people_due")),
        basis="宪法27条；创建方案任务30",
        remedy="安排没有宣誓的人员补行宣誓。",
    )

    # What is measured
    studies_held = Metric("常务会学法次数", count(STUDY, unit="次"), over="held_on", basis=TASK)
    share_plan_kept = Metric("学法计划完成率", share(plan_is_kept), over="planned_on", basis=TASK, target=at_least(1, "指标8.30.1"))
    share_studies_covering = Metric("常务会学法含规定内容比例", share(study_covers_law), over="held_on", basis=TASK)
    share_courses_taught = Metric(
        "党校法治课程开设率", share(course_is_taught), over="held_on", basis=TASK, target=at_least(1, "指标8.30.1")
    )
    lectures_held = Metric("法治讲座期数", count(LECTURE, unit="期"), over="held_on", basis=f"{TASK}；通行口径", confidence="丙")
    hearings_attended = Metric("旁听庭审次数", count(COURT, unit="次"), over="held_on", basis=f"{TASK}；通行口径", confidence="丙")
    people_at_hearings = Metric("旁听庭审人次", total("people_came", where=COURT, unit="人次"), over="held_on", basis=TASK)
    share_units_lectured = Metric(
        "讲座覆盖率",
        covered(among=("government", "county"), where=LECTURE, least=2),
        over="held_on",
        basis=f"{TASK}；通行口径",
        confidence="丙",
        says="讲座覆盖率 = 当期举办法治讲座不少于2期的部门和县区数 ÷ 部门和县区数；期数由市定，只作参考。",
    )
    share_sworn = Metric(
        "宪法宣誓率",
        ratio("people_came", "people_due", where=OATH),
        over="held_on",
        basis="宪法27条；创建方案任务30",
        target=at_least(1, "指标8.30.3"),
        says="宪法宣誓率 = 已宣誓人数 ÷ 应宣誓人数。",
    )

    class Meta(Register.Meta):
        verbose_name = "学法、讲座、旁听、宣誓"

    def __str__(self) -> str:
        return f"{self.number} {self.topic}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if not (self.planned_on or self.held_on):
            told.append("计划日期和举行日期都没有填，不能计入年度。列入计划的填计划日期，已经举行的填举行日期。")
        if self.kind == self.Kind.OATH and not (self.people_due and self.people_came is not None):
            told.append("宪法宣誓要写明应宣誓和已宣誓的人数，否则算不出宣誓率。请补填。")
        if (
            self.people_due is not None
            and self.people_came is not None
            and self.kind == self.Kind.OATH
            and self.people_came > self.people_due
        ):
            told.append("已宣誓人数多于应宣誓人数。请核对人数。")
        return told
