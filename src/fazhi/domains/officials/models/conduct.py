"""R41 干部法治素养与问题处置: appraisals before an appointment and how officials who held the law in low regard were dealt with."""

from django.db.models import BooleanField, CharField, DateField, Q, TextChoices

from fazhi.engine.metrics import Binds, Metric, at_least, at_most, count, never, share
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity
from fazhi.people.models import Role

TASK = "创建方案任务29"
APPOINTED, MATTER = Q(kind="任前考察"), Q(kind="问题处置")


class Conduct(Register):
    """干部法治素养与问题处置：每次任前考察、每件问题处置各一条，只记指标所需的内容，专人填写。"""

    code = "R41"
    identity = ("number",)
    listed = ("number", "unit", "kind", "rank", "happened_on", "covers_law", "is_passed", "dealing", "dealt_on")
    writers = (Role.HEAD, Role.TASKFORCE)  # what is said of officials is written by those who answer for it

    class Kind(TextChoices):
        APPOINTED = "任前考察", "任前考察和任前法律考试"
        MATTER = "问题处置", "法治方面的问题和处置"
        NOTHING = "零报告", "没有问题的零报告"

    class Rank(TextChoices):
        LEADERSHIP = "政府班子", "政府领导班子成员"
        HEAD = "部门领导", "部门领导班子成员"
        MIDDLE = "中层干部", "中层干部"
        OTHER = "其他干部", "其他干部"

    class Trouble(TextChoices):
        WEAK = "观念淡薄", "法治观念淡薄"
        PRIVILEGE = "特权思想", "特权思想严重"
        DISCIPLINE = "违纪", "违反党纪政纪"
        LAW = "违法", "违法"
        GRAVE = "严重违法犯罪", "严重违法犯罪受到追究"

    class Dealing(TextChoices):
        REMINDED = "提醒", "提醒、谈话"
        CRITICISED = "批评教育", "批评教育"
        ORDERED = "督促整改", "督促整改、责令检查"
        ADMONISHED = "诫勉", "诫勉"
        MOVED = "组织处理", "组织处理"
        PUNISHED = "处分", "党纪、政务处分"
        PROSECUTED = "移送司法", "移送司法机关"

    # What is written down
    number = CharField("编号", max_length=60, help_text="用编号，不写姓名")
    kind = CharField("类别", max_length=10, choices=Kind)
    official = PersonalField("干部姓名", blank=True, help_text="可以不填；填写后加密保存，查看留痕")
    rank = CharField("干部层级", max_length=10, choices=Rank)
    happened_on = DateField("日期", help_text="考察、处置决定、追究决定或者零报告的日期")
    covers_law = BooleanField("考察材料含法治素养评价", default=False)
    has_exam = BooleanField("参加任前法律考试", default=False)
    is_passed = BooleanField("考试合格", default=False)
    trouble = CharField("问题性质", max_length=10, choices=Trouble, blank=True)
    dealing = CharField("处置方式", max_length=10, choices=Dealing, blank=True)
    dealt_on = DateField("处置日期", null=True, blank=True)
    rectified_on = DateField("整改完成日期", null=True, blank=True)
    document_number = CharField("证明材料文号", max_length=100, blank=True, help_text="组织、纪检监察机关证明的文号，不写案情")

    # What must hold
    covers_rule_of_law = Rule(
        "任前考察包含法治素养和法治能力的评价。",
        applies=APPOINTED,
        holds=Q(covers_law=True),
        basis=TASK,
        remedy="补充法治素养的考察内容。",
    )
    sat_law_exam = Rule(
        "拟任干部参加任前法律考试。",
        applies=APPOINTED,
        holds=Q(has_exam=True),
        basis="指标8.29.1",
        remedy="安排补考，登记成绩。",
    )
    trouble_is_dealt_with = Rule(
        "发现的问题已经处置。",
        applies=MATTER,
        holds=Q(dealt_on__isnull=False) & ~Q(dealing=""),
        basis=TASK,
        remedy="按干部管理权限及时处置并登记。",
    )
    grave_trouble_is_punished = Rule(
        "违纪违法的依纪依法严肃处理，不以谈话提醒代替。",
        applies=MATTER & Q(trouble__in=("违法", "严重违法犯罪"), dealt_on__isnull=False),
        holds=Q(dealing__in=("组织处理", "处分", "移送司法")),
        basis=TASK,
        remedy="核对处置方式；确属处理过轻的，由有权机关纠正。",
    )
    leadership_is_clean = Rule(
        "政府领导班子成员没有因严重违法犯罪受到追究。",
        applies=MATTER & Q(rank="政府班子"),
        holds=~Q(trouble="严重违法犯罪"),
        basis=TASK,
        severity=Severity.FATAL,
        remedy="立即报告创建工作专班，按规定评估能否继续申报。",
    )

    # What is measured
    appointments = Metric("任前考察人数", count(APPOINTED, unit="人"), over="happened_on", basis=TASK)
    share_covering_law = Metric(
        "任前考察含法治素养比例", share(covers_rule_of_law), over="happened_on", basis=TASK, target=at_least(1, "指标8.29.1")
    )
    share_examined = Metric(
        "任前法律考试参加率", share(sat_law_exam), over="happened_on", basis="指标8.29.1", target=at_least(1, "指标8.29.1")
    )
    share_exams_passed = Metric(
        "任前法律考试合格率",
        share(holds=Q(is_passed=True), of=APPOINTED & Q(has_exam=True)),
        over="happened_on",
        basis="指标8.29.1",
        says="合格率 = 考试合格人数 ÷ 参加任前法律考试人数；只统计，不评判。",
    )
    troubles = Metric("法治问题件数", count(MATTER), over="happened_on", basis=TASK)
    share_dealt_with = Metric("法治问题处置率", share(trouble_is_dealt_with), over="happened_on", basis=TASK)
    leaders_prosecuted = Metric(
        "政府班子成员因严重违法犯罪被追究人数",
        never(leadership_is_clean, unit="人"),
        over="happened_on",
        basis=TASK,
        target=at_most(0, TASK),
        binds=Binds.CITY,
    )

    class Meta(Register.Meta):
        verbose_name = "干部法治素养与问题处置"

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.kind == self.Kind.MATTER and not self.trouble:
            told.append("问题处置要写明问题性质，只选大类，不写案情。请补选。")
        if self.kind != self.Kind.MATTER and (self.trouble or self.dealing):
            told.append("只有问题处置才填问题性质和处置方式。请改选类别，或者清空这两项。")
        if bool(self.dealing) != bool(self.dealt_on):
            told.append("处置方式和处置日期要同时填写。请补填。")
        return told
