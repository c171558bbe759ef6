"""R20 执法主体与人员: who enforces, for which body, with which certificate; one record a person."""

from datetime import date

from django.db.models import BooleanField, CharField, DateField, F, Q, TextChoices, TextField

from fazhi.engine.conditions import TODAY, Parameter, YearsBack
from fazhi.engine.derived import Tallied
from fazhi.engine.metrics import Metric, at_least, at_most, count, never, ratio, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity

IN_POST = Q(status="在岗")
HOURS = Parameter("执法人员年度培训学时", 40)


class Officer(Register):
    """执法主体与人员：一人一条，写明所属执法主体、证件、岗位职责和法制审核身份。"""

    code = "R20"
    identity = ("number",)
    listed = ("number", "name", "unit", "body", "status", "certificate", "certificate_until", "is_reviewer")

    class BodyKind(TextChoices):
        ORGAN = "行政机关", "行政机关"
        EMPOWERED = "授权组织", "法律、法规授权的组织"
        ENTRUSTED = "受委托组织", "受委托的组织"
        TOWNSHIP = "乡镇街道", "赋权的乡镇、街道"

    class Staffing(TextChoices):
        CIVIL = "公务员", "行政编制（公务员）"
        LIKE_CIVIL = "参公", "参照公务员法管理"
        PUBLIC = "事业", "事业编制"
        OTHER = "其他", "其他"

    class Status(TextChoices):
        IN_POST = "在岗", "在执法岗位"
        SUSPENDED = "暂停执法", "暂停执法或暂扣证件"
        LEFT = "离岗", "调离、退休或注销证件"

    class Check(TextChoices):
        GOOD = "合格", "亮证、着装合格"
        NO_CARD = "未亮证", "未主动出示证件"
        DRESS = "着装不规范", "着装不规范"
        NO_CERTIFICATE = "无证执法", "查实无证执法"

    # What is written down
    number = CharField("人员编号", max_length=40, help_text="一般填执法证号；还没有证的填工作证号或者本单位自编号，全市不重复")
    name = CharField("姓名", max_length=40)
    body = CharField("执法主体", max_length=100, help_text="以谁的名义执法；公告的主体全称")
    body_kind = CharField("主体类型", max_length=10, choices=BodyKind)
    body_announced_on = DateField("主体公告日期", null=True, blank=True, help_text="最近一次公告主体和权限清单的日期")
    body_changed_on = DateField("主体或权限变动日期", null=True, blank=True, help_text="最近一次机构、职权调整的日期；没有的不填")
    staffing = CharField("编制类型", max_length=10, choices=Staffing)
    post = CharField("执法岗位", max_length=60)
    duty = TextField("岗位职责", blank=True, help_text="分解到本人的执法职权和责任")
    status = CharField("在岗状态", max_length=10, choices=Status, default=Status.IN_POST)
    entered_on = DateField("到执法岗位日期")
    left_on = DateField("离岗日期", null=True, blank=True)
    certificate = CharField("执法证号", max_length=40, blank=True)
    certificate_from = DateField("证件生效日期", null=True, blank=True)
    certificate_until = DateField("证件有效期至", null=True, blank=True)
    disclosed_on = DateField("人员信息公示日期", null=True, blank=True)
    is_reviewer = BooleanField("法制审核人员", default=False)
    reviewer_since = DateField("初次从事法制审核日期", null=True, blank=True)
    has_law_qualification = BooleanField("有法律职业资格", default=False)
    checked_on = DateField("最近亮证着装抽查日期", null=True, blank=True)
    check_result = CharField("抽查结果", max_length=10, choices=Check, blank=True)

    hours_this_year = Tallied("R27", "officer", sum="hours", over="trained_on")
    hours_last_year = Tallied("R27", "officer", sum="hours", where=Q(trained_on__year=YearsBack(1)))

    # What must hold
    holds_certificate = Rule(
        "在岗执法人员持有在有效期内的执法证。",
        applies=IN_POST,
        holds=~Q(certificate="") & Q(certificate_from__lte=TODAY, certificate_until__gte=TODAY),
        basis="行政处罚法42条；创建方案任务21",
        severity=Severity.REDLINE,
        remedy="立即停止其执法活动；参加资格考试取得证件，或者换发到期证件后再上岗。",
    )
    shows_card = Rule(
        "执法时主动亮证、着装规范。",
        applies=Q(checked_on__isnull=False),
        holds=Q(check_result="合格"),
        basis="创建方案任务21",
        remedy="批评教育并复查；查实无证执法的，停止执法并追究责任。",
    )
    duty_is_assigned = Rule(
        "执法职权和责任分解到岗到人。",
        applies=IN_POST,
        holds=~Q(duty=""),
        basis="创建方案任务20",
        remedy="按权责清单写明本人的职权和责任。",
    )
    is_disclosed = Rule(
        "在岗执法人员信息已公示。",
        applies=IN_POST,
        holds=Q(disclosed_on__isnull=False),
        basis="国办发〔2018〕118号；创建方案任务18",
        severity=Severity.REDLINE,
        confidence="乙",
        remedy="在统一公示平台公示姓名、证号、岗位，并登记公示日期。",
    )
    body_is_current = Rule(
        "执法主体和权限已公告，变动后已重新公告。",
        applies=IN_POST,
        holds=Q(body_announced_on__isnull=False) & (Q(body_changed_on__isnull=True) | Q(body_announced_on__gte=F("body_changed_on"))),
        basis="创建方案任务16",
        remedy="按变动后的主体和权限重新公告。",
    )
    reviewer_is_qualified = Rule(
        "初次从事处罚决定法制审核的人员有法律职业资格。",
        applies=Q(is_reviewer=True),
        holds=Q(has_law_qualification=True),
        basis="行政处罚法58条",
        by="reviewer_since",
        since=date(2021, 7, 15),
        remedy="调整为有资格的人员从事审核；此前审核的案件由有资格的人员复核。",
    )
    trained_last_year = Rule(
        "执法人员上一年度培训达到规定学时。",
        applies=IN_POST & Q(entered_on__year__lt=YearsBack(1)),
        holds=Q(hours_last_year__gte=HOURS),
        basis="创建方案任务21",
        remedy="补训并登记学时；逐人计算，不能用人均代替。",
    )
    trained_sixty_hours = Rule(
        "执法人员上一年度培训达到60学时预警线。",
        applies=IN_POST & Q(entered_on__year__lt=YearsBack(1)),
        holds=Q(hours_last_year__gte=60),
        basis="国办发〔2023〕27号",
        confidence="丙",
        remedy="60学时的提法尚未核实，只作提醒。",
    )

    # What is measured
    officers_in_post = Metric("在岗执法人员数", count(IN_POST, unit="人"), basis="创建方案任务21")
    share_certified = Metric("持证率", share(holds_certificate), basis="创建方案任务21", target=at_least(1, "创建方案任务21"))
    uncertified_found = Metric(
        "查实无证执法人数",
        never(where=Q(check_result="无证执法"), unit="人"),
        over="checked_on",
        basis="创建方案任务21",
        target=at_most(0, "创建方案任务21"),
    )
    share_showing_card = Metric("亮证着装抽查合格率", share(shows_card), over="checked_on", basis="创建方案任务21")
    share_of_reviewers = Metric(
        "法制审核人员占比",
        share(holds=Q(is_reviewer=True), of=IN_POST),
        basis="国办发〔2018〕118号；创建方案任务18",
        target=at_least("0.05", "创建方案任务18"),
        says="法制审核人员占比 = 本单位在岗的法制审核人员 ÷ 本单位在岗执法人员，逐单位计算",
    )
    reviewers_unqualified = Metric("无资格审核人员数", never(reviewer_is_qualified, unit="人"), basis="行政处罚法58条")
    share_with_duty = Metric("岗位职责分解到人比例", share(duty_is_assigned), basis="创建方案任务20", target=at_least(1, "创建方案任务20"))
    share_disclosed = Metric("执法人员公示率", share(is_disclosed), basis="创建方案任务18", target=at_least(1, "创建方案任务18"))
    share_of_current_bodies = Metric(
        "主体公告更新率",
        share(body_is_current),
        basis="创建方案任务16",
        target=at_least(1, "创建方案任务16"),
        says="主体公告更新率 = 所属执法主体公告现行有效的在岗人员 ÷ 在岗人员",
    )
    share_trained_last_year = Metric(
        "上一年度学时达标率",
        share(trained_last_year),
        basis="创建方案任务21",
        target=at_least(1, "创建方案任务21"),
        says="上一年度学时达标率 = 上一年度培训满规定学时（默认40）的人数 ÷ 上一年度全年在岗的人数，逐人计算",
    )
    share_trained_this_year = Metric(
        "本年度已满学时人员比例",
        share(holds=Q(hours_this_year__gte=HOURS), of=IN_POST),
        basis="创建方案任务21",
        says="本年度已满学时人员比例 = 本年度到当日已满规定学时（默认40）的人数 ÷ 在岗人数，反映进度",
    )
    hours_per_officer = Metric(
        "人均培训学时",
        ratio("hours_this_year", where=IN_POST, unit="学时"),
        basis="创建方案任务21",
        says="人均培训学时 = 本年度到当日在岗人员学时合计 ÷ 在岗人数",
    )

    class Meta(Register.Meta):
        verbose_name = "执法主体与人员"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
