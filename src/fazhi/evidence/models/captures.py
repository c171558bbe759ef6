"""Captures: a public page as it stood at one moment, frozen at hand-in and looked at again on a schedule."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from fazhi.people.actor import Actor
from fazhi.people.scope import Scoped

from .content import Blob
from .items import Item, Version


class Fault(models.TextChoices):
    """Why a page could not be had: the classes that the signals tell apart."""

    NONE = "", "没有出错"
    NAME = "name", "域名解析不到"
    CONNECTION = "connection", "连不上服务器"
    TIME = "time", "响应太慢"
    CERTIFICATE = "certificate", "证书不可信"
    STATUS = "status", "网站答复没有此页"
    BARRED = "barred", "网站不让程序访问"
    SERVER = "server", "网站出错"
    SIZE = "size", "内容过大"
    PROTOCOL = "protocol", "答复不合规范"
    REDIRECTS = "redirects", "跳转次数过多"
    POLICY = "policy", "网址不在允许范围"
    CONTENT = "content", "内容不予保存"
    OFF = "off", "未开启抓取"


class Capture(Scoped):
    """One look at the address of a version. A page that is as it was is noted and not stored again; none is ever changed."""

    reach = "version__item__unit__path"
    unsealed = ("due_at",)  # goes on to the next look

    class State(models.TextChoices):
        TAKEN = "taken", "已冻结"
        SAME = "same", "无变化"
        FAILED = "failed", "打不开"
        NOT_TAKEN = "not-taken", "未抓取"

    version = models.ForeignKey(Version, models.PROTECT, related_name="captures", verbose_name="版本")
    taken_at = models.DateTimeField("查看时间", default=timezone.now)
    url = models.CharField("网址", max_length=500)
    final_url = models.CharField("最后地址", max_length=2000, blank=True)
    redirects = models.JSONField("跳转", default=list, help_text="逐跳：[{url, status, to}…]")
    status = models.PositiveSmallIntegerField("答复代码", null=True, blank=True)
    media_type = models.CharField("类型", max_length=100, blank=True)
    title = models.CharField("网页标题", max_length=300, blank=True)
    published_on = models.DateField("网页发布日期", null=True, blank=True)
    source = models.CharField("网页所载来源", max_length=100, blank=True)
    warc = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原样存档（WARC）")
    page = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="可读副本")
    file = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="链接指向的文件")
    words = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="可读文字")
    digest = models.CharField("文字摘要", max_length=64, blank=True, help_text="用于比对的文字的 SHA-256，不含当日日期、浏览次数和导航")
    state = models.CharField("结果", max_length=10, choices=State)
    fault = models.CharField("出错种类", max_length=12, choices=Fault, blank=True, default=Fault.NONE)
    why = models.CharField("原因", max_length=500, blank=True)
    counts = models.BooleanField("计入失败次数", default=True, help_text="本机没有网络时的失败不计")
    seems_gone = models.CharField("疑似失效的字样", max_length=100, blank=True, help_text="答复正常而内容是“页面不存在”")
    compared_with = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="对照的存档")
    share_gone = models.FloatField("消失的比例", default=0, help_text="原有文字中现在没有的，0 至 1")
    share_new = models.FloatField("新增的比例", default=0, help_text="现有文字中原来没有的，0 至 1")
    due_at = models.DateTimeField("下次查看", null=True, blank=True, help_text="只有最近一次有")

    class Meta:
        verbose_name = "网页存档"
        ordering = ("-taken_at", "-id")
        indexes = [models.Index(fields=("version", "-taken_at")), models.Index(fields=("due_at",))]

    def __str__(self) -> str:
        return f"{self.title or self.url} {timezone.localtime(self.taken_at):%Y-%m-%d %H:%M}"

    @property
    def share_changed(self) -> float:
        return max(self.share_gone, self.share_new)

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        """Who may read the item."""
        return Q(version__item__in=Item.visible_to(actor).values("pk"))
