"""Who acts, and with what: an ended post is said before anything is done under another, and texts no database can hold are refused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fazhi.journal.models import Entry
from fazhi.people.models import Alias, Post, Role
from web.desks import SECRET, address, error, text, texts

TITLE = "这次提交没有被接受"
WHY = "提交的文字里有看不见的空字符（NUL），系统无法保存。"
SAID = "您的任职“市教育局联络员”已结束，现以“市公安局分管领导”身份继续。"


@pytest.fixture
def moved(town):
    """A browser of 教育联络员 whose post ended while she was at work; she also is head in 市公安局."""
    Post.objects.create(user=town.liaison.user, unit=town.police, role=Role.HEAD, since="2025-02-01")
    client = town.browser(town.liaison)
    assert text(client.get("/me/"), "//p[@class='lead']") == "市教育局联络员"
    town.liaison.post.until = timezone.localdate() - timedelta(days=1)
    town.liaison.post.save()
    return client


def test_ended_post_is_said_once_before_the_next_page(moved):
    first, second = moved.get("/me/"), moved.get("/me/")

    assert error(first) == (200, "任职已结束", SAID)
    assert text(second, "//p[@class='lead']") == "市公安局分管领导"


def test_form_is_refused_once_after_the_post_ended(town, moved):
    item = address("upload")
    before = Entry.objects.count()
    answer = moved.post(address("switch-post", town.force.post.pk))

    assert error(answer) == (409, "任职已结束，没有提交", SAID)
    assert Entry.objects.count() == before
    assert moved.get(item).status_code == 200


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Sec-Fetch-Dest": "image"}, {"Tus-Resumable": "1.0.0"}])
def test_script_or_picture_hears_of_the_ended_post_and_the_page_still_says_it(town, moved, headers):
    town.filled("1.2.1")
    answers = [moved.get(address("search") + "?q=清单", headers=headers) for _ in range(2)]

    assert [SECRET in answer.content.decode() for answer in answers] == [False, False]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert error(moved.get("/me/")) == (200, "任职已结束", SAID)


def test_last_post_that_ended_is_said_too(town):
    client = town.browser(town.liaison)
    client.get("/me/")
    Post.objects.filter(pk=town.liaison.post.pk).update(until="2025-02-01")

    assert error(client.get("/me/"))[2] == "您的任职“市教育局联络员”已结束，目前没有其他任职。"
    assert client.get("/items/").status_code == 403


def test_new_post_does_not_change_the_one_acted_in(town):
    client = town.browser(town.liaison)
    client.get("/me/")
    Post.objects.create(user=town.liaison.user, unit=town.police, role=Role.HEAD, since="2024-01-01")

    assert text(client.get("/me/"), "//p[@class='lead']") == "市教育局联络员"


# NUL characters


@pytest.mark.parametrize("query", ["?q=%00", "?q=a&q=%00b", "?%00=1"])
def test_nul_in_an_address_is_refused_in_words(town, query):
    assert error(town.browser(town.force).get(address("search") + query)) == (400, TITLE, WHY)


def test_nul_in_the_path_is_refused_in_words(town):
    assert error(town.browser(town.force).get("/versions/1/pictures/%00/")) == (400, TITLE, WHY)


@pytest.mark.parametrize("form", [{"name": "依法\0办"}, {"name": "别名", "x\0": "1"}])
def test_nul_in_a_form_is_refused_and_nothing_is_written(town, form):
    answer = town.browser(town.force).post(address("directory-unit-act", town.justice.pk, "alias"), form)

    assert error(answer) == (400, TITLE, WHY)
    assert Alias.objects.count() == 0


def test_nul_at_the_sign_in_page_is_refused_too(db):
    answer = Client().post("/login/", {"username": "a\0b", "password": "x"})

    assert error(answer) == (400, TITLE, WHY)


# Campaigns in the frame


def test_campaigns_are_listed_to_staff_only(town):
    listed = {}
    for who in ("force", "liaison", "leader", "security", "system", "audit"):
        listed[who] = texts(town.browser(getattr(town, who)).get("/me/"), "//header//details[1]//button[contains(., '金昌创建')]")

    assert {who for who, lines in listed.items() if lines == ["金昌创建"]} == {"force", "liaison", "leader"}
    assert [listed[who] for who in ("security", "system", "audit")] == [[], [], []]


def test_campaign_is_not_chosen_by_an_admin(town):
    client = town.browser(town.security)

    assert client.post(address("choose-campaign", town.campaign.pk)).status_code == 403
    assert "campaign" not in client.session
