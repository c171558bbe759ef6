"""Items: what a unit shows, in versions that are all kept."""

from django.db import models
from django.db.models import Q

from fazhi.people.models import Unit
from fazhi.people.scope import Scoped

from .content import Blob


class ItemKind(models.TextChoices):
    """What an item is."""

    FILE = "file", "文件"
    IMAGE = "image", "图片"
    VIDEO = "video", "视频"
    LINK = "link", "链接"
    OFFLINE = "offline", "线下查阅"


class Item(Scoped):
    """A piece of material. 线下查阅 records only that something was seen off-line: secret material never enters."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="items", verbose_name="提供单位")
    unit_name = models.CharField("提供时单位名称", max_length=100, help_text="单位以后更名，此处仍是当时名称")
    kind = models.CharField("形式", max_length=10, choices=ItemKind)
    title = models.CharField("名称", max_length=200)
    effective_on = models.DateField("形成日期", null=True, blank=True, help_text="文件本身的日期，不是上传日期")
    expires_on = models.DateField("有效期至", null=True, blank=True)
    doc_number = models.CharField("发文字号", max_length=60, blank=True, help_text="由人确认的字号，如金政发〔2025〕33号")
    issuer = models.CharField("发文机关", max_length=200, blank=True, help_text="由人确认；联合发文的以顿号隔开")
    note = models.TextField("说明", blank=True)
    seen_where = models.CharField("查阅地点", max_length=200, blank=True)
    seen_by = models.CharField("查阅人", max_length=100, blank=True)
    seen_on = models.DateField("查阅日期", null=True, blank=True)
    removed_at = models.DateTimeField("移出时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.CharField("建立人", max_length=40)

    class Meta:
        verbose_name = "材料"
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=("unit", "-created_at"))]

    def __str__(self) -> str:
        return self.title

    @property
    def current(self) -> "Version | None":
        return self.versions.order_by("-no").first()


class Version(models.Model):
    """One state of an item's content; a newer one never replaces it."""

    class TextState(models.TextChoices):
        WAITING = "waiting", "待提取"
        DONE = "done", "已提取"
        NONE = "none", "无文字"
        FAILED = "failed", "提取失败"

    unsealed = (  # what jobs find out about the content; the content itself is sealed by its digest
        *("text", "text_state", "text_note", "pages", "preview", "made", "facts", "made_at", "made_by", "signed_on"),
        *("number_series", "number_no"),
    )

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions", verbose_name="材料")
    no = models.PositiveIntegerField("版次")
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="versions", verbose_name="文件内容")
    url = models.URLField("网址", max_length=500, blank=True)
    file_name = models.CharField("文件名", max_length=255, blank=True)
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    uploaded_by = models.CharField("上传人", max_length=40)
    text = models.TextField("正文", blank=True)
    text_state = models.CharField("文字提取", max_length=10, choices=TextState, default=TextState.WAITING)
    text_note = models.CharField("提取说明", max_length=300, blank=True)
    pages = models.PositiveIntegerField("预览页数", default=0)
    preview = models.JSONField("预览", default=dict, help_text="形状见 evidence/preview.py")
    made = models.JSONField("文件自带信息", default=dict, help_text="形状见 evidence/inside.py；空的是还没有读")
    facts = models.JSONField("正文中的要素", default=dict, help_text="形状见 evidence/documentfacts.py；只供确认，不改填报")
    # what the checks look other versions up by, kept true by evidence/noting.py
    made_at = models.DateTimeField("文件最后保存时间", null=True, blank=True)
    made_by = models.CharField("文件作者", max_length=100, blank=True)
    signed_on = models.DateField("成文日期", null=True, blank=True, help_text="正文中读出的")
    number_series = models.CharField("字号序列", max_length=40, blank=True, help_text="机关代字和年份，如金政发〔2025〕")
    number_no = models.PositiveIntegerField("序号", null=True, blank=True)

    class Meta:
        verbose_name = "版本"
        ordering = ("no",)
        indexes = [
            models.Index(fields=("number_series", "number_no")),
            models.Index(fields=("made_at",)),
            models.Index(fields=("made_by",)),
        ]
        constraints = [
            models.UniqueConstraint(fields=("item", "no"), name="one_version_a_number"),
            models.CheckConstraint(condition=Q(blob=None) | Q(url=""), name="version_is_file_or_link"),
        ]

    def __str__(self) -> str:
        return f"{self.item} 第{self.no}版"
