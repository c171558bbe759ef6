"""R01 政务服务事项与办件: matters that people apply for, the cases of them and the windows; what must hold and what is measured."""

from django.db.models import CheckConstraint, F, Q

from fazhi.engine.conditions import TODAY
from fazhi.engine.metrics import Metric, at_least, count, days, ratio, share, total
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

from .service_record import ServiceRecord
from .service_words import Category, Kind, Procedure, Reach

MATTER = Q(kind="事项", status="在用")
CASE = Q(kind="办件")
WINDOW = Q(kind="窗口", status="在用")
ON_NET = Q(online__in=("网上可办", "全程网办"))
OPENING = CASE & Q(startup_hours__isnull=False)
LATE_TELLING = Q(correction_told_on__isnull=True, correction_due_on__lt=TODAY) | Q(correction_told_on__gt=F("correction_due_on"))
LIMITS_OF_LICENCES = (Procedure.SINGLE, Procedure.JOINT, Procedure.FIRST)
TASK1, TASK5 = "创建方案任务1", "创建方案任务5"


class ServiceMatter(ServiceRecord):
    """政务服务事项与办件：依申请的事项、每一件办件和通办窗口，写明五办、时限、窗口和办理经过。"""

    code = "R01"
    identity = ("number",)
    listed = ("number", "unit", "kind", "name", "category", "online", "accepted_on", "permit_due_on", "finished_on")

    # What must hold
    modes_are_marked = Rule(
        "在用事项标注了马上办、网上办、就近办、一次办、自助办中的至少一种。",
        applies=MATTER,
        holds=Q(is_instant=True) | ON_NET | Q(is_near=True) | Q(is_once=True) | Q(is_self_served=True),
        basis=TASK1,
        remedy="逐项核定办理方式，在事项清单和办事指南中标注。",
    )
    promise_is_within_law = Rule(
        "承诺时限不长于法定时限。",
        applies=MATTER & Q(legal_days__isnull=False, promised_days__isnull=False),
        holds=Q(promised_days__lte=F("legal_days")),
        basis="行政许可法42条；创建方案任务1",
        remedy="核对两个时限；承诺长于法定的，立即改正并更新办事指南。",
    )
    promise_is_not_loosened = Rule(
        "承诺时限不比上一年长。",
        applies=MATTER & Q(promised_days__isnull=False, promised_before__isnull=False),
        holds=Q(promised_days__lte=F("promised_before")),
        basis=TASK1,
        remedy="说明放宽的原因；没有依据的恢复原承诺时限。",
    )
    licence_is_listed = Rule(
        "在用许可事项在许可清单中，并与上级清单一致。",
        applies=MATTER & Q(category="许可"),
        holds=Q(power_kind="许可事项", power_status="在用", power_match="一致"),
        basis="行政许可法17条；创建方案任务1",
        remedy="填写许可清单编码；清单中没有的停止实施，与上级清单不一致的逐项更正。",
    )
    licence_is_reformed = Rule(
        "涉企经营许可事项纳入“证照分离”改革。",
        applies=MATTER & ~Q(reform="不适用"),
        holds=~Q(reform="尚未改革"),
        basis=TASK1,
        remedy="按改革清单确定改革方式，更新事项和办事指南。",
    )
    guide_is_standard = Rule(
        "办事指南要素齐全、线上线下一致。",
        applies=MATTER & ~Q(guide="未核"),
        holds=Q(guide="符合标准"),
        basis=TASK5,
        remedy="补齐受理条件、材料、流程、时限和收费等要素，线上线下同步更新。",
    )
    case_has_matter = Rule(
        "办件对应清单中的事项。",
        applies=CASE,
        holds=Q(matter_kind="事项"),
        basis=TASK1,
        remedy="核对实施编码；清单中没有的事项，先登记事项，没有依据的停止办理。",
    )
    stated_limit_kept = Rule(
        "法定期限另有规定的办件在该期限内办结。",
        applies=CASE & Q(procedure="另有规定") & (Q(finished_on__isnull=False) | Q(legal_due_on__lt=TODAY) | Q(legal_due_on__isnull=True)),
        holds=Q(finished_on__lte=F("legal_due_on")),
        basis="行政许可法42条；创建方案任务1",
        severity=Severity.REDLINE,
        remedy="立即办结；没有填写法定期限届满日的，按所依据的规定补填。",
    )
    extension_is_granted = Rule(
        "延长期限经批准并告知申请人理由。",
        applies=CASE & Q(extended_days__gt=0),
        holds=Q(extension_told=True),
        basis="行政许可法42条",
        remedy="补办批准和告知；没有办的，期限不能延长。",
    )
    silence_is_acceptance = Rule(
        "逾期没有告知补正的，收到材料之日即为受理日。",
        applies=Q(correction_due_on__isnull=False, accepted_on__isnull=False) & LATE_TELLING,
        holds=Q(accepted_on=F("received_on")),
        basis="行政许可法32条",
        remedy="把受理日期改为收到材料之日，办理期限从这一天起算。",
    )
    dates_are_in_order = Rule(
        "收到、受理、办结的日期先后有序。",
        applies=CASE & (Q(accepted_on__isnull=False) | Q(finished_on__isnull=False)),
        holds=(Q(accepted_on__isnull=True) | Q(received_on__lte=F("accepted_on")))
        & (
            Q(finished_on__isnull=True)
            | Q(accepted_on__lte=F("finished_on"))
            | Q(accepted_on__isnull=True, received_on__lte=F("finished_on"))
        ),
        basis="行政许可法32、42条",
        remedy="核对各日期；确属程序倒置的，说明情况并整改。",
    )

    # What is measured
    matters_in_use = Metric("在用政务服务事项数", count(MATTER, unit="项"), basis=TASK1)
    cases_finished = Metric("办结件数", count(CASE), over="finished_on", basis=TASK1)
    share_marked = Metric(
        "五办标注覆盖率",
        share(modes_are_marked),
        basis=TASK1,
        target=at_least(1, TASK1),
        says="五办标注覆盖率 = 至少标注一种办理方式的在用事项 ÷ 在用事项",
    )
    share_permits_in_time = Metric(
        "许可法定期限内办结率",
        share(ServiceRecord.permit_due_on_kept),
        over="permit_due_on",
        basis="行政许可法42条",
        target=at_least(1, TASK1),
    )
    share_first_reviews_in_time = Metric(
        "许可初审按期率", share(ServiceRecord.first_due_on_kept), over="first_due_on", basis="行政许可法43条", target=at_least(1, TASK1)
    )
    share_others_in_time = Metric(
        "另定期限办件按期办结率",
        share(stated_limit_kept),
        over="legal_due_on",
        basis=TASK1,
        target=at_least(1, TASK1),
        says="另定期限办件按期办结率 = 法定期限届满日前办结的件数 ÷ 已办结或者已届满的件数（法律、法规、规章另定期限的办件）",
    )
    share_corrections_told_in_time = Metric(
        "补正按期一次告知率", share(ServiceRecord.correction_due_on_kept), over="correction_due_on", basis="行政许可法32条"
    )
    median_days_to_finish = Metric("办件用时中位数", days("accepted_on", "finished_on", where=CASE), over="finished_on", basis=TASK1)
    promised_share_of_law = Metric(
        "承诺时限占法定时限的比重",
        ratio("promised_days", "legal_days", where=MATTER & Q(promised_days__isnull=False, legal_days__isnull=False)),
        basis=TASK1,
        says="承诺时限占法定时限的比重 = 承诺工作日合计 ÷ 法定工作日合计（两个时限都填写的在用事项）；压缩幅度 = 1 − 本比重",
    )
    share_of_promises_held = Metric(
        "承诺时限不放宽率",
        share(promise_is_not_loosened),
        basis=TASK1,
        target=at_least(1, TASK1),
        says="承诺时限不放宽率 = 承诺时限不比上一年长的事项 ÷ 两年都有承诺时限的事项；100%即压缩幅度逐年不降",
    )
    share_of_licences_listed = Metric(
        "许可事项与上级清单一致率", share(licence_is_listed), basis="行政许可法17条；创建方案任务1", target=at_least(1, TASK1)
    )
    share_of_licences_reformed = Metric("涉企许可改革覆盖率", share(licence_is_reformed), basis=TASK1, target=at_least(1, TASK1))
    businesses_opened = Metric("企业开办件数", count(OPENING), over="finished_on", basis=TASK1)
    hours_to_open_business = Metric(
        "企业开办平均用时",
        ratio("startup_hours", where=OPENING, unit="小时"),
        over="finished_on",
        basis=TASK1,
        says="企业开办平均用时 = 企业开办用时（小时）合计 ÷ 企业开办件数；与省定目标比较",
    )
    share_opened_in_parallel = Metric(
        "企业开办并联办理占比",
        share(holds=Q(is_parallel=True), of=OPENING),
        over="finished_on",
        basis=TASK1,
        says="企业开办并联办理占比 = 登记、税务、社保并联办理的企业开办件数 ÷ 企业开办件数",
    )
    share_online = Metric(
        "网上可办率",
        share(holds=ON_NET, of=MATTER),
        basis=TASK5,
        target=at_least("0.9", TASK5),
        says="网上可办率 = 网上可办和全程网办的在用事项 ÷ 依申请的在用事项",
    )
    share_online_throughout = Metric(
        "全程网办率", share(holds=Q(online="全程网办"), of=MATTER), basis=TASK5, says="全程网办率 = 全程网办的在用事项 ÷ 依申请的在用事项"
    )
    share_one_window = Metric(
        "一窗分类受理率",
        share(holds=Q(is_one_window=True), of=MATTER),
        basis=TASK5,
        target=at_least("0.8", TASK5),
        says="一窗分类受理率 = 进综合窗口分类受理的在用事项 ÷ 依申请的在用事项",
    )
    citywide_windows = Metric("市域通办窗口数", count(WINDOW & Q(spans="市域通办"), unit="个"), basis=TASK5)
    cross_province_windows = Metric("跨省通办窗口数", count(WINDOW & Q(spans="跨省通办"), unit="个"), basis=TASK5)
    collecting_windows = Metric("异地代收代办窗口数", count(WINDOW & Q(spans="代收代办"), unit="个"), basis=TASK5)
    share_of_guides_standard = Metric("办事指南标准化率", share(guide_is_standard), basis=TASK5, target=at_least(1, TASK5))
    days_extended = Metric(
        "批准延长的工作日合计", total("extended_days", where=CASE, unit="日"), over="finished_on", basis="行政许可法42条"
    )

    class Meta(Register.Meta):
        verbose_name = "政务服务事项与办件"
        constraints = [
            *Register.Meta.constraints,
            CheckConstraint(condition=Q(startup_hours__isnull=True) | Q(startup_hours__gte=0), name="service_hours_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.kind in (Kind.MATTER, Kind.CASE) and not self.category:
            told.append(f"{self.kind}要写明事项类型：期限和清单比对都按类型。请补选。")
        if self.kind == Kind.CASE and not (self.received_on and self.procedure and self.matter):
            told.append("办件要写明所办事项、适用的期限和收到材料日期，否则期限无法计算。请补填。")
        if self.kind == Kind.CASE and self.procedure in LIMITS_OF_LICENCES and self.category != Category.LICENCE:
            told.append("20个和45个工作日是行政许可的期限，本件不是许可。请改选“另有规定”并填法定期限届满日，或者选“无期限”。")
        if self.kind == Kind.CASE and self.procedure == Procedure.OWN_LAW and not self.legal_due_on:
            told.append("适用的期限选了“另有规定”，没有填法定期限届满日，无法判断是否按期。请按所依据的规定算出后补填。")
        if self.kind != Kind.CASE and (self.received_on or self.accepted_on or self.finished_on):
            told.append(f"收到、受理、办结日期是办件的内容，登记类别却是{self.kind}。请改选“办件”，或者清空这些日期。")
        if self.kind == Kind.WINDOW and self.spans == Reach.HERE:
            told.append("窗口要写明通办范围（市域通办、跨省通办、代收代办、多地联办）。请补选。")
        return told
