"""R17 清理与后评估: looking again at what is in force, why, by whom, with what result, and whether the result was carried out."""

from django.db.models import BooleanField, CharField, DateField, F, Q, TextField, URLField

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY, Ago
from fazhi.engine.derived import Looked, Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Binds, Metric, at_least, count, days, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

from ..terms import IN_FORCE, Conclusion, Trigger, Work

DECISIONS = "重大行政决策程序暂行条例"
REGULATIONS = "规章制定程序条例"
TASK = "创建方案任务9"


class Reappraisal(Register):
    """清理与后评估：对现行规章、规范性文件和重大行政决策重新审视，作出结论并落实。"""

    code = "R17"
    identity = ("number",)
    listed = ("number", "unit", "work", "document", "decision", "trigger", "finished_on", "conclusion", "published_on")

    # What is written down
    number = CharField("清理、评估编号", max_length=80)
    work = CharField("工作", max_length=10, choices=Work)
    document = Reference("对应的规章、规范性文件", to="R13", help_text="填项目编号；一件一条")
    decision = Reference("对应的重大行政决策", to="R18", help_text="决策后评估填决策事项编号")
    trigger = CharField("触发原因", max_length=10, choices=Trigger)
    ground = CharField("触发依据", max_length=200, blank=True, help_text="上位法名称、上级通知文号、文书文号等")
    triggered_on = DateField("触发日期", help_text="上位法公布、收到通知或者文书之日")
    previous_on = DateField("上次清理完成日期", null=True, blank=True, help_text="定期清理填写")
    started_on = DateField("启动日期", null=True, blank=True)
    evaluator = CharField("承担单位", max_length=100, blank=True, help_text="具体承担清理、评估工作的单位")
    is_heard = BooleanField("听取了社会公众意见", default=False)
    finished_on = DateField("完成日期", null=True, blank=True, help_text="提出结论或者评估报告之日")
    conclusion = CharField("结论", max_length=10, choices=Conclusion, blank=True)
    reason = TextField("主要理由", blank=True)
    published_on = DateField("结果公布日期", null=True, blank=True)
    url = URLField("结果公布网址", max_length=500, blank=True)
    answered_on = DateField("书面答复日期", null=True, blank=True, help_text="答复人民法院、复议机关之日")
    carried_out_on = DateField("结论落实日期", null=True, blank=True, help_text="修改、废止、失效或者调整完成之日")

    document_effect = Looked("document", "effect")
    document_effect_changed_on = Looked("document", "effect_changed_on")
    decision_title = Looked("decision", "title")
    decision_evaluator = Looked("decision", "first_evaluator")

    # Where it can stand
    stage = Lifecycle(
        Stage("due", "待启动", then=("started",)),
        Stage("started", "进行中", then=("finished",), needs=("started_on", "evaluator"), on="started_on", act="启动"),
        Stage(
            "finished",
            "已有结论",
            then=("published", "carried_out"),
            needs=("finished_on", "conclusion"),
            on="finished_on",
            evidence=("清理结论或者评估报告",),
            act="登记结论",
        ),
        Stage("published", "结果已公布", then=("carried_out",), needs=("published_on",), on="published_on", act="公布结果"),
        Stage("carried_out", "结论已落实", needs=("carried_out_on",), on="carried_out_on", act="登记落实"),
        basis=f"{REGULATIONS}；{DECISIONS}",
    )

    # Which clocks run
    regular_due_on = DayClock(
        "定期清理",
        "N19",
        start="previous_on",
        stop="finished_on",
        when={"work": ("清理",), "trigger": ("定期",)},
        says="按规定的周期清理。",
    )
    court_due_on = DayClock(
        "答复司法建议期限",
        "N22",
        start="triggered_on",
        stop="answered_on",
        when={"trigger": ("司法建议",)},
        says="自收到人民法院关于规范性文件的司法建议之日起60日内书面答复。",
        remedy="立即书面答复人民法院，并附处理情况。",
    )
    maker_due_on = DayClock(
        "答复复议机关期限",
        "N23/制定机关答复",
        start="triggered_on",
        stop="answered_on",
        when={"trigger": ("附带审查",)},
        says="自收到复议机关通知之日起10个工作日内就有关条款的合法性书面答复。",
        remedy="立即书面答复，附依据材料。",
    )
    forwarded_due_on = DayClock(
        "转送审查回复期限",
        "N23/受转送机关回复",
        start="triggered_on",
        stop="answered_on",
        when={"trigger": ("转送审查",)},
        says="自收到转送之日起60日内将处理意见回复转送的复议机关。",
        remedy="立即将处理意见回复复议机关。",
    )

    # What must hold
    starts_soon = Rule(
        "上位法变动、上级要求清理的，6个月内启动。",
        applies=Q(trigger__in=("上位法变动", "上级专项"), triggered_on__lt=Ago(months=6)),
        holds=Q(started_on__isnull=False),
        basis=f"{REGULATIONS}37条；{TASK}",
        remedy="立即启动清理；法律只写“及时”，6个月是内部控制的界线。",
        confidence="丁",
    )
    result_is_published = Rule(
        "清理结果向社会公布。",
        applies=Q(work="清理", finished_on__isnull=False),
        holds=Q(published_on__isnull=False) & ~Q(url=""),
        basis=f"{REGULATIONS}39条；{TASK}",
        remedy="在政府门户网站公布继续有效、修改、废止、失效的目录，补填网址。",
    )
    conclusion_is_carried_out = Rule(
        "结论是修改、废止、失效的，6个月内落实。",
        applies=Q(conclusion__in=("修改", "废止", "失效"), finished_on__lt=Ago(months=6)),
        holds=Q(carried_out_on__isnull=False),
        basis=f"{REGULATIONS}37条；{TASK}",
        remedy="尽快完成修改、废止程序；法律只写“及时”，6个月是内部控制的界线。",
        confidence="丁",
    )
    mark_follows_conclusion = Rule(
        "落实的结论与文件台账的效力状态一致。",
        applies=Q(carried_out_on__isnull=False, document_effect__isnull=False),
        holds=Q(conclusion=F("document_effect"), document_effect_changed_on__isnull=False)
        | Q(conclusion="继续", document_effect__in=IN_FORCE),
        basis=TASK,
        remedy="更正文件台账的效力状态和日期。",
    )
    evaluator_is_another = Rule(
        "决策后评估不由决策前承担主要论证评估工作的单位承担。",
        applies=Q(work="后评估", decision_title__isnull=False) & ~Q(evaluator=""),
        holds=~Q(evaluator=F("decision_evaluator")),
        basis=f"{DECISIONS}36条",
        remedy="另行委托单位评估；已经作出的报告不作为调整决策的依据。",
    )
    evaluation_hears_public = Rule(
        "决策后评估听取社会公众意见。",
        applies=Q(work="后评估", decision_title__isnull=False, finished_on__isnull=False),
        holds=Q(is_heard=True),
        basis=f"{DECISIONS}36条",
        remedy="补充听取公众、代表委员、基层组织等的意见，完善评估报告。",
    )
    names_what_it_reappraises = Rule(
        "写明清理、评估的是哪一件。",
        holds=~Q(document="") | ~Q(decision=""),
        basis=TASK,
        severity=Severity.REMINDER,
        remedy="补填文件的项目编号或者决策事项编号，一件一条。",
    )

    # What is measured
    evaluations_finished = Metric(
        "完成后评估的规章、规范性文件",
        count(Q(work="后评估") & ~Q(document="")),
        over="finished_on",
        basis=TASK,
        target=at_least(1, TASK),
        binds=Binds.CITY,
        says="本年完成后评估的规章、规范性文件件数，全市每年不少于1件。",
    )
    decision_evaluations_finished = Metric(
        "完成后评估的重大行政决策", count(Q(work="后评估") & ~Q(decision="")), over="finished_on", basis=f"{DECISIONS}36条"
    )
    share_evaluated_by_another = Metric(
        "由另一单位后评估的比例",
        share(evaluator_is_another),
        over="finished_on",
        basis=f"{DECISIONS}36条",
        target=at_least(1, "任务15"),
    )
    share_cleaned = Metric(
        "应清尽清率",
        share(holds=Q(finished_on__lte=TODAY), of=Q(work="清理")),
        over="triggered_on",
        basis=f"{REGULATIONS}37条；{TASK}",
        target=at_least(1, TASK),
    )
    share_results_published = Metric(
        "清理结果公布率", share(result_is_published), over="finished_on", basis=f"{REGULATIONS}39条；{TASK}", target=at_least(1, TASK)
    )
    share_carried_out = Metric(
        "清理、评估结论落实率",
        share(holds=Q(carried_out_on__isnull=False), of=Q(conclusion__in=("修改", "废止", "失效"))),
        over="finished_on",
        basis=TASK,
    )
    share_courts_answered_in_time = Metric(
        "司法建议按期答复率",
        share(court_due_on.in_time),
        over="triggered_on",
        basis="最高人民法院关于适用《行政诉讼法》的解释149条",
        target=at_least(1, "司法解释149条"),
    )
    median_days_to_start = Metric(
        "上位法变动到启动清理的天数中位数",
        days("triggered_on", "started_on", where=Q(trigger="上位法变动")),
        over="triggered_on",
        basis=f"{REGULATIONS}37条；{TASK}",
    )

    class Meta(Register.Meta):
        verbose_name = "清理和后评估"

    def __str__(self) -> str:
        return f"{self.number} {self.work}"

    def refuse(self) -> list[str]:
        """One row looks at one thing, and decisions are evaluated, not cleaned."""
        reasons = []
        if self.document and self.decision:
            reasons.append("一条只登记一件，不能同时填文件和重大行政决策。请分两条登记。")
        if self.decision and self.work == Work.CLEANING:
            reasons.append("清理针对规章和规范性文件，重大行政决策作后评估。请将“工作”改为后评估，或改填文件的项目编号。")
        return reasons
