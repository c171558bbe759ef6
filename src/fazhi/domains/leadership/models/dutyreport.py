"""R46 述法: what those who are first answerable say of their duty each year, how it was valued, and whether those above looked."""

from django.db.models import BooleanField, CharField, DateField, PositiveSmallIntegerField, Q, TextChoices

from fazhi.engine.conditions import YearsBack
from fazhi.engine.metrics import Metric, at_least, count, covered, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

from ..terms import Post, Valued

TASK = "创建方案任务32"
OVER = Q(year__lt=YearsBack(0))  # the year is over
BELOW = Q(post__in=("县区委", "县区政府", "乡镇党委", "乡镇政府"))


class DutyReport(Register):
    """述法：党政主要负责人每人每年一条，记年终述法、评议、上级检查督促和问题整改。"""

    code = "R46"
    identity = ("unit", "year", "post", "name")
    listed = ("year", "unit", "name", "post", "manner", "reported_on", "valued", "checked_on")

    class Manner(TextChoices):
        MEETING = "会议述法", "会议述法"
        WRITTEN = "书面述法", "书面述法"

    # What is written down
    year = PositiveSmallIntegerField("述法年度")
    name = CharField("姓名", max_length=40)
    post = CharField("职务", max_length=10, choices=Post)
    manner = CharField("述法形式", max_length=10, choices=Manner, blank=True)
    reported_on = DateField("述法日期", null=True, blank=True)
    is_in_year_end = BooleanField("列入年终述职", default=False, help_text="年终述职报告中有履行推进法治建设第一责任人职责的内容")
    valued_on = DateField("评议、点评日期", null=True, blank=True)
    valued = CharField("评议结果", max_length=10, choices=Valued, blank=True)
    problems = PositiveSmallIntegerField("指出问题数", default=0, blank=True, help_text="问题本身登记在问题整改台账（R47）")
    rectified_on = DateField("问题整改完成日期", null=True, blank=True)
    checked_on = DateField("上级检查督促日期", null=True, blank=True)
    checked_by = CharField("检查督促机关", max_length=100, blank=True)
    feedback_on = DateField("反馈检查结果日期", null=True, blank=True)

    # What must hold
    is_reported = Rule(
        "党政主要负责人把履行推进法治建设第一责任人职责情况列入年终述职。",
        applies=Q(reported_on__isnull=False) | OVER,
        holds=Q(reported_on__isnull=False, is_in_year_end=True),
        basis=TASK,
        remedy="补充述法；在年终述职报告中写明履责情况。",
    )
    is_checked = Rule(
        "上级党委和政府当年检查督促过下级党政主要负责人的履责情况。",
        applies=BELOW & (Q(checked_on__isnull=False) | OVER),
        holds=Q(checked_on__isnull=False) & ~Q(checked_by=""),
        basis=TASK,
        remedy="安排检查督促，登记检查机关和日期。",
    )
    check_is_answered = Rule(
        "检查督促的结果反馈给本人。",
        applies=Q(checked_on__isnull=False),
        holds=Q(feedback_on__isnull=False),
        basis=TASK,
        severity=Severity.REMINDER,
        remedy="反馈检查结果；发现问题的，登记到问题整改台账。",
    )
    problems_are_rectified = Rule(
        "述法评议指出的问题已经整改。",
        applies=Q(problems__gt=0),
        holds=Q(rectified_on__isnull=False),
        basis=TASK,
        severity=Severity.REMINDER,
        remedy="在问题整改台账逐项整改，完成后登记日期。",
    )

    # What is measured
    chiefs = Metric("应述法人数", count(unit="人"), over="year", basis=TASK)
    share_reported = Metric(
        "年终述法率",
        share(is_reported),
        over="year",
        basis=TASK,
        target=at_least(1, "指标9.32.1"),
        says="年终述法率 = 列入年终述职并已述法的人数 ÷（已述法的＋年度已过没有述法的人数）。",
    )
    share_counties_reported = Metric(
        "县区党政主要负责人述法覆盖率",
        covered(among=("county",), where=Q(post__in=("县区委", "县区政府"), reported_on__isnull=False, is_in_year_end=True), least=2),
        over="year",
        basis="年终述法实施方案（网页转述）",
        target=at_least(1, "指标9.32.1"),
        confidence="乙",
        says="述法覆盖率 = 党委、政府两位主要负责人都已述法的县区数 ÷ 县区数。",
    )
    share_checked = Metric(
        "检查督促覆盖率",
        share(is_checked),
        over="year",
        basis=TASK,
        target=at_least(1, "指标9.32.2"),
        says="检查督促覆盖率 = 当年受过上级检查督促的下级党政主要负责人数 ÷（已受检查的＋年度已过没有检查的人数）。",
    )
    share_valued = Metric(
        "述法评议率",
        share(holds=Q(valued_on__isnull=False), of=Q(reported_on__isnull=False)),
        over="year",
        basis=TASK,
        says="述法评议率 = 述法后经过评议、点评的人数 ÷ 已述法人数。",
    )

    class Meta(Register.Meta):
        verbose_name = "述法"

    def __str__(self) -> str:
        return f"{self.year}年度 {self.name}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        if bool(self.valued_on) != bool(self.valued):
            return ["评议日期和评议结果要同时填写。请按评议记录补填。"]
        return []
