"""The arithmetic that verify.py carries with it, against the test vectors of its standards and an independent hand."""

import ast
import hashlib
from collections import Counter

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from fazhi.reports.package import offline
from fazhi.reports.package.offline.verify.ed25519 import ORDER, signature_holds
from fazhi.reports.package.offline.verify.merkle import root_from_proof
from fazhi.reports.package.offline.verify.sm3 import SM3
from reports.packages_made import proof, root, sm3

RFC_8032 = [  # section 7.1: public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_ed25519_holds_for_the_vectors_of_its_standard_and_for_nothing_near(key, message, signature):
    key, message, signature = map(bytes.fromhex, (key, message, signature))

    assert signature_holds(key, message, signature)
    assert not signature_holds(key, message + b"x", signature)
    for at in (0, 31, 32, 63):
        bent = bytearray(signature)
        bent[at] ^= 1
        assert not signature_holds(key, message, bytes(bent))
    assert not signature_holds(bytes(32), message, signature)
    assert not signature_holds(key[:31], message, signature)


def test_ed25519_refuses_a_second_spelling_of_the_same_signature():
    key, message, signature = map(bytes.fromhex, RFC_8032[1])
    s = int.from_bytes(signature[32:], "little") + ORDER

    assert not signature_holds(key, message, signature[:32] + s.to_bytes(32, "little"))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300))
def test_ed25519_agrees_with_an_independent_signer(seed, message):
    signer = Ed25519PrivateKey.from_private_bytes(seed)
    public = signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    assert signature_holds(public, message, signer.sign(message))


@pytest.mark.parametrize(
    ("data", "digest"),
    [  # GB/T 32905-2016, appendix A
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_vectors_of_its_standard(data, digest):
    own = SM3()
    own.update(data)

    assert own.hexdigest() == digest


@given(st.lists(st.binary(max_size=200), max_size=6))
def test_sm3_agrees_with_an_independent_one_however_it_is_fed(pieces):
    own = SM3()
    for piece in pieces:
        own.update(piece)

    assert own.hexdigest() == own.hexdigest() == sm3(b"".join(pieces))


def test_inclusion_is_proved_in_trees_of_every_size_and_at_no_other_place():
    for size in range(1, 34):
        leaves = [bytes([number]) for number in range(size)]
        for index in range(size):
            path = proof(leaves, index)
            held = [place for place in range(-1, size + 1) if root_from_proof(leaves[index], place, size, path) == root(leaves)]
            assert held == [index]
            assert root_from_proof(leaves[index], index, size, [*path, bytes(32)]) is None


def test_script_is_one_file_that_python_38_can_read_and_always_the_same():
    script = offline.verify_script()
    tree = ast.parse(script, feature_version=(3, 8))
    names = Counter(node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    names += Counter(
        target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)
    )
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}

    assert script == offline.verify_script()
    assert [name for name, count in names.items() if count > 1] == []
    assert [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)] == ["__future__"]
    assert imported == {
        "argparse", "base64", "binascii", "calendar", "hashlib", "json", "os", "re", "shutil", "stat", "subprocess", "sys", "tempfile",
        "time",
        "unicodedata", "zipfile",
    }  # fmt: skip


def test_guide_names_every_test_and_fits_windows():
    guide = offline.guide("某市  申报\n材料").decode("utf-8-sig")

    assert guide.split("\r\n")[:3] == ["使用说明", "", "某市 申报 材料"]
    assert guide.replace("\r\n", "").count("\n") == 0
