"""R48 创新与荣誉: what a body made anew, where others took it over, and what it was named or praised for."""

from django.db.models import BooleanField, CharField, DateField, F, Q, TextChoices, TextField

from fazhi.engine.conditions import TODAY
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Binds, Metric, count, share
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule, Severity
from fazhi.people.models import Role

OWN = "附加项认定口径（专班）"
INNOVATION = "制度创新"
HIGH = ("国家级", "省部级")
STANDING = Q(stage="confirmed", revoked_on__isnull=True)
AWARD = ~Q(kind=INNOVATION)


class Honour(Register):
    """创新与荣誉：一项创新做法、一项表彰命名或者一个典型案例一条，任何单位可以提名，由专班认定。"""

    code = "R48"
    identity = ("number",)
    listed = ("number", "unit", "kind", "name", "level", "awarded_by", "awarded_on", "stage", "indicator")

    class Kind(TextChoices):
        INNOVATION = "制度创新", "原创性制度、做法"
        TITLE = "命名表彰", "命名、表彰、奖励"
        PROJECT = "示范项目", "示范地区、示范项目、试点"
        EXAMPLE = "典型案例", "入选典型案例、指导案例"
        PRAISE = "通报表扬", "通报表扬、督查激励"

    class Level(TextChoices):
        STATE = "国家级", "中央、国家机关"
        PROVINCE = "省部级", "省级、部级"
        CITY = "市厅级", "市级、厅级"
        COUNTY = "县级", "县区级"

    # What is written down
    number = CharField("编号", max_length=60, help_text="登记编号，全市不重复")
    kind = CharField("类别", max_length=10, choices=Kind)
    name = CharField("名称", max_length=200, help_text="做法、荣誉、项目或者案例的名称；不写个人姓名")
    level = CharField("级别", max_length=10, choices=Level, help_text="荣誉按授予机关的级别；创新做法按本单位的级别")
    awarded_by = CharField("授予（推广、发布）机关", max_length=100, blank=True)
    document_number = CharField("文件名称、文号", max_length=200, blank=True, help_text="表彰命名决定、案例发布文件；创新做法填制度文件")
    awarded_on = DateField("授予（发布、实施）日期", help_text="文件的成文日期；创新做法填实施日期")
    valid_until_on = DateField("有效期至", null=True, blank=True, help_text="有有效期、须复评的填写")
    url = CharField("公开网址", max_length=300, blank=True)
    summary = TextField("做法、成效", blank=True)
    is_original = BooleanField("本地首创", default=False, help_text="没有照搬上级或者外地已有的制度")
    promoted_level = CharField("被推广的级别", max_length=10, choices=Level, blank=True, help_text="创新做法被上级发文复制推广的填写")
    promoted_on = DateField("推广日期", null=True, blank=True)
    promotion_paper = CharField("推广文件、文号", max_length=200, blank=True, help_text="媒体报道不算推广文件")
    indicator = CharField("对应指标编码", max_length=20, blank=True, help_text="如：4.19.1")
    confirmed_on = DateField("专班认定日期", null=True, blank=True)
    declined_on = DateField("不予认定日期", null=True, blank=True)
    decline_reason = CharField("不予认定的理由", max_length=300, blank=True)
    revoked_on = DateField("撤销、取消日期", null=True, blank=True)
    revocation_paper = CharField("撤销、取消的文号", max_length=200, blank=True)

    # Where it can stand
    stage = Lifecycle(
        Stage("nominated", "已提名", then=("confirmed", "declined"), on="awarded_on"),
        Stage(
            "confirmed",
            "已认定",
            then=("revoked",),
            needs=("confirmed_on",),
            on="confirmed_on",
            by=(Role.TASKFORCE,),
            evidence=("表彰、命名、推广或者制度文件",),
            act="认定",
        ),
        Stage("declined", "未认定", needs=("declined_on", "decline_reason"), on="declined_on", by=(Role.TASKFORCE,), act="不予认定"),
        Stage("revoked", "已撤销", needs=("revoked_on",), on="revoked_on", by=(Role.TASKFORCE,), act="登记撤销"),
        basis=OWN,
    )

    # What must hold
    award_has_paper = Rule(
        "荣誉、项目、案例有授予机关和文件。",
        applies=AWARD,
        holds=~Q(awarded_by="") & ~Q(document_number=""),
        basis=OWN,
        severity=Severity.REMINDER,
        remedy="补填授予机关和文号；只有新闻报道、没有文件的，不作为荣誉认定。",
    )
    innovation_is_described = Rule(
        "创新做法有制度文件，写明做法和成效。",
        applies=Q(kind=INNOVATION),
        holds=~Q(document_number="") & ~Q(summary=""),
        basis=OWN,
        severity=Severity.REMINDER,
        remedy="补填制度文件和成效；没有形成制度的，先总结提炼。",
    )
    promotion_has_paper = Rule(
        "被推广的有推广文件和日期，不早于实施日期。",
        applies=~Q(promoted_level=""),
        holds=~Q(promotion_paper="") & Q(promoted_on__gte=F("awarded_on")),
        basis=OWN,
        severity=Severity.REMINDER,
        remedy="补填推广文件和日期；媒体报道、会议发言不作为推广。",
    )
    names_indicator = Rule(
        "写明对应的指标。",
        holds=~Q(indicator=""),
        basis=OWN,
        severity=Severity.REMINDER,
        remedy="填写最相关的一项三级指标编码。",
    )
    is_still_valid = Rule(
        "有有效期的荣誉仍在有效期内。",
        applies=Q(valid_until_on__isnull=False, revoked_on__isnull=True),
        holds=Q(valid_until_on__gte=TODAY),
        basis=OWN,
        severity=Severity.REMINDER,
        remedy="办理复评；不再有效的，填报材料时不再使用。",
    )
    revocation_has_paper = Rule(
        "撤销、取消有文号。",
        applies=Q(revoked_on__isnull=False),
        holds=~Q(revocation_paper=""),
        basis=OWN,
        severity=Severity.REMINDER,
        remedy="补填撤销、取消的文件文号。",
    )

    # What is measured: an extra that adds and never takes away, so nothing has a target
    nominations = Metric("提名件数", count(), over="awarded_on", basis=OWN)
    innovations = Metric(
        "认定的制度创新数", count(STANDING & Q(kind=INNOVATION), unit="项"), over="awarded_on", basis=OWN, binds=Binds.CITY
    )
    original_innovations = Metric(
        "认定的首创做法数",
        count(STANDING & Q(kind=INNOVATION, is_original=True), unit="项"),
        over="awarded_on",
        basis=OWN,
        binds=Binds.CITY,
    )
    innovations_promoted = Metric(
        "被省级以上推广的创新数",
        count(STANDING & Q(kind=INNOVATION, promoted_level__in=HIGH), unit="项"),
        over="promoted_on",
        basis=OWN,
        binds=Binds.CITY,
        says="被省级以上推广的创新数 = 专班认定、未撤销、在期间内被国家级或省部级发文推广的制度创新数",
    )
    state_honours = Metric(
        "国家级荣誉、项目、案例数", count(STANDING & AWARD & Q(level="国家级"), unit="项"), over="awarded_on", basis=OWN, binds=Binds.CITY
    )
    provincial_honours = Metric(
        "省部级荣誉、项目、案例数", count(STANDING & AWARD & Q(level="省部级"), unit="项"), over="awarded_on", basis=OWN, binds=Binds.CITY
    )
    honours_revoked = Metric("被撤销的荣誉数", count(unit="项"), over="revoked_on", basis=OWN, binds=Binds.CITY)
    share_confirmed = Metric(
        "提名认定率",
        share(holds=Q(confirmed_on__isnull=False), of=Q(stage__in=("confirmed", "declined", "revoked"))),
        over="awarded_on",
        basis=OWN,
        says="提名认定率 = 经认定的件数 ÷ 已作认定决定的件数",
    )

    class Meta(Register.Meta):
        verbose_name = "创新与荣誉"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.kind != INNOVATION and self.unit_id and self.awarded_by.strip() in (self.unit.name, self.unit.short_name):
            told.append("授予机关就是本单位，单位不能给自己授予荣誉。请核对授予机关；属于本单位创新做法的，类别选制度创新。")
        if self.kind != INNOVATION and self.promoted_level:
            told.append("只有创新做法才登记推广。请把类别改为制度创新，或者删去被推广的级别。")
        if self.kind != INNOVATION and self.awarded_by.strip().endswith(("日报", "晚报", "报社", "电视台")):
            told.append("媒体报道不是表彰、命名。请填写发文机关；只有报道没有文件的，作为佐证材料上传，不在本台账登记。")
        return told
