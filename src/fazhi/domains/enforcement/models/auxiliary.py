"""R28 执法辅助人员: who helps enforcement without the power to enforce."""

from django.db.models import BooleanField, CharField, DateField, F, Q, TextChoices, TextField

from fazhi.engine.conditions import TODAY
from fazhi.engine.metrics import Metric, at_most, count, never, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

IN_POST = Q(status="在岗")


class Auxiliary(Register):
    """执法辅助人员：岗位、职责、聘用、培训和越权情况。"""

    code = "R28"
    identity = ("number",)
    listed = ("number", "name", "unit", "post", "status", "hired_on", "contract_until", "overstepped_on")

    class Hiring(TextChoices):
        CONTRACT = "劳动合同", "劳动合同"
        DISPATCH = "劳务派遣", "劳务派遣"
        SERVICE = "购买服务", "政府购买服务"
        OTHER = "其他", "其他"

    class Status(TextChoices):
        IN_POST = "在岗", "在岗"
        LEFT = "离岗", "离岗"

    # What is written down
    number = CharField("辅助人员编号", max_length=40, help_text="工作证号或者本单位自编号，全市不重复")
    name = CharField("姓名", max_length=40)
    post = CharField("岗位", max_length=60)
    duty = TextField("职责权限", blank=True, help_text="能做什么、不能做什么；不得独立执法、不得作出决定")
    hiring = CharField("聘用方式", max_length=10, choices=Hiring)
    is_hired_openly = BooleanField("按规定条件和程序聘用", default=False)
    hired_on = DateField("聘用日期")
    contract_until = DateField("合同期至", null=True, blank=True)
    trained_on = DateField("岗前培训日期", null=True, blank=True)
    status = CharField("在岗状态", max_length=10, choices=Status, default=Status.IN_POST)
    left_on = DateField("离岗日期", null=True, blank=True)
    overstepped_on = DateField("越权执法查实日期", null=True, blank=True)
    overstepping = TextField("越权执法情形", blank=True)
    dealt_on = DateField("处理完毕日期", null=True, blank=True)

    # What must hold
    duty_is_written = Rule(
        "辅助人员的岗位职责和权限写明。",
        applies=IN_POST,
        holds=~Q(duty=""),
        basis="创建方案任务21",
        remedy="写明岗位、职责权限和不得从事的事项。",
    )
    is_hired_by_procedure = Rule(
        "辅助人员按规定的条件和程序聘用。",
        applies=IN_POST,
        holds=Q(is_hired_openly=True),
        basis="创建方案任务21",
        remedy="补全聘用条件审查和程序材料；不符合条件的调离执法辅助岗位。",
    )
    contract_is_current = Rule(
        "在岗辅助人员的合同在有效期内。",
        applies=IN_POST & Q(contract_until__isnull=False),
        holds=Q(contract_until__gte=TODAY),
        basis="创建方案任务21",
        remedy="续签合同，或者办理离岗。",
    )
    trained_before_work = Rule(
        "辅助人员先培训后上岗。",
        applies=IN_POST,
        holds=Q(trained_on__isnull=False),
        basis="创建方案任务21",
        remedy="补做岗前培训并登记日期。",
    )
    overstepping_is_dealt_with = Rule(
        "查实的越权执法已处理。",
        applies=Q(overstepped_on__isnull=False),
        holds=Q(dealt_on__gte=F("overstepped_on")),
        basis="创建方案任务21",
        remedy="处理当事人员，追究所在机关的管理责任，并登记处理日期。",
    )

    # What is measured
    auxiliaries_in_post = Metric("在岗辅助人员数", count(IN_POST, unit="人"), basis="创建方案任务21")
    oversteppings = Metric(
        "辅助人员越权执法查实数",
        never(where=Q(overstepped_on__isnull=False)),
        over="overstepped_on",
        basis="创建方案任务21",
        target=at_most(0, "创建方案任务21"),
    )
    share_with_duty = Metric("职责权限明确率", share(duty_is_written), basis="创建方案任务21")
    share_hired_by_procedure = Metric("按程序聘用率", share(is_hired_by_procedure), basis="创建方案任务21")
    share_trained = Metric("岗前培训率", share(trained_before_work), basis="创建方案任务21")
    share_with_contract = Metric("合同有效率", share(contract_is_current), basis="创建方案任务21")

    class Meta(Register.Meta):
        verbose_name = "执法辅助人员"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
