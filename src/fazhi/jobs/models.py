"""What is asked for, who works, who leads, and when the clock asks next."""

from typing import Any

from django.db import models
from django.db.models import Q
from django_tasks_db.models import DBTaskResult


class State(models.TextChoices):
    """Where a ticket stands."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "执行中"
    DONE = "done", "完成"
    FAILED = "failed", "失败"
    STOPPED = "stopped", "已停止"


UNFINISHED = (State.WAITING, State.RUNNING)


class Ticket(models.Model):
    """One piece of background work that somebody asked for. Its id is the id of the library's task, which holds the arguments."""

    id = models.UUIDField("编号", primary_key=True, editable=False)
    job = models.CharField("程序", max_length=200)
    label = models.CharField("工作", max_length=100)
    key = models.CharField("去重键", max_length=200, blank=True)
    asked_by = models.CharField("交办人", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    progress_said = models.CharField("进展", max_length=200, blank=True)
    retries = models.PositiveSmallIntegerField("可重试次数", default=0)
    tries = models.PositiveSmallIntegerField("已执行次数", default=0)
    is_stopping = models.BooleanField("已要求停止", default=False)
    worker = models.CharField("后台进程", max_length=32, blank=True)
    last_error = models.TextField("最近一次出错", blank=True)
    traceback = models.TextField("出错详情", blank=True)
    asked_at = models.DateTimeField("交办时间")
    run_after = models.DateTimeField("不早于")
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "后台工作"
        ordering = ("-asked_at", "-id")
        indexes = [models.Index(fields=("state", "asked_at"))]
        constraints = [
            models.UniqueConstraint(
                fields=("job", "key"), condition=Q(state__in=UNFINISHED) & ~Q(key=""), name="one_unfinished_ticket_a_key"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def returned(self) -> Any:
        """What the job returned (JSON), once it is done; else None."""
        return DBTaskResult.objects.filter(pk=self.pk).values_list("return_value", flat=True).first()


class Worker(models.Model):
    """A living process that carries work out. A process that ends in order takes its row with it."""

    id = models.CharField("编号", max_length=32, primary_key=True)
    pid = models.PositiveIntegerField("进程号")
    machine = models.CharField("机器", max_length=200)
    started_at = models.DateTimeField("启动时间")
    beat_at = models.DateTimeField("最近心跳")

    class Meta:
        verbose_name = "后台进程"
        ordering = ("started_at", "id")

    def __str__(self) -> str:
        return f"{self.machine.split('/')[0]} 上的进程 {self.pid}"


class Lease(models.Model):
    """An office that one worker holds until a moment, and renews; whoever updates the row first has it."""

    name = models.CharField("职责", max_length=20, primary_key=True)
    holder = models.CharField("后台进程", max_length=32, blank=True)
    until = models.DateTimeField("期限")

    class Meta:
        verbose_name = "值守"

    def __str__(self) -> str:
        return self.name


class Schedule(models.Model):
    """When the clock asks for a job next."""

    job = models.CharField("程序", max_length=200, primary_key=True)
    cron = models.CharField("时间表", max_length=60)
    next_at = models.DateTimeField("下次时间")
    last_at = models.DateTimeField("上次时间", null=True)

    class Meta:
        verbose_name = "定时"

    def __str__(self) -> str:
        return self.job
