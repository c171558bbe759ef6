"""Editions of the indicators: data that an official table replaces by import."""

from django.db import models
from django.db.models import F, Q


class Edition(models.Model):
    """One edition of the indicators. Editions are reference data, readable by everybody who can sign in."""

    slug = models.SlugField("代号", max_length=60, unique=True)
    name = models.CharField("名称", max_length=120)
    is_official = models.BooleanField("官方版本", default=False)
    note = models.TextField("说明", blank=True)
    imported_at = models.DateTimeField("导入时间", auto_now_add=True)

    class Meta:
        verbose_name = "指标版本"
        ordering = ("-imported_at", "-id")

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """A third-level indicator: 2.8.3, with its running number through the whole table."""

    class Kind(models.TextChoices):
        VETO = "否决", "否决"
        NEGATIVE = "负面", "负面"
        RED_LINE = "红线", "红线"
        PLAIN = "普通", "普通"
        BONUS = "加分", "加分"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="indicators", verbose_name="指标版本")
    code = models.CharField("编码", max_length=20)
    no = models.PositiveIntegerField("序号")
    level1_no = models.PositiveIntegerField("一级序号")
    level1_name = models.CharField("一级指标", max_length=100)
    level2_no = models.PositiveIntegerField("二级序号")
    level2_name = models.CharField("二级指标", max_length=100)
    title = models.CharField("三级指标", max_length=200)
    measures = models.TextField("量什么", blank=True)
    targets = models.TextField("目标", blank=True)
    registers = models.JSONField("台账", default=list)
    methods = models.JSONField("评测方式", default=list)
    sources = models.JSONField("来源", default=list)
    kind = models.CharField("类别", max_length=4, choices=Kind, default=Kind.PLAIN)
    metrics = models.JSONField("判定算法", default=list)
    no_metric = models.TextField("不由台账计算的部分", blank=True)

    class Meta:
        verbose_name = "三级指标"
        ordering = ("no",)
        constraints = [
            models.UniqueConstraint(fields=("edition", "code"), name="one_code_an_edition"),
            models.UniqueConstraint(fields=("edition", "no"), name="one_number_an_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Material(models.Model):
    """What an edition expects to be shown for an indicator; a campaign starts from it and may change it."""

    class AskedOf(models.TextChoices):
        EACH = "each", "每个责任单位"
        PRINCIPAL = "principal", "主牵头单位"

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="materials", verbose_name="三级指标")
    order = models.PositiveIntegerField("次序", default=0)
    name = models.CharField("材料", max_length=200)
    kind = models.CharField("形式", max_length=10, blank=True)
    count = models.PositiveIntegerField("份数", default=1)
    asked_of = models.CharField("由谁提供", max_length=10, choices=AskedOf, default=AskedOf.EACH)

    class Meta:
        verbose_name = "佐证要求"
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.name


class EditionLink(models.Model):
    """That an indicator of one edition continues in another, with the explanation; assignments and proof are carried along it."""

    class How(models.TextChoices):
        SAME = "same", "不变"
        MOVED = "moved", "移位"
        CHANGED = "changed", "调整"

    old = models.ForeignKey(Indicator, models.CASCADE, related_name="continued_in", verbose_name="旧指标")
    new = models.ForeignKey(Indicator, models.CASCADE, related_name="continues", verbose_name="新指标")
    how = models.CharField("关系", max_length=10, choices=How)
    explanation = models.CharField("说明", max_length=300)
    is_confirmed = models.BooleanField("已确认", default=False)

    class Meta:
        verbose_name = "版本对应"
        constraints = [
            models.UniqueConstraint(fields=("old", "new"), name="one_link_a_pair"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="no_indicator_links_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.old.code}→{self.new.code}"


class Scheme(models.Model):
    """Another scheme that asks for the same things: 省考核, 营商环境评价. What is filled once serves all."""

    name = models.CharField("名称", max_length=100, unique=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "其他考核"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class SchemeItem(models.Model):
    """An item of another scheme that an indicator answers as well."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="items", verbose_name="考核")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="scheme_items", verbose_name="三级指标")
    code = models.CharField("条目编号", max_length=40, blank=True)
    title = models.CharField("条目", max_length=200)

    class Meta:
        verbose_name = "考核条目"
        ordering = ("scheme", "code", "id")
        constraints = [models.UniqueConstraint(fields=("scheme", "indicator", "code"), name="one_scheme_item")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.title}"
