"""Known answers for both digests, and one spelling for every record."""

import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from fazhi.kit.digests import CryptographySM3, Digester, canonical, sha256_hex, sm3_hex

SM3_ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
SM3_ABCD16 = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
SHA256_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_digests_give_the_known_answers():
    assert sm3_hex(b"abc") == SM3_ABC
    assert sm3_hex(b"abcd" * 16) == SM3_ABCD16
    assert sha256_hex(b"abc") == SHA256_ABC


def test_digests_take_files_and_chunks():
    assert sm3_hex(io.BytesIO(b"abc")) == sm3_hex([b"a", b"bc"]) == SM3_ABC
    assert sha256_hex(io.BytesIO(b"abc")) == sha256_hex(iter([b"a", b"bc"])) == SHA256_ABC
    with pytest.raises(TypeError):
        sha256_hex("abc")


def test_sm3_without_openssl_gives_the_same():
    digest = CryptographySM3()
    digest.update(b"ab")
    digest.hexdigest()
    digest.update(b"c")
    assert digest.hexdigest() == SM3_ABC


def test_digester_gives_both_while_streaming():
    digester = Digester()
    for chunk in (b"a", b"", b"bc"):
        digester.update(chunk)
    assert digester.hexdigests() == {"sha256": SHA256_ABC, "sm3": SM3_ABC}
    assert digester.size == 3


def test_canonical_has_one_spelling():
    moment = datetime(2025, 6, 13, 8, 30, tzinfo=UTC)
    record = {"乙": [1, None, True], "a": date(2025, 6, 13), "d": Decimal("1.50"), "m": moment}

    assert canonical(record) == '{"a":"2025-06-13","d":"1.50","m":"2025-06-13T08:30:00+00:00","乙":[1,null,true]}'.encode()
    assert canonical(dict(reversed(record.items()))) == canonical(record)
    assert canonical(moment.astimezone(timezone(timedelta(hours=8)))) == canonical(moment)


@pytest.mark.parametrize("record", [{1: "a"}, {"a": [{None: 1}]}, {"a": {1, 2}}, {"a": object()}])
def test_canonical_refuses_what_has_no_one_spelling(record):
    with pytest.raises(TypeError):
        canonical(record)


def test_canonical_refuses_numbers_json_cannot_say():
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})
