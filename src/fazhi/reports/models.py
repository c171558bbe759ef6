"""Texts of a report that people edited, and the files that were made."""

from django.db import models

from fazhi.campaign.models import Campaign
from fazhi.evidence.models import Blob
from fazhi.people.scope import Scoped

from .declaration.models import Declaration, DeclaredItem, Filing, Inquiry
from .package.models import Package, PackageProfile, Receipt

__all__ = ["Declaration", "DeclaredItem", "Filing", "Inquiry", "MadeFile", "Package", "PackageProfile", "Receipt", "ReportText"]


class ReportText(models.Model):
    """A passage of the report. Once a person edited it, regeneration keeps it and shows what the fresh text would say."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="report_texts", verbose_name="创建活动")
    place = models.CharField("位置", max_length=40, help_text="如 opening、closing、2.8.3")
    text = models.TextField("内容")
    drafted = models.TextField("生成稿", help_text="编辑所依据的生成稿；新生成稿与它不同时提示")
    edited_by = models.CharField("修改人", max_length=40)
    edited_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        verbose_name = "报告文字"
        constraints = [models.UniqueConstraint(fields=("campaign", "place"), name="one_text_a_place")]

    def __str__(self) -> str:
        return self.place


class MadeFile(Scoped):
    """A report file that a job made, kept with its digest."""

    reach = "campaign__unit__path"
    unsealed = ("state", "progress", "why_failed")  # how far the job is; the file itself comes with an entry

    class Kind(models.TextChoices):
        LEDGER = "ledger", "工作清单台账"
        TASKS = "tasks", "任务分解表"
        SELF_ASSESSMENT = "self-assessment", "自评报告"

    class State(models.TextChoices):
        MAKING = "making", "生成中"
        READY = "ready", "已生成"
        FAILED = "failed", "生成失败"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="made_files", verbose_name="创建活动")
    kind = models.CharField("种类", max_length=20, choices=Kind)
    name = models.CharField("文件名", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.MAKING)
    progress = models.PositiveIntegerField("进度", default=0)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, verbose_name="文件内容")
    why_failed = models.CharField("失败原因", max_length=300, blank=True)
    asked_by = models.CharField("生成人", max_length=40)
    asked_at = models.DateTimeField("生成时间", auto_now_add=True)

    class Meta:
        verbose_name = "报告文件"
        ordering = ("-asked_at", "-id")

    def __str__(self) -> str:
        return self.name
