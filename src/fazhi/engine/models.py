"""What the words stand on: the holiday table, the parameters the city sets, the pauses of clocks."""

from django.db import models


class HolidayYear(models.Model):
    """A year whose arrangement is loaded. A year without a row is not loaded, and no clock is judged in it."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    source = models.CharField("来源", max_length=200)
    loaded_at = models.DateTimeField("导入时间", auto_now=True)

    class Meta:
        verbose_name = "年度放假安排"
        ordering = ("year",)

    def __str__(self) -> str:
        return f"{self.year}年放假安排"


class SpecialDay(models.Model):
    """A day off on a weekday, or a working day on a weekend."""

    class Kind(models.TextChoices):
        OFF = "休", "放假"
        WORK = "班", "调休上班"

    day = models.DateField("日期", unique=True)
    kind = models.CharField("安排", max_length=1, choices=Kind)
    name = models.CharField("节日", max_length=20)

    class Meta:
        verbose_name = "放假与调休日"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}({self.name})"


class Setting(models.Model):
    """A value the city sets for a parameter, from a day on; earlier values stay and hold for earlier days."""

    name = models.CharField("参数", max_length=80)
    value = models.JSONField("取值")
    since = models.DateField("自")
    basis = models.CharField("依据", max_length=300, help_text="哪份文件、哪次会议确定的")
    entered_by = models.CharField("填报人", max_length=60, blank=True)

    class Meta:
        verbose_name = "参数"
        ordering = ("name", "-since")
        constraints = [models.UniqueConstraint(fields=("name", "since"), name="one_value_a_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Pause(models.Model):
    """A time in which a record's clock does not run; without an end it is stopped now."""

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    clock = models.CharField("时限", max_length=60)
    reason = models.CharField("停表事由", max_length=60)
    since = models.DateField("停表日")
    until = models.DateField("恢复日", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "停表"
        ordering = ("since",)
        indexes = [models.Index(fields=("kind", "object_id"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="pause_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.since}"
