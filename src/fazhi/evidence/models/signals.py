"""Signals: what a machine noticed about a piece of material. They advise with reasons; a person decides, with a remark."""

from django.db import models
from django.db.models import Case, Q, QuerySet, Value, When

from fazhi.people.actor import Actor
from fazhi.people.scope import Scoped

from .items import Item, Version


class SignalKind(models.TextChoices):
    """The closed list of what can be noticed; `signals/finding.py` says which family looks for it."""

    EXACT_COPY = "exact-copy", "内容完全相同"
    NEAR_COPY = "near-copy", "文字高度相似"
    NEAR_PICTURE = "near-picture", "图片近似"
    SAME_SCAN = "same-scan", "同一画面用于不同日期"
    MADE_LATE = "made-late", "文件制作晚于所载日期"
    BURST = "burst", "多期材料集中制作"
    DATE_DIFFERS = "date-differs", "成文日期与填报不一致"
    OUTSIDE_CYCLE = "outside-cycle", "日期不在创建周期内"
    PHOTO_ELSEWHERE = "photo-elsewhere", "照片时间或地点可疑"
    AUTHOR_DIFFERS = "author-differs", "作者或软件与单位不符"
    NUMBER_TWICE = "number-twice", "发文字号重复"
    NUMBER_ORDER = "number-order", "发文字号次序异常"
    SEAL_MISSING = "seal-missing", "未见落款或印章线索"
    LINK_DEAD = "link-dead", "链接打不开"
    LINK_CHANGED = "link-changed", "网页内容有变化"
    LINK_MOVED = "link-moved", "网页跳转到别处"
    PERSONAL = "personal", "含有个人信息"


class Severity(models.TextChoices):
    """How much a signal asks for a look. None of them is a verdict."""

    NOTE = "note", "提示"
    ATTENTION = "attention", "注意"
    SERIOUS = "serious", "重要"


class Signal(Scoped):
    """Something noticed about one version of an item, once under its `key`; it stays, whatever is decided.

    A signal that names somebody else's item is open only to those who may read both: nobody learns that another unit has the file.
    """

    reach = "item__unit__path"

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        EXPLAINED = "explained", "可以解释"
        UPHELD = "upheld", "情况属实"
        GONE = "gone", "已不再出现"

    DECIDED = (State.EXPLAINED, State.UPHELD)
    unsealed = ("other", "severity", "said", "facts", "state")  # what an examination words anew; decisions are sealed with who and when

    item = models.ForeignKey(Item, models.PROTECT, related_name="signals", verbose_name="材料")
    version = models.ForeignKey(Version, models.PROTECT, related_name="signals", verbose_name="版本")
    other = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="named_in", verbose_name="对照版本")
    family = models.CharField("检查", max_length=20)
    kind = models.CharField("种类", max_length=20, choices=SignalKind)
    severity = models.CharField("程度", max_length=10, choices=Severity)
    key = models.CharField("标识", max_length=120, help_text="同一版本同一检查中唯一，重新检查时据此认出")
    said = models.CharField("理由", max_length=500)
    facts = models.JSONField("依据", default=dict, help_text="供页面展示的细节，形状由各项检查说明")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField("发现时间", auto_now_add=True)
    explanation = models.CharField("单位说明", max_length=500, blank=True)
    explained_by = models.CharField("说明人", max_length=40, blank=True)
    explained_at = models.DateTimeField("说明时间", null=True, blank=True)
    remark = models.CharField("处理意见", max_length=500, blank=True)
    decided_by = models.CharField("处理人", max_length=40, blank=True)
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "信号"
        ordering = ("-found_at", "-id")
        constraints = [models.UniqueConstraint(fields=("version", "family", "key"), name="one_signal_a_key")]
        indexes = [models.Index(fields=("state", "kind")), models.Index(fields=("item", "state"))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.item}"

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        """Who may read the item, and the other one where there is one."""
        seen = Item.visible_to(actor).values("pk")
        return Q(item__in=seen) & (Q(other=None) | Q(other__item__in=seen))

    @staticmethod
    def heaviest_first(seen: "QuerySet[Signal]") -> "QuerySet[Signal]":
        """The more serious first, then the newer."""
        order = (Severity.SERIOUS, Severity.ATTENTION)
        weight = Case(*(When(severity=each, then=Value(no)) for no, each in enumerate(order)), default=Value(len(order)))
        return seen.order_by(weight, "-found_at", "-pk")
