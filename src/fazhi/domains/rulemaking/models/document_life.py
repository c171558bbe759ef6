"""What is written down of a rule or document (R13), where it can stand and which clocks run; what must hold is in document.py."""

from django.db.models import BooleanField, CharField, DateField, Q, URLField

from fazhi.engine.clocks import DayClock
from fazhi.engine.derived import Looked, Reference, Tallied
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.register import Register

from ..terms import CONCERNED, Effect, Found, IssuedAs, Kind, Meeting, Result, Reviewer, Validity

REGULATIONS = "规章制定程序条例"
REVIEW = "国办发〔2018〕37号"


class DocumentLife(Register):
    """规章与行政规范性文件从立项到失效所登记的内容、环节和期限。"""

    # What is written down
    kind = CharField("文件性质", max_length=10, choices=Kind, help_text="先判断是不是规范性文件：工作方案、会议纪要、应急预案等不登记")
    number = CharField("项目编号", max_length=80, help_text="立项或登记时的编号，公布后不变；历史文件没有项目编号的，填文号")
    title = CharField("文件名称", max_length=200)
    is_confirmed = BooleanField("名称似内部文件，已认定为规范性文件", default=False, help_text="由合法性审核机构认定")
    issued_as = CharField("以谁的名义印发", max_length=10, choices=IssuedAs)
    is_planned = BooleanField("列入经批准的年度制定计划", default=False)
    is_focused = BooleanField("“小快灵”“小切口”项目", default=False)
    reported_on = DateField("向同级党委请示报告日期", null=True, blank=True, help_text="重大制度建设事项填写")
    is_important = BooleanField("对权利义务有重大影响或涉及切身利益", default=False)
    is_market = BooleanField("与市场主体生产经营密切相关", default=False)
    touches_groups = BooleanField("涉及企业、特定群体或行业利益", default=False)
    is_secret = BooleanField("依法需要保密", default=False, help_text="只登记属于保密情形；涉密内容一律不得录入")
    assessed_on = DateField("评估论证完成日期", null=True, blank=True)
    is_disputed = BooleanField("部门争议较大", default=False)
    coordinated_on = DateField("协调会议日期", null=True, blank=True, help_text="有会议记录或纪要的协调会")
    third_party = CharField("第三方评估单位", max_length=100, blank=True)
    competition_reviewed_on = DateField("公平竞争审查完成日期", null=True, blank=True)
    review_sent_on = DateField("合法性审核送审日期", null=True, blank=True, help_text="送审材料齐备之日")
    reviewer = CharField("合法性审核机构", max_length=10, choices=Reviewer, blank=True)
    review_done_on = DateField("合法性审核意见日期", null=True, blank=True)
    review_result = CharField("合法性审核结论", max_length=10, choices=Result, blank=True)
    deliberated_on = DateField("集体审议日期", null=True, blank=True)
    meeting = CharField("审议会议", max_length=10, choices=Meeting, blank=True)
    signed_on = DateField("成文日期", null=True, blank=True, help_text="签署、签发之日")
    document_number = CharField("文号", max_length=80, blank=True)
    published_on = DateField("公布日期", null=True, blank=True, help_text="向社会公布之日")
    published_url = URLField("公布网址", max_length=500, blank=True)
    effective_on = DateField("施行日期", null=True, blank=True)
    is_immediate = BooleanField("依法可以自公布之日起施行", default=False, help_text="规章涉及国家安全等，或不立即施行将有碍施行")
    validity = CharField("有效期类型", max_length=10, choices=Validity, default=Validity.ORDINARY)
    expires_on = DateField("有效期届满日", null=True, blank=True, help_text="文件载明的有效期的最后一天")
    reappraised_on = DateField("届满前评估日期", null=True, blank=True)
    interpreted_on = DateField("政策解读日期", null=True, blank=True)
    is_pioneer = BooleanField("先行规章", default=False, help_text="应当制定地方性法规而条件尚不成熟，先行制定的规章")
    succeeded_on = DateField("提请制定法规或停止措施日期", null=True, blank=True, help_text="先行规章填写")
    effect = CharField("效力状态", max_length=10, choices=Effect, default=Effect.NOT_YET)
    effect_changed_on = DateField("效力变更日期", null=True, blank=True, help_text="修改、废止、失效之日")
    replaced_by = Reference("被哪一件修改、废止或代替", to="R13", help_text="填那一件的项目编号")
    platform_effect = CharField("查询平台标注的效力", max_length=10, choices=Effect, blank=True, help_text="统一查询平台没有收录的不填")
    is_barrier = BooleanField("被查实违法设置准入条件", default=False)
    found = CharField("被认定违法情况", max_length=10, choices=Found, default=Found.NOTHING)
    found_on = DateField("被认定违法日期", null=True, blank=True)

    consultations = Tallied("R14", "document", where=Q(form="公开征求"))
    concerned_heard = Tallied("R14", "document", where=Q(audience__in=CONCERNED))
    filings = Tallied("R16", "document", where=Q(sent_on__isnull=False))
    successor_effective_on = Looked("replaced_by", "effective_on")

    # Where it can stand
    stage = Lifecycle(
        Stage("drafting", "起草", then=("assessed",), act="退回起草"),
        Stage("assessed", "已评估论证", then=("consulting", "sent"), needs=("assessed_on",), on="assessed_on", act="登记评估论证"),
        Stage("consulting", "征求意见", then=("sent",), act="公开征求意见"),
        Stage("sent", "送审", then=("reviewed",), needs=("review_sent_on",), on="review_sent_on", act="送合法性审核"),
        Stage(
            "reviewed",
            "已审核",
            then=("deliberated", "drafting"),
            needs=("review_done_on", "review_result", "reviewer"),
            on="review_done_on",
            evidence=("合法性审核意见书",),
            act="登记审核意见",
        ),
        Stage(
            "deliberated", "已审议", then=("published",), needs=("deliberated_on", "meeting"), on="deliberated_on", evidence=("会议纪要",)
        ),
        Stage(
            "published",
            "已公布",
            then=("ended",),
            needs=("document_number", "signed_on", "published_on", "effective_on"),
            on="published_on",
            act="登记公布",
        ),
        Stage("ended", "效力已终止", needs=("effect_changed_on",), on="effect_changed_on", act="登记废止、失效"),
        basis=f"{REGULATIONS}；{REVIEW}",
    )

    # Which clocks run
    review_earliest_on = DayClock(
        "审核最短期满", "N09/最短", start="review_sent_on", stop="deliberated_on", says="合法性审核有必要的时间。"
    )
    review_due_on = DayClock(
        "审核期限",
        "N09/最长",
        start="review_sent_on",
        stop="review_done_on",
        pauses=("补正材料",),
        says="合法性审核自材料齐备起15个工作日内完成。",
        remedy="尽快出具审核意见；材料不全的，登记补正材料的停表。",
    )
    open_due_on = DayClock(
        "网上公开期限",
        "N14",
        start="signed_on",
        stop="published_on",
        when={"is_secret": (False,)},
        says="自成文之日起20个工作日内公布。",
        remedy="立即在政府门户网站公布，并说明迟延的原因。",
    )
    effective_from = DayClock(
        "规章最早施行日",
        "N03",
        start="published_on",
        stop="effective_on",
        when={"kind": ("规章",), "is_immediate": (False,)},
        says="规章自公布之日起30日后施行。",
        remedy="核对施行日期；属于可以立即施行情形的，注明并附说明。",
    )
    interpreted_due_on = DayClock("解读期限", "N15", start="published_on", stop="interpreted_on", says="公布后3个工作日内发布政策解读。")
    validity_until = DayClock(
        "最长有效期",
        {"一般": "N17/一般", "暂行试行": "N17/暂行试行"},
        by="validity",
        start="effective_on",
        stop="expires_on",
        when={"kind": ("规范性文件",)},
        says="规范性文件载明有效期，且不超过规定的年限。",
    )
    reappraisal_due_on = DayClock("届满前评估", "N18", start="expires_on", stop="reappraised_on", says="有效期届满前6个月完成评估。")
    pioneer_until = DayClock(
        "先行规章实施期限",
        "N06",
        start="effective_on",
        stop="succeeded_on",
        when={"is_pioneer": (True,)},
        says="先行规章实施满两年，需要继续实施所设措施的，提请制定地方性法规。",
        remedy="提请本级人大或其常委会制定地方性法规，或停止实施所设措施。",
    )

    class Meta(Register.Meta):
        abstract = True
