"""Content: bytes stored once under their SHA-256, and uploads on their way there."""

import uuid

from django.db import models

from fazhi.people.models import Unit, User


class Blob(models.Model):
    """Bytes, stored once. Who may read them is decided by the items that use them, never by knowing the hash."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    sm3 = models.CharField("SM3", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100, help_text="按内容判断，不看扩展名")
    stored_at = models.DateTimeField("入库时间", auto_now_add=True)

    class Meta:
        verbose_name = "文件内容"

    def __str__(self) -> str:
        return self.sha256[:12]


class Upload(models.Model):
    """A file on its way in, in pieces; it may stop and go on, also after signing in again."""

    unsealed = ("offset", "moved_at", "blob", "name", "folder")  # how far it is; what secret material left is taken away unasked

    class State(models.TextChoices):
        RECEIVING = "receiving", "接收中"
        RECEIVED = "received", "已接收"
        REFUSED = "refused", "已拒收"
        USED = "used", "已归入材料"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, verbose_name="上传人")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    name = models.CharField("文件名", max_length=255)
    folder = models.CharField("所在文件夹", max_length=400, blank=True)
    size = models.PositiveBigIntegerField("总字节数")
    offset = models.PositiveBigIntegerField("已收字节数", default=0)
    state = models.CharField("状态", max_length=10, choices=State, default=State.RECEIVING)
    refusal = models.TextField("拒收原因", blank=True)
    note = models.CharField("检查提示", max_length=300, blank=True)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, verbose_name="文件内容")
    context = models.JSONField("用途", default=dict, help_text="上传页所在的指标等，收完后据此归入")
    begun_at = models.DateTimeField("开始时间", auto_now_add=True)
    moved_at = models.DateTimeField("最近接收", auto_now=True)

    class Meta:
        verbose_name = "上传"
        ordering = ("-begun_at",)

    def __str__(self) -> str:
        return self.name
