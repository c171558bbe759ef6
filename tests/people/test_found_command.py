"""fazhi found: the city and its three admins, once, from the command line."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from fazhi.journal.models import Entry
from fazhi.people.models import Post, Unit, User

ADMINS = {"system_admin": "xitong：甲某", "security_admin": "anquan:乙某", "audit_admin": " shenji ： 丙某 "}
LINE = re.compile(r"(\S+)  (\S+)  账号 (\S+)  首次密码 (\S+)（登录后须修改）")


def found(**changed):
    out = StringIO()
    options = {f"--{name.replace('_', '-')}": value for name, value in (ADMINS | changed).items() if value is not None}
    call_command("found", "金昌市", *(word for pair in options.items() for word in pair), stdout=out)
    return [LINE.fullmatch(line).groups() for line in out.getvalue().splitlines()]


def there():
    return Unit.objects.count(), User.objects.count(), Entry.objects.count()


def test_found_prints_each_admin_with_account_and_first_password(db):
    printed = found()

    assert [line[:3] for line in printed] == [
        ("系统管理员", "甲某", "xitong"),
        ("安全管理员", "乙某", "anquan"),
        ("审计管理员", "丙某", "shenji"),
    ]
    assert len({line[3] for line in printed}) == 3
    assert list(Post.objects.order_by("pk").values_list("user__username", "role", "unit__name")) == [
        ("xitong", "system-admin", "金昌市"),
        ("anquan", "security-admin", "金昌市"),
        ("shenji", "audit-admin", "金昌市"),
    ]
    assert [entry.said for entry in Entry.objects.order_by("pk")] == [
        "初始化时新增了“金昌市”",
        "初始化时新建了账号“xitong”（甲某），任命为系统管理员",
        "初始化时新建了账号“anquan”（乙某），任命为安全管理员",
        "初始化时新建了账号“shenji”（丙某），任命为审计管理员",
    ]


def test_first_password_stands_nowhere_in_the_journal(db):
    for *_, password in found():
        assert [entry.said for entry in Entry.objects.all() if password in f"{entry.said}{entry.changes}"] == []


def test_admins_sign_in_with_what_was_printed_and_must_change_it(db):
    for *_, account, password in found():
        client = Client()
        answer = client.post("/login/", {"username": account, "password": password})

        assert (answer.status_code, answer.url) == (302, "/")
        assert client.get("/").url == "/password/"
        new = {"old_password": password, "new_password1": "Fazhi-2026-cj", "new_password2": "Fazhi-2026-cj"}
        assert client.post("/password/", new).status_code == 302
        assert client.get("/").status_code == 200
        assert User.objects.get(username=account).must_change_password is False


def test_found_is_refused_the_second_time(db):
    found()
    before = there()

    with pytest.raises(CommandError, match=r"^系统中已有单位或账号，不能再次初始化。请由系统管理员增加单位、由安全管理员增加账号。$"):
        found(system_admin="xin：丁某")

    assert there() == before


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"audit_admin": "xitong：甲某"}, "系统管理员、安全管理员、审计管理员须由不同的人担任。请换成三个不同的账号。"),
        ({"audit_admin": "XiTong：甲某"}, "系统管理员、安全管理员、审计管理员须由不同的人担任。请换成三个不同的账号。"),
        ({"audit_admin": "shenji"}, "没有填写姓名。请填写。"),
        ({"audit_admin": "：丙某"}, "账号须为2至40个字母、数字、汉字或“.”“_”“-”，中间不留空格。请重新填写。"),
        ({"audit_admin": "shen ji：丙某"}, "账号须为2至40个字母、数字、汉字或“.”“_”“-”，中间不留空格。请重新填写。"),
    ],
)
def test_admins_that_cannot_be_are_refused_and_nothing_is_made(db, changed, why):
    with pytest.raises(CommandError) as refusal:
        found(**changed)

    assert (str(refusal.value), there()) == (why, (0, 0, 0))


def test_found_asks_for_all_three_admins(db):
    with pytest.raises(CommandError, match="--audit-admin"):
        found(audit_admin=None)

    assert there() == (0, 0, 0)
