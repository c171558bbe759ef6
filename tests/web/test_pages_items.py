"""佐证材料: the library, one item, and what its unit changes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evidence.files import docx_file, picture_file
from fazhi.evidence.jobs import prepare
from fazhi.evidence.models import Item
from fazhi.journal.models import Entry
from web.desks import SECRET, address, error, refusal, rows, said, text, texts, typed

GOOD = "权责清单三百项。".encode()


@pytest.fixture
def item(town):
    return town.file(town.liaison, "权责清单.txt", f"权责清单三百项。{SECRET}。".encode())


def prepared(item):
    prepare.call(item.current.pk)
    return item


# The library


def test_library_shows_the_units_own_material(town, item):
    town.file(town.stranger, "公安台账.txt", GOOD)
    answer = town.browser(town.liaison).get("/items/")

    assert [(row[0], row[1], row[2], row[3], row[5]) for row in rows(answer)] == [("权责清单", "文件", "金昌市教育局", "2025-03-01", "0")]


def test_library_shows_others_nothing_of_it(town, item):
    for who in (town.stranger, town.lead, town.county_force, town.county_liaison):
        answer = town.browser(who).get("/items/?q=权责")

        assert (rows(answer), "权责清单" in answer.content.decode()) == ([], False)


def test_library_finds_words_inside_files_and_keeps_what_was_typed(town, item):
    prepared(item)
    town.file(town.liaison, "别的.txt", GOOD)
    answer = town.browser(town.force).get("/items/", {"q": SECRET, "kind": "file"})

    assert [row[0] for row in rows(answer)] == ["权责清单"]
    assert texts(answer, "//main//input[@name='q']/@value") == [SECRET]


def test_library_filters_by_kind_and_by_use(town, item):
    town.filled()
    client = town.browser(town.liaison)

    assert [row[0] for row in rows(client.get("/items/?use=none"))] == ["权责清单"]
    assert [row[0] for row in rows(client.get("/items/?kind=video"))] == []
    assert len(rows(client.get("/items/?kind=nonsense&page=abc"))) == 2


def test_library_takes_the_same_queries_for_one_item_and_for_thirty(town, queries):
    town.filled()
    people = (town.liaison, town.force, town.finance_liaison)
    few = [queries(town.browser(who), "/items/") for who in people]
    for no in range(30):
        town.proof(town.at("1.1.2"), f"材料{no}", requirement="事项清单")

    assert [queries(town.browser(who), "/items/") for who in people] == few
    answer = town.browser(town.liaison).get("/items/")
    assert (len(rows(answer)), text(answer, "//nav[@class='pager']/span")) == (30, "第 1 / 2 页，共 31 条")


def test_library_offers_a_leader_no_upload(town):
    assert texts(town.browser(town.leader).get("/items/"), "//main//a") == []


# One item


def test_item_shows_what_it_is_and_what_it_proves(town):
    proof = town.filled().proofs.get()
    answer = town.browser(town.liaison).get(address("item", proof.item_id))

    assert (text(answer, "//h1"), texts(answer, "//section[.//h2[contains(., '证明哪些指标')]]//a")) == (
        "清单网页材料",
        ["1.2.1 权责清单公布"],
    )
    assert text(answer, "//p[@class='lead']").startswith("金昌市教育局 · 形成于 2025年3月1日 · 某人 于")


def test_item_shows_a_document_cleaned_with_its_pictures(town):
    data = docx_file("合法性审核意见书", "<script>alert(1)</script>", picture=picture_file())
    item = prepared(town.file(town.liaison, "意见书.docx", data))
    answer = town.browser(town.liaison).get(address("item", item.pk))

    assert (texts(answer, "//div[contains(@class,'paper')]//p")[0], texts(answer, "//div[contains(@class,'paper')]//script")) == (
        "合法性审核意见书",
        [],
    )
    (picture,) = texts(answer, "//div[contains(@class,'paper')]//img/@src")
    assert town.browser(town.liaison).get(picture)["Content-Type"] == "image/webp"


def test_item_marks_the_words_that_were_looked_for(town, item):
    prepared(item)

    assert texts(town.browser(town.liaison).get(address("item", item.pk), {"q": "权责清单"}), "//main//mark") == ["权责清单"]


def test_item_is_closed_to_other_departments_and_the_county(town, item):
    for who in (town.stranger, town.lead, town.county_liaison, town.county_force):
        answer = town.browser(who).get(address("item", item.pk))

        assert (error(answer)[0], SECRET in answer.content.decode()) == (404, False)
    assert town.browser(town.colleague).get(address("item", item.pk)).status_code == 200


def test_lead_opens_what_was_handed_in_to_it_and_learns_no_other_use(town):
    submission = town.brought("lead")
    item = submission.proofs.get().item
    town.proof(town.at("1.1.2"), "别的")
    town.browser(town.liaison).post(address("item-prove", item.pk), {"demand": town.at("1.1.2").pk})
    answer = town.browser(town.finance_liaison).get(address("item", item.pk))

    assert texts(answer, "//section[.//h2[contains(., '证明哪些指标')]]//a") == ["1.2.1 权责清单公布"]
    assert ("1.1.2" in answer.content.decode().partition("<main")[2], answer.status_code) == (False, 200)


def test_item_takes_the_same_queries_for_one_use_and_for_thirty(town, queries):
    proof = town.filled("1.1.2").proofs.get()
    page = address("item", proof.item_id)
    few = queries(town.browser(town.liaison), page)
    for demand in town.more(30):
        town.browser(town.liaison).post(address("item-prove", proof.item_id), {"demand": demand.pk})

    assert queries(town.browser(town.liaison), page) == few
    assert len(texts(town.browser(town.liaison).get(page), "//section[.//h2[contains(., '证明哪些指标')]]//a")) == 31


# Changing it


def change(town, item, who=None, **fields):
    return town.browser(who or town.liaison).post(address("item-edit", item.pk), fields, follow=True)


def test_item_is_renamed_dated_and_renewed_while_the_older_version_stays(town, item):
    newer = SimpleUploadedFile("权责清单修订.txt", "权责清单三百零一项。".encode())
    answer = change(town, item, title="权责清单（修订）", effective_on="2025-06-13", expires_on="2026-06-13", note="六月修订", file=newer)

    assert said(answer) == ["“权责清单（修订）”已更新。"]
    assert texts(answer, "//section[.//h2[contains(., '版本')]]//a[@class='row-title']") == ["第 2 版", "第 1 版"]
    item.refresh_from_db()
    assert (item.title, str(item.effective_on), str(item.expires_on), item.note) == (
        "权责清单（修订）",
        "2025-06-13",
        "2026-06-13",
        "六月修订",
    )


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"title": ""}, "材料名称不能为空。请写明这是什么材料。"),
        ({"title": "名" * 201}, "名称有201个字，最多200个。请精简后再保存。"),
        ({"effective_on": "2025-02-30"}, "形成日期"),
        ({"note": "注" * 5001}, "说明有5001个字，最多5000个。请精简后再保存。"),
    ],
)
def test_item_that_cannot_be_changed_so_keeps_what_was_typed(town, item, fields, why):
    given = {"title": "新名称", "note": "新说明"} | fields
    answer = change(town, item, **given)

    assert (answer.status_code, refusal(answer).startswith(why)) == (422, True)
    assert [typed(answer, name, "/edit/") for name in ("title", "note")] == [[given["title"]], [given["note"]]]
    item.refresh_from_db()
    assert (item.title, item.note) == ("权责清单", "")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("空.txt", b"", "“空.txt”是空文件（0 字节），没有内容可交。请确认选对了文件，再重新上传。"),
        ("程序.exe", b"MZ", "不接收 .exe 文件：它可能带有程序或脚本。"),
        (
            "同一份.txt",
            f"权责清单三百项。{SECRET}。".encode(),
            "上传的文件与“权责清单”现在的版本内容完全相同，不必更新。请确认选对了文件。",
        ),
    ],
)
def test_version_that_is_refused_changes_nothing_else(town, item, name, data, why):
    answer = change(town, item, title="新名称", file=SimpleUploadedFile(name, data))

    assert (answer.status_code, refusal(answer).startswith(why), typed(answer, "title", "/edit/")) == (422, True, ["新名称"])
    item.refresh_from_db()
    assert (item.title, item.versions.count()) == ("权责清单", 1)


def test_item_of_another_unit_cannot_be_changed_even_where_it_can_be_read(town, item):
    answers = [change(town, item, who=who, title="改了") for who in (town.stranger, town.force)]

    assert [error(answer)[0] for answer in answers] == [404, 403]
    assert error(answers[1])[2] == "“权责清单”是市教育局的材料，您不能修改材料。请联系该单位联络员。"
    assert Item.objects.get().title == "权责清单"


def test_item_in_use_cannot_be_removed_and_one_that_is_not_can(town, item):
    used = town.filled().proofs.get().item
    client = town.browser(town.liaison)
    refused = client.post(address("item-remove", used.pk))

    assert refusal(refused) == "“清单网页材料”正在用作佐证：“1.2.1 权责清单公布”，不能移出。请先在这些地方撤下它。"
    assert said(client.post(address("item-remove", item.pk), follow=True)) == ["“权责清单”已移出材料库，记录和版本仍保留。"]
    assert [row[0] for row in rows(client.get("/items/"))] == ["清单网页材料"]
    assert Entry.objects.order_by("-pk").first().said == "移出了材料“权责清单”"


def test_item_proves_one_more_indicator_once(town, item):
    client = town.browser(town.liaison)
    send = lambda: client.post(address("item-prove", item.pk), {"demand": town.at("1.2.1").pk}, follow=True)  # noqa: E731

    assert said(send()) == ["已用于 1.2.1 权责清单公布，请到报送页选择对应的应交材料。"]
    assert (send().status_code, refusal(send())[:11]) == (422, "本指标已有“权责清单”")


@pytest.mark.parametrize("code", ["2.3.1", "9999", "abc"])
def test_item_cannot_prove_what_is_not_asked_of_the_unit(town, item, code):
    demand = town.at(code).pk if "." in code else code

    assert error(town.browser(town.liaison).post(address("item-prove", item.pk), {"demand": demand}))[0] == 404
