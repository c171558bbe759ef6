"""The same bytes are stored once, under their SHA-256, wherever the storage is."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.storage import storages
from django.db import connection

from fazhi.evidence import store
from fazhi.evidence.models import Blob
from fazhi.evidence.refusals import ContentLost

WORDS = "法治政府建设".encode()
SHA = hashlib.sha256(WORDS).hexdigest()


def stored_files(home):
    return sorted(str(path.relative_to(home / "files")) for path in (home / "files").rglob("*") if path.is_file())


def test_store_keeps_bytes_under_their_digest(db, home):
    blob = store.put(io.BytesIO(WORDS), "text/plain")

    assert (blob.sha256, blob.sm3, blob.size, blob.media_type) == (SHA, hashlib.new("sm3", WORDS).hexdigest(), 18, "text/plain")
    assert stored_files(home) == [f"content/{SHA[:2]}/{SHA[2:4]}/{SHA}"]
    with store.opened(blob) as file:
        assert file.read() == WORDS


def test_store_keeps_the_same_bytes_once(db, home):
    first, second = store.put(io.BytesIO(WORDS), "text/plain"), store.put(WORDS)

    assert (first.pk, second.media_type, Blob.objects.count(), len(stored_files(home))) == (second.pk, "text/plain", 1, 1)


def test_store_learns_the_type_of_what_it_kept_without_one(db):
    store.put(WORDS)

    assert store.put(WORDS, "text/plain").media_type == "text/plain"
    assert Blob.objects.get().media_type == "text/plain"


def test_store_mends_a_damaged_copy(db):
    blob = store.put(WORDS, "text/plain")
    store.local_path(blob).write_bytes(b"rot")

    store.put(WORDS, "text/plain")

    assert store.local_path(blob).read_bytes() == WORDS


def test_store_says_when_content_is_lost(db):
    blob = store.put(WORDS, "text/plain")
    store.local_path(blob).unlink()

    with pytest.raises(ContentLost) as lost:
        store.opened(blob)
    with pytest.raises(ContentLost), store.as_file(blob):
        pass

    assert str(lost.value) == f"文件内容（{SHA[:12]}）在存储中找不到了。请联系系统管理员从备份恢复，材料记录没有丢失。"


def test_store_leaves_nothing_behind_when_a_stream_fails(db, home):
    class Failing(io.BytesIO):
        def read(self, size=-1):
            raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        store.put(Failing(), "text/plain")

    assert (stored_files(home), Blob.objects.count()) == ([], 0)


def test_store_works_with_a_storage_that_has_no_paths(db, settings):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}

    blob = store.put(WORDS, "text/plain")
    store.put(io.BytesIO(WORDS), "text/plain")

    assert store.local_path(blob) is None
    assert storages["default"].listdir(f"content/{SHA[:2]}/{SHA[2:4]}")[1] == [SHA]
    with store.as_file(blob) as path:
        assert path.read_bytes() == WORDS


@pytest.mark.django_db(transaction=True)
def test_store_keeps_once_what_four_bring_at_the_same_moment(home):
    def bring(_):
        try:
            return store.put(io.BytesIO(WORDS), "text/plain").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(bring, range(4)))

    assert (len(keys), Blob.objects.count(), len(stored_files(home))) == (1, 1, 1)
