"""R09 公平竞争审查: every policy that touches business, who reviewed it before it came out, and what old ones were cleaned away."""

from datetime import date

from django.db.models import BooleanField, CharField, DateField, F, Q, TextChoices

from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, at_most, count, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

LAW = "公平竞争审查条例"
TASK = "创建方案任务4"
IN_FORCE = date(2024, 8, 1)
NEW, OLD = "新出台", "存量"
OF_GOVERNMENT = ("政府", "提请人大")
ADOPTED = Q(kind=NEW, adopted_on__isnull=False) & ~Q(conclusion="不涉及")
REVIEWED = Q(kind=NEW, reviewed_on__isnull=False) & ~Q(conclusion="不涉及")


class CompetitionReview(Register):
    """公平竞争审查：涉及经营者经济活动的政策措施，新出台的一件一条，存量清理的一件一条。"""

    code = "R09"
    identity = ("number",)
    listed = ("number", "unit", "kind", "title", "issued_as", "stage", "reviewed_on", "conclusion", "adopted_on", "is_unlawful")

    class Kind(TextChoices):
        NEW = "新出台", "新出台的政策措施"
        OLD = "存量", "存量政策措施清理"

    class IssuedAs(TextChoices):
        DEPARTMENT = "部门", "部门"
        JOINT = "多部门", "多个部门联合"
        GOVERNMENT = "政府", "县级以上人民政府（含政府办公室）"
        CONGRESS = "提请人大", "提请人大及其常委会审议"

    class Reviewer(TextChoices):
        DRAFTER = "起草单位", "起草单位"
        LEAD = "牵头起草单位", "牵头起草单位"
        MARKET = "市场监管会同", "市场监管部门会同起草单位"

    class Conclusion(TextChoices):
        OUTSIDE = "不涉及", "不涉及经营者经济活动，不需审查"
        FINE = "符合", "符合审查标准"
        EXCEPTION = "例外", "影响竞争，符合第十二条例外情形"
        VIOLATING = "违反", "违反审查标准，且不符合例外情形"

    class Exception12(TextChoices):
        SECURITY = "国家安全", "维护国家安全和发展利益"
        SCIENCE = "科技创新", "促进科技进步、增强自主创新能力"
        PUBLIC = "公共利益", "节约能源、保护环境、救灾救助等社会公共利益"
        STATUTE = "法定其他", "法律、行政法规规定的其他情形"

    class FoundBy(TextChoices):
        CHECK = "抽查", "市场监管部门抽查"
        REPORT = "举报", "举报核查"
        INSPECTION = "督查", "上级督查、通报"

    class Cleanup(TextChoices):
        KEPT = "保留", "保留"
        CHANGED = "修改", "修改"
        REPEALED = "废止", "废止、停止执行"

    # What is written down
    number = CharField("审查编号", max_length=60, help_text="全市不重复")
    kind = CharField("类别", max_length=10, choices=Kind, default=Kind.NEW)
    title = CharField("政策措施名称", max_length=200)
    document = Reference("对应文件", to="R13", help_text="属于规章、规范性文件的，填规范性文件台账的编号")
    issued_as = CharField("出台名义", max_length=10, choices=IssuedAs)
    drafted_on = DateField("起草（列入清理）日期", null=True, blank=True)
    first_reviewed_on = DateField("起草单位初审日期", null=True, blank=True, help_text="以政府名义出台、提请人大审议的填写")
    heard_on = DateField("听取利害关系人意见日期", null=True, blank=True, help_text="经营者、行业协会商会等")
    concerns_public = BooleanField("涉及社会公众利益", default=False)
    public_heard_on = DateField("听取公众意见日期", null=True, blank=True)
    reviewer = CharField("审查机关", max_length=10, choices=Reviewer, blank=True)
    reviewed_on = DateField("作出审查结论日期", null=True, blank=True)
    conclusion = CharField("审查结论", max_length=10, choices=Conclusion, blank=True)
    exception = CharField("例外情形", max_length=10, choices=Exception12, blank=True)
    exception_reason = CharField("适用例外的说明", max_length=500, blank=True, help_text="写明没有影响更小的替代方案")
    exception_term = CharField("实施期限或者终止条件", max_length=200, blank=True)
    adopted_on = DateField("出台日期", null=True, blank=True)
    dropped_on = DateField("不出台决定日期", null=True, blank=True)
    clean_by_on = DateField("要求清理完成日期", null=True, blank=True)
    cleaned_on = DateField("清理完成日期", null=True, blank=True)
    cleanup = CharField("清理结果", max_length=10, choices=Cleanup, blank=True)
    announced_on = DateField("清理结果公布日期", null=True, blank=True)
    examined_on = DateField("抽查、举报核查日期", null=True, blank=True)
    examined_by = CharField("核查来源", max_length=10, choices=FoundBy, blank=True)
    is_unlawful = BooleanField("核查查实违反条例", default=False)
    rectify_by_on = DateField("要求整改完成日期", null=True, blank=True)
    rectified_on = DateField("整改完成日期", null=True, blank=True)

    # Where it can stand
    stage = Lifecycle(
        Stage("drafting", "起草（待清理）", then=("reviewed", "cleaned"), on="drafted_on"),
        Stage(
            "reviewed",
            "已审查",
            then=("adopted", "dropped"),
            needs=("reviewer", "reviewed_on", "conclusion"),
            on="reviewed_on",
            evidence=("公平竞争审查表",),
            act="作出审查结论",
        ),
        Stage("adopted", "已出台", needs=("adopted_on",), on="adopted_on", act="登记出台"),
        Stage("dropped", "不出台", needs=("dropped_on",), on="dropped_on", act="登记不出台"),
        Stage("cleaned", "已清理", needs=("cleaned_on", "cleanup"), on="cleaned_on", act="登记清理结果"),
        basis=LAW,
    )

    # What must hold
    is_reviewed_first = Rule(
        "政策措施经公平竞争审查后才出台。",
        applies=ADOPTED,
        holds=Q(reviewed_on__lte=F("adopted_on")) & ~Q(conclusion=""),
        basis=f"{LAW}18条",
        by="adopted_on",
        since=IN_FORCE,
        remedy="立即补作审查；违反审查标准的修改或者废止。",
    )
    violating_is_not_adopted = Rule(
        "违反审查标准又不符合例外情形的没有出台。",
        applies=REVIEWED,
        holds=~Q(conclusion="违反") | Q(adopted_on__isnull=True),
        basis=f"{LAW}18条",
        by="reviewed_on",
        since=IN_FORCE,
        remedy="立即停止执行，修改或者废止。",
    )
    is_reviewed_by_the_right_body = Rule(
        "由法定的机关审查：部门的自审，多部门的牵头单位审，政府的初审后由市场监管部门会同审。",
        applies=REVIEWED,
        holds=Q(issued_as="部门", reviewer="起草单位")
        | Q(issued_as="多部门", reviewer="牵头起草单位")
        | Q(issued_as__in=OF_GOVERNMENT, reviewer="市场监管会同", first_reviewed_on__lte=F("reviewed_on")),
        basis=f"{LAW}13、14条",
        by="reviewed_on",
        since=IN_FORCE,
        remedy="以政府名义出台的，起草单位初审后送市场监管部门会同审查；程序不对的重新审查。",
    )
    interested_are_heard = Rule(
        "审查听取了经营者、行业协会商会等利害关系人的意见。",
        applies=REVIEWED,
        holds=Q(heard_on__lte=F("reviewed_on")),
        basis=f"{LAW}16条",
        by="reviewed_on",
        since=IN_FORCE,
        remedy="补充听取意见，必要时重新作出结论。",
    )
    public_is_heard = Rule(
        "涉及社会公众利益的，审查听取了社会公众意见。",
        applies=REVIEWED & Q(concerns_public=True),
        holds=Q(public_heard_on__lte=F("reviewed_on")),
        basis=f"{LAW}16条",
        by="reviewed_on",
        since=IN_FORCE,
        remedy="补充征求公众意见，必要时重新作出结论。",
    )
    exception_is_explained = Rule(
        "适用例外的写明情形、理由和实施期限或者终止条件。",
        applies=REVIEWED & Q(conclusion="例外"),
        holds=~Q(exception="") & ~Q(exception_reason="") & ~Q(exception_term=""),
        basis=f"{LAW}12、17条",
        by="reviewed_on",
        since=IN_FORCE,
        remedy="在审查结论中详细说明；定不出期限、条件的，不能适用例外。",
    )
    finding_is_rectified = Rule(
        "抽查、举报查实违反条例的，在要求的期限内整改。",
        applies=Q(is_unlawful=True, rectify_by_on__isnull=False) & (Q(rectified_on__isnull=False) | Q(rectify_by_on__lt=TODAY)),
        holds=Q(rectified_on__lte=F("rectify_by_on")),
        basis=f"{LAW}21、24条",
        remedy="立即整改；经督促逾期仍不整改的，上一级市场监管部门可以约谈负责人。",
    )
    is_cleaned_in_time = Rule(
        "列入清理的存量政策措施在要求的日期前清理完成。",
        applies=Q(kind=OLD, clean_by_on__isnull=False) & (Q(cleaned_on__isnull=False) | Q(clean_by_on__lt=TODAY)),
        holds=Q(cleaned_on__lte=F("clean_by_on")),
        basis=TASK,
        remedy="立即清理，妨碍统一市场、公平竞争的修改或者废止。",
    )
    cleanup_is_announced = Rule(
        "修改、废止的存量政策措施已公布清理结果。",
        applies=Q(kind=OLD, cleanup__in=("修改", "废止")),
        holds=Q(announced_on__gte=F("cleaned_on")),
        basis=TASK,
        remedy="向社会公布清理结果并登记公布日期。",
    )

    # What is measured
    measures_adopted = Metric("出台涉经营者政策措施件数", count(ADOPTED), over="adopted_on", basis=TASK)
    share_reviewed = Metric(
        "公平竞争应审尽审率",
        share(is_reviewed_first),
        over="adopted_on",
        basis=f"{LAW}18条",
        target=at_least(1, "指标1.4.1"),
        says="公平竞争应审尽审率 = 出台前作出审查结论的件数 ÷ 出台的涉及经营者经济活动的政策措施件数",
    )
    share_by_the_right_body = Metric("法定机关审查率", share(is_reviewed_by_the_right_body), over="reviewed_on", basis=f"{LAW}13、14条")
    share_heard = Metric("利害关系人意见听取率", share(interested_are_heard), over="reviewed_on", basis=f"{LAW}16条")
    exceptions_used = Metric("适用例外件数", count(REVIEWED & Q(conclusion="例外")), over="reviewed_on", basis=f"{LAW}12条")
    measures_stopped = Metric("经审查不出台件数", count(Q(kind=NEW)), over="dropped_on", basis=f"{LAW}18条")
    examinations = Metric("抽查、举报核查件数", count(), over="examined_on", basis=f"{LAW}21、22条")
    violations_found = Metric(
        "查实违反公平竞争审查条例件数",
        never(where=Q(is_unlawful=True)),
        over="examined_on",
        basis=f"{LAW}21、22条",
        target=at_most(0, "指标1.4.1"),
    )
    share_rectified = Metric("查实违规按期整改率", share(finding_is_rectified), over="examined_on", basis=f"{LAW}21条")
    share_cleaned = Metric(
        "存量清理完成率",
        share(holds=Q(cleaned_on__isnull=False), of=Q(kind=OLD)),
        over="clean_by_on",
        basis=TASK,
        target=at_least(1, "指标1.4.1"),
        says="存量清理完成率 = 已清理完成的件数 ÷ 列入清理的存量政策措施件数",
    )
    share_cleanup_announced = Metric("清理结果公布率", share(cleanup_is_announced), over="cleaned_on", basis=TASK)

    class Meta(Register.Meta):
        verbose_name = "公平竞争审查"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.kind == OLD and self.stage in ("reviewed", "adopted", "dropped"):
            told.append("存量清理没有审查出台的环节。请登记清理结果，或者把类别改为新出台。")
        if self.kind == NEW and self.stage == "cleaned":
            told.append("新出台的政策措施没有清理环节。请登记审查结论，或者把类别改为存量。")
        if self.adopted_on and self.dropped_on:
            told.append("同一件政策措施不能既出台又不出台。请核对，只保留一个日期。")
        return told
