"""Posts as forms give them: who, where, from when to when. What the page of a unit and the page of an account share."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from fazhi.kit.dates import DateRefused, chinese_date, parse_date
from fazhi.people.accounts import add_user, appoint, end_post, stand_in, take_back
from fazhi.people.actor import Actor, Refused
from fazhi.people.directory import posts_seen_by, users_seen_by
from fazhi.people.models import Post, Role, Unit, User
from fazhi.people.names import Names
from fazhi.people.rights import may_appoint
from fazhi.web.frame.acts import number, number_in

PHONE_READERS = (Role.SECURITY_ADMIN, Role.TASKFORCE)


def masked(phone: str) -> str:
    """138****0000: enough to tell two people apart, not enough to call."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 7 else "****" if phone else ""


def numbers(form: Any, name: str) -> list[int]:
    """The ids ticked in a list."""
    return [found for text in form.getlist(name) if (found := number_in(text))]


def day_of(form: Mapping[str, Any], name: str, label: str) -> date:
    """The date a field gives; raises Refused where it is empty or no date."""
    day = day_or_none(form, name, label)
    if day is None:
        raise Refused(f"没有填写{label}。请填写，如 {chinese_date(timezone.localdate())}。")
    return day


def day_or_none(form: Mapping[str, Any], name: str, label: str) -> date | None:
    text = (form.get(name) or "").strip()
    if not text:
        return None
    try:
        return parse_date(text)
    except DateRefused as refusal:
        raise Refused(f"{label}：{refusal}") from None


def roles_for(actor: Actor, unit: Unit) -> list[Role]:
    """The roles that the actor may give in the unit; leaders and admins only where the unit is an area."""
    return [role for role in Role if may_appoint(actor, unit, role) and (unit.is_area or not (role.is_admin or role == Role.LEADER))]


def person(actor: Actor, text: str) -> User:
    """The one account that a person typed: its user name, or a name that only one person bears. Raises Refused."""
    text = (text or "").strip()
    if not text:
        raise Refused("没有填写姓名或账号。请填写。")
    seen = users_seen_by(actor)
    found = list(seen.filter(username__iexact=text)) or list(seen.filter(name=text).order_by("username")[:6])
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"叫“{text}”的有几个人：{'、'.join(each.username for each in found)}。请填写账号，以免任命错人。")
    raise Refused(f"没有找到账号或姓名为“{text}”的人。请核对；如果还没有账号，请先新建；原任职已结束的，请联系市级安全管理员任命。")


def unit_named(actor: Actor, text: str) -> Unit:
    """The unit in the actor's area that a person typed, by any of its names. Raises Refused."""
    if not (text or "").strip():
        raise Refused("没有填写单位。请填写全称、简称或别名。")
    assert actor.area is not None
    names = Names(actor.area, actor.today)
    found = names.find(text)
    if isinstance(found, Unit):
        return found
    near = "、".join(each.short_name for each in names.candidates(text))
    raise Refused(f"没有找到单位“{text.strip()}”。" + (f"是不是：{near}？请改正后重试。" if near else "请核对名称，或先在单位目录中新增。"))


def post_of(actor: Actor, form: Mapping[str, Any]) -> Post:
    """The post a form is about, behind the reader's door."""
    posts = posts_seen_by(actor).select_related("user", "unit", "stands_in_for__user")
    return get_object_or_404(posts, pk=number(form, "post"))


def name_to_post(actor: Actor, user: User, unit: Unit, form: Mapping[str, Any]) -> str:
    since, until = day_of(form, "since", "开始日期"), day_or_none(form, "until", "结束日期")
    post = appoint(actor, user, unit, form.get("role", ""), since, until)
    return f"已任命{user.name}为“{unit}”的{Role(post.role).label}，自{chinese_date(since)}起。"


@transaction.atomic
def new_person(actor: Actor, unit: Unit, form: Mapping[str, Any]) -> tuple[User, str]:
    """A new account and its post, both or neither; gives the first password."""
    user, password = add_user(actor, form.get("username", ""), form.get("name", ""), form.get("phone", ""))
    name_to_post(actor, user, unit, form)
    return user, password


def finish(actor: Actor, form: Mapping[str, Any]) -> str:
    post = end_post(actor, post_of(actor, form), day_of(form, "on", "最后一日"))
    return f"{post.user}作为“{post.unit}”{Role(post.role).label}的任职，最后一日为{chinese_date(post.until or actor.today)}。"


def substitute(actor: Actor, form: Mapping[str, Any]) -> str:
    post = post_of(actor, form)
    since, until = day_of(form, "since", "代理开始日期"), day_of(form, "until", "代理结束日期")
    deputy = stand_in(actor, post, person(actor, form.get("who", "")), since, until)
    return f"{chinese_date(since)}至{chinese_date(until)}，由{deputy.user.name}代理{post.user}在“{post.unit}”的{Role(post.role).label}。"


def withdraw(actor: Actor, form: Mapping[str, Any]) -> str:
    post = post_of(actor, form)
    said = f"已撤回{post.user}自{chinese_date(post.since)}起任“{post.unit}”{Role(post.role).label}的任命。"
    take_back(actor, post)
    return said


def post_rows(actor: Actor, posts: list[Post]) -> list[dict[str, Any]]:
    """Posts as a table shows them: how each stands today and what the reader may do to it."""
    rows = []
    for post in posts:
        began, ended = post.since <= actor.today, post.until is not None and post.until < actor.today
        may = may_appoint(actor, post.unit, Role(post.role)) and not ended
        rows.append(
            {
                "post": post,
                "role": Role(post.role).label,
                "phone": masked(post.user.phone) if actor.is_(*PHONE_READERS) else "",
                "standing": "已结束" if ended else "在任" if began else "未开始",
                "colour": "" if ended else "ok" if began else "warn",
                "icon": "history" if ended else "circle-check" if began else "clock",
                "may_end": may and began,
                "may_take_back": may and not began,
                "may_stand_in": may and post.stands_in_for_id is None,
            }
        )
    return rows
