"""R04 权责清单与许可清单: the powers of each department and the licences in use, and the hidden licences and thresholds found."""

from django.db.models import CharField, DateField, F, PositiveSmallIntegerField, Q, TextChoices, TextField, URLField

from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Tallied
from fazhi.engine.metrics import Metric, at_least, at_most, count, covered, days, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

TASK1, TASK2 = "创建方案任务1", "创建方案任务2"
POWER = Q(kind="权责事项", status="在用")
LICENCE = Q(kind="许可事项", status="在用")
LISTED = Q(kind__in=("权责事项", "许可事项"), status="在用")
FOUND = Q(kind__in=("变相许可", "准入限制"))


class PowerItem(Register):
    """权责清单与许可清单：一项职权或者许可一条，写明依据、版本、公布和调整；查实的变相许可和准入限制也在这里登记。"""

    code = "R04"
    identity = ("number",)
    listed = ("number", "unit", "kind", "name", "category", "edition", "status", "published_on", "updated_on")

    class Kind(TextChoices):
        POWER = "权责事项", "权责清单事项"
        LICENCE = "许可事项", "行政许可清单事项"
        DISGUISED = "变相许可", "查实的变相许可"
        BARRIER = "准入限制", "查实的自设准入清单、隐性门槛"

    class Category(TextChoices):
        LICENCE = "许可", "行政许可"
        PENALTY = "处罚", "行政处罚"
        COMPULSION = "强制", "行政强制"
        LEVY = "征收", "行政征收、征用"
        PAYMENT = "给付", "行政给付"
        INSPECTION = "检查", "行政检查"
        CONFIRMATION = "确认", "行政确认"
        REWARD = "奖励", "行政奖励"
        RULING = "裁决", "行政裁决"
        OTHER = "其他", "其他类别"

    class Status(TextChoices):
        IN_USE = "在用", "在用"
        REMOVED = "取消", "已取消、下放或者划转"

    class Match(TextChoices):
        SAME = "一致", "与上级清单一致"
        DIFFERENT = "不一致", "名称、依据、条件、层级等与上级清单不一致"
        EXTRA = "上级没有", "上级清单中没有这一项"
        UNCHECKED = "未比对", "尚未比对"

    class Disguise(TextChoices):
        RECORDING = "备案", "以备案名义"
        REGISTERING = "登记", "以登记名义"
        CONFIRMING = "确认", "以确认、认定、审定名义"
        ASKING = "征求意见", "以征求意见、出具意见名义"
        CATALOGUE = "目录名录", "以入库、名录、白名单名义"
        OTHER = "其他", "其他名义"

    # What is written down
    number = CharField("职权编码", max_length=80, help_text="清单中的编码；查实的问题自编号；全市不重复")
    kind = CharField("登记类别", max_length=10, choices=Kind)
    name = CharField("名称", max_length=200)
    category = CharField("职权类别", max_length=10, choices=Category, blank=True, help_text="权责事项填写")
    ground = CharField("设定依据", max_length=300, blank=True, help_text="写到条款；没有依据的不填")
    duty = TextField("责任事项和追责情形", blank=True, help_text="权责事项填写与职权对应的责任")
    edition = PositiveSmallIntegerField("清单版本", default=1)
    status = CharField("状态", max_length=10, choices=Status, default=Status.IN_USE)
    match = CharField("与上级清单比对", max_length=10, choices=Match, default=Match.UNCHECKED, help_text="许可事项填写最近一次比对的结果")
    effective_on = DateField("生效日期", null=True, blank=True)
    published_on = DateField("公布日期", null=True, blank=True)
    url = URLField("公布网址", max_length=300, blank=True)
    change = CharField("变更触发依据", max_length=200, blank=True, help_text="最近一次法律法规变动或者机构调整的名称、文号")
    law_changed_on = DateField("变更触发日期", null=True, blank=True, help_text="法律法规施行、机构调整批准之日；没有变动的不填")
    updated_on = DateField("清单更新日期", null=True, blank=True, help_text="按最近一次变动更新并公布之日")
    disguise = CharField("设卡的名义", max_length=10, choices=Disguise, blank=True, help_text="变相许可、准入限制填写")
    found_by = CharField("发现来源", max_length=60, blank=True, help_text="自查、群众企业反映、督察、上级通报等")
    found_on = DateField("查实日期", null=True, blank=True)
    rectified_on = DateField("整改日期", null=True, blank=True)

    matters_in_use = Tallied("R01", "power", where=Q(kind="事项", status="在用"))

    # What must hold
    is_published = Rule(
        "在用的权责事项和许可事项已公布。",
        applies=LISTED,
        holds=Q(published_on__lte=TODAY) & ~Q(url=""),
        basis=TASK2,
        remedy="在门户网站公布，登记公布日期和网址。",
    )
    has_ground = Rule(
        "在用的职权和许可有设定依据。",
        applies=LISTED,
        holds=~Q(ground=""),
        basis="行政许可法14—17条；创建方案任务2",
        remedy="补填依据的条款；没有依据的从清单中取消并停止行使。",
    )
    has_duty = Rule(
        "权责事项写明责任事项和追责情形。",
        applies=POWER,
        holds=~Q(duty=""),
        basis="创建方案任务2、20",
        remedy="按职权逐项补写责任事项和追责情形。",
    )
    follows_the_law = Rule(
        "法律法规变动或者机构调整后清单已更新。",
        applies=LISTED & Q(law_changed_on__lte=TODAY),
        holds=Q(updated_on__gte=F("law_changed_on")),
        basis=TASK2,
        remedy="按变动内容调整清单，重新公布并登记更新日期。",
    )
    licence_matches_superior = Rule(
        "许可事项与上级清单一致。",
        applies=LICENCE,
        holds=Q(match="一致"),
        basis="行政许可法17条；创建方案任务1",
        remedy="逐项比对更正；上级清单没有的停止实施。",
    )
    removed_is_not_used = Rule(
        "已取消的许可不再作为服务事项实施。",
        applies=Q(kind="许可事项", status="取消"),
        holds=Q(matters_in_use=0),
        basis=TASK1,
        remedy="在政务服务事项台账中把对应事项改为取消，停止受理。",
    )
    finding_is_rectified = Rule(
        "查实的变相许可和准入限制已整改。",
        applies=FOUND,
        holds=Q(rectified_on__gte=F("found_on")),
        basis="创建方案任务1、2",
        remedy="立即停止实施，清理所依据的文件，登记整改日期。",
    )

    # What is measured
    powers_in_use = Metric("在用权责事项数", count(POWER, unit="项"), basis=TASK2)
    licences_in_use = Metric("在用许可事项数", count(LICENCE, unit="项"), basis=TASK1)
    share_of_departments_published = Metric(
        "部门权责清单公布率",
        covered(among=("government",), where=POWER & Q(published_on__lte=TODAY) & ~Q(url="")),
        basis=TASK2,
        target=at_least(1, TASK2),
        says="部门权责清单公布率 = 公布了权责清单的政府部门 ÷ 政府部门",
    )
    share_published = Metric("清单事项公布率", share(is_published), basis=TASK2, target=at_least(1, TASK2))
    share_updated = Metric(
        "清单随变动更新率",
        share(follows_the_law),
        basis=TASK2,
        target=at_least(1, TASK2),
        says="清单随变动更新率 = 变动后已更新的事项 ÷ 发生法律法规变动或者机构调整的事项",
    )
    median_days_to_update = Metric(
        "清单更新用时中位数",
        days("law_changed_on", "updated_on", where=Q(updated_on__gte=F("law_changed_on"))),
        over="updated_on",
        basis=TASK2,
        says="清单更新用时中位数 = 变动之日到清单更新之日的天数的中位数；与本地内控时限比较",
    )
    days_to_update_p90 = Metric(
        "清单更新用时第90百分位",
        days("law_changed_on", "updated_on", percentile=0.9, where=Q(updated_on__gte=F("law_changed_on"))),
        over="updated_on",
        basis=TASK2,
    )
    share_of_licences_matching = Metric(
        "许可清单与上级一致率",
        share(licence_matches_superior),
        basis="行政许可法17条；创建方案任务1",
        target=at_least(1, TASK1),
    )
    disguised_licences = Metric(
        "变相许可发现项数",
        never(where=Q(kind="变相许可"), unit="项"),
        over="found_on",
        basis=TASK1,
        target=at_most(0, TASK1),
    )
    barriers_found = Metric(
        "自设准入限制件数",
        never(where=Q(kind="准入限制")),
        over="found_on",
        basis=TASK2,
        target=at_most(0, TASK2),
    )
    share_of_findings_rectified = Metric("查实问题整改率", share(finding_is_rectified), over="found_on", basis="创建方案任务1、2")
    share_with_duty = Metric("权责事项责任对应率", share(has_duty), basis="创建方案任务2、20")

    class Meta(Register.Meta):
        verbose_name = "权责清单与许可清单"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told, found = [], self.kind in (self.Kind.DISGUISED, self.Kind.BARRIER)
        if found and not (self.found_on and self.disguise):
            told.append(f"{self.kind}要写明查实日期和设卡的名义，否则不能计入年度。还没有查实的不在这里登记。请补填。")
        if self.kind == self.Kind.POWER and not self.category:
            told.append("权责事项要写明职权类别。请补选。")
        if self.kind and not found and (self.found_on or self.disguise):
            told.append("查实日期和设卡的名义只用于变相许可、准入限制。请改选登记类别，或者清空这两项。")
        return told
