"""Masked public copies: what may leave the house in place of material that holds personal data."""

from django.db import models

from fazhi.people.scope import Scoped

from .content import Blob
from .items import Version


class PublicCopy(Scoped):
    """A copy of one version with personal data hidden. One person makes it, another approves it; it holds for these bytes alone.

    `masks` is {"values": [[kind, masked form]…], "boxes": [{"page": from 1, "x", "y", "w", "h": shares of the page}…]}; plain values
    are never kept. `preview` is shaped as Version.preview.
    """

    reach = "version__item__unit__path"

    class State(models.TextChoices):
        MAKING = "making", "制作中"
        FAILED = "failed", "没有做成"
        DRAFTED = "drafted", "待批准"
        APPROVED = "approved", "已批准"
        WITHDRAWN = "withdrawn", "已撤回"

    version = models.ForeignKey(Version, models.PROTECT, related_name="public_copies", verbose_name="版本")
    original_sha256 = models.CharField("原件 SHA-256", max_length=64)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="副本内容")
    file_name = models.CharField("文件名", max_length=255, blank=True)
    masks = models.JSONField("遮盖内容", default=dict)
    preview = models.JSONField("预览", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.MAKING)
    why = models.CharField("原因", max_length=300, blank=True, help_text="没有做成或者撤回的原因")
    made_by = models.CharField("制作人", max_length=40)
    made_by_id = models.BigIntegerField("制作人编号")
    made_at = models.DateTimeField("制作时间", auto_now_add=True)
    approved_by = models.CharField("批准人", max_length=40, blank=True)
    approved_by_id = models.BigIntegerField("批准人编号", null=True, blank=True)
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)

    class Meta:
        verbose_name = "脱敏公开副本"
        ordering = ("-made_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by_id=None) | ~models.Q(approved_by_id=models.F("made_by_id")), name="copy_has_two_persons"
            ),
            models.UniqueConstraint(fields=("version",), condition=models.Q(state="approved"), name="one_copy_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.version.item}的脱敏公开副本"
