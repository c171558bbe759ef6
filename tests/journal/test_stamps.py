"""Time stamps from a local authority, checked by openssl; and an authority that is away, slow or babbles."""

import shutil
from hashlib import sha256

import pytest
from django.utils import timezone

from fazhi.journal import stamps
from fazhi.journal.stamps import Stamp, StampRefused, stamp, verified
from journal.authority import founded, openssl, serving

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")

DIGEST = sha256("一份清单".encode()).digest()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tsa")
    founded(folder)
    return folder


@pytest.fixture
def trusting(settings, authority):
    settings.FAZHI_TSA_CERT = str(authority / "ca.pem")
    return settings


def test_a_stamp_is_had_and_openssl_agrees(trusting, authority, tmp_path):
    with serving(authority) as trusting.FAZHI_TSA_URL:
        made = stamp(DIGEST)

    assert abs((verified(made, DIGEST) - timezone.now()).total_seconds()) < 60
    (tmp_path / "q.tsq").write_bytes(made.query)
    (tmp_path / "r.tsr").write_bytes(made.reply)
    (tmp_path / "c.pem").write_text(made.cert)
    said = openssl(tmp_path, "ts", "-verify", "-queryfile", "q.tsq", "-in", "r.tsr", "-CAfile", "c.pem")
    said_of_digest = openssl(tmp_path, "ts", "-verify", "-digest", DIGEST.hex(), "-in", "r.tsr", "-CAfile", "c.pem")
    assert [each.strip().splitlines()[-1] for each in (said, said_of_digest)] == [b"Verification: OK"] * 2


def test_a_stamp_over_something_else_or_by_somebody_else_is_refused(trusting, authority, tmp_path):
    with serving(authority) as trusting.FAZHI_TSA_URL:
        made = stamp(DIGEST)
    stranger = founded(tmp_path).read_text()

    with pytest.raises(StampRefused, match="时间戳核对不通过"):
        verified(made, sha256(b"another").digest())
    with pytest.raises(StampRefused, match="时间戳核对不通过"):
        verified(Stamp(made.query, made.reply, stranger), DIGEST)
    with pytest.raises(StampRefused, match="时间戳核对不通过"):
        verified(Stamp(made.query[:-4] + b"\x00\x01\x01\xff", made.reply, made.cert), DIGEST)
    with pytest.raises(StampRefused, match="时间戳核对不通过"):
        verified(Stamp(made.query, made.reply[:-9] + b"123456789", made.cert), DIGEST)


@pytest.mark.parametrize("temper", ["garbage", "slow", "huge", "away", "refusing"])
def test_an_authority_that_does_not_answer_well_gives_none(trusting, authority, monkeypatch, temper):
    monkeypatch.setattr(stamps, "WAIT", 0.3)
    with serving(authority, temper) as trusting.FAZHI_TSA_URL:
        assert stamp(DIGEST) is None


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9/", "file:///etc/passwd", "http://"])
def test_no_authority_and_one_that_is_down_give_none(trusting, url):
    trusting.FAZHI_TSA_URL = url
    assert stamp(DIGEST) is None


def test_without_a_certificate_to_check_it_none_is_asked_for(settings):
    settings.FAZHI_TSA_URL = "http://127.0.0.1:9/"
    for settings.FAZHI_TSA_CERT in ("", "/nowhere.pem"):
        with pytest.raises(StampRefused, match="证书"):
            stamps.asked(DIGEST)


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_checkpoint_is_stamped_once_a_day_and_never_held_up(trusting, authority, monkeypatch, tmp_path):
    from fazhi.journal.anchors import lay_down, standing
    from fazhi.journal.models import Stamped
    from fazhi.journal.proving import checkpoint_json
    from journal.hands import act, sealed_town

    trusting.HOME = tmp_path
    town = sealed_town()
    held = town.checkpoints[-1]
    trusting.FAZHI_TSA_URL = "http://127.0.0.1:9/"
    assert lay_down(held).refused != [] and standing() != []

    with serving(authority) as trusting.FAZHI_TSA_URL:
        assert lay_down(held).done == ["已取得时间戳"]
        assert lay_down(held).done == []
        act(town.city)
        assert lay_down(held).done == []

    kept = Stamped.objects.get()
    made = Stamp(bytes(kept.query), bytes(kept.reply), kept.certificate)
    assert verified(made, sha256(checkpoint_json(held)).digest()) == kept.at
    assert kept.checkpoint == held and standing() == []
