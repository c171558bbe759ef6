"""R02 证明事项与中介服务清单: what an approval may ask for, promises in its place, agencies, and demands off the list."""

from django.db.models import BooleanField, CharField, DateField, F, Q, TextChoices, URLField

from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Looked, Reference
from fazhi.engine.metrics import Metric, at_least, at_most, count, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

TASK = "创建方案任务1"
LISTED = Q(kind__in=("证明事项", "中介服务"))
KEPT = LISTED & Q(status="保留")
SERVICE = Q(kind="中介服务", status="保留")
PROMISE = Q(kind="承诺办件")
DEMAND = Q(kind="清单外索要")


class ProofItem(Register):
    """证明事项与中介服务清单：保留和清理的每一项，告知承诺办件，中介机构脱钩和清单外索要的查处。"""

    code = "R02"
    identity = ("number",)
    listed = ("number", "unit", "kind", "name", "status", "published_on", "is_promised", "promised_on", "checked_on")

    class Kind(TextChoices):
        PROOF = "证明事项", "证明事项"
        SERVICE = "中介服务", "行政审批中介服务事项"
        AGENCY = "中介机构", "与机关有隶属、挂靠关系的中介机构"
        PROMISE = "承诺办件", "实行告知承诺的办件"
        DEMAND = "清单外索要", "查实的清单外索要证明、指定中介"

    class Status(TextChoices):
        KEPT = "保留", "保留"
        CHECKING = "清理中", "正在清理"
        REMOVED = "取消", "已取消"

    class Disclosure(TextChoices):
        WHOLE = "齐全", "时限、流程、条件、收费都公开"
        PARTLY = "不全", "缺时限、流程、条件、收费中的一项或者几项"
        NONE = "未公开", "没有公开"

    class Check(TextChoices):
        TRUE = "属实", "承诺属实"
        FALSE = "不实", "承诺不实"

    # What is written down
    number = CharField("编号", max_length=80, help_text="清单编码、承诺办件编号或者自编号，全市不重复")
    kind = CharField("登记类别", max_length=10, choices=Kind)
    name = CharField("名称", max_length=200, help_text="证明、服务、机构或者办件的名称，不写个人姓名")
    item = Reference("对应的证明事项", to="R02", help_text="承诺办件填写所代替的证明事项编号；清单外索要有对应事项的也填写")
    status = CharField("清理结果", max_length=10, choices=Status, default=Status.KEPT, help_text="证明事项、中介服务填写")
    ground = CharField("设定依据", max_length=300, blank=True, help_text="写到法律、行政法规、国务院决定等的条款；没有依据的不填")
    asked_by = CharField("索要单位", max_length=100, blank=True)
    issued_by = CharField("开具或服务机构", max_length=100, blank=True)
    fee = CharField("收费标准", max_length=100, blank=True, help_text="不收费的填“不收费”")
    disclosure = CharField("公开内容", max_length=10, choices=Disclosure, blank=True, help_text="中介服务填写")
    published_on = DateField("公布日期", null=True, blank=True)
    url = URLField("公布网址", max_length=300, blank=True)
    is_promised = BooleanField("实行告知承诺", default=False)
    untied_on = DateField("脱钩日期", null=True, blank=True, help_text="中介机构填写：人员、财务、业务全部与机关脱钩之日")
    promised_on = DateField("作出承诺日期", null=True, blank=True, help_text="承诺办件填写")
    checked_on = DateField("事中事后核查日期", null=True, blank=True)
    check_result = CharField("核查结果", max_length=10, choices=Check, blank=True)
    dealt_on = DateField("不实承诺处理日期", null=True, blank=True, help_text="撤销决定、记入信用记录等处理之日")
    found_on = DateField("查实日期", null=True, blank=True, help_text="清单外索要填写")
    rectified_on = DateField("整改日期", null=True, blank=True)

    item_kind = Looked("item", "kind")
    item_is_promised = Looked("item", "is_promised")

    # What must hold
    kept_has_ground = Rule(
        "保留的证明事项和中介服务有设定依据。",
        applies=KEPT,
        holds=~Q(ground=""),
        basis=TASK,
        severity=Severity.BREACH,
        remedy="补填依据的条款；没有依据的立即取消。",
    )
    kept_is_published = Rule(
        "保留的证明事项和中介服务清单已公布。",
        applies=KEPT,
        holds=Q(published_on__lte=TODAY) & ~Q(url=""),
        basis=TASK,
        remedy="在门户网站公布清单，登记公布日期和网址。",
    )
    service_is_open = Rule(
        "保留的中介服务公开时限、流程、条件和收费。",
        applies=SERVICE,
        holds=Q(disclosure="齐全"),
        basis=TASK,
        remedy="补齐四项内容后重新公布。",
    )
    agency_is_untied = Rule(
        "中介机构与机关的人员、财务、业务脱钩。",
        applies=Q(kind="中介机构"),
        holds=Q(untied_on__lte=TODAY),
        basis=TASK,
        remedy="限期脱钩，登记脱钩日期并附证明。",
    )
    promise_has_item = Rule(
        "告知承诺的办件对应实行告知承诺的证明事项。",
        applies=PROMISE,
        holds=Q(item_kind="证明事项", item_is_promised=True),
        basis=TASK,
        remedy="核对证明事项编号；事项没有列入告知承诺的，先修订清单。",
    )
    promise_is_checked = Rule(
        "告知承诺的办件开展了事中事后核查。",
        applies=PROMISE & Q(promised_on__isnull=False),
        holds=Q(checked_on__gte=F("promised_on")),
        basis=TASK,
        confidence="丁",
        remedy="按本单位的核查方案安排核查；方案规定抽查的，没有抽到的不用核查。",
    )
    false_promise_is_dealt = Rule(
        "核查发现承诺不实的已依法处理。",
        applies=PROMISE & Q(check_result="不实"),
        holds=Q(dealt_on__gte=F("checked_on")),
        basis=TASK,
        remedy="依法撤销决定或者责令改正，并记入信用记录。",
    )
    demand_is_rectified = Rule(
        "查实的清单外索要已整改。",
        applies=DEMAND,
        holds=Q(rectified_on__gte=F("found_on")),
        basis=TASK,
        remedy="停止索要，退回已收的材料，登记整改日期。",
    )

    # What is measured
    proofs_kept = Metric("保留证明事项数", count(Q(kind="证明事项", status="保留"), unit="项"), basis=TASK)
    services_kept = Metric("保留中介服务事项数", count(SERVICE, unit="项"), basis=TASK)
    share_published = Metric("证明和中介清单公布率", share(kept_is_published), basis=TASK)
    services_without_ground = Metric(
        "无依据的中介服务项数",
        never(where=SERVICE & Q(ground=""), unit="项"),
        basis=TASK,
        target=at_most(0, TASK),
    )
    share_of_services_open = Metric(
        "中介服务公开率",
        share(service_is_open),
        basis=TASK,
        target=at_least(1, TASK),
        says="中介服务公开率 = 时限、流程、条件、收费都公开的中介服务 ÷ 保留的中介服务",
    )
    share_of_agencies_untied = Metric("中介机构脱钩率", share(agency_is_untied), basis=TASK, target=at_least(1, TASK))
    demands_off_list = Metric("清单外索要证明件数", never(where=DEMAND), over="found_on", basis=TASK, target=at_most(0, TASK))
    items_promised = Metric("实行告知承诺的证明事项数", count(Q(kind="证明事项", status="保留", is_promised=True), unit="项"), basis=TASK)
    cases_promised = Metric("告知承诺办件数", count(PROMISE), over="promised_on", basis=TASK)
    share_of_promises_checked = Metric(
        "告知承诺核查率",
        share(promise_is_checked),
        over="promised_on",
        basis=TASK,
        says="告知承诺核查率 = 已事中事后核查的承诺办件 ÷ 承诺办件；与本单位核查方案的比例比较",
        confidence="丁",
    )
    share_of_false_promises_dealt = Metric("不实承诺处理率", share(false_promise_is_dealt), over="checked_on", basis=TASK)

    class Meta(Register.Meta):
        verbose_name = "证明事项与中介服务清单"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.kind == self.Kind.PROMISE and not (self.promised_on and self.item):
            told.append("告知承诺的办件要写明作出承诺日期和对应的证明事项，否则不能计入年度和核查率。请补填。")
        if self.kind == self.Kind.DEMAND and not self.found_on:
            told.append("清单外索要要写明查实日期，否则不能计入年度。还没有查实的不在这里登记。请补填。")
        if self.kind not in (self.Kind.PROMISE, "") and (self.promised_on or self.checked_on):
            told.append("承诺日期和核查日期是承诺办件的内容，请改选登记类别，或者清空这两个日期。")
        return told
