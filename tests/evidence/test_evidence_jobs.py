"""After a file is in: its words, its preview and its place in the index; a bad file hurts nobody."""

import pytest

from evidence import files
from fazhi.evidence import acts, apart, jobs, shown, store
from fazhi.evidence.models import Blob, Item
from fazhi.search.find import found


@pytest.fixture
def prepared(cast, send):
    def done(name, data):
        item = acts.new_item_from_upload(cast.owner, send(cast.owner, name, data))
        jobs.prepare.call(item.current.pk)
        return item.current

    return done


def test_prepare_makes_words_and_pages(prepared):
    version = prepared("审核意见.pdf", files.pdf_file("合法性审核意见", "第二页"))

    assert (version.text, version.text_state, version.text_note, version.pages) == ("合法性审核意见\n第二页", "done", "", 2)
    assert (version.preview["kind"], version.preview["total"], len(version.preview["pages"])) == ("pages", 2, 2)
    page = shown.picture_blob(version, version.preview["pages"][1])
    with store.opened(page) as file:
        assert (page.media_type, file.read(4)) == ("image/webp", b"RIFF")


def test_prepare_puts_the_pictures_of_a_document_under_addresses(prepared):
    version = prepared("纪要.docx", files.docx_file("正文", picture=files.picture_file()))
    digest = version.preview["pictures"][0]

    html = shown.html_shown(version, lambda sha256: f"/picture/{sha256}")

    assert html == f'<p>正文</p><p><img src="/picture/{digest}"></p>'


def test_a_picture_is_given_out_only_for_its_own_version(prepared):
    first, second = prepared("甲.png", files.picture_file()), prepared("乙.png", files.picture_file(size=(9, 9)))

    assert shown.picture_blob(first, first.preview["thumb"]) == Blob.objects.get(sha256=first.preview["thumb"])
    assert shown.picture_blob(first, second.preview["thumb"]) is None
    assert shown.picture_blob(first, second.blob.sha256) is None


def test_prepare_makes_the_words_searchable_to_those_who_may_see(cast, prepared):
    version = prepared("报告.txt", "重大行政决策听证".encode())

    def hits(actor):
        return list(found(Item.visible_to(actor), "行政决策", "evidence.item"))

    assert (hits(cast.owner), hits(cast.taskforce), hits(cast.stranger)) == ([version.item], [version.item], [])


def test_prepare_survives_a_file_that_breaks_the_process(prepared):
    """A table of two cells at opposite corners: a reader that makes room for all between them asks for half a terabyte."""
    version = prepared("稀疏.xlsx", files.sparse_xlsx())

    assert (version.text, version.text_state) == ("", "failed")
    assert version.text_note == "正文读不出来（处理程序中断，文件展开后可能异常庞大，或内容已损坏），检索不到其中的文字；文件本身已保存。"
    assert version.preview == {
        "kind": "none",
        "why": "预览做不出来（处理程序中断，文件展开后可能异常庞大，或内容已损坏），文件已保存。请下载后查看。",
    }


def test_a_process_that_takes_too_long_is_stopped(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("x")
    monkeypatch.setitem(apart.SECONDS, "text", 0)

    with pytest.raises(apart.Broken) as broken:
        apart.do("text", path, media_type="text/plain")

    assert str(broken.value) == "处理超过0秒，已停止"


def test_the_process_apart_has_no_secrets_and_no_database(tmp_path, monkeypatch):
    monkeypatch.setenv("FAZHI_SECRET_KEY", "secret")
    path = tmp_path / "a.csv"
    path.write_text("甲,乙")

    assert apart.do("preview", path, media_type="text/csv", folder=str(tmp_path))["sheets"] == [{"name": "CSV", "rows": [["甲", "乙"]]}]
    assert apart.do("judge", path, name="a.csv")["media_type"] == "text/csv"


def test_judging_that_breaks_refuses_the_upload(cast, send, monkeypatch):
    monkeypatch.setitem(apart.SECONDS, "admit", 0)
    monkeypatch.setitem(apart.SECONDS, "judge", 0)

    upload = send(cast.owner, "报告.txt", b"words")

    assert (upload.state, upload.refusal[:20]) == ("refused", "检查这个文件时出错：处理超过0秒，已停止")
