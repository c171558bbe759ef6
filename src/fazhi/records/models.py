"""What is kept beside the records: material attached, figures that left the house, clocks that were moved."""

from django.db import models

from fazhi.engine import checks as checks  # registers the start-up checks of the declarations
from fazhi.evidence.models import Use
from fazhi.people.actor import Actor
from fazhi.people.scope import Scoped


class Attachment(Use):
    """A piece of material that shows something of a record; `purpose` is what its stage asks for."""

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    purpose = models.CharField("用途", max_length=60)

    class Meta:
        verbose_name = "台账佐证"
        ordering = ("pk",)
        indexes = [models.Index(fields=("kind", "object_id"))]
        constraints = [models.UniqueConstraint(fields=("kind", "object_id", "purpose", "item"), name="one_attachment_a_purpose")]

    def __str__(self) -> str:
        return f"{self.purpose}：{self.item}"


class Published(models.Model):
    """A figure that left the house, whole: its value, the rows it was made of, the formula and the parameters of that day."""

    metric = models.CharField("指标算法", max_length=120)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    first, last = models.DateField("期间起"), models.DateField("期间止")
    as_of = models.DateField("数据截至")
    value = models.DecimalField("数值", max_digits=18, decimal_places=6, null=True)
    pieces = models.JSONField("组成")
    formula = models.TextField("算法")
    formula_digest = models.CharField("算法摘要", max_length=64)
    parameters = models.JSONField("参数")
    rows = models.JSONField("计入的记录")
    rows_digest = models.CharField("记录摘要", max_length=64)
    used_in = models.CharField("用于", max_length=200)
    made_at = models.DateTimeField("生成时间", auto_now_add=True)
    made_by = models.CharField("生成人", max_length=60)

    class Meta:
        verbose_name = "已发布数据"
        ordering = ("-made_at",)
        indexes = [models.Index(fields=("metric", "unit"))]

    def __str__(self) -> str:
        return f"{self.metric} {self.value}"


class Redating(models.Model):
    """A clock that a holiday notice moved: from which day to which, and why."""

    year = models.PositiveSmallIntegerField("放假通知年份", db_index=True)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    unit_id = models.BigIntegerField(db_index=True)
    clock = models.CharField("时限", max_length=60)
    before = models.DateField("原届满日")
    after = models.DateField("新届满日")
    reason = models.CharField("原因", max_length=300)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "期限重算"
        ordering = ("kind", "object_id")
        indexes = [models.Index(fields=("kind", "object_id"))]

    def __str__(self) -> str:
        return f"{self.before}→{self.after}"


class SavedView(models.Model):
    """A list as somebody filtered it, under a name; shared ones stand for everybody of the area."""

    user = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name="保存人")
    area = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+", verbose_name="地区")
    register = models.CharField("台账", max_length=20)
    name = models.CharField("名称", max_length=40)
    query = models.CharField("筛选条件", max_length=1000)
    shared = models.BooleanField("同地区共用", default=False)

    class Meta:
        verbose_name = "保存的视图"
        ordering = ("name", "pk")
        constraints = [models.UniqueConstraint(fields=("user", "register", "name"), name="one_view_a_name")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def seen_by(cls, actor: Actor) -> models.QuerySet["SavedView"]:
        """The door: one's own, and the shared ones of the area."""
        mine = models.Q(user=actor.user)
        return cls.objects.filter(mine | models.Q(shared=True, area=actor.area) if actor.area else mine)


class Declared(Scoped):
    """A number that a unit declared elsewhere, in its annual report or on its portal, to be held against what its register says."""

    class Place(models.TextChoices):
        REPORT = "report", "年度报告"
        PORTAL = "portal", "门户网站"
        STATISTICS = "statistics", "统计报表"
        OTHER = "other", "其他"

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name="申报单位")
    metric = models.CharField("指标算法", max_length=120)
    first, last = models.DateField("期间起"), models.DateField("期间止")
    value = models.DecimalField("申报数", max_digits=18, decimal_places=4, help_text="比率按百分数填写，如 98.5")
    place = models.CharField("来自", max_length=12, choices=Place)
    source = models.CharField("出处", max_length=300, help_text="报告名称、网页地址或者表号")
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    entered_by = models.CharField("登记人", max_length=60)

    class Meta:
        verbose_name = "申报数"
        ordering = ("-entered_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("unit", "metric", "first", "last", "place"), name="one_declared_number_a_place"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="declared_period_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}申报的{self.metric}"


class Question(Scoped):
    """A signal that a number or some rows should be looked at. It judges nobody; a person answers, a person decides."""

    class Kind(models.TextChoices):
        CROSS_CHECK = "cross-check", "与申报数不一致"
        ORDER = "order", "环节日期倒置"
        CLOCK = "clock", "办结早于起算"
        DECISION = "decision", "决定早于受理"
        SAME_MINUTE = "same-minute", "成批同日登记"
        FIRST_DAYS = "first-days", "日期全在月初"
        OUTLIER = "outlier", "明显偏离同类单位"

    class Severity(models.TextChoices):
        HIGH = "high", "高"
        MIDDLE = "middle", "中"
        LOW = "low", "低"

    class State(models.TextChoices):
        OPEN = "open", "待核实"
        CHECKED = "checked", "已核实"
        CONFIRMED = "confirmed", "属实需整改"
        FALSE_ALARM = "false-alarm", "误报"
        SETTLED = "settled", "已自行消除"

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    register = models.CharField("台账", max_length=20)
    kind = models.CharField("疑点", max_length=12, choices=Kind)
    severity = models.CharField("程度", max_length=8, choices=Severity)
    place = models.CharField("所指", max_length=120, help_text="指标、时限或字段的名称")
    reason = models.CharField("说明", max_length=500)
    rows = models.JSONField("有关记录", default=list)
    count = models.PositiveIntegerField("记录数", default=0)
    digest = models.CharField("内容摘要", max_length=64)
    declared = models.ForeignKey(Declared, models.CASCADE, null=True, related_name="questions", verbose_name="申报数")
    state = models.CharField("处理", max_length=12, choices=State, default=State.OPEN, db_index=True)
    found_at = models.DateTimeField("发现时间")
    answer = models.CharField("单位说明", max_length=500, blank=True)
    answered_by = models.CharField("说明人", max_length=60, blank=True)
    answered_at = models.DateTimeField("说明时间", null=True)
    remark = models.CharField("处理意见", max_length=500, blank=True)
    decided_by = models.CharField("处理人", max_length=60, blank=True)
    decided_at = models.DateTimeField("处理时间", null=True)

    class Meta:
        verbose_name = "数据疑点"
        ordering = ("-found_at", "-pk")
        constraints = [models.UniqueConstraint(fields=("unit", "register", "kind", "place"), name="one_question_a_place")]

    def __str__(self) -> str:
        return f"{self.unit}{Question.Kind(self.kind).label}"


class Draw(Scoped):
    """双随机抽取: a frame that was frozen before its seed was known, and what the seed drew out of it, once.

    `frame` holds objects [编号, 名称, 层, 回避项], inspectors [编号, 姓名, 回避项], conflicts [对象编号, 人员编号], wanted {层: 数},
    reserves, per. `result` holds drawn {层: [[抽中…], [候补…]]} and pairs {对象编号: [人员编号…]}.
    """

    title = models.CharField("抽查名称", max_length=120)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name="组织单位")
    source = models.CharField("名单来源", max_length=600)
    frame = models.JSONField("名单")
    frame_digest = models.CharField("名单摘要", max_length=64)
    objects_count = models.PositiveIntegerField("检查对象数")
    inspectors_count = models.PositiveIntegerField("检查人员数")
    frozen_at = models.DateTimeField("名单冻结时间")
    frozen_by = models.CharField("冻结人", max_length=60)
    seed = models.CharField("种子", max_length=200, blank=True)
    seed_source = models.CharField("种子出处", max_length=300, blank=True)
    result = models.JSONField("结果", null=True)
    result_digest = models.CharField("结果摘要", max_length=64, blank=True)
    drawn_at = models.DateTimeField("抽取时间", null=True)
    drawn_by = models.CharField("抽取人", max_length=60, blank=True)
    published_at = models.DateTimeField("公布时间", null=True)
    published_by = models.CharField("公布人", max_length=60, blank=True)
    dropped_at = models.DateTimeField("作废时间", null=True)
    dropped_why = models.CharField("作废原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "双随机抽取"
        ordering = ("-frozen_at", "-pk")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def readers(cls, actor: Actor) -> models.Q:
        """Whoever the unit's records are open to; once published, everybody of the area."""
        mine = super().readers(actor)
        return mine | models.Q(published_at__isnull=False, unit__area=actor.area) if actor.area else mine

    @property
    def state(self) -> str:
        """冻结待抽取, 已抽取, 已公布, 已作废."""
        if self.dropped_at:
            return "已作废"
        return "已公布" if self.published_at else "已抽取" if self.drawn_at else "名单已冻结"


class Definition(Scoped):
    """自定义台账: a register that a task force defined on a page. `body` is in force, `draft` is what is being edited.

    Both are described in records/defining.py. `version` counts what was put in force; 0: nothing yet, and there is no table.
    """

    reach = "area__path"
    unsealed = ("draft", "changed_at")  # nobody meets a draft before it is put in force

    code = models.CharField("编号", max_length=4, unique=True)
    name = models.CharField("名称", max_length=40)
    area = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name="地区")
    body = models.JSONField("定义", default=dict)
    draft = models.JSONField("修改稿", default=dict)
    version = models.PositiveIntegerField("版本", default=0)
    is_closed = models.BooleanField("停用", default=False)
    made_at = models.DateTimeField("建立时间", auto_now_add=True)
    made_by = models.CharField("建立人", max_length=60)
    changed_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        verbose_name = "自定义台账"
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
