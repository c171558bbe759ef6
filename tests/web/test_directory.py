"""The pages of 单位与人员: who sees which unit, who may do what to it, and what a change brings about."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fazhi.journal.models import Entry, Verb
from fazhi.people.collectives import add_collective
from fazhi.people.models import Alias, CollectiveName, Expansion, Post, Role, Succession, Unit, UnitKind, User
from fazhi.people.units import rename_unit
from fazhi.web.pages.appointing import masked
from web.offices import PHONE, Offices, cells, refusal, said, text_of

DAY = date(2025, 6, 1)


@pytest.fixture
def offices(db):
    return Offices()


def unit_act(unit, act):
    return reverse("directory-unit-act", args=(unit.pk, act))


def offered(response):
    """The acts whose forms or links the page offers."""
    html = response.content.decode().partition("<main")[2]
    return set(re.findall(r"/directory/\d+/act/([a-z-]+)/|/directory/\d+/(change/[a-z]+)/", html))


def counted():
    return (Unit.objects.count(), Post.objects.count(), Alias.objects.count(), Succession.objects.count(), Entry.objects.count())


# The tree


def test_directory_shows_each_reader_its_own_area(offices):
    assert cells(offices.system.get(reverse("directory")), 0) == ["临江市", "市司法局", "市教育局", "永安县", "县司法局"]
    assert cells(offices.county_taskforce.get(reverse("directory")), 0) == ["永安县", "县司法局"]


def test_directory_shows_aliases_kinds_and_people(offices):
    Alias.objects.create(unit=offices.justice, name="依法治市办")
    response = offices.taskforce.get(reverse("directory"), {"q": "依法治市"})

    assert [cells(response, column) for column in range(5)] == [["市司法局"], ["政府部门"], ["依法治市办"], ["—"], ["1"]]


def test_directory_tells_who_names_people_where_no_liaison_is(offices):
    whole = offices.taskforce.get(reverse("directory"))
    assert cells(whole, 4) == ["4", "1", "0 缺联络员", "1", "0 缺联络员"]
    assert "2 个还没有联络员" in text_of(whole)
    assert cells(offices.taskforce.get(reverse("directory"), {"lacking": "1"}), 0) == ["市教育局", "县司法局"]
    assert cells(offices.system.get(reverse("directory")), 4) == ["4", "1", "0", "1", "0"]


def test_directory_on_a_past_day_shows_the_units_of_that_day(offices):
    rename_unit(offices.actor("系统员"), offices.education, "临江市教育体育局", "市教体局", DAY)

    assert cells(offices.system.get(reverse("directory"), {"on": "2025-05-31"}), 0)[2] == "市教育局"
    now = offices.system.get(reverse("directory"))
    assert cells(now, 0)[2] == "市教体局"
    assert cells(now, 3)[2] == "自 2025年6月1日 2025年6月1日由临江市教育局更名"


def test_directory_refuses_a_date_nobody_has(offices):
    response = offices.system.get(reverse("directory"), {"on": "2025-02-30"})

    assert response.status_code == 422
    assert "2025-02-30" in refusal(response)


def test_directory_costs_the_same_for_many_units(offices):
    offices.system.get(reverse("directory"))  # the first page of a session also renews it
    with CaptureQueriesContext(connection) as few:
        offices.system.get(reverse("directory"))
    for place in range(40):
        offices.unit(f"第{place}局", f"{place}局", UnitKind.GOVERNMENT, offices.city, 10 + place)
    with CaptureQueriesContext(connection) as many:
        response = offices.system.get(reverse("directory"))

    assert len(cells(response, 0)) == 45
    assert len(many) == len(few)


@pytest.mark.parametrize("name", ["directory", "accounts"])
def test_pages_are_closed_to_others_in_words(offices, name):
    for client in (offices.audit, offices.liaison):
        response = client.get(reverse(name))
        assert response.status_code == 403
        assert "市教育局" not in response.content.decode()
        assert "这一页由" in response.content.decode()


def test_accounts_are_not_for_the_other_admins(offices):
    for client in (offices.system, offices.taskforce, offices.audit):
        response = client.get(reverse("account", args=(offices.actor("联络员甲").user.pk,)))
        assert response.status_code == 403
        assert "联络员甲" not in response.content.decode()


# What each role finds on the page of a unit, and what it is refused


def test_unit_page_offers_each_role_its_own_acts_only(offices):
    address = reverse("directory-unit", args=(offices.justice.pk,))
    posts = {("appoint", ""), ("new-person", ""), ("end-post", ""), ("stand-in", "")}
    changes = {("", f"change/{how}") for how in ("rename", "merge", "split", "end")}

    assert offered(offices.system.get(address)) == {("alias", ""), ("edit", ""), ("add", ""), *changes}
    assert offered(offices.security.get(address)) == posts
    assert offered(offices.taskforce.get(address)) == {("alias", ""), *posts}


@pytest.mark.parametrize(
    ("who", "act", "form"),
    [
        ("system", "appoint", {"who": "县专班员", "role": "liaison", "since": "2025-07-01"}),
        ("system", "new-person", {"username": "new", "name": "新人", "role": "liaison", "since": "2025-07-01"}),
        ("security", "alias", {"name": "司法"}),
        ("security", "add", {"name": "新局", "short_name": "新局", "kind": "government"}),
        ("taskforce", "add", {"name": "新局", "short_name": "新局", "kind": "government"}),
        ("taskforce", "appoint", {"who": "县专班员", "role": "taskforce", "since": "2025-07-01"}),
        ("taskforce", "new-person", {"username": "new", "name": "新人", "role": "system-admin", "since": "2025-07-01"}),
    ],
)
def test_unit_act_of_another_role_is_refused_and_changes_nothing(offices, who, act, form):
    before = counted(), User.objects.count()
    response = getattr(offices, who).post(unit_act(offices.justice, act), form)

    assert response.status_code == 403
    assert "您不能" in response.content.decode()
    assert (counted(), User.objects.count()) == before


def test_strangers_unit_cannot_be_opened_by_guessing(offices):
    response = offices.county_taskforce.get(reverse("directory-unit", args=(offices.justice.pk,)))
    acted = offices.county_taskforce.post(unit_act(offices.justice, "alias"), {"name": "别的局"})

    assert (response.status_code, acted.status_code) == (404, 404)
    assert "联络员甲" not in response.content.decode()
    assert Alias.objects.count() == 0


def test_taskforce_cannot_end_a_post_of_another_area_through_its_own_unit(offices):
    post = Post.objects.get(user__name="联络员甲")
    response = offices.county_taskforce.post(unit_act(offices.county_justice, "end-post"), {"post": post.pk, "on": "2025-07-01"})

    post.refresh_from_db()
    assert (response.status_code, post.until) == (404, None)


# Names


def test_alias_is_added_shown_and_removed(offices):
    added = offices.taskforce.post(unit_act(offices.justice, "alias"), {"name": " 依法治市办 "})
    assert said(added) == "已添加别名“依法治市办”。"
    alias = Alias.objects.get(unit=offices.justice)
    offices.system.post(unit_act(offices.justice, "unalias"), {"alias": alias.pk})

    assert Alias.objects.count() == 0
    assert list(Entry.objects.order_by("id").values_list("actor_name", "verb")) == [("专班员", Verb.CREATED), ("系统员", Verb.REMOVED)]


def test_alias_taken_by_another_unit_is_refused_with_the_words_kept(offices):
    response = offices.taskforce.post(unit_act(offices.justice, "alias"), {"name": "市教育局"})

    assert response.status_code == 422
    assert refusal(response).startswith("“市教育局”已是“临江市教育局”的名称")
    assert 'value="市教育局"' in response.content.decode()
    assert Alias.objects.count() == 0


def test_alias_of_another_unit_is_not_removed_through_this_one(offices):
    alias = Alias.objects.create(unit=offices.education, name="教育局")
    response = offices.system.post(unit_act(offices.justice, "unalias"), {"alias": alias.pk})

    assert response.status_code == 404
    assert list(Alias.objects.values_list("pk", flat=True)) == [alias.pk]


def test_unit_edited_meanwhile_is_not_overwritten(offices):
    html = offices.system.get(reverse("directory-unit", args=(offices.education.pk,))).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', html)[1]
    form = {"seen": seen, "name": "临江市教育厅", "short_name": "市教育厅", "kind": "government", "order": "2"}
    first = offices.system.post(unit_act(offices.education, "edit"), form)
    second = offices.system.post(unit_act(offices.education, "edit"), form | {"name": "临江市教委", "short_name": "市教委"})

    offices.education.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 422)
    assert refusal(second).startswith("“市教育厅”的资料刚被别人改过")
    assert offices.education.name == "临江市教育厅"


def test_unit_added_stands_below(offices):
    form = {"name": "永安县教育局", "short_name": "县教育局", "kind": "government", "aliases": "教育局、文教局", "founded": "2025年1月1日"}
    offices.system.post(unit_act(offices.county, "add"), form)

    made = Unit.objects.get(short_name="县教育局")
    assert (made.parent, made.area, made.since) == (offices.county, offices.county, date(2025, 1, 1))
    assert list(made.aliases.values_list("name", flat=True)) == ["教育局", "文教局"]


# People


def test_taskforce_appoints_somebody_new_and_reads_the_password_once(offices):
    form = {"username": "zhang.san", "name": "张三", "phone": PHONE, "role": "head", "since": "2025-07-01"}
    response = offices.taskforce.post(unit_act(offices.education, "new-person"), form)

    password = re.search(r'<p class="first-password">(\w+)</p>', response.content.decode())[1]
    user = User.objects.get(username="zhang.san")
    assert user.check_password(password) and user.must_change_password
    assert "no-store" in response["Cache-Control"]
    assert list(user.posts.values_list("unit", "role", "since", "until")) == [(offices.education.pk, "head", date(2025, 7, 1), None)]
    page = offices.taskforce.get(reverse("directory-unit", args=(offices.education.pk,)))
    assert cells(page, 0)[0] == "张三"
    assert password not in page.content.decode()
    assert [entry.pk for entry in Entry.objects.all() if password in f"{entry.said}{entry.changes}"] == []


def test_appointing_refused_keeps_what_was_typed_and_makes_no_account(offices):
    form = {"username": "u0", "name": "重名人", "role": "head", "since": "2025-07-01"}
    response = offices.taskforce.post(unit_act(offices.education, "new-person"), form)

    assert response.status_code == 422
    assert refusal(response).startswith("账号“u0”已有人使用")
    assert 'value="重名人"' in response.content.decode()
    assert User.objects.filter(name="重名人").count() == 0


def test_appointing_by_a_name_two_people_bear_asks_for_the_account(offices):
    twins = [offices.person("王伟", Role.OFFICER, offices.justice).user.username for _ in range(2)]
    response = offices.taskforce.post(unit_act(offices.education, "appoint"), {"who": "王伟", "role": "head", "since": "2025-07-01"})

    assert refusal(response) == f"叫“王伟”的有几个人：{'、'.join(sorted(twins))}。请填写账号，以免任命错人。"
    assert Post.objects.filter(unit=offices.education).count() == 0


def test_post_is_ended_and_stood_in_for(offices):
    post = Post.objects.get(user__name="联络员甲")
    deputy = offices.person("副手", Role.OFFICER, offices.justice)
    act = {"post": post.pk, "who": "副手", "since": "2025-07-01", "until": "2025-07-10"}
    stood = offices.taskforce.post(unit_act(offices.justice, "stand-in"), act)
    ended = offices.taskforce.post(unit_act(offices.justice, "end-post"), {"post": post.pk, "on": "2025-07-05"})

    assert said(stood) == "2025年7月1日至2025年7月10日，由副手代理联络员甲在“市司法局”的联络员。"
    assert said(ended) == "联络员甲作为“市司法局”联络员的任职，最后一日为2025年7月5日。"
    held = Post.objects.filter(unit=offices.justice, role=Role.LIAISON).order_by("id").values_list("user__name", "until")
    assert list(held) == [("联络员甲", date(2025, 7, 5)), ("副手", date(2025, 7, 5))]
    assert deputy.until is None


def test_phone_is_masked_until_a_journalled_click(offices):
    user = User.objects.get(name="联络员甲")
    page = offices.taskforce.get(reverse("directory-unit", args=(offices.justice.pk,)))
    assert cells(page, 3)[0].startswith("138****0000")
    assert PHONE not in page.content.decode()

    opened = offices.taskforce.post(reverse("account-phone", args=(user.pk,)), headers={"HX-Request": "true"})
    assert text_of(opened) == PHONE
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor_name, entry.object_id, entry.said) == (Verb.OPENED, "专班员", str(user.pk), "查看了联络员甲的电话号码")


def test_phone_is_closed_to_the_system_admin_and_to_another_area(offices):
    user = User.objects.get(name="联络员甲")
    page = offices.system.get(reverse("directory-unit", args=(offices.justice.pk,)))
    assert cells(page, 3)[0] == "—"
    refused = [client.post(reverse("account-phone", args=(user.pk,))) for client in (offices.system, offices.county_taskforce)]

    assert [response.status_code for response in refused] == [403, 404]
    assert [PHONE in response.content.decode() for response in refused] == [False, False]
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("phone", "shown"), [("13812340000", "138****0000"), ("0935-8888888", "093****8888"), ("1234567", "****"), ("", "")]
)
def test_masked_hides_the_middle(phone, shown):
    assert masked(phone) == shown


# Collective names


def test_collective_is_made_expanded_and_expanded_anew(offices):
    made = offices.taskforce.post(reverse("directory-collective-new"), {"name": "市直部门"})
    collective = CollectiveName.objects.get()
    address = reverse("directory-collective", args=(collective.pk,))
    assert made["Location"] == address
    offices.taskforce.post(address, {"since": "2025-03-01", "units": [offices.justice.pk, offices.education.pk]})
    offices.taskforce.post(address, {"since": "2025-05-01", "units": [offices.justice.pk]})

    held = Expansion.objects.order_by("since").values_list("since", "until", "units__short_name")
    assert sorted(held) == [
        (date(2025, 3, 1), date(2025, 4, 30), "市司法局"),
        (date(2025, 3, 1), date(2025, 4, 30), "市教育局"),
        (date(2025, 5, 1), None, "市司法局"),
    ]
    assert "2025年3月1日 至 2025年4月30日" in text_of(offices.taskforce.get(address))


def test_collective_is_read_only_for_the_security_admin(offices):
    collective = add_collective(offices.actor("系统员"), offices.city, "市直部门")
    address = reverse("directory-collective", args=(collective.pk,))
    page = offices.security.get(address)
    refused = offices.security.post(address, {"since": "2025-03-01", "units": [offices.justice.pk]})

    assert re.findall(r'<form[^>]*method="post"', page.content.decode().partition("<main")[2]) == []
    assert refused.status_code == 403
    assert Expansion.objects.count() == 0


def test_collective_of_the_city_is_closed_to_the_county(offices):
    collective = add_collective(offices.actor("系统员"), offices.city, "市直部门")
    page = offices.county_taskforce.get(reverse("directory"))
    response = offices.county_taskforce.get(reverse("directory-collective", args=(collective.pk,)))

    assert "市直部门" not in page.content.decode()
    assert response.status_code == 404
