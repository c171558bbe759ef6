"""Uploads stop, go on, are judged once, and belong to the person who began them."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence import files
from fazhi.evidence import acts, jobs, parts, store, taking, uploads
from fazhi.evidence.models import Blob, Upload
from fazhi.evidence.refusals import DiskFull, OffsetMismatch, UploadBusy, UploadNotFound, UploadRefused, UploadTooLarge
from fazhi.jobs.models import Ticket
from fazhi.journal.models import Entry
from fazhi.people.actor import NotAllowed
from fazhi.people.models import Role

WORDS = ("关于法治政府建设的报告\n" * 40).encode()
State = Upload.State


class Broken:
    """A connection that breaks off after some bytes."""

    def __init__(self, data):
        self.data = io.BytesIO(data)

    def read(self, size, /):
        if piece := self.data.read(min(size, 100)):
            return piece
        raise ConnectionResetError


def test_upload_is_whole_and_kept(cast, send, home):
    upload = send(cast.owner, "报告.txt", WORDS, folder="佐证\\2.8.3 合法性审核/..", context={"demand": 7})

    assert (upload.state, upload.name, upload.folder, upload.context) == (
        State.RECEIVED,
        "报告.txt",
        "佐证/2.8.3 合法性审核",
        {"demand": 7},
    )
    assert (upload.blob.size, upload.blob.media_type, upload.unit) == (len(WORDS), "text/plain", cast.justice)
    assert list((home / "uploads").iterdir()) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(min_size=1, max_size=400), cuts=st.lists(st.integers(1, 400), max_size=6), breaks=st.booleans())
def test_upload_of_any_split_gives_the_same_bytes(cast, data, cuts, breaks):
    upload = uploads.begin(cast.owner, "数据.bin", len(data))
    for cut in sorted({min(cut, len(data)) for cut in cuts} | {len(data)}):
        upload = uploads.find(cast.owner, upload.pk)
        piece = data[upload.offset : cut]
        assert uploads.append(upload, upload.offset, Broken(piece) if breaks else io.BytesIO(piece)) == cut

    assert parts.part_path(upload).read_bytes() == data
    parts.terminate(upload)


def test_upload_goes_on_after_signing_in_again_in_another_post(cast):
    upload = uploads.begin(cast.owner, "报告.txt", len(WORDS))
    uploads.append(upload, 0, Broken(WORDS[:300]))
    again = cast.actor("王某", Role.LIAISON, cast.education, user=cast.owner.user)

    found = uploads.find(again, str(upload.pk))
    uploads.append(found, found.offset, io.BytesIO(WORDS[300:]))
    uploads.finish(found)

    with store.opened(Blob.objects.get()) as file:
        assert file.read() == WORDS


def test_upload_refuses_bytes_that_do_not_join_on(cast):
    upload = uploads.begin(cast.owner, "报告.txt", len(WORDS))
    uploads.append(upload, 0, io.BytesIO(WORDS[:300]))

    for offset in (0, 299, 301):
        with pytest.raises(OffsetMismatch) as mismatch:
            uploads.append(upload, offset, io.BytesIO(WORDS[300:]))
        assert (mismatch.value.offset, mismatch.value.status) == (300, 409)

    assert parts.part_path(upload).read_bytes() == WORDS[:300]


def test_upload_never_grows_beyond_its_size(cast):
    upload = uploads.begin(cast.owner, "报告.txt", 10)

    with pytest.raises(UploadTooLarge):
        uploads.append(upload, 0, io.BytesIO(b"12345678901"))

    assert (uploads.find(cast.owner, upload.pk).offset, parts.part_path(upload).read_bytes()) == (0, b"")


def test_upload_has_one_writer_at_a_time(cast):
    upload = uploads.begin(cast.owner, "报告.txt", 10)

    class Meanwhile(io.BytesIO):
        def read(self, size=-1):
            with pytest.raises(UploadBusy):
                uploads.append(Upload.objects.get(pk=upload.pk), 0, io.BytesIO(b"other"))
            return super().read(size)

    assert uploads.append(upload, 0, Meanwhile(b"mine")) == 4
    assert parts.part_path(upload).read_bytes() == b"mine"


def test_upload_goes_on_from_what_the_disk_holds(cast):
    upload = uploads.begin(cast.owner, "报告.txt", 10)
    uploads.append(upload, 0, io.BytesIO(b"12345"))
    parts.part_path(upload).write_bytes(b"123")

    found = uploads.find(cast.owner, upload.pk)

    assert (found.offset, uploads.append(found, 3, io.BytesIO(b"4567890"))) == (3, 10)
    assert parts.part_path(upload).read_bytes() == b"1234567890"


def test_upload_overwrites_bytes_that_a_killed_server_did_not_note(cast):
    upload = uploads.begin(cast.owner, "报告.txt", 10)
    parts.part_path(upload).write_bytes(b"12345rotten")

    uploads.append(upload, 0, io.BytesIO(b"1234567890"))

    assert parts.part_path(upload).read_bytes()[:10] == b"1234567890"


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("空.docx", 0, "“空.docx”是空文件（0 字节），没有内容可交。请确认选对了文件，再重新上传。"),
        ("大.mp4", 4097 * 2**20, "“大.mp4”有4.0 GB，超过单个文件的上限4.0 GB。请压缩视频或分成几段上传，也可以改交链接。"),
    ],
)
def test_upload_refuses_empty_and_too_large(cast, name, size, said):
    with pytest.raises(UploadRefused) as refused:
        uploads.begin(cast.owner, name, size)

    assert (str(refused.value), Upload.objects.count()) == (said, 0)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\资料\\纪要.docx", "纪要.docx"),
        ("纪" * 200 + ".docx", "纪" * 78 + ".docx"),
        ("会议纪要（终稿）.docx", "会议纪要（终稿）.docx"),
    ],
)
def test_upload_makes_names_safe_and_keeps_chinese(cast, name, kept):
    upload = uploads.begin(cast.owner, name, 10)

    assert (upload.name, parts.part_path(upload).name) == (kept, f"{upload.pk}.part")


def test_upload_is_for_those_who_hand_in(cast):
    with pytest.raises(NotAllowed):
        uploads.begin(cast.officer, "报告.txt", 10)

    assert uploads.begin(cast.taskforce, "报告.txt", 10).unit == cast.city
    assert uploads.begin(cast.colleague, "报告.txt", 10).unit == cast.justice


def test_upload_is_hidden_from_others(cast):
    upload = uploads.begin(cast.owner, "报告.txt", 10)

    for other in (cast.colleague, cast.stranger, cast.taskforce):
        with pytest.raises(UploadNotFound):
            uploads.find(other, upload.pk)
    with pytest.raises(UploadNotFound):
        uploads.find(cast.owner, "guess")

    assert uploads.find(cast.owner, upload.pk) == upload


def test_upload_refused_by_the_judge_says_why_and_is_journalled(cast, send, home):
    upload = send(cast.owner, "方案.docm", files.docm_file())
    entry = Entry.objects.get()

    assert (upload.state, upload.blob, Blob.objects.count()) == (State.REFUSED, None, 0)
    assert upload.refusal == "这个文件含有宏或控件，打开时会运行程序，有安全风险。请另存为不含宏的格式（.docx、.xlsx、.pptx）后再上传。"
    assert (entry.verb, entry.actor_name, entry.said) == ("refused", "王某", f"上传的文件“方案.docm”被拒收：{upload.refusal}")
    assert list((home / "uploads").iterdir()) == []


def test_upload_with_a_false_extension_is_renamed_with_a_note(cast, send):
    upload = send(cast.owner, "现场.jpg", files.picture_file("PNG"))

    assert (upload.name, upload.note) == ("现场.png", "文件名写的是“jpg”，内容其实是PNG 图片，已按实际内容改名为“现场.png”。")


def test_large_upload_is_taken_in_by_a_job(cast, monkeypatch):
    monkeypatch.setattr(taking, "AT_ONCE", 100)
    upload = uploads.begin(cast.owner, "报告.txt", len(WORDS))
    uploads.append(upload, 0, io.BytesIO(WORDS))

    uploads.finish(upload)
    waiting = uploads.finish(upload)
    ticket = Ticket.objects.get()

    assert (waiting.state, ticket.key, ticket.label) == (State.RECEIVING, str(upload.pk), "检查并保存上传的文件")
    assert (taking.take_in.call(str(upload.pk)), taking.take_in.call(str(upload.pk))) == ("received", "received")


def test_finish_leaves_a_part_alone(cast):
    upload = uploads.begin(cast.owner, "报告.txt", len(WORDS))
    uploads.append(upload, 0, io.BytesIO(WORDS[:100]))

    assert (uploads.finish(upload).state, Blob.objects.count(), Ticket.objects.count()) == (State.RECEIVING, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_finishes_at_once_store_once(cast):
    upload = uploads.begin(cast.owner, "报告.txt", len(WORDS))
    uploads.append(upload, 0, io.BytesIO(WORDS))

    def finish(_):
        try:
            return uploads.finish(Upload.objects.select_related("user", "unit").get(pk=upload.pk)).state
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        states = list(pool.map(finish, range(3)))

    assert (states, Blob.objects.count(), Upload.objects.get().state) == (["received"] * 3, 1, "received")


def test_receive_takes_a_plain_form_at_once(cast):
    upload = uploads.receive(cast.owner, "报告.txt", ContentFile(WORDS))
    with pytest.raises(UploadRefused) as refused:
        uploads.receive(cast.owner, "材料.zip", ContentFile(files.zip_file({"a.txt": "x"})))

    assert upload.state == State.RECEIVED
    assert str(refused.value) == "这是一个压缩包，不能直接作为材料：审核人打不开，也无法检索。请解压后把里面的文件逐个上传。"


def test_receive_gives_up_what_broke_off(cast, home):
    file = ContentFile(WORDS[:50])
    file.size = len(WORDS)

    with pytest.raises(UploadRefused) as refused:
        uploads.receive(cast.owner, "报告.txt", file)

    assert str(refused.value) == "“报告.txt”没有传完。请检查网络后重新上传。"
    assert (Upload.objects.count(), list((home / "uploads").iterdir())) == (0, [])


def test_terminate_gives_an_upload_up(cast, home):
    upload = uploads.begin(cast.owner, "报告.txt", 10)
    uploads.append(upload, 0, io.BytesIO(b"123"))

    parts.terminate(upload)
    parts.terminate(upload)

    assert (Upload.objects.count(), list((home / "uploads").iterdir())) == (0, [])
    with pytest.raises(UploadNotFound):
        uploads.append(upload, 3, io.BytesIO(b"4"))
    assert list((home / "uploads").iterdir()) == []


def test_abandoned_clears_what_stood_still_for_seven_days(cast):
    old, whole, fresh = (uploads.begin(cast.owner, f"{name}.txt", 3) for name in ("旧", "整", "新"))
    uploads.append(old, 0, io.BytesIO(b"1"))
    uploads.append(whole, 0, io.BytesIO(b"123"))
    later = timezone.now() + timedelta(days=7, minutes=1)
    Upload.objects.filter(pk=fresh.pk).update(moved_at=later)

    assert uploads.expires_at(old) == old.moved_at + timedelta(days=7)
    assert parts.abandoned(timezone.now() + timedelta(days=6)) == 0
    assert parts.abandoned(later) == 1
    assert set(Upload.objects.all()) == {whole, fresh}


def test_tidying_takes_in_what_a_dead_server_left_whole(cast):
    upload = uploads.begin(cast.owner, "报告.txt", len(WORDS))
    uploads.append(upload, 0, io.BytesIO(WORDS))

    jobs.tidy_uploads.call()

    assert Ticket.objects.get().key == str(upload.pk)


def test_upload_is_refused_where_the_disk_has_no_room(cast, monkeypatch):
    monkeypatch.setattr(uploads, "LEFT_FREE", 1 << 60)

    with pytest.raises(DiskFull) as refused:
        uploads.begin(cast.owner, "大.mp4", 10)

    assert (str(refused.value), refused.value.status) == ("服务器磁盘空间不足，放不下“大.mp4”（10 B）。请联系系统管理员扩容后再上传。", 507)
    assert Upload.objects.count() == 0


def test_an_upload_in_use_is_not_given_up(cast, send):
    upload = send(cast.owner, "报告.txt", WORDS)
    acts.new_item_from_upload(cast.owner, upload)

    with pytest.raises(UploadRefused):
        parts.terminate(upload)
    with pytest.raises(UploadRefused):
        uploads.append(upload, 0, io.BytesIO(WORDS))

    assert Upload.objects.get().state == State.USED
