"""What is written down of a major decision (R18), where it can stand and which clocks run; what must hold is in decision.py."""

from django.db.models import BooleanField, CharField, DateField, PositiveSmallIntegerField, Q, TextField, URLField

from fazhi.engine.clocks import DayClock
from fazhi.engine.derived import Looked, Reference, Tallied
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, share
from fazhi.engine.register import Register

from ..terms import Agreement, Change, Dissent, Matter, Meeting, Result, ReviewForm, Risk

LAW = "重大行政决策程序暂行条例"

CONCERNED = ("企业", "协会商会", "人民团体", "特定群体")  # the audiences of R14 that a decision can concern


class DecisionLife(Register):
    """重大行政决策从列入目录到归档、执行、评估所登记的内容、环节和期限。"""

    # What is written down
    number = CharField("决策事项编号", max_length=80, help_text="目录中的编号，公布后不变")
    title = CharField("决策事项名称", max_length=200)
    matter = CharField("事项类别", max_length=10, choices=Matter, help_text="先判断是否适用：宏观调控、政府立法、应急处置不适用")
    year = PositiveSmallIntegerField("目录年度")
    is_listed = BooleanField("列入年度目录", default=False)
    party_agreed_on = DateField("目录经同级党委同意日期", null=True, blank=True)
    listed_on = DateField("目录公布日期", null=True, blank=True)
    adjusted_why = TextField("年中调整的依据", blank=True, help_text="年中新增、调整的填写批准依据")
    started_on = DateField("启动日期", null=True, blank=True, help_text="决策机关决定启动决策程序之日")
    is_secret = BooleanField("依法不予公开", default=False, help_text="只登记属于不予公开情形；涉密内容一律不得录入")
    needs_public = BooleanField("适用公开征求意见", default=True)
    public_skipped_why = TextField("不公开征求意见的理由", blank=True)
    touches_groups = BooleanField("涉及企业、特定群体或行业利益", default=False)
    needs_experts = BooleanField("适用专家论证", default=True, help_text="专业性、技术性较强的适用")
    experts_skipped_why = TextField("不作专家论证的理由", blank=True)
    experts_on = DateField("专家论证意见日期", null=True, blank=True)
    are_impartial = BooleanField("专家均声明无利害关系", default=False)
    needs_risk = BooleanField("适用风险评估", default=True, help_text="可能对社会稳定、公共安全等造成不利影响的适用")
    risk_skipped_why = TextField("不作风险评估的理由", blank=True, help_text="如按规定已经评估，不作重复评估")
    risk_on = DateField("风险评估报告日期", null=True, blank=True)
    is_risk_complete = BooleanField("报告列明风险点、防范措施和处置预案", default=False)
    risk = CharField("风险评估结论", max_length=10, choices=Risk, blank=True)
    first_evaluator = CharField("决策前主要论证评估单位", max_length=100, blank=True, help_text="决策后评估不得再由它承担")
    touches_market = BooleanField("涉及市场主体经济活动", default=False)
    competition_reviewed_on = DateField("公平竞争审查完成日期", null=True, blank=True)
    review_sent_on = DateField("合法性审查送审日期", null=True, blank=True, help_text="送审材料齐备之日")
    review_form = CharField("合法性审查方式", max_length=10, choices=ReviewForm, blank=True)
    review_done_on = DateField("合法性审查意见日期", null=True, blank=True)
    review_result = CharField("合法性审查结论", max_length=10, choices=Result, blank=True)
    counsel = Reference("提出法律意见的法律顾问、公职律师", to="R19", help_text="填聘书或证书编号")
    counsel_opinion_on = DateField("法律意见日期", null=True, blank=True)
    discussed_on = DateField("集体讨论日期", null=True, blank=True)
    meeting = CharField("讨论会议", max_length=10, choices=Meeting, blank=True)
    head_spoke_last = BooleanField("主要负责人末位表态", default=False)
    agreement = CharField("决定与多数人意见", max_length=10, choices=Agreement, blank=True)
    dissent = CharField("不同意见的记载", max_length=10, choices=Dissent, blank=True)
    party_reported_on = DateField("向同级党委请示报告日期", null=True, blank=True)
    must_report = BooleanField("应当向人大或其常委会报告", default=False)
    congress_on = DateField("向人大常委会报告日期", null=True, blank=True)
    decided_on = DateField("决定日期", null=True, blank=True)
    published_on = DateField("公布日期", null=True, blank=True)
    url = URLField("公布网址", max_length=500, blank=True)
    is_watched = BooleanField("社会关注度高或专业性强", default=False)
    explained_on = DateField("解读说明日期", null=True, blank=True)
    archived_on = DateField("归档日期", null=True, blank=True)
    archive_number = CharField("案卷号", max_length=80, blank=True)
    executor = CharField("执行单位", max_length=100, blank=True)
    tracked_on = DateField("最近一次执行情况报告日期", null=True, blank=True)
    is_off_target = BooleanField("明显未达到预期效果", default=False)
    is_objected = BooleanField("社会提出较多意见", default=False)
    change = CharField("执行中的中止、调整", max_length=10, choices=Change, default=Change.NONE)
    change_decided_on = DateField("按程序作出中止、调整决定日期", null=True, blank=True)

    consultations = Tallied("R14", "decision", where=Q(form="公开征求"))
    concerned_heard = Tallied("R14", "decision", where=Q(audience__in=CONCERNED))
    opinions_unanswered = Tallied("R14", "decision", where=Q(opinions__gt=0, feedback_on__isnull=True))
    evaluations = Tallied("R17", "decision", where=Q(work="后评估", finished_on__isnull=False))
    counsel_ends_on = Looked("counsel", "ends_on")
    counsel_begins_on = Looked("counsel", "begins_on")

    # Where it can stand
    stage = Lifecycle(
        Stage("listed", "列入目录", then=("started",)),
        Stage("started", "已启动", then=("drafting", "sent"), needs=("started_on",), on="started_on", act="启动决策程序"),
        Stage("drafting", "草拟论证", then=("sent",), act="转入草拟论证"),
        Stage("sent", "送审", then=("reviewed",), needs=("review_sent_on",), on="review_sent_on", act="送合法性审查"),
        Stage(
            "reviewed",
            "已审查",
            then=("discussed", "drafting"),
            needs=("review_done_on", "review_result", "review_form"),
            on="review_done_on",
            evidence=("合法性审查意见书",),
            act="登记审查意见",
        ),
        Stage("discussed", "已讨论", then=("decided",), needs=("discussed_on", "meeting"), on="discussed_on", evidence=("会议纪要",)),
        Stage("decided", "已决定", then=("published", "archived"), needs=("decided_on",), on="decided_on", act="登记决定"),
        Stage("published", "已公布", then=("archived",), needs=("published_on",), on="published_on", act="登记公布"),
        Stage(
            "archived",
            "已归档",
            then=(),
            needs=("archived_on", "archive_number"),
            on="archived_on",
            evidence=(
                "启动材料",
                "公众参与材料或者不适用的说明",
                "专家论证意见或者不适用的说明",
                "风险评估报告或者不适用的说明",
                "合法性审查意见书",
                "集体讨论记录",
                "决定和公布文本",
                "案卷目录",
            ),
            act="立卷归档",
        ),
        basis=LAW,
    )

    # Which clocks run
    review_full_on = DayClock(
        "最早讨论日",
        "D03",
        start="review_sent_on",
        stop="discussed_on",
        pauses=("补充材料",),
        says="送请合法性审查保证不少于7个工作日，期满后再讨论。",
        remedy="推迟上会；材料齐备后留足审查时间。",
    )
    publish_due_on = DayClock(
        "公布期限",
        "D07",
        start="decided_on",
        stop="published_on",
        when={"is_secret": (False,)},
        says="作出决定后及时公布。",
        remedy="在政府公报、政府网站等及时公布。",
    )
    archive_due_on = DayClock(
        "立卷归档期限",
        "C01",
        start="year",
        stop="archived_on",
        when={"is_listed": (True,)},
        says="目录事项次年6月底前立卷归档。",
        remedy="收齐各环节材料立卷归档。",
    )

    # What is measured
    share_review_time_kept = Metric(
        "审查时间达标率",
        share(review_full_on.in_time),
        over="discussed_on",
        basis=f"{LAW}26条",
        target=at_least(1, "创建方案任务13"),
    )

    class Meta(Register.Meta):
        abstract = True
