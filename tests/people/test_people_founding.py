"""The first unit and the three admins."""

from datetime import date

import pytest

from fazhi.journal.models import Entry
from fazhi.people.accounts import add_user
from fazhi.people.actor import Refused, acting
from fazhi.people.founding import found
from fazhi.people.models import Role, Unit, User

ON = date(2025, 6, 1)
ADMINS = {Role.SYSTEM_ADMIN: ("xitong", "甲某"), Role.SECURITY_ADMIN: ("anquan", "乙某"), Role.AUDIT_ADMIN: ("shenji", "丙某")}


@pytest.mark.django_db
def test_found_makes_the_city_and_three_admins_who_can_work():
    made = found("金昌市", "金昌市", ADMINS, ON)

    city = Unit.objects.get()
    assert (city.area, city.path) == (city, f"/{city.pk}/")
    user, password = made[Role.SECURITY_ADMIN]
    assert (user.check_password(password), user.must_change_password) == (True, True)
    assert add_user(acting(user, today=ON), "wangmou", "王某")[0].name == "王某"
    assert Entry.objects.count() == 5


@pytest.mark.django_db
def test_found_refuses_two_roles_in_one_person_and_a_second_time():
    with pytest.raises(Refused, match="须由不同的人担任"):
        found("金昌市", "金昌市", {**ADMINS, Role.AUDIT_ADMIN: ("anquan", "乙某")}, ON)
    with pytest.raises(Refused, match="须同时指定系统管理员、安全管理员、审计管理员"):
        found("金昌市", "金昌市", {Role.AUDIT_ADMIN: ("shenji", "丙某")}, ON)
    assert (Unit.objects.count(), User.objects.count()) == (0, 0)

    found("金昌市", "金昌市", ADMINS, ON)
    with pytest.raises(Refused, match="系统中已有单位或账号，不能再次初始化"):
        found("金昌市", "金昌市", ADMINS, ON)
    assert Unit.objects.count() == 1
