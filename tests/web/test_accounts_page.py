"""The pages of 账号: found, made, appointed, reset, switched off; each within the security admin's area."""

import re
from datetime import date

import pytest
from django.urls import reverse

from fazhi.journal.models import Entry
from fazhi.people.models import Alias, Post, Role, User
from web.offices import PHONE, SINCE, Offices, cells, refusal


@pytest.fixture
def offices(db):
    return Offices()


def test_accounts_are_found_by_name_unit_role_and_standing(offices):
    User.objects.create(username="idle", name="没岗位")
    User.objects.filter(name="联络员甲").update(is_active=False)
    address = reverse("accounts")

    def names(**asked):
        return cells(offices.security.get(address, asked), 0)

    assert names() == ["没岗位", "系统员", "安全员", "审计员", "专班员", "县专班员", "联络员甲"]
    assert names(q="永安县") == ["县专班员"]
    assert names(q="idle") == ["没岗位"]
    assert names(role="taskforce") == ["专班员", "县专班员"]
    assert names(standing="off") == ["联络员甲"]
    assert names(standing="idle") == ["没岗位"]


def test_accounts_of_the_city_are_closed_to_the_county(offices):
    county = offices.browser("县安全员", Role.SECURITY_ADMIN, offices.county)
    user = User.objects.get(name="联络员甲")
    answers = [
        county.get(reverse("account", args=(user.pk,))),
        county.post(reverse("account-act", args=(user.pk, "reset"))),
        county.post(reverse("account-act", args=(user.pk, "deactivate"))),
    ]

    assert cells(county.get(reverse("accounts")), 0) == ["县专班员", "县安全员"]
    assert [response.status_code for response in answers] == [404, 404, 404]
    assert "联络员甲" not in answers[0].content.decode()
    user.refresh_from_db()
    assert user.is_active


def test_account_with_a_post_in_the_city_is_shown_to_the_county_and_kept_by_the_city(offices):
    county = offices.browser("县安全员", Role.SECURITY_ADMIN, offices.county)
    user = User.objects.get(name="县专班员")
    own = county.get(reverse("account", args=(user.pk,))).content.decode()
    Post(user=user, unit=offices.education, role=Role.LIAISON, since=SINCE).save()
    shared = county.get(reverse("account", args=(user.pk,))).content.decode()
    answers = [county.post(reverse("account-act", args=(user.pk, act)), {"name": "改名"}) for act in ("reset", "deactivate")]

    assert [("重置密码" in html, "修改资料" in html) for html in (own, shared)] == [(True, True), (False, False)]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert "管辖其全部任职单位的上级安全管理员" in answers[0].content.decode()
    before, user = user.password, User.objects.get(pk=user.pk)
    assert (user.password, user.is_active) == (before, True)
    assert offices.security.post(reverse("account-act", args=(user.pk, "reset"))).status_code == 200


@pytest.mark.parametrize("post", ["", "abc", "²", "9" * 30, "9" * 5000])
def test_post_that_is_none_is_not_found(offices, post):
    user = User.objects.get(name="联络员甲")
    answer = offices.security.post(reverse("account-act", args=(user.pk, "end-post")), {"post": post, "on": "2025-07-01"})

    assert answer.status_code == 404
    assert user.posts.get().until is None


def test_account_whose_last_post_in_the_county_ended_is_left_for_the_list(offices):
    county = offices.browser("县安全员", Role.SECURITY_ADMIN, offices.county)
    post = User.objects.get(name="县专班员").posts.get()
    answer = county.post(reverse("account-act", args=(post.user_id, "end-post")), {"post": post.pk, "on": "2025-07-01"})

    assert answer.url == reverse("accounts")
    assert cells(county.get(answer.url), 0) == ["县安全员"]


def test_account_is_made_and_appointed_by_an_alias_of_the_unit(offices):
    Alias.objects.create(unit=offices.education, name="文教局")
    made = offices.security.post(reverse("account-new"), {"username": "li.si", "name": "李四", "phone": ""})
    user = User.objects.get(username="li.si")
    address = reverse("account-act", args=(user.pk, "appoint"))
    wrong = offices.security.post(address, {"unit": "市教委局", "role": "head", "since": "2025-07-01"})
    right = offices.security.post(address, {"unit": "文教局", "role": "head", "since": "2025-07-01"})

    assert user.check_password(re.search(r'first-password">(\w+)<', made.content.decode())[1])
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert refusal(wrong).startswith("没有找到单位“市教委局”。是不是：")
    assert list(user.posts.values_list("unit__short_name", "role")) == [("市教育局", "head")]


def test_reset_shows_the_new_password_once_and_ends_the_old(offices):
    user = User.objects.get(name="联络员甲")
    signed_in = offices.liaison.get(reverse("today"))
    response = offices.security.post(reverse("account-act", args=(user.pk, "reset")))

    user.refresh_from_db()
    assert user.check_password(re.search(r'first-password">(\w+)<', response.content.decode())[1])
    assert user.must_change_password
    assert (signed_in.status_code, offices.liaison.get(reverse("today")).status_code) == (200, 302)
    assert [entry.said for entry in Entry.objects.all()] == [f"重置了账号“{user.username}”（联络员甲）的密码"]


def test_account_is_switched_off_and_on_but_never_ones_own(offices):
    user, own = User.objects.get(name="联络员甲"), User.objects.get(name="安全员")
    offices.security.post(reverse("account-act", args=(user.pk, "deactivate")))
    user.refresh_from_db()
    assert not user.is_active
    offices.security.post(reverse("account-act", args=(user.pk, "reactivate")))
    user.refresh_from_db()
    assert user.is_active

    response = offices.security.post(reverse("account-act", args=(own.pk, "deactivate")))
    own.refresh_from_db()
    assert own.is_active
    assert refusal(response) == "不能停用自己的账号。请由另一名安全管理员办理。"


def test_account_keeps_its_phone_when_the_field_stays_empty(offices):
    user = User.objects.get(name="联络员甲")
    address = reverse("account", args=(user.pk,))

    def save(**form):
        html = offices.security.get(address).content.decode()
        assert PHONE not in html
        seen = re.search(r'name="seen" value="(\w+)"', html)[1]
        offices.security.post(reverse("account-act", args=(user.pk, "edit")), {"seen": seen, **form})
        user.refresh_from_db()
        return user.name, user.phone

    assert save(name="联络员乙", phone="") == ("联络员乙", PHONE)
    assert save(name="联络员乙", phone="", no_phone="1") == ("联络员乙", "")


def test_admin_roles_do_not_meet_in_one_person(offices):
    user = User.objects.get(name="系统员")
    form = {"unit": "临江市", "role": "audit-admin", "since": "2025-07-01"}
    response = offices.security.post(reverse("account-act", args=(user.pk, "appoint")), form)

    assert response.status_code == 422
    assert refusal(response).startswith("系统员在这段时间是“临江市”的系统管理员，不能同时任审计管理员")
    assert user.posts.count() == 1


def test_appointment_not_begun_is_taken_back(offices):
    user = User.objects.get(name="联络员甲")
    form = {"unit": "市教育局", "role": "liaison", "since": "2099-01-01"}
    offices.security.post(reverse("account-act", args=(user.pk, "appoint")), form)
    planned = user.posts.get(since=date(2099, 1, 1))
    offices.security.post(reverse("account-act", args=(user.pk, "take-back")), {"post": planned.pk})

    assert list(user.posts.values_list("unit__short_name", flat=True)) == ["市司法局"]
