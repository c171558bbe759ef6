"""A link frozen and watched: a local site changes and dies, the copy still opens, and what happened is told."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image
from warcio.archiveiterator import ArchiveIterator

from evidence.files import pdf_file
from evidence.sites import CONTENT, Site, article
from fazhi.evidence import acts
from fazhi.evidence.freezing import jobs, keeping
from fazhi.evidence.freezing.policy import policy_in_force
from fazhi.evidence.freezing.taking import take
from fazhi.evidence.models import Blob, Capture, Signal
from fazhi.evidence.signals.links import look_at_captures
from fazhi.evidence.store import opened
from fazhi.jobs.models import Ticket
from fazhi.journal.models import Entry
from fazhi.kit.digests import sha256_hex
from fazhi.search.find import matching

NOW = datetime(2025, 7, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def site(settings):
    made = Site()
    settings.FAZHI_LINK_NETWORKS, settings.FAZHI_LINK_HOSTS = "127.0.0.0/8", f"127.0.0.1:{made.port}"
    drawn = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(drawn, "PNG")
    made.pages["/seal.png"] = (200, {"Content-Type": "image/png"}, drawn.getvalue())
    made.pages["/a.css"] = (200, {"Content-Type": "text/css"}, b"p{color:red}")
    made.page("/1.html", article())
    yield made
    made.close()


@pytest.fixture
def link(cast, site):
    return acts.new_link(cast.owner, site.url("/1.html"), "决策目录公开页", effective_on=date(2025, 6, 3))


def froze(item):
    jobs.freeze.call(item.current.pk)
    return item.current.captures.first()


def looked(item, days):
    """A look so many days after NOW."""
    version = item.current
    taken = take(version.url, policy_in_force(), keeping.known_digests(version))
    capture = keeping.keep(version, taken, now=NOW + timedelta(days=days))
    look_at_captures(version)
    return capture


def signals(item):
    return [(each.kind, each.severity, each.key, each.state) for each in Signal.objects.filter(item=item).order_by("pk")]


def body(blob):
    with opened(blob) as file:
        return file.read()


def test_a_link_is_frozen_at_hand_in(cast, link, site):
    assert [(each.label, each.asked_by) for each in Ticket.objects.filter(key__startswith="freeze-")] == [("冻结链接的网页", "王某")]
    capture = froze(link)

    assert (capture.state, capture.status, capture.title, capture.published_on, capture.source) == (
        "taken",
        200,
        "关于印发重大行政决策目录的通知",
        date(2025, 6, 3),
        "市司法局",
    )
    version = link.current
    assert CONTENT in version.text and "脚本" not in version.text and version.text_state == "done"
    assert list(matching("重大行政决策目录", "evidence.item").values_list("object_id", flat=True)) == [link.pk]
    assert [entry.said for entry in Entry.objects.filter(kind="evidence.capture")] == [
        "冻结了链接“决策目录公开页”的网页“关于印发重大行政决策目录的通知”"
    ]


def test_the_copy_is_clean_whole_in_itself_and_says_where_it_comes_from(link, site):
    capture = froze(link)
    page = body(capture.page).decode()

    assert [
        word in page for word in ("<script", "/a.css", "data:image/webp;base64,", site.url("/1.html"), capture.warc.sha256, CONTENT)
    ] == [
        *(False, False),
        *(True, True, True, True),
    ]
    assert "src=" in page and page.count("http-equiv") == 1


def test_the_archive_reads_back_with_its_digests(link, site):
    capture = froze(link)
    data = body(capture.warc)
    records = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        content = record.content_stream().read()
        records.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), content, record.rec_headers))

    assert [kind for kind, *_ in records] == ["warcinfo", *["response", "request"] * 3, "metadata"]
    assert records[1][1:3] == (site.url("/1.html"), article().encode())
    assert {headers.get_header("WARC-Payload-Digest")[:7] for kind, _, _, headers in records if kind == "response"} == {"sha256:"}
    assert {headers.protocol for *_, headers in records} == {"WARC/1.1"}
    assert sha256_hex(data) == capture.warc.sha256


def test_the_site_changes_and_dies_and_the_frozen_copy_still_opens(link, site):
    first = looked(link, 0)
    kept = body(first.page)
    assert signals(link) == []

    site.page("/1.html", article(body="<p>栏目调整，本页内容另行公布。</p>" * 3 + f"<p>{CONTENT}</p>", number=""))
    changed = looked(link, 7)
    assert (changed.state, changed.compared_with, changed.share_gone > 0.5) == ("taken", first, True)
    assert signals(link) == [("link-changed", "serious", "changed", "open")]
    told = Signal.objects.get(item=link)
    assert told.facts["lost"] == ["文号“临司发〔2025〕12号”"] and told.facts["captures"] == [first.pk, changed.pk]

    site.pages["/1.html"] = (404, {}, b"")
    assert [looked(link, days).state for days in (14, 15)] == ["failed", "failed"]
    assert signals(link)[1:] == [("link-dead", "attention", "dead", "open")]
    looked(link, 17)
    assert signals(link)[1:] == [("link-dead", "serious", "dead", "open")]
    assert Signal.objects.get(key="dead").said.startswith("自2025年7月15日起连续3次打不开：网站答复没有这个页面（HTTP 404）。")
    assert body(Capture.objects.get(pk=first.pk).page) == kept and keeping.frozen(link.current) == first

    site.page("/1.html", article())
    back = looked(link, 18)
    assert (back.state, back.warc) == ("same", None)
    assert {state for *_, state in signals(link)} == {"gone"}


def test_what_passes_is_no_change_and_is_not_stored_again(link, site):
    site.page("/1.html", article(around="<div>今天是2025年7月1日 星期二</div><p>浏览次数：102 次</p>"))
    looked(link, 0)
    stored = Blob.objects.count()
    menu = '<ul class="list"><li><a href="/7">今日要闻七</a></li><li><a href="/8">今日要闻八</a></li></ul>'
    site.page("/1.html", article(around=f"<div>今天是2025年7月8日 星期二</div><p>浏览次数：9,355 次</p>{menu}"))

    assert (looked(link, 7).state, Blob.objects.count(), signals(link)) == ("same", stored, [])


def test_a_page_that_says_it_is_gone_and_one_that_leads_home_are_told(cast, link, site):
    looked(link, 0)
    site.page("/1.html", "<html><title>提示信息</title><body>抱歉，您访问的页面不存在或已删除！</body></html>")
    looked(link, 7)
    assert signals(link) == [("link-moved", "serious", "gone-page", "open")]

    site.page("/", "<html><title>首页</title><body>临江市人民政府</body></html>")
    site.page("/1.html", f'<html><meta http-equiv="refresh" content="0;url={site.url("/")}"></html>')
    home = looked(link, 14)
    assert [hop["to"] for hop in home.redirects] == [site.url("/")]
    assert ("link-moved", "serious", "home", "open") in signals(link)


def test_the_date_on_the_page_is_set_beside_the_one_filled_in(cast, site):
    item = acts.new_link(cast.owner, site.url("/1.html"), "公开页", effective_on=date(2025, 6, 20))
    looked(item, 0)

    assert signals(item) == [("date-differs", "attention", "published-on", "open")]
    assert Signal.objects.get(item=item).said.startswith("网页标注的发布日期是2025年6月3日，比填报的形成日期2025年6月20日早17天。")


def test_a_file_behind_a_link_is_kept_with_its_words(cast, site):
    data = pdf_file()
    site.pages["/1.pdf"] = (200, {"Content-Type": "application/pdf"}, data)
    item = acts.new_link(cast.owner, site.url("/1.pdf"), "文件")
    capture = froze(item)

    assert (capture.state, capture.media_type, body(capture.file), capture.page) == ("taken", "application/pdf", data, None)
    assert ("合法性审核意见书" in item.current.text, item.current.text_state) == (True, "done")


def test_a_gb18030_page_is_read(cast, site):
    text = article().replace('charset="utf-8"', 'charset="gb2312"')
    site.pages["/gb"] = (200, {"Content-Type": "text/html"}, text.encode("gb18030"))
    capture = froze(acts.new_link(cast.owner, site.url("/gb"), "页"))

    assert (capture.title, CONTENT in capture.version.text) == ("关于印发重大行政决策目录的通知", True)


def test_with_fetching_off_the_address_alone_is_kept(cast, site, settings):
    settings.FAZHI_LINKS = False
    item = acts.new_link(cast.owner, site.url("/1.html"), "页")
    capture = froze(item)

    assert (capture.state, capture.why, site.asked) == ("not-taken", jobs.OFF, [])
    assert (jobs.recheck.call(), signals(item)) == ({"checked": 0, "failed": 0, "offline": 0}, [])


def test_one_bad_link_stops_no_other(cast, link, site):
    site.pages["/bad"] = (500, {}, b"")
    bad = acts.new_link(cast.owner, site.url("/bad"), "坏的")
    for item in (link, bad):
        froze(item)
    Capture.objects.update(due_at=NOW)

    assert jobs.recheck.call() == {"checked": 2, "failed": 1, "offline": 0}
    assert [item.current.captures.count() for item in (link, bad)] == [2, 2]
    assert jobs.recheck.call() == {"checked": 0, "failed": 0, "offline": 0}


def test_without_a_network_no_link_is_called_dead(cast, monkeypatch):
    """Names that lead nowhere, and nothing that ever answered."""
    items = [acts.new_link(cast.owner, f"http://no-such-host-{no}.gov.invalid.cn./", "页") for no in range(3)]
    jobs.Version.objects.update(uploaded_at=NOW)
    monkeypatch.setenv("RES_OPTIONS", "timeout:1 attempts:1")

    assert jobs.recheck.call() == {"checked": 0, "failed": 0, "offline": 3}
    assert {(each.state, each.fault, each.counts) for each in Capture.objects.all()} == {("failed", "name", False)}
    assert [signals(item) for item in items] == [[], [], []]


def test_asking_again_is_for_the_unit_and_the_taskforce(cast, link):
    from fazhi.people.actor import NotAllowed

    jobs.ask_again(cast.taskforce, link.current)
    for actor in (cast.stranger, cast.officer):
        with pytest.raises(NotAllowed):
            jobs.ask_again(actor, link.current)

    assert Entry.objects.filter(said="要求重新检查链接“决策目录公开页”").count() == 1


def test_captures_are_open_to_whom_the_item_is_open(cast, link):
    froze(link)

    seen = [Capture.visible_to(actor).count() for actor in (cast.owner, cast.colleague, cast.taskforce, cast.stranger, cast.officer)]
    assert seen == [1, 1, 1, 0, 0]
