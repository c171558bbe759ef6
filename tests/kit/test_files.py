"""File names and sizes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kit.files import human_size, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("金政发〔2025〕33号.pdf", "金政发〔2025〕33号.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\资料\\报告.docx", "报告.docx"),
        ("报\x00告\r\n.docx", "报告.docx"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("报告\u202efdp.exe", "报告fdp.exe"),
        (".htaccess", "htaccess"),
        ("报告. ", "报告"),
        ("con.txt", "_con.txt"),
        ("..", "未命名"),
        ("资料/", "未命名"),
        ("", "未命名"),
        ("法" * 200 + ".pdf", "法" * 116 + ".pdf"),
    ],
)
def test_safe_name_keeps_the_name_and_drops_the_danger(name, safe):
    assert safe_name(name) == safe


def test_safe_name_fits_the_bytes_of_a_file_system():
    assert safe_name("法" * 200 + ".pdf", max_bytes=240) == "法" * 78 + ".pdf"


@given(st.text(), st.sampled_from([None, 60]))
def test_safe_name_is_always_safe_and_stays(name, most):
    safe = safe_name(name, max_bytes=most)
    assert 1 <= len(safe) <= 120
    assert most is None or len(safe.encode()) <= most
    assert not set(safe) & set('<>:"/\\|?*\r\n\t\0')
    assert safe not in (".", "..")
    assert safe_name(safe, max_bytes=most) == safe


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (512, "512 B"),
        (1024, "1.0 KB"),
        (1_258_291, "1.2 MB"),
        (1024**2 - 1, "1.0 MB"),
        (5 * 1024**3, "5.0 GB"),
        (1024**5, "1024.0 TB"),
    ],
)
def test_human_size_reads_well(size, text):
    assert human_size(size) == text


def test_human_size_refuses_negative_sizes():
    with pytest.raises(ValueError, match="不能是负数"):
        human_size(-1)
