"""Accounts and posts: who may give what to whom, and what excludes what."""

import json
from datetime import date

import pytest
from django.contrib.auth.password_validation import validate_password

from fazhi.journal.models import Entry, Verb
from fazhi.journal.personal import opened
from fazhi.journal.write import trail
from fazhi.people.accounts import (
    add_user,
    appoint,
    deactivate,
    edit_user,
    end_post,
    new_password,
    reactivate,
    reset_password,
    stand_in,
    take_back,
)
from fazhi.people.actor import NotAllowed, Refused, acting
from fazhi.people.models import Post, Role, User

JULY, AUGUST, LATER = date(2025, 7, 1), date(2025, 8, 1), date(2025, 12, 31)


@pytest.fixture
def newcomer(place):
    return place.user("王某")


def test_add_user_gives_a_first_password_that_must_be_changed(place):
    user, password = add_user(place.security, " wang.mou ", "王某", "139 0000 0000")

    user.refresh_from_db()
    assert (user.username, user.name, user.phone, user.must_change_password) == ("wang.mou", "王某", "13900000000", True)
    assert user.check_password(password)
    validate_password(password)
    entry = Entry.objects.get()
    assert entry.said == "新建了账号“wang.mou”（王某）"
    kept = json.dumps(entry.changes, ensure_ascii=False)
    assert password not in kept and "13900000000" not in kept
    assert opened("people.user", str(user.pk), entry.changes["手机"][1]) == "13900000000"


def test_first_passwords_are_strong_and_never_the_same():
    made = {new_password() for _ in range(200)}

    assert len(made) == 200
    for password in made:
        validate_password(password)


@pytest.mark.parametrize(
    ("username", "name", "phone", "why"),
    [
        ("w", "王某", "", "账号须为2至40个字母、数字、汉字或“.”“_”“-”，中间不留空格。请重新填写。"),
        ("wang mou", "王某", "", "账号须为2至40个字母、数字、汉字或“.”“_”“-”，中间不留空格。请重新填写。"),
        ("U0", "王某", "", "账号“U0”已有人使用。请换一个；如是同一人，请直接为其任命。"),
        ("wangmou", " ", "", "没有填写姓名。请填写。"),
        ("wangmou", "王某", "12", "“12”不像电话号码。请填写11位手机号，或带区号的固定电话，如0935-8888888。"),
    ],
)
def test_add_user_refuses(place, username, name, phone, why):
    count = User.objects.count()

    with pytest.raises(Refused) as refusal:
        add_user(place.security, username, name, phone)

    assert (str(refusal.value), User.objects.count()) == (why, count)


@pytest.mark.parametrize("who", ["system", "liaison", "stranger"])
def test_accounts_are_for_the_security_admin_and_the_taskforce(place, who):
    with pytest.raises(NotAllowed, match=r"^您不能新建账号：这项工作由安全管理员或创建工作专班办理。"):
        add_user(getattr(place, who), "wangmou", "王某")
    assert add_user(place.taskforce, "wangmou", "王某")[0].name == "王某"


def test_appoint_gives_a_post_and_journals_it(place, newcomer):
    post = appoint(place.security, newcomer, place.justice, "liaison", JULY, LATER)

    assert (post.user, post.unit, post.role, post.since, post.until) == (newcomer, place.justice, Role.LIAISON, JULY, LATER)
    entry = trail(newcomer).get()
    assert (entry.verb, entry.said) == (Verb.GRANTED, "任命王某为“市司法局”的联络员，自2025年7月1日至2025年12月31日")
    assert list(entry.affected.values_list("unit_id", flat=True)) == [place.justice.pk]


@pytest.mark.parametrize("role", [Role.LIAISON, Role.HEAD, Role.OFFICER])
def test_the_taskforce_names_its_own_liaisons_heads_and_officers(place, newcomer, role):
    assert appoint(place.county_taskforce, newcomer, place.county_justice, role, JULY).role == role
    with pytest.raises(NotAllowed):
        appoint(place.county_taskforce, newcomer, place.justice, role, JULY)


@pytest.mark.parametrize("role", [Role.TASKFORCE, Role.ASSESSOR, Role.LEADER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_the_taskforce_names_nobody_else(place, newcomer, role):
    with pytest.raises(NotAllowed, match=f"您不能任命“金昌市”的{role.label}：这项工作由安全管理员办理"):
        appoint(place.taskforce, newcomer, place.city, role, JULY)
    assert newcomer.posts.count() == 0


@pytest.mark.parametrize("who", ["system", "liaison", "stranger"])
def test_others_appoint_nobody_and_end_nobody(place, newcomer, who):
    actor = getattr(place, who)
    post = place.taskforce.post

    with pytest.raises(NotAllowed):
        appoint(actor, newcomer, place.justice, Role.LIAISON, JULY)
    with pytest.raises(NotAllowed):
        end_post(actor, place.liaison.post, LATER)
    with pytest.raises(NotAllowed):
        stand_in(actor, place.liaison.post, newcomer, JULY, LATER)
    with pytest.raises(NotAllowed):
        end_post(place.taskforce, post, LATER)
    assert (newcomer.posts.count(), Entry.objects.count()) == (0, 0)


def test_a_county_security_admin_stays_in_the_county(place, newcomer):
    county = place.actor(Role.SECURITY_ADMIN, place.county)

    assert appoint(county, newcomer, place.county, Role.TASKFORCE, JULY).unit == place.county
    with pytest.raises(NotAllowed):
        appoint(county, newcomer, place.city, Role.TASKFORCE, JULY)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
        (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
        (Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN),
        (Role.AUDIT_ADMIN, Role.LIAISON),
        (Role.TASKFORCE, Role.SYSTEM_ADMIN),
        (Role.OFFICER, Role.AUDIT_ADMIN),
    ],
)
def test_the_three_admins_exclude_one_another_and_all_other_work(place, newcomer, held, wanted):
    appoint(place.security, newcomer, place.city, held, JULY, LATER)

    with pytest.raises(Refused, match=f"王某在这段时间是“金昌市”的{held.label}，不能同时任{wanted.label}：系统管理员、安全管理员"):
        appoint(place.security, newcomer, place.city, wanted, AUGUST)

    assert newcomer.posts.count() == 1
    assert appoint(place.security, newcomer, place.city, wanted, date(2026, 1, 1)).role == wanted


def test_one_person_may_wear_two_nameplates_but_not_one_twice(place, newcomer):
    appoint(place.security, newcomer, place.justice, Role.LIAISON, JULY)
    appoint(place.security, newcomer, place.city, Role.TASKFORCE, JULY)

    with pytest.raises(Refused, match="王某在这段时间已是“市司法局”的联络员"):
        appoint(place.security, newcomer, place.justice, Role.LIAISON, AUGUST)
    assert newcomer.posts.count() == 2


def test_appoint_refuses_terms_and_places_that_cannot_be(place, newcomer):
    place.education.until = AUGUST
    place.education.save()

    with pytest.raises(Refused, match="结束日期2025年7月1日早于开始日期2025年8月1日"):
        appoint(place.security, newcomer, place.justice, Role.LIAISON, AUGUST, JULY)
    with pytest.raises(Refused, match="“市教育局”自2025年8月1日起已不存在"):
        appoint(place.security, newcomer, place.education, Role.LIAISON, JULY)
    with pytest.raises(Refused, match="市领导须设在市或县区，不能设在“市司法局”"):
        appoint(place.security, newcomer, place.justice, Role.LEADER, JULY)
    with pytest.raises(Refused, match="没有“king”这一角色"):
        appoint(place.security, newcomer, place.justice, "king", JULY)
    assert newcomer.posts.count() == 0


def test_a_stand_in_acts_for_a_time_and_the_holder_keeps_the_post(place, newcomer):
    post = place.liaison.post

    substitute = stand_in(place.taskforce, post, newcomer, JULY, AUGUST)

    assert (substitute.unit, substitute.role, substitute.stands_in_for, str(substitute)) == (
        place.justice,
        Role.LIAISON,
        post,
        "市司法局联络员（代理）",
    )
    assert Entry.objects.get().said == f"任命王某代理{place.liaison.user}为“市司法局”的联络员，自2025年7月1日至2025年8月1日"
    with pytest.raises(Refused, match="王某本身是代理，不能再由别人代理"):
        stand_in(place.taskforce, substitute, place.user("赵某"), JULY, AUGUST)
    with pytest.raises(Refused, match="不能代理自己"):
        stand_in(place.taskforce, post, place.liaison.user, JULY, AUGUST)
    with pytest.raises(Refused, match=r"代理时间须在原任职时间之内（自2025年1月1日起）"):
        stand_in(place.taskforce, post, place.user("钱某"), date(2024, 12, 1), AUGUST)


def test_end_post_ends_its_stand_ins_and_takes_back_later_ones(place, newcomer):
    post = place.liaison.post
    now = stand_in(place.taskforce, post, newcomer, JULY, LATER)
    later = stand_in(place.taskforce, post, place.user("赵某"), date(2025, 9, 1), LATER)

    end_post(place.taskforce, post, AUGUST)

    post.refresh_from_db()
    now.refresh_from_db()
    assert (post.until, now.until, Post.objects.filter(pk=later.pk).count()) == (AUGUST, AUGUST, 0)
    assert trail(later).first().verb == Verb.WITHDRAWN
    assert trail(now).first().said == f"结束了{place.liaison.user}作为“市司法局”联络员的任职，最后一日为2025年8月1日"
    with pytest.raises(Refused, match="已结束，不能这样延长"):
        end_post(place.taskforce, post, LATER)


def test_take_back_is_for_posts_that_have_not_begun(place, newcomer):
    post = appoint(place.taskforce, newcomer, place.justice, Role.HEAD, AUGUST)

    with pytest.raises(Refused, match="已开始，不能撤回"):
        take_back(place.taskforce, place.liaison.post)
    with pytest.raises(NotAllowed):
        take_back(place.stranger, post)
    take_back(place.taskforce, post)
    assert newcomer.posts.count() == 0


def test_reset_password_shows_the_new_one_once_and_keeps_it_out_of_the_journal(place, newcomer):
    newcomer.set_password("Old-pass-1")
    newcomer.save()

    password = reset_password(place.security, newcomer)

    newcomer.refresh_from_db()
    assert (newcomer.check_password(password), newcomer.check_password("Old-pass-1"), newcomer.must_change_password) == (True, False, True)
    entry = Entry.objects.get()
    assert (entry.said, entry.changes) == (f"重置了账号“{newcomer.username}”（王某）的密码", {})
    with pytest.raises(Refused, match="不能重置自己的密码"):
        reset_password(place.security, place.security.user)


@pytest.mark.parametrize("who", ["system", "taskforce", "liaison", "stranger"])
def test_passwords_and_switching_off_are_the_security_admins(place, newcomer, who):
    actor = getattr(place, who)

    for act in (reset_password, deactivate, reactivate):
        with pytest.raises(NotAllowed):
            act(actor, newcomer)
    with pytest.raises(NotAllowed):
        edit_user(actor, newcomer, "张某")
    newcomer.refresh_from_db()
    assert (newcomer.is_active, newcomer.name, newcomer.password, Entry.objects.count()) == (True, "王某", "", 0)


def test_deactivate_and_reactivate(place, newcomer):
    deactivate(place.security, newcomer)
    with pytest.raises(Refused, match="已停用，不能任命"):
        appoint(place.security, newcomer, place.justice, Role.LIAISON, JULY)
    reactivate(place.security, newcomer)

    newcomer.refresh_from_db()
    assert newcomer.is_active
    assert [entry.said for entry in trail(newcomer)] == [
        f"启用了账号“{newcomer.username}”（王某）",
        f"停用了账号“{newcomer.username}”（王某）",
    ]


def test_the_last_security_admin_stays(place):
    other = place.actor(Role.SECURITY_ADMIN, place.city, "钱某")
    with pytest.raises(Refused, match="不能停用自己的账号"):
        deactivate(place.security, place.security.user)
    deactivate(other, place.security.user)

    with pytest.raises(Refused, match="这是最后一名在任的安全管理员"):
        end_post(other, other.post, JULY)


def test_everybody_corrects_the_own_telephone_and_nothing_else(place):
    edit_user(place.liaison, place.liaison.user, place.liaison.user.name, "0935-8212345")
    with pytest.raises(NotAllowed):
        edit_user(place.liaison, place.liaison.user, "另一个名字", "0935-8212345")

    entry = Entry.objects.get()
    assert opened("people.user", str(place.liaison.user.pk), entry.changes["手机"][1]) == "0935-8212345"
    assert entry.changes["手机"][0] == ""


def test_one_acts_in_the_own_post_before_a_stand_ins(place):
    substitute = stand_in(place.security, place.liaison.post, place.stranger.user, JULY, LATER)

    assert acting(place.stranger.user, today=JULY).post == place.stranger.post
    assert acting(place.stranger.user, substitute.pk, today=JULY).post == substitute
    assert acting(place.stranger.user, substitute.pk, today=date(2026, 1, 1)).post == place.stranger.post
