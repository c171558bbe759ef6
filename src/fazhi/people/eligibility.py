"""Who may hold which post: dates, doubles, and the three admins (三员) that exclude one another and all other work."""

from datetime import date, timedelta

from django.db.models import Q

from fazhi.kit.dates import chinese_date

from .actor import Actor, Refused
from .models import Post, Role, Unit, User


def refuse_term(unit: Unit, since: date, until: date | None) -> None:
    """The days are in order and the unit exists on them."""
    if until is not None and until < since:
        raise Refused(f"结束日期{chinese_date(until)}早于开始日期{chinese_date(since)}。请核对两个日期。")
    if unit.since is not None and since < unit.since:
        raise Refused(f"“{unit}”{chinese_date(unit.since)}才成立，任职不能更早开始。请核对日期。")
    if unit.until is not None and (until is None or until >= unit.until):
        raise Refused(f"“{unit}”自{chinese_date(unit.until)}起已不存在，不能在此日以后任职。请改选承继它的单位。")


def refuse_place(unit: Unit, role: Role) -> None:
    """Leaders and admins belong to a whole area."""
    if (role.is_admin or role == Role.LEADER) and not unit.is_area:
        raise Refused(f"{role.label}须设在市或县区，不能设在“{unit}”。请选择地区。")


def refuse_mixture(user: User, unit: Unit, role: Role, since: date, until: date | None) -> None:
    """No post twice; an admin holds no other admin's role and no business role at the same time."""
    posts = overlapping(user, since, until)
    for post in posts:
        if post.unit_id == unit.pk and post.role == role:
            raise Refused(f"{user}在这段时间已是“{unit}”的{role.label}，不用再次任命。如要延长，请从其结束的次日起任命。")
    for post in posts:
        held = Role(post.role)
        if held != role and (held.is_admin or role.is_admin):
            raise Refused(
                f"{user}在这段时间是“{post.unit}”的{held.label}，不能同时任{role.label}："
                "系统管理员、安全管理员、审计管理员须由不同的人担任，也不得兼任业务工作。请换人，或先结束原任职。"
            )


def overlapping(user: User, since: date, until: date | None) -> list[Post]:
    """The user's posts that share a day with the term."""
    posts = user.posts.filter(Q(until=None) | Q(until__gte=since)).select_related("unit")
    return list(posts.filter(since__lte=until) if until else posts)


def refuse_stand_in(post: Post, user: User, unit: Unit, role: Role, since: date, until: date | None) -> None:
    """A stand-in acts in the same post, inside its term, and is somebody else."""
    if post.stands_in_for_id is not None:
        raise Refused(f"{post.user}本身是代理，不能再由别人代理。请为原任职人另行安排代理。")
    if (post.unit_id, post.role) != (unit.pk, role):
        raise Refused(f"代理的单位和角色须与原任职一致（{post.unit}{Role(post.role).label}）。请核对。")
    if post.user_id == user.pk:
        raise Refused(f"{user}不能代理自己。请另选代理人。")
    if since < post.since or (post.until is not None and (until is None or until > post.until)):
        term = f"自{chinese_date(post.since)}" + (f"至{chinese_date(post.until)}" if post.until else "起")
        raise Refused(f"代理时间须在原任职时间之内（{term}）。请核对日期。")


def refuse_last_security_admin(actor: Actor, posts: list[Post], last: date) -> None:
    """Once `posts` are gone, after the day `last`, somebody must be left who keeps the accounts of each place they cover."""
    lost = [post for post in posts if post.role == Role.SECURITY_ADMIN and (post.until is None or post.until >= actor.today)]
    if not lost:
        return
    hold_security_admins()
    left = Post.objects.on(max(last, actor.today) + timedelta(days=1)).filter(role=Role.SECURITY_ADMIN, user__is_active=True)
    left = left.filter(stands_in_for=None).exclude(pk__in=[post.pk for post in posts])
    for unit in Unit.objects.filter(pk__in=[post.unit_id for post in lost if post.stands_in_for_id is None]):
        above = [int(part) for part in unit.path.strip("/").split("/")]
        if not left.filter(unit__in=above).exists():
            raise Refused("这是最后一名在任的安全管理员，停用或离任后就没有人能管理账号。请先任命另一名安全管理员。")


def hold_security_admins() -> None:
    """Until the act is done nobody else ends such a post: two admins who switch each other off at once must not both succeed."""
    list(Post.objects.select_for_update().filter(role=Role.SECURITY_ADMIN).order_by("pk").values_list("pk", flat=True))
