"""The tables of packages: what may go in and within which limits, the packages made, and the receipt of each unit."""

from django.db import models

from fazhi.campaign.models import Campaign
from fazhi.evidence.models import Blob
from fazhi.people.models import Unit
from fazhi.people.scope import Scoped

PENDING = "待填：申报系统的限制没有公开，请按当年申报通知填写并注明出处"


class PackageProfile(Scoped):
    """What a kind of application takes, written by the task force. An empty limit is not checked; none is shipped filled in."""

    class Kind(models.TextChoices):
        WHOLE = "whole", "综合示范创建"
        SINGLE = "single", "单项示范项目"

    class Redaction(models.TextChoices):
        MASKED = "masked", "只放脱敏副本，没有副本的不放"
        ORIGINAL = "original", "放原件，并注明含个人信息"
        LEAVE_OUT = "leave-out", "含个人信息的一律不放"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="使用单位")
    slug = models.SlugField("代号", max_length=40, blank=True, help_text="系统自带的方案有代号，自建的为空")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.WHOLE)
    indicators = models.JSONField("只含指标", default=list, blank=True, help_text="三级指标编码；空表示全部")
    most_files = models.PositiveIntegerField("每项指标最多几个文件", null=True, blank=True)
    most_file_mb = models.PositiveIntegerField("单个文件最大（MB）", null=True, blank=True)
    most_total_mb = models.PositiveIntegerField("全部文件最大（MB）", null=True, blank=True)
    formats = models.CharField("允许的格式", max_length=200, blank=True, help_text="扩展名，用空格分开，如 pdf jpg mp4")
    longest_name = models.PositiveIntegerField("文件名最多几个字", null=True, blank=True, help_text="含扩展名")
    forbidden = models.CharField("文件名中不许有的字符", max_length=60, blank=True)
    name_pattern = models.CharField("文件名样式", max_length=100, default="{序号}-{单位}-{材料}")
    limits_from = models.CharField("限制的出处", max_length=200, default=PENDING)
    stops = models.BooleanField("有不合限制的就不打包", default=False)
    redaction = models.CharField("个人信息", max_length=10, choices=Redaction, default=Redaction.MASKED)
    with_rows = models.BooleanField("放入台账数据和计入的记录", default=True)
    with_journal = models.BooleanField("放入日志", default=True)
    with_frozen = models.BooleanField("放入冻结网页", default=True)
    project = models.CharField("项目名称", max_length=100, blank=True)
    applicant = models.CharField("申报单位", max_length=100, blank=True)
    practice = models.TextField("主要做法", blank=True, max_length=10_000)
    effect = models.TextField("工作成效", blank=True, max_length=10_000)
    changed_by = models.CharField("修改人", max_length=40, blank=True)
    changed_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        verbose_name = "打包方案"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("unit", "slug"), condition=~models.Q(slug=""), name="one_shipped_profile_a_unit"),
            models.UniqueConstraint(fields=("unit", "name"), name="one_profile_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def extensions(self) -> tuple[str, ...]:
        """The allowed endings, small and without the dot; none: every format."""
        return tuple(dict.fromkeys(each.lower().lstrip(".") for each in self.formats.replace("，", " ").replace("、", " ").split()))

    @property
    def has_limits(self) -> bool:
        return bool(self.most_files or self.most_file_mb or self.most_total_mb or self.formats or self.longest_name or self.forbidden)


class Package(Scoped):
    """One archive: asked for on a page, made by a job. `digest` is the SHA-256 of its manifest, which the same state gives again."""

    reach = "campaign__unit__path"
    unsealed = ("profile", "state", "progress", "why_failed")  # how far the job is; a profile may go, its name stays

    class State(models.TextChoices):
        MAKING = "making", "打包中"
        READY = "ready", "已打包"
        FAILED = "failed", "没有完成"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="packages", verbose_name="创建活动")
    profile = models.ForeignKey(PackageProfile, models.SET_NULL, null=True, related_name="packages", verbose_name="打包方案")
    profile_name = models.CharField("打包方案名称", max_length=60)
    name = models.CharField("文件名", max_length=200)
    as_of = models.DateField("数据截至")
    state = models.CharField("状态", max_length=10, choices=State, default=State.MAKING)
    progress = models.PositiveIntegerField("进度", default=0)
    digest = models.CharField("材料包摘要", max_length=64, blank=True)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+", verbose_name="文件内容")
    facts = models.JSONField("内容", default=dict, help_text="{indicators, files, bytes, entries, stamp, left_out: [[指标, 材料, 原因]]}")
    why_failed = models.CharField("没有完成的原因", max_length=500, blank=True)
    asked_by = models.CharField("打包人", max_length=40)
    asked_at = models.DateTimeField("打包时间", auto_now_add=True)
    made_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = "材料包"
        ordering = ("-asked_at", "-id")

    def __str__(self) -> str:
        return self.name


class Receipt(Scoped):
    """What of one unit left the house in a package; its people may read it for ever."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="receipts", verbose_name="材料包")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    unit_name = models.CharField("当时单位名称", max_length=100)
    lines = models.JSONField("材料", default=list, help_text="[{indicator, title, path, size, sha256, what}]")
    made_at = models.DateTimeField("出具时间", auto_now_add=True)

    class Meta:
        verbose_name = "入包回执"
        ordering = ("-made_at", "-id")
        constraints = [models.UniqueConstraint(fields=("package", "unit"), name="one_receipt_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit_name}：{self.package.name}"
