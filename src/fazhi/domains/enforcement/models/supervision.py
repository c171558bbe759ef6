"""R26 执法监督与投诉: complaints, supervision papers, disputes of competence, tracing of errors and records of interference."""

from django.db.models import BooleanField, CharField, DateField, F, PositiveSmallIntegerField, Q, TextChoices, TextField

from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, count, days, share, total
from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

COMPLAINT = Q(kind="投诉举报")


class SupervisionMatter(Register):
    """执法监督与投诉：一事一条，写明发现、要求整改、反馈和追责。"""

    code = "R26"
    identity = ("number",)
    listed = ("number", "unit", "kind", "subject", "stage", "found_on", "rectify_by", "answered_on", "finished_on")

    class Kind(TextChoices):
        COMPLAINT = "投诉举报", "对执法行为的投诉举报"
        SUPERVISION = "监督检查", "执法检查、专项监督、个案监督"
        CAMPAIGN = "涉企专项", "规范涉企执法专项行动任务"
        CONFLICT = "争议协调", "执法权限争议协调"
        JOINT = "联合执法", "联合执法、协作执法"
        TRACING = "错案倒查", "错案责任倒查"
        MEDDLING = "干预记录", "内部人员干预、插手案件"
        NOTHING = "零报告", "干预、插手案件零报告"

    class Source(TextChoices):
        PUBLIC = "群众企业", "群众、企业反映"
        SUPERIOR = "上级监督", "上级机关、司法行政部门监督"
        REVIEW = "复议诉讼", "复议、诉讼纠错"
        PROCURATOR = "检察监督", "检察建议"
        FILES = "案卷评查", "案卷评查"
        MEDIA = "媒体曝光", "媒体曝光"
        OWN = "自查", "本单位自查、内部报告"

    class Paper(TextChoices):
        LETTER = "督办函", "督办函、通知书"
        OPINION = "监督意见书", "监督意见书"
        ADVICE = "监督建议书", "监督建议书"
        DECISION = "监督决定书", "监督决定书"

    class Outcome(TextChoices):
        CORRECTED = "已纠正", "属实，已纠正"
        EXPLAINED = "不属实", "不属实，已说明"
        SETTLED = "协调一致", "协调一致或者已作协调决定"
        DONE = "已完成", "任务已完成"
        ACCOUNTED = "已追责", "已追责"
        CLEARED = "不需追责", "经倒查不需追责"

    # What is written down
    number = CharField("事项编号", max_length=60, help_text="登记编号，全市不重复")
    kind = CharField("事项类型", max_length=10, choices=Kind)
    found_by = CharField("发现渠道", max_length=10, choices=Source)
    subject = CharField("事由", max_length=200)
    reporter = PersonalField("投诉人或报告人", blank=True)
    is_business = BooleanField("涉企", default=False)
    case = Reference("涉及案件", to="R21", help_text="填执法案件的案号；没有具体案件的不填")
    found_on = DateField("发现或收到日期")
    paper = CharField("监督文书", max_length=10, choices=Paper, blank=True)
    paper_number = CharField("文书文号", max_length=60, blank=True)
    asked_on = DateField("要求整改日期", null=True, blank=True)
    rectify_by = DateField("整改（办理）期限", null=True, blank=True, help_text="文书或者任务要求的日期；没有要求的不填")
    answered_on = DateField("整改反馈日期", null=True, blank=True)
    finished_on = DateField("办结日期", null=True, blank=True)
    outcome = CharField("处理结果", max_length=10, choices=Outcome, blank=True)
    result = TextField("处理说明", blank=True)
    announced_on = DateField("通报日期", null=True, blank=True)
    people_accounted = PositiveSmallIntegerField("追责人数", default=0, blank=True)

    # Where it can stand
    stage = Lifecycle(
        Stage("found", "已发现", then=("asked", "finished"), needs=("found_on",), on="found_on"),
        Stage("asked", "已要求整改", then=("answered",), needs=("asked_on", "paper"), on="asked_on", act="要求整改"),
        Stage("answered", "已反馈", then=("finished",), needs=("answered_on",), on="answered_on", act="登记反馈"),
        Stage("finished", "已办结", needs=("finished_on", "outcome"), on="finished_on", act="办结"),
        basis="行政执法监督条例；创建方案任务20",
    )

    # What must hold
    paper_is_answered = Rule(
        "监督文书要求的整改已按期反馈。",
        applies=Q(asked_on__isnull=False, rectify_by__isnull=False) & (Q(answered_on__isnull=False) | Q(rectify_by__lt=TODAY)),
        holds=Q(answered_on__lte=F("rectify_by")),
        basis="创建方案任务20",
        remedy="立即整改并书面反馈；拒不整改的约谈、通报。",
    )
    is_finished_in_time = Rule(
        "投诉、协调和专项任务在要求的期限内办结。",
        applies=Q(kind__in=["投诉举报", "争议协调", "涉企专项"], rectify_by__isnull=False)
        & (Q(finished_on__isnull=False) | Q(rectify_by__lt=TODAY)),
        holds=Q(finished_on__lte=F("rectify_by")),
        basis="创建方案任务16、19",
        remedy="立即办结并登记结果。",
    )
    paper_has_number = Rule(
        "监督文书有文号。",
        applies=~Q(paper=""),
        holds=~Q(paper_number=""),
        basis="创建方案任务20",
        remedy="补填文号。",
    )
    meddling_is_announced = Rule(
        "干预、插手案件的已记录、通报并追责。",
        applies=Q(kind="干预记录"),
        holds=Q(announced_on__isnull=False, people_accounted__gt=0),
        basis="创建方案任务20",
        remedy="通报并追究责任，登记通报日期和追责人数。",
    )
    tracing_names_case = Rule(
        "错案倒查写明所查案件和结论。",
        applies=Q(kind="错案倒查", finished_on__isnull=False),
        holds=~Q(case="") & Q(outcome__in=["已追责", "不需追责", "已纠正"]),
        basis="创建方案任务20",
        remedy="补填案号；结论写明已追责、不需追责或者已纠正。",
    )

    # What is measured
    complaints = Metric("执法投诉件数", count(COMPLAINT), over="found_on", basis="创建方案任务19")
    share_complaints_finished = Metric(
        "涉企投诉办结率",
        share(holds=Q(finished_on__isnull=False), of=COMPLAINT & Q(is_business=True)),
        over="found_on",
        basis="创建方案任务19",
        target=at_least(1, "创建方案任务19"),
        says="涉企投诉办结率 = 已办结的涉企执法投诉 ÷ 收到的涉企执法投诉",
    )
    business_corrections = Metric(
        "涉企执法纠错件数", count(Q(is_business=True, outcome="已纠正")), over="finished_on", basis="创建方案任务19"
    )
    share_campaign_done = Metric(
        "涉企专项任务完成率",
        share(holds=Q(outcome="已完成"), of=Q(kind="涉企专项")),
        over="found_on",
        basis="创建方案任务19",
        target=at_least(1, "创建方案任务19"),
    )
    joint_actions = Metric("联合协作执法次数", count(Q(kind="联合执法"), unit="次"), over="found_on", basis="创建方案任务16")
    share_conflicts_settled = Metric(
        "争议协调办结率",
        share(holds=Q(finished_on__isnull=False), of=Q(kind="争议协调")),
        over="found_on",
        basis="创建方案任务16",
        target=at_least(1, "创建方案任务16"),
    )
    papers_issued = Metric("监督文书件数", count(~Q(paper="")), over="asked_on", basis="创建方案任务20")
    share_papers_answered = Metric(
        "监督文书按期反馈率",
        share(paper_is_answered),
        over="asked_on",
        basis="创建方案任务20",
        target=at_least(1, "创建方案任务20"),
    )
    share_problems_rectified = Metric(
        "监督发现问题整改率",
        share(holds=Q(answered_on__isnull=False), of=Q(asked_on__isnull=False)),
        over="asked_on",
        basis="创建方案任务23",
        target=at_least(1, "创建方案任务23"),
        says="监督发现问题整改率 = 已反馈整改的问题 ÷ 已要求整改的问题",
    )
    meddling_records = Metric("干预插手案件记录数", count(Q(kind="干预记录")), over="found_on", basis="创建方案任务20")
    zero_reports = Metric("干预零报告次数", count(Q(kind="零报告"), unit="次"), over="found_on", basis="创建方案任务20")
    share_meddling_announced = Metric(
        "干预案件通报追责率", share(meddling_is_announced), over="found_on", basis="创建方案任务20", target=at_least(1, "创建方案任务20")
    )
    people_held_to_account = Metric("追责人数", total("people_accounted", unit="人"), over="finished_on", basis="创建方案任务20")
    median_days_to_finish = Metric(
        "投诉办结天数中位数", days("found_on", "finished_on", where=COMPLAINT), over="finished_on", basis="创建方案任务19"
    )

    class Meta(Register.Meta):
        verbose_name = "执法监督与投诉"

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"
