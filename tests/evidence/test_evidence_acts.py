"""What people do with items, who may, and what the journal says of it."""

import io
from datetime import date

import pytest

from evidence import files
from fazhi.evidence import acts, uploads
from fazhi.evidence.models import Item, ItemKind, Upload, Version
from fazhi.evidence.refusals import ItemRefused
from fazhi.jobs.models import Ticket
from fazhi.journal.models import Entry
from fazhi.people.actor import NotAllowed
from fazhi.people.models import Role
from fazhi.search.models import Document

WORDS = "关于法治政府建设的报告".encode()


@pytest.fixture
def item(cast, send):
    return acts.new_item_from_upload(cast.owner, send(cast.owner, "会议纪要.txt", WORDS))


def newest():
    return Entry.objects.order_by("-pk").first()


def test_item_from_upload_has_a_version_a_journal_entry_and_work_waiting(cast, send):
    upload = send(cast.owner, "会议纪要.png", files.picture_file())
    made = acts.new_item_from_upload(cast.owner, upload, effective_on="2025年6月13日", expires_on="2026-06-12", note="第3页")

    version = made.current
    entry = newest()
    assert (made.title, made.kind, made.unit, made.unit_name, made.created_by) == (
        "会议纪要",
        ItemKind.IMAGE,
        cast.justice,
        "金昌市司法局",
        "王某",
    )
    assert (made.effective_on, made.expires_on, made.note) == (date(2025, 6, 13), date(2026, 6, 12), "第3页")
    assert (version.no, version.file_name, version.blob, version.uploaded_by, version.text_state) == (
        1,
        "会议纪要.png",
        upload.blob,
        "王某",
        "waiting",
    )
    assert (entry.verb, entry.said, entry.actor_name) == ("created", "提交了材料“会议纪要”（文件“会议纪要.png”）", "王某")
    assert entry.changes == {"形成日期": [None, "2025-06-13"], "有效期至": [None, "2026-06-12"]}
    assert sorted(entry.touched.values_list("kind", flat=True)) == ["evidence.item", "evidence.version"]
    assert list(entry.affected.values_list("unit_id", flat=True)) == [cast.justice.pk]
    assert [(ticket.label, ticket.key) for ticket in Ticket.objects.all()] == [("提取文字、生成预览", str(version.pk))]
    assert Document.objects.get().title == "会议纪要"


def test_an_upload_serves_once(cast, send):
    upload = send(cast.owner, "会议纪要.txt", WORDS)
    acts.new_item_from_upload(cast.owner, upload)

    with pytest.raises(ItemRefused) as refused:
        acts.new_item_from_upload(cast.owner, upload)

    assert str(refused.value) == "“会议纪要.txt”已经归入材料，不会重复提交。如需再交一份，请重新上传。"
    assert Item.objects.count() == 1


def test_an_upload_is_used_only_when_the_item_is_made(cast, send):
    upload = send(cast.owner, "会议纪要.txt", WORDS)

    with pytest.raises(ItemRefused) as refused:
        acts.new_item_from_upload(cast.owner, upload, effective_on="2025-02-30")

    assert str(refused.value) == "形成日期：“2025-02-30”不是真实的日期：2025年没有2月30日。请写成“2025年6月13日”或“2025-06-13”。"
    assert (Upload.objects.get().state, Item.objects.count(), Entry.objects.count()) == ("received", 0, 0)


def test_an_upload_that_is_not_received_makes_no_item(cast, send):
    waiting = uploads.begin(cast.owner, "报告.txt", len(WORDS))
    uploads.append(waiting, 0, io.BytesIO(WORDS))
    refused = send(cast.owner, "材料.zip", files.zip_file({"a.txt": "x"}))

    for upload, said in ((waiting, "“报告.txt”还没有传完或正在检查。"), (refused, "“材料.zip”已被拒收：这是一个压缩包")):
        with pytest.raises(ItemRefused) as why:
            acts.new_item_from_upload(cast.owner, upload)
        assert str(why.value)[: len(said)] == said


def test_an_upload_is_its_persons_and_its_units(cast, send):
    upload = send(cast.owner, "会议纪要.txt", WORDS)
    elsewhere = cast.actor("王某", Role.LIAISON, cast.education, user=cast.owner.user)

    for other in (cast.colleague, cast.stranger, cast.taskforce, cast.officer, elsewhere):
        with pytest.raises(NotAllowed):
            acts.new_item_from_upload(other, upload)

    assert (Item.objects.count(), acts.new_item_from_upload(cast.owner, upload).unit) == (0, cast.justice)


def test_the_same_file_twice_is_told_to_the_unit_and_to_no_other(cast, send, item):
    again = acts.new_item_from_upload(cast.colleague, send(cast.colleague, "再交.txt", WORDS))
    other = acts.new_item_from_upload(cast.stranger, send(cast.stranger, "别处.txt", WORDS))

    assert (list(acts.same_as(again)), list(acts.same_as(item)), list(acts.same_as(other))) == ([item], [again], [])
    assert again.current.blob == other.current.blob


def test_a_new_version_keeps_the_old(cast, send, item):
    version = acts.new_version_from_upload(cast.colleague, item, send(cast.colleague, "纪要终稿.pdf", files.pdf_file()))

    assert [(each.no, each.file_name) for each in item.versions.all()] == [(1, "会议纪要.txt"), (2, "纪要终稿.pdf")]
    assert (version, version.uploaded_by, newest().said) == (item.current, "李某", "更新了材料“会议纪要”：第2版（文件“纪要终稿.pdf”）")


def test_a_new_version_of_the_same_bytes_is_refused(cast, send, item):
    upload = send(cast.owner, "同一份.txt", WORDS)

    with pytest.raises(ItemRefused):
        acts.new_version_from_upload(cast.owner, item, upload)

    assert (item.versions.count(), Upload.objects.get(pk=upload.pk).state) == (1, "received")


def test_a_link_is_public_and_not_fetched(cast):
    made = acts.new_link(cast.owner, " https://www.example.gov.cn/zwgk/1.html?a=b#p ", effective_on=date(2025, 6, 1))

    assert (made.kind, made.title, made.current.url) == (
        ItemKind.LINK,
        "www.example.gov.cn 网页",
        "https://www.example.gov.cn/zwgk/1.html?a=b#p",
    )
    assert (made.current.text_state, made.current.blob, newest().verb) == ("none", None, "created")
    assert acts.new_link(cast.owner, "http://xn--fiq228c.xn--55qx5d/x").title == "中文.公司 网页"
    assert acts.new_link_version(cast.owner, made, "https://www.example.gov.cn/2").no == 2


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "file:///etc/passwd", "ftp://a.gov.cn/x", "www.example.gov.cn", "https://", "http://[::1", ""),
        *(
            "http://localhost/x",
            "http://127.0.0.1/",
            "http://192.168.1.8/x",
            "http://[::1]/",
            "http://oa/x",
            "http://oa.local/",
            "http://10.1.2.3:8080/",
        ),
        *(
            "https://user:word@a.gov.cn/",
            "https://a.gov.cn/a b",
            'https://a.gov.cn/"x',
            "https://a.gov.cn/" + "x" * 500,
            "https://a.gov.cn:99999/",
        ),
    ],
)
def test_a_link_that_nobody_else_can_open_is_refused(cast, url):
    with pytest.raises(ItemRefused) as refused:
        acts.new_link(cast.owner, url, "公示")

    assert (str(refused.value)[-1], Item.objects.count()) == ("。", 0)


def test_something_seen_offline_names_where_and_by_whom(cast):
    made = acts.new_offline(cast.owner, "涉密会议记录", "市司法局档案室", "评估组周某", "2025-06-20", note="只登记不上传")

    assert (made.kind, made.current, made.seen_where, made.seen_by, made.seen_on) == (
        "offline",
        None,
        "市司法局档案室",
        "评估组周某",
        date(2025, 6, 20),
    )
    assert newest().said == "登记了线下查阅“涉密会议记录”（市司法局档案室，评估组周某）"
    with pytest.raises(ItemRefused):
        acts.new_offline(cast.owner, "涉密会议记录", " ", "评估组周某")


def test_an_edit_stands_before_and_after_in_the_journal(cast, item):
    acts.edit_item(cast.colleague, item, title="常务会议纪要", effective_on="2025.6.3", note="")
    entry = newest()
    before = Entry.objects.count()
    acts.edit_item(cast.colleague, item, title="常务会议纪要")

    assert entry.changes == {"名称": ["会议纪要", "常务会议纪要"], "形成日期": [None, "2025-06-03"]}
    assert (Entry.objects.count(), Document.objects.get().title) == (before, "常务会议纪要")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": "  "}, "材料名称不能为空。请写明这是什么材料。"),
        ({"title": "长" * 201}, "名称有201个字，最多200个。请精简后再保存。"),
        ({"effective_on": "2025-07-02"}, "形成日期2025年7月2日还没有到。请核对日期：形成日期应是今天（2025年7月1日）或以前。"),
        ({"effective_on": "2025-06-02", "expires_on": "2025-06-01"}, "有效期至2025年6月1日，早于形成日期2025年6月2日。请核对两个日期。"),
    ],
)
def test_an_edit_that_contradicts_itself_is_refused(cast, item, fields, said):
    with pytest.raises(ItemRefused) as refused:
        acts.edit_item(cast.owner, item, **fields)

    assert (str(refused.value), Item.objects.get().title) == (said, "会议纪要")


def test_an_item_in_use_stays(cast, item):
    with pytest.raises(ItemRefused) as refused:
        acts.remove_item(cast.owner, item, uses=lambda held: ["2.8.2 合法性审核率", "2.8.3 无违法文件"])

    assert str(refused.value) == "“会议纪要”正在用作佐证：“2.8.2 合法性审核率”、“2.8.3 无违法文件”，不能移出。请先在这些地方撤下它。"
    assert Item.objects.get().removed_at is None


def test_a_removed_item_keeps_its_versions_and_leaves_the_search(cast, item):
    acts.remove_item(cast.owner, item, uses=lambda held: [])

    assert (Item.objects.get().removed_at is None, Version.objects.count(), Document.objects.count(), newest().verb) == (
        False,
        1,
        0,
        "removed",
    )
    with pytest.raises(ItemRefused):
        acts.edit_item(cast.owner, item, title="又来")


def test_items_of_a_unit_are_changed_by_that_unit_only(cast, item):
    def every_act(actor):
        yield lambda: acts.edit_item(actor, item, title="改")
        yield lambda: acts.remove_item(actor, item, uses=lambda held: [])
        yield lambda: acts.new_version_from_upload(actor, item, Upload())
        yield lambda: acts.new_link_version(actor, item, "https://a.gov.cn/")

    for other in (cast.stranger, cast.taskforce, cast.officer):
        for act in every_act(other):
            with pytest.raises(NotAllowed):
                act()

    assert (Item.objects.get().title, Item.objects.get().removed_at, Version.objects.count()) == ("会议纪要", None, 1)


def test_items_are_visible_to_owner_colleague_and_taskforce_not_to_a_stranger(cast, item):
    seen = [list(Item.visible_to(actor)) for actor in (cast.owner, cast.colleague, cast.taskforce, cast.stranger, cast.officer)]

    assert seen == [[item], [item], [item], [], []]


def test_what_runs_out_is_owed_by_its_unit(cast):
    def offline(actor, title, expires_on):
        return acts.new_offline(actor, title, "档案室", "周某", expires_on=expires_on)

    soon, over = offline(cast.owner, "资质证书", "2025-07-31"), offline(cast.owner, "委托书", "2025-06-30")
    offline(cast.owner, "长期文件", "2025-08-01")
    offline(cast.stranger, "别处证书", "2025-07-02")
    removed = offline(cast.owner, "旧证书", "2025-07-02")
    acts.remove_item(cast.owner, removed, uses=lambda held: [])

    lines = acts.owed_by(cast.owner, cast.today)

    assert list(acts.expiring(cast.justice, cast.today)) == [over, soon]
    assert [(line.subject, line.why, line.due_on, line.place, line.kind, line.unit_id) for line in lines] == [
        (
            "委托书",
            "材料有效期至2025年6月30日，已过期1天。请上传新版本，或核对有效期。",
            date(2025, 6, 30),
            ("item", (over.pk,)),
            "renew",
            cast.justice.pk,
        ),
        (
            "资质证书",
            "材料有效期至2025年7月31日，还有30天到期。请上传新版本，或核对有效期。",
            date(2025, 7, 31),
            ("item", (soon.pk,)),
            "renew",
            cast.justice.pk,
        ),
    ]
    assert (acts.owed_by(cast.taskforce, cast.today), acts.owed_by(cast.officer, cast.today)) == ([], [])
