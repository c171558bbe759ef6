"""Users, and the posts they hold with dates."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from .units import Unit


class Role(models.TextChoices):
    """What a person is here for."""

    TASKFORCE = "taskforce", "创建工作专班"
    LIAISON = "liaison", "联络员"
    HEAD = "head", "分管领导"
    ASSESSOR = "assessor", "评估员"
    LEADER = "leader", "市领导"
    OFFICER = "officer", "工作人员"
    SYSTEM_ADMIN = "system-admin", "系统管理员"
    SECURITY_ADMIN = "security-admin", "安全管理员"
    AUDIT_ADMIN = "audit-admin", "审计管理员"

    @property
    def is_admin(self) -> bool:
        return self in ADMINS


ADMINS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


class Users(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person with an account. What they may do comes from their posts, never from the account."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("手机", max_length=20, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密", default=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    personal = ("phone",)
    unsealed = ("last_login",)
    objects = Users()

    class Meta:
        verbose_name = "用户"
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name


class PostQuery(models.QuerySet):
    def on(self, day: date) -> "PostQuery":
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gte=day))


class Post(models.Model):
    """A user acts in a role for a unit between two days, both included. A stand-in's post names the post it stands in for."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="姓名")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    role = models.CharField("角色", max_length=20, choices=Role)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    stands_in_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="stand_ins", verbose_name="代理")

    objects = PostQuery.as_manager()

    class Meta:
        verbose_name = "任职"
        ordering = ("since", "id")
        constraints = [models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="post_ends_after_it_began")]

    def __str__(self) -> str:
        return f"{self.unit}{Role(self.role).label}" + ("（代理）" if self.stands_in_for_id else "")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.full_clean(exclude=("stands_in_for",))
        super().save(*args, **kwargs)

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)
