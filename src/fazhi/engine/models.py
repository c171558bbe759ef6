"""The holiday table: one row a day that differs from its weekday, loaded year by year from the State Council's notice."""

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
