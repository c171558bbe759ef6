"""R18 重大行政决策: which steps it had to take, whether it took them, and what is measured of all decisions."""

from django.db.models import F, Q

from fazhi.engine.conditions import Ago
from fazhi.engine.metrics import Metric, at_least, at_most, count, covered, days, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

from ..terms import EXCLUDED, Matter
from .decision_life import LAW, DecisionLife

TASK = "创建方案任务"
ALL_10, ALL_11, ALL_12, ALL_13, ALL_14, ALL_15 = (at_least(1, f"{TASK}{number}") for number in range(10, 16))

TO_DISCUSS = Q(discussed_on__isnull=False) | Q(decided_on__isnull=False)
DECIDED = Q(decided_on__isnull=False)


class MajorDecision(DecisionLife):
    """重大行政决策：年度目录事项从启动、公众参与、论证评估、审查、讨论到公布、归档、执行和评估。"""

    code = "R18"
    identity = ("number",)
    listed = ("number", "unit", "title", "year", "stage", "review_done_on", "discussed_on", "published_on", "archived_on")

    # What must hold
    catalogue_is_agreed = Rule(
        "年度目录经同级党委同意后公布。",
        applies=Q(is_listed=True),
        holds=Q(party_agreed_on__lte=F("listed_on")),
        basis=f"{LAW}3条；{TASK}10",
        remedy="报同级党委同意后公布目录，补填两个日期。",
    )
    adjustment_has_ground = Rule(
        "年中启动而没有列入目录的，有调整依据。",
        applies=Q(is_listed=False, started_on__isnull=False),
        holds=~Q(adjusted_why=""),
        basis=f"{LAW}3条；{TASK}10",
        remedy="补办目录调整手续，写明批准依据。",
    )
    skipped_steps_have_reasons = Rule(
        "不公开征求意见、不作专家论证、不作风险评估的，写明理由。",
        applies=Q(started_on__isnull=False) & (Q(needs_public=False) | Q(needs_experts=False) | Q(needs_risk=False)),
        holds=(Q(needs_public=True) | ~Q(public_skipped_why=""))
        & (Q(needs_experts=True) | ~Q(experts_skipped_why=""))
        & (Q(needs_risk=True) | ~Q(risk_skipped_why="")),
        basis=f"{LAW}14、19、22条",
        remedy="逐项写明为什么不适用；理由不成立的，补做该程序。",
    )
    public_is_asked = Rule(
        "适用公开征求意见的，讨论前公开征求意见。",
        applies=TO_DISCUSS & Q(needs_public=True, is_secret=False),
        holds=Q(consultations__gt=0),
        basis=f"{LAW}14、15条",
        remedy="补做公开征求意见，并在公开征求意见台账登记。",
    )
    opinions_are_answered = Rule(
        "收到的意见都反馈了采纳情况。",
        applies=TO_DISCUSS & Q(consultations__gt=0),
        holds=Q(opinions_unanswered=0),
        basis=f"{LAW}18、29条；{TASK}11",
        remedy="归纳研究收到的意见，公开或者反馈采纳情况。",
    )
    concerned_are_heard = Rule(
        "涉及特定群体利益的，与相关团体、组织和群众代表沟通协商。",
        applies=TO_DISCUSS & Q(touches_groups=True),
        holds=Q(concerned_heard__gt=0),
        basis=f"{LAW}14条；{TASK}11",
        remedy="专门听取企业、协会商会、人民团体、群众代表意见并登记。",
    )
    experts_are_asked = Rule(
        "专业性、技术性较强的，讨论前经专家论证。",
        applies=TO_DISCUSS & Q(needs_experts=True),
        holds=Q(experts_on__isnull=False) & (Q(discussed_on__isnull=True) | Q(experts_on__lte=F("discussed_on"))),
        basis=f"{LAW}19条",
        remedy="组织专家、专业机构论证，出具署名盖章的书面意见。",
    )
    experts_are_impartial = Rule(
        "参加论证的专家没有直接利害关系。",
        applies=Q(experts_on__isnull=False),
        holds=Q(are_impartial=True),
        basis=f"{LAW}20条",
        remedy="取得专家的无利害关系声明；有利害关系的，另选专家重新论证。",
    )
    risk_is_assessed = Rule(
        "可能有不利影响的，讨论前作风险评估。",
        applies=TO_DISCUSS & Q(needs_risk=True),
        holds=Q(risk_on__isnull=False) & (Q(discussed_on__isnull=True) | Q(risk_on__lte=F("discussed_on"))),
        basis=f"{LAW}22条",
        remedy="组织风险评估，形成报告。",
    )
    risk_report_is_complete = Rule(
        "风险评估报告明确风险点、防范措施和处置预案。",
        applies=Q(risk_on__isnull=False),
        holds=Q(is_risk_complete=True),
        basis=f"{LAW}23条",
        remedy="补充评估报告缺少的内容。",
    )
    risk_is_in_hand = Rule(
        "风险可控才作决策。",
        applies=DECIDED & ~Q(risk=""),
        holds=Q(risk__in=("可控", "调整后可控")),
        basis=f"{LAW}24条",
        severity=Severity.REDLINE,
        remedy="中止执行，调整方案，确保风险可控后重新决策。",
    )
    competition_is_reviewed = Rule(
        "涉及市场主体经济活动的，讨论前有公平竞争审查情况。",
        applies=TO_DISCUSS & Q(touches_market=True),
        holds=Q(competition_reviewed_on__isnull=False) & (Q(discussed_on__isnull=True) | Q(competition_reviewed_on__lte=F("discussed_on"))),
        basis=f"{LAW}29条",
        remedy="补做公平竞争审查；违反审查标准的，停止执行并修改。",
    )
    reviewed_before_discussion = Rule(
        "讨论前经合法性审查，不以征求意见、会签代替，不合法的不提交讨论。",
        applies=TO_DISCUSS,
        holds=Q(review_form="合法性审查", review_result__in=("合法", "修改后合法", "探索性改革"))
        & Q(review_done_on__isnull=False)
        & (Q(discussed_on__isnull=True) | Q(review_done_on__lte=F("discussed_on"))),
        basis=f"{LAW}25条；{TASK}13",
        severity=Severity.FATAL,
        remedy="停止执行，补做合法性审查并重新讨论，查明责任。",
    )
    counsel_is_heard = Rule(
        "合法性审查听取在聘法律顾问、公职律师的意见。",
        applies=Q(review_done_on__isnull=False),
        holds=Q(counsel_opinion_on__lte=F("review_done_on"), counsel_begins_on__lte=F("counsel_opinion_on"))
        & (Q(counsel_ends_on__isnull=True) | Q(counsel_ends_on__gte=F("counsel_opinion_on"))),
        basis=f"{LAW}28条；{TASK}13",
        remedy="组织法律顾问、公职律师出具意见书，登记聘书或者证书编号。",
    )
    discussed_together = Rule(
        "决策经常务会议或者全体会议讨论。",
        applies=DECIDED,
        holds=Q(discussed_on__lte=F("decided_on"), meeting__in=("常务会议", "全体会议", "部门集体讨论")),
        basis=f"{LAW}30、42条；{TASK}14",
        severity=Severity.REDLINE,
        remedy="提请常务会议或者全体会议讨论；未经讨论的决定停止执行。",
    )
    head_speaks_last = Rule(
        "主要负责人最后发表意见，与多数人意见不一致的说明理由。",
        applies=Q(discussed_on__isnull=False),
        holds=Q(head_spoke_last=True, agreement__in=("与多数一致", "不一致已说明")),
        basis=f"{LAW}30条；{TASK}14",
        remedy="核对会议记录；没有末位表态的，整改议事规则。",
    )
    dissent_is_recorded = Rule(
        "不同意见如实载明。",
        applies=Q(discussed_on__isnull=False),
        holds=Q(dissent__in=("没有不同意见", "已如实载明")),
        basis=f"{LAW}30条",
        remedy="核对会议记录，如实补记并注明补记时间。",
    )
    party_is_asked = Rule(
        "出台前向同级党委请示报告。",
        applies=DECIDED,
        holds=Q(party_reported_on__isnull=False) & (Q(published_on__isnull=True) | Q(party_reported_on__lte=F("published_on"))),
        basis=f"{LAW}31条",
        remedy="补报同级党委，说明没有事先报告的原因。",
    )
    congress_is_told = Rule(
        "应当向人大或其常委会报告的，出台前报告。",
        applies=DECIDED & Q(must_report=True),
        holds=Q(congress_on__isnull=False) & (Q(published_on__isnull=True) | Q(congress_on__lte=F("published_on"))),
        basis=f"{LAW}8条；{TASK}10",
        remedy="按规定向本级人大常委会报告，并登记报告日期。",
    )
    is_published = Rule(
        "决策向社会公布，留有网址。",
        applies=Q(decided_on__lt=Ago(months=1), is_secret=False),
        holds=Q(published_on__isnull=False) & ~Q(url=""),
        basis=f"{LAW}32条；政府信息公开条例26条",
        remedy="在政府公报、政府网站等公布，补填网址。",
    )
    is_explained = Rule(
        "社会关注度高、专业性强的，作宣传解读。",
        applies=Q(published_on__lt=Ago(months=1), is_watched=True),
        holds=Q(explained_on__isnull=False),
        basis=f"{LAW}32条；{TASK}11",
        remedy="通过新闻发布会、接受访谈等解读，说明意见采纳情况。",
    )
    is_archived = Rule(
        "年度目录事项立卷归档，决定满一年的应当已经归档。",
        applies=Q(is_listed=True, decided_on__lt=Ago(months=12)),
        holds=Q(archived_on__isnull=False) & ~Q(archive_number=""),
        basis=f"{LAW}33条；{TASK}15",
        severity=Severity.REDLINE,
        remedy="收齐各环节材料立卷归档；条例写“及时”，一年是内部控制的界线。",
    )
    is_tracked = Rule(
        "有执行单位，跟踪执行情况和实施效果。",
        applies=Q(decided_on__lt=Ago(months=12)),
        holds=~Q(executor="") & Q(tracked_on__gt=F("decided_on")),
        basis=f"{LAW}34条；{TASK}15",
        remedy="明确执行单位，由其报告执行情况。",
    )
    evaluated_when_called_for = Rule(
        "明显未达到预期效果、社会意见较多的，作决策后评估。",
        applies=DECIDED & (Q(is_off_target=True) | Q(is_objected=True)),
        holds=Q(evaluations__gt=0),
        basis=f"{LAW}36条；{TASK}15",
        remedy="委托决策前没有承担主要论证评估工作的单位评估，并在清理和后评估台账登记。",
    )
    change_follows_procedure = Rule(
        "中止、停止执行和重大调整按法定程序作出。",
        applies=~Q(change="没有"),
        holds=Q(change_decided_on__isnull=False),
        basis=f"{LAW}37条",
        remedy="补办法定程序；情况紧急先行中止的，登记行政首长决定的日期。",
    )

    # What is measured
    decisions_listed = Metric("年度目录事项", count(Q(is_listed=True)), over="year", basis=f"{LAW}3条；{TASK}10")
    share_units_listing = Metric(
        "编制年度目录的部门和县区比例",
        covered(among=("government", "county"), where=Q(is_listed=True)),
        over="year",
        basis=f"{TASK}10",
        confidence="丁",
        says="编制年度目录的部门和县区比例 = 有目录事项的单位数 ÷ 部门和县区数。没有重大行政决策事项的部门可以不编，只作参考。",
    )
    share_catalogue_agreed = Metric("目录经党委同意并公布的比例", share(catalogue_is_agreed), over="year", basis=f"{LAW}3条", target=ALL_10)
    share_adjustments_grounded = Metric("年中调整有据率", share(adjustment_has_ground), over="year", basis=f"{LAW}3条", target=ALL_10)
    share_told_congress = Metric("向人大常委会报告率", share(congress_is_told), over="decided_on", basis=f"{LAW}8条", target=ALL_10)
    share_published = Metric("决策公开率", share(is_published), over="decided_on", basis=f"{LAW}32条", target=ALL_11)
    share_public_asked = Metric("公开征求意见率", share(public_is_asked), over="discussed_on", basis=f"{LAW}14条", target=ALL_11)
    share_opinions_answered = Metric(
        "意见采纳情况反馈率", share(opinions_are_answered), over="discussed_on", basis=f"{LAW}18条", target=ALL_11
    )
    share_explained = Metric("关注度高的决策解读率", share(is_explained), over="published_on", basis=f"{LAW}32条", target=ALL_11)
    share_concerned_heard = Metric("听取相关群体意见率", share(concerned_are_heard), over="discussed_on", basis=f"{LAW}14条", target=ALL_11)
    share_skips_reasoned = Metric("不适用程序说明理由率", share(skipped_steps_have_reasons), over="started_on", basis=f"{LAW}14、19、22条")
    share_experts_asked = Metric("专家论证率", share(experts_are_asked), over="discussed_on", basis=f"{LAW}19条", target=ALL_12)
    share_experts_impartial = Metric(
        "专家无利害关系声明率", share(experts_are_impartial), over="experts_on", basis=f"{LAW}20条", target=ALL_12
    )
    share_risk_assessed = Metric("风险评估率", share(risk_is_assessed), over="discussed_on", basis=f"{LAW}22条", target=ALL_12)
    share_risk_reports_complete = Metric(
        "风险评估报告要素齐全率", share(risk_report_is_complete), over="risk_on", basis=f"{LAW}23条", target=ALL_12
    )
    share_reviewed_first = Metric(
        "讨论前合法性审查率", share(reviewed_before_discussion), over="discussed_on", basis=f"{LAW}25条", target=ALL_13
    )
    reviews_replaced = Metric(
        "以征求意见、会签代替审查的件数",
        never(where=Q(review_form__in=("以征求意见代替", "以会签代替"))),
        over="discussed_on",
        basis=f"{LAW}25条",
        target=at_most(0, f"{TASK}13"),
    )
    unlawful_discussed = Metric(
        "审查不合法仍提交讨论的件数",
        never(where=Q(review_result="不合法")),
        over="discussed_on",
        basis=f"{LAW}25条",
        target=at_most(0, f"{TASK}13"),
    )
    decisions_without_counsel = Metric(
        "审查没有顾问、公职律师意见的件数",
        never(counsel_is_heard),
        over="review_done_on",
        basis=f"{LAW}28条",
        target=at_most(0, f"{TASK}13"),
    )
    share_discussed_together = Metric("集体讨论率", share(discussed_together), over="decided_on", basis=f"{LAW}30条", target=ALL_14)
    share_head_last = Metric("主要负责人末位表态率", share(head_speaks_last), over="discussed_on", basis=f"{LAW}30条", target=ALL_14)
    share_dissent_recorded = Metric("不同意见载明率", share(dissent_is_recorded), over="discussed_on", basis=f"{LAW}30条", target=ALL_14)
    share_archived = Metric(
        "目录事项立卷归档率",
        share(holds=Q(archived_on__isnull=False) & ~Q(archive_number=""), of=DECIDED & Q(is_listed=True)),
        over="year",
        basis=f"{LAW}33条",
        target=ALL_15,
    )
    share_tracked = Metric("执行情况跟踪率", share(is_tracked), over="decided_on", basis=f"{LAW}34条", target=ALL_15)
    share_evaluated = Metric("触发情形后评估率", share(evaluated_when_called_for), over="decided_on", basis=f"{LAW}36条", target=ALL_15)
    median_days_of_review = Metric(
        "合法性审查用时中位数", days("review_sent_on", "review_done_on"), over="review_done_on", basis=f"{LAW}26条"
    )

    class Meta(Register.Meta):
        verbose_name = "重大行政决策"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def refuse(self) -> list[str]:
        """Decisions that the regulation does not govern (条例3条)."""
        if self.matter in EXCLUDED:
            return [
                f"“{dict(Matter.choices).get(self.matter, self.matter)}”不适用重大行政决策程序（{LAW}3条），不在本台账登记。"
                "政府立法请登记在规章和规范性文件台账，突发事件应急处置请登记在应急台账；属于其他类别的，请改选事项类别。"
            ]
        return []
