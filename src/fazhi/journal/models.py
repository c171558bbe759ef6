"""The journal's tables: entries, the objects and units each one touches, and the keys of personal values."""

from typing import Any, NoReturn

from django.db import models

from .appending import AppendOnly, Immutable
from .sealed import Anchored, Checkpoint, Leaf, Node, Shape, Stamped

__all__ = ["Affected", "Anchored", "AppendOnly", "Checkpoint", "Entry", "Immutable"]
__all__ += ["Leaf", "Node", "PersonalKey", "Shape", "Stamped", "Touched", "Verb"]


class Verb(models.TextChoices):
    """The closed list of what can happen."""

    CREATED = "created", "新建"
    CHANGED = "changed", "修改"
    REMOVED = "removed", "删除"
    ENDED = "ended", "终止"
    IMPORTED = "imported", "导入"
    CONFIRMED = "confirmed", "确认"
    PUBLISHED = "published", "发布"
    ASSIGNED = "assigned", "分派"
    SUBMITTED = "submitted", "提交"
    WITHDRAWN = "withdrawn", "撤回"
    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"
    ACCEPTED = "accepted", "认定"
    RECUSED = "recused", "回避"
    EXTENDED = "extended", "延期"
    REOPENED = "reopened", "重开"
    APPROVED = "approved", "批准"
    REFUSED = "refused", "拒绝"
    GRANTED = "granted", "授权"
    READ = "read", "阅知"
    OPENED = "opened", "查看"
    DOWNLOADED = "downloaded", "下载"
    SIGNED_IN = "signed-in", "登录"
    SIGNED_OUT = "signed-out", "退出"
    LOCKED_OUT = "locked-out", "锁定"
    MERGED = "merged", "合并"
    RENAMED = "renamed", "更名"
    MOVED = "moved", "流转"
    UNDONE = "undone", "撤销"


class Entry(models.Model):
    """One act. The actor stands as id, name and unit of that moment: no foreign key, so a rename changes nothing here."""

    at = models.DateTimeField("时间", db_index=True)
    verb = models.CharField("动作", max_length=20, choices=Verb)
    kind = models.CharField("对象类别", max_length=60)
    object_id = models.CharField("对象编号", max_length=64)
    object_name = models.CharField("对象", max_length=300)
    digest = models.CharField("对象摘要", max_length=64, blank=True)
    campaign_id = models.BigIntegerField("创建活动", null=True, db_index=True)
    actor_id = models.BigIntegerField("操作人编号", null=True, db_index=True)
    actor_name = models.CharField("操作人", max_length=60)
    actor_unit_id = models.BigIntegerField("操作人单位编号", null=True)
    actor_unit = models.CharField("操作人单位", max_length=200, blank=True)
    address = models.CharField("来源地址", max_length=64, blank=True)
    said = models.TextField("经过")
    changes = models.JSONField("前后对照", default=dict)
    rows = models.PositiveIntegerField("涉及对象数", default=1)
    rows_root = models.CharField("涉及对象总摘要", max_length=64, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "日志条目"
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=("kind", "object_id"))]

    def __str__(self) -> str:
        return f"{self.actor_name}{self.said}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding:
            raise Immutable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Immutable


class Touched(models.Model):
    """An object that an entry is about; the trail of an object is read from here."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="touched")
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)
    shape = models.CharField(max_length=16, default="", blank=True)  # which fields the digest is taken of, see Shape

    objects = AppendOnly.as_manager()

    class Meta:
        indexes = [models.Index(fields=("kind", "object_id", "entry"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Affected(models.Model):
    """A unit that an entry concerns; notices find their recipients here."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="affected")
    unit_id = models.BigIntegerField(db_index=True)

    objects = AppendOnly.as_manager()

    def __str__(self) -> str:
        return str(self.unit_id)


class PersonalKey(models.Model):
    """The key of one record's personal values. Erasing the key erases the values, and the trail stays whole."""

    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    key = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("kind", "object_id"), name="one_key_a_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
