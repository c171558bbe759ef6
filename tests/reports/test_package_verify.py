"""A package unpacked where nobody knows us: verify.py passes with the standard library alone, and names whatever is wrong."""

import shutil
import subprocess
import sys

import pytest

from reports.parcel import FOLDER, PROOF, archive, made


@pytest.fixture
def unpacked(packed, tmp_path):
    folder = tmp_path / "empty"
    archive(made(packed)).extractall(folder)
    return folder


def verify(folder):
    done = subprocess.run([sys.executable, "-I", "-S", "verify.py"], cwd=folder, capture_output=True, text=True, encoding="utf-8")
    return done.returncode, done.stdout + done.stderr


def test_whole_package_passes(unpacked):
    code, said = verify(unpacked)

    assert code == 0, said


def test_flipped_byte_is_named(unpacked):
    file = unpacked / PROOF
    data = bytearray(file.read_bytes())
    data[5] ^= 1
    file.write_bytes(data)
    code, said = verify(unpacked)

    assert (code, PROOF in said) == (1, True), said


def test_removed_file_is_named(unpacked):
    (unpacked / PROOF).unlink()
    code, said = verify(unpacked)

    assert (code, PROOF in said) == (1, True), said


def test_swapped_files_are_named(unpacked):
    cover = f"{FOLDER}/封面.txt"
    shutil.move(unpacked / PROOF, unpacked / "x")
    shutil.move(unpacked / cover, unpacked / PROOF)
    shutil.move(unpacked / "x", unpacked / cover)
    code, said = verify(unpacked)

    assert (code, PROOF in said, cover in said) == (1, True, True), said


def test_altered_line_of_the_log_is_found(unpacked):
    log = unpacked / "日志/经过.jsonl"
    log.write_bytes(log.read_bytes().replace("提交".encode(), "撤回".encode(), 1))
    code, said = verify(unpacked)

    assert (code, "日志/经过.jsonl" in said) == (1, True), said
