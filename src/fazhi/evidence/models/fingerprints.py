"""Fingerprints of words and pictures, by which copies are found, and the common text that is left out when comparing."""

from django.db import models
from django.db.models import Q

from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.people.scope import Scoped

from .items import Version


class Fingerprint(models.Model):
    """The words of one version in short: a sample of the hashes of its shingles (signals/shingles.py says which)."""

    version = models.OneToOneField(Version, models.CASCADE, related_name="fingerprint", verbose_name="版本")
    made_by = models.PositiveSmallIntegerField("算法版次")
    length = models.PositiveIntegerField("字数", help_text="只计文字和数字")
    digest = models.CharField("文字摘要", max_length=64, db_index=True, blank=True, help_text="去掉空白和标点后的 SHA-256，过短的为空")
    grams = models.BinaryField("抽样", help_text="每8字节一个散列值，从小到大")

    class Meta:
        verbose_name = "文字指纹"

    def __str__(self) -> str:
        return f"{self.version}的文字指纹"


class Gram(models.Model):
    """One sampled hash of one fingerprint: the index by which texts with words in common are found.

    Read by its primary key alone, so no other index is kept: there are some eighty of these to a file.
    """

    pk = models.CompositePrimaryKey("hash", "fingerprint_id")
    hash = models.BigIntegerField()
    fingerprint = models.ForeignKey(Fingerprint, models.DO_NOTHING, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, models.DO_NOTHING, db_index=False, related_name="+")

    class Meta:
        verbose_name = "指纹抽样"

    def __str__(self) -> str:
        return f"{self.hash:016x}"


class Boilerplate(Scoped):
    """Text that many may rightly have in common: a law, the plan, a template. It is left out when texts are compared."""

    reach = "area__path"

    area = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="地区")
    title = models.CharField("名称", max_length=200)
    text = models.TextField("全文")
    source = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来源单位")
    added_by = models.CharField("列入人", max_length=40)
    added_at = models.DateTimeField("列入时间", auto_now_add=True)
    removed_by = models.CharField("移出人", max_length=40, blank=True)
    removed_at = models.DateTimeField("移出时间", null=True, blank=True)

    class Meta:
        verbose_name = "通用文字"
        ordering = ("-added_at", "-id")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        """Everybody in the area, and those above it: what is left out when material is compared is no secret."""
        if actor.unit is None:
            return Q(pk__in=[])
        above = [int(each) for each in actor.unit.path.strip("/").split("/")]
        return Q(area__in=above) | Q(area__path__startswith=actor.unit.path)


class BoilerplateGram(models.Model):
    """One hash of the shingles of a common text: all of them, for the very characters are marked that are left out."""

    pk = models.CompositePrimaryKey("hash", "boilerplate_id")
    hash = models.BigIntegerField()
    boilerplate = models.ForeignKey(Boilerplate, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "通用文字散列"

    def __str__(self) -> str:
        return f"{self.hash:016x}"


class PicturePrint(models.Model):
    """What one picture looks like in short: an image, or one page of a scan (signals/looks.py says how it is made)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="picture_prints", verbose_name="版本")
    page = models.PositiveIntegerField("页", help_text="图片为0，扫描件从1起")
    made_by = models.PositiveSmallIntegerField("算法版次")
    picture = models.CharField("画面", max_length=64, help_text="画面文件的 SHA-256")
    looks = models.JSONField("感知散列", help_text="整幅和略裁后的画面各一个64位数；近乎空白的画面没有")

    class Meta:
        verbose_name = "画面指纹"
        constraints = [models.UniqueConstraint(fields=("version", "page"), name="one_print_a_page")]

    def __str__(self) -> str:
        return f"{self.version}第{self.page}页" if self.page else str(self.version)


class PictureBand(models.Model):
    """A piece of one of a picture's hashes with the whole of it: pictures that look alike share at least one."""

    pk = models.CompositePrimaryKey("band", "picture_id")
    band = models.IntegerField(help_text="哪一幅、第几段、段值")
    picture = models.ForeignKey(PicturePrint, models.DO_NOTHING, db_index=False, related_name="+")
    looks = models.BigIntegerField()

    class Meta:
        verbose_name = "画面散列段"

    def __str__(self) -> str:
        return f"{self.band:x}"
