"""What a matter of service, a case of it and a window write down, and which clocks run; rules and figures are in service.py."""

from django.db.models import BooleanField, CharField, DateField, DecimalField, PositiveSmallIntegerField

from fazhi.engine.clocks import DayClock
from fazhi.engine.derived import Looked, Reference
from fazhi.engine.register import Register
from fazhi.engine.rules import Severity

from .service_words import Category, Channel, Guide, Kind, Online, Procedure, Reach, Reform, Status


class ServiceRecord(Register):
    """政务服务事项、办件和窗口的登记内容和时限。"""

    # What is written down
    number = CharField("编号", max_length=80, help_text="事项填实施编码，办件填办件编号，窗口自编号；全市不重复")
    kind = CharField("登记类别", max_length=10, choices=Kind)
    name = CharField("名称", max_length=200, help_text="事项名称、办件名称或者窗口名称；只登记依申请办理的事项，不写申请人姓名")
    category = CharField("事项类型", max_length=10, choices=Category, blank=True, help_text="事项、办件填写；办件与所办事项相同")
    status = CharField("事项状态", max_length=10, choices=Status, default=Status.IN_USE)
    power = Reference("许可清单编码", to="R04", help_text="许可事项填写权责清单与许可清单台账中的编码")
    reform = CharField("涉企经营许可改革方式", max_length=10, choices=Reform, default=Reform.NONE)
    is_instant = BooleanField("马上办", default=False)
    online = CharField("网上办", max_length=10, choices=Online, default=Online.NONE)
    is_near = BooleanField("就近办", default=False)
    is_once = BooleanField("一次办", default=False)
    is_self_served = BooleanField("自助办", default=False)
    is_one_window = BooleanField("综合窗口分类受理", default=False)
    spans = CharField("通办范围", max_length=10, choices=Reach, default=Reach.HERE)
    guide = CharField("办事指南", max_length=10, choices=Guide, default=Guide.UNCHECKED, help_text="按最近一次检查的结果填写")
    legal_days = PositiveSmallIntegerField("法定时限（工作日）", null=True, blank=True, help_text="事项填写；没有法定时限的不填")
    promised_days = PositiveSmallIntegerField("承诺时限（工作日）", null=True, blank=True, help_text="即办的填0")
    promised_before = PositiveSmallIntegerField(
        "上年承诺时限（工作日）", null=True, blank=True, help_text="上一年末的承诺时限；新增事项不填"
    )
    matter = Reference("所办事项", to="R01", help_text="办件填写事项的实施编码")
    channel = CharField("办理渠道", max_length=10, choices=Channel, blank=True)
    procedure = CharField("适用的期限", max_length=10, choices=Procedure, blank=True, help_text="办件填写")
    received_on = DateField("收到材料日期", null=True, blank=True, help_text="办件填写")
    needs_correction = BooleanField("材料不齐，需要补正", default=False)
    correction_told_on = DateField("一次告知补正日期", null=True, blank=True)
    accepted_on = DateField("受理日期", null=True, blank=True, help_text="补正的为补正后受理日；逾期没有告知补正的，为收到材料之日")
    legal_due_on = DateField("法定期限届满日", null=True, blank=True, help_text="适用的期限为“另有规定”的填写，按该规定算出")
    extended_days = PositiveSmallIntegerField(
        "批准延长的工作日", default=0, blank=True, help_text="一般许可最多10个工作日，联合许可最多15个"
    )
    extension_told = BooleanField("延长经批准并告知申请人理由", default=False)
    finished_on = DateField("办结日期", null=True, blank=True, help_text="许可为作出决定之日")
    startup_hours = DecimalField(
        "企业开办用时（小时）",
        max_digits=7,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="企业开办办件填写，按一窗通平台的统计口径",
    )
    is_parallel = BooleanField("登记、税务、社保并联办理", default=False, help_text="企业开办办件填写")

    power_kind = Looked("power", "kind")
    power_status = Looked("power", "status")
    power_match = Looked("power", "match")
    matter_kind = Looked("matter", "kind")

    # Which clocks run
    correction_due_on = DayClock(
        "补正告知期限",
        "L01",
        when={"kind": ("办件",), "category": ("许可",), "needs_correction": (True,)},
        start="received_on",
        stop="correction_told_on",
        says="材料不齐的，收到之日起5个工作日内一次告知需要补正的全部内容。",
        remedy="逾期没有告知的，自收到材料之日起即为受理，按收到日登记受理日期。",
    )
    permit_due_on = DayClock(
        "许可决定期限",
        {"一般": "L02", "联合": "L03"},
        by="procedure",
        when={"kind": ("办件",), "category": ("许可",)},
        start="accepted_on",
        stop="finished_on",
        extended="extended_days",
        pauses=("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"),
        says="许可自受理之日起在法定期限内决定。",
        severity=Severity.REDLINE,
        remedy="立即决定；确需延长的，在期限内报批并告知申请人理由。",
    )
    first_due_on = DayClock(
        "许可初审期限",
        "L04",
        when={"kind": ("办件",), "category": ("许可",), "procedure": ("初审",)},
        start="accepted_on",
        stop="finished_on",
        says="下级机关初审的许可，自受理之日起20个工作日内审查完毕。",
        severity=Severity.REDLINE,
        remedy="立即报送审查意见和全部材料。",
    )

    class Meta(Register.Meta):
        abstract = True
