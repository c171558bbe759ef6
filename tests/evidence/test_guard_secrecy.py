"""Secret material at the door: refused, and nothing of it is left anywhere."""

import logging
from pathlib import Path

import pytest

from evidence.files import docx_file, pdf_file, pptx_file, xlsx_file
from fazhi.evidence.acts import edit_item, new_item_from_upload, new_link, new_offline
from fazhi.evidence.guard.expelling import WHY
from fazhi.evidence.guard.secrecy import NEUTRAL, SecretName, SecretWords
from fazhi.evidence.jobs import prepare
from fazhi.evidence.models import Blob, Item, Upload, Version
from fazhi.evidence.parts import part_path
from fazhi.evidence.uploads import begin, finish
from fazhi.journal.models import Entry
from fazhi.search.find import matching

WORDS = "红星水库加固方案乙稿"


def every_word_of(home: Path) -> bytes:
    """All that lies on the disk of this installation, without the test database of other rooms."""
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def secret(kind):
    lines = ("机密★1年", f"{WORDS}的请示", "请予审批。")
    return {
        "docx": lambda: docx_file(*lines),
        "header.docx": lambda: docx_file(f"{WORDS}的请示", header="秘密★"),
        "alone.docx": lambda: docx_file(*[f"{WORDS}正文。"] * 30, header="机　密"),
        "pdf": lambda: pdf_file("\\ ".join(lines)),
        "second.pdf": lambda: pdf_file(f"{WORDS}封面", "#align(left)[秘密★10年]\n\n正文"),
        "xlsx": lambda: xlsx_file(rows=(("密级：机密", ""), (WORDS, 1))),
        "pptx": lambda: pptx_file(WORDS, "绝密★"),
        "txt": lambda: "\n".join(lines).encode("gb18030"),
    }[kind]()


@pytest.mark.parametrize("kind", ["docx", "header.docx", "alone.docx", "pdf", "second.pdf", "xlsx", "pptx", "txt"])
def test_secret_file_is_refused_and_leaves_nothing(cast, send, home, caplog, kind):
    caplog.set_level(logging.DEBUG)
    upload = send(cast.owner, f"{WORDS}.{kind.rpartition('.')[2]}", secret(kind), folder=f"{WORDS}夹")

    assert (upload.state, upload.name, upload.folder, upload.blob) == (Upload.State.REFUSED, NEUTRAL, "", None)
    assert upload.refusal.startswith("文件里带有密级标志（绝密、机密或秘密）。本系统不得存放涉密材料，文件已拒收，内容已从服务器删除。")
    assert (Blob.objects.count(), list(home.rglob("*.part")), list(matching(WORDS, "evidence.item"))) == (0, [], [])
    assert WORDS.encode() not in every_word_of(home)
    entry = Entry.objects.get()
    said = entry.said.partition("（")[0]
    assert (entry.verb, said, entry.object_name, entry.changes) == ("refused", "上传的文件因带有密级标志被拒收", NEUTRAL, {})
    assert [each for each in map(str, Upload.objects.values_list()) if WORDS in each] == []
    assert WORDS not in caplog.text


def test_secret_name_is_refused_before_the_first_byte(cast, home):
    for name, folder in ((f"机密★1年{WORDS}.docx", ""), (f"{WORDS}.docx", "【秘密】材料")):
        with pytest.raises(SecretName, match=r"^文件名或文件夹名带有密级标志"):
            begin(cast.owner, name, 1000, folder)

    assert (Upload.objects.count(), list(home.rglob("*.part"))) == (0, [])
    told = list(Entry.objects.values_list("said", "object_name"))
    assert told == [("上传的文件因名称带有密级标志被拒收（1000 B），内容和名称未作记录", "市司法局")] * 2


def test_secret_name_is_not_told_by_another_refusal(cast, send):
    upload = begin(cast.owner, "平常.zip", 30)
    Upload.objects.filter(pk=upload.pk).update(name=f"机密★1年{WORDS}.zip")  # as an older release let it begin
    part_path(upload).write_bytes(b"PK\x05\x06" + bytes(26))
    Upload.objects.filter(pk=upload.pk).update(offset=30)
    ended = finish(Upload.objects.get(pk=upload.pk))

    assert (ended.state, ended.name, part_path(upload).exists()) == (Upload.State.REFUSED, NEUTRAL, False)
    assert [said for said in Entry.objects.values_list("said", flat=True) if WORDS in said] == []


@pytest.mark.parametrize("text", ["做好保密工作，严守国家秘密。", "秘密级以上文件管理制度\n第一条 为了管理机密文件，制定本制度。"])
def test_talk_of_secrecy_comes_in(cast, send, text):
    upload = send(cast.owner, "保密制度.docx", docx_file(text))

    assert (upload.state, upload.refusal) == (Upload.State.RECEIVED, "")


def test_mark_that_is_read_only_later_expels_the_content(cast, send, home, monkeypatch):
    monkeypatch.setattr(
        "fazhi.evidence.guard.secrecy.apart.SECONDS",
        {"admit": 0, "judge": 120, "secrecy": 0, "read": 120, "text": 120, "preview": 120, "made": 60},
    )
    data = docx_file("机密★1年", WORDS)
    item = new_item_from_upload(cast.owner, send(cast.owner, "请示.docx", data), title="请示")
    again = new_item_from_upload(cast.owner, send(cast.owner, "请示.docx", data), title="请示之二")
    assert Blob.objects.count() == 1

    prepare.call(item.current.pk)

    left = [(each.blob, each.text, each.file_name, each.text_note, each.preview) for each in Version.objects.all()]
    assert left == [(None, "", NEUTRAL, WHY, {"kind": "none", "why": WHY})] * 2
    assert set(Upload.objects.values_list("blob", "name")) == {(None, NEUTRAL)}
    told = sorted(said for said in Entry.objects.values_list("said", flat=True) if "密级" in said)
    assert told == ["材料“请示”第1版因带有密级标志，内容已删除", "材料“请示之二”第1版因带有密级标志，内容已删除"]
    assert again.current.blob is None


@pytest.mark.django_db(transaction=True)
def test_expelled_bytes_are_gone_from_disk(cast, send, home, monkeypatch):
    monkeypatch.setattr(
        "fazhi.evidence.guard.secrecy.apart.SECONDS",
        {"admit": 0, "judge": 120, "secrecy": 0, "read": 120, "text": 120, "preview": 120, "made": 60},
    )
    item = new_item_from_upload(cast.owner, send(cast.owner, "请示.txt", f"机密★1年\n{WORDS}".encode()), title="请示")
    assert WORDS.encode() in every_word_of(home)

    prepare.call(item.current.pk)

    assert (Blob.objects.count(), WORDS.encode() in every_word_of(home / "files")) == (0, False)


def test_typed_words_that_bear_a_mark_are_not_kept(cast, send):
    upload = send(cast.owner, "平常.txt", "平常的内容。".encode())
    item = new_item_from_upload(cast.owner, upload, title="平常")
    tries = [
        lambda: edit_item(cast.owner, item, title=f"【机密】{WORDS}"),
        lambda: edit_item(cast.owner, item, note=f"密级：秘密\n{WORDS}"),
        lambda: new_link(cast.owner, "https://www.example.gov.cn/a", f"机密★{WORDS}"),
        lambda: new_offline(cast.owner, f"{WORDS}（绝密）", "档案室", "王某"),
    ]
    for act in tries:
        with pytest.raises(SecretWords, match="涉密内容不得录入本系统"):
            act()

    assert list(Item.objects.values_list("title", "note")) == [("平常", "")]
    assert [said for said in Entry.objects.values_list("said", flat=True) if WORDS in said] == []


def test_offline_material_may_say_that_it_is_secret_in_a_sentence(cast):
    item = new_offline(cast.owner, "某项工作材料", "保密室", "王某", note="涉及国家秘密，只能现场查阅。")

    assert item.note == "涉及国家秘密，只能现场查阅。"
