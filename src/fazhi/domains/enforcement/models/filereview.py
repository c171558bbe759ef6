"""R25 案卷评查: the yearly review of case files, drawn repeatably and judged by a sheet."""

from django.db.models import CharField, CheckConstraint, DateField, DecimalField, F, PositiveSmallIntegerField, Q, TextChoices, TextField

from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Looked, Reference
from fazhi.engine.metrics import Binds, Metric, at_least, count, covered, ratio, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

YES_NO = [(each, each) for each in ("合格", "不合格", "不适用")]


class FileReview(Register):
    """案卷评查：一卷一条，写明抽样、评分、问题和整改。"""

    code = "R25"
    identity = ("number",)
    listed = ("number", "unit", "year", "case", "reviewed_on", "score", "grade", "asked_on", "rectified_on")

    class Grade(TextChoices):
        EXCELLENT = "优秀", "优秀"
        GOOD = "合格", "合格"
        BAD = "不合格", "不合格"

    # What is written down
    number = CharField("评查编号", max_length=60, help_text="全市不重复")
    year = PositiveSmallIntegerField("评查年度")
    case = Reference("被评查案卷", to="R21", blank=False, help_text="填执法案件的案号")
    organiser = CharField("组织评查机关", max_length=100)
    sample_seed = CharField("抽样种子", max_length=64, blank=True, help_text="随机抽样的种子，凭它可以重复抽出同一批案卷；指定抽取的不填")
    reviewed_on = DateField("评查日期")
    score = DecimalField("得分", max_digits=5, decimal_places=1, help_text="百分制")
    grade = CharField("等次", max_length=10, choices=Grade)
    telling = CharField("告知程序", max_length=10, choices=YES_NO)
    text_trace = CharField("文字记录", max_length=10, choices=YES_NO)
    video_trace = CharField("音像记录", max_length=10, choices=YES_NO, help_text="不属于应当音像记录的选不适用")
    filing = CharField("立卷归档", max_length=10, choices=YES_NO)
    problems = TextField("发现的问题", blank=True)
    found_on = DateField("问题发现日期", null=True, blank=True)
    asked_on = DateField("要求整改日期", null=True, blank=True)
    rectify_by = DateField("整改期限", null=True, blank=True, help_text="评查通报要求的日期")
    rectified_on = DateField("整改反馈日期", null=True, blank=True)

    case_filed_on = Looked("case", "filed_on")

    # What must hold
    names_a_case = Rule(
        "被评查的案卷在执法案件台账中。",
        holds=Q(case_filed_on__isnull=False),
        basis="创建方案任务20",
        remedy="核对案号；台账缺少的，先补登案件。",
    )
    bad_file_has_problems = Rule(
        "不合格的案卷写明问题并要求整改。",
        applies=Q(grade="不合格"),
        holds=~Q(problems="") & Q(asked_on__isnull=False),
        basis="创建方案任务20",
        remedy="写明问题，发整改通知并登记日期和期限。",
    )
    is_rectified_in_time = Rule(
        "评查问题在要求的期限内整改反馈。",
        applies=Q(rectify_by__isnull=False) & (Q(rectified_on__isnull=False) | Q(rectify_by__lt=TODAY)),
        holds=Q(rectified_on__lte=F("rectify_by")),
        basis="创建方案任务20",
        remedy="立即整改并书面反馈。",
    )
    telling_is_good = Rule(
        "案卷中的告知和陈述申辩、听证程序合格。",
        applies=~Q(telling="不适用"),
        holds=Q(telling="合格"),
        basis="行政处罚法44、45、63条；创建方案任务19",
        remedy="纠正告知程序；已影响当事人权利的依法纠正决定。",
    )
    traces_are_good = Rule(
        "案卷中的文字和应有的音像记录齐备。",
        holds=~Q(text_trace="不合格") & ~Q(video_trace="不合格"),
        basis="行政处罚法47条；创建方案任务18",
        remedy="补充记录；无法补充的说明原因并整改。",
    )
    filing_is_good = Rule(
        "案卷立卷归档合格。",
        applies=~Q(filing="不适用"),
        holds=Q(filing="合格"),
        basis="创建方案任务18",
        remedy="重新立卷归档。",
    )

    # What is measured
    files_reviewed = Metric("评查案卷数", count(unit="卷"), over="year", basis="创建方案任务20")
    departments_reviewed = Metric(
        "年度评查覆盖率",
        covered(among=("government", "vertical", "township"), having="R20"),
        over="year",
        basis="创建方案任务20",
        target=at_least(1, "创建方案任务20"),
        binds=Binds.CITY,
        says="年度评查覆盖率 = 当年有案卷被评查的单位 ÷ 有执法人员的单位",
    )
    share_qualified = Metric("案卷合格率", share(holds=Q(grade__in=["优秀", "合格"])), over="year", basis="创建方案任务20")
    share_excellent = Metric("案卷优秀率", share(holds=Q(grade="优秀")), over="year", basis="创建方案任务20")
    mean_score = Metric("案卷平均分", ratio("score", unit="分"), over="year", basis="创建方案任务20")
    share_told = Metric(
        "评查告知程序合格率", share(telling_is_good), over="year", basis="创建方案任务19", target=at_least(1, "创建方案任务19")
    )
    share_traced = Metric("评查过程记录合格率", share(traces_are_good), over="year", basis="创建方案任务18")
    share_filed = Metric("评查归档合格率", share(filing_is_good), over="year", basis="创建方案任务18", target=at_least(1, "创建方案任务18"))
    share_rectified = Metric(
        "评查问题按期整改率", share(is_rectified_in_time), over="year", basis="创建方案任务20", target=at_least(1, "创建方案任务20")
    )

    class Meta(Register.Meta):
        verbose_name = "案卷评查"
        constraints = [
            *Register.Meta.constraints,
            CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="file_score_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.case}"
