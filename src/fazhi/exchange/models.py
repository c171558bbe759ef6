"""What is kept of an import: the file, how its columns were read, how far it is, what was wrong; and mappings remembered."""

from django.db import models
from django.db.models import Q

from fazhi.evidence.models import Blob
from fazhi.people.actor import Actor
from fazhi.people.models import Post, Role, Unit, User
from fazhi.people.scope import Scoped


class State(models.TextChoices):
    """Where an import stands."""

    MAPPING = "mapping", "待对应各列"
    CHECKING = "checking", "正在检查"
    CHECKED = "checked", "待确认导入"
    APPLYING = "applying", "正在导入"
    DONE = "done", "已导入"
    UNDOING = "undoing", "正在撤销"
    UNDONE = "undone", "已撤销"
    REFUSED = "refused", "没有导入"
    DROPPED = "dropped", "已放弃"


AT_WORK = (State.CHECKING, State.APPLYING, State.UNDOING)


class Import(Scoped):
    """A sheet handed in for one register by somebody of `unit`. `done_row` is the last row of the sheet that is written down."""

    unsealed = (  # how it was read and how far its jobs are; what is written down is sealed with the records themselves
        *("state", "refusal", "sheet", "header_row", "header_lines", "header", "mapping", "fixed_unit", "clears", "last_row", "done_row"),
        *("new", "changed", "unchanged", "wrong", "skipped", "written_new", "written_changed", "left_out", "undone", "kept", "shown"),
        *("checked_at", "ended_at", "undone_by"),
    )

    register = models.CharField("台账", max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="经办单位")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name="经办身份")
    address = models.CharField("来源地址", max_length=64, blank=True)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+", verbose_name="原文件")
    file_name = models.CharField("文件名", max_length=255)
    state = models.CharField("状态", max_length=10, choices=State, default=State.MAPPING)
    refusal = models.TextField("没有导入的原因", blank=True)

    sheet = models.CharField("工作表", max_length=255, blank=True)
    header_row = models.PositiveIntegerField("表头所在行", default=1)
    header_lines = models.PositiveSmallIntegerField("表头行数", default=1)
    header = models.JSONField("表头", default=list, help_text="各列的名称，没有名称的为空")
    mapping = models.JSONField("对应", default=list, help_text="各列对应的台账字段，不导入的为空")
    fixed_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="全表的责任单位")
    clears = models.BooleanField("空白格清空原值", default=False)

    last_row = models.PositiveIntegerField("末行", default=0)
    done_row = models.PositiveIntegerField("已办到的行", default=0)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变化", default=0)
    unchanged = models.PositiveIntegerField("未变化", default=0)
    wrong = models.PositiveIntegerField("有错误", default=0)
    skipped = models.PositiveIntegerField("跳过", default=0)
    written_new = models.PositiveIntegerField("已新增", default=0)
    written_changed = models.PositiveIntegerField("已修改", default=0)
    left_out = models.PositiveIntegerField("导入时未办", default=0)
    undone = models.PositiveIntegerField("已撤销条数", default=0)
    kept = models.JSONField("撤销时保留", default=list, help_text="导入后又被改过、没有撤销的记录")
    shown = models.JSONField("预览", default=dict, help_text="形状见 exchange/checking.py")

    made_at = models.DateTimeField("上传时间", auto_now_add=True)
    checked_at = models.DateTimeField("检查时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    undone_by = models.CharField("撤销人", max_length=60, blank=True)

    class Meta:
        verbose_name = "台账导入"
        ordering = ("-pk",)
        indexes = [models.Index(fields=("unit", "-made_at"))]
        constraints = [models.UniqueConstraint(fields=("register", "blob"), condition=Q(state="applying"), name="one_import_a_file")]

    def __str__(self) -> str:
        return self.file_name

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        """What a task force brought in names units beside the area's own: its liaison and head do not read that."""
        mine = super().readers(actor)
        return mine if actor.is_(Role.TASKFORCE, Role.LEADER) else mine & ~Q(post__role=Role.TASKFORCE)

    @property
    def written(self) -> int:
        return self.written_new + self.written_changed


class Fault(models.Model):
    """What is wrong with a row, or only worth a look; the row stays out for the former."""

    batch = models.ForeignKey(Import, models.CASCADE, related_name="faults", verbose_name="导入")
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=100, blank=True)
    said = models.CharField("原因", max_length=500)
    is_warning = models.BooleanField("仅提醒", default=False)

    class Meta:
        verbose_name = "导入错误"
        ordering = ("row", "id")
        indexes = [models.Index(fields=("batch", "row"))]

    def __str__(self) -> str:
        return f"第{self.row}行" + (f"“{self.column}”：" if self.column else "：") + self.said


class Remembered(models.Model):
    """How the columns of one kind of sheet were mapped by a person of an area; asked once, then known."""

    register = models.CharField("台账", max_length=20)
    area = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="地区")
    signature = models.CharField("表头摘要", max_length=64)
    mapping = models.JSONField("对应")
    by = models.CharField("确认人", max_length=60)
    at = models.DateTimeField("确认时间", auto_now=True)

    class Meta:
        verbose_name = "列对应"
        constraints = [models.UniqueConstraint(fields=("register", "area", "signature"), name="one_mapping_a_header")]

    def __str__(self) -> str:
        return f"{self.register} {self.signature[:8]}"
