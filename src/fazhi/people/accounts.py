"""Acts on accounts and posts."""

import re
import secrets
import string
from datetime import date

from django.db import transaction

from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.dates import chinese_date

from .actor import Actor, Refused
from .eligibility import (
    hold_security_admins,
    refuse_last_security_admin,
    refuse_mixture,
    refuse_place,
    refuse_stand_in,
    refuse_term,
)
from .models import Post, Role, Unit, User
from .rights import may_keep_accounts, need, need_appoint, need_keep
from .units import written

USERNAME = re.compile(r"[A-Za-z0-9._\-一-龥]{2,40}")
PHONE = re.compile(r"(?:\+?86-?)?1\d{10}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?")
# Without l, 1, I, O, 0: a first password is read from paper or over the telephone.
LETTERS_SMALL = "".join(sorted(set(string.ascii_lowercase) - set("lo")))
LETTERS_LARGE = "".join(sorted(set(string.ascii_uppercase) - set("IO")))
DIGITS = "23456789"


@transaction.atomic
def add_user(actor: Actor, username: str, name: str, phone: str = "") -> tuple[User, str]:
    """A new account and its first password, which must be changed at the first sign-in and is kept nowhere else."""
    need(may_keep_accounts(actor) or actor.is_(Role.TASKFORCE), "新建账号", "安全管理员或创建工作专班")
    username, name, phone = checked_username(username), written(name, "姓名", 40), checked_phone(phone)
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(f"账号“{username}”已有人使用。请换一个；如是同一人，请直接为其任命。")
    password = new_password()
    user = User(username=username, name=name, phone=phone, must_change_password=True)
    user.set_password(password)
    user.save()
    after = {"username": username, "name": name, "phone": phone}
    write(Verb.CREATED, user, f"新建了账号“{username}”（{name}）", by=actor.who, units=_unit_of(actor), after=after)
    return user, password


@transaction.atomic
def edit_user(actor: Actor, user: User, name: str, phone: str = "") -> User:
    """Correct name and telephone. The security admin of all its posts; of one's own account everybody the telephone."""
    user = _locked(user)
    name, phone = written(name, "姓名", 40), checked_phone(phone)
    if actor.user.pk != user.pk or name != user.name:
        need_keep(actor, user, f"修改{user}的资料")
    before = {"name": user.name, "phone": user.phone}
    user.name, user.phone = name, phone
    user.save(update_fields=["name", "phone"])
    after = {"name": name, "phone": phone}
    if before != after:
        units = _units_of_user(actor, user)
        write(Verb.CHANGED, user, f"修改了账号“{user.username}”的资料", by=actor.who, units=units, before=before, after=after)
    return user


@transaction.atomic
def reset_password(actor: Actor, user: User) -> str:
    """A new first password; open sessions of the account end, because they are bound to the old one."""
    user = _locked(user)
    need_keep(actor, user, f"重置{user}的密码")
    if user.pk == actor.user.pk:
        raise Refused("不能重置自己的密码。请在右上角“修改密码”中修改。")
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    write(Verb.CHANGED, user, f"重置了账号“{user.username}”（{user.name}）的密码", by=actor.who, units=_units_of_user(actor, user))
    return password


@transaction.atomic
def deactivate(actor: Actor, user: User) -> User:
    """The account can no longer sign in; its posts and all it did stay."""
    user = _locked(user)
    need_keep(actor, user, f"停用{user}的账号")
    if user.pk == actor.user.pk:
        raise Refused("不能停用自己的账号。请由另一名安全管理员办理。")
    if not user.is_active:
        raise Refused(f"账号“{user.username}”已经停用，不用再次办理。")
    refuse_last_security_admin(actor, list(user.posts.all()), actor.today)
    return _set_active(actor, user, False)


@transaction.atomic
def reactivate(actor: Actor, user: User) -> User:
    """The account may sign in again."""
    user = _locked(user)
    need_keep(actor, user, f"启用{user}的账号")
    if user.is_active:
        raise Refused(f"账号“{user.username}”没有停用，不用再次启用。")
    return _set_active(actor, user, True)


@transaction.atomic
def appoint(
    actor: Actor, user: User, unit: Unit, role: Role | str, since: date, until: date | None = None, stands_in_for: Post | None = None
) -> Post:
    """Give the user a post from `since` to `until`, both included. Raises NotAllowed, Refused."""
    if role not in Role.values:
        raise Refused(f"没有“{role}”这一角色。请从{'、'.join(Role.labels)}中选择。")
    role = Role(role)
    need_appoint(actor, unit, role, "任命")
    user = _locked(user)
    if not user.is_active:
        raise Refused(f"账号“{user.username}”已停用，不能任命。请先启用账号。")
    refuse_place(unit, role)
    refuse_term(unit, since, until)
    if stands_in_for is not None:
        refuse_stand_in(stands_in_for, user, unit, role, since, until)
    refuse_mixture(user, unit, role, since, until)
    post = Post(user=user, unit=unit, role=role, since=since, until=until, stands_in_for=stands_in_for)
    post.save()
    instead = f"代理{stands_in_for.user}" if stands_in_for else ""
    said = f"任命{user.name}{instead}为“{unit}”的{role.label}，{_term(since, until)}"
    about = [user, *([stands_in_for] if stands_in_for else [])]
    after = {"user": user, "unit": unit, "role": role.label, "since": since, "until": until, "stands_in_for": stands_in_for}
    write(Verb.GRANTED, post, said, by=actor.who, about=about, units=[unit.pk], after=after)
    return post


def stand_in(actor: Actor, post: Post, substitute: User, since: date, until: date) -> Post:
    """Somebody else acts in the post between two days, both included; the holder keeps it."""
    return appoint(actor, substitute, post.unit, post.role, since, until, stands_in_for=post)


@transaction.atomic
def end_post(actor: Actor, post: Post, on: date) -> Post:
    """`on` is the last day of the post. Stand-ins for it end with it; one that would begin later is taken back."""
    hold_security_admins()  # before the post itself, or two such acts could wait for each other for ever
    post = Post.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=post.pk)
    role = Role(post.role)
    need_appoint(actor, post.unit, role, "结束")
    if on < post.since:
        raise Refused(f"{post.user}的任职自{chinese_date(post.since)}开始，结束日期不能更早。请核对日期。")
    if post.until is not None and on > post.until:
        raise Refused(f"{post.user}的任职到{chinese_date(post.until)}已结束，不能这样延长。请从次日起重新任命。")
    refuse_last_security_admin(actor, [post], on)
    taken_back = list(post.stand_ins.filter(since__gt=on).select_related("user", "unit"))
    shortened = [each for each in post.stand_ins.all() if each.since <= on and (each.until is None or each.until > on)]
    before, post.until = {"until": post.until}, on
    for ended in (post, *shortened):
        ended.until = on
        ended.save()
    for planned in taken_back:
        _take_back(actor, planned)
    said = f"结束了{post.user}作为“{post.unit}”{role.label}的任职，最后一日为{chinese_date(on)}"
    write(Verb.ENDED, post, said, by=actor.who, about=[post.user, *shortened], units=[post.unit_id], before=before, after={"until": on})
    return post


@transaction.atomic
def take_back(actor: Actor, post: Post) -> None:
    """Undo an appointment that has not begun yet; one that has begun is ended."""
    need_appoint(actor, post.unit, Role(post.role), "撤回")
    if post.since <= actor.today:
        raise Refused(f"{post.user}的任职自{chinese_date(post.since)}已开始，不能撤回。请改为结束任职。")
    refuse_last_security_admin(actor, [post], actor.today)
    for planned in post.stand_ins.all():
        _take_back(actor, planned)
    _take_back(actor, post)


def new_password(length: int = 12) -> str:
    """A random first password of three kinds of characters, easy to read aloud."""
    kinds = (LETTERS_SMALL, LETTERS_LARGE, DIGITS)
    signs = [secrets.choice(kind) for kind in kinds] + [secrets.choice("".join(kinds)) for _ in range(length - len(kinds))]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)


def checked_username(username: str) -> str:
    """The account's name without blanks at its ends. Raises Refused."""
    username = (username or "").strip()
    if not USERNAME.fullmatch(username):
        raise Refused("账号须为2至40个字母、数字、汉字或“.”“_”“-”，中间不留空格。请重新填写。")
    return username


def checked_phone(phone: str) -> str:
    """The number without blanks, or empty. Raises Refused."""
    phone = re.sub(r"\s", "", phone or "")
    if phone and not PHONE.fullmatch(phone):
        raise Refused(f"“{phone}”不像电话号码。请填写11位手机号，或带区号的固定电话，如0935-8888888。")
    return phone


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _set_active(actor: Actor, user: User, is_active: bool) -> User:
    before, user.is_active = {"is_active": user.is_active}, is_active
    user.save(update_fields=["is_active"])
    verb, word = (Verb.CHANGED, "启用") if is_active else (Verb.ENDED, "停用")
    said = f"{word}了账号“{user.username}”（{user.name}）"
    write(verb, user, said, by=actor.who, units=_units_of_user(actor, user), before=before, after={"is_active": is_active})
    return user


def _take_back(actor: Actor, post: Post) -> None:
    said = f"撤回了{post.user}作为“{post.unit}”{Role(post.role).label}的任职（{_term(post.since, post.until)}）"
    before = {"since": post.since, "until": post.until}
    write(Verb.WITHDRAWN, post, said, by=actor.who, about=[post.user], gone=[post], units=[post.unit_id], before=before)
    post.delete()


def _unit_of(actor: Actor) -> list[int]:
    return [actor.unit.pk] if actor.unit else []


def _units_of_user(actor: Actor, user: User) -> list[int]:
    return list(user.posts.on(actor.today).values_list("unit_id", flat=True)) or _unit_of(actor)


def _term(since: date, until: date | None) -> str:
    return f"自{chinese_date(since)}" + (f"至{chinese_date(until)}" if until else "起")
