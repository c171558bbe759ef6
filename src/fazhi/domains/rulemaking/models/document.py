"""R13 规章与行政规范性文件: what must hold of each, what is measured, and what is no normative document."""

from datetime import date

from django.db.models import F, Q

from fazhi.engine.conditions import TODAY, Ago
from fazhi.engine.metrics import Metric, at_least, at_most, count, days, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

from ..terms import IN_FORCE, INTERNAL_ENDINGS, NORMATIVE, IssuedAs, Kind
from .document_life import REGULATIONS, REVIEW, DocumentLife

MARKET = "优化营商环境条例"
REVIEWING = "国办发〔2018〕115号"
TASK = "创建方案任务"

SENT = Q(review_sent_on__isnull=False) | Q(deliberated_on__isnull=False) | Q(published_on__isnull=False)
DECIDED = Q(deliberated_on__isnull=False) | Q(published_on__isnull=False)
PUBLISHED = Q(published_on__isnull=False)
HOLDING = PUBLISHED & Q(effect__in=IN_FORCE)
REGULATION, DOCUMENT = Q(kind="规章"), Q(kind="规范性文件")


class NormativeDocument(DocumentLife):
    """规章与行政规范性文件：从立项、起草到公布、备案，直至修改、废止、失效。"""

    code = "R13"
    identity = ("number",)
    listed = ("number", "unit", "title", "kind", "stage", "document_number", "published_on", "expires_on", "effect")

    # What must hold
    regulation_consulted = Rule(
        "规章草案向社会公开征求意见。",
        applies=REGULATION & SENT & Q(is_secret=False),
        holds=Q(consultations__gt=0),
        basis=f"{REGULATIONS}15条",
        severity=Severity.REDLINE,
        remedy="送审前向社会公布草案及说明，期限一般不少于30日，并在公开征求意见台账登记。",
    )
    document_consulted = Rule(
        "有重大影响、涉及切身利益或者市场主体的规范性文件公开征求意见。",
        applies=DOCUMENT & SENT & Q(is_secret=False) & (Q(is_important=True) | Q(is_market=True)),
        holds=Q(consultations__gt=0),
        basis=f"{REVIEW}；{MARKET}62条",
        severity=Severity.REDLINE,
        remedy="补做公开征求意见，并在公开征求意见台账登记。",
        confidence="乙",
    )
    concerned_are_heard = Rule(
        "涉及企业、特定群体、行业利益的，听取企业、人民团体、协会商会意见。",
        applies=Q(touches_groups=True) & SENT & Q(is_secret=False),
        holds=Q(concerned_heard__gt=0),
        basis=f"{MARKET}62条；{TASK}7",
        remedy="召开座谈会或者书面征求有关企业、团体、协会商会意见，并登记采纳情况。",
    )
    dispute_is_coordinated = Rule(
        "部门争议较大的，开会协调并留有记录。",
        applies=Q(is_disputed=True) & DECIDED,
        holds=Q(coordinated_on__isnull=False),
        basis=f"{REGULATIONS}24条；{TASK}6",
        remedy="补齐协调会议的纪要；没有协调的，报请本级政府领导协调。",
    )
    dispute_is_assessed = Rule(
        "部门争议较大的，引入第三方评估。",
        applies=Q(is_disputed=True) & DECIDED,
        holds=~Q(third_party=""),
        basis=f"{TASK}6；{REGULATIONS}24条",
        remedy="委托有关专家、教学科研单位、社会组织评估，留存委托书和报告。",
    )
    five_steps_done = Rule(
        "评估论证、公开征求意见、合法性审核、集体审议、公布五个环节齐备。",
        applies=DOCUMENT & PUBLISHED & Q(is_important=True),
        holds=Q(assessed_on__isnull=False, review_done_on__isnull=False, deliberated_on__isnull=False)
        & ~Q(published_url="")
        & (Q(consultations__gt=0) | Q(is_secret=True)),
        basis=f"{REVIEW}；{TASK}8",
        remedy="查明缺少的环节，说明原因并整改；没有材料的不得补造。",
        confidence="乙",
    )
    reviewed_before_deliberation = Rule(
        "合法性审核在集体审议之前，审核不合法的不提交审议。",
        applies=DECIDED,
        holds=Q(review_result__in=("合法", "修改后合法"), review_done_on__lte=F("deliberated_on")),
        basis=f"{REVIEW}（六）（七）；{REGULATIONS}19、25条",
        severity=Severity.REDLINE,
        remedy="停止执行并补做审核、重新审议；不得以征求意见、会签、参会代替审核。",
        confidence="乙",
    )
    reviewed_at_right_level = Rule(
        "政府、政府办公室名义和经政府同意的文件由本级政府审核机构审核。",
        applies=Q(issued_as__in=("政府", "政府办公室", "政府同意"), review_done_on__isnull=False),
        holds=Q(reviewer="政府审核机构"),
        basis=REVIEWING,
        remedy="送本级政府审核机构审核；起草部门自己的审核不能代替。",
        confidence="乙",
    )
    regulation_decided_in_session = Rule(
        "规章经政府常务会议或者全体会议决定。",
        applies=REGULATION & PUBLISHED,
        holds=Q(deliberated_on__isnull=False, meeting__in=("常务会议", "全体会议")),
        basis=f"{REGULATIONS}27条",
        remedy="核对会议纪要；未经会议决定的，提请会议审议。",
    )
    competition_is_reviewed = Rule(
        "涉及经营者经济活动的文件，出台前完成公平竞争审查。",
        applies=PUBLISHED & Q(is_market=True),
        holds=Q(competition_reviewed_on__lte=F("published_on")),
        basis="公平竞争审查条例13、14、18条",
        remedy="补做审查；违反审查标准的停止执行、修改或者废止。",
        by="published_on",
        since=date(2024, 8, 1),
    )
    no_barrier = Rule(
        "不违法设置市场准入和退出条件。",
        applies=PUBLISHED,
        holds=Q(is_barrier=False),
        basis=f"{MARKET}64条；{TASK}2",
        remedy="立即停止执行有关条款，修改或者废止文件，并公布结果。",
    )
    never_found_unlawful = Rule(
        "没有被责令改正、撤销，没有被认定不合法。",
        applies=PUBLISHED,
        holds=Q(found="没有"),
        basis=f"{TASK}8",
        severity=Severity.FATAL,
        remedy="停止执行并修改或者废止，逐条说明整改情况，清理同类文件。",
    )
    is_filed = Rule(
        "公布后报送备案，规章报国务院、省人大常委会、省政府、本级人大常委会四处。",
        applies=Q(kind__in=NORMATIVE) & Q(published_on__lt=Ago(months=1)),
        holds=(REGULATION & Q(filings__gte=4)) | (DOCUMENT & Q(filings__gte=1)),
        basis=f"立法法109条；{TASK}9",
        severity=Severity.REDLINE,
        remedy="立即报送备案，并在备案台账登记。",
    )
    is_open_to_all = Rule(
        "现行有效的文件在政府门户网站公布。",
        applies=HOLDING & Q(is_secret=False),
        holds=~Q(published_url=""),
        basis=f"{TASK}9；政府信息公开条例20条",
        remedy="在门户网站统一公布，补填网址。",
    )
    is_marked_right = Rule(
        "统一查询平台收录，标注的效力与台账一致。",
        applies=PUBLISHED & Q(is_secret=False),
        holds=Q(platform_effect=F("effect")),
        basis=f"{TASK}9",
        remedy="在查询平台补录或者更正效力标注。",
    )
    expired_is_marked = Rule(
        "有效期届满的，效力状态改为失效、废止。",
        applies=PUBLISHED & Q(expires_on__lt=TODAY),
        holds=Q(effect__in=("废止", "失效")),
        basis=f"文件载明的有效期；{TASK}9",
        remedy="标明失效；需要继续施行的，重新公布后延长有效期。",
    )
    end_is_dated = Rule(
        "修改、废止、失效写明日期。",
        applies=Q(effect__in=("修改", "废止", "失效")),
        holds=Q(effect_changed_on__isnull=False),
        basis=f"{REGULATIONS}39条；{TASK}9",
        remedy="补填效力变更日期。",
    )
    successor_is_known = Rule(
        "被修改、废止、代替的，前后两件衔接：后一件已施行，前一件已标明，日期不倒置。",
        applies=~Q(replaced_by=""),
        holds=Q(effect__in=("修改", "废止", "失效"), successor_effective_on__gte=F("effective_on")),
        basis=f"{REGULATIONS}39条；{TASK}9",
        remedy="核对后一件的项目编号、施行日期和前一件的效力状态。",
    )

    # What is measured
    documents_published = Metric("公布的规章和规范性文件", count(), over="published_on", basis=f"{TASK}8")
    share_planned = Metric(
        "列入年度制定计划的比例", share(holds=Q(is_planned=True), of=PUBLISHED), over="published_on", basis=f"{TASK}6；{REGULATIONS}12条"
    )
    focused_documents = Metric("小快灵、小切口项目", count(Q(is_focused=True)), over="published_on", basis=f"{TASK}6")
    documents_reported = Metric("重大制度向党委请示报告件数", count(), over="reported_on", basis=f"{REGULATIONS}4条；{TASK}6")
    share_disputes_coordinated = Metric(
        "争议协调记录完备率", share(dispute_is_coordinated), over="deliberated_on", target=at_least(1, f"{TASK}6"), basis=f"{TASK}6"
    )
    share_disputes_assessed = Metric(
        "争议较大的第三方评估率", share(dispute_is_assessed), over="deliberated_on", target=at_least(1, f"{TASK}6"), basis=f"{TASK}6"
    )
    share_regulations_consulted = Metric(
        "规章草案公开征求意见率", share(regulation_consulted), over="review_sent_on", target=at_least(1, f"{TASK}7"), basis=f"{TASK}7"
    )
    share_documents_consulted = Metric(
        "重要规范性文件公开征求意见率", share(document_consulted), over="review_sent_on", target=at_least(1, f"{TASK}7"), basis=f"{TASK}7"
    )
    share_concerned_heard = Metric(
        "听取企业、团体、协会商会意见率",
        share(concerned_are_heard),
        over="review_sent_on",
        target=at_least(1, f"{TASK}7"),
        basis=f"{TASK}7",
    )
    share_five_steps = Metric(
        "五个环节齐备率", share(five_steps_done), over="published_on", target=at_least(1, f"{TASK}8"), basis=f"{TASK}8"
    )
    share_reviewed_first = Metric(
        "先审核后审议率", share(reviewed_before_deliberation), over="deliberated_on", target=at_least(1, f"{TASK}8"), basis=f"{TASK}8"
    )
    median_days_of_review = Metric("合法性审核用时中位数", days("review_sent_on", "review_done_on"), over="review_done_on", basis=REVIEWING)
    documents_found_unlawful = Metric(
        "被责令改正、撤销或认定不合法的件数",
        never(where=~Q(found="没有")),
        over="found_on",
        target=at_most(0, f"{TASK}8"),
        basis=f"{TASK}8",
    )
    barriers_found = Metric(
        "被查实违法设置准入条件的件数", never(no_barrier), over="published_on", target=at_most(0, f"{TASK}2"), basis=f"{TASK}2"
    )
    share_competition_reviewed = Metric(
        "公平竞争审查率", share(competition_is_reviewed), over="published_on", target=at_least(1, f"{TASK}4"), basis=f"{TASK}4"
    )
    share_filed = Metric("报备率", share(is_filed), over="published_on", target=at_least(1, f"{TASK}9"), basis=f"{TASK}9")
    share_open = Metric("现行有效文件门户网站公开率", share(is_open_to_all), target=at_least(1, f"{TASK}9"), basis=f"{TASK}9")
    share_marked_right = Metric("查询平台收录和效力标注准确率", share(is_marked_right), target=at_least(1, f"{TASK}9"), basis=f"{TASK}9")
    documents_in_force = Metric("现行有效件数", count(HOLDING), basis=f"{TASK}9")

    class Meta(Register.Meta):
        verbose_name = "规章和规范性文件"

    def __str__(self) -> str:
        return f"{self.document_number or self.number} {self.title}"

    def refuse(self) -> list[str]:
        """A paper that is no normative document, whatever its number looks like; a regulation by a body that can make none."""
        reasons = []
        if self.kind and self.kind not in NORMATIVE:
            reasons.append(
                f"“{dict(Kind.choices).get(self.kind, self.kind)}”不是规章，也不是行政规范性文件，不在本台账登记。"
                "请作为工作材料保存；确实规定了公民、法人和其他组织的权利义务并反复适用的，请审核机构认定后按规范性文件登记。"
            )
        ending = next((each for each in INTERNAL_ENDINGS if self.title.strip().removesuffix("的通知").endswith(each)), "")
        if self.kind == Kind.DOCUMENT and ending and not self.is_confirmed:
            reasons.append(
                f"名称以“{ending}”结尾，这类文件一般属于内部执行文件，不是规范性文件。请核对性质；审核机构认定为规范性文件的，勾选“已认定”后再登记。"
            )
        if self.kind == Kind.REGULATION and self.issued_as and self.issued_as != IssuedAs.GOVERNMENT:
            reasons.append("规章由设区的市人民政府制定，不能以其他名义印发。请核对文件性质和印发名义。")
        if self.replaced_by and self.replaced_by.strip() == self.number.strip():
            reasons.append("文件不能被它自己修改、废止。请填写后一件的项目编号。")
        return reasons
