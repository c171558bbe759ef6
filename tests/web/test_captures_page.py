"""网页存档 on the page of a link: what is listed, what opens and how, who may, and a new address."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evidence.sites import CONTENT, Site, article
from fazhi.evidence import acts
from fazhi.evidence.freezing import jobs, keeping
from fazhi.evidence.freezing.policy import policy_in_force
from fazhi.evidence.freezing.taking import take
from fazhi.evidence.models import Item
from fazhi.journal.models import Entry
from web.desks import address, refusal, said, text, texts

NEW = "".join(f"<p>第{no}批新的目录另行公布，内容以新栏目公布的为准。</p>" for no in range(9))
SECRET = "只在冻结网页里的话"


@pytest.fixture
def site(settings):
    made = Site()
    settings.FAZHI_LINK_NETWORKS, settings.FAZHI_LINK_HOSTS = "127.0.0.0/8", f"127.0.0.1:{made.port}"
    made.page(
        "/1.html", article(title="决策目录", body=f"<p>{CONTENT}{SECRET}。</p>" + "<p>第一项由市司法局办理，第二项由市教育局办理。</p>" * 9)
    )
    yield made
    made.close()


@pytest.fixture
def link(town, site):
    return acts.new_link(town.liaison, site.url("/1.html"), "决策目录公开页", effective_on=date(2025, 6, 3))


def looked(item, days=0):
    version = item.current
    taken = take(version.url, policy_in_force(), keeping.known_digests(version))
    return keeping.keep(version, taken, now=timezone.now() + timedelta(days=days))


def body(answer):
    return b"".join(answer.streaming_content).decode("utf-8", "replace")


def states(answer):
    return texts(answer, "//section[@id='captures']//li//span[contains(@class, 'state')]")


def test_a_link_waits_then_shows_what_was_frozen(town, link):
    client = town.browser(town.liaison)
    assert "正在冻结网页" in text(client.get(address("item", link.pk)), "//section[@id='captures']")
    capture = looked(link)
    answer = client.get(address("item", link.pk))

    assert states(answer) == ["已冻结"]
    assert texts(answer, "//section[@id='captures']//div[@class='body']//a/@href") == [
        address("capture-page", capture.pk),
        address("capture-warc", capture.pk),
    ]
    assert texts(answer, "//section[@id='captures']//div[@class='mono soft']") == [capture.warc.sha256]


def test_the_copy_opens_where_it_can_do_nothing(town, link):
    capture = looked(link)
    answer = town.browser(town.liaison).get(address("capture-page", capture.pk))

    assert (answer.status_code, answer["Content-Type"], SECRET in body(answer)) == (200, "text/html; charset=utf-8", True)
    assert answer["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )


def test_opening_a_copy_is_journalled_once_a_session(town, link):
    capture = looked(link)
    browser = town.browser(town.liaison)
    for _ in range(2):
        browser.get(address("capture-page", capture.pk))

    assert list(Entry.objects.filter(verb="opened").values_list("said", flat=True)) == [
        f"查看了“{link.title}”的冻结网页（{capture.taken_at:%Y-%m-%d}）"
    ]


def test_the_archive_is_saved_and_journalled(town, link):
    capture = looked(link)
    answer = town.browser(town.liaison).get(address("capture-warc", capture.pk))

    assert (answer["Content-Type"], answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")) == (
        "application/octet-stream",
        True,
    )
    assert int(answer["Content-Length"]) == capture.warc.size
    assert Entry.objects.filter(verb="downloaded").count() == 1


def test_others_get_nothing_of_a_capture(town, link, site):
    capture = looked(link)
    site.page("/1.html", article(title="决策目录", body=NEW))
    later = looked(link, 7)
    for who in (town.stranger, town.finance_liaison, town.county_liaison):
        client = town.browser(who)
        for name in ("capture-page", "capture-warc", "capture-compare"):
            answer = client.get(address(name, later.pk if name == "capture-compare" else capture.pk))
            assert (answer.status_code, SECRET in answer.content.decode()) == (404, False)
    assert SECRET in town.browser(town.force).get(address("capture-compare", later.pk)).content.decode()


def test_a_change_is_shown_side_by_side(town, link, site):
    looked(link)
    site.page("/1.html", article(title="决策目录", body=NEW))
    later = looked(link, 7)
    client = town.browser(town.liaison)
    listed, answer = client.get(address("item", link.pk)), client.get(address("capture-compare", later.pk))

    assert states(listed) == ["有变化", "已冻结"]
    assert texts(answer, "//td/ins") == [f"第{no}批新的目录另行公布，内容以新栏目公布的为准。" for no in range(9)]
    assert f"{SECRET}。" in "".join(texts(answer, "//td/del"))


def test_a_page_that_is_gone_is_listed_with_the_reason(town, link, site):
    looked(link)
    site.pages["/1.html"] = (404, {}, b"")
    looked(link, 7)
    answer = town.browser(town.liaison).get(address("item", link.pk))

    assert states(answer) == ["打不开", "已冻结"]
    assert texts(answer, "//section[@id='captures']//li[1]//div[@class='row-why']") == [
        "网站答复没有这个页面（HTTP 404）。请核对网址；页面已撤下的，请改交新地址或 PDF。 · HTTP 404"
    ]


def test_looking_again_is_asked_for_from_the_page(town, link):
    client = town.browser(town.liaison)
    answer = client.post(address("link-recheck", link.pk), follow=True)

    assert said(answer) == ["已安排重新检查，通常一分钟内完成，刷新本页可看到结果。"]
    assert town.browser(town.stranger).post(address("link-recheck", link.pk)).status_code == 404
    assert texts(town.browser(town.leader).get(address("item", link.pk)), "//section[@id='captures']//form") == []


def test_a_new_address_keeps_the_old_with_its_copies(town, link, site):
    capture = looked(link)
    new = site.page("/2.html", article(title="新目录"))
    client = town.browser(town.liaison)
    same = client.post(address("link-renew", link.pk), {"url": site.url("/1.html")})
    assert (same.status_code, refusal(same)) == (422, "新网址与现在的相同，不必更换。要看网页有没有变化，请点“现在重新检查”。")
    answer = client.post(address("link-renew", link.pk), {"url": new}, follow=True)

    assert "网址已更换" in said(answer)[0]
    assert [(each.no, each.url) for each in link.versions.all()] == [(1, site.url("/1.html")), (2, new)]
    old = client.get(address("item", link.pk) + "?version=1")
    assert address("capture-page", capture.pk) in old.content.decode() and states(old) == ["已冻结"]
    assert town.browser(town.stranger).post(address("link-renew", link.pk), {"url": new}).status_code == 404


def test_the_page_takes_the_same_queries_for_one_capture_and_for_thirty(town, link, queries):
    looked(link)
    client = town.browser(town.liaison)
    few = queries(client, address("item", link.pk))
    for day in range(1, 31):
        keeping.keep(link.current, jobs._off(link.current), now=timezone.now() + timedelta(days=day))

    assert queries(client, address("item", link.pk)) <= few + 1
    assert len(states(client.get(address("item", link.pk)))) == 12


def test_other_material_has_no_captures(town):
    item = town.file(town.liaison)

    assert texts(town.browser(town.liaison).get(address("item", item.pk)), "//section[@id='captures']") == []
    assert Item.objects.count() == 1
